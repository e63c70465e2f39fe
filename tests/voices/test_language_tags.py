"""Language tags are compared, and found in names of voices."""

import pytest

from wyoming_kokoro.voices.language_tags import KOKORO_LETTERS, base, is_same, language_in_name


@pytest.mark.parametrize(
    ("tag", "code"), [("en-US", "en"), ("no-NO", "nb"), ("nb", "nb"), ("iw", "he"), ("cmn-Latn", "zh"), ("pt_BR", "pt")]
)
def test_the_language_of_a_tag_has_its_current_code(tag: str, code: str) -> None:
    assert base(tag) == code


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("no-NO", "nb-NO", True), ("en_us", "en-US", True), ("en-GB", "en-US", False), ("zh", "zh-CN", False)],
)
def test_equal_tags_may_be_written_differently(one: str, other: str, *, same: bool) -> None:
    assert is_same(one, other) is is_same(other, one) is same


@pytest.mark.parametrize(
    ("name", "language"),
    [
        *((f"{letter}f_gone", language) for letter, language in KOKORO_LETTERS.items()),
        ("de_DE-thorsten-medium", "de-DE"),
        ("espeak_de", None),
        ("xf_gone", None),
        ("heart", None),
        ("", None),
    ],
)
def test_a_voice_name_may_contain_its_language(name: str, language: str | None) -> None:
    assert language_in_name(name) == language
