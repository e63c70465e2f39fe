"""The package that is published: its page has no link that leads nowhere."""

import re
import zipfile
from pathlib import Path

import pytest

from script import package, published_links
from wyoming_kokoro import __version__


def test_links_become_addresses_and_code_stays() -> None:
    page = (
        "[a](b.md#c) ![d](e.png) [web](https://example.org) [`say`](../f.md) [here](#x) `[word](+2)`\n"
        "    ```text\n    [no](link)\n    ```\n"
    )
    assert published_links.made_absolute(page, "docs/page.md", "me", "v1") == (
        "[a](https://github.com/me/wyoming_kokoro/blob/v1/docs/b.md#c) "
        "![d](https://raw.githubusercontent.com/me/wyoming_kokoro/v1/docs/e.png) [web](https://example.org) "
        "[`say`](https://github.com/me/wyoming_kokoro/blob/v1/f.md) [here](#x) `[word](+2)`\n"
        "    ```text\n    [no](link)\n    ```\n"
    )


@pytest.mark.slow
def test_the_page_of_the_package_has_whole_addresses_only(tmp_path: Path) -> None:
    files = package.build(tmp_path, "somebody")
    assert [path.suffix for path in files] == [".whl", ".gz"]
    with zipfile.ZipFile(files[0]) as wheel:
        metadata = wheel.read(f"wyoming_kokoro-{__version__}.dist-info/METADATA").decode()
    assert f"(https://github.com/somebody/wyoming_kokoro/blob/v{__version__}/docs/start.md)" in metadata
    assert re.findall(r"\]\((?!https?://)[^)]*\)", metadata) == []
    assert "OWNER" not in metadata
