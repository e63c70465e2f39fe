"""Rules read a long line in a time that grows with its length: a block of code may have 20,000 characters."""

import pytest

from wyoming_kokoro.text import Locale
from wyoming_kokoro.text.languages import rules_of

LENGTH = 20_000


@pytest.mark.parametrize(("name", "sign"), [("urls.path", "-"), ("markdown.line_end", "&")])
def test_a_rule_gives_up_a_long_line_without_trying_every_part_of_it(name: str, sign: str) -> None:
    """Their time grew with the square of the length, and they hold the interpreter meanwhile."""
    (rule,) = (each for each in rules_of(Locale("en-US")) if each.name == name)
    assert rule.pattern.search(sign * LENGTH) is None
