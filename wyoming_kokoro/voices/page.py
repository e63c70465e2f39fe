"""Writes the page docs/voices.md: every voice, and all the ways to name one."""

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.settings.speech_bounds import MAX_SPEED, MIN_SPEED
from wyoming_kokoro.speech import Voice
from wyoming_kokoro.voices.blend import MAX_PARTS
from wyoming_kokoro.voices.catalogue import Catalogue
from wyoming_kokoro.voices.showcase import showcase

_BEGINNING = f"""\
# Voices

`script/docs` generates this page from the program. `wyoming-kokoro voices` shows which voices are downloaded.

{{showcase}}
## How to name one

| written | means |
|---|---|
| `af_heart`, `AF_Heart` | the voice of this name |
| `heart` | the same; where several languages have such a name, the one of the request's language |
| `alloy`, `f1` | an alias: those below, and yours in `voices.aliases` |
| `af_bella(2)+af_sky(1)` | a blend: two parts of the first, one of the second |
| `af_heart*0.7 + am_adam*0.3` | the same, written otherwise; without numbers all parts are equal |
| `af_heart-am_adam` | af_heart, moved away from am_adam by half of the distance between them |
| `af_heart@0.9` | a voice, or a blend, with its own speed, from {MIN_SPEED} to {MAX_SPEED:g} |

A blend has at most {MAX_PARTS} of Kokoro's voices and speaks the language of its largest part. You can save a voice
under a name of its own; it is then listed in Home Assistant and everywhere else:

```json
{{"voices": {{"saved": {{"Evening": "af_heart*0.6+af_sky*0.4@0.9"}}, "aliases": {{"butler": "bm_george"}}}}}}
```

Over HTTP an unknown name is an error that lists three similar names. The Wyoming server uses the best voice of its
language instead and logs a warning, because Home Assistant keeps the names of voices that no longer exist; the language
is also read from the name, as in `bf_gone` or `de_DE-thorsten-medium`.

While Kokoro's files are missing or still downloading, eSpeak NG speaks for Kokoro's voices: in their language, in a
voice of their gender, and with a different character for each name.
"""


def page() -> str:
    """Return the text of docs/voices.md."""
    voices = Catalogue.load(voices_folder(), EspeakNg.open().languages()).listed()
    kokoro = [voice for voice in voices if voice.styles]
    espeak = [voice for voice in voices if not voice.styles]
    beginning = _BEGINNING.replace("{showcase}", showcase(kokoro))
    return "\n".join([beginning, _alias_table(), _espeak_table(espeak)])


def _alias_table() -> str:
    lines = [f"| `{alias}` | `{name}` |" for alias, name in Settings().voices.aliases.items()]
    return "\n".join(["## Built-in aliases\n", "| alias | voice |", "|---|---|", *lines, ""])


def _espeak_table(voices: list[Voice]) -> str:
    lines = [f"| `{voice.name}` | {voice.description.removesuffix(', eSpeak NG')} |" for voice in voices]
    beginning = "## eSpeak NG's\n\nOne for each language that Kokoro lacks.\n"
    return "\n".join([beginning, "| name | language |", "|---|---|", *lines, ""])
