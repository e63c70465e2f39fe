"""Cues are never read aloud, and innocent brackets always are."""

from pathlib import Path

import pytest

from tests.markup.pieces import cues_of, flat, in_sizes, read_text
from wyoming_kokoro.markup import ReaderOptions
from wyoming_kokoro.markup.inline import written_cues
from wyoming_kokoro.speech import Line

HERE = Path(__file__).parent
WITH_CUES = [
    line.split("\t") for line in (HERE / "with_cues.tsv").read_text("utf-8").splitlines() if not line.startswith("# ")
]
INNOCENT = (HERE / "without_cues.txt").read_text("utf-8").splitlines()
ONLY_CUES = ReaderOptions(short_forms=())


def test_there_are_enough_texts() -> None:
    assert len(WITH_CUES) >= 60
    assert len(INNOCENT) >= 200


@pytest.mark.parametrize(("text", "left"), WITH_CUES)
def test_a_cue_is_left_out(text: str, left: str) -> None:
    assert read_text(cues_of([text], "plain")) == left


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_brackets_stay(text: str) -> None:
    assert read_text(cues_of([text], "plain")) == " ".join(text.split())


@pytest.mark.parametrize("sizes", [(1,), (2,), (3, 1), (7,)])
def test_the_size_of_pieces_does_not_matter(sizes: tuple[int, ...]) -> None:
    for text in (*(text for text, _ in WITH_CUES), *INNOCENT):
        assert flat(cues_of(in_sizes(text, sizes), "plain")) == flat(cues_of([text], "plain")), text


@pytest.mark.parametrize(("text", "left"), WITH_CUES)
def test_cues_are_left_out_of_ssml_too(text: str, left: str) -> None:
    if "<" not in text:
        assert read_text(cues_of([f"<speak>{text}</speak>"], "ssml")) == left


def test_a_tag_that_is_a_cue_is_left_out_of_ssml() -> None:
    assert read_text(cues_of(["<speak>Yes <laugh/> and <sigh>no</sigh>.</speak>"], "ssml")).replace("\ufffc", "") == (
        "Yes and no."
    )


@pytest.mark.parametrize("form", [form for forms in written_cues().values() for form in forms])
def test_every_form_of_the_table_is_a_cue(form: str) -> None:
    for written in (f"[{form}]", f"({form})", f"(({form.capitalize()}))", f"<{form}>"):
        lines = cues_of([f"{written} Yes."], "plain", ONLY_CUES)
        said = "".join(cue.text for cue in lines if isinstance(cue, Line) and cue.reading is None)
        assert said.strip() == "Yes.", written


def test_a_cue_can_be_spoken_as_a_word() -> None:
    (before, cue, after) = cues_of(["Oh (laughs) no."], "plain", ReaderOptions(cues="words"))
    assert isinstance(cue, Line) and cue.reading is not None
    assert (cue.reading.kind, cue.reading.value, cue.reading.rule) == ("alias", "haha", "cue.laughs")
    assert isinstance(before, Line) and isinstance(after, Line) and before.text + after.text == "Oh  no."


def test_the_word_is_of_the_language_of_the_cue() -> None:
    (cue, _) = cues_of(["(se ríe) No."], "plain", ReaderOptions(cues="words"))
    assert isinstance(cue, Line) and cue.reading is not None
    assert cue.reading.value == "jaja"


def test_a_sigh_can_be_made_in_a_whisper() -> None:
    (cue, _) = cues_of(["(sighs) No."], "plain", ReaderOptions(cues="sounds"))
    assert isinstance(cue, Line) and cue.reading is not None
    assert cue.delivery.effect == "whisper"
    assert cue.reading.kind == "misaki"
    assert cue.treatment.volume is not None and 10 ** (-18 / 20) < cue.treatment.volume < 10 ** (-11 / 20)


def test_what_a_voice_cannot_make_is_left_out() -> None:
    (cue, _) = cues_of(["(coughs) No."], "plain", ReaderOptions(cues="sounds"))
    assert isinstance(cue, Line) and cue.reading is not None
    assert cue.reading.kind == "silent"


def test_cues_can_be_read_as_written() -> None:
    assert read_text(cues_of(["Oh (laughs) no."], "plain", ReaderOptions(cues="as written"))) == "Oh (laughs) no."


def test_a_long_text_without_cues_is_the_same_line() -> None:
    text = "The door is open. " * 50
    (line,) = cues_of([text], "plain")
    assert line == Line(text)
