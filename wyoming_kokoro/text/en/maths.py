"""Arithmetic and formulas."""

import re
from collections.abc import Iterator
from typing import Final

from wyoming_kokoro.text.en.fragments import NUMBER
from wyoming_kokoro.text.en.numbers import cardinal, fraction, number, ordinal
from wyoming_kokoro.text.en.vocabulary import readings
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, Claim, rule

_TERM: Final = rf"(?:{NUMBER}|(?<![A-Za-z])[A-Za-z](?![A-Za-z']))"
_LETTERS_ABOVE: Final = {"ⁿ": "n", "ˣ": "x"}
_SUPERSCRIPTS: Final = {sign: str(value) for value, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}


_FACTOR: Final = r"(?P<factor>(?<![\d.,/])(?:\d{1,2}/\d{1,2}|\d{1,6}(?:\.\d+)?)(?=[ ]?[A-Za-zα-ω]))?"
_CARET: Final = (
    r"\^(?P<open>[({])?(?P<power>-?\d{1,3}|[a-z]|\*)(?(open)[)}])(?!\w)"
    r"|(?P<expression>\^[({])(?=[^(){}\n]{1,30}[)}])"
)
_RAISED: Final = r"(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})(?!\w)|(?P<letter>[ⁿˣ])"
_BASE: Final = rf"(?P<pi>π(?=[a-z]))?(?P<base>{NUMBER}|[A-Za-zα-ω](?![A-Za-z']))"


@rule(
    r"∫(?P<low>\d|[a-z])(?P<high>[⁰¹²³⁴⁵⁶⁷⁸⁹])(?!\w)",
    needs="∫",
    says={"∫₀¹ f(x)": "the integral from zero to one of F of X"},
    leaves=("∫ f(x)", "∫₀ x"),
)
def integral(match: re.Match[str], locale: Locale) -> str:
    """An integral with its bounds."""
    low = number(match["low"], locale) if match["low"].isdecimal() else match["low"].upper()
    return f"the integral from {low} to {number(_SUPERSCRIPTS[match['high']], locale)} of"


@rule(
    rf"""(?<![A-Za-z.,/_])(?<![\d.,/]\d)(?P<sign>(?<![\w)\]²³])[-–](?=\w))?{_FACTOR}[ ]?{_BASE}
        (?:{_CARET}|{_RAISED})(?P<minus>[ ][-–][ ](?=[\d({CLAIMED}]|[a-z](?!\w)))?""",
    needs="^⁰¹²³⁴⁵⁶⁷⁸⁹ⁿˣ",
    says={
        "x^2": "X squared",
        "2³": "two cubed",
        "10^6": "ten to the sixth",
        "10⁻³": "ten to the minus three",
        "3x² + 1": "three X squared plus one",
        "πr²": "pi R squared",
        "2^32 - 1 values": "two to the thirty second minus one values",
        "x^(n+1)": "X to the n plus one",
        "e^(-x)": "E to the minus x",
        "so −3² = −9": "so minus three squared equals minus nine",
        "χ² = 4.2": "chi squared equals four point two",
    },
    leaves=("^2", "m/s²", "ab^c"),
)
def power(match: re.Match[str], locale: Locale) -> Iterator[Claim]:
    """A power, also of a product."""
    base = match["base"]
    if base.isascii() and base.isalpha():
        base = base.upper()
    else:
        base = readings("symbols.tsv").get(base) or number(base, locale)
    factor = "" if not match["factor"] else _spoken_factor(match["factor"], locale)
    base = " ".join(filter(None, ("minus" if match["sign"] else "", factor, "pi" if match["pi"] else "", base)))
    if match["expression"]:
        at = match.end("expression")
        closing = min(found for found in (match.string.find(")", at), match.string.find("}", at)) if found >= 0)
        negative = match.string[at] in "-–"
        yield Claim(match.start(), at + negative, f"{base} to the {'minus' if negative else ''}")
        yield Claim(closing, closing + 1, "")
        return
    raised = (
        match["power"]
        or _LETTERS_ABOVE.get(match["letter"] or "")
        or "".join(_SUPERSCRIPTS.get(sign, "-" if sign == "⁻" else "") for sign in match["raised"])
    )
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    yield Claim(start, match.end(), f"{base} {_spoken_power(raised, locale)}{' minus' if match['minus'] else ''}")


def _spoken_factor(written: str, locale: Locale) -> str:
    top, slash, bottom = written.partition("/")
    return fraction(int(top), int(bottom), locale) if slash and int(bottom) else number(top, locale)


