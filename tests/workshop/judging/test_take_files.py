"""Takes are found in folders and in the lists of data sets, and sounds are decoded within limits."""

import io
import json
import struct
import wave
from pathlib import Path

import av
import numpy as np
import pytest

from tests.workshop.judging.fake_judges import RATE, sound
from wyoming_kokoro.audio import pcm16
from wyoming_kokoro.audio.formats import FORMATS, decoding
from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.speech import Samples
from wyoming_kokoro.workshop.judging.take import Take
from wyoming_kokoro.workshop.judging.take_files import find_takes


def write(path: Path, samples: Samples | None = None, rate: int = RATE, channels: int = 1) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm16(sound(0.5) if samples is None else samples))


def test_a_sound_with_its_text_beside_it_is_a_take(tmp_path: Path) -> None:
    write(tmp_path / "b" / "one.wav")
    (tmp_path / "b" / "one.txt").write_text("The house is red.\n", encoding="utf-8")
    write(tmp_path / "a.wav")
    facts = {"text": "Guten Tag.", "language": "de-DE", "voice": "somebody", "kind": "greetings"}
    (tmp_path / "a.json").write_text(json.dumps(facts), encoding="utf-8")
    write(tmp_path / "without.wav")
    first, second = find_takes(tmp_path, "en-US")
    assert (first.key, first.text, first.language, first.kind) == ("a", "Guten Tag.", "de-DE", "greetings")
    assert (second.key, second.text, second.language) == ("b/one", "The house is red.", "en-US")
    assert first.read().samples.size == RATE // 2


LISTS = {
    "metadata.csv": "file_name,transcription\nwavs/one.wav,The house is red.\n",
    "metadata.jsonl": '{"file_name": "wavs/one.wav", "text": "The house is red."}\n',
    "manifest.jsonl": '{"audio_filepath": "wavs/one.wav", "text": "The house is red.", "duration": 0.5}\n',
    "metadata.tsv": "path\tsentence\nwavs/one.wav\tThe house is red.\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_the_list_of_a_data_set_has_the_texts(tmp_path: Path, name: str) -> None:
    write(tmp_path / "wavs" / "one.wav")
    (tmp_path / name).write_text(LISTS[name], encoding="utf-8")
    (take,) = find_takes(tmp_path, "en-US")
    assert take.text == "The house is red." and take.read().seconds == pytest.approx(0.5)


def test_the_list_of_ljspeech_has_no_heading(tmp_path: Path) -> None:
    write(tmp_path / "wavs" / "one.wav")
    (tmp_path / "metadata.csv").write_text("one|It costs $5.|It costs five dollars.\n", encoding="utf-8")
    (take,) = find_takes(tmp_path, "en-US")
    assert take.text == "It costs five dollars."


@pytest.mark.parametrize("content", [None, "no json", "[1, 2]", '{"words": 3}'])
def test_a_folder_without_texts_is_an_error(tmp_path: Path, content: str | None) -> None:
    write(tmp_path / "one.wav")
    if content is not None:
        (tmp_path / "one.json").write_text(content, encoding="utf-8")
    with pytest.raises(BadRequest):
        find_takes(tmp_path, "en-US")


def test_a_list_does_not_lead_out_of_its_folder_to_what_is_no_sound(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "metadata.csv").write_text("file_name,text\n../secret.txt,secret\n", encoding="utf-8")
    with pytest.raises(BadRequest):
        find_takes(folder, "en-US")


@pytest.mark.parametrize("name", [each for each in FORMATS if each not in ("pcm", "mulaw", "alaw")])
def test_every_format_that_we_encode_is_decoded(name: str) -> None:
    encoder = FORMATS[name].open(RATE)
    samples = sound(2.0)
    content = encoder.feed(samples) + encoder.finish()
    decoded, rate = decode(content)
    assert len(decoded) / rate == pytest.approx(2.0, abs=0.1)
    assert float(np.std(decoded)) == pytest.approx(float(np.std(samples)), rel=0.1)


def test_wav_is_decoded_to_the_sample_and_channels_are_mixed(tmp_path: Path) -> None:
    samples = sound(0.3)
    write(tmp_path / "mono.wav", samples)
    decoded, rate = decode((tmp_path / "mono.wav").read_bytes())
    assert rate == RATE and np.abs(decoded - samples).max() < 1 / 32_000
    write(tmp_path / "stereo.wav", np.repeat(samples, 2), channels=2)
    both, _ = decode((tmp_path / "stereo.wav").read_bytes())
    assert np.array_equal(both, decoded)


def test_a_wav_of_unknown_length_and_one_that_was_cut_short_are_decoded(tmp_path: Path) -> None:
    write(tmp_path / "one.wav")
    content = bytearray((tmp_path / "one.wav").read_bytes())
    struct.pack_into("<I", content, 40, 0xFFFFFFFF)
    assert len(decode(bytes(content))[0]) == RATE // 2
    assert 0 < len(decode(bytes(content[: len(content) // 2 + 1]))[0]) < RATE // 2


@pytest.mark.parametrize("content", [b"", b"RIFF", b"ID3", b"\0" * 5000, b"<html></html>", b"RIFF" + b"\xff" * 400])
def test_what_is_no_sound_is_refused(content: bytes) -> None:
    with pytest.raises(BadRequest):
        decode(content)


def test_sounds_are_limited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write(tmp_path / "one.wav")
    content = (tmp_path / "one.wav").read_bytes()
    monkeypatch.setattr(decoding, "MAX_SECONDS", 0.2)
    with pytest.raises(BadRequest, match="longer"):
        decode(content)
    monkeypatch.setattr(decoding, "MAX_BYTES", 100)
    with pytest.raises(BadRequest, match="larger"):
        decode(content)


def test_a_video_without_sound_is_refused() -> None:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="matroska") as container:
        stream = container.add_stream("mjpeg", rate=5)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuvj420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    with pytest.raises(BadRequest):
        decode(buffer.getvalue())


def test_the_digest_is_of_the_sound_and_all_that_is_said_of_it() -> None:
    first = Take("a", sound(), RATE, "Hello.", "en-US", "af_heart")
    assert first.digest == Take("other name", sound(), RATE, "Hello.", "en-US", "af_heart").digest
    others = [
        Take("a", sound(seed=2), RATE, "Hello.", "en-US", "af_heart"),
        Take("a", sound(), RATE, "Hello!", "en-US", "af_heart"),
        Take("a", sound(), RATE, "Hello.", "en-GB", "af_heart"),
        Take("a", sound(), 16_000, "Hello.", "en-US", "af_heart"),
    ]
    assert len({first.digest, *(each.digest for each in others)}) == 5
