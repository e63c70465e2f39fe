"""The user's words: the file, the settings, and imports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_kokoro.pronounce.imports import from_pre_process_map
from wyoming_kokoro.pronounce.user_words import (
    LONGEST,
    MOST_PATTERNS,
    UserWord,
    parse,
    parse_entry,
    parse_pairs,
    with_entry,
    without_entry,
)

FILE = """\
# What I say otherwise
wasn't = WUH-zunt   # as grandma says it
Elon Musk = EE-lon MUSK

[en-GB] scone = SKON
[case] US = "the States"
GIF=/dʒɪf/
[en case pattern] \\bHA(?= (?:add-on|server)) = "Home Assistant"
"""


def test_a_file_holds_words_phrases_and_patterns() -> None:
    parsed = parse(FILE)
    assert not parsed.mistakes
    assert parsed.entries == (
        UserWord("wasn't", "WUH-zunt"),
        UserWord("Elon Musk", "EE-lon MUSK"),
        UserWord("scone", "SKON", language="en-GB"),
        UserWord("US", '"the States"', case=True),
        UserWord("GIF", "/dʒɪf/"),
        UserWord(r"\bHA(?= (?:add-on|server))", '"Home Assistant"', language="en", case=True, pattern=True),
    )


@pytest.mark.parametrize("line", [line for line in FILE.splitlines() if line and "#" not in line])
def test_an_entry_is_written_as_it_was_read(line: str) -> None:
    (made,) = parse(line).entries
    assert parse(made.line).entries == (made,)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Elon", "written = how it sounds"),
        ("Elon =", "written = how it sounds"),
        ("= EE-lon", "no word before"),
        ("... = EE-lon", "no word before"),
        ("Elon = EE!-lon", "cannot be read as a syllable"),
        ("Elon = //", "no phonemes between the slashes"),
        ("Elon = /漢/", "is no phoneme"),
        ("[somewhere over there] Elon = EE-lon", "none of: a language such as en-GB, case, pattern"),
        ("[pattern] ( = EE-lon", "the pattern is wrong"),
        (r"[pattern] (a)\1 = EE-lon", "could take long: a reference back"),
        (r"[pattern] (?:a{900}){900} = EE-lon", "could take long: give its repeats smaller limits"),
        ("[pattern] a* = EE-lon", "also finds nothing"),
        (r'[pattern] (a)b = "\2"', "the words to say are wrong"),
        (f"{'x' * LONGEST}x = EE-lon", "longer than"),
    ],
)
def test_a_mistake_is_reported_with_its_line_and_reason(line: str, reason: str) -> None:
    parsed = parse(f"# first\n{line}\nJoy = JOY\n", where="the file")
    (mistake,) = parsed.mistakes
    assert mistake.where == "the file, line 2"
    assert reason in mistake.what
    assert parsed.entries == (UserWord("Joy", "JOY"),)


def test_the_last_of_two_entries_for_a_word_is_used() -> None:
    parsed = parse("joy = JOY\nJoy = JAW\n[en-GB] joy = JAY\n")
    assert parsed.entries == (UserWord("Joy", "JAW"), UserWord("joy", "JAY", language="en-GB"))


def test_the_number_of_patterns_is_limited() -> None:
    parsed = parse("".join(f"[pattern] word{number} = JOY\n" for number in range(MOST_PATTERNS + 1)))
    assert len(parsed.entries) == MOST_PATTERNS
    assert "more than" in parsed.mistakes[0].what


def test_pairs_of_the_settings_are_parsed_the_same_way() -> None:
    parsed = parse_pairs({"[en-GB] scone": "SKON", "a = b": "JOY", "Elon": ""}, where="speech.pronunciations")
    assert parsed.entries == (UserWord("scone", "SKON", language="en-GB"), UserWord("a = b", "JOY"))
    assert [mistake.where for mistake in parsed.mistakes] == ["speech.pronunciations, Elon"]


def test_an_entry_is_added_changed_and_removed_in_place() -> None:
    more = with_entry(FILE, parse_entry("Niamh", "NEEV"))
    assert more == FILE + "Niamh = NEEV\n"
    changed = with_entry(more, parse_entry("elon musk", "ee-LON MUSK"))
    assert changed.splitlines()[2] == "elon musk = ee-LON MUSK"
    assert changed.splitlines()[0] == "# What I say otherwise"
    assert without_entry(changed, parse_entry("Elon Musk", "JOY").key) == more.replace("Elon Musk = EE-lon MUSK\n", "")
    assert with_entry("", parse_entry("Niamh", "NEEV")) == "Niamh = NEEV\n"


def test_changes_leave_invalid_lines_alone() -> None:
    text = "[what is this] x = y\nJoy\n"
    assert with_entry(text, parse_entry("Joy", "JOY")) == "[what is this] x = y\nJoy = JOY\n"


@given(st.text())
def test_any_file_can_be_parsed(text: str) -> None:
    for made in parse(text).entries:
        assert parse(made.line).entries[0].key == made.key


MAP = r"""# pairs of pattern and replacement
- - '&amp;'
  - and
- - '"'
  - ''
- - ' FY '
  - ' fiscal year '
- - e\.g\.
  - for example
- - ([0-9]+)-([0-9]+)
  - \1 to \2   # a range
- ["\\bAI\\b", 'A I']
- - 'it''s'
  - "it is"
- - 'open
  - never
- - (a)\1
  - b
something else
"""


def test_a_map_of_openedai_speech_is_imported() -> None:
    parsed = from_pre_process_map(MAP)
    assert [(each.written, each.spoken) for each in parsed.entries] == [
        ("&amp;", "and"),
        ("(?<= )FY(?= )", "fiscal year"),
        (r"e\.g\.", "for example"),
        ("([0-9]+)-([0-9]+)", r"\1 to \2"),
        (r"\bAI\b", "A I"),
        ("it's", "it is"),
    ]
    assert all(each.pattern and each.case for each in parsed.entries)
    assert [(mistake.where.rpartition(" ")[2], mistake.what.partition(":")[0]) for mistake in parsed.mistakes] == [
        ("5", "it is left out"),
        ("16", "its quotes do not match"),
        ("18", "the pattern has what patterns here cannot have, because it could take long"),
        ("19", "it is no pair of a pattern and its replacement"),
    ]


def test_imported_entries_can_be_written_to_the_file() -> None:
    parsed = from_pre_process_map(MAP)
    text = ""
    for each in parsed.entries:
        text = with_entry(text, each)
    assert parse(text).entries == parsed.entries


@given(st.text(alphabet="- '\"[],\\ab\n#:", max_size=60))
def test_any_map_can_be_parsed(text: str) -> None:
    parsed = from_pre_process_map(text)
    assert len(parsed.entries) + len(parsed.mistakes) <= len(text.splitlines())
