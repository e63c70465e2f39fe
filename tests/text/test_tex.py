"""Formulas in TeX are read as people say them, and nothing of them is lost."""

import pytest

from wyoming_kokoro.text import Locale
from wyoming_kokoro.text.en.tex import spoken_formula

AMERICAN = Locale("en-US")
FORMULAS = {
    r"\frac{a+b}{2} \geq \sqrt{ab}": "A plus B , all over , two is at least the square root of A B",
    r"\frac12 + \frac{3}{4}": "one half plus three quarters",
    r"\int_0^1 x^2\,dx": "the integral from zero to one of X squared D X",
    r"\sum_{i=1}^{n} i^3": "the sum from I equals one to N of I cubed",
    r"\prod_{k} p_k": "the product over K of P K",
    r"\lim_{x \to 0} f(x)": "the limit as X goes to zero of F of X",
    r"\sin^2 \theta": "sine squared of theta",
    r"\log_2 8 = 3": "log base two of eight equals three",
    r"\sqrt[3]{27}": "the cube root of twenty seven",
    r"x^{-1}": "X to the minus one",
    r"2^{10}": "two to the tenth",
    r"a_{n+1}": "A sub N plus one",
    r"f'(x)": "F prime of X",
    r"|x - 1|": "the absolute value of X minus one",
    r"P(A|B)": "P of ( A given B )",
    r"\{x \mid x > 0\}": "the set X such that X is more than zero",
    r"\binom{n}{k}": "N choose K",
    r"\vec{F} = m\vec{a}": "vector F equals M vector A",
    r"90^\circ": "ninety degrees",
    r"n! \text{ ways}": "N factorial ways",
    r"\forall x \in \mathbb{R}": "for all X in R",
    r"A \cap B = \emptyset": "A intersection B equals the empty set",
    r"\unknown{y}": "unknown Y",
}


@pytest.mark.parametrize(("written", "spoken"), FORMULAS.items(), ids=list(FORMULAS))
def test_formulas_are_read_as_people_say_them(written: str, spoken: str) -> None:
    assert " ".join(spoken_formula(written, AMERICAN).split()) == spoken


@pytest.mark.parametrize("written", ["{" * 500, r"\sqrt" * 100, "x" + "^" * 300, r"\frac{", "|", "_", "\\"])
def test_broken_formulas_are_read_without_an_error(written: str) -> None:
    assert isinstance(spoken_formula(written, AMERICAN), str)
