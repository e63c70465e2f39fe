"""Files of wakegen, which are YAML: the keys that mean the same as ours."""

from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from wyoming_kokoro.errors import BadRequest

Table = dict[str, dict[str, object]]

PROFILES = {
    "car_interior": "car_bluetooth",
    "office_space": "conference_room",
    "outdoor_park": "outdoor_noisy",
    "morning_kitchen": "morning_kitchen",
}
"""Presets of ours by wakegen's names of places."""
FORMS = {
    "openwakeword": "openwakeword",
    "mycroft": "precise",
    "picovoice": "picovoice-benchmark",
    "tensorflow": "tfrecord",
    "pytorch": "pytorch",
    "huggingface": "parquet",
}
"""Forms of export of ours by wakegen's names."""
OURS = "kokoro"
_SILENT = frozenset(
    ("project.version", "project.description", "generation.output_dir", "generation.enable_checkpoints",
     "augmentation.enabled", "export.shuffle", "export.include_metadata")
)  # fmt: skip
"""Keys that are no loss: what they ask for is always done here, or is said elsewhere."""


def parse_yaml(path: Path, text: str) -> Mapping[str, Any]:
    """Return the content of a YAML file; BadRequest where it is none, or PyYAML is not installed."""
    try:
        yaml = import_module("yaml")
    except ImportError:
        raise BadRequest(
            f"{path}: YAML is read with the package PyYAML, which is not installed; `pip install pyyaml` adds it, "
            "or write the project as TOML."
        ) from None
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadRequest(f"{path} is not YAML: {' '.join(str(error).split())}.") from error
    if not isinstance(content, dict):
        raise BadRequest(f"{path} has no sections.")
    return content


def from_wakegen(content: Mapping[str, Any], providers: Collection[str]) -> tuple[Table, list[str]]:
    """Return our keys for those of wakegen, and a sentence for each that has no meaning here; ours are kept."""
    table: Table = {}
    notes = list[str]()
    for section, keys in content.items():
        if section == "providers":
            notes += _take_providers(table, keys, providers)
        elif not isinstance(keys, dict):
            raise BadRequest(f"[{section}] is to be a section with keys.")
        else:
            for name, value in keys.items():
                notes += _take(table, str(section), str(name), value)
    if isinstance(content.get("augmentation"), dict) and content["augmentation"].get("enabled") is False:
        table.get("sounds", {}).pop("presets", None)
    return table, notes


def _take(table: Table, section: str, name: str, value: object) -> list[str]:
    """Enter one key into the table; return what has no meaning here."""
    place = f"{section}.{name}"
    if place in _SILENT:
        return []
    if place == "augmentation.profiles":
        return _take_profiles(table, value)
    if place in _SAME:
        our_section, our_name, convert = _SAME[place]
        table.setdefault(our_section, {})[our_name] = convert(value)
        return []
    if section in ("generation", "augmentation", "quality") or place == "export.metadata_format":
        return [f"{place} has no meaning here."]
    table.setdefault(section, {})[name] = value  # a key of ours, or a mistake, which is told as everywhere
    return []


def _take_profiles(table: Table, value: object) -> list[str]:
    names = [str(each) for each in value] if isinstance(value, list) else []
    table.setdefault("sounds", {})["presets"] = ["clean", *(PROFILES.get(name, name) for name in names)]
    return []


def _take_providers(table: Table, rows: object, known: Collection[str]) -> list[str]:
    """Enter whose voices speak: ours, and those of the settings that are named as wakegen's types are."""
    notes, weights = list[str](), dict[str, float]()
    for row in rows if isinstance(rows, list) else ():
        kind, weight = str(row.get("type", "")), float(row.get("weight", 1.0))
        if kind == OURS:
            table.setdefault("voices", {})["names"] = [str(each) for each in row.get("voices") or ()]
        elif kind not in known:
            notes.append(f"The provider {kind} is not in the settings (providers.servers), so it does not speak.")
            continue
        weights[kind] = weight
    whole = sum(weights.values())
    shares = {kind: round(weight / whole, 4) for kind, weight in weights.items() if kind != OURS and whole}
    if shares:
        table.setdefault("voices", {})["providers"] = shares
    return notes


def _range(value: object) -> object:
    if isinstance(value, list) and len(value) == 2:  # noqa: PLR2004 -- a range has two ends
        return f"{value[0]}..{value[1]}"
    return value


def _percents(value: object) -> object:
    if isinstance(value, list) and all(isinstance(each, int | float) for each in value):
        return ",".join(f"{round(100 * each)}" for each in value)
    return value


def _form(value: object) -> object:
    return [FORMS.get(str(each), str(each)) for each in (value if isinstance(value, list) else [value])]


def _same(value: object) -> object:
    return value


_SAME: Mapping[str, tuple[str, str, Callable[[object], object]]] = {
    "generation.wake_words": ("wake", "phrases", _same),
    "generation.count": ("wake", "samples", _same),
    "generation.speed_range": ("voices", "speeds", _range),
    "generation.pitch_range": ("voices", "pitch", _range),
    "generation.max_concurrent": ("project", "workers", _same),
    "quality.enable_validation": ("check", "enabled", _same),
    "export.format": ("export", "forms", _form),
    "export.output_dir": ("export", "folder", _same),
    "export.split_ratio": ("sounds", "shares", _percents),
    "export.random_seed": ("project", "seed", _same),
}
"""Our section and key for each of wakegen's that means the same."""
