"""Frames: valid ones are read, others refused, however the bytes are divided."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.bad_frames import BAD_FRAMES, sent
from wyoming_kokoro.frames import HEADER_LIMIT, PAYLOAD_LIMIT, BadFrame, Frame, FrameReader, pack

PING = b'{"type":"ping"}\n'


def read(given_bytes: bytes, pieces: Sequence[int] | None = None) -> list[Frame | str]:
    """The frames in these bytes, sent whole or in pieces that end at these places, and the code of what went wrong."""
    reader = FrameReader()
    found: list[Frame | str] = []
    cuts = [0, *(pieces if pieces is not None else ()), len(given_bytes)]
    try:
        for start, end in pairwise(cuts):
            for frame in reader.feed(given_bytes[start:end]):
                found.append(frame)  # noqa: PERF402 -- those before a bad one are kept
        reader.finish()
    except BadFrame as error:
        found.append(error.code)
    return found


GOOD = {
    "header_alone": (PING, [Frame("ping")]),
    "two_in_a_row": (PING + PING, [Frame("ping"), Frame("ping")]),
    "data_in_the_header": (sent({"type": "x", "data": {"a": 1}}), [Frame("x", {"a": 1})]),
    "data_behind_the_header": (sent({"type": "x", "data_length": 7}, b'{"a":1}'), [Frame("x", {"a": 1})]),
    "the_data_behind_wins": (
        sent({"type": "x", "data": {"a": 1, "b": 2}, "data_length": 7}, b'{"a":3}'),
        [Frame("x", {"a": 3, "b": 2})],
    ),
    "payload_is_read_away": (sent({"type": "x", "payload_length": 3}, b"\n{\n") + PING, [Frame("x"), Frame("ping")]),
    "data_and_payload": (
        sent({"type": "x", "data_length": 2, "payload_length": 2}, b"{}", b"zz") + PING,
        [Frame("x"), Frame("ping")],
    ),
    "lengths_of_nothing": (sent({"type": "x", "data_length": 0, "payload_length": None}), [Frame("x")]),
    "data_that_is_null": (sent({"type": "x", "data": None}), [Frame("x")]),
    "carriage_return": (b'{"type":"ping"}\r\n', [Frame("ping")]),
    "blanks": (b' { "type" : "ping" } \n', [Frame("ping")]),
    "the_longest_header": (sent({"type": "x", "pad": "p" * (HEADER_LIMIT - 24)}), [Frame("x")]),
    "the_largest_payload": (sent({"type": "x", "payload_length": PAYLOAD_LIMIT}, bytes(PAYLOAD_LIMIT)), [Frame("x")]),
    "newline_in_the_data": (sent({"type": "x", "data_length": 9}, b'{"a":\n1 }'), [Frame("x", {"a": 1})]),
    "not_ascii": ('{"type":"x","data":{"t":"ü€😀"}}\n'.encode(), [Frame("x", {"t": "ü€😀"})]),
    "half_of_a_surrogate_pair": (b'{"type":"x","data":{"t":"\\ud83d"}}\n', [Frame("x", {"t": "\ud83d"})]),
    "nothing": (b"", []),
}


@pytest.mark.parametrize("name", GOOD)
def test_valid_frames_are_read(name: str) -> None:
    given_bytes, expected = GOOD[name]
    assert read(given_bytes) == expected


@pytest.mark.parametrize("name", BAD_FRAMES)
def test_bad_frames_are_refused(name: str) -> None:
    given_bytes, code = BAD_FRAMES[name]
    assert read(given_bytes) == [code]


@pytest.mark.parametrize("name", BAD_FRAMES)
def test_a_frame_before_a_bad_frame_is_read(name: str) -> None:
    given_bytes, code = BAD_FRAMES[name]
    assert read(PING + given_bytes) == [Frame("ping"), code]


@pytest.mark.parametrize("name", [*GOOD, *BAD_FRAMES])
def test_frames_that_arrive_byte_by_byte_are_read_the_same(name: str) -> None:
    given_bytes, _ = {**GOOD, **BAD_FRAMES}[name]
    step = 1 if len(given_bytes) < 100_000 else 997  # a payload of megabytes is one byte many times over
    assert read(given_bytes, range(step, len(given_bytes), step)) == read(given_bytes)


def test_a_payload_is_not_buffered() -> None:
    reader = FrameReader()
    assert not list(reader.feed(sent({"type": "x", "payload_length": PAYLOAD_LIMIT})))
    for _ in range(PAYLOAD_LIMIT // 65_536 - 1):
        assert not list(reader.feed(bytes(65_536)))
        assert not reader.buffered_bytes
    assert list(reader.feed(bytes(65_536))) == [Frame("x")]


def test_too_long_data_is_refused_before_it_arrives() -> None:
    with pytest.raises(BadFrame) as caught:
        list(FrameReader().feed(sent({"type": "x", "data_length": 10**12})))
    assert caught.value.code == "data_too_long"


def test_a_frame_is_incomplete_until_its_last_byte() -> None:
    reader = FrameReader()
    begun = []
    for place in range(len(GOOD["data_and_payload"][0])):
        list(reader.feed(GOOD["data_and_payload"][0][place : place + 1]))
        begun.append(reader.incomplete)
    whole = len(GOOD["data_and_payload"][0]) - len(PING)
    assert begun[whole - 1] is False and begun[-1] is False
    assert all(begun[: whole - 1]) and all(begun[whole:-1])


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(kind=st.text(), data=st.dictionaries(st.text(), _values, max_size=5), payload=st.binary(max_size=200))
def test_a_packed_frame_can_be_read(kind: str, data: dict[str, object], payload: bytes) -> None:
    assert read(pack(kind, data, payload) + PING) == [Frame(kind, data), Frame("ping")]


_scraps = st.sampled_from([
    *(mark.encode() for mark in ("{", "}", "[", '"', "\n", ":", ",", "3", "-1", "true", "null", "1e9", "\\u", "{}\n")),
    *(mark.encode() for mark in ('"type"', '"data"', '"data_length"', '"payload_length"')),
    b"\xff",
    PING,
    sent({"type": "x", "data_length": 3}),
])  # fmt: skip


@given(
    given_bytes=st.lists(_scraps | st.binary(max_size=8), max_size=30).map(b"".join),
    cuts=st.lists(st.integers(0, 200), max_size=8).map(sorted),
)
def test_random_bytes_give_the_same_result_for_every_division_into_pieces(given_bytes: bytes, cuts: list[int]) -> None:
    inside = [cut for cut in cuts if cut <= len(given_bytes)]
    assert read(given_bytes, inside) == read(given_bytes)


def test_a_packed_frame_has_the_expected_bytes() -> None:
    assert pack("audio-stop", {"timestamp": 5}) == b'{"type":"audio-stop","data_length":15}\n{"timestamp":5}'
    assert pack("x", payload=b"\1\2") == b'{"type":"x","payload_length":2}\n\1\2'
    assert pack("x") == b'{"type":"x"}\n'
