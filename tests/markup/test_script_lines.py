"""Scripts: who speaks, whatever the pieces in which the text arrives."""

import pytest

from wyoming_kokoro import markup
from wyoming_kokoro.speech import Cue, Line, Turn

CASES = {
    "[S1] Hello there. [S2] Hi!": [("S1", "Hello there. "), ("S2", "Hi!")],
    "[S1]Hello.\n[S2]  Hi.\n[S1] Bye.": [("S1", "Hello.\n"), ("S2", "Hi.\n"), ("S1", "Bye.")],
    "[s1] Hello. [s2] Hi.": [("S1", "Hello. "), ("S2", "Hi.")],
    "[0] Hello.\n[1] Hi, see [2] and a[0].\n": [("0", "Hello.\n"), ("1", "Hi, see [2] and a[0].\n")],
    "Anna: Hello.\nBen: Hi.\nNote: this is no speaker.\nanna : Bye.": [
        ("Anna", "Hello.\n"), ("Ben", "Hi.\nNote: this is no speaker.\n"), ("Anna", "Bye."),
    ],
    "**Anna:** Hello.\n  Ben: Hi, Anna: how are you?": [("Anna", "Hello.\n"), ("Ben", "Hi, Anna: how are you?")],
    "Before.\nAnna: Hello.": [("", "Before.\n"), ("Anna", "Hello.")],
    "x[S1] is no speaker. [S1]": [("", "x[S1] is no speaker. "), ("S1", "")],
    "Annabel: no. Ann: no.\nAnn a: no.": [("", "Annabel: no. Ann: no.\nAnn a: no.")],
    "[S1]": [("S1", "")],
    "": [],
    "[S123] [S] [1": [("", "[S123] [S] [1")],
    "Old Tom: Ahoy.\nOld Tom went home.": [("Old Tom", "Ahoy.\nOld Tom went home.")],
}  # fmt: skip
NAMES = ("Anna", "Ben", "Old Tom")


def _spoken(cues: list[Cue], text: str) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    for cue in cues:
        if isinstance(cue, Turn):
            assert text[cue.position] in "[* AaBbOo"
            said.append((cue.speaker, ""))
        elif isinstance(cue, Line):
            assert text[cue.start : cue.start + len(cue.text)] == cue.text
            speaker, before = said.pop() if said else ("", "")
            said.append((speaker, before + cue.text))
    return said


@pytest.mark.parametrize("text", CASES, ids=range(len(CASES)))
@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_a_script_is_read_the_same_in_pieces_of_any_size(text: str, size: int) -> None:
    reader = markup.reader("script", markup.ReaderOptions(speakers=NAMES))
    cues = [cue for at in range(0, len(text), size) for cue in reader.feed(text[at : at + size])]
    assert _spoken([*cues, *reader.finish()], text) == CASES[text]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_text_that_begins_with_a_speaker_is_a_script(size: int) -> None:
    text = " [S1] Hello. [S2] Hi."
    reader = markup.reader("auto")
    cues = [cue for at in range(0, len(text), size) for cue in reader.feed(text[at : at + size])]
    assert [cue.speaker for cue in [*cues, *reader.finish()] if isinstance(cue, Turn)] == ["S1", "S2"]


@pytest.mark.parametrize("text", ["[1] is a footnote.", "[Sic] he said.", "Anna: Hello.", "See [S1] here.", "[S", "["])
def test_other_texts_are_plain(text: str) -> None:
    cues = markup.cues(text, "auto")
    assert [(type(cue), getattr(cue, "text", "")) for cue in cues] == [(Line, text)]


def test_the_beginning_of_a_script_is_not_held_back_for_long() -> None:
    reader = markup.reader("script", markup.ReaderOptions(speakers=NAMES))
    cues = reader.feed("[S1] Hello there, how are you? ")
    assert _spoken(cues, "[S1] Hello there, how are you? ")[0][1].startswith("Hello there, how are you?")
