"""What the door answers, described by itself: made from the routes and from what they take."""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import voluptuous as vol
import voluptuous_openapi
from aiohttp import web

from wyoming_kokoro import __version__
from wyoming_kokoro.api.http.route import Access, access_of, given_by, taken_by
from wyoming_kokoro.settings import options_of

Document = Mapping[str, Any]

_PARAMETER = re.compile(r"\{(\w+)(?::[^{}]*(?:\{[^{}]*\}[^{}]*)*)?\}")
"""A part of a path that varies, with the pattern it has to fit."""

_ERROR = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": "string", "nullable": True},
                "code": {"type": "string", "nullable": True},
            },
            "required": ["message", "type", "param", "code"],
        }
    },
    "required": ["error"],
}

_SECURITY: Mapping[Access, list[dict[str, list[str]]]] = {
    Access.LISTS: [{"key": []}, {}],
    Access.CLIENTS: [{"key": []}],
    Access.CHANGES: [{"token": []}],
}


def document(subjects: Sequence[ModuleType]) -> Document:
    """The OpenAPI document of these files of routes."""
    paths: dict[str, dict[str, Any]] = {}
    for subject in subjects:
        for route in routes_in(subject):
            path = _PARAMETER.sub(r"{\1}", route.path)
            paths.setdefault(path, {})[route.method.lower()] = _operation(route, _title(subject))
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "wyoming_kokoro",
            "version": __version__,
            "description": "Speech over HTTP, as OpenAI's clients ask for it, and what belongs to it.",
        },
        "tags": [{"name": _title(subject), "description": inspect.getdoc(subject) or ""} for subject in subjects],
        "paths": paths,
        "components": {
            "schemas": {"Error": _ERROR},
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "http.key, if the settings have one."},
                "token": {"type": "http", "scheme": "bearer", "description": "What `wyoming-kokoro token` prints."},
            },
        },
    }


def routes_in(subject: ModuleType) -> Iterator[web.RouteDef]:
    """The routes of a file, in order."""
    table: Iterable[web.AbstractRouteDef] = subject.routes
    for route in table:
        assert isinstance(route, web.RouteDef), "our tables hold nothing else"  # noqa: S101
        yield route


def _operation(route: web.RouteDef, tag: str) -> dict[str, Any]:
    holder = taken_by(route.handler)
    operation: dict[str, Any] = {
        "tags": [tag],
        "summary": _sentence(route.handler),
        "x-handler": getattr(route.handler, "__name__", ""),
        "responses": {
            "200": {
                "description": "As asked for.",
                "content": {kind: {} for kind in given_by(route.handler)},
            },
            "default": {
                "description": "What is wrong.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            },
        },
    }
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(route.path)
    ]
    if holder is not None:
        schema = schema_of(holder)
        if route.method == "GET":
            parameters += [
                {
                    "name": name,
                    "in": "query",
                    "required": name in schema["required"],
                    "description": field.get("description", ""),
                    "schema": {key: each for key, each in field.items() if key != "description"},
                }
                for name, field in schema["properties"].items()
            ]
        else:
            operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if parameters:
        operation["parameters"] = parameters
    if security := _SECURITY.get(access_of(route.handler)):
        operation["security"] = security
    return operation


def schema_of(holder: type) -> dict[str, Any]:
    """What may be sent, as JSON Schema."""
    fields = {
        vol.Optional(option.key, description=option.meaning, default=option.default): option.validator
        for option in options_of("", holder)
    }
    schema: dict[str, Any] = voluptuous_openapi.convert(vol.Schema(fields))
    return {**schema, "description": _sentence(holder), "required": list(getattr(holder, "required", ()))}


def _title(subject: ModuleType) -> str:
    return subject.__name__.rpartition(".")[2]


def _sentence(thing: object) -> str:
    """The first paragraph of its docstring, on one line."""
    return " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split())
