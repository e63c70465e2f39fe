"""Which voices there are: Kokoro's, the user's own, and eSpeak NG's for languages Kokoro lacks."""

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.espeakng import EspeakLanguage
from wyoming_kokoro.speech import Delivery, Gender, Voice
from wyoming_kokoro.voices import blend, tags

LONGEST_NAME = 256
"""Characters of a name that are looked at: enough for a blend of the most voices with weights."""

_NEAREST = 3
"""Names in the message about an unknown one."""

_DEEPEST = 4
"""How far names may lead to names, so that a circle of aliases ends."""

_BEST = "(recommended) "
_DEFAULT = "(default) "
"""Home Assistant lists voices by their description and takes the first: a bracket is before every letter."""


class Catalogue:
    """The voices, by all the names they have; never changes."""

    @classmethod
    def load(
        cls,
        folder: Path,
        languages: Iterable[EspeakLanguage] = (),
        default: str = "af_heart",
        aliases: Mapping[str, str] | None = None,
        saved: Mapping[str, str] | None = None,
        own: Iterable[str] = (),
    ) -> "Catalogue":
        """Kokoro's voices from the folder's catalogue, the user's own voice files, and eSpeak NG's languages."""
        kokoros = _kokoros(folder / "catalogue.json")
        known = {tags.base(voice.language) for voice in kokoros}
        voices = (*kokoros, *_owns(own, kokoros), *_espeaks(languages, known))
        return cls(voices, default, aliases or {}, saved or {})

    def __init__(
        self, voices: Iterable[Voice], default: str, aliases: Mapping[str, str], saved: Mapping[str, str]
    ) -> None:
        self._voices = {voice.name.lower(): voice for voice in voices}
        self._aliases = {name.strip().lower(): target for name, target in aliases.items()}
        self._short = _short_names(self._voices.values())
        self.problems: tuple[str, ...] = ()
        """What is wrong with the names in the settings, a sentence each."""
        for name, target in saved.items():
            self._save(name.strip(), target)
        for name, target in aliases.items():
            self._check(target, f"The alias {name}")
        self.default = self._chosen(default)

    def find(self, name: str | None, language: str | None = None) -> Voice:
        """The voice of a name, an alias, a blend or a pace; without a name, the best of a language or the default.

        BadRequest says which names are nearest.
        """
        if not name or not name.strip():
            return self._best(language)
        if len(name) > LONGEST_NAME:
            raise BadRequest("The voice's name is too long.", code="voice_not_found", about="voice")
        return self._find(name.strip(), language, 0)

    def fallback(self, name: str | None, language: str | None = None) -> tuple[Voice, str | None]:
        """A voice whatever was asked for: if it is not the one that was named, one of its language, and why."""
        try:
            return self.find(name, language), None
        except BadRequest as error:
            for wanted in (tags.in_name(name or ""), language):
                if wanted and (voice := self._of_language(wanted)):
                    return voice, error.message
            return self.default, error.message

    def listed(self) -> tuple[Voice, ...]:
        """Every voice that is announced, in an order that stays: Kokoro's, the user's own, eSpeak NG's."""
        return tuple(sorted(self._voices.values(), key=lambda voice: not voice.styles))

    def _find(self, name: str, language: str | None, depth: int) -> Voice:
        key = name.lower()
        if key in self._voices:
            return self._voices[key]
        if depth < _DEEPEST:
            if key in self._aliases:
                return self._find(self._aliases[key], language, depth + 1)
            if key in self._short:
                return self._shortly(key, language)
            if made := self._made(name, language, depth):
                return made
        raise self._unknown(name)

    def _made(self, name: str, language: str | None, depth: int) -> Voice | None:
        """The voice that a name makes of others."""
        if with_pace := blend.paced(name):
            voice = self._find(with_pace[0], language, depth + 1)
            delivery = replace(voice.delivery, speed=(voice.delivery.speed or 1.0) * with_pace[1])
            return replace(voice, name=name, description=name, delivery=delivery, grade=None, kind="made")
        parts = blend.parts(name)
        if parts is None or parts == ((name, 1.0),):
            return None
        return _blended(name, [(self._find(part, language, depth + 1), share) for part, share in blend.shares(parts)])

    def _shortly(self, key: str, language: str | None) -> Voice:
        """The voice of a short name, which several languages may have."""
        voices = [self._voices[name] for name in self._short[key]]
        alike = [voice for voice in voices if language and tags.base(voice.language) == tags.base(language)]
        return (alike or voices)[0]

    def _best(self, language: str | None) -> Voice:
        if not language:
            return self.default
        voice = self._of_language(language)
        if voice is None:
            raise BadRequest("No voice speaks this language.", code="language_not_supported", about="language")
        return voice

    def _of_language(self, language: str) -> Voice | None:
        """The best voice of a language, in the region that is named or else where the default or the first is."""
        alike = [voice for voice in (self.default, *self.listed()) if tags.base(voice.language) == tags.base(language)]
        exact = [voice for voice in alike if tags.same(voice.language, language)]
        region = [voice for voice in alike if voice.language == alike[0].language]
        return min(exact or region, key=lambda voice: voice.description, default=None)

    def _unknown(self, name: str) -> BadRequest:
        names = [*self._voices, *self._aliases, *self._short]
        alike = difflib.get_close_matches(name.lower(), names, 4 * _NEAREST, 0)
        near = dict.fromkeys(self._name_behind(each) for each in alike)
        shown = ", ".join(list(near)[:_NEAREST])
        message = f"There is no voice of this name; the nearest are {shown}."
        return BadRequest(message, code="voice_not_found", about="voice")

    def _name_behind(self, name: str) -> str:
        if name in self._voices:
            return self._voices[name].name
        return self._short[name][0] if name in self._short else self._aliases[name]

    def _save(self, name: str, target: str) -> None:
        """List a voice that the user made, under the user's name for it."""
        if not name or name.lower() in self._voices:
            self._complain(f"The saved voice {name} has a name that is taken.")
        elif voice := self._check(target, f"The saved voice {name}"):
            self._voices[name.lower()] = replace(
                voice, name=name, description=f"{name} ({target})", grade=None, kind="saved"
            )

    def _chosen(self, default: str) -> Voice:
        voice = self._check(default, "The default voice") or next(
            voice for voice in self.listed() if voice.description.startswith(_BEST)
        )
        chosen = replace(voice, description=_DEFAULT + voice.description.removeprefix(_BEST))
        self._voices[chosen.name.lower()] = chosen
        return chosen

    def _check(self, target: str, whose: str) -> Voice | None:
        try:
            return self._find(target.strip(), None, 1)
        except BadRequest as error:
            self._complain(f"{whose} cannot be: {error.message}")
            return None

    def _complain(self, problem: str) -> None:
        self.problems = (*self.problems, problem)


