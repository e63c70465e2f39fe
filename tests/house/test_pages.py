"""The pages made from the program are what the program says now."""

from pathlib import Path

import pytest

from script import pages


@pytest.mark.parametrize("page", sorted(pages.PAGES))
def test_a_generated_page_is_current(page: str) -> None:
    assert (pages.DOCS / page).read_text(encoding="utf-8") == pages.generated(page), "run script/docs"


def test_an_outdated_page_is_reported_and_then_rewritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "DOCS", tmp_path)
    monkeypatch.setattr(pages, "PAGES", {"directory.md": "tempfile:gettempdir"})
    (tmp_path / "directory.md").write_text("something else\n", encoding="utf-8")
    assert pages.outdated() == ["directory.md"]
    monkeypatch.setattr("sys.argv", ["script/docs", "--check"])
    assert pages.main() == 1
    monkeypatch.setattr("sys.argv", ["script/docs"])
    assert pages.main() == 0
    assert pages.outdated() == []
