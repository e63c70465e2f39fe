"""The page docs/voices.md: every voice, and all the ways to name one."""

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.speech import Voice
from wyoming_kokoro.voices.blend import FASTEST, MOST_PARTS, SLOWEST
from wyoming_kokoro.voices.catalogue import Catalogue

_BEGINNING = f"""\
# Voices

This page is made from the program by `script/docs`. `wyoming-kokoro voices` shows which of them are here.

## How to name one

| written | means |
|---|---|
| `af_heart`, `AF_Heart` | the voice of this name |
| `heart` | the same; where several languages have such a name, the one of the request's language |
| `alloy`, `f1` | an alias: those below, and yours in `voices.aliases` |
| `af_bella(2)+af_sky(1)` | a blend: two parts of one, one of the other |
| `af_heart*0.7 + am_adam*0.3` | the same, written otherwise; without numbers all parts are equal |
| `af_heart-am_adam` | af_heart, moved away from am_adam by half of what parts them |
| `af_heart@0.9` | a voice, or a blend, with a pace from {SLOWEST} to {FASTEST:g} of its own |

A blend holds at most {MOST_PARTS} of Kokoro's voices and speaks the language of its greatest part. What you like can be
kept under a name of its own, and is then listed in Home Assistant and everywhere else:

```json
{{"voices": {{"saved": {{"Evening": "af_heart*0.6+af_sky*0.4@0.9"}}, "aliases": {{"butler": "bm_george"}}}}}}
```

Over HTTP an unknown name is refused with the nearest three. At the Wyoming door the best voice of its language speaks
instead, with a warning in the log, because Home Assistant keeps the names of voices that are gone; the language is read
from the name too, as in `bf_gone` or `de_DE-thorsten-medium`.

While Kokoro's files are missing or on their way, eSpeak NG speaks for its voices: in their language, as somebody of
their gender, and differently for each name.
"""


def page() -> str:
    """The text of docs/voices.md."""
    voices = Catalogue.load(voices_folder(), EspeakNg.open().languages()).listed()
    kokoros = [voice for voice in voices if voice.styles]
    espeaks = [voice for voice in voices if not voice.styles]
    return "\n".join([_BEGINNING, _aliases(), _kokoros(kokoros), _espeaks(espeaks)])


def _aliases() -> str:
    lines = [f"| `{alias}` | `{name}` |" for alias, name in Settings().voices.aliases.items()]
    return "\n".join(["## Aliases that are built in\n", "| alias | voice |", "|---|---|", *lines, ""])


def _kokoros(voices: list[Voice]) -> str:
    lines = [f"| `{each.name}` | {each.language} | {each.gender} | {each.grade or ''} |" for each in voices]
    beginning = "## Kokoro's\n\nThe grades are those published with Kokoro 1.0.\n"
    return "\n".join([beginning, "| name | language | gender | grade |", "|---|---|---|---|", *lines, ""])


def _espeaks(voices: list[Voice]) -> str:
    lines = [f"| `{each.name}` | {each.description.removesuffix(', eSpeak NG')} |" for each in voices]
    beginning = "## eSpeak NG's\n\nOne for each language that Kokoro lacks.\n"
    return "\n".join([beginning, "| name | language |", "|---|---|", *lines, ""])
