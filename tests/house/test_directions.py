"""Who imports whom: a file imports from its own package and from lower layers; heavy libraries have one place each."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import FILES, PACKAGE, TOP, nodes

LAYERS = (
    (
        "settings",
        "errors",
        "error_codes",
        "metrics",
        "log",
        "assets",
        "atomic_write",
        "lazy_imports",
        "registry",
        "sorted_rows",
    ),
    (
        "speech",
        "samples",
        "client_text",
        "downloads",
        "espeakng",
        "frames",
        "listening",
        "connection_places",
        "other_servers",
        "mcp",
        "onnx_format",
    ),
    ("markup", "text", "pronounce", "voices", "engines", "audio", "timing", "scheduler", "cache", "providers"),
    ("studio",),
    ("wire", "api", "workshop", "playback"),
    ("cli", "commands", "app", "privileges", "fleet"),
    ("__main__",),
)
LAYER = {part: number for number, parts in enumerate(LAYERS) for part in parts}
SEPARATE = (2, 4)
"""Layers whose parts do not import one another: what one needs from another arrives as an argument."""

WRAPPED = {
    "aiohttp": ("api", "app", "downloads", "other_servers/http.py", "wire/announcement.py", "workshop/judging"),
    "av": ("audio/formats", "audio/sounds"),
    "ctypes": ("espeakng", "engines/host"),
    "ifaddr": ("wire/network_announcement.py",),
    "espeakng_loader": ("espeakng",),
    "misaki": ("pronounce",),
    "google": ("onnx_format",),
    "onnx": ("onnx_format/messages.py",),
    "onnxruntime": ("engines/kokoro", "workshop/judging/judges/dnsmos.py", "workshop/matching", "workshop/wake"),
    "platformdirs": ("settings",),
    "prometheus_client": ("metrics.py", "api/routes/prometheus.py"),
    "ray": ("fleet",),
    "re2": ("pronounce/patterns.py",),
    "voluptuous": ("settings", "api/http/request_body.py", "api/http/openapi.py"),
    "voluptuous_openapi": ("api/http/openapi.py",),
    "voluptuous_serialize": ("settings",),
    "watchfiles": ("settings",),
    "wyoming": ("wire", "cli.py"),
    "yarl": ("downloads",),
    "zeroconf": ("wire/network_announcement.py",),
}
"""Where each library from outside may be imported; numpy, which every package uses, is not among them."""


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every module that a file imports anywhere in it, with its line."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports by dots; write the whole name"
            yield node.lineno, node.module or ""
            if node.module == "wyoming_kokoro":
                yield from ((node.lineno, f"wyoming_kokoro.{alias.name}") for alias in node.names)


def part_of(path: Path) -> str:
    """Return the package or module at the top to which a file belongs."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def violation(path: Path, module: str) -> str | None:
    """Return what is wrong with a file importing a module of ours, or None."""
    target = module.split(".")[1] if "." in module else "__init__"
    importer = part_of(path)
    if target == importer or target not in LAYER:
        return None
    if LAYER[target] > LAYER[importer]:
        return f"{importer} is below {target}"
    if LAYER[target] == LAYER[importer] and LAYER[importer] in SEPARATE:
        return f"{importer} and {target} are separate parts of layer {LAYER[importer]}"
    return None


def test_every_part_has_its_layer() -> None:
    parts = {part_of(path) for path in FILES} - {"__init__"}
    assert parts <= set(LAYER), f"no layer is named for {sorted(parts - set(LAYER))}"


def test_imports_point_down_or_stay_in_the_package() -> None:
    wrong = [
        f"{path.relative_to(TOP)}:{line}: {reason}"
        for path in FILES
        for line, module in imports(path)
        if module.partition(".")[0] == "wyoming_kokoro" and (reason := violation(path, module))
    ]
    assert not wrong, "pass a value instead: " + "; ".join(wrong)


def test_each_library_is_imported_only_in_its_wrapper() -> None:
    wrong = [
        f"{path.relative_to(TOP)}:{line} imports {module}"
        for path in FILES
        for line, module in imports(path)
        if (places := WRAPPED.get(module.partition(".")[0])) is not None and not _lies_in(path, places)
    ]
    assert not wrong


def test_every_external_library_has_a_wrapper() -> None:
    known = {*sys.stdlib_module_names, "wyoming_kokoro", "numpy", *WRAPPED}
    unknown = {module for path in FILES for _, module in imports(path) if module.partition(".")[0] not in known}
    assert not unknown, f"say in WRAPPED where these may be imported: {sorted(unknown)}"


def test_an_import_of_a_higher_layer_is_found() -> None:
    assert violation(PACKAGE / "text/en/dates.py", "wyoming_kokoro.studio") == "text is below studio"
    assert violation(PACKAGE / "text/reading.py", "wyoming_kokoro.voices.blend") is not None
    assert violation(PACKAGE / "text/en/dates.py", "wyoming_kokoro.text.rule") is None
    assert violation(PACKAGE / "downloads/library.py", "wyoming_kokoro.speech") is None


def _lies_in(path: Path, places: tuple[str, ...]) -> bool:
    inside = path.relative_to(PACKAGE).as_posix()
    return any(inside in {place, f"{place}.py"} or inside.startswith(f"{place}/") for place in places)
