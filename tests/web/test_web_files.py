"""The dashboard's files, without a browser."""

import re

from tests.web.pages import PANELS, WEB

LOADED_LATER = {"app.js", "vendor/uplot/uPlot.iife.min.js"}
"""Scripts that the first page does not preload: it loads the one anyway, and charts load the other."""

OUR_FILES = [path for path in WEB.rglob("*") if path.suffix in {".js", ".html", ".css"} and "vendor" not in path.parts]


def test_every_file_of_a_panel_is_in_the_list() -> None:
    assert {f"{name}.js" for name in (*PANELS, "index")} == {path.name for path in (WEB / "panels").iterdir()}


def test_the_first_page_preloads_every_module_but_the_panels_so_that_they_load_in_parallel() -> None:
    preloaded = re.findall(r'rel="modulepreload" href="([^"]+)"', (WEB / "index.html").read_text(encoding="utf-8"))
    modules = {path.relative_to(WEB).as_posix() for path in WEB.rglob("*.js")}
    assert sorted(preloaded) == sorted(modules - LOADED_LATER - {f"panels/{name}.js" for name in PANELS})


def test_pages_show_data_as_text_and_run_only_files() -> None:
    markup = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write"
    forbidden = re.compile(rf"{markup}|\beval\(|new Function|\son[a-z]+=\"")
    assert [path.name for path in OUR_FILES if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_every_address_is_relative_or_a_link_for_the_user() -> None:
    urls = {
        url
        for path in OUR_FILES
        for url in re.findall(r"""["'`(](https?://[^"'`)]+|/[a-z][^"'`) ]*)""", path.read_text(encoding="utf-8"))
    }
    allowed = ("https://my.home-assistant.io/", "http://${", "/v1", "/ˈ")
    assert {url for url in urls if not url.startswith(allowed)} == set()
