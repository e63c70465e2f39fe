"""Every voice has its names, a language that Home Assistant understands, and a fallback."""

import json
import re
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.downloads import FileList
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.speech import Voice
from wyoming_kokoro.voices import Catalogue

ALIASES = Settings().voices.aliases


def catalogue(
    default: str = "af_heart", aliases: dict[str, str] | None = None, saved: dict[str, str] | None = None
) -> Catalogue:
    return Catalogue.load(
        voices_folder(), EspeakNg.open().languages(), default, {**ALIASES, **(aliases or {})}, saved or {}
    )


CATALOGUE = catalogue()
KOKOROS = [voice for voice in CATALOGUE.listed() if voice.styles]


def first_by_language(voices: Catalogue) -> dict[str, Voice]:
    """What Home Assistant takes when a pipeline is made: the first by description."""
    listed = sorted(voices.listed(), key=lambda voice: (voice.language, voice.description))
    return {language: next(some) for language, some in groupby(listed, key=lambda voice: voice.language)}


def test_the_voices_of_kokoro_come_first() -> None:
    assert [voice.name for voice in CATALOGUE.listed()[: len(KOKOROS)]] == [voice.name for voice in KOKOROS]
    assert len(KOKOROS) >= 55, "Kokoro 1.0 has 54, and one of an earlier version"


def test_the_files_of_the_voices_are_the_files_to_download() -> None:
    listed = json.loads((voices_folder() / "catalogue.json").read_text("utf-8"))["voices"]
    fetched = {file.name.removesuffix(".bin"): file for file in FileList.load().voices}
    assert {each["id"] for each in listed} == set(fetched)
    assert all(each["sha256"] == fetched[each["id"]].sha256 for each in listed)
    assert all(each["bytes"] == 510 * 256 * 4 for each in listed)


def test_names_begin_with_language_and_gender() -> None:
    letters = {"a": "en-US", "b": "en-GB", "e": "es-ES", "f": "fr-FR", "h": "hi-IN", "i": "it-IT"}
    letters |= {"j": "ja-JP", "p": "pt-BR", "z": "zh-CN"}
    for voice in KOKOROS:
        assert voice.language == letters[voice.name[0]]
        assert voice.gender == {"f": "female", "m": "male"}[voice.name[1]]


def test_home_assistant_understands_every_tag() -> None:
    for voice in CATALOGUE.listed():
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", voice.language)


def test_espeak_has_the_languages_kokoro_lacks_and_no_others() -> None:
    tags = [voice.language for voice in CATALOGUE.listed() if not voice.styles]
    assert {"de", "nl", "pl", "sv", "ru", "uk", "ko", "tr", "vi", "nb", "fa-Latn"} <= set(tags)
    assert not {tag.partition("-")[0] for tag in tags} & {"en", "es", "fr", "hi", "it", "ja", "pt", "zh", "cmn"}
    assert len(tags) == len(set(tags)) > 90


def test_espeak_can_speak_each_of_its_voices() -> None:
    espeak = EspeakNg.open()
    for voice in CATALOGUE.listed():
        assert espeak.language(voice.language) is not None


def test_the_best_voice_of_each_language_is_first() -> None:
    best = {"en-US": "af_heart", "en-GB": "bf_emma", "es-ES": "ef_dora", "fr-FR": "ff_siwis", "hi-IN": "hf_alpha"}
    best |= {"it-IT": "if_sara", "ja-JP": "jf_alpha", "pt-BR": "pf_dora", "zh-CN": "zf_xiaobei", "de": "espeak_de"}
    first = first_by_language(CATALOGUE)
    assert {language: first[language].name for language in best} == best


