"""The catalogue of voices: Kokoro's, the user's own files, eSpeak NG's for languages that Kokoro lacks, providers'."""

import copy
import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.espeakng import EspeakLanguage
from wyoming_kokoro.settings.names import is_name
from wyoming_kokoro.settings.speech_bounds import MAX_SPEED, MIN_SPEED
from wyoming_kokoro.speech import ANY_GENDER, STUDENT_SUFFIX, Delivery, Gender, Voice
from wyoming_kokoro.voices import blend
from wyoming_kokoro.voices.adjustment import UNCHANGED, VoiceAdjustment, mean_adjustment
from wyoming_kokoro.voices.character import characters_of
from wyoming_kokoro.voices.language_tags import FINE_TUNED_LETTERS, HOME_ASSISTANT_TAG, base, is_same, language_in_name
from wyoming_kokoro.voices.samples import sample_file

MAX_NAME_LENGTH = 256
"""Characters: enough for a blend of the most voices with weights."""

_SUGGESTIONS = 3
"""Similar names in the message about an unknown name."""

_MAX_DEPTH = 4
"""How many aliases may refer to each other in a row, so that a circle of aliases ends."""

_BEST = "(recommended) "
_DEFAULT = "(default) "
"""Home Assistant sorts voices by description and takes the first: a bracket sorts before every letter."""


