"""The keys of a project file: what each means, and what it may be."""

from dataclasses import dataclass

Value = str | int | bool | list[str] | dict[str, float]

FILE = "wakegen.toml"


@dataclass(frozen=True, slots=True, eq=False)
class ProjectKey:
    """A key of a section."""

    section: str
    name: str
    default: Value
    meaning: str

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"[{self.section}] {self.name}"

    @property
    def expected(self) -> str:
        """What its value is to be."""
        kinds = {bool: "true or false", int: "a number", str: "a text", list: "a list of texts"}
        return kinds.get(type(self.default), "a table of numbers by name")

    def checked(self, value: object) -> Value | None:
        """Return a value as this key has it; None where it cannot be. Texts stand for numbers: variables are texts."""
        if isinstance(self.default, bool):
            return value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value).lower())
        if isinstance(self.default, int):
            return _number(value)
        if isinstance(self.default, str):
            return value if isinstance(value, str) else None
        if isinstance(self.default, list):
            values = [value] if isinstance(value, str) else value
            is_list = isinstance(values, list) and all(isinstance(each, str) for each in values)
            return [str(each) for each in values] if is_list and isinstance(values, list) else None
        return _shares(value)


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(str(value).replace("_", ""))
    except ValueError:
        return None


def _shares(value: object) -> dict[str, float] | None:
    if not isinstance(value, dict):
        return None
    numbers = [each for each in value.values() if isinstance(each, int | float) and not isinstance(each, bool)]
    return {str(name): float(share) for name, share in value.items()} if len(numbers) == len(value) else None


KEYS = (
    ProjectKey("project", "name", "", "The data set; with several phrases, the beginning of their names."),
    ProjectKey("project", "seed", 0, "What chance depends on."),
    ProjectKey("project", "workers", 1, "Processes that make samples, each with one thread."),
    ProjectKey("wake", "phrases", [], "The wake words, each with a data set of its own."),
    ProjectKey("wake", "say", [], "How it is said: /phonemes/, or another spelling. Only with one phrase."),
    ProjectKey("wake", "language", "", "Their language; empty: that of the settings."),
    ProjectKey("wake", "variants", True, "Whether it is also said with vowels reduced and stress moved."),
    ProjectKey("wake", "samples", 10_000, "Samples of each wake word."),
    ProjectKey(
        "wake", "near", 10_000, "Samples of what is to wake nothing; as many as of the wake word, unless it is said."
    ),
    ProjectKey("voices", "names", [], "Names, languages, or all; empty: those of the language."),
    ProjectKey("voices", "blends", 200, "Mixtures of two voices."),
    ProjectKey("voices", "speeds", "0.75..1.3", "A range, or numbers separated by commas."),
    ProjectKey("voices", "pitch", "-2..2", "A range of semitones, or numbers."),
    ProjectKey("voices", "providers", {}, "Providers of the settings that speak too, with their shares: piper = 0.2."),
    ProjectKey("voices", "holdout", [], "Voices or providers for tests only."),
    ProjectKey("sounds", "presets", ["clean"], "Presets of augmentation; clean is the sound as it is spoken."),
    ProjectKey("sounds", "shares", "80,10,10", "To train, to validate, to test."),
    ProjectKey("check", "enabled", True, "Whether samples that are no good are rejected."),
    ProjectKey("check", "gates", [], "Only these gates; empty: those that are here."),
    ProjectKey("test", "detectors", [], "Detectors that are to hear the samples: names or files."),
    ProjectKey("export", "forms", ["openwakeword"], "The forms to write, as `dataset export --help` lists them."),
    ProjectKey("export", "folder", "exports", "Where they are written, a folder for each form."),
    ProjectKey("export", "link", False, "Whether sounds that stay as they are become links."),
)
"""Every key, in the order of the file. To add one, add it here, and to the command that it is an argument of."""

SECTIONS = tuple(dict.fromkeys(key.section for key in KEYS))
