"""Frames: what is read, what is refused, and that it does not matter how the bytes were cut."""

import json
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_kokoro.wire.frames import (
    DATA_LIMIT,
    HEADER_LIMIT,
    MARKS_LIMIT,
    PAYLOAD_LIMIT,
    BadFrame,
    Frame,
    Frames,
    pack,
)

PING = b'{"type":"ping"}\n'


def read(sent: bytes, pieces: Sequence[int] | None = None) -> list[Frame | str]:
    """The frames in these bytes, sent whole or in pieces that end at these places, and the code of what went wrong."""
    reader = Frames()
    found: list[Frame | str] = []
    cuts = [0, *(pieces if pieces is not None else ()), len(sent)]
    try:
        for start, end in pairwise(cuts):
            for frame in reader.feed(sent[start:end]):
                found.append(frame)  # noqa: PERF402 -- those before a bad one are kept
        reader.finish()
    except BadFrame as error:
        found.append(error.code)
    return found


def sent(header: object, *rest: bytes) -> bytes:
    """A header line and what follows it."""
    return json.dumps(header).encode() + b"\n" + b"".join(rest)


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

BAD = {
    "empty_line": (b"\n", "bad_json"),
    "not_json": (b"GET / HTTP/1.1\n", "bad_json"),
    "cut_json": (b'{"type":"ping"\n', "bad_json"),
    "two_values": (b'{"type":"ping"} {}\n', "bad_json"),
    "not_utf8": (b'{"type":"\xff"}\n', "bad_json"),
    "utf16": ('{"type":"ping"}'.encode("utf-16") + b"\n", "bad_json"),
    "surrogates_as_bytes": (b'{"type":"\xed\xa0\x80"}\n', "bad_json"),
    "nul": (b"\0\n", "bad_json"),
    "nan": (b'{"type":"x","data":{"a":NaN}}\n', "bad_json"),
    "infinity_as_length": (b'{"type":"x","data_length":Infinity}\n', "bad_json"),
    "number_of_five_thousand_digits": (b'{"type":"x","a":' + b"1" * 5000 + b"}\n", "bad_json"),
    "deep_nesting": (b"[" * 60_000 + b"\n", "bad_json"),
    "list": (b"[]\n", "not_an_object"),
    "string": (b'"ping"\n', "not_an_object"),
    "null": (b"null\n", "not_an_object"),
    "no_type": (b"{}\n", "bad_type"),
    "type_is_a_number": (b'{"type":1}\n', "bad_type"),
    "type_is_null": (b'{"type":null}\n', "bad_type"),
    "data_is_a_list": (b'{"type":"x","data":[]}\n', "not_an_object"),
    "data_is_a_string": (b'{"type":"x","data":"a"}\n', "not_an_object"),
    "length_is_too_large_for_a_float": (b'{"type":"x","data_length":1e400}\n', "bad_length"),
    "length_is_true": (b'{"type":"x","data_length":true}\n', "bad_length"),
    "length_is_a_string": (b'{"type":"x","data_length":"5"}\n', "bad_length"),
    "length_is_a_fraction": (b'{"type":"x","payload_length":1.0}\n', "bad_length"),
    "length_is_a_list": (b'{"type":"x","payload_length":[]}\n', "bad_length"),
    "length_is_negative": (b'{"type":"x","data_length":-1}\n', "bad_length"),
    "data_is_announced_too_long": (sent({"type": "x", "data_length": DATA_LIMIT + 1}), "data_too_long"),
    "payload_is_announced_too_long": (sent({"type": "x", "payload_length": PAYLOAD_LIMIT + 1}), "payload_too_long"),
    "header_without_an_end": (b" " * (HEADER_LIMIT + 1), "header_too_long"),
    "header_too_long": (sent({"type": "x", "pad": "p" * HEADER_LIMIT}), "header_too_long"),
    "data_behind_is_a_list_of_pairs": (sent({"type": "x", "data_length": 9}, b'[["a",1]]'), "not_an_object"),
    "data_behind_is_not_json": (sent({"type": "x", "data_length": 3}, b"abc"), "bad_json"),
    "data_behind_is_not_utf8": (sent({"type": "x", "data_length": 3}, b'"\xff"'), "bad_json"),
    "data_behind_is_deep": (sent({"type": "x", "data_length": 90_000}, b"[" * 90_000), "bad_json"),
    "data_of_many_values": (
        sent({"type": "x", "data_length": MARKS_LIMIT + 10}, b'{"a":[' + b"," * (MARKS_LIMIT + 4)),
        "too_many_values",
    ),
    "ends_in_the_header": (b'{"type"', "cut_short"),
    "ends_in_the_data": (sent({"type": "x", "data_length": 5}, b"{"), "cut_short"),
    "ends_in_the_payload": (sent({"type": "x", "payload_length": 5}, b"1234"), "cut_short"),
    "ends_before_the_payload": (sent({"type": "x", "payload_length": 5}), "cut_short"),
}


