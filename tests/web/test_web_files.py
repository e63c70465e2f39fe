"""The dashboard's files, without a browser."""

import re

from wyoming_kokoro.assets import web_folder

WEB = web_folder()
LATER = {"app.js", "vendor/uplot/uPlot.iife.min.js"}
"""Scripts that the first page does not name: the one that is loaded anyway, and the one that charts load."""


def test_the_first_page_names_every_module_so_that_none_waits_for_another() -> None:
    named = re.findall(r'rel="modulepreload" href="([^"]+)"', (WEB / "index.html").read_text(encoding="utf-8"))
    modules = {path.relative_to(WEB).as_posix() for path in WEB.rglob("*.js")}
    assert sorted(named) == sorted(modules - LATER)


def test_nothing_is_written_into_a_page_but_as_text_and_nothing_is_run_but_files() -> None:
    ours = [path for path in WEB.rglob("*") if path.suffix in {".js", ".html"} and "vendor" not in path.parts]
    markup = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write"
    forbidden = re.compile(rf"{markup}|\beval\(|new Function|\son[a-z]+=\"")
    assert [path.name for path in ours if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_every_address_is_relative_or_a_link_for_people() -> None:
    found = {
        url
        for path in WEB.rglob("*")
        if path.suffix in {".js", ".html", ".css"} and "vendor" not in path.parts
        for url in re.findall(r"""["'`(](https?://[^"'`)]+|/[a-z][^"'`) ]*)""", path.read_text(encoding="utf-8"))
    }
    assert {
        url for url in found if not url.startswith(("https://my.home-assistant.io/", "http://${", "/v1", "/ˈ"))
    } == set()
