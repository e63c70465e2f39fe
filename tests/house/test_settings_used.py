"""Every setting is read somewhere in the program, and the shipped file shows every one."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import FILES, PACKAGE, parsed
from wyoming_kokoro.settings import OPTIONS, SECTIONS

HOLDERS = {holder.__name__: section for section, holder in SECTIONS.items()}


def test_every_setting_is_read() -> None:
    read = {name for path in FILES if "settings" not in path.relative_to(PACKAGE).parts for name in settings_read(path)}
    unread = sorted(set(OPTIONS) - read)
    assert not unread, f"nothing reads {', '.join(unread)}"


def test_every_way_of_reading_a_setting_is_recognised(tmp_path: Path) -> None:
    source = tmp_path / "reader.py"
    source.write_text(
        "def direct(settings): return settings.http.port\n"
        "def deep(self): return self._loaded.settings.log.debug\n"
        "def held(settings):\n    limits = settings.limits\n    return limits.queue\n"
        "def given(section: WyomingSettings): return section.idle_timeout\n"
        "class Kept:\n"
        "    def __init__(self, speech: SpeechSettings): self._kept = speech\n"
        "    def voice(self): return self._kept.voice\n"
        "def not_read(engine, settings):\n    engine.name\n    settings.discovery.name = 'x'\n",
        encoding="utf-8",
    )
    assert set(settings_read(source)) == {
        "http.port",
        "log.debug",
        "limits.queue",
        "wyoming.idle_timeout",
        "speech.voice",
    }


def settings_read(path: Path) -> Iterator[str]:
    """The names of the settings that a file reads, as `settings.section.key` or through a name for the section."""
    tree = parsed(path)
    held = _names_for_sections(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            for name, option in OPTIONS.items():
                if option.key == node.attr and (
                    _is_section(node.value, option.section) or (_last(node.value), option.section) in held
                ):
                    yield name


def _names_for_sections(tree: ast.AST) -> set[tuple[str, str]]:
    """Names in a file that stand for a section: annotated as one, or made equal to one."""
    held: set[tuple[str, str]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and _last(node.annotation) in HOLDERS:
            name = node.arg if isinstance(node, ast.arg) else _last(node.target)
            held.add((name, HOLDERS[_last(node.annotation)]))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for section in SECTIONS:
                if _is_section(node.value, section) or (_last(node.value), section) in held:
                    held.update((_last(target), section) for target in node.targets)
    return held


def _is_section(node: ast.AST, section: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == section and "settings" in _last(node.value)


def _last(node: ast.AST | None) -> str:
    """The last name in an expression: settings for self._loaded.settings, and for settings()."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return _last(function)
        case _:
            return ""
