"""The HTTP API describes itself: every route, and nothing else."""

import json
import re

import pytest
from aiohttp import web

from tests.api.client import Api, StubAppState
from wyoming_kokoro.api import SUBJECTS, make_app
from wyoming_kokoro.api.http.openapi import document, schema_of
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio


def test_every_route_is_described_and_nothing_else(studio: Studio, loaded: LoadedSettings) -> None:
    app = make_app(StubAppState(studio, loaded))
    served = {
        (route.method, re.sub(r"\{(\w+):[^}]*\}", r"{\1}", route.resource.canonical))
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    described = {(method.upper(), path) for path, methods in document(SUBJECTS)["paths"].items() for method in methods}
    assert served == described


def test_every_route_has_a_summary_and_a_content_type() -> None:
    for path, methods in document(SUBJECTS)["paths"].items():
        for operation in methods.values():
            assert operation["summary"].endswith("."), path
            assert operation.get("deprecated") or any(
                each.get("content") for status, each in operation["responses"].items() if status != "default"
            ), path


def test_request_bodies_are_described_by_their_schema() -> None:
    schema = schema_of(SpeechRequest)
    assert schema["required"] == ["input"]
    assert schema["properties"]["response_format"]["enum"] == [*FORMATS, None]
    speed = schema["properties"]["speed"]
    assert (speed["minimum"], speed["maximum"], speed["type"]) == (0.25, 4, "number")


async def test_the_document_is_served_to_programs_and_people(api: Api) -> None:
    api.state.set(**{"http.key": "open-sesame"})
    status, _, body = await api.ask("GET", "/openapi.json")
    described = json.loads(body)
    assert status == 200 and described["openapi"].startswith("3.0")
    assert described["paths"]["/v1/settings"]["patch"]["security"] == [{"token": []}]
    assert "security" not in described["paths"]["/health"]["get"]
    status, headers, body = await api.ask("GET", "/docs")
    assert status == 200 and headers["Content-Type"] == "text/html; charset=utf-8"
    assert all(path in body.decode() for path in described["paths"])
    assert (await api.ask("GET", "/docs.css"))[1]["Content-Type"].startswith("text/css")


async def test_the_page_loads_nothing_from_elsewhere(api: Api) -> None:
    _, _, body = await api.ask("GET", "/docs")
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", body.decode())
    assert "<script" not in body.decode() and "style=" not in body.decode()


@pytest.mark.parametrize("path", ["/openapi.json", "/docs"])
async def test_references_in_the_document_lead_somewhere(api: Api, path: str) -> None:
    _, _, body = await api.ask("GET", path)
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', body.decode()):
        referenced = json.loads(body)
        for part in reference.split("/"):
            referenced = referenced[part]
        assert referenced


def test_all_routes_are_defined_in_route_tables() -> None:
    assert all(isinstance(subject.routes, web.RouteTableDef) for subject in SUBJECTS)
