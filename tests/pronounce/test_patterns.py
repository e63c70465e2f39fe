"""Patterns of users: they find what Python's would find, and none can take long."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wyoming_kokoro.pronounce.pattern_syntax import MAX_GROUPS, MAX_REPEATS
from wyoming_kokoro.pronounce.patterns import compile_pattern
from wyoming_kokoro.pronounce.respelling import InvalidRespelling

LIKE_PYTHON = (
    r"\bHA(?= (?:add-on|server))",
    r"(\d{1,3})k\b",
    r"(?<= )FY(?= )",
    r"\büber\b",
    r"(?<!x)a(?!b)",
    r"^foo$",
    r"foo$",
    r"(?m)^a$",
    r"[^\W\d_]+!",
    r"(?P<n>a)(?P<m>b)?",
    r"A|ab|abc",
    r"(?i:ß)x",
    r"[à-ü]+",
    r"[^a-z\n]+?\d",
    "(?x) a # a comment [)(\n b",
    r"\w+ \w+ \w+",
    r"(a+)+!",
    r"\Bx\B",
    r"(?a:\w+)é",
    r"(?s:a.b)",
    r"\S\s\D",
)

ATTACKS = (
    "(?#[)(\\w+)+!(?#])",
    "(?x) #[\n(\\w+)+!#]\n",
    r"(\w+\s?)*!",
    r"(?:a|a)*b",
    r"(a?){500}(a|b){400}z",
    r"a(?:.{0,199}z)?",
    r"(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)z",
)


@pytest.mark.parametrize("pattern", LIKE_PYTHON)
@pytest.mark.parametrize("case", [True, False])
@settings(max_examples=40, deadline=None)
@given(
    text=st.text(alphabet="a b xyé ÜüßHAfo-k12.!\nz_ſK", max_size=30),
    end=st.sampled_from(["", " FY ", "foo\n", "HA server"]),
)
def test_a_pattern_finds_what_python_finds(pattern: str, text: str, end: str, *, case: bool) -> None:
    expected = re.finditer(pattern, text + end, re.NOFLAG if case else re.IGNORECASE)
    found = compile_pattern(pattern, case=case).find(text + end)
    assert [(match.start, match.end) for match in found] == [match.span() for match in expected if match[0]]


@pytest.mark.parametrize("pattern", ATTACKS)
def test_a_pattern_that_takes_python_for_ever_is_searched_to_the_end(pattern: str) -> None:
    """With an engine that tries all ways, each of these takes longer than anybody waits."""
    compiled = compile_pattern(pattern, case=False)
    for text in ("a" * 20_000, "word " * 4_000):
        assert all(match.start < match.end for match in compiled.find(text))


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(a)\1", "a reference back to a group"),
        (r"(a)?(?(1)b|c)", "a choice by a group"),
        (r"(?:a(?=b))+c", "a look-around inside it"),
        (r"a(?!bc)", "a negative look-around for more than one character"),
        (r"(?>a)b", "an atomic group"),
        (r"a++b", "a possessive repeat"),
        (rf"a{{{MAX_REPEATS + 1}}}", "it repeats more than"),
        (r"(?:(?:(?:a?){900}){900}){900}x", "smaller limits"),
        ("(a)" * (MAX_GROUPS + 1), "more than 20 groups"),
        ("(?:" * 120 + "a" + ")" * 2, "the pattern is wrong"),
        (r"(?<=a+)b", "must have one length"),
        (r"a*", "also finds nothing"),
        ("[", "the pattern is wrong"),
    ],
)
def test_what_a_pattern_may_not_have_is_named(pattern: str, reason: str) -> None:
    with pytest.raises(InvalidRespelling, match=re.escape(reason)):
        compile_pattern(pattern, case=True)


def test_groups_are_put_into_the_words_to_say() -> None:
    (match,) = compile_pattern(r"(\d+)(?P<unit>k|m)(x)?", case=True).find("about 12k")
    assert match.expand(r"\1 \g<unit>, \g<2>\3.") == "12 k, k."


@pytest.mark.parametrize("template", [r"\3", r"\g<3>", r"\g<other>", r"\q", "end\\"])
def test_words_to_say_with_an_unknown_group_are_refused(template: str) -> None:
    with pytest.raises(InvalidRespelling, match="the words to say are wrong"):
        compile_pattern("(a)(b)", case=True).check_template(template)


def test_a_text_with_more_kinds_of_characters_than_bytes_is_searched() -> None:
    pattern = compile_pattern("".join(f"[{chr(0x4E00 + at)}-\u9fff]?" for at in range(80)) + "!", case=True)
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 100))) + "!"
    assert [match.end for match in pattern.find(text)] == [len(text)]
