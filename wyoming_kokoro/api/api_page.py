"""Writes the OpenAPI document for people: a page of the server, and a page of the documentation."""

import html
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from wyoming_kokoro.api.http.openapi import Document
from wyoming_kokoro.api.http.route import Access
from wyoming_kokoro.error_codes import HTTP_CODES

STYLE = """\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
:root { color-scheme: light dark }
h2 { margin-top: 3rem; text-transform: capitalize }
h3 { font-family: ui-monospace, monospace; font-size: 1rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid #8884 }
code { font-family: ui-monospace, monospace }
"""
"""How the page of the server looks."""

_INTRODUCTION = """\
# HTTP API

This page is made from the program by `script/docs`; a running server shows the same at `/docs`, and for programs at
`/openapi.json`.

The server listens on port 8354. `POST /v1/audio/speech` is OpenAI's route: their clients work with the base address
`http://HOST:8354/v1`, and without a key unless `http.key` in the settings asks for one. Bodies are JSON in UTF-8, sent
as `application/json`. Unknown fields are ignored, and `null` stands for the default.

Errors are `{"error": {"message", "type", "param", "code"}}`, and the start of the message is in the status line too;
the codes are [listed below](#error-codes). A response with status 503 says in `Retry-After` when to try again. An error
after the sound has begun closes the connection early, so that clients do not take the part for the whole; among events
and lines it is one more event or line.

Sound is sent while it is made. `"stream": false` waits for all of it and adds its length: `X-Audio-Duration`, `X-RTF`
and `Content-Length`. Every response has an `X-Request-Id`; speech also has `X-Voice`, `X-Model` (the engine that
speaks), `X-Sample-Rate`, `X-Config-Version` and `X-AI-Generated: 1`, which the last event of a stream repeats as
`ai_generated`.

Changes need the token that `wyoming-kokoro token` prints, as `Authorization: Bearer TOKEN`; until it has made one they
are off.
"""

_FIELD_HEADINGS = ("field", "default", "meaning", "allowed values")


class _Route(NamedTuple):
    """A handler, with every path that it serves."""

    paths: Sequence[str]
    operation: Mapping[str, Any]

    @property
    def summary(self) -> str:
        """What it does, and whether it needs the token."""
        needs_token = self.operation["x-access"] == Access.CHANGES.name.lower()
        summary = str(self.operation["summary"])
        return f"{summary} Needs the token." if needs_token else summary


def page(document: Document) -> str:
    """Return the description as a page that needs no other files than its style sheet."""
    body = "".join(_section(document, tag) for tag in document["tags"])
    title = f"{document['info']['title']} {document['info']['version']}"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="icon" href="icon.svg"><link rel="stylesheet" href="docs.css">'
        f"<h1>{title}</h1><p>{html.escape(document['info']['description'])}"
        f' For programs: <a href="openapi.json">openapi.json</a>.</p>{body}</html>\n'
    )


def markdown(document: Document) -> str:
    """Return the description as a page of the documentation."""
    lines = [_INTRODUCTION]
    for tag in document["tags"]:
        lines += [f"## {tag['name'].capitalize()}", "", tag["description"], ""]
        for route in _routes(document, tag["name"]):
            lines += [f"### `{route.paths[0]}`", "", route.summary, ""]
            if len(route.paths) > 1:
                lines += ["Also: " + ", ".join(f"`{path}`" for path in route.paths[1:]) + ".", ""]
            if fields := list(_fields(route.operation)):
                lines += [*_table(_FIELD_HEADINGS, fields), ""]
    lines += [*_access_section(document), *_error_section()]
    return "\n".join(lines)


def _access_section(document: Document) -> Iterator[str]:
    """Yield the lines that say who may use which route."""
    paths: dict[str, list[str]] = {}
    for tag in document["tags"]:
        for route in _routes(document, tag["name"]):
            paths.setdefault(route.operation["x-access"], []).append(", ".join(f"`{path}`" for path in route.paths))
    yield from ("## Access", "", "Who may use which route; [security](security.md) has the rest.", "")
    yield from _table(("who", "routes"), [(who.value, "; ".join(paths[who.name.lower()])) for who in Access])
    yield ""


def _error_section() -> Iterator[str]:
    yield from ("## Error codes", "")
    yield from _table(
        ("code", "status", "meaning"),
        [(f"`{code.name}`", str(code.http_status), code.meaning) for code in HTTP_CODES],
    )
    yield ""


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"| {' | '.join('---' for _ in headings)} |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _section(document: Document, tag: Mapping[str, str]) -> str:
    parts = [f"<h2>{html.escape(tag['name'])}</h2><p>{html.escape(tag['description'])}</p>"]
    for route in _routes(document, tag["name"]):
        parts.append(f"<h3>{html.escape(', '.join(route.paths))}</h3><p>{html.escape(route.summary)}</p>")
        parts.append(_html_table(list(_fields(route.operation))))
    return "".join(parts)


def _html_table(fields: Sequence[Sequence[str]]) -> str:
    if not fields:
        return ""
    head = "".join(f"<th>{name}</th>" for name in _FIELD_HEADINGS)
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell.strip('`'))}</td>" for cell in cells) + "</tr>" for cells in fields
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _routes(document: Document, tag: str) -> Iterator[_Route]:
    """Yield the routes of a subject, each with all its paths."""
    routes: dict[str, tuple[list[str], Mapping[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if tag in operation["tags"]:
                paths, _ = routes.setdefault(operation["x-handler"], ([], operation))
                paths.append(f"{method.upper()} {path}")
    return (_Route(paths, operation) for paths, operation in routes.values())


def _fields(operation: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, default, meaning and allowed values of each field of the body; a query has the same ones."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        required = content["schema"].get("required")
        if required is None:
            continue  # the settings, which have a page of their own
        for name, field in content["schema"]["properties"].items():
            default = "*required*" if name in required else f"`{json.dumps(field.get('default'))}`"
            yield f"`{name}`", default, field.get("description", ""), _allowed(field)


def _allowed(field: Mapping[str, Any]) -> str:
    if "enum" in field:
        return ", ".join(filter(None, field["enum"]))
    if "minimum" in field:
        return f"{field['minimum']} to {field['maximum']}"
    return str(field.get("type", ""))
