"""Imports words from openedai-speech: its `pre_process_map.yaml`, a list of pairs of pattern and replacement."""

import re
from collections.abc import Iterator

from wyoming_kokoro.pronounce.respelling import InvalidRespelling
from wyoming_kokoro.pronounce.user_words import UserWord, UserWords, collect

_PAIR = re.compile(r"-\s+-\s+(?P<first>.*)")
_SECOND = re.compile(r"\s+-(?:\s+(?P<second>.*))?")
_FLOW = re.compile(r"-\s+\[(?P<pair>.*)\]\s*(?:\s#.*)?")
_QUOTED = r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\""""
_IN_FLOW = re.compile(rf"\s*({_QUOTED}|[^,'\"]*[^,'\"\s])\s*,\s*({_QUOTED}|[^,'\"]*)\s*")
_SCALAR = re.compile(rf"({_QUOTED})\s*(?:#.*)?")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "0": "\0"}


def from_pre_process_map(text: str, where: str = "pre_process_map.yaml") -> UserWords:
    """The pairs as entries; what cannot be imported is listed in the mistakes."""
    return collect(_entries(text, where))


def _entries(text: str, where: str) -> Iterator[tuple[str, UserWord | str]]:
    """For each pair its place, and its entry or the mistake in it."""
    first: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{where}, line {number}"
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        pair, second, flow = _PAIR.fullmatch(line), _SECOND.fullmatch(line), _FLOW.fullmatch(line)
        if pair:
            first = pair["first"]
        elif second and first is not None:
            yield place, _entry(first, second["second"] or "")
            first = None
        elif flow and (halves := _IN_FLOW.fullmatch(flow["pair"])):
            yield place, _entry(halves[1], halves[2])
        else:
            yield place, "it is no pair of a pattern and its replacement"


def _entry(first: str, second: str) -> UserWord | str:
    try:
        pattern, replacement = _scalar(first), _scalar(second)
    except InvalidRespelling as wrong:
        return str(wrong)
    if not any(map(str.isalnum, re.sub(r"\\.", "", pattern) + replacement)):
        return "it is left out: signs are read by rules of their own"
    return UserWord(_without_blanks(pattern), f'"{replacement.strip().replace(chr(34), "")}"', case=True, pattern=True)


def _without_blanks(pattern: str) -> str:
    """The pattern with lookarounds in place of blanks at its ends."""
    inside = pattern.strip(" ")
    before = "(?<= )" if pattern.startswith(" ") else ""
    return before + inside + ("(?= )" if pattern.endswith(" ") else "")


def _scalar(written: str) -> str:
    """The text of a YAML scalar."""
    written = written.strip()
    if not written.startswith(("'", '"')):
        return _COMMENT.sub("", written)
    quoted = _SCALAR.fullmatch(written)
    if quoted is None:
        raise InvalidRespelling("its quotes do not match")
    inside = quoted[1][1:-1]
    if written.startswith("'"):
        return inside.replace("''", "'")
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]), inside)