def _spoken_power(raised: str, locale: Locale) -> str:
    if raised in {"2", "3"}:
        return "squared" if raised == "2" else "cubed"
    if raised.isdecimal():
        return f"to the {ordinal(int(raised), locale)}"
    if raised == "*":
        return "star"
    return f"to the {f'minus {cardinal(int(raised[1:]), locale)}' if raised.startswith('-') else raised.upper()}"


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
    r"""(?<![\w.,])(?:(?P<number>\d{1,3})!(?=\s?[=)/*×+,;]|\s[a-z])
      | (?P<letter>[knmxr])!(?=\s?[=)/*×+,;.]|\s(?:is|in|and|or|for|as|ways|of|when|grows)\b))""",
    needs=("!", DIGITS + "knmxr"),
    says={
        "5! = 120": "five factorial equals one hundred twenty",
        "10! is large": "ten factorial is large",
        "n! ways": "N factorial ways",
    },
    leaves=("5!", "5! Yes", "y! =", "on!"),
)
def factorial(match: re.Match[str], locale: Locale) -> str:
    """A factorial."""
    return f"{match['letter'].upper() if match['letter'] else cardinal(int(match['number']), locale)} factorial"


@rule(
    r"(?<![\w|)])(?P<open>\|)(?=[^\s|])(?P<of>[^|\n&]{1,30})(?<=[^\s|])(?P<close>\|)(?![\w|(])",
    needs="|",
    says={"Let |x| = 3": "Let the absolute value of x equals three", "so |−5|": "so the absolute value of minus five"},
    leaves=("a | b | c", "|word here|", "a||b"),
)
def absolute_value(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """An absolute value between two bars."""
    if _WORD.search(match["of"]):
        return None
    return [Claim(*match.span("open"), "the absolute value of"), Claim(*match.span("close"), "")]


_ARGUMENT: Final = r"[^()\[\]\n;:!?]{1,30}"


@rule(
    rf"""(?<![\w)])(?P<name>P|Pr|E|O|Θ|Ω|Var|Cov|det|dim|rank|sin|cos|tan|ln|log|exp|gcd|lcm)
        (?:_?(?P<base>\d{{1,2}}))?(?P<open>[(\[])(?P<of>{_ARGUMENT})(?P<close>[)\]])""",
    needs="([",
    says={
        "P(A|B) = 0.2": "P of ( A given B ) equals zero point two",
        "det(A) = 2": "determinant of A equals two",
        "sin(30°)": "sine of thirty degrees",
        "log2(8)": "log base two of eight",
        "O(n log n)": "O of ( n log n )",
        "E[X]": "E of X",
    },
    leaves=("P(arking)", "sin (x)", "cos(the angle)"),
)
def applied(match: re.Match[str], locale: Locale) -> Iterator[Claim]:
    """A function of numbers, letters or a short expression."""
    if _WORD.search(match["of"]) or (match["base"] and match["name"] != "log"):
        return
    name = _FUNCTIONS.get(match["name"], match["name"])
    base = f" base {cardinal(int(match['base']), locale)}" if match["base"] else ""
    yield Claim(match.start(), match.end("base" if match["base"] else "name"), f"{name}{base} of")
    if re.fullmatch(rf"[\w.]+[°{CLAIMED}]*|{CLAIMED}+", match["of"]):
        yield Claim(*match.span("open"), "")
        yield Claim(*match.span("close"), "")
        if match["of"].isalpha() and len(match["of"]) == 1 and match["of"].isascii():
            yield Claim(*match.span("of"), match["of"].upper())
    for bar in re.finditer(r"\|", match["of"]):
        yield Claim(match.start("of") + bar.start(), match.start("of") + bar.end(), "given")
    if match["of"].startswith("A") and not match["of"][1:2].isalnum() and len(match["of"]) > 1:
        yield Claim(match.start("of"), match.start("of") + 1, "A")


@rule(
    r"\{\s?[A-Za-z](?:\s?∈\s?\w)?\s?(?P<it>[|:])(?=\s)",
    needs=("{", "|:"),
    says={"{x | x > 0}": "( x such that x is more than zero )"},
    leaves=("{a: 1}", "{x}", "x | y"),
)
def such_that(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """The bar in the description of a set."""
    return None if match["it"] == ":" and "∈" not in match[0] else [Claim(*match.span("it"), "such that")]


@rule(
    r"(?:(?<=\w)|(?<=\)))\s?(?P<it>[→⇒])\s?(?=[¬(]?\w)",
    needs="→⇒",
    says={"p ⇒ q": "p implies q", "p → q, ¬q": "p implies q , not q"},
    leaves=("A → B", "Rain ⇒ wet", "→"),
)
def implication(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """An arrow between statements."""
    sides = match.string[max(0, match.start() - 2) : match.start()] + match.string[match.end() : match.end() + 2]
    letters = re.fullmatch(r"\W?\w[¬(]?\w\W?|\W?\w\w\W?", sides) is not None
    logical = not _LOGIC.isdisjoint(match.string[max(0, match.start() - 60) : match.end() + 60])
    return [Claim(*match.span("it"), "implies")] if letters and (logical or match["it"] == "⇒") else None


_LOGIC: Final = frozenset("¬∧∨∀∃⟺⇔⊢⊨")
_WORD: Final = re.compile(r"[A-Za-z]{4}|[a-z]{2,}\s+[a-z]{2,}\s+[a-z]{2,}")
"""What no argument or absolute value has: words."""


@rule(
    rf"""(?P<it>[ ][-–][ ])(?=\d{{1,4}}[a-z]?(?![\w°%/:,.-])|[b-hj-z](?![\w'.-])|\d{{1,4}}\.?$|{CLAIMED})""",
    needs="-–",
    says={"y - 2": "y minus two"},
    leaves=("a - b", "5 - 3", "Dr. X - 3 pm", "plan - 2"),
)
def minus(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """A minus sign between variables."""
    before = match.string[max(0, match.start() - len("'1234x")) : match.start()]
    variable = re.search(r"(?<![\w'-])\d{0,4}[b-hj-z]$", before)
    after_term = before[-1:] in {CLAIMED, *")²³"} and re.match(
        r"\d{0,4}[b-hj-z](?!\w)", match.string[match.end() :][:6]
    )
    return [Claim(*match.span("it"), "minus")] if variable or after_term else None


@rule(
    r"""(?<!\w)(?:d(?P<y>[a-z])/d(?P<x>[a-z])(?!\w)|(?P<dy>[Δ∂][a-z])(?P<slash>/)(?=[Δ∂][a-z])|\d{1,3}(?P<over>/)(?=[xyznrtk](?![\w/]))|[α-ω](?P<greek>/)(?=\d(?![\d/])))""",
    needs="/",
    says={"dy/dx": "D Y over D X", "Δy/Δx": "delta y over delta x", "1/x": "one over x"},
    leaves=("day/night", "w/x", "1/f"),
)
def ratio(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A derivative, or a slash under a number or a difference."""
    if match["y"]:
        return [Claim(*match.span(), f"D {match['y'].upper()} over D {match['x'].upper()}")]
    return [Claim(*match.span(next(name for name in ("slash", "over", "greek") if match[name])), "over")]


@rule(
    r"\blim(?:it)?[ ]?_?\{?\(?(?P<letter>[a-z])[ ]?(?:→|->)[ ]?(?=[\d∞+-]|[a-z]\b)",
    needs=("→>", "l"),
    says={"lim x→∞ of it": "the limit as X goes to infinity of it"},
    leaves=("limit of x", "x → 0"),
)
def limit(match: re.Match[str], _locale: Locale) -> str:
    """The variable of a limit."""
    return f"the limit as {match['letter'].upper()} goes to"


@rule(
    r"""(?<![\w'’.-])(?P<it>a)(?=[ ]?[=<>≤≥≠≈²³^∈∉+×÷*≡])
      | (?<=[=<>≤≥≠≈+×÷*≡∪∩])[ ]?(?P<last>a)(?![\w'’.-]|[ ][A-Za-z]{2})""",
    needs="=<>≤≥≠≈²³^∈∉+×÷*≡∪∩",
    says={"if a < b": "if A is less than b", "b = a": "b equals A"},
    leaves=("a lamp", "a - lamp", "= a lamp"),
)
def variable(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The variable "a", which is no article."""
    return [Claim(*match.span("it" if match["it"] else "last"), "A")]


@rule(
    r"(?<![\w'-])(?P<name>sin|cos|tan|log|ln)(?P<power>²|³|\^[23](?!\d))(?=[ ]?[(\wα-ω])",
    needs=("sctl", "²³^"),
    says={
        "sin²θ + cos²θ = 1": "sine squared theta plus cosine squared theta equals one",
        "tan^2 x": "tangent squared x",
    },
    leaves=("sin θ", "sin²", "x²"),
)
def raised_function(match: re.Match[str], _locale: Locale) -> str:
    """The square or cube of a function."""
    return f"{_FUNCTIONS[match['name']]} {'squared' if match['power'][-1] in '²2' else 'cubed'}"


@rule(
    rf"(?<=[\w)²³]\))(?P<it>/)(?=\d|\(|{CLAIMED}|[A-Za-zα-ω]\(|[a-zα-ω](?!\w))",
    needs=(")", "/"),
    says={"n(n+1)/2": "n ( n plus one ) over two", "P(A∩B)/P(B)": "P of ( A intersection B ) over P of B"},
    leaves=("(a)/or", "(and)/other", "5/2"),
)
def bracket_divided(_match: re.Match[str], _locale: Locale) -> str:
    """A slash after an expression in brackets."""
    return "over"


@rule(
    r"(?<=\))\s?(?P<it>²|³|\^[23](?!\d))",
    needs=")",
    says={"(a + b)²": "( A plus b ) squared"},
    leaves=("a²", ")2", ")^10"),
)
def raised_bracket(match: re.Match[str], _locale: Locale) -> str:
    """The square or cube of an expression in brackets."""
    return "squared" if match["it"][-1] in "²2" else "cubed"


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
    r"(?<![\w'-])(?P<name>sin|cos|tan|ln)[ ](?P<of>[xyzt])(?![\w'’-])",
    needs="xyzt",
    says={"The derivative of sin x is cos x.": "The derivative of sine of X is cosine of X ."},
    leaves=("his sin a day", "sin X", "cos x's"),
)
def of_variable(match: re.Match[str], _locale: Locale) -> str:
    """A function before its variable, without brackets."""
    return f"{_FUNCTIONS[match['name']]} of {match['of'].upper()}"


@rule(
    r"(?<!\w)(?P<function>[fgh])\((?P<of>[a-z]|-?\d{1,4}(?:\.\d{1,3})?)\)(?!\w)",
    needs="(",
    says={
        "f(x) is continuous": "F of X is continuous",
        "so f(2) = 9": "so F of two equals nine",
        "g(-1.5)": "G of minus one point five",
    },
    leaves=("of(x)", "(x)", "f(12345)", "p(5)"),
)
def function(match: re.Match[str], locale: Locale) -> str:
    """A function of a variable or a number."""
    of = match["of"]
    minus = "minus " if of[0] == "-" else ""
    spoken = of.upper() if of.isalpha() else minus + number(of.lstrip("-"), locale)
    return f"{match['function'].upper()} of {spoken}"


@rule(
    rf"(?P<a>(?<![\w.,/]){_TERM}|[){CLAIMED}])\s(?P<sign>[<>])\s(?=[-–(]?[A-Za-z](?![\w']))",
    needs="<>",
    says={"if a < b": "if A is less than b", "x > y": "x is more than y"},
    leaves=("a < 5", "<b>", "a <b"),
)
def order(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A comparison with a variable."""
    return [Claim(*match.span("sign"), "is less than" if match["sign"] == "<" else "is more than")]


@rule(
    rf"(?P<a>(?<![\w.,/]){_TERM}|[){CLAIMED}])\s?(?P<sign>[*×·∙÷+]|x(?=\s?\d+\s?=))\s?(?=(?P<minus>[-–])?(?P<b>{_TERM}|[({CLAIMED}]))",
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
    says={"y=x +1": "y equals x plus one", "a ≠ b": "A is not equal to b", "2+2=4": "two plus two equals four"},
    leaves=("a = ", "===="),
)
def relation(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """An equals sign or another relation between two sides."""
    spoken = _RELATIONS[match["sign"]]
    counted = _COUNTED.search(match.string[max(0, match.start("sign") - 12) : match.start("sign")])
    if counted and match["sign"] in _BOUNDS and match.string[match.end() : match.end() + 1] in {*DIGITS, CLAIMED}:
        spoken = _BOUNDS[match["sign"]]  # "children ≥12 years" are children of at least twelve years
    return [Claim(*match.span("sign"), spoken)]


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
    term = _TERM_BEFORE.search(match.string[max(0, match.start() - 3) : match.start()])
    return [Claim(*match.span("sign"), f"is {spoken}" if term else spoken)]


_TERM_BEFORE: Final = re.compile(rf"(?:(?<!\w)[A-Za-zα-ω]|\d|[{CLAIMED})])\s$")
_COUNTED: Final = re.compile(r"(?<![\w.])[a-z]{4,}\s$")
_SILENT_COMMANDS: Final = frozenset({"left", "right"})
_FUNCTIONS: Final = {
    "sin": "sine",
    "cos": "cosine",
    "tan": "tangent",
    "ln": "natural log",
    "log": "log",
    "exp": "exponential",
    "det": "determinant",
    "dim": "dimension",
    "gcd": "greatest common divisor",
    "lcm": "least common multiple",
    "Var": "variance",
    "Cov": "covariance",
    "Pr": "probability",
    "Θ": "theta",
    "Ω": "omega",
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