@pytest.mark.parametrize(
    "default", ["af_sky", "bm_lewis", "espeak_de", "Evening", "af_sky+am_puck", "af_sky@0.9", "f2"]
)
def test_the_default_is_first_in_its_language(default: str) -> None:
    voices = catalogue(default, saved={"Evening": "af_sky*0.5+af_bella*0.5"})
    assert first_by_language(voices)[voices.default.language].name == voices.default.name
    assert voices.default in voices.listed()
    assert voices.find(None) == voices.find(default) == voices.default


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("af_heart", "af_heart"), ("AF_Heart", "af_heart"), (" af_heart ", "af_heart"), ("heart", "af_heart"),
        ("bella", "af_bella"), ("f1", "af_heart"), ("m3", "am_puck"), ("alloy", "af_alloy"), ("ash", "am_michael"),
        ("ballad", "bm_lewis"), ("coral", "af_bella"), ("echo", "am_echo"), ("fable", "bm_fable"),
        ("nova", "af_nova"), ("onyx", "am_onyx"), ("sage", "af_sarah"), ("shimmer", "af_sky"), ("verse", "am_puck"),
        ("marin", "af_heart"), ("cedar", "am_fenrir"), ("espeak_de", "espeak_de"), ("espeak_fa-latn", "espeak_fa-Latn"),
    ],
)  # fmt: skip
def test_a_name_finds_its_voice(asked: str, given: str) -> None:
    assert CATALOGUE.find(asked).name == given


def test_an_ambiguous_short_name_gives_the_voice_of_the_language() -> None:
    assert CATALOGUE.find("alpha", "ja").name == "jf_alpha"
    assert CATALOGUE.find("alpha", "hi-IN").name == "hf_alpha"
    assert CATALOGUE.find("alpha", "de") == CATALOGUE.find("alpha")


def test_a_users_alias_replaces_ours_and_may_name_another_alias() -> None:
    voices = catalogue(aliases={"alloy": "af_sky", "Butler": "m1", "Duo": "butler+heart"})
    assert voices.find("alloy").name == "af_sky"
    assert voices.find("butler").name == "am_fenrir"
    assert dict(voices.find("duo").styles) == {"am_fenrir": 0.5, "af_heart": 0.5}
    assert len(voices.listed()) == len(CATALOGUE.listed())


def test_a_loop_of_aliases_ends() -> None:
    voices = catalogue(aliases={"one": "two", "two": "one"})
    with pytest.raises(BadRequest):
        voices.find("one")
    assert len(voices.problems) == 2


def test_saved_voices_are_listed_like_any_other() -> None:
    voices = catalogue(saved={"Evening": "af_heart*0.6+af_sky*0.4@0.9", "Slow Emma": "bf_emma@0.8"})
    evening, slow = (voice for voice in voices.listed() if voice.name in {"Evening", "Slow Emma"})
    assert dict(evening.styles) == pytest.approx({"af_heart": 0.6, "af_sky": 0.4})
    assert (evening.language, evening.gender, evening.delivery.speed) == ("en-US", "female", 0.9)
    assert (slow.language, slow.delivery.speed) == ("en-GB", 0.8)
    assert voices.find("evening") == evening
    assert next(voice.name for voice in voices.listed() if not voice.styles).startswith("espeak_")
    assert voices.problems == ()


@pytest.mark.parametrize(
    "saved",
    [{"Bad": "nobody"}, {"af_sky": "af_heart"}, {"X": "af_heart+"}, {"": "af_heart"}, {"X": "espeak_de+af_sky"}],
)
def test_an_invalid_saved_voice_is_reported_and_left_out(saved: dict[str, str]) -> None:
    voices = catalogue(saved=saved)
    assert len(voices.problems) == 1
    assert len(voices.listed()) == len(CATALOGUE.listed())


def test_an_invalid_default_is_reported_and_replaced() -> None:
    voices = catalogue("nobody")
    assert voices.default.name == "af_heart" and "default" in voices.problems[0]


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("af_hart", "af_heart"), ("bela", "af_bella"), ("espeak_dee", "espeak_de"), ("am_adan", "am_adam")],
)
def test_an_unknown_name_is_an_error_with_similar_names(wrong: str, near: str) -> None:
    with pytest.raises(BadRequest) as caught:
        CATALOGUE.find(wrong)
    assert near in caught.value.message and wrong not in caught.value.message.split()
    assert (caught.value.code, caught.value.about) == ("voice_not_found", "voice")


