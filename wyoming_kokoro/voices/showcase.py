"""The part of docs/voices.md in which Kokoro's voices can be heard: by language and gender, with what was measured."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from wyoming_kokoro.speech import Voice, VoiceCharacter
from wyoming_kokoro.voices.character import RULES
from wyoming_kokoro.voices.samples import SampleTexts, sample_file

LANGUAGES = {
    "en-US": "American English",
    "en-GB": "British English",
    "es-ES": "Spanish",
    "fr-FR": "French",
    "hi-IN": "Hindi",
    "it-IT": "Italian",
    "ja-JP": "Japanese",
    "pt-BR": "Brazilian Portuguese",
    "zh-CN": "Mandarin Chinese",
}
"""The names of the languages that Kokoro speaks."""

COMPARISON = {
    "ours": "this program, with `af_heart` and the published file `kokoro-v1.0.int8.onnx`",
    "kokoro-onnx": "kokoro-onnx 0.6.1, with the same voice and file, and its own reading of the text",
    "espeak": "eSpeak NG, which speaks here while no Kokoro model is there",
}
"""The systems that speak one sentence, and what they are."""

_BEGINNING = """\
Each name links to a sample of a few seconds. **All samples are synthetic speech**, made with Kokoro-82M by
`script/samples` from the published file `kokoro-v1.0.int8.onnx`; their tags say so too. They come with the program:
`GET /v1/voices/NAME/sample` returns them, and the dashboard plays them before any model is downloaded.

"""

_FIGURES = """\
Measured over three sentences of a few seconds: **pitch** is the median fundamental frequency, **range** is how far it
moves (from the lowest to the highest tenth, in semitones), **speed** is phonemes a second without pauses, and **level**
is the voice's own loudness in LUFS, before all voices are made equally loud. Brightness is the level between 2 and
6 kHz compared with that below 1 kHz, and clearness is the tone compared with breath and noise; `GET /v1/voices` has
both. **Grades** are those published with Kokoro 1.0. A voice gets a word for its style where it differs clearly from
the median of others:

"""


def showcase(voices: Sequence[Voice]) -> str:
    """Return the part of the page."""
    texts = SampleTexts.load()
    sections = (
        f"### {LANGUAGES[language]} ({language})\n\n{_spoken(language, texts)}\n\n{_table(members)}\n"
        for language, members in groupby(voices, key=lambda voice: voice.language)
    )
    beginning = _BEGINNING if any(voice.has_sample for voice in voices) else ""
    return "## Kokoro's\n\n" + beginning + "\n".join([*_comparison(texts), _FIGURES + _rules(), *sections])


def _spoken(language: str, texts: SampleTexts) -> str:
    return f"They say: “{texts.by_language[language]}”"


def _table(voices: Iterable[Voice]) -> str:
    ordered = sorted(voices, key=lambda voice: (voice.gender, voice.name))
    beginning = ["| voice | | style | pitch | range | speed | level | grade |", "|---|---|---|---|---|---|---|---|"]
    return "\n".join(beginning + [_row(voice) for voice in ordered])


def _row(voice: Voice) -> str:
    name = f"[`{voice.name}`](../voices/samples/{voice.name}.opus)" if voice.has_sample else f"`{voice.name}`"
    default = " (default)" if voice.description.startswith(("(default)", "(recommended)")) else ""
    cells = [f"{name}{default}", voice.gender, *_figures(voice.character), voice.grade or ""]
    return f"| {' | '.join(cells)} |"


def _figures(character: VoiceCharacter | None) -> Sequence[str]:
    if character is None:
        return [""] * 5
    figures = character.pitch_range, character.speed, character.level
    return [", ".join(character.words), f"{character.pitch:.0f} Hz", *(f"{figure:.1f}" for figure in figures)]


def _rules() -> str:
    lines = (f"| {rule.above} | {rule.below} | {rule.meaning} |" for rule in RULES)
    return "\n".join(["| above it | below it | by what, and by how much |", "|---|---|---|", *lines, ""])


def _comparison(texts: SampleTexts) -> Iterator[str]:
    """Yield the comparison of systems, as far as there are samples of them."""
    rows = [
        f"| [{system}](../voices/samples/compare-{system}.opus) | {meaning} |"
        for system, meaning in COMPARISON.items()
        if sample_file(f"compare-{system}").is_file()
    ]
    if rows:
        yield f"### The same sentence by several systems\n\n“{texts.comparison}” Made equally loud.\n"
        yield "\n".join(["| sample | system |", "|---|---|", *rows, ""])