@pytest.mark.parametrize("name", GOOD)
def test_good_frames_are_read(name: str) -> None:
    given_bytes, expected = GOOD[name]
    assert read(given_bytes) == expected


@pytest.mark.parametrize("name", BAD)
def test_bad_frames_are_refused(name: str) -> None:
    given_bytes, code = BAD[name]
    assert read(given_bytes) == [code]


@pytest.mark.parametrize("name", BAD)
def test_what_came_before_a_bad_frame_is_read(name: str) -> None:
    given_bytes, code = BAD[name]
    assert read(PING + given_bytes) == [Frame("ping"), code]


@pytest.mark.parametrize("name", [*GOOD, *BAD])
def test_one_byte_at_a_time_makes_no_difference(name: str) -> None:
    given_bytes, _ = {**GOOD, **BAD}[name]
    step = 1 if len(given_bytes) < 100_000 else 997  # a payload of megabytes is one byte many times over
    assert read(given_bytes, range(step, len(given_bytes), step)) == read(given_bytes)


def test_a_payload_is_never_kept() -> None:
    reader = Frames()
    assert not list(reader.feed(sent({"type": "x", "payload_length": PAYLOAD_LIMIT})))
    for _ in range(PAYLOAD_LIMIT // 65_536 - 1):
        assert not list(reader.feed(bytes(65_536)))
        assert not reader._bytes
    assert list(reader.feed(bytes(65_536))) == [Frame("x")]


def test_data_is_refused_before_it_comes() -> None:
    with pytest.raises(BadFrame, match="data_length is above 2097152"):
        list(Frames().feed(sent({"type": "x", "data_length": 10**12})))


def test_a_frame_has_begun_until_it_is_whole() -> None:
    reader = Frames()
    begun = []
    for place in range(len(GOOD["data_and_payload"][0])):
        list(reader.feed(GOOD["data_and_payload"][0][place : place + 1]))
        begun.append(reader.begun)
    whole = len(GOOD["data_and_payload"][0]) - len(PING)
    assert begun[whole - 1] is False and begun[-1] is False
    assert all(begun[: whole - 1]) and all(begun[whole:-1])


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(kind=st.text(), data=st.dictionaries(st.text(), _values, max_size=5), payload=st.binary(max_size=200))
def test_what_is_packed_is_read_again(kind: str, data: dict[str, object], payload: bytes) -> None:
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
def test_whatever_is_sent_is_read_or_refused_alike_however_it_is_cut(given_bytes: bytes, cuts: list[int]) -> None:
    inside = [cut for cut in cuts if cut <= len(given_bytes)]
    assert read(given_bytes, inside) == read(given_bytes)


def test_what_is_packed_is_what_is_sent() -> None:
    assert pack("audio-stop", {"timestamp": 5}) == b'{"type":"audio-stop","data_length":15}\n{"timestamp":5}'
    assert pack("x", payload=b"\1\2") == b'{"type":"x","payload_length":2}\n\1\2'
    assert pack("x") == b'{"type":"x"}\n'
