"""Who speaks a line, and how: what markup asks for is relative to the request, and that to the settings."""

from pathlib import Path

import numpy as np
import pytest

from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines import Capabilities, EngineContext, EngineSelector, ToneEngine
from wyoming_kokoro.providers import KnownProviders
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import Clip, Delivery, EffectRequest, Treatment, Utterance
from wyoming_kokoro.studio.casting import Cast, Casting
from wyoming_kokoro.studio.roles import Role, Roles
from wyoming_kokoro.studio.speech_config import SpeechConfig, configure
from wyoming_kokoro.studio.voice_levels import VoiceLevels
from wyoming_kokoro.studio.voice_loudness import VoiceLoudness
from wyoming_kokoro.voices import VoiceStyles


@pytest.fixture
def config(tmp_path: Path) -> SpeechConfig:
    """Settings that speak faster, higher and softer than usual."""
    wanted = {"speech.speed": 1.5, "speech.pitch": 2.0, "speech.volume": 0.5}
    loaded = load(Paths(tmp_path, tmp_path), wanted, {})
    return configure(loaded, None, Downloads(tmp_path, loaded.settings.downloads))


def _role(config: SpeechConfig, delivery: Delivery, volume: float | None = None) -> Role:
    return Roles(Utterance(""), config).of(delivery, Treatment(volume))


def test_markup_is_relative_to_the_settings_where_the_request_leaves_them(config: SpeechConfig) -> None:
    role = _role(config, Delivery(speed=2.0, pitch=-1.0), 0.5)
    assert (role.delivery.speed, role.delivery.pitch, role.treatment.volume) == (3.0, 1.0, 0.25)


def test_a_request_replaces_the_settings_and_markup_is_relative_to_it(config: SpeechConfig) -> None:
    utterance = Utterance("", Delivery(speed=1.0, pitch=0.0), treatment=Treatment(2.0))
    role = Roles(utterance, config).of(Delivery(speed=2.0, pitch=-1.0), Treatment(0.5))
    assert (role.delivery.speed, role.delivery.pitch, role.treatment.volume) == (2.0, -1.0, 1.0)


@pytest.mark.parametrize("voice", [None, "bm_george", "george"])
@pytest.mark.parametrize(("language", "read_as"), [("fr-FR", "fr-FR"), ("tlh", None)])
def test_another_language_keeps_the_voice(
    config: SpeechConfig, voice: str | None, language: str, read_as: str | None
) -> None:
    roles = Roles(Utterance("", Delivery(voice)), config)
    role = roles.of(Delivery(language=language), Treatment())
    assert role.voice == roles.base.voice
    assert role.locale.language == (read_as or roles.base.locale.language)
    assert (role.problem is None) == (read_as is not None)


def test_whole_numbers_are_the_same_delivery(config: SpeechConfig) -> None:
    one, other = (_role(config, Delivery(speed=speed, pitch=pitch)).delivery for speed, pitch in ((2, 3), (2.0, 3.0)))
    assert repr(one) == repr(other)


def test_many_missing_voices_are_logged_once(config: SpeechConfig, caplog: pytest.LogCaptureFixture) -> None:
    roles = Roles(Utterance(""), config)
    problems = [roles.of(Delivery(f"nobody{number}"), Treatment()).problem for number in range(50)]
    assert all(problems) and len(caplog.records) <= 1


async def test_the_role_of_a_clip_is_loaded_before_it_is_needed(
    config: SpeechConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles = Roles(Utterance(""), config)
    await roles.load((Clip(np.zeros(3, np.float32), Treatment(0.5)),))
    monkeypatch.setattr(Roles, "_role", None)
    assert roles.of(Delivery(), Treatment(0.5)).treatment.volume == 0.25


async def test_a_requested_effect_is_applied_besides_effects_that_the_engine_lacks(
    config: SpeechConfig, tmp_path: Path
) -> None:
    treatment = Treatment(effects=(EffectRequest("time_stretch", 2.0), EffectRequest("pitch_shift", 3.0)))
    role = Roles(Utterance(""), config).of(Delivery(), treatment)
    cast = await _cast(role, config, tmp_path)
    assert cast.treatment.amount("time_stretch") == 3.0
    assert cast.treatment.amount("pitch_shift") == 5.0
    assert len({effect.name for effect in cast.treatment.effects}) == len(cast.treatment.effects)


async def _cast(role: Role, config: SpeechConfig, folder: Path) -> Cast:
    class OneSpeed(ToneEngine):
        capabilities = Capabilities()

    store = Downloads(folder, config.settings.downloads)
    styles = VoiceStyles(store)
    context = EngineContext(store, styles.of, lambda samples, *_: samples)
    selector = EngineSelector(context, fixed=OneSpeed())
    selector.use(config.settings)
    loudness = VoiceLoudness(folder / "loudness.json", VoiceLevels.load())
    providers = KnownProviders(folder / "usage.json", lambda _: None)
    cast = await Casting(selector, styles, loudness, providers).cast(role, config)
    await selector.close()
    return cast
