"""A voice's style is that of its files, mixed by their shares."""

import asyncio
import os
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.downloads.origin import QUICK, Origin, voice_bytes
from wyoming_kokoro.downloads import VOICE_BYTES, Disk, Downloads, FileList
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.speech import Voice
from wyoming_kokoro.voices.styles import STYLES_IN_MEMORY, VoiceStyles

Put = Callable[[str, bytes], Path]


def voice(*styles: tuple[str, float]) -> Voice:
    """A voice of these files."""
    return Voice("any", "en-US", "female", "", styles)


@pytest.fixture
def store(tmp_path: Path) -> Downloads:
    """A store that knows no published files."""
    return Downloads(tmp_path, QUICK, files=FileList((), ()))


@pytest.fixture
def put(store: Downloads) -> Put:
    """Puts a voice file into the folder of voices."""
    store.voices.folder.mkdir(parents=True)

    def put(name: str, data: bytes) -> Path:
        path = store.voices.folder / f"{name}.bin"
        path.write_bytes(data)
        return path

    return put


def test_the_style_of_a_single_voice_is_its_file(store: Downloads, put: Put, rng: np.random.Generator) -> None:
    data = voice_bytes(rng)
    put("one", data)
    style = VoiceStyles(store).of(voice(("one", 1.0)))
    assert style.shape == (510, 256) and style.tobytes() == data


def test_a_blend_is_the_sum_of_its_shares(store: Downloads, put: Put, rng: np.random.Generator) -> None:
    files = {name: voice_bytes(rng) for name in ("one", "two", "three")}
    for name, data in files.items():
        put(name, data)
    one, two, three = (np.frombuffer(data, "<f4").reshape(510, 256).astype(float) for data in files.values())
    style = VoiceStyles(store).of(voice(("one", 0.5), ("two", 0.75), ("three", -0.25)))
    assert style.dtype == np.float32 and not style.flags.writeable
    np.testing.assert_allclose(style, 0.5 * one + 0.75 * two - 0.25 * three, atol=1e-6)


def test_a_style_is_cached_until_its_file_changes(store: Downloads, put: Put, rng: np.random.Generator) -> None:
    put("one", voice_bytes(rng))
    styles, asked = VoiceStyles(store), voice(("one", 1.0))
    first, identity = styles.of(asked), styles.identity(asked)
    assert styles.of(asked) is first and styles.identity(asked) == identity
    data = voice_bytes(rng)
    os.utime(put("one", data), ns=(1, 1))
    assert styles.of(asked).tobytes() == data
    assert styles.identity(asked) != identity


def test_the_identity_depends_on_the_shares(store: Downloads, put: Put, rng: np.random.Generator) -> None:
    put("one", voice_bytes(rng))
    put("two", voice_bytes(rng))
    styles = VoiceStyles(store)
    blends = [voice(("one", 0.5), ("two", 0.5)), voice(("one", 0.4), ("two", 0.6)), voice(("one", 1.0))]
    assert len({styles.identity(blend) for blend in blends}) == 3


def test_the_number_of_cached_styles_is_limited(store: Downloads, put: Put) -> None:
    styles = VoiceStyles(store)
    voices = [voice((f"v{number}", 1.0)) for number in range(STYLES_IN_MEMORY + 5)]
    loaded = []
    for number, each in enumerate(voices):
        put(f"v{number}", np.full(VOICE_BYTES // 4, number, "<f4").tobytes())
        loaded.append(styles.of(each))
    assert styles.of(voices[5]) is loaded[5], "the latest are cached"
    assert styles.of(voices[0]) is not loaded[0], "the oldest are not"
    assert styles.of(voices[5]) is loaded[5], "what was used again stays"
    assert styles.of(voices[6]) is not loaded[6], "what was not makes room"


@pytest.mark.parametrize(
    "data", [bytes(VOICE_BYTES - 4), np.full(VOICE_BYTES // 4, np.nan, "<f4").tobytes()], ids=["short", "not numbers"]
)
def test_a_damaged_voice_is_named_and_others_still_work(
    store: Downloads, put: Put, rng: np.random.Generator, data: bytes
) -> None:
    put("good", voice_bytes(rng))
    put("bad", data)
    styles = VoiceStyles(store)
    for asked in (voice(("bad", 1.0)), voice(("good", 0.5), ("bad", 0.5))):
        with pytest.raises(BadRequest, match="The voice bad is damaged") as caught:
            styles.of(asked)
        assert (caught.value.code, caught.value.about) == ("voice_damaged", "voice")
    assert styles.of(voice(("good", 1.0))).shape == (510, 256)


def test_a_voice_that_cannot_be_read_is_named(
    store: Downloads, put: Put, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("one", voice_bytes(rng))
    store.voices.path("one")

    def refuse(_disk: Disk, _file: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Disk, "read", refuse)
    with pytest.raises(BadRequest, match="The voice one cannot be read"):
        VoiceStyles(store).of(voice(("one", 1.0)))


def test_a_missing_voice_may_come_later(store: Downloads) -> None:
    with pytest.raises(Unavailable) as caught:
        VoiceStyles(store).of(voice(("nobody", 1.0)))
    assert (caught.value.code, caught.value.about) == ("voice_missing", "voice")


def test_a_voice_without_files_has_no_style(store: Downloads) -> None:
    with pytest.raises(BadRequest, match="any is a voice of eSpeak NG"):
        VoiceStyles(store).of(voice())


def test_many_threads_get_the_same_styles(store: Downloads, put: Put, rng: np.random.Generator) -> None:
    data = {f"v{number}": voice_bytes(rng) for number in range(3)}
    for name, each in data.items():
        put(name, each)
    styles, wrong = VoiceStyles(store), list[str]()

    def ask() -> None:
        for _ in range(20):
            wrong.extend(name for name, each in data.items() if styles.of(voice((name, 1.0))).tobytes() != each)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


async def test_missing_files_are_downloaded(tmp_path: Path, rng: np.random.Generator) -> None:
    origin = Origin()
    origin.files = {f"voices/{name}.bin": voice_bytes(rng) for name in ("af_one", "bm_two", "cf_other")}
    await origin.start()
    store = Downloads(tmp_path, QUICK, files=origin.published())
    styles, blend = VoiceStyles(store), voice(("af_one", 0.5), ("bm_two", 0.5))
    assert styles.missing_files(blend) == ("af_one", "bm_two")
    await styles.fetch(blend)
    assert await asyncio.to_thread(styles.missing_files, blend) == ()
    assert (await asyncio.to_thread(styles.of, blend)).shape == (510, 256)
    assert len(origin.asked) == 2
    await origin.stop()
