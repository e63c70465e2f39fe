"""Presets as data: those shipped, the user's own, mistakes in them, and chains."""

from pathlib import Path

import numpy as np
import pytest

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.augmentation import find_preset, preset_files, preset_lines
from wyoming_kokoro.workshop.augmentation.preset import MAX_STEPS, read_preset

SEVEN = {
    "esp32_living_room", "raspberry_pi_kitchen", "smart_speaker_bedroom", "car_bluetooth", "conference_room",
    "outdoor_noisy", "morning_kitchen",
}  # fmt: skip


def test_the_seven_presets_and_the_telephone_are_there_and_each_says_what_it_is() -> None:
    assert set(preset_files()) == SEVEN | {"telephone"}
    assert all(meaning for _, meaning in preset_lines())


def test_values_are_drawn_from_their_ranges_and_steps_by_their_chance() -> None:
    preset = find_preset("smart_speaker_bedroom")
    drawn = [preset.drawn(np.random.default_rng(seed)) for seed in range(60)]
    rooms = [float(steps[0].values["rt60"]) for steps in drawn]
    assert min(rooms) >= 0.2 and max(rooms) <= 0.35 and max(rooms) - min(rooms) > 0.1
    assert 15 < sum(len(steps) == 5 for steps in drawn) < 45, "the music is there half of the time"
    assert {steps[1].values["kind"] for steps in drawn} == {"clock", "air"}


def test_a_chain_has_the_steps_of_all_its_presets_in_order() -> None:
    chain = find_preset("conference_room+telephone")
    assert [each.step.name for each in chain.steps] == [
        *(each.step.name for each in find_preset("conference_room").steps), "telephone"
    ]  # fmt: skip
    assert chain.name == "conference_room+telephone"


def test_a_preset_of_the_user_comes_before_one_that_is_shipped(tmp_path: Path) -> None:
    (tmp_path / "telephone.toml").write_text('meaning = "Mine."\n[[steps]]\nstep = "gain"\ndecibels = -6\n', "utf-8")
    (tmp_path / "broken.toml").write_text("[[steps]]\nstep = 1\n", "utf-8")
    assert find_preset("telephone", tmp_path).meaning == "Mine."
    lines = dict(preset_lines(tmp_path))
    assert "there is no step" in lines["broken"] and lines["telephone"] == "Mine."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "has no steps"),
        ("steps = 3", "has no steps"),
        ("[[steps]]\nstep = ", "is not TOML"),
        ('stepps = 1\n[[steps]]\nstep = "room"', "Did you mean 'steps'"),
        ('[[steps]]\nstep = "rom"', "Did you mean 'room'"),
        ('[[steps]]\nstep = "room"\nrt6 = 1', "Did you mean 'rt60'"),
        ('[[steps]]\nstep = "room"\nrt60 = 99', "a number from 0.03 to 3"),
        ('[[steps]]\nstep = "room"\nrt60 = [2, 1]', "or \\[lowest, highest\\]"),
        ('[[steps]]\nstep = "room"\nrt60 = nan', "a number from"),
        ('[[steps]]\nstep = "room"\nrt60 = true', "a number from"),
        ('[[steps]]\nstep = "room"\nrt60 = []', "a number from"),
        ('[[steps]]\nstep = "noise"\nkind = "fann"', "Did you mean 'fan'"),
        ('[[steps]]\nstep = "noise"\nkind = []', "one of white"),
        ('[[steps]]\nstep = "noise"\nchance = 2', "chance"),
        ('[[steps]]\nstep = "telephone"\n' * (MAX_STEPS + 1), "more than"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(content: str, told: str) -> None:
    with pytest.raises(BadRequest, match=told):
        read_preset("mine", content.encode())


def test_an_unknown_preset_names_the_nearest_and_all() -> None:
    with pytest.raises(BadRequest, match=r"Did you mean 'car_bluetooth'.*telephone"):
        find_preset("car_bluetoth")
    with pytest.raises(BadRequest, match="no preset ''"):
        find_preset("telephone+")
