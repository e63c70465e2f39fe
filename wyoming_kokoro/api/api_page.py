"""The description of the HTTP API for people: a page of the server, and a page of the documentation."""

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any

from wyoming_kokoro.api.http.openapi import Document

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

_BEGINNING = """\
# The HTTP door

This page is made from the program by `script/docs`; a running server shows the same at `/docs`, and for programs at
`/openapi.json`.

It listens on port 8354. `POST /v1/audio/speech` is OpenAI's route: any client of theirs works with the base address
`http://HOST:8354/v1`, and without a key unless `http.key` in the settings asks for one. Bodies are JSON in UTF-8, sent
as `application/json`. Fields that are not known are ignored, and `null` stands for the default.

What goes wrong is told as `{"error": {"message", "type", "param", "code"}}` and, in short, in the status line: 400 for
what cannot be, 401 for a missing key, 403 for what is switched off, 404 for a path or a model that is not there, 405,
408 for a body that does not arrive, 413, 415, 421 for a name of the server that it does not know
(`http.allowed_hosts`), and 503 with `Retry-After` while it starts, stops, or has too much to do. What goes wrong after
the sound has begun breaks the answer off, so that it is not taken for whole;
among events and lines it is one more of them.

Sound leaves while it is being made. `"stream": false` waits for all of it and tells how long it is: `X-Audio-Duration`,
`X-RTF` and `Content-Length`. Every answer has an `X-Request-Id`; speech also has `X-Voice`, `X-Model` (the engine that
speaks), `X-Sample-Rate` and `X-Config-Version`.

Changes need the token that `wyoming-kokoro token` prints, as `Authorization: Bearer TOKEN`; until it has made one they
are off.
"""


def page(document: Document) -> str:
    """The description as a page that needs nothing else."""
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
    """The description as a page of the documentation."""
    lines = [_BEGINNING]
    for tag in document["tags"]:
        lines += [f"## {tag['name'].capitalize()}", "", tag["description"], ""]
        for paths, operation in _operations(document, tag["name"]):
            lines += [f"### `{paths[0]}`", "", operation["summary"] + _rights(operation), ""]
            if len(paths) > 1:
                lines += ["Also: " + ", ".join(f"`{path}`" for path in paths[1:]) + ".", ""]
            if fields := list(_fields(operation)):
                lines += ["| field | default | meaning | what may be sent |", "| --- | --- | --- | --- |"]
                lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |" for cells in fields]
                lines.append("")
    return "\n".join(lines)


def _section(document: Document, tag: Mapping[str, str]) -> str:
    parts = [f"<h2>{html.escape(tag['name'])}</h2><p>{html.escape(tag['description'])}</p>"]
    for paths, operation in _operations(document, tag["name"]):
        heading, summary = html.escape(", ".join(paths)), html.escape(operation["summary"] + _rights(operation))
        parts.append(f"<h3>{heading}</h3><p>{summary}</p>")
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell.strip('`'))}</td>" for cell in cells) + "</tr>"
            for cells in _fields(operation)
        )
        if rows:
            head = "".join(f"<th>{name}</th>" for name in ("field", "default", "meaning", "what may be sent"))
            parts.append(f"<table><tr>{head}</tr>{rows}</table>")
    return "".join(parts)


def _operations(document: Document, tag: str) -> Iterator[tuple[list[str], Mapping[str, Any]]]:
    """What there is of a subject, each with all the paths it is asked for under."""
    together: dict[str, tuple[list[str], Mapping[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if tag in operation["tags"]:
                paths, _ = together.setdefault(operation["x-handler"], ([], operation))
                paths.append(f"{method.upper()} {path}")
    return iter(together.values())


def _rights(operation: Mapping[str, Any]) -> str:
    asked = [name for each in operation.get("security", ()) for name in each]
    return " Needs the token." if asked == ["token"] else ""


def _fields(operation: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Name, default, meaning and bounds of each field of the body; those of a query are the same ones."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        required = content["schema"]["required"]
        for name, field in content["schema"]["properties"].items():
            default = "*required*" if name in required else f"`{json.dumps(field.get('default'))}`"
            yield f"`{name}`", default, field.get("description", ""), _bounds(field)


def _bounds(field: Mapping[str, Any]) -> str:
    if "enum" in field:
        return ", ".join(field["enum"])
    if "minimum" in field:
        return f"{field['minimum']} to {field['maximum']}"
    return str(field.get("type", ""))
