"""What is to be said, and its sound while it arrives."""

import threading

import pytest

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.playback.spoken_text import BYTES_PER_SECOND, MAX_WAITING, Put, SoundAhead, SpokenText, whole
from wyoming_kokoro.speech import RATE, Background


def test_a_second_has_the_bytes_of_the_rate_of_speech() -> None:
    assert BYTES_PER_SECOND == 2 * RATE


def test_a_request_has_the_fields_that_were_given() -> None:
    assert SpokenText("Hello.").as_request("wav") == {"input": "Hello.", "ssml": False, "response_format": "wav"}
    fields = SpokenText("Hello.", "af_sky", speed=1.5, background=Background("rain", -12)).as_request("pcm")
    assert fields["voice"] == "af_sky" and fields["speed"] == 1.5 and "language" not in fields
    assert fields["background"] == {"type": "rain", "level": -12}


def test_pieces_arrive_in_order_and_an_error_after_them() -> None:
    def fetch(put: Put) -> str:
        assert put(b"one") and put(b"two")
        raise Unavailable("No more.")

    sound = SoundAhead(fetch)
    assert [sound.next(10), sound.next(10)] == [b"one", b"two"]
    with pytest.raises(Unavailable, match="No more"):
        sound.next(10)
    sound.close()
    with pytest.raises(Unavailable):
        whole(fetch)


def test_a_sound_that_is_closed_is_fetched_no_more() -> None:
    ended = threading.Event()
    counted: list[int] = []

    def fetch(put: Put) -> str:
        while put(b"x"):
            counted.append(1)
        ended.set()
        return "tone"

    sound = SoundAhead(fetch)
    assert sound.next(10) == b"x"
    sound.close(patience=10)
    assert ended.is_set() and len(counted) <= MAX_WAITING + 1 and sound.next(0) in (b"x", None)
