"""The tables: how each configuration speaks, and what separates it from the plain graph."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.hearing.measures import distance, pauses
from benchmarks.hearing.sounds import Sound, SoundFolder
from benchmarks.hearing.speakers import CONFIGURATIONS, Configuration
from benchmarks.hearing.texts import SETS, Item
from benchmarks.word_times import edge_errors
from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.workshop.judging.intervals import Interval, mean, ratio
from wyoming_kokoro.workshop.judging.spoken_form import WordErrors, compare

Row = tuple[str, ...]

EDGES = ("start", "end")
"""The two kinds of edges of a word."""

LENGTHS = (0.98, 1.02)
"""The ratio of lengths within which the rhythm is that of the plain graph."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is better or worse; `above / below` over all texts is its value."""

    name: str
    above: Callable[[Sound], float]
    below: Callable[[Sound], float]
    factor: float = 1.0
    digits: int = 2
    more_is_better: bool = True

    def of(self, sounds: Sequence[Sound]) -> Interval:
        """Return the value over these sounds."""
        return self._scaled(ratio([self.above(each) for each in sounds], [self.below(each) for each in sounds]))

    def difference(self, sounds: Sequence[Sound], others: Sequence[Sound]) -> Interval:
        """Return how much larger the value is than over other sounds of the same texts."""
        pairs = zip(sounds, others, strict=True)
        above = [self.above(one) - self.above(other) for one, other in pairs]
        return self._scaled(ratio(above, [self.below(each) for each in others]))

    def is_worse(self, difference: Interval) -> bool:
        """Return whether a whole interval of differences lies on the worse side of zero."""
        return difference.high < 0 if self.more_is_better else difference.low > 0

    def text(self, value: float, *, signed: bool = False) -> str:
        """Return a value as the table shows it."""
        return f"{value:+.{self.digits}f}" if signed else f"{value:.{self.digits}f}"

    def _scaled(self, interval: Interval) -> Interval:
        return Interval(interval.value * self.factor, interval.low * self.factor, interval.high * self.factor)


def errors(sound: Sound) -> WordErrors:
    """Return the word errors of a sound that was judged."""
    return compare(sound.facts["text"], sound.judgement["heard"], sound.facts["language"])


def _word_count(sound: Sound) -> float:
    return errors(sound).words


def _one(_: Sound) -> float:
    return 1.0


def _score(name: str) -> Callable[[Sound], float]:
    return lambda sound: float(sound.judgement.get(name, 0.0))


MEASURES = (
    Measure("word errors, %", lambda sound: len(errors(sound).wrong), _word_count, 100, more_is_better=False),
    Measure(
        "commas heard, not written, per 100 words",
        lambda sound: errors(sound).extra_commas,
        _word_count,
        100,
        1,
        more_is_better=False,
    ),
    Measure("OVRL", _score("ovrl"), _one),
    Measure("SIG", _score("sig"), _one),
    Measure("BAK", _score("bak"), _one),
    Measure("P.808", _score("p808"), _one),
    Measure("DistillMOS", _score("distillmos"), _one),
)


