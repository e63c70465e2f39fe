"""The releases of Kokoro: which symbols each one reads, and which of them a model file belongs to.

The program writes every sound in the alphabet of Kokoro 1.0. A release that reads another alphabet has a spelling:
it gives the release's own symbols for the phonemes of a phrase, each with the place of the phoneme that it stands for.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from wyoming_kokoro.engines.kokoro.bopomofo import in_bopomofo
from wyoming_kokoro.engines.kokoro.espeak_letters import in_espeak_letters
from wyoming_kokoro.settings.kokoro_releases import AUTO, CHINESE, FIRST, SECOND

Spelling = Callable[[str], Iterable[tuple[str, int]]]
"""Gives symbols for phonemes, each with the place of its phoneme."""

_FIRST_SYMBOLS = (
    '$;:,.!?¡¿—…"«»“” ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    "ɑɐɒæɓʙβɔɕçɗɖðʤəɘɚɛɜɝɞɟʄɡɠɢʛɦɧħɥʜɨɪʝɭɬɫɮʟɱɯɰŋɳɲɴøɵɸθœɶʘɹɺɾɻʀʁɽʂʃʈʧʉʊʋⱱʌɣɤʍχʎʏʑʐʒʔʡʕʢǀǁǂǃ"
    "ˈˌːˑʼʴʰʱʲʷˠˤ˞↓↑→↗↘'\u0329'ᵻ"
)
"""The symbols of Kokoro 0.19 in the order of their numbers, from 0; the same as those of StyleTTS 2."""

_NOT_IN_CHINESE = "ꭧɚɥɻɤ↓→↗↘"
"""The symbols of 1.0 that 1.1 for Chinese does not have: their numbers belong to other symbols there."""
_ONLY_IN_CHINESE = (
    "/7 ㄓ23 ㄅ30 ㄆ32 R34 ㄇ37 ㄈ38 ㄉ40 ㄊ49 ㄋ73 ㄌ74 ㄍ79 ㄎ84 ㄦ85 "
    "ㄏ88 ㄐ89 ㄑ91 ㄒ93 ㄔ94 ㄕ95 ㄗ96 ㄘ97 ㄙ98 月99 ㄚ100 ㄛ104 ㄝ105 ㄞ106 "
    "ㄟ107 ㄠ108 ㄡ109 ㄢ117 ㄣ121 ㄤ122 ㄥ124 ㄖ126 ㄧ127 ㄨ134 ㄩ137 ㄜ140 ㄭ141 十144 "
    "压145 言146 阳149 要150 阴151 应152 用153 又154 中155 穵159 外160 万161 王163 为165 "
    "文166 瓮167 我168 3169 5170 1171 2172 4173 元175 云176"
)
"""The symbols that only 1.1 for Chinese has, each with its number, from that model's config.json."""


def _as_it_is(phonemes: str) -> Iterable[tuple[str, int]]:
    return ((phoneme, place) for place, phoneme in enumerate(phonemes))


def _same(published: Mapping[str, int]) -> Mapping[str, int]:
    return published


def _first(_published: Mapping[str, int]) -> Mapping[str, int]:
    return {symbol: number for number, symbol in enumerate(_FIRST_SYMBOLS) if number}


def _chinese(published: Mapping[str, int]) -> Mapping[str, int]:
    shared = {symbol: number for symbol, number in published.items() if symbol not in _NOT_IN_CHINESE}
    return shared | {entry[0]: int(entry[1:]) for entry in _ONLY_IN_CHINESE.split()}


@dataclass(frozen=True, slots=True)
class Release:
    """A release of Kokoro."""

    name: str
    file_marks: tuple[str, ...]
    """What the names of its model files contain, in lower case."""
    numbers: Callable[[Mapping[str, int]], Mapping[str, int]]
    """Return the number of each symbol, from the numbers of 1.0."""
    spelling: Spelling = _as_it_is
    symbols_per_phoneme: int = 1
    """At most so many symbols stand for one phoneme."""


RELEASES = (
    Release(FIRST, ("v0_19", "v0.19", "kokoro-0.19"), _first, in_espeak_letters, 2),
    Release(CHINESE, ("v1.1-zh", "v1_1-zh", "v1_1_zh", "kokoro-1.1-zh"), _chinese, in_bopomofo, 2),
    Release(SECOND, (), _same),
)
"""All releases; the last one is that of every model file whose name does not say something else."""


def release_of(file_name: str, setting: str = AUTO) -> Release:
    """Return the release that is set, or that the name of a model file tells."""
    if setting != AUTO:
        return next(release for release in RELEASES if release.name == setting)
    name = file_name.lower()
    return next((each for each in RELEASES if any(mark in name for mark in each.file_marks)), RELEASES[-1])
