"""Markdown: its signs are not spoken, and its lines end like sentences."""

import re
from collections.abc import Iterator
from html import unescape

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, Claim, rule
from wyoming_kokoro.text.stop_words import stop_words
from wyoming_kokoro.text.tables import lines

_WRAPPED = 50
"""Characters from which on a line was probably wrapped; a shorter line was complete."""
_STRUCTURE = re.compile(rf"\s*(?:{CLAIMED}+(?:\s|$)|\d{{1,3}}{CLAIMED}\s)")
"""The beginning of a line whose markdown sign an earlier rule has claimed."""
_TRAILING = " \t*_`\"'”’)" + CLAIMED


def _silent(match: re.Match[str], *groups: int | str) -> list[Claim]:
    return [Claim(*match.span(group), "") for group in groups]


@rule(
    r"^[ ]{0,3}(```+|~~~+)[^\n]*+(?P<code>(?>(?:\n(?![ ]{0,3}\1)[^\n]*+)*))(?:\n[ ]{0,3}\1[^\n]*+)?",
    needs="`~",
    says={"See:\n```python\nprint(1)\n```\nDone.": "See : Done ."},
    leaves=("`code`", "a ``` b"),
)
def fence(match: re.Match[str], locale: Locale) -> str | list[Claim]:
    """A block of code, which is left out unless the locale says otherwise."""
    if not locale.code:
        return ""
    start, end = match.span("code")
    return [Claim(match.start(), start, ""), Claim(end, match.end(), "")]


