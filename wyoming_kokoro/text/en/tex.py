"""Reads formulas written in TeX: a "frac" of a and b as "A over B".

A formula is read part by part, from left to right: an atom (a number, a letter, a command with its arguments, or a
group in braces) with what is written above and below it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from wyoming_kokoro.text.en.numbers import cardinal, fraction, number, ordinal
from wyoming_kokoro.text.en.vocabulary import readings, word_set
from wyoming_kokoro.text.locale import Locale

_TOKEN: Final = re.compile(
    r"\\(?:text\w*|mathrm|mbox|operatorname\*?|begin|end)\{(?P<words>[^{}]*)\}"
    r"|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|[^\s\\]",
    re.DOTALL,
)
_DEEPEST: Final = 12
"""How deep groups may lie in one another; a formula of people is not deeper, and what is deeper is read flat."""


def spoken_formula(written: str, locale: Locale) -> str:
    """Return a formula in words."""
    spoken = " ".join(_Formula(written, locale).parts(""))
    spoken = re.sub(r"\( (\w+) \)", r"\1", spoken)
    return re.sub(r"(for all|there exists) (\w+) is in\b", r"\1 \2 in", spoken)


class _Formula:
    """A formula while it is read: its tokens, and how many of them have been read."""

    def __init__(self, written: str, locale: Locale) -> None:
        tokens = (sign[0] for sign in _TOKEN.finditer(written))
        self._tokens = [sign for sign in tokens if sign.strip() and sign not in _SPACES]
        self._at = 0
        self._locale = locale
        self._depth = 0
        self._sets = 0
        """How many braces of sets are open: inside them a bar means "such that"."""
        self._inside_bars = False

    def parts(self, closing: str) -> Iterator[str]:
        """Yield what is spoken up to a closing sign, or to the end."""
        while self._at < len(self._tokens) and self._tokens[self._at] != closing:
            spoken = self._scripted(self._atom())
            if spoken:
                yield spoken
        self._at += 1

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _taken(self, sign: str) -> bool:
        """Return whether this sign is the next one, and step over it."""
        found = self._next() == sign
        self._at += found
        return found

    def _atom(self) -> str:
        sign = self._next()
        self._at += 1
        if sign == "{":
            return self._group("}")
        if sign.startswith("\\"):
            return self._command(sign[1:])
        if sign[0].isdecimal():
            return number(sign, self._locale)
        if sign == "|":
            return self.bar()
        if sign == "'":
            return "prime of" if self._next() == "(" else "prime"
        if sign.isascii() and sign.isalpha():
            return self._letter(sign)
        return _SIGNS.get(sign) or readings("symbols.tsv").get(sign) or (sign if sign in _MARKS else "")

    def _letter(self, letter: str) -> str:
        """Return a letter; one before a bracket may be a function: P(A) is "P of A"."""
        return f"{letter.upper()} of" if letter in _FUNCTIONS and self._next() == "(" else letter.upper()

    def _group(self, closing: str) -> str:
        """Return what is spoken for a group whose opening sign has been read."""
        if self._depth >= _DEEPEST:
            return ""
        self._depth += 1
        spoken = " ".join(self.parts(closing))
        self._depth -= 1
        return spoken

    def _argument(self) -> str:
        """Return an argument of a command: a group, or the next sign."""
        if self._next() == "{":
            return self._atom()
        if self._next()[:1].isdecimal() and len(self._next()) > 1:  # \frac12 is a half
            sign = self._tokens[self._at]
            self._tokens[self._at : self._at + 1] = [sign[0], sign[1:]]
        return self._atom() if self._next() else ""

    def _command(self, name: str) -> str:
        """Return what is spoken for a command, with its arguments."""
        if words := _TOKEN.fullmatch("\\" + name)["words"]:  # type: ignore[index] # it was found by this pattern
            return "" if name.startswith(("begin", "end")) else str(words)
        if name in _WITH_ARGUMENTS:
            return _WITH_ARGUMENTS[name](self)
        for names, read in _KINDS:
            if name in names:
                return read(self, names[name])
        if name in word_set("tex.silent") or len(name) == 1:
            return ""
        return readings("tex.tsv").get(name, name)

    def begin_set(self) -> str:
        self._sets += 1
        return "the set"

    def end_of_set(self) -> str:
        self._sets = max(0, self._sets - 1)
        return ""

    def choice(self) -> str:
        return f"{self._argument()} choose {self._argument()}"

    def limit(self) -> str:
        below, _ = self._bounds()
        return f"the limit as {below.replace(' to ', ' goes to ')} of" if below else "the limit of"

    def with_word_before(self, word: str) -> str:
        return f"{word} {self._argument()}".strip()

    def with_word_after(self, word: str) -> str:
        return f"{self._argument()} {word}"

    def typeset_fraction(self) -> str:
        start = self._at
        top, bottom = self._argument(), self._argument()
        figures = [sign for sign in self._tokens[start : self._at] if sign not in "{}"]
        if len(figures) == 2 and all(figure.isdecimal() and len(figure) < 4 for figure in figures) and int(figures[1]):
            return fraction(int(figures[0]), int(figures[1]), self._locale)
        return f"{top} {', all over ,' if _is_compound(top) else 'over'} {bottom}"

    def root(self) -> str:
        which = "square"
        if self._taken("["):
            written = self._next()
            index = self._group("]")
            which = _ROOTS.get(written) or (
                f"{ordinal(int(written), self._locale)}" if written.isdecimal() else f"{index} th"
            )
        return f"the {which} root of {self._argument()}"

    def _bounds(self) -> tuple[str, str]:
        """Return what is written below and above a sum, an integral or a limit."""
        below = above = ""
        while self._next() in {"_", "^"}:
            if self._taken("_"):
                below = self._argument()
            else:
                self._at += 1
                above = self._argument()
        return below, above

    def big(self, name: str) -> str:
        """Return a sum or an integral with its bounds."""
        below, above = self._bounds()
        bounds = f" {'from' if above else 'over'} {below}" if below else ""
        return f"the {name}{bounds}{f' to {above}' if above else ''} of"

    def named_function(self, name: str) -> str:
        """Return a function such as a sine, with its power or base before its argument."""
        spoken = name
        while self._next() in {"_", "^"}:
            if self._taken("_"):
                spoken += f" base {self._argument()}"
            else:
                self._at += 1
                spoken += f" {self._power(self._argument())}"
        return f"{spoken} of" if self._next() not in _NO_ARGUMENT else spoken

    def bar(self) -> str:
        """Return a vertical bar: "such that" in a set, "given" in brackets, else around an absolute value."""
        if self._sets:
            return "such that"
        if self._inside_bars:
            self._inside_bars = False
            return ""
        rest = self._tokens[self._at :]
        if "|" in rest and (self._at < 2 or self._tokens[self._at - 2] in _BEFORE_ABSOLUTE):
            self._inside_bars = True
            return "the absolute value of"
        return "given"

    def _scripted(self, spoken: str) -> str:
        """Return an atom with what is written below and above it."""
        while self._next() in {"_", "^"}:
            if self._taken("_"):
                below = self._argument()
                spoken = f"{spoken} {'' if below.isalpha() and ' ' not in below else 'sub '}{below}".strip()
            else:
                self._at += 1
                spoken = f"{spoken} {self._power(self._argument())}".strip()
        return spoken

    def _power(self, raised: str) -> str:
        if raised in _POWERS:
            return _POWERS[raised]
        counted = next((count for count in range(4, 100) if cardinal(count, self._locale) == raised), None)
        return f"to the {ordinal(counted, self._locale) if counted else raised}"


def _is_compound(spoken: str) -> bool:
    """Return whether a part of a formula is an expression of several terms, so that a pause shows where it ends."""
    return any(f" {sign} " in f" {spoken} " for sign in ("plus", "minus", "plus or minus", "over"))


_SPACES: Final = frozenset(
    ("\\,", "\\;", "\\:", "\\!", "\\ ", "&", "~", "\\left", "\\right", "\\limits", "\\displaystyle")
)
_MARKS: Final = ",;:.!()"
_SIGNS: Final = {
    **{"+": "plus", "-": "minus", "*": "times", "/": "over", "=": "equals", "<": "is less than", ">": "is more than"},
    **{"!": "factorial", "%": "percent", "[": "(", "]": ")", "$": ""},
}
_FUNCTIONS: Final = frozenset("fghFGHPEOTVp")
"""Letters that are more likely functions than factors before a bracket."""
_BEFORE_ARGUMENT: Final = {
    **dict.fromkeys(("mathbb", "mathbf", "mathcal", "mathit", "boldsymbol", "mathfrak", "boxed"), ""),
    "vec": "vector",
}
"""Commands whose words stand before their argument."""
_AFTER_ARGUMENT: Final = {
    **dict.fromkeys(("hat", "widehat"), "hat"),
    **dict.fromkeys(("bar", "overline"), "bar"),
    **dict.fromkeys(("tilde", "widetilde"), "tilde"),
    **{"dot": "dot", "ddot": "double dot", "underline": ""},
}
_BIG: Final = {"sum": "sum", "int": "integral", "prod": "product", "iint": "double integral"}
_NAMED_FUNCTIONS: Final = {
    **{"sin": "sine", "cos": "cosine", "tan": "tangent", "cot": "cotangent", "sec": "secant", "csc": "cosecant"},
    **{"arcsin": "arc sine", "arccos": "arc cosine", "arctan": "arc tangent", "sinh": "hyperbolic sine"},
    **{"cosh": "hyperbolic cosine", "log": "log", "ln": "natural log", "exp": "exponential", "det": "determinant"},
    **{"max": "maximum", "min": "minimum", "gcd": "greatest common divisor", "arg": "argument", "dim": "dimension"},
}
_NO_ARGUMENT: Final = frozenset({"", "}", ")", "=", ",", "+", "-"})
_BEFORE_ABSOLUTE: Final = frozenset("=+-*/(,<>{") | {"\\cdot", "\\times", "\\leq", "\\geq", "\\le", "\\ge"}
"""Signs after which a bar opens an absolute value."""
_ROOTS: Final = {"2": "square", "3": "cube"}
_POWERS: Final = {
    **{"two": "squared", "three": "cubed", "prime": "prime", "degrees": "degrees", "times": "star"},
    **{"plus": "plus", "minus": "minus", "T": "transpose"},
}
_WITH_ARGUMENTS: Final[dict[str, Callable[[_Formula], str]]] = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), _Formula.typeset_fraction),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _Formula.choice),
    **dict.fromkeys(("mid", "vert"), _Formula.bar),
    **{"sqrt": _Formula.root, "lim": _Formula.limit, "{": _Formula.begin_set, "}": _Formula.end_of_set},
}
"""Commands that are read in a way of their own."""
_KINDS: Final[tuple[tuple[dict[str, str], Callable[[_Formula, str], str]], ...]] = (
    (_BEFORE_ARGUMENT, _Formula.with_word_before),
    (_AFTER_ARGUMENT, _Formula.with_word_after),
    (_BIG, _Formula.big),
    (_NAMED_FUNCTIONS, _Formula.named_function),
)
"""Commands that are read alike, with the word for each."""
