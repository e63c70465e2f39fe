"""What a name may hold."""

import re

import pytest

from wyoming_kokoro.settings.names import REQUEST_NAME, is_name


@pytest.mark.parametrize("name", ["af_heart", "Grüße", "af_heart*0.7 + am_adam*0.3", "声", "a b"])
def test_a_name_may_hold_letters_of_any_script_and_signs(name: str) -> None:
    assert is_name(name) and re.fullmatch(REQUEST_NAME.regex, name)


@pytest.mark.parametrize("sign", ["\0", "\t", "\n", "\r", "\x1b", "\x7f", "\x85", "\u2028", "\ud800"])
def test_a_name_holds_no_control_character(sign: str) -> None:
    for name in (sign, f"a{sign}", f"{sign}a", f"a{sign}b"):
        assert not is_name(name) and not re.fullmatch(REQUEST_NAME.regex, name)


@pytest.mark.parametrize("name", ["", " ", " a", "a ", "a\u00a0"])
def test_a_saved_name_has_no_spaces_around_it(name: str) -> None:
    assert not is_name(name)
