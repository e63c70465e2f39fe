"""Arithmetic and formulas."""

import re
from typing import Final

from wyoming_kokoro.text.en.fragments import NUMBER
from wyoming_kokoro.text.en.numbers import cardinal, number, ordinal
from wyoming_kokoro.text.en.vocabulary import readings
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, Claim, rule

_TERM: Final = rf"(?:{NUMBER}|(?<![A-Za-z])[A-Za-z](?![A-Za-z']))"
_SUPERSCRIPTS: Final = {sign: str(value) for value, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}


@rule(
    rf"(?<![\w.,/])(?P<base>{_TERM})(?:\^\(?(?P<power>-?\d{{1,3}}|[a-z])\)?|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}}))(?!\w)",
    needs="^⁰¹²³⁴⁵⁶⁷⁸⁹",
    says={"x^2": "X squared", "2³": "two cubed", "10^6": "ten to the sixth", "10⁻³": "ten to the minus three"},
    leaves=("^2", "m/s²", "ab^c"),
)
def power(match: re.Match[str], locale: Locale) -> str:
    """A power."""
    raised = match["power"] or "".join(_SUPERSCRIPTS.get(sign, "-") for sign in match["raised"])
    base = match["base"].upper() if match["base"].isalpha() else number(match["base"], locale)
    if raised in {"2", "3"}:
        return f"{base} {'squared' if raised == '2' else 'cubed'}"
    if raised.isdecimal():
        return f"{base} to the {ordinal(int(raised), locale)}"
    spoken = f"minus {cardinal(int(raised[1:]), locale)}" if raised.startswith("-") else raised.upper()
    return f"{base} to the {spoken}"