def test_without_a_name_the_best_voice_of_the_language_is_found() -> None:
    assert CATALOGUE.find(None, "en").name == CATALOGUE.find("", None).name == "af_heart"
    assert CATALOGUE.find("  ", "en_GB").name == "bf_emma"
    assert CATALOGUE.find(None, "pt-PT").name == "pf_dora"
    assert CATALOGUE.find(None, "no").name == "espeak_nb"
    assert catalogue("bf_lily").find(None, "en").name == "bf_lily"
    with pytest.raises(BadRequest):
        CATALOGUE.find(None, "xx")


@pytest.mark.parametrize(
    ("name", "language", "given"),
    [
        ("bf_gone", None, "bf_emma"), ("zm_gone", None, "zf_xiaobei"), ("en_GB-alan-medium", None, "bf_emma"),
        ("en_US-lessac-medium", None, "af_heart"), ("de_DE-thorsten-high", None, "espeak_de"),
        ("fr_FR-siwis-low", "de", "ff_siwis"), ("gone", "it", "if_sara"), ("gone", "xx", "af_heart"),
        ("gone", None, "af_heart"), (None, "xx", "af_heart"), ("x" * 1000, "ja-JP", "jf_alpha"),
    ],
)  # fmt: skip
def test_another_voice_of_the_language_is_the_fallback(name: str | None, language: str | None, given: str) -> None:
    voice, why = CATALOGUE.fallback(name, language)
    assert voice.name == given and why


def test_a_known_voice_needs_no_fallback() -> None:
    assert CATALOGUE.fallback("af_sky", "de") == (CATALOGUE.find("af_sky"), None)
    assert CATALOGUE.fallback(None, None) == (CATALOGUE.default, None)


@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=12)))
def test_any_name_gets_a_voice(name: str, language: str | None) -> None:
    voice, why = CATALOGUE.fallback(name, language)
    assert voice.styles or voice.name.startswith("espeak_")
    assert why or not name.strip() or voice == CATALOGUE.find(name, language)


def test_the_list_is_the_same_each_time() -> None:
    assert catalogue().listed() == CATALOGUE.listed()
    assert len({voice.name for voice in CATALOGUE.listed()}) == len(CATALOGUE.listed())


def test_the_users_own_files_are_voices_too() -> None:
    voices = Catalogue.load(voices_folder(), own=["bm_uncle", "robot", "af_heart"])
    uncle, robot = voices.find("bm_uncle"), voices.find("robot")
    assert (uncle.language, uncle.gender, uncle.styles) == ("en-GB", "male", (("bm_uncle", 1.0),))
    assert (robot.language, robot.gender) == ("en-US", "neutral")
    assert {"bm_uncle", "robot"} <= {voice.name for voice in voices.listed()}
    assert len(voices.listed()) == len(KOKOROS) + 2


def test_similar_voices_are_of_the_same_language_the_most_similar_first() -> None:
    catalogue = Catalogue.load(voices_folder())
    names = [voice.name for voice in catalogue.similar(catalogue.find("bf_emma"))]
    assert names[:2] == ["bf_isabella", "bf_alice"] and names[3:5] == ["bm_fable", "bm_george"]
    assert names[7:9] == ["af_heart", "af_bella"] and "bf_emma" not in names
    assert all(name[0] in "ab" for name in names)
    assert catalogue.similar(catalogue.find("ff_siwis")) == ()


@pytest.mark.parametrize(
    ("language", "gender", "name"),
    [
        ("en-US", "male", "am_fenrir"),
        ("en-US", "female", "af_heart"),
        ("en-GB", "female", "bf_emma"),
        ("en-GB", "male", "bm_fable"),
        ("es", "male", "em_alex"),
        ("fr-FR", "any", "ff_siwis"),
        ("en-AU", "female", "af_heart"),
        ("fr-FR", "male", None),
    ],
)
def test_the_best_voice_of_a_language_and_a_gender(language: str, gender: str, name: str | None) -> None:
    found = CATALOGUE.of_gender(language, gender, CATALOGUE.default)
    assert (found.name if found else None) == name
