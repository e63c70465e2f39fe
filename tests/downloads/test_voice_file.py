"""Only float32 of the known shape, and finite, is a voice; nothing else is ever loaded."""

import io
import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.downloads.origin import voice_bytes
from wyoming_kokoro.downloads import VOICE_BYTES, BadVoice, Disk, read_voice, voices_in

DISK = Disk()


def npy(array: object) -> bytes:
    """An array as a file; objects are pickled."""
    file = io.BytesIO()
    np.save(file, np.asarray(array), allow_pickle=True)
    return file.getvalue()


def archive(path: Path, entries: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> Path:
    """An archive with these entries."""
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return path


def test_a_voice_is_read_as_it_was_written(tmp_path: Path, rng: np.random.Generator) -> None:
    data = voice_bytes(rng)
    (tmp_path / "v.bin").write_bytes(data)
    style = read_voice(tmp_path / "v.bin", DISK)
    assert style.shape == (510, 256) and style.dtype == np.float32 and not style.flags.writeable
    assert style[3, 7] == struct.unpack_from("<f", data, (3 * 256 + 7) * 4)[0]


@pytest.mark.parametrize("size", [0, 4, VOICE_BYTES - 4, VOICE_BYTES + 1, 5_000_000])
def test_a_file_of_another_size_is_not_a_voice(tmp_path: Path, size: int) -> None:
    (tmp_path / "v.bin").write_bytes(bytes(size))
    with pytest.raises(BadVoice, match="does not have the 522,240 bytes of a voice"):
        read_voice(tmp_path / "v.bin", DISK)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [0, 70_000, VOICE_BYTES // 4 - 1])
def test_one_value_that_is_not_a_number_makes_a_voice_invalid(tmp_path: Path, value: float, place: int) -> None:
    numbers = np.zeros(VOICE_BYTES // 4, "<f4")
    numbers[place] = value
    (tmp_path / "v.bin").write_bytes(numbers.tobytes())
    with pytest.raises(BadVoice, match="holds values that are not numbers"):
        read_voice(tmp_path / "v.bin", DISK)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("shape", [(510, 1, 256), (510, 256)])
def test_an_archive_gives_its_voices(
    tmp_path: Path, rng: np.random.Generator, compression: int, shape: tuple[int, ...]
) -> None:
    voices = {name: voice_bytes(rng) for name in ("af_one", "bm_two")}
    entries = {f"{name}.npy": npy(np.frombuffer(data, "<f4").reshape(shape)) for name, data in voices.items()}
    path = archive(tmp_path / "voices.bin", entries, compression)
    assert dict(voices_in(path, DISK)) == voices


def test_an_archive_saved_by_numpy_is_read(tmp_path: Path, rng: np.random.Generator) -> None:
    voice = np.frombuffer(voice_bytes(rng), "<f4").reshape(510, 1, 256)
    np.savez(tmp_path / "v.npz", af_one=voice)
    assert dict(voices_in(tmp_path / "v.npz", DISK)) == {"af_one": voice.tobytes()}


class Trap:
    """Pickled, it would do something when it is loaded."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """Where the pickle would write a file."""
        return (Path.touch, (Path("sprung"),))  # type: ignore[return-value]


GOOD = npy(np.zeros((510, 1, 256), "<f4"))
NO_VOICES = {
    "doubles": {"a.npy": npy(np.zeros((510, 1, 256), "<f8"))},
    "big endian": {"a.npy": npy(np.zeros((510, 1, 256), ">f4"))},
    "by columns": {"a.npy": npy(np.asfortranarray(np.zeros((510, 256), "<f4")))},
    "too few rows": {"a.npy": npy(np.zeros((509, 1, 256), "<f4"))},
    "too many": {"a.npy": npy(np.zeros((5100, 1, 256), "<f4"))},
    "objects": {"a.npy": npy(np.array([Trap()], dtype=object))},
    "not a number": {"a.npy": npy(np.full((510, 1, 256), np.nan, "<f4"))},
    "cut short": {"a.npy": GOOD[:-4]},
    "no array": {"a.npy": b"hello"},
    "nothing": {"a.npy": b""},
    "a later version": {"a.npy": b"\x93NUMPY\x03\x00" + GOOD[8:]},
    "an unknown version": {"a.npy": b"\x93NUMPY\x09\x00" + GOOD[8:]},
    "a header that is code": {"a.npy": b"\x93NUMPY\x01\x00" + struct.pack("<H", 20) + b"__import__('os')    "},
    "a header without end": {"a.npy": b"\x93NUMPY\x02\x00" + struct.pack("<I", 2**31) + b" " * 5000},
    "a path": {"../a.npy": GOOD},
    "capitals": {"AF.npy": GOOD},
    "something else": {"a.npy": GOOD, "readme.txt": b"hello"},
    "a pickle": {"data.pkl": pickle.dumps(Trap())},
}


@pytest.mark.parametrize("case", NO_VOICES)
def test_an_archive_of_something_else_is_refused(tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = archive(tmp_path / "v.npz", NO_VOICES[case])
    with pytest.raises(BadVoice):
        list(voices_in(path, DISK))
    assert not (tmp_path / "sprung").exists()


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = GOOD[:128] + bytes(50_000_000)
    path = archive(tmp_path / "bomb.npz", {"a.npy": bomb}, zipfile.ZIP_DEFLATED)
    with pytest.raises(BadVoice, match="does not have the 522,240 bytes"):
        list(voices_in(path, DISK))


def test_an_archive_of_countless_entries_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "many.npz", {f"a{number}.npy": b"" for number in range(1001)})
    with pytest.raises(BadVoice, match="more entries"):
        list(voices_in(path, DISK))


@pytest.mark.slow
def test_a_damaged_archive_never_returns_a_wrong_voice(tmp_path: Path, rng: np.random.Generator) -> None:
    voice = voice_bytes(rng)
    path = archive(tmp_path / "v.npz", {"af_one.npy": npy(np.frombuffer(voice, "<f4").reshape(510, 1, 256))})
    whole = path.read_bytes()
    places = [*range(400), *range(len(whole) - 200, len(whole)), *rng.integers(400, len(whole), 50)]
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        try:
            found = dict(voices_in(path, DISK))
        except BadVoice:
            continue
        assert all(data == voice for data in found.values()), place


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + b"\1" * 18, b"\x80\x04K\x01.", bytes(VOICE_BYTES)])
def test_something_other_than_an_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "v.npz"
    path.write_bytes(data)
    with pytest.raises(BadVoice, match="is not an archive of voices"):
        list(voices_in(path, DISK))


def test_an_empty_archive_has_no_voices(tmp_path: Path) -> None:
    assert list(voices_in(archive(tmp_path / "v.npz", {}), DISK)) == []
