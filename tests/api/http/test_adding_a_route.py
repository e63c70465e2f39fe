"""To add a route is to write one function: access, checks and documentation follow from it."""

import json
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.api.client import opened
from wyoming_kokoro.api import SUBJECTS
from wyoming_kokoro.api.api_page import markdown
from wyoming_kokoro.api.http.openapi import document
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio

SUBJECT = '''
"""Greetings."""

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from wyoming_kokoro.api.http.route import Access, accepts, access, returns
from wyoming_kokoro.settings import option

routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True)
class GreetingRequest:
    """Whom to greet."""

    required: ClassVar = ("name",)

    name: str | None = option(None, "The name to greet.")
    times: int = option(1, "How often.", minimum=1, maximum=3)


@routes.post("/v1/greeting")
@access(Access.CHANGES)
@returns("text/plain")
@accepts(GreetingRequest)
async def greet(_: web.Request, fields: GreetingRequest) -> web.Response:
    """Return a greeting."""
    return web.Response(text=f"Hello {fields.name}! " * fields.times)
'''


@pytest.fixture
def subject(tmp_path: Path) -> Iterator[ModuleType]:
    """A file of routes that is not part of the package."""
    path = tmp_path / "greetings.py"
    path.write_text(SUBJECT, encoding="utf-8")
    spec = spec_from_file_location("greetings", path)
    assert spec is not None and spec.loader is not None
    module = sys.modules["greetings"] = module_from_spec(spec)  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["greetings"]


async def test_a_new_route_is_served_checked_and_guarded(
    studio: Studio, loaded: LoadedSettings, subject: ModuleType, token: str
) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with opened(studio, loaded, subjects=(*SUBJECTS, subject)) as api:
        status, answer_headers, body = await api.ask("POST", "/v1/greeting", json={"name": "Ann"}, headers=headers)
        assert status == 200 and answer_headers["Content-Type"].startswith("text/plain") and body == b"Hello Ann! "
        status, _, body = await api.ask("POST", "/v1/greeting", json={"name": "Ann", "times": 4}, headers=headers)
        assert status == 400 and json.loads(body)["error"]["param"] == "times"
        assert (await api.ask("POST", "/v1/greeting", json={"name": "Ann"}))[0] == 401


def test_a_new_route_is_documented(subject: ModuleType) -> None:
    described = document((*SUBJECTS, subject))
    operation = described["paths"]["/v1/greeting"]["post"]
    assert operation["security"] == [{"token": []}] and "text/plain" in operation["responses"]["200"]["content"]
    page = markdown(described)
    assert "### `POST /v1/greeting`" in page and "| `times` | `1` | How often. | 1 to 3 |" in page
    (row,) = (line for line in page.splitlines() if line.startswith("| those who have the token |"))
    assert "`POST /v1/greeting`" in row