class Catalogue:
    """The voices and all their names; immutable."""

    @classmethod
    def load(
        cls,
        folder: Path,
        languages: Iterable[EspeakLanguage] = (),
        default: str = "af_heart",
        aliases: Mapping[str, str] | None = None,
        saved: Mapping[str, str] | None = None,
        own: Iterable[str] = (),
        remote: Iterable[Voice] = (),
        routes: Mapping[str, str] | None = None,
        *,
        adjustments: Mapping[str, VoiceAdjustment] | None = None,
        students: Iterable[str] = (),
    ) -> "Catalogue":
        """Load Kokoro's voices from the folder, and add the user's own files, eSpeak NG's languages and providers'.

        `routes` has the voice that speaks in place of another, or in a language where no voice is named,
        `adjustments` what is done to the user's own, and `students` the voices of which a student of Kokoro is here:
        each is one more voice.
        """
        kokoro = _kokoro_voices(folder)
        spoken = {base(voice.language) for voice in kokoro}
        small = _student_voices(students, kokoro)
        own_voices = _own_voices(own, kokoro, adjustments or {})
        voices = (*kokoro, *own_voices, *small, *_espeak_voices(languages, spoken), *remote)
        return cls(voices, default, aliases or {}, saved or {}, routes or {})

    def __init__(
        self,
        voices: Iterable[Voice],
        default: str,
        aliases: Mapping[str, str],
        saved: Mapping[str, str],
        routes: Mapping[str, str] | None = None,
    ) -> None:
        self._voices = {voice.name.lower(): voice for voice in voices}
        self._aliases = {name.strip().lower(): target for name, target in aliases.items()}
        self._routes = {name.strip().lower(): target.strip() for name, target in (routes or {}).items()}
        self._short_names = _short_names(self._voices.values())
        self.problems: tuple[str, ...] = ()
        """The mistakes in the names from the settings, a sentence each."""
        for name, target in saved.items():
            self._add_saved(name.strip(), target)
        for name, target in aliases.items():
            self._check(target, f"The alias {name}")
        self.default = self._choose_default(default)

    def including(self, voice: Voice) -> "Catalogue":
        """Return the same voices and one more, which is found by its name and is not listed elsewhere."""
        more = copy.copy(self)
        more._voices = {**self._voices, voice.name.lower(): voice}  # noqa: SLF001 -- one of our own
        return more

    def find(self, name: str | None, language: str | None = None) -> Voice:
        """Find a voice by its name or alias, also a blend or one with a speed; without a name the best of the language.

        Raises BadRequest with similar names.
        """
        if not name or not name.strip():
            return self._best(language)
        if len(name) > MAX_NAME_LENGTH:
            raise BadRequest("The voice's name is too long.", code="voice_not_found", about="voice")
        if not is_name(name.strip()):
            raise BadRequest("The voice's name has control characters.", code="voice_not_found", about="voice")
        return self._find(name.strip(), language, 0)

    def fallback(self, name: str | None, language: str | None = None) -> tuple[Voice, str | None]:
        """Find a voice, or else another one of its language that speaks here, and return why."""
        try:
            return self.find(name, language), None
        except BadRequest as error:
            for tag in (language_in_name(name or ""), language):
                if tag and (voice := self._of_language(tag)):
                    return voice, error.message
            return self.default, error.message

    def of_gender(self, language: str, gender: str, preferred: Voice) -> Voice | None:
        """Return the best voice of a language and a gender, or the preferred one if it is such a voice."""
        candidates = [voice for voice in (preferred, *self._here()) if base(voice.language) == base(language)]
        fitting = [voice for voice in candidates if gender in (ANY_GENDER, voice.gender)]
        exact = [voice for voice in fitting if is_same(voice.language, language)]
        chosen = exact or fitting
        best = next((voice for voice in (preferred, self._of_language(language)) if voice in chosen), None)
        return best or min(chosen, key=_grade, default=None)

    def listed(self) -> tuple[Voice, ...]:
        """Return all voices that are announced, in order: Kokoro's, the user's own, eSpeak NG's, providers'."""
        return tuple(sorted(self._voices.values(), key=lambda voice: (bool(voice.remote), not voice.styles)))

    def in_place_of(self, voice: Voice, wanted: str, language: str) -> Voice:
        """Return the voice that speaks in place of a provider's: the wanted one, or the best of the language."""
        try:
            chosen = self._find(wanted, language, 1)
            if not chosen.remote and base(chosen.language) == base(language):
                return chosen
        except BadRequest:
            pass  # the best one is as good as a name that is not there
        matching = [each for each in self._here() if base(each.language) == base(language)]
        fitting = [each for each in matching if each.gender == voice.gender] if voice.gender != "neutral" else []
        best = self._of_language(language)
        if best is not None and (best in fitting or not fitting):
            return best
        return min(fitting, key=_grade, default=self.default if not self.default.remote else self._here()[0])

    def _here(self) -> tuple[Voice, ...]:
        """Return the voices that speak on this machine: a provider's voice speaks only where it is named."""
        return tuple(voice for voice in self.listed() if not voice.remote)

    def similar(self, voice: Voice) -> tuple[Voice, ...]:
        """Return other voice files of its language, the most similar first: of its region, its gender, the best."""
        others = [
            other
            for other in self._voices.values()
            if _is_one_file(other) and other.name != voice.name and base(other.language) == base(voice.language)
        ]
        return tuple(sorted(others, key=lambda other: _distance(voice, other)))

    def _find(self, name: str, language: str | None, depth: int) -> Voice:
        key = name.lower()
        if depth == 0 and key in self._routes and (routed := self._routed(key, language)):
            return routed
        if key in self._voices:
            return self._voices[key]
        if depth < _MAX_DEPTH:
            if key in self._aliases:
                return self._find(self._aliases[key], language, depth + 1)
            if key in self._short_names:
                return self._by_short_name(key, language)
            if derived := self._derived(name, language, depth):
                return derived
        raise self._unknown(name)

    def _derived(self, name: str, language: str | None, depth: int) -> Voice | None:
        """The voice of a name with a speed or of a blend; None for other names."""
        if with_speed := blend.split_speed(name):
            voice = self._find(with_speed[0], language, depth + 1)
            delivery = replace(voice.delivery, speed=(voice.delivery.speed or 1.0) * with_speed[1])
            made = replace(voice, name=name, description=name, delivery=delivery, grade=None, kind="made")
            return replace(made, has_sample=False)
        parts = blend.parse_blend(name)
        if parts is None or parts == ((name, 1.0),):
            return None
        return _blended(
            name, [(self._find(part, language, depth + 1), share) for part, share in blend.to_shares(parts)]
        )

    def _route_of(self, language: str) -> Voice | None:
        """The voice to which the settings lead texts of a language where no voice is named."""
        for tag in (language.replace("_", "-").lower(), base(language)):
            if tag in self._routes and (voice := self._routed(tag, language)):
                return voice
        return None

    def _routed(self, key: str, language: str | None) -> Voice | None:
        """The voice to which a route leads: one by its name, or the first of a provider that speaks the language."""
        target = self._routes[key]
        try:
            return self._find(target, language, 1)
        except BadRequest:
            language = language or (self._voices[key].language if key in self._voices else self.default.language)
            of_provider = [voice for voice in self._voices.values() if voice.remote.startswith(f"{target}/")]
            return next((voice for voice in of_provider if _speaks(voice, language)), None)

    def _by_short_name(self, key: str, language: str | None) -> Voice:
        """The voice of a short name, which several languages may have."""
        voices = [self._voices[name] for name in self._short_names[key]]
        matching = [voice for voice in voices if language and base(voice.language) == base(language)]
        return (matching or voices)[0]

    def _best(self, language: str | None) -> Voice:
        if not language:
            return self.default
        voice = self._route_of(language) or self._of_language(language)
        if voice is None:
            raise BadRequest("No voice speaks this language.", code="language_not_supported", about="language")
        return voice

    def _of_language(self, language: str) -> Voice | None:
        """The best voice of a language: in the given region, or else in that of the default or of the first voice."""
        default = () if self.default.remote else (self.default,)
        matching = [voice for voice in (*default, *self._here()) if base(voice.language) == base(language)]
        exact = [voice for voice in matching if is_same(voice.language, language)]
        region = [voice for voice in matching if voice.language == matching[0].language]
        return min(exact or region, key=lambda voice: voice.description, default=None)

    def _unknown(self, name: str) -> BadRequest:
        names = [*self._voices, *self._aliases, *self._short_names]
        similar = difflib.get_close_matches(name.lower(), names, 4 * _SUGGESTIONS, 0)
        suggestions = dict.fromkeys(self._resolve(known) for known in similar)
        shown = ", ".join(list(suggestions)[:_SUGGESTIONS])
        message = f"There is no voice with this name; similar ones are {shown}."
        return BadRequest(message, code="voice_not_found", about="voice")

    def _resolve(self, name: str) -> str:
        if name in self._voices:
            return self._voices[name].name
        return self._short_names[name][0] if name in self._short_names else self._aliases[name]

    def _add_saved(self, name: str, target: str) -> None:
        """List a voice that the user saved under a name."""
        if not is_name(name):
            self._add_problem(f"The saved voice {name!r} has a name that no voice may have.")
        elif name.lower() in self._voices:
            self._add_problem(f"The saved voice {name} has the name of another voice.")
        elif voice := self._check(target, f"The saved voice {name}"):
            self._voices[name.lower()] = replace(
                voice, name=name, description=f"{name} ({target})", grade=None, kind="saved"
            )

    def _choose_default(self, default: str) -> Voice:
        voice = self._check(default, "The default voice") or next(
            voice for voice in self._here() if voice.description.startswith(_BEST)
        )
        chosen = replace(voice, description=_DEFAULT + voice.description.removeprefix(_BEST))
        self._voices[chosen.name.lower()] = chosen
        return chosen

    def _check(self, target: str, owner: str) -> Voice | None:
        try:
            return self._find(target.strip(), None, 1)
        except BadRequest as error:
            self._add_problem(f"{owner} cannot be used: {error.message}")
            return None

    def _add_problem(self, problem: str) -> None:
        self.problems = (*self.problems, problem)


