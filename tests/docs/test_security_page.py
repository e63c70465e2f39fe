"""Who may ask what is what docs/security.md says, for every route."""

import re
from pathlib import Path

import pytest

from wyoming_kokoro.api import SUBJECTS
from wyoming_kokoro.api.http.openapi import routes_in
from wyoming_kokoro.api.http.route import Access, access_of

PAGE = (Path(__file__).resolve().parents[2] / "docs/security.md").read_text(encoding="utf-8")
BEGINNINGS = {
    Access.ANYONE: "anyone",
    Access.LISTS: "anyone; with",
    Access.CLIENTS: "those with the key",
    Access.CHANGES: "those with the token",
}
ROUTES = {route.path: access_of(route.handler) for subject in SUBJECTS for route in routes_in(subject)}


def told(who: Access) -> list[str]:
    """The paths that the page names for somebody."""
    rows = re.findall(r"^\| ([^|]+) \| (`/[^|]+) \|$", PAGE, re.MULTILINE)
    matching = [what for told_who, what in rows if told_who.startswith(BEGINNINGS[who])]
    return re.findall(r"`(/[^`]+)`", matching[0])


@pytest.mark.parametrize("who", Access)
def test_whoever_may_ask_a_route_is_who_the_page_says(who: Access) -> None:
    paths = told(who)
    assert paths and {ROUTES[path] for path in paths} == {who}


def test_no_route_that_changes_anything_is_left_out() -> None:
    assert {path for path, who in ROUTES.items() if who is Access.CHANGES} == set(told(Access.CHANGES))
