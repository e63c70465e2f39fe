"""Describes the HTTP API as an OpenAPI document, made from the routes and from the fields that they accept."""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import voluptuous as vol
import voluptuous_openapi
from aiohttp import web

from wyoming_kokoro import __version__
from wyoming_kokoro.api.http.route import Access, RouteInfo, info_of
from wyoming_kokoro.settings import OPTIONS, SECTIONS, Option, options_of

Document = Mapping[str, Any]

_PARAMETER = re.compile(r"\{(\w+)(?::[^{}]*(?:\{[^{}]*\}[^{}]*)*)?\}")
"""A part of a path that varies, with the pattern that it has to match."""

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
    Access.CLIENTS: [{"key": []}, {}],
    Access.CHANGES: [{"token": []}],
}


def document(subjects: Sequence[ModuleType]) -> Document:
    """Return the OpenAPI document of these files of routes."""
    paths: dict[str, dict[str, Any]] = {}
    for subject in subjects:
        for route in routes_in(subject):
            paths.setdefault(plain_path(route), {})[route.method.lower()] = _operation(route, _title(subject))
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "wyoming_kokoro",
            "version": __version__,
            "description": "Text to speech over HTTP, as OpenAI's clients use it, and what belongs to it.",
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
    """Yield the routes of a file, in order."""
    table: Iterable[web.AbstractRouteDef] = subject.routes
    for route in table:
        assert isinstance(route, web.RouteDef), "our tables hold nothing else"  # noqa: S101
        yield route


def plain_path(route: web.RouteDef) -> str:
    """Return the path of a route with the names of its parameters, without their patterns."""
    return _PARAMETER.sub(r"{\1}", route.path)


def schema_of(fields: type) -> dict[str, Any]:
    """Return the JSON Schema of the fields that a request may have."""
    validators = {
        vol.Optional(option.key, description=option.meaning, default=option.default): option.validator
        for option in options_of("", fields)
    }
    schema: dict[str, Any] = voluptuous_openapi.convert(vol.Schema(validators))
    required = list(getattr(fields, "required", ()))
    properties = {
        name: _required(field) if name in required else _nullable(field)  # null stands for the default
        for name, field in {**schema["properties"], **getattr(fields, "described", {})}.items()
        if field
    }
    return {**schema, "properties": properties, "description": _sentence(fields), "required": required}


def settings_schema() -> dict[str, Any]:
    """Return the JSON Schema of a change of settings: by their full names, or by their names in a section."""
    options = [option for option in OPTIONS.values() if not option.local]
    sections = {
        section: _object({option.key: _setting(option) for option in options if option.section == section})
        for section in SECTIONS
    }
    return _object({**{option.name: _setting(option) for option in options}, **sections})


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _setting(option: Option) -> dict[str, Any]:
    """Return the schema of one setting; null resets it, and in a table it removes a key."""
    schema: dict[str, Any] = voluptuous_openapi.convert(vol.Schema(option.validator))
    if option.container == "table":
        (values,) = voluptuous_openapi.convert(vol.Schema({"value": option.validator[str]}))["properties"].values()  # type: ignore[index]
        schema = {"type": "object", "additionalProperties": {**values, "nullable": True}}
    return _nullable({**schema, "description": option.meaning})


def _nullable(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema that allows null too."""
    choices = {"enum": [*schema["enum"], None]} if "enum" in schema and None not in schema["enum"] else {}
    return {**schema, **choices, "nullable": True}


def _required(field: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a field that has to be there; a text without a pattern of its own has to say something."""
    schema = {name: value for name, value in field.items() if name not in ("nullable", "default")}
    if schema["type"] == "string" and not schema.keys() & {"pattern", "enum"}:
        schema["pattern"] = r"\S"
    return schema


def _operation(route: web.RouteDef, tag: str) -> dict[str, Any]:
    info = info_of(route.handler)
    operation: dict[str, Any] = {
        "tags": [tag],
        "summary": _sentence(route.handler),
        "x-handler": getattr(route.handler, "__name__", ""),
        "x-access": info.access.name.lower(),
        "responses": _responses(info),
        **({"deprecated": True} if info.refuses else {}),
    }
    parameters = _path_parameters(route)
    if info.body is not None:
        operation["requestBody"] = {"required": True, "content": {info.body_type: {"schema": info.body()}}}
    if info.accepts is not None:
        schema = schema_of(info.accepts)
        if route.method in {"GET", "DELETE"}:
            parameters += _query_parameters(schema)
        else:
            operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if parameters:
        operation["parameters"] = parameters
    if security := _SECURITY.get(info.access):
        operation["security"] = security
    return operation


def _responses(info: RouteInfo) -> dict[str, Any]:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    content: dict[str, Any] = {content_type: {} for content_type in info.returns}
    success = {status: {"description": meaning, "content": content} for status, meaning in info.statuses.items()}
    return {
        **success,
        "default": {"description": "An error.", "content": error},
    }


def _path_parameters(route: web.RouteDef) -> list[dict[str, Any]]:
    names = _PARAMETER.findall(route.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema["required"],
            "description": field.get("description", ""),
            **_in_query(field),
        }
        for name, field in schema["properties"].items()
    ]


def _in_query(field: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a field in a query, which has no null: the field is left out. Objects are sent as JSON."""
    schema = {key: value for key, value in field.items() if key not in ("description", "nullable")}
    if schema.get("default", 0) is None:
        del schema["default"]
    if "enum" in schema:
        schema["enum"] = [each for each in schema["enum"] if each is not None]
    if schema.get("type") == "object":
        return {"content": {"application/json": {"schema": schema}}}
    return {"schema": schema}


def _title(subject: ModuleType) -> str:
    return subject.__name__.rpartition(".")[2]


def _sentence(documented: object) -> str:
    """Return the first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(documented) or "").partition("\n\n")[0].split())