def _speaks(voice: Voice, language: str) -> bool:
    return base(language) in map(base, (voice.language, *voice.more_languages))


def _is_one_file(voice: Voice) -> bool:
    """Return whether a voice is a voice file under its own name: published with Kokoro, or the user's."""
    return [name for name, _ in voice.styles] == [voice.name]


def _distance(voice: Voice, other: Voice) -> tuple[bool, bool, str, str]:
    return other.language != voice.language, other.gender != voice.gender, *_grade(other)


def _grade(voice: Voice) -> tuple[str, str]:
    """Return what sorts voices by their grades, the best first."""
    letter, sign = (voice.grade or "Z")[:1], (voice.grade or "")[1:]
    return letter + {"+": "0", "": "1", "-": "2"}[sign], voice.name


def _kokoro_voices(folder: Path) -> tuple[Voice, ...]:
    entries = json.loads((folder / "catalogue.json").read_text("utf-8"))["voices"]
    characters = characters_of(entries)
    return tuple(
        Voice(
            name=entry["id"],
            language=entry["language"],
            gender=entry["gender"],
            description=(_BEST if entry.get("recommended") else "") + entry["description"],
            styles=((entry["id"], 1.0),),
            grade=entry["grade"],
            kind="kokoro",
            character=characters.get(entry["id"]),
            has_sample=sample_file(entry["id"], folder).is_file(),
        )
        for entry in entries
    )


