"""Code inside a sentence, between backquotes: its signs are said, because it means something else without them."""

import re
from collections.abc import Iterator
from typing import Final

from wyoming_kokoro.text.en.vocabulary import alternatives, readings
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import LETTERS, Claim, rule

_FLAG: Final = r"(?<![^\s`'\"(\[=|,])(?P<dashes>--?)(?=[A-Za-z][\w-]*)"
"""The dashes before an option of a command."""
_OPERATORS: Final = {**readings("code_signs.tsv"), "#": "hash"}
_TAG: Final = r"(?P<tag></?)(?=[A-Za-z!])(?=[^<>]{0,200}>) | (?<=[\w\"'/-])(?P<end>/?>)(?=[\s<]|$)"
_DOT: Final = r"(?:(?<![^\s`])\.(?=[a-z])|(?<=\w)\.(?=_))(?<=(?P<dot>\.))"
_ESCAPE: Final = r"(?P<escape>\\)(?=[dwsbntr](?![a-z]))"
_LETTER: Final = r"(?<![\w'.])(?P<letter>a)(?=\s{0,4}(?:[^\s\w'\"`]|$))"
_SIGNS: Final = re.compile(
    rf"{_FLAG}|(?<=\w)(?P<call>\(\))|{_TAG}|{_DOT}|{_ESCAPE}|(?P<sign>{alternatives(_OPERATORS)})|{_LETTER}",
    re.VERBOSE,
)
_INDEX: Final = re.compile(r"(?<=[\w\])\"'])\[(?P<index>[^\[\]]{1,40})\]")


@rule(
    r"(?<![`\w])`(?P<it>[^`\n]{1,300})`(?!`)",
    needs="`",
    says={
        "if `a && !b` holds": "if A and not b holds",
        "Run `npm i --save-dev x`.": "Run npm i dash dash save dev x .",
        "`ls -la`": "ls dash la",
        "The `!` operator": "The exclamation mark operator",
        "a `<div>` element": "a div element",
        "`items[0]`": "items ( zero )",
        "`x || y`": "x or y",
    },
    leaves=("``` a && b", "it's a ` b", "a && b"),
)
def snippet(match: re.Match[str], _locale: Locale) -> Iterator[Claim]:
    """The signs of code between backquotes, and its letter "a", which is no article."""
    code, start = match["it"], match.start("it")
    if name := "hash" if code.strip() == "#" else readings("lone_signs.tsv").get(code.strip()):
        yield Claim(*match.span("it"), name)
        return
    for index in _INDEX.finditer(code):
        yield Claim(start + index.start(), start + index.start() + 1, "(")
        yield Claim(start + index.end() - 1, start + index.end(), ")")
    for sign in _SIGNS.finditer(code):
        kind = str(sign.lastgroup)
        yield Claim(start + sign.start(kind), start + sign.end(kind), _spoken(kind, sign, code))


def _spoken(kind: str, sign: re.Match[str], code: str) -> str:
    if kind == "dashes":
        return "dash dash" if len(sign[0]) > 1 else "dash"
    if kind == "letter":
        return "A"
    if kind == "tag":
        return "closing" if sign[0] == "</" else ""
    if kind in {"end", "call"}:
        return ""
    if kind in {"dot", "escape"}:
        return "dot" if kind == "dot" else "backslash"
    following = code[sign.end() :]
    if sign[0] == "!":
        return "not" if re.match(r"[\w(!]", following) else "!"
    if sign[0] == "--" and following[:1] == " ":
        return "dash dash"
    if sign[0] == "*":
        return "times" if re.match(r"\s?(?:\d|[a-z]\b)", following) else "star"
    return _OPERATORS[sign[0]]


@rule(
    r"""(?<=[\w)\]"'])[ ]?(?P<both>&&|\|\|)[ ]?(?=[\w(!"'])|(?<![\w!?])(?P<no>!)(?=[a-z_]\w*[ ]?(?:&&|\|\||\)|;))
      | (?:(?<=and[ ])|(?<=or[ ]))(?P<not>!)(?=[A-Za-z_])""",
    needs="&|!",
    says={"if x && y": "if x and y", "(ok || !done)": "( ok or not done )"},
    leaves=("a & b", "Stop!", "yes!!"),
)
def condition(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The signs for "and", "or" and "not" between conditions, outside backquotes."""
    group = str(match.lastgroup)
    spoken = {"&&": "and", "||": "or"}.get(match[group], "not")
    return [Claim(*match.span(group), spoken)]


_BEFORE_OPTION: Final = (
    r"(?:(?:[Uu]s(?:e|ing)|[Pp]ass(?:ing)?|[Aa]dd(?:ing)?|[Ww]ith|[Tt]he|[Aa]n?|new|[Rr]un|[Ff]lags?|[Oo]ptions?"
    r"|or|and)\s)"
)


_LONG_OPTION: Final = r"(?=[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?![\w-])|[a-z][a-z0-9-]*=|[a-z]{2,}\s(?:flag|option|switch)\b)"


@rule(
    rf"""(?<![\w-])(?P<long>--){_LONG_OPTION}
      | \b{_BEFORE_OPTION}(?P<word>--)(?=[a-z]{{2,}})
      | \b{_BEFORE_OPTION}(?P<short>-)(?=[A-Za-z](?![\w-]))""",
    needs=("-", LETTERS),
    says={
        "Use --dry-run to test": "Use dash dash dry run to test",
        "Pass --port=8080.": "Pass dash dash port equals eight thousand eighty .",
        "Add the -h flag": "Add the dash H flag",
    },
    leaves=("so -- yes", "well--known", "a - b", "yes --no"),
)
def option(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The dashes before an option of a command, outside backquotes."""
    group = str(match.lastgroup)
    if group == "short":
        end = match.end() + 1
        return [Claim(match.start("short"), end, f"dash {match.string[end - 1].upper()}")]
    return [Claim(*match.span(group), "dash dash")]


@rule(
    r"(?P<arrow>[-=]>)(?<=[\w)\]]..)(?=[A-Za-z_])|::(?<=[A-Za-z]..)(?=[A-Za-z])",
    needs=">:",
    says={"foo->bar": "foo arrow bar", "Foo::bar": "Foo colon colon bar"},
    leaves=("a -> b", "a:b", "10=>"),
)
def member(match: re.Match[str], _locale: Locale) -> str:
    """The sign between an object and its member."""
    return "arrow" if match["arrow"] else "colon colon"
