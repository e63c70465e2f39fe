"""docs/security.md names every kind of access; which route has which is in docs/api.md, made from the routes."""

from pathlib import Path

import pytest

from wyoming_kokoro.api.http.route import Access

PAGE = (Path(__file__).resolve().parents[2] / "docs/security.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("who", Access)
def test_every_kind_of_access_is_explained(who: Access) -> None:
    assert f"| {who.value} |" in PAGE
