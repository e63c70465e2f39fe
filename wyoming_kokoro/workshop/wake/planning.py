"""Plans the samples of a wake word: from what somebody wishes to the lines of a plan."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.pronounce.shipped_lexicons import misaki_lexicon, second_dictionary
from wyoming_kokoro.speech import Voice
from wyoming_kokoro.voices.language_tags import base
from wyoming_kokoro.workshop.jobs import PlanLine, TextReader, WorkerFacts
from wyoming_kokoro.workshop.wake.commands import BEFORE, COMMAND, texts_of
from wyoming_kokoro.workshop.wake.japanese_words import japanese_words
from wyoming_kokoro.workshop.wake.near_phrases import NearPhrase, holds_any, near_phrases
from wyoming_kokoro.workshop.wake.phrase import WakePhrase, read_phrase
from wyoming_kokoro.workshop.wake.sound_index import SoundIndex, SpelledWord, packed_words
from wyoming_kokoro.workshop.wake.sounds import heard_as, inventory
from wyoming_kokoro.workshop.wake.speakers import WakeSpeaker, blends_of, chosen_voices, parts_of, speakers_of
from wyoming_kokoro.workshop.wake.wake_lines import Spoken, WakeLevers, WakeLines

PLAIN_SOUNDS = tuple("abdefhijklmnoprstuvwz")
"""Of languages for which there is no table of commands to take them from."""


@dataclass(frozen=True, slots=True)
class WakeWishes:
    """What samples somebody wants."""

    phrase: str
    language: str
    said: Sequence[str] = ()
    """Other pronunciations: phonemes between slashes, or another spelling."""
    variants: bool = True
    samples: int = 10_000
    negatives: int = 10_000
    voices: str = ""
    blends: int = 0
    speeds: Sequence[float] = (1.0,)
    pitches: Sequence[float] = (0.0,)
    presets: Sequence[str] = ("",)
    provider_shares: Sequence[tuple[str, float]] = ()
    holdout: Sequence[str] = ()
    shares: Sequence[float] = (0.8, 0.1, 0.1)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class PlannedWake:
    """A plan, and what there is to say about it."""

    phrase: WakePhrase
    speakers: Sequence[WakeSpeaker]
    near: Sequence[NearPhrase]
    """In the first accent."""
    possible: int
    """Samples of the wake word that differ."""
    wishes: WakeWishes
    plan: WakeLines

    def lines(self) -> Iterator[PlanLine]:
        """Yield the lines of the plan; BadRequest where there are not so many that differ."""
        return self.plan.lines(self.wishes.samples, self.wishes.negatives)

    def as_json(self) -> dict[str, object]:
        """Return what is planned for programs."""
        return {
            "phrase": self.phrase.text,
            "language": self.phrase.language,
            "readings": {each.language: list(each.readings) for each in self.phrase.accents},
            "speakers": dict(Counter(speaker.part for speaker in self.speakers)),
            "near_phrases": [{"text": each.text, "kind": each.kind, "role": each.role} for each in self.near],
            "possible": self.possible,
            "warnings": list(self.phrase.warnings),
        }


def read_wake_phrase(wishes: WakeWishes, reader: TextReader) -> WakePhrase:
    """Return the wake word as voices say it; BadRequest where it cannot be one, or nobody says it."""
    chosen_voices(wishes.voices, wishes.language, reader.voices)
    return read_phrase(wishes.phrase, wishes.said, wishes.language, reader, variants=wishes.variants)


def plan_wake_word(phrase: WakePhrase, wishes: WakeWishes, reader: TextReader, facts: WorkerFacts) -> PlannedWake:
    """Return a plan; BadRequest where something of it cannot be."""
    speakers = _speakers(wishes, reader, facts)
    commands = texts_of(wishes.language, COMMAND)
    near = {
        accent.language: near_phrases(
            accent.phrase,
            sounds_of_language(accent.language, reader),
            sound_index(accent.language, reader),
            phrase.readings,
            wishes.seed,
        )
        for accent in phrase.accents
    }
    levers = WakeLevers(wishes.speeds, wishes.pitches, wishes.presets, commands, texts_of(wishes.language, BEFORE))
    forbidden = {heard_as(reading) for reading in phrase.readings}
    fillers = [Spoken(text, reader.phonemes(text, wishes.language)) for text in commands]
    plan = WakeLines(
        phrase,
        speakers,
        near,
        [each for each in fillers if not holds_any(heard_as(each.phonemes), forbidden)],
        levers,
        facts.identity,
        wishes.shares,
        dict(wishes.provider_shares),
        wishes.seed,
    )
    return PlannedWake(phrase, speakers, near[phrase.accents[0].language], plan.most("wake"), wishes, plan)


def _speakers(wishes: WakeWishes, reader: TextReader, facts: WorkerFacts) -> list[WakeSpeaker]:
    """Return who speaks; BadRequest where a name is none."""
    voices = chosen_voices(wishes.voices, wishes.language, reader.voices)
    for name, _ in wishes.provider_shares:
        voices += _of_provider(name, wishes.language, facts.remote_voices)
    known = {voice.name for voice in voices} | {name for name, _ in wishes.provider_shares}
    unknown = [name for name in wishes.holdout if name not in known]
    if unknown:
        raise BadRequest(f"{unknown[0]} is none of the voices and providers that speak.", about="holdout")
    parts = parts_of(voices, wishes.shares, wishes.holdout, wishes.seed)
    return [*speakers_of(voices, parts), *blends_of(voices, parts, wishes.blends, wishes.seed)]


def _of_provider(name: str, language: str, remote: Sequence[Voice]) -> list[Voice]:
    """Return the voices of a provider that speak a language."""
    own = [voice for voice in remote if voice.remote.partition("/")[0] == name]
    found = [
        voice for voice in own if base(language) in {base(each) for each in (voice.language, *voice.more_languages)}
    ]
    if not found:
        why = f"no voice that speaks {language}" if own else "no voices now"
        raise BadRequest(f"The provider {name} has {why}.", about="provider")
    return found


def sounds_of_language(language: str, reader: TextReader) -> Sequence[str]:
    """Return the sounds of a language, from what is said in it."""
    texts = (*texts_of(language, COMMAND), *texts_of(language, BEFORE))
    return inventory(reader.phonemes(text, language) for text in texts) or PLAIN_SOUNDS


def sound_index(language: str, reader: TextReader) -> SoundIndex:
    """Return the words of a language by their sounds: of dictionaries, or else of what people say to devices."""
    if base(language) == "en":
        british = language == "en-GB"
        return SoundIndex(packed_words(misaki_lexicon(british=british), second_dictionary(british=british)))
    if base(language) == "ja":
        return SoundIndex(japanese_words())
    texts = " ".join((*texts_of(language, COMMAND), *texts_of(language, BEFORE)))
    words = dict.fromkeys(texts.split()) if texts.isascii() or " " in texts else {}
    return SoundIndex(SpelledWord(word, reader.phonemes(word, language)) for word in words)