class Results:
    """The sounds of a folder, as tables."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def page(self) -> str:
        """Return every table for which there are sounds, in Markdown."""
        parts = [self.prompts(), self.differences(), self.distances()]
        parts += [self.word_times(), self.short(), self.voices(), self.long()]
        return "\n\n".join(part for part in parts if part) + "\n"

    def prompts(self) -> str:
        """Return the values of each configuration over the prompts."""
        rows = []
        for configuration in CONFIGURATIONS:
            sounds = list(self._judged(configuration, "prompts").values())
            if sounds:
                values = [(measure, measure.of(sounds)) for measure in MEASURES]
                cells = [
                    f"{measure.text(each.value)} [{measure.text(each.low)}, {measure.text(each.high)}]"
                    for measure, each in values
                ]
                rows.append((configuration.title, str(len(sounds)), *cells, _levels(sounds), _rhythm(sounds)))
        heads = ("", "texts", *(each.name for each in MEASURES), "loudness, LUFS", "pauses per 100 words, share")
        return _table(heads, rows)

    def differences(self) -> str:
        """Return the paired differences to the plain graph, with a verdict."""
        rows = []
        for configuration in CONFIGURATIONS:
            plain = next((each for each in CONFIGURATIONS if each.name == configuration.plain), None)
            if plain is None:
                continue
            ours, theirs = self._judged(configuration, "prompts"), self._judged(plain, "prompts")
            keys = [key for key in ours if key in theirs]
            if keys:
                rows.append(_compared(configuration, plain, [ours[key] for key in keys], [theirs[key] for key in keys]))
        heads = ("", "compared with", *(each.name for each in MEASURES), "length", "verdict")
        return _table(heads, rows)

    def distances(self) -> str:
        """Return how far the sound is from the plain graph's where both add no noise, and what noise itself does."""
        rows = []
        for configuration in CONFIGURATIONS:
            quiet = configuration.plain or configuration.name
            reference = self._sounds(quiet, "quiet")
            own = self._sounds(configuration.name, "quiet" if configuration.plain else "prompts")
            pairs = [(own[key].samples, reference[key].samples) for key in reference if key in own]
            if pairs:
                found = [distance(*pair) for pair in pairs]
                what = "without noise" if configuration.plain else "with its noise"
                rows.append(
                    (
                        f"{configuration.title}, {what}",
                        str(len(found)),
                        f"{median(each.noise for each in found):.1f} ({min(each.noise for each in found):.1f})",
                        f"{median(each.spectral for each in found):.2f} ({max(each.spectral for each in found):.2f})",
                    )
                )
        return _table(("", "texts", "ratio to the difference, dB (least)", "spectral distance, dB (largest)"), rows)

    def word_times(self) -> str:
        """Return how far the times of words are from what is heard, where that is certain."""
        rows = []
        for configuration in CONFIGURATIONS:
            found = [
                error
                for name in ("prompts", "long")
                for sound in self._sounds(configuration.name, name).values()
                if sound.words
                for error in edge_errors(sound.samples, sound.words)
            ]
            if found:
                cells = [_milliseconds([value for kind, value in found if kind.startswith(edge)]) for edge in EDGES]
                rows.append((configuration.title, *cells))
        return _table(("", *(f"{edge}s of words late by, ms; size of the error, p95" for edge in EDGES)), rows)

    def short(self) -> str:
        """Return the share of short texts that were recognised whole, by voice."""
        rows = []
        for configuration in CONFIGURATIONS:
            sounds = self._judged(configuration, "short")
            if sounds:
                voices = list(dict.fromkeys(sound.facts["voice"] for sound in sounds.values()))
                shares = [
                    _recognised([each for each in sounds.values() if each.facts["voice"] == name]) for name in voices
                ]
                rows.append((configuration.title, str(len(sounds)), *shares, _recognised(list(sounds.values()))))
                heads = ("", "sounds", *voices, "all")
        return _table(heads, rows) if rows else ""

    def voices(self) -> str:
        """Return all voices by language: how loud, how good, how well understood."""
        rows = []
        for configuration in CONFIGURATIONS:
            sounds = list(self._judged(configuration, "voices").values())
            for language in dict.fromkeys(sound.facts["language"] for sound in sounds):
                spoken = [sound for sound in sounds if sound.facts["language"] == language]
                scores = [median(_score(name)(each) for each in spoken) for name in ("ovrl", "p808", "distillmos")]
                wrong = sum(len(errors(each).wrong) for each in spoken)
                rows.append(
                    (
                        configuration.title,
                        language,
                        str(len(spoken)),
                        _levels(spoken),
                        *(f"{score:.2f}" for score in scores),
                        f"{100 * wrong / sum(errors(each).words for each in spoken):.0f}",
                    )
                )
        heads = ("", "language", "voices", "loudness, LUFS", "OVRL", "P.808", "DistillMOS", "errors, %")
        return _table(heads, rows)

    def long(self) -> str:
        """Return how the long text was spoken."""
        rows = []
        for configuration in CONFIGURATIONS:
            for sound in self._judged(configuration, "long").values():
                found = errors(sound)
                rows.append(
                    (
                        configuration.title,
                        str(found.words),
                        f"{100 * len(found.wrong) / found.words:.2f}",
                        str(sum(each.startswith("- >") for each in found.wrong)),
                        str(sum(each.endswith("> -") for each in found.wrong)),
                        _levels([sound]),
                    )
                )
        return _table(("", "words", "word errors, %", "words added", "words missing", "loudness, LUFS"), rows)

    def misheard(self) -> Iterator[str]:
        """Yield what was misheard, a line for each text."""
        for configuration in CONFIGURATIONS:
            for name in configuration.sets:
                for key, sound in self._judged(configuration, name).items():
                    if wrong := errors(sound).wrong:
                        yield f"{configuration.name} {name} {key}: {'; '.join(wrong)}"

    def _judged(self, configuration: Configuration, name: str) -> dict[str, Sound]:
        return {key: sound for key, sound in self._sounds(configuration.name, name).items() if sound.judgement}

    def _sounds(self, configuration: str, name: str) -> dict[str, Sound]:
        kept = SoundFolder(self._folder / configuration / name)
        items: list[Item] = SETS[name]()
        return {item.key: sound for item in items if (sound := kept.read(item)) is not None}


def _compared(configuration: Configuration, plain: Configuration, ours: list[Sound], theirs: list[Sound]) -> Row:
    cells, behind = [], []
    for measure in MEASURES:
        difference = measure.difference(ours, theirs)
        cells.append(
            f"{measure.text(difference.value, signed=True)}"
            f" [{measure.text(difference.low, signed=True)}, {measure.text(difference.high, signed=True)}]"
        )
        if measure.is_worse(difference):
            behind.append(measure.name)
    length = ratio([pauses(each.samples).speech for each in ours], [pauses(each.samples).speech for each in theirs])
    if not LENGTHS[0] <= length.value <= LENGTHS[1]:
        behind.append("length")
    verdict = f"behind: {'; '.join(behind)}" if behind else "nothing is worse"
    return configuration.title, plain.title, *cells, f"{length.value:.3f}", verdict


def _levels(sounds: Sequence[Sound]) -> str:
    levels = sorted(level for each in sounds if (level := loudness(each.samples)) is not None)
    return f"{median(levels):.1f} ({levels[0]:.1f} to {levels[-1]:.1f})" if levels else "-"


def _rhythm(sounds: Sequence[Sound]) -> str:
    found = [pauses(each.samples) for each in sounds]
    words = sum(errors(each).words for each in sounds)
    share = sum(each.seconds for each in found) / sum(each.speech for each in found)
    return f"{100 * sum(each.count for each in found) / words:.1f}, {share:.1%}"


def _milliseconds(values: Sequence[float]) -> str:
    """Return the median, that of the sizes, the size that 95 % stay below, and the number."""
    if not values:
        return "-"
    sizes = sorted(map(abs, values))
    return f"{median(values):+.0f}; {median(sizes):.0f}, {sizes[int(0.95 * (len(sizes) - 1))]:.0f} ({len(values)})"


def _recognised(sounds: Sequence[Sound]) -> str:
    return f"{mean([float(not errors(each).wrong) for each in sounds]).value:.0%}"


def _table(heads: Sequence[str], rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