@rule(
    r"\[(?P<spoken>[^\[\]\n]{1,200})\]\(/(?P<phonemes>[^\n()/]{1,300})/\)",
    needs="[",
    says={"Say [Joy](/ʤˈY/) now": "Say Joy now"},
    leaves=("[Joy](https://example.com/)", "[Joy]"),
)
def phonemes(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A word with the phonemes that the writer gives for it."""
    return [Claim(*match.span(), " ".join(match["spoken"].split()), phonemes=match["phonemes"].strip())]


@rule(
    r"""(?P<open>!?\[)[^\[\]\n]{0,500}
        (?P<close>\](?:\([^()\s]{0,2000}(?:[ ]"[^"\n]{0,300}")?\)|\[[^\[\]\n]{0,100}\]))""",
    needs="[",
    says={
        "See [the manual](https://example.com/a) first": "See the manual first",
        "![a red lamp](lamp.png)": "a red lamp",
        "[the manual][1]": "the manual",
    },
    leaves=("[a] (b)", "list[0]"),
)
def link(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A link or image, read by its text."""
    return _silent(match, "open", "close")


@rule(
    r"(?P<open><)(?:https?://[^\s<>]+|mailto:[^\s<>]+|[^\s<>@]+@[^\s<>@]+)(?P<close>>)",
    needs="<",
    says={"<https://www.example.com>": "W W W dot example dot com"},
    leaves=("a <b> c", "1 < 2"),
)
def angle_link(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The angle brackets around an address, which are not spoken."""
    return _silent(match, "open", "close")


@rule(
    r"(?<=[\w.,;:!?)\"'])\[\^?\d{1,3}\] | ^\[\^\w{1,20}\]:? | \[\^\w{1,20}\]",
    needs="[",
    says={"It is so.[1] Really[^2].": "It is so . Really ."},
    leaves=("see [1]", "a[b]"),
)
def footnote(_match: re.Match[str], _locale: Locale) -> str:
    """The mark of a footnote, which is not spoken."""
    return ""


_TAGS = "|".join(lines("common", "html_tags.txt"))


@rule(
    rf"""<!--(?>(?:(?!-->|<!--)[\s\S])*)-->
      | </?(?:{_TAGS})(?>(?:\s+[\w:-]+(?:=(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>]++))?)*)\s*/?>""",
    needs="<",
    any_case=True,
    says={"a <b>bold</b> word<br/>": "a bold word", "<!-- note -->Yes": "Yes", '<a href="x">here</a>': "here"},
    leaves=("a < b", "<noise>", "x<y"),
)
def html(_match: re.Match[str], _locale: Locale) -> str:
    """An HTML tag or comment, which is not spoken."""
    return ""


@rule(
    r"&(?:amp|lt|gt|quot|apos|nbsp|mdash|ndash|hellip|copy|reg|trade|deg|euro|pound|\#\d{1,6});",
    needs="&",
    says={"this &nbsp; that": "this that", "one &mdash; two": "one — two"},
    leaves=("a & b", "&hi;"),
)
def entity(match: re.Match[str], _locale: Locale) -> str | None:
    """An HTML entity for a mark, or for a sign that is not spoken."""
    sign = unescape(match[0])
    if sign == '"':
        return '"'
    return {"—": "—", "–": "—", "…": "…", "\xa0": "", "'": "", "®": "", "™": ""}.get(sign)


_DISPLAYED = r"(?<![\w$])(?P<open>\$\$)(?=[^\s$])[^$\n]{1,200}(?P<close>\$\$)(?![\w$])"
_INLINE = (
    r"(?<![\w$])(?P<first>\$)(?=[^\s$\d]|\d[^$\n]{0,60}\\)(?=[^$\n]{0,200}[\\^_=])"
    r"[^$\n]{0,200}[^\s$](?P<last>\$)(?![\w$])"
)
"""A formula between single dollar signs: it contains a backslash, a power, an index or an equals sign."""


@rule(
    rf"{_DISPLAYED}|{_INLINE}",
    needs="$",
    says={"So $speed = 9$ holds.": "So speed equals nine holds ."},
    leaves=("$5 and $6", "$5 = €4.60, or 6$", "a $TSLA day", "5$ = 4$"),
)
def formula(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The dollar signs around a formula, which are not spoken."""
    return _silent(match, *(("open", "close") if match["open"] else ("first", "last")))


@rule(
    r"^[ ]{0,3}(?P<open>\#{1,6})(?=[ \t])(?:[^\n]*?[ \t](?P<close>\#+)[ \t]*$)?",
    needs="#",
    says={"## Kitchen": "Kitchen", "# Two #": "Two"},
    leaves=("#tag", "C #"),
)
def heading(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The signs of a heading, which are not spoken."""
    return _silent(match, *(name for name in ("open", "close") if match[name]))


@rule(
    r"^[ ]{0,3}(?:(?>(?:-[ \t]*+){3,})|(?>(?:\*[ \t]*+){3,})|(?>(?:_[ \t]*+){3,})|={3,}+[ \t]*+)$",
    needs="-*_=",
    says={"Title\n=====\nText.": "Title . Text .", "One.\n\n---\n\nTwo.": "One . Two ."},
    leaves=("- - a", "--"),
)
def ruler(_match: re.Match[str], _locale: Locale) -> str:
    """A line across the page, which is not spoken."""
    return ""


@rule(
    r"^[ \t]*+\|?(?:[ \t]*+:?-+:?[ \t]*+\|)+(?:[ \t]*+:?-+:?[ \t]*+)?$",
    needs="|",
    says={"| a | b |\n|---|:-:|\n| c | d |": "a , b . c , d"},
    leaves=("a | b", "- | x"),
)
def table_ruler(_match: re.Match[str], _locale: Locale) -> str:
    """The line under the head of a table, which is not spoken."""
    return ""


@rule(
    r"^[ \t]*+\|[^\n]*\|[ \t]*$",
    needs="|",
    says={"| Room | Light |": "Room , Light", "| Hall | on | 3 |": "Hall , on , three"},
    leaves=("a | b", "|x"),
)
def table_row(match: re.Match[str], _locale: Locale) -> Iterator[Claim]:
    """A row of a table, read as a list of its cells."""
    places = [match.start() + at for at, character in enumerate(match[0]) if character == "|"]
    for place in places:
        outer = place in (places[0], places[-1])
        yield Claim(place, place + 1, "" if outer else ",")


@rule(
    r"^[ ]{0,3}(?P<it>(?:>[ ]|>(?![\d$€£=<>-]))+)",
    needs=">",
    says={"> Be kind.": "Be kind ."},
    leaves=("a > b", ">5"),
)
def quote(_match: re.Match[str], _locale: Locale) -> str:
    """The sign of a quotation, which is not spoken."""
    return ""


@rule(
    r"^[ \t]*+(?P<bullet>[-*+•‣▪◦–—])(?=[ \t]+\S)(?:[ \t]+(?P<box>\[[ xX]\])(?=[ \t]))?",
    needs="-*+•‣▪◦–—",
    says={"- [x] lamp\n- [ ] door": "lamp . door", "* one": "one", "• two": "two"},
    leaves=("-5", "a - b", "—yes"),
)
def bullet(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The bullet or check box of a list item, which is not spoken."""
    return _silent(match, *(name for name in ("bullet", "box") if match[name]))


@rule(
    r"^[ \t]*+\d{1,3}(?P<it>[.)])(?=[ \t]+(?P<next>\S{1,24}))",
    needs=(").", DIGITS),
    says={"1. Open the door\n2. Close it": "one . Open the door . two . Close it", "1) Go": "one . Go"},
    leaves=("1.5", "2)"),
)
def item(match: re.Match[str], locale: Locale) -> str | None:
    """The number of a list item, read as a sentence of its own; "3. Oktober" is a date where ordinals have a stop."""
    words = stop_words(locale.base)
    if match["it"] == "." and words.ordinal:
        listed = match["next"].rstrip(".,:;!?").lower() not in words.calendar
        return "." if listed and not _ANOTHER_ORDINAL.match(match.string, match.end()) else None
    return "."


_ANOTHER_ORDINAL = re.compile(r"[ ]+[a-z]{2,5}[ ]\d{1,3}\.[ ]")
"""What follows the first of two ordinals: "3. und 4. Klasse"."""


@rule(
    r"^(?=[^\n]*\S)(?P<line>[^\n]*+)(?P<end>\n)(?=(?P<next>[^\n]{0,60}))",
    needs="\n",
    says={
        "# Results\nAll is well.": "Results . All is well .",
        "- milk\n- bread": "milk . bread",
        "First\n\nSecond": "First . Second",
        "Good morning\nIt rains.": "Good morning . It rains .",
    },
    leaves=("The lamp in the hall was switched on at the usual\ntime.", "Well.\nYes.", "these\nwords"),
)
def line_end(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """The end of a heading, a list item or a short line, which ends a sentence."""
    line, following = match["line"].rstrip(_TRAILING), match["next"]
    if not re.search(r"\w", line) or line[-1] in ".!?…:;,。！？；：，、।":
        return None
    first = following.lstrip()[:1]
    complete = not first or (len(line) < _WRAPPED and not first.islower())
    if complete or _STRUCTURE.match(line) or _STRUCTURE.match(following):
        return [Claim(*match.span("end"), ".")]
    return None