@rule(
    r"\\[dt]?frac\{(?P<top>[^{}\n]{1,60})(?P<over>\}\{)(?P<bottom>[^{}\n]{1,60})(?P<close>\})",
    needs="\\",
    says={r"\frac{a}{b} = c": "a over b equals c"},
    leaves=(r"\frac12", "a/b"),
)
def typeset_fraction(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A fraction written in TeX."""
    return [
        Claim(match.start(), match.start("top"), ""),
        Claim(*match.span("over"), "over"),
        Claim(*match.span("close"), ""),
    ]


@rule(
    r"\\(?:(?P<root>sqrt|text|mathrm|mathbf)\{(?P<of>[^{}\n]{1,60})\}|(?P<sign>[A-Za-z]{2,10})(?![A-Za-z{]))",
    needs="\\",
    says={r"a \times b": "a times b", r"\sqrt{2} \approx 1.4": "the square root of two is about one point four"},
    leaves=(r"C:\temp\new", r"\n"),
)
def typeset(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """A TeX command."""
    if match["sign"]:
        spoken = "" if match["sign"] in _SILENT_COMMANDS else readings("tex.tsv").get(match["sign"])
        return None if spoken is None else [Claim(*match.span(), spoken)]
    lead = "the square root of" if match["root"] == "sqrt" else ""
    return [Claim(match.start(), match.start("of"), lead), Claim(match.end() - 1, match.end(), "")]


@rule(
    r"(?<![\w=])(?P<it>(?P<name>[kmn])-(?P<number>\d{1,3}))(?![\w.-]|\s?=)",
    needs=("-", DIGITS),
    says={"the n-1 others": "the N minus one others"},
    leaves=("a-1", "n-th", "N-1", "n-1-2"),
)
def less(match: re.Match[str], locale: Locale) -> str:
    """A variable minus a number, inside a sentence."""
    return f"{match['name'].upper()} minus {cardinal(int(match['number']), locale)}"


@rule(
    r"(?<![\w.,])(?P<number>\d{1,3})!(?=\s?[=)/*×+])",
    needs=("!", DIGITS),
    says={"5! = 120": "five factorial equals one hundred twenty"},
    leaves=("5!", "5! Yes", "x! ="),
)
def factorial(match: re.Match[str], locale: Locale) -> str:
    """A factorial."""
    return f"{cardinal(int(match['number']), locale)} factorial"


@rule(
    r"(?<=\))\s?(?P<it>²|³|\^[23](?!\d))",
    needs=")",
    says={"(a + b)²": "( a plus b ) squared"},
    leaves=("a²", ")2", ")^10"),
)
def raised_bracket(match: re.Match[str], _locale: Locale) -> str:
    """The square or cube of an expression in brackets."""
    return "squared" if match["it"][-1] in "²2" else "cubed"


@rule(
    r"\b(?P<name>sin|cos|tan|ln|log|exp)\((?P<of>[a-z])\)(?!\w)",
    needs="(",
    says={"sin(x) and ln(y)": "sine of X and natural log of Y"},
    leaves=("sin (x)", "sin(10)", "cosy(x)"),
)
def named_function(match: re.Match[str], _locale: Locale) -> str:
    """A trigonometric, exponential or logarithmic function."""
    return f"{_FUNCTIONS[match['name']]} of {match['of'].upper()}"


@rule(
    r"(?<![\w.,])(?P<number>\d{1,9}(?:\.\d+)?)[eE](?P<sign>[+-])?(?P<power>\d{1,3})(?![\w.])",
    needs=("eE", DIGITS),
    says={
        "1.5e-3": "one point five times ten to the minus three",
        "2E+6": "two times ten to the sixth",
        "1e6": "one times ten to the sixth",
    },
    leaves=("1e", "e5", "3e4x", "1E5"),
)
def scientific(match: re.Match[str], locale: Locale) -> str | None:
    """A number in E notation."""
    if not match["sign"] and "." not in match["number"] and ("E" in match[0] or len(match["number"]) > 1):
        return None
    number_words, power_words = number(match["number"], locale), int(match["power"])
    to = f"minus {cardinal(power_words, locale)}" if match["sign"] == "-" else ordinal(power_words, locale)
    return f"{number_words} times ten to the {to}"


@rule(
    r"(?<!\w)(?P<it>mc(?:²|\^2|2))(?!\w)",
    needs="c",
    says={"E = mc²": "E equals M C squared", "E=mc2": "E equals M C squared"},
    leaves=("mc", "mc³", "mc21"),
)
def rest_energy(_match: re.Match[str], _locale: Locale) -> str:
    """The right side of E = mc²."""
    return "M C squared"


@rule(
    r"(?<!\w)(?P<function>[fgh])\((?P<of>[a-z])\)(?!\w)",
    needs="(",
    says={"f(x) is continuous": "F of X is continuous"},
    leaves=("f(5)", "of(x)", "(x)"),
)
def function(match: re.Match[str], _locale: Locale) -> str:
    """A function of a variable."""
    return f"{match['function'].upper()} of {match['of'].upper()}"


@rule(
    rf"(?P<a>(?<![\w.,/]){_TERM}|\))\s(?P<sign>[<>])\s(?=[-–(]?[A-Za-z](?![\w']))",
    needs="<>",
    says={"if a < b": "if a is less than b", "x > y": "x is more than y"},
    leaves=("a < 5", "<b>", "a <b"),
)
def order(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A comparison with a variable."""
    return [Claim(*match.span("sign"), "is less than" if match["sign"] == "<" else "is more than")]


@rule(
    rf"(?P<a>(?<![\w.,/]){_TERM}|\))\s?(?P<sign>[*×·∙÷+]|x(?=\s?\d+\s?=))\s?(?=(?P<minus>[-–])?(?P<b>{_TERM}|\())",
    needs="*×·∙÷+x",
    says={
        "2*8": "two times eight",
        "3 x 4 = 12": "three times four equals twelve",
        "x + y": "x plus y",
        "6 ÷ 3": "six divided by three",
    },
    leaves=("*a*", "C++", "5 *"),
)
def operation(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """An operator between two numbers or variables."""
    return [Claim(*match.span("sign"), _OPERATIONS[match["sign"]])]


@rule(
    rf"""(?P<a>(?<![\w.,/]){_TERM}|\))(?P<gap>\s?)(?P<sign>[-–])(?P=gap)(?=(?P<b>{_TERM})[^=\n]{{0,20}}=)
      | =\s?{_TERM}\s?(?P<after>[-–])\s?(?={_TERM})""",
    needs="=",
    says={"5 - 3 = 2": "five minus three equals two", "y=x-1": "y equals x minus one"},
    leaves=("5 - 3", "a-b"),
)
def difference(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A minus sign in an equation."""
    return [Claim(*match.span("sign" if match["sign"] else "after"), "minus")]


@rule(
    rf"(?P<a>(?<![\w.,/]){_TERM}|[)\w{CLAIMED}])\s?(?P<sign>=|≠|≈|≤|≥|<=|>=|==|!=|:=)\s?(?=[-–(]?(?:{_TERM}|[(\w${CLAIMED}]))",
    needs="=≠≈≤≥",
    says={"y=x +1": "y equals x plus one", "a ≠ b": "a is not equal to b", "2+2=4": "two plus two equals four"},
    leaves=("a = ", "===="),
)
def relation(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """An equals sign or another relation between two sides."""
    return [Claim(*match.span("sign"), _RELATIONS[match["sign"]])]


@rule(
    rf"(?<![\w.,])(?P<a>{NUMBER})(?P<gap>\s)/\s(?={NUMBER})",
    needs=("/", DIGITS),
    says={"10 / 2": "ten divided by two"},
    leaves=("10/2", "a / b"),
)
def quotient(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A division with spaces around the slash."""
    at = match.end("gap")
    return [Claim(at, at + 1, "divided by")]


@rule(
    rf"(?P<sign>√|∛)\s?(?={_TERM}|\()",
    needs="√∛",
    says={"√16": "the square root of sixteen"},
    leaves=("√",),
)
def root(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A square or cube root."""
    return [Claim(*match.span("sign"), "the square root of" if match["sign"] == "√" else "the cube root of")]


@rule(
    rf"(?<![\w])(?P<sign>[<>]|≤|≥|<=|>=)\s?(?=[$€£]?{NUMBER}|{CLAIMED})",
    needs=("<>≤≥", DIGITS + CLAIMED),
    says={
        ">5": "more than five",
        "if x < 3": "if x is less than three",
        "≥ 18": "at least eighteen",
        "<$50": "less than fifty dollars",
    },
    leaves=("a>", "<b"),
)
def bound(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A lower or upper bound before a number."""
    spoken = _BOUNDS[match["sign"]]
    term = re.search(r"(?:(?<!\w)[A-Za-z]|\d)\s$", match.string[max(0, match.start() - 3) : match.start()])
    return [Claim(*match.span("sign"), f"is {spoken}" if term else spoken)]


_SILENT_COMMANDS: Final = frozenset({"left", "right"})
_FUNCTIONS: Final = {
    "sin": "sine",
    "cos": "cosine",
    "tan": "tangent",
    "ln": "natural log",
    "log": "log",
    "exp": "exponential",
}
_OPERATIONS: Final = {
    "*": "times",
    "×": "times",
    "·": "times",
    "∙": "times",
    "÷": "divided by",
    "+": "plus",
    "x": "times",
}
_RELATIONS: Final = {
    "=": "equals",
    "==": "equals",
    ":=": "equals",
    "≠": "is not equal to",
    "!=": "is not equal to",
    "≈": "is about",
    "≤": "is at most",
    "<=": "is at most",
    "≥": "is at least",
    ">=": "is at least",
}
_BOUNDS: Final = {
    "<": "less than",
    ">": "more than",
    "≤": "at most",
    "<=": "at most",
    "≥": "at least",
    ">=": "at least",
}
