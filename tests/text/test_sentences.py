"""Sentences and clauses end at the right places, in whole and in arriving text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wyoming_kokoro.speech import Ending
from wyoming_kokoro.text import Sentence, SentenceSplitter, clauses
from wyoming_kokoro.text.sentence_ends import MAX_CODE_BLOCK, MAX_SENTENCE

SENTENCES = [
    ["The light is on.", "It is 21.5 degrees."],
    ["Dr. Smith met Mrs. Jones at 5 p.m. on Tuesday.", "They left."],
    ["Dinner is at 7 p.m. Tuesday is free."],
    ["It ends at 7 p.m. Tuesday.", "Then we go."],
    ["It ends at 7 p.m.", "We go then."],
    ["Use e.g. a lamp, i.e. a light.", "Good."],
    ["Hmm... it works.", "Really?!", "Yes..."],
    ["But true!...", "Who knows?"],
    ['"Stop!" he said.', "She left."],
    ['He said "it works."', "Nobody answered."],
    ["Open https://example.com/a.b?c=d. now", "x"],
    ["C. S. Lewis wrote it.", "I read it."],
    ["It was you and I.", "We left."],
    ["That was plan B.", "Plan C was worse."],
    ["Nancy lived at 1428 Elm St.", "It was a strange place."],
    ["We saw St. John and Mt. Hood.", "They are far."],
    ["See No. 5 on p. 3.", "I said no.", "Then yes."],
    ["The cat sat in the sun.", "Birds flew."],
    ["Beat 3 lg. eggs with 2 c. stock.", "The pan is hot."],
    ["Cook for 1 hr. 10 min. or so.", "Serve it."],
    ["Apply a small amt. to the area.", "The rest stays."],
    ["The co. said sales fell.", "It rose later."],
    ["He moved to Portland, Ore. in May.", "We left."],
    ["1 qt. = 4 c. = 32 fl. oz.", "The jug is full."],
    ["There are 5! = 120 ways.", "That is many."],
    ["We won by 10!", "It was fun."],
    ["T. Smith ate 1 t. salt.", "He was fine."],
    ["In the U.S. Senate they spoke.", "In the U.S.", "They spoke."],
    ["# Title\n", "Some text.", "More."],
    ["1. First thing\n", "2. Second thing\n", "Done."],
    ["- one\n", "- two\n", "And then."],
    ["Temperature: 21\n", "Humidity: 40\n", "Good"],
    ["This line was broken by a program that likes seventy columns, so it goes\non here.", "Next."],
    ["A paragraph\n", "Another one."],
    ["| a | b |\n", "|---|---|\n", "| 1 | 2 |\n", "After."],
    ["```\nx = 1. Then. Y\n```\n", "Good."],
    ["Run `a. B` now.", "Then stop."],
    ["你好。", "我很好！", "Yes."],
    ["यह ठीक है।", "अब चलो।"],
    ["Buy milk, eggs, etc. for Monday.", "Bring nuts etc.", "Then come."],
]


def cuts(pieces: list[str]) -> list[Sentence]:
    splitter = SentenceSplitter()
    found = [cut for piece in pieces for cut in splitter.feed(piece)]
    return found + splitter.finish()


@pytest.mark.parametrize("expected", SENTENCES[:2] + SENTENCES[3:10] + SENTENCES[11:], ids=lambda each: each[0][:30])
def test_sentences_end_where_a_reader_ends_them(expected: list[str]) -> None:
    text = "".join(each if each.endswith("\n") else each + " " for each in expected)
    assert [cut.text.rstrip() for cut in cuts([text])] == [each.rstrip() for each in expected]


@pytest.mark.parametrize("expected", SENTENCES, ids=lambda each: each[0][:30])
def test_arriving_letter_by_letter_gives_the_same_sentences(expected: list[str]) -> None:
    text = " ".join(expected)
    assert cuts(list(text)) == cuts([text])
    assert cuts([text[i : i + 7] for i in range(0, len(text), 7)]) == cuts([text])


PARTS = (
    *("a", "Dr", "p.m", "No", "The", "it", "I", "B", "12", "é", "🙂", "字", "x" * 50),
    *(".", "!", "...", "…", "?", "。", ",", " — ", '"', ")", "." * 40),
    *(" ", " ", " ", "\n", "\n\n", " " * 40, "```", "`", "# ", "- ", "1. ", "|"),
)
PIECES = st.lists(st.sampled_from(PARTS), max_size=60)


@given(PIECES)
@settings(deadline=None, max_examples=300)
def test_text_in_random_pieces_gives_the_same_sentences(pieces: list[str]) -> None:
    text = "".join(pieces)
    whole = cuts([text])
    assert cuts(pieces) == whole
    assert cuts(list(text)) == whole
    _covers(text, whole)


@given(st.text(max_size=900))
@settings(deadline=None, max_examples=200)
def test_only_blanks_are_removed(text: str) -> None:
    found = cuts([text])
    assert cuts([text[i : i + 13] for i in range(0, len(text), 13)]) == found
    _covers(text, found)
    for cut in found:
        inner = clauses(cut)
        assert inner[-1].ending == cut.ending
        _covers(text, inner, cut.start, cut.start + len(cut.text))


def _covers(text: str, found: list[Sentence], begin: int = 0, end: int | None = None) -> None:
    for cut in found:
        assert cut.text.strip() and text.startswith(cut.text, cut.start)
        assert not text[begin : cut.start].strip()
        begin = cut.start + len(cut.text)
    assert not text[begin:end].strip()


def test_a_text_without_sentence_end_is_cut_at_a_maximum_length() -> None:
    for text in ("word " * 300, "x" * 2000, "well, " * 300, "字" * 1000):
        found = cuts([text])
        assert all(len(cut.text) <= MAX_SENTENCE for cut in found)
        assert cuts(list(text)) == found
    assert {cut.ending for cut in cuts(["well, " * 300])[:-1]} == {Ending.CLAUSE}


def test_a_character_of_several_code_points_is_not_cut() -> None:
    family = "👨\u200d👩\u200d👧"
    for cut in cuts(["a" * 397 + family + "b" * 300]):
        assert not cut.text.startswith("\u200d") and not cut.text.endswith("\u200d")


def test_each_sentence_has_its_ending() -> None:
    found = cuts(["# Title\nOne. Two.\n\nThree,\nFour"])
    assert [cut.ending for cut in found] == [
        Ending.PARAGRAPH,
        Ending.SENTENCE,
        Ending.PARAGRAPH,
        Ending.CLAUSE,
        Ending.SENTENCE,
    ]


def test_an_unclosed_code_block_ends() -> None:
    found = cuts(["```\n" + "x = 1\n" * 10_000])
    assert len(found[0].text) == MAX_CODE_BLOCK
    assert cuts(["```\nunclosed. Really. Yes"])[0].text == "```\nunclosed. Really. Yes"


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("One moment.", ["One moment."]),
        ("It is 5 p.m.", ["It is 5 p.m."]),
        ("Title\n", ["Title\n"]),
        ("Done.\n\n", ["Done."]),
        ('He said "go."', ['He said "go."']),
        ("Hello Dr.", []),
        ("By J.", []),
        ("1.", []),
        ("and then", []),
        ("see `a.", []),
        ("```\na.", []),
        ("", []),
    ],
)
def test_flushing_returns_what_looks_finished(text: str, taken: list[str]) -> None:
    splitter = SentenceSplitter()
    before = splitter.feed(text)
    assert [cut.text for cut in before + splitter.flush()] == taken


def test_after_flushing_the_rest_follows_in_its_place() -> None:
    splitter = SentenceSplitter()
    splitter.feed("One moment.")
    assert splitter.flush() == [Sentence(0, "One moment.", Ending.SENTENCE)]
    assert splitter.flush() == []
    assert splitter.feed(" Here it is. ") == []
    assert splitter.finish() == [Sentence(12, "Here it is.", Ending.SENTENCE)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("When the door opens, turn on the light.", 2),
        ("On November 21, 2025 the door opened.", 1),
        ("On Tuesday, June 5 the door opened wide.", 1),
        ("She lives in Santa Clara, CA all the year.", 1),
        ("Well, that is good.", 1),
        ("It costs 1,000,000 dollars at 3:30 today.", 1),
        ("It was late — nobody knew why it was dark.", 2),
        ("The lamp (the old one, I mean it) is off now.", 1),
        ("Run `a, b, c, d, e, f, g` in the kitchen.", 1),
        ("今天天气很好，我们一起去公园散步吧，然后我们回家吃饭。", 3),
    ],
)
def test_clauses_end_where_a_pause_sounds_natural(text: str, parts: int) -> None:
    found = clauses(Sentence(100, text, Ending.SENTENCE))
    assert len(found) == parts
    _covers(" " * 100 + text, found, 100)


@pytest.mark.slow
def test_a_megabyte_is_split_quickly() -> None:
    for text in ("." * 1_000_000, " " * 1_000_000, "a. " * 330_000, "\n" * 1_000_000, "`" * 1_000_000, "(" * 1_000_000):
        found = cuts([text])
        assert sum(len(cut.text) for cut in found) <= len(text)


def test_the_first_clause_of_a_long_sentence_is_available_early() -> None:
    splitter = SentenceSplitter()
    assert splitter.feed("When everybody has gone, turn off all the lights") == []
    cut = splitter.take_clause(10)
    assert cut is not None and cut.text == "When everybody has gone,"
    assert splitter.take_clause(10) is None
    assert splitter.finish() == [Sentence(25, "turn off all the lights", Ending.SENTENCE)]


def test_an_item_of_a_list_has_no_early_clause() -> None:
    splitter = SentenceSplitter()
    splitter.feed("- first this thing here, then that thing there")
    assert splitter.take_clause(5) is None
