"""Blends of voices, and speeds after their names."""

import math
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.voices import Catalogue
from wyoming_kokoro.voices.blend import MAX_PARTS, parse_blend, split_speed, to_shares

VOICES = Catalogue.load(voices_folder())


@pytest.mark.parametrize(
    ("name", "styles"),
    [
        ("af_bella(2)+af_sky(1)", {"af_bella": 2 / 3, "af_sky": 1 / 3}),
        ("af_heart*0.7 + am_adam*0.3", {"af_heart": 0.7, "am_adam": 0.3}),
        ("af_heart+am_adam", {"af_heart": 0.5, "am_adam": 0.5}),
        ("heart*.5+bella(1.5)", {"af_heart": 0.25, "af_bella": 0.75}),
        ("af_heart+af_heart", {"af_heart": 1.0}),
        ("af_heart(3)", {"af_heart": 1.0}),
        ("af_heart-am_adam", {"af_heart": 1.5, "am_adam": -0.5}),
        ("af_heart(2)-am_adam(1)", {"af_heart": 4 / 3, "am_adam": -1 / 3}),
        ("af_heart-af_heart", {"af_heart": 1.0}),
        ("AF_HEART + Sky", {"af_heart": 0.5, "af_sky": 0.5}),
    ],
)
def test_a_blend_is_its_parts_by_their_weights(name: str, styles: dict[str, float]) -> None:
    voice = VOICES.find(name)
    assert dict(voice.styles) == pytest.approx(styles)
    assert voice.name == name


def test_a_blend_speaks_the_language_of_its_greatest_part() -> None:
    assert VOICES.find("af_heart+bf_emma(2)").language == "en-GB"
    assert VOICES.find("af_heart+am_adam").gender == "neutral"
    assert VOICES.find("af_heart-am_adam").gender == "female"


@pytest.mark.parametrize(("name", "pace"), [("af_heart@1.1", 1.1), ("heart @ 0.25", 0.25), ("heart@2@1.5", 3.0)])
def test_a_speed_after_a_name_is_in_its_delivery(name: str, pace: float) -> None:
    voice = VOICES.find(name)
    assert voice.styles == (("af_heart", 1.0),) and voice.delivery.speed == pytest.approx(pace)


def test_a_blend_may_have_a_speed() -> None:
    voice = VOICES.find("af_heart+af_sky@0.9")
    assert voice.delivery.speed == 0.9 and len(voice.styles) == 2


@pytest.mark.parametrize(
    "name",
    [
        "af_heart+", "+af_heart", "-af_heart", "af_heart++af_sky", "af_heart+-af_sky", "af_heart(0)", "af_heart*0",
        "af_heart(-1)", "af_heart(nan)", "af_heart(inf)", "af_heart(1e9)", "af_heart*0.5*0.5", "af_heart()",
        "af_heart(2", "af_heart 2", "af_heart+nobody", "af_heart@", "af_heart@0", "af_heart@9", "af_heart@fast",
        "+".join(["af_heart"] * (MAX_PARTS + 1)), "af_heart(9999999)", "@1.1", "+", "*2", "af_heart@-1",
    ],
)  # fmt: skip
def test_an_invalid_blend_is_refused(name: str) -> None:
    with pytest.raises(BadRequest) as caught:
        VOICES.find(name)
    assert caught.value.about == "voice" and caught.value.code in {"voice_not_found", "voice_invalid"}


def test_blends_of_blends_are_bounded() -> None:
    names = [voice.name for voice in VOICES.listed()]
    aliases = {f"all{number}": "+".join(names[8 * number : 8 * number + 8]) for number in range(2)}
    voices = Catalogue.load(voices_folder(), aliases=aliases)
    assert len(voices.find("all0").styles) == 8
    with pytest.raises(BadRequest):
        voices.find("all0+all1")


WEIGHTS = st.floats(0.01, 1000)


@given(st.lists(st.tuples(st.sampled_from("abcd"), WEIGHTS, st.booleans()), min_size=1, max_size=8))
def test_shares_add_up_to_one_and_stay_bounded(weighted: list[tuple[str, float, bool]]) -> None:
    signed = [(name, -weight if minus and place else weight) for place, (name, weight, minus) in enumerate(weighted)]
    found = to_shares(signed)
    assert math.isclose(sum(share for _, share in found), 1, abs_tol=1e-9)
    assert all(-1 <= share <= 2 for _, share in found)


@given(st.text(" +-*()@.019abc_", max_size=256))
def test_any_text_is_parsed_quickly(text: str) -> None:
    for read in (parse_blend, split_speed):
        with suppress(BadRequest):
            assert read(text) is None or text.strip()


def test_too_long_names_are_refused() -> None:
    with pytest.raises(BadRequest):
        VOICES.find("a+" * 10_000)


def test_a_larger_weight_after_a_minus_moves_further() -> None:
    moved = [dict(VOICES.find(f"af_heart-am_adam*{weight}").styles)["am_adam"] for weight in (0.1, 0.5, 1, 5, 1000)]
    assert all(later < earlier for earlier, later in pairwise(moved)) and min(moved) > -1
