"""The table of error codes is what the program raises."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from wyoming_kokoro.error_codes import ERROR_CODES, HTTP_CODES, WYOMING_CODES

PACKAGE = Path(__file__).resolve().parents[1] / "wyoming_kokoro"
STATUSES = {"BadRequest": range(400, 500), "Unavailable": range(503, 504), "InternalError": range(500, 501)}


def raised() -> Iterator[tuple[str, str]]:
    """Every code that an error is made with, and the class of the error."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                for keyword in node.keywords:
                    if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                        yield str(keyword.value.value), ast.unparse(node.func)


RAISED = sorted({(code, kind) for code, kind in raised() if kind in {*STATUSES, "BadFrame"}})


@pytest.mark.parametrize(("code", "kind"), RAISED, ids=[code for code, _ in RAISED])
def test_every_code_is_in_the_table_with_the_status_of_its_error(code: str, kind: str) -> None:
    status = ERROR_CODES[code].http_status
    assert status is None or status in STATUSES[kind]


def test_no_code_is_listed_twice() -> None:
    assert len(ERROR_CODES) == len({*HTTP_CODES, *WYOMING_CODES}) + sum(
        code.http_status is None and not code.wyoming for code in ERROR_CODES.values()
    )


def test_every_code_has_a_meaning_that_is_a_sentence() -> None:
    assert [code.name for code in ERROR_CODES.values() if not code.meaning.endswith(".")] == []