def _kokoros(file: Path) -> tuple[Voice, ...]:
    return tuple(
        Voice(
            name=each["id"],
            language=each["language"],
            gender=each["gender"],
            description=(_BEST if each.get("recommended") else "") + each["description"],
            styles=((each["id"], 1.0),),
            grade=each["grade"],
            kind="kokoro",
        )
        for each in json.loads(file.read_text("utf-8"))["voices"]
    )


def _owns(names: Iterable[str], kokoros: Sequence[Voice]) -> Iterable[Voice]:
    """Voices for files that nobody published: as Kokoro's, their names begin with their language and gender."""
    published = {voice.name for voice in kokoros}
    languages = {voice.name[0]: voice.language for voice in kokoros}
    for name in sorted(set(names) - published):
        gender: Gender = {"f": "female", "m": "male"}.get(name[1:2], "neutral") if name[2:3] == "_" else "neutral"  # type: ignore[assignment]
        language = languages.get(name[0], kokoros[0].language) if name[2:3] == "_" else kokoros[0].language
        yield Voice(name, language, gender, f"{name}, a voice file of your own", ((name, 1.0),), kind="own")


def _espeaks(languages: Iterable[EspeakLanguage], known: set[str]) -> Iterable[Voice]:
    """One voice for each language beyond the known ones, under its tag.

    eSpeak NG's regions are often not regions (ca-BA is Balearic), so a language is listed without; codes reserved for
    private use (qaa to qtz) and codes that mean nothing elsewhere are left out.
    """
    listed: set[str] = set()
    for each in languages:
        tag = each.tag
        odd = not tags.WELL_FORMED.fullmatch(tag) or "qaa" <= each.base <= "qtz" or each.base in _MADE_UP
        if odd or tag in listed or tags.base(tag) in known or tag[-3:-2] == "-":
            continue
        listed.add(tag)
        yield Voice(f"espeak_{tag}", tag, "male", f"{each.name}, eSpeak NG", kind="espeak")


_MADE_UP = {"py"}
"""Pyash has no code of its own and uses a free one."""


def _short_names(voices: Iterable[Voice]) -> dict[str, list[str]]:
    """The names of Kokoro's voices by their second half: heart."""
    names: dict[str, list[str]] = {}
    for voice in voices:
        if voice.styles and "_" in voice.name:
            names.setdefault(voice.name.partition("_")[2], []).append(voice.name)
    return names


def _blended(name: str, parts: list[tuple[Voice, float]]) -> Voice:
    if not all(voice.styles for voice, _ in parts):
        raise BadRequest("Only Kokoro's voices can be blended.", code="voice_invalid", about="voice")
    loudest = max(parts, key=lambda part: part[1])[0]
    speeds = [(voice.delivery.speed or 1.0) * share for voice, share in parts]
    genders = {voice.gender for voice, share in parts if share > 0}
    gender: Gender = loudest.gender if len(genders) == 1 else "neutral"
    speed = min(max(sum(speeds), blend.SLOWEST), blend.FASTEST)
    return Voice(
        name=name,
        language=loudest.language,
        gender=gender,
        description=name,
        styles=blend.mixed((voice.styles, share) for voice, share in parts),
        delivery=Delivery(speed=speed if abs(speed - 1) > _NO_DIFFERENCE else None),
    )


_NO_DIFFERENCE = 1e-6