def _own_voices(
    names: Iterable[str], kokoro: Sequence[Voice], adjustments: Mapping[str, VoiceAdjustment]
) -> Iterable[Voice]:
    """Voices of the user's own files, whose names begin with language and gender as those of Kokoro do."""
    published = {voice.name for voice in kokoro}
    for name in sorted(set(names) - published):
        yield _own_voice(name, kokoro, adjustments.get(name, UNCHANGED))


def _own_voice(name: str, kokoro: Sequence[Voice], adjustment: VoiceAdjustment = UNCHANGED) -> Voice:
    languages = {**FINE_TUNED_LETTERS, **{voice.name[0]: voice.language for voice in kokoro}}
    gender: Gender = {"f": "female", "m": "male"}.get(name[1:2], "neutral") if name[2:3] == "_" else "neutral"  # type: ignore[assignment]
    language = languages.get(name[0], kokoro[0].language) if name[2:3] == "_" else kokoro[0].language
    return Voice(
        name,
        language,
        gender,
        f"{name}, a voice file of your own",
        ((name, 1.0),),
        delivery=adjustment.delivery,
        treatment=adjustment.treatment,
        kind="own",
    )


def _student_voices(names: Iterable[str], kokoro: Sequence[Voice]) -> Iterable[Voice]:
    """One more voice for each student of Kokoro, named after the voice that it was taught."""
    published = {voice.name: voice for voice in kokoro}
    for name in sorted(names):
        voice = published.get(name) or _own_voice(name, kokoro)
        description = f"{voice.description.removeprefix(_BEST).partition(',')[0]}, small: a student of Kokoro"
        yield Voice(
            f"{name}{STUDENT_SUFFIX}",
            voice.language,
            voice.gender,
            description,
            kind="student",
            engine=f"student/{name}",
        )


def _espeak_voices(languages: Iterable[EspeakLanguage], spoken: set[str]) -> Iterable[Voice]:
    """One voice for each language that is not spoken by other voices, named by its tag.

    eSpeak NG's regions are often not regions (ca-BA is Balearic), so a language is listed without them. Codes reserved
    for private use (qaa to qtz) and codes without a meaning elsewhere are left out.
    """
    listed: set[str] = set()
    for language in languages:
        tag, code = language.tag, language.base
        unusable = not HOME_ASSISTANT_TAG.fullmatch(tag) or "qaa" <= code <= "qtz" or code in _NOT_A_CODE
        if unusable or tag in listed or base(tag) in spoken or tag[-3:-2] == "-":
            continue
        listed.add(tag)
        yield Voice(f"espeak_{tag}", tag, "male", f"{language.name}, eSpeak NG", kind="espeak")


_NOT_A_CODE = {"py"}
"""Pyash has no official code and uses an unassigned one."""


def _short_names(voices: Iterable[Voice]) -> dict[str, list[str]]:
    """The names of Kokoro's voices by their second half: heart for af_heart."""
    names: dict[str, list[str]] = {}
    for voice in voices:
        if voice.styles and "_" in voice.name:
            names.setdefault(voice.name.partition("_")[2], []).append(voice.name)
    return names


def _blended(name: str, parts: list[tuple[Voice, float]]) -> Voice:
    if not all(voice.styles for voice, _ in parts):
        raise BadRequest("Only Kokoro's voices can be blended.", code="voice_invalid", about="voice")
    largest = max(parts, key=lambda part: part[1])[0]
    speeds = [(voice.delivery.speed or 1.0) * share for voice, share in parts]
    pitch = sum((voice.delivery.pitch or 0.0) * share for voice, share in parts)
    genders = {voice.gender for voice, share in parts if share > 0}
    gender: Gender = largest.gender if len(genders) == 1 else "neutral"
    speed = float(min(max(sum(speeds), MIN_SPEED), MAX_SPEED))
    return Voice(
        name=name,
        language=largest.language,
        gender=gender,
        description=name,
        styles=blend.combine((voice.styles, share) for voice, share in parts),
        delivery=Delivery(
            speed=speed if abs(speed - 1) > _NO_DIFFERENCE else None,
            pitch=pitch if abs(pitch) > _NO_DIFFERENCE else None,
        ),
        treatment=mean_adjustment((voice.treatment, share) for voice, share in parts),
    )


_NO_DIFFERENCE = 1e-6
"""Speeds this close to 1 are 1, and pitches this close to 0 are 0: the difference is from rounding."""
