"""What clients and users send is read or refused, whatever it holds: no other error, and in whole as in pieces."""

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wyoming_kokoro.api.http.request_body import checked_fields, parse_json
from wyoming_kokoro.api.routes.blends import blend_name
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.downloads import BadVoice, Disk, voice_of, voices_in
from wyoming_kokoro.errors import BadRequest, InvalidSettings
from wyoming_kokoro.frames import BadFrame, Frame, FrameReader, pack
from wyoming_kokoro.markup import reader
from wyoming_kokoro.pronounce import user_words
from wyoming_kokoro.pronounce.user_word_finder import UserWordFinder
from wyoming_kokoro.settings import OPTIONS, Paths, change, load
from wyoming_kokoro.speech import Line
from wyoming_kokoro.wire.request import read_request

FUZZ = settings(settings.get_profile("fuzz"))

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
OPTION_NAMES = sorted(name for name, option in OPTIONS.items() if not option.local)


def cut(whole: bytes, places: Sequence[int]) -> list[bytes]:
    """Return the pieces between these places."""
    ends = sorted({min(place, len(whole)) for place in places} | {0, len(whole)})
    return [whole[start:end] for start, end in pairwise(ends)] or [b""]


def read_frames(pieces: Sequence[bytes]) -> list[Frame | str]:
    """Return the frames in these pieces, and at the end why the rest is none."""
    frames, read = FrameReader(), list[Frame | str]()
    try:
        for piece in pieces:
            read.extend(frames.feed(piece))
        frames.finish()
    except BadFrame as error:
        read.append(error.code)
    return read


@FUZZ
@given(
    st.lists(
        st.binary(max_size=60)
        | st.builds(pack, st.text(max_size=8), st.dictionaries(st.text(max_size=5), ANY_JSON, max_size=3).filter(bool))
        | st.builds(lambda header: json.dumps(header).encode() + b"\n", ANY_JSON),
        max_size=5,
    ).map(b"".join),
    st.lists(st.integers(0, 400), max_size=6),
)
def test_bytes_are_events_or_refused_however_they_are_cut(whole: bytes, places: list[int]) -> None:
    assume(b"NaN" not in whole and b"Infinity" not in whole)
    assert repr(read_frames(cut(whole, places))) == repr(read_frames([whole]))


@FUZZ
@given(st.dictionaries(st.sampled_from(("text", "voice", "text_format", "language")), ANY_JSON))
def test_an_event_is_a_request_or_refused(data: dict[str, object]) -> None:
    try:
        request = read_request(data, 100)
    except BadRequest:
        return
    assert request.text.encode() is not None and len(request.text) <= 100


TAGS = st.sampled_from(
    ["<speak>", "</speak>", "<break time='", "'/>", '<prosody rate="', '">', "</prosody>", "<voice name='", "<mark ",
     "<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&#x1F600;", "&#99999999;", "<!DOCTYPE", "<?xml", "?>", "<", ">", "'"]
)  # fmt: skip


@FUZZ
@given(st.lists(TAGS | st.text(max_size=12), max_size=12), st.lists(st.integers(0, 100), max_size=5))
def test_ssml_is_read_or_refused_however_it_is_cut(parts: list[str], places: list[int]) -> None:
    whole = "".join(parts)
    ends = sorted({min(place, len(whole)) for place in places} | {0, len(whole)})
    assert _of_pieces([whole]) == _of_pieces([whole[start:end] for start, end in pairwise(ends)])


def _of_pieces(pieces: Sequence[str]) -> str:
    """Return what is spoken of a text in pieces, or why it is refused."""
    of_text = reader("ssml")
    try:
        cues_of_all = [cue for piece in pieces for cue in of_text.feed(piece)]
        cues_of_all += of_text.finish()
    except BadRequest as refused:
        return refused.code
    return " ".join("".join(cue.text for cue in cues_of_all if isinstance(cue, Line)).split())


PATTERN_PARTS = st.sampled_from(
    ["(", ")", "[", "]", "{2,99}", "+", "*", "?", "|", "\\w", "\\d", "\\1", "(?x)", "(?#", "(?=", "(?:", "a", "#", "^"]
)


@FUZZ
@given(st.lists(PATTERN_PARTS | st.text(max_size=3), max_size=12), st.text(max_size=60))
def test_a_pattern_is_refused_or_found_in_a_moment(parts: list[str], text: str) -> None:
    try:
        word = user_words.parse_entry(f"[pattern] {''.join(parts)}", '"there"')
    except ValueError:
        return
    for long_text in (text, "a" * 2_000 + "!"):
        spans = UserWordFinder([word]).claims(long_text, "en-US", british=False)
        assert all(0 <= span.start <= span.end <= len(long_text) for span in spans)


@FUZZ
@given(st.text(max_size=300))
def test_a_file_of_words_is_read_line_by_line(text: str) -> None:
    words = user_words.parse(text)
    assert len(words.entries) + len(words.mistakes) <= len(text.splitlines())


@FUZZ
@given(st.dictionaries(st.sampled_from(OPTION_NAMES) | st.text(max_size=12), ANY_JSON, max_size=3))
def test_a_change_of_settings_is_made_whole_or_refused(
    tmp_path_factory: pytest.TempPathFactory, changes: dict[str, object]
) -> None:
    folder = tmp_path_factory.mktemp("data")
    paths = Paths(folder, folder)
    try:
        change(paths, changes)
    except InvalidSettings:
        assert not paths.override.exists()
        return
    load(paths, {}, {})


@FUZZ
@given(st.binary(max_size=200) | st.binary(max_size=2).map(lambda part: part * 261_120))
def test_a_voice_file_is_numbers_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = Path(tmp_path_factory.mktemp("uploads")) / "voices.npz"
    path.write_bytes(content)
    for read in (lambda: voice_of(content), lambda: list(voices_in(path, Disk()))):
        try:
            assert read() is not None
        except BadVoice:
            continue


@FUZZ
@given(st.binary(max_size=100) | ANY_JSON.map(lambda value: json.dumps(value).encode()))
def test_a_body_is_json_or_refused(content: bytes) -> None:
    try:
        document = parse_json(content)
        if isinstance(document, dict):
            fields = checked_fields(SpeechRequest, document)
            assert fields.rate > 0
            blend_name(document)
    except BadRequest:
        return
