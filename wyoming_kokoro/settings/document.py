"""What is generated from the table of settings: the page for people, and the shipped config.json."""

import json
from collections.abc import Iterable, Iterator

from wyoming_kokoro.settings.aliases import ALIASES, FORMER_NAMES
from wyoming_kokoro.settings.layers import ADDON_OPTIONS
from wyoming_kokoro.settings.options import Option, plain_value
from wyoming_kokoro.settings.table import OPTIONS, SECTIONS

_BEGINNING = """\
# Settings

This page is made from the program by `script/docs`. `wyoming-kokoro settings` prints every value at work and where it
comes from.

## Where values come from

Later ones win:

1. what is built in;
2. the shipped `config.json`, which shows every setting;
3. a `config.json` of yours in the data folder;
4. `override.json` in the data folder, which is also what the dashboard writes;
5. the add-on's options, inside the add-on;
6. the environment;
7. the command line.

A file names sections and in them the settings that differ; tables are laid over one another by key, where `null`
takes a key out:

```json
{"speech": {"voice": "bf_emma", "speed": 1.1}}
```

The same in the environment is `WYOMING_KOKORO_SPEECH_VOICE=bf_emma`; lists are written with commas, tables as
`one=first,two=second`, both also as JSON. An empty variable says nothing.

A name that is not known is told with the nearest one and stops nothing. A value that cannot be stops the start and
says what would be right. While the program runs the files are followed: a change takes effect within two seconds and
not in the middle of an utterance; while a file is broken the last good settings stay at work and `/health` says why.
Settings marked *restart* keep their value until the next start. Those marked *local* are set by file, environment or
command line only, never over HTTP.
"""


def page() -> str:
    """docs/settings.md."""
    sections = [_section(section, holder.__doc__ or "") for section, holder in SECTIONS.items()]
    return "\n".join([_BEGINNING, *sections, _addon(), _former(), _earlier()])


def shipped() -> str:
    """The shipped config.json: every section and setting as built in."""
    document: dict[str, dict[str, object]] = {section: {} for section in SECTIONS}
    for option in OPTIONS.values():
        document[option.section][option.key] = plain_value(option.default)
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _section(section: str, meaning: str) -> str:
    lines = [f"## {section}", "", meaning, ""]
    header = ("setting", "default", "meaning", "what may be set", "")
    lines += _table(header, (_cells(each) for each in OPTIONS.values() if each.section == section))
    return "\n".join([*lines, ""])


def _cells(option: Option) -> tuple[str, ...]:
    marks = [word for word, marked in (("restart", option.restart), ("local", option.local)) if marked]
    return (
        f"`{option.name}`",
        f"`{json.dumps(plain_value(option.default), ensure_ascii=False)}`",
        option.meaning,
        option.expected,
        ", ".join(f"*{mark}*" for mark in marks),
    )


def _addon() -> str:
    lines = ["## The add-on's options", "", "Those left empty say nothing.", ""]
    lines += _table(("option", "setting"), ((f"`{key}`", f"`{name}`") for key, name in ADDON_OPTIONS.items()))
    return "\n".join([*lines, ""])


def _former() -> str:
    lines = ["## Former names", "", "These names of before still work, with a note in the log:", ""]
    lines += _table(("former name", "now"), ((f"`{former}`", f"`{name}`") for former, name in FORMER_NAMES.items()))
    return "\n".join([*lines, ""])


def _earlier() -> str:
    lines = ["## Names of an earlier server", ""]
    lines += ["Files written for LiteTTS may stay as they are: these names are taken over with a note in the log,"]
    lines += ["its others have no effect.", ""]
    lines += _table(("earlier", "now"), ((f"`{key}`", f"`{alias.name}`") for key, alias in ALIASES.items()))
    return "\n".join([*lines, ""])


def _table(header: tuple[str, ...], body: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for cells in (header, ("---",) * len(header), *body):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
