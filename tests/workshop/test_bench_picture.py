"""Results as a table and as a picture."""

from collections import Counter
from xml.etree import ElementTree as ET  # our own documents only

import pytest

from tests.workshop.results import listeners_result, result
from wyoming_kokoro.workshop.bench.candidates import BenchCandidate
from wyoming_kokoro.workshop.bench.picture import COLORS, WIDTH, draw_picture
from wyoming_kokoro.workshop.bench.results import BenchResult
from wyoming_kokoro.workshop.bench.table import table_lines

SVG = "{http://www.w3.org/2000/svg}"


def parsed_picture(results: list[BenchResult], title: str = "a machine") -> ET.Element:
    return ET.fromstring(draw_picture(results, title))  # noqa: S314 - our own document


def texts(picture: ET.Element) -> list[str]:
    return [each.text or "" for each in picture.iter(f"{SVG}text")]


def bar_widths(picture: ET.Element, color: str) -> list[float]:
    return [float(each.attrib["width"]) for each in picture.iter(f"{SVG}rect") if each.attrib["fill"] == color]


def test_the_table_has_every_candidate_and_every_number_of_listeners() -> None:
    results = [
        result(BenchCandidate("kokoro", "model.onnx"), 0.3, 0.4, (listeners_result(1), listeners_result(8, gaps=3))),
        result(BenchCandidate("kokoro", "tuned.onnx"), 0.2, 0.3, (listeners_result(1, gaps=1),)),
    ]
    lines = list(table_lines(results))
    assert "0.400 s" in lines[1] and "0.300" in lines[1] and "500 MB" in lines[1]
    assert lines[-2].endswith("2.50, 3 gaps") and "none" in lines[-2]
    assert "2.50, 1 gap " in lines[-1] and lines[-1].endswith("no time left")
    assert len(list(table_lines([result(BenchCandidate("tone"))]))) == 2


@pytest.mark.parametrize(("first", "last"), [(0, 2), (5, 7)], ids=["single listener", "several listeners"])
def test_the_columns_of_the_table_are_aligned(first: int, last: int) -> None:
    results = [
        result(BenchCandidate("kokoro", "model.onnx"), listeners=(listeners_result(1), listeners_result(8, gaps=3))),
        result(BenchCandidate("espeak"), listeners=(listeners_result(1, gaps=10),)),
    ]
    assert len({len(line) for line in list(table_lines(results))[first : last + 1]}) == 1


def test_bars_are_as_long_as_their_values() -> None:
    results = [
        result(BenchCandidate("kokoro", f"{name}.onnx"), 0.1 * number, 0.5) for number, name in enumerate("abc", 1)
    ]
    picture = parsed_picture(results)
    _, factor, _, _ = zip(*(bar_widths(picture, color) for color in COLORS[:3]), strict=True)
    assert factor[1] == pytest.approx(2 * factor[0], rel=0.01) and factor[2] == pytest.approx(3 * factor[0], rel=0.01)
    assert {"a machine", "a.onnx", "0.100", "0.300", "500"} <= set(texts(picture))


def test_several_listeners_are_drawn_as_a_line_with_hollow_dots_for_gaps() -> None:
    few = parsed_picture([result(BenchCandidate("tone"))])
    listeners = (listeners_result(1), listeners_result(4), listeners_result(16, gaps=2))
    many = parsed_picture([result(BenchCandidate("tone"), listeners=listeners)] * 2)
    assert float(many.attrib["height"]) > float(few.attrib["height"]) + 300
    assert many.attrib["width"] == few.attrib["width"]
    fills = Counter(each.attrib["fill"] for each in many.iter(f"{SVG}circle"))
    legend = 1
    assert fills == {COLORS[0]: 2 + legend, COLORS[1]: 2 + legend, "#ffffff": 2 + legend}
    assert {"1", "4", "16"} <= set(texts(many))


def test_one_number_of_listeners_can_be_drawn() -> None:
    picture = parsed_picture([result(BenchCandidate("tone"), listeners=(listeners_result(4),))])
    assert "4" in texts(picture)


def test_everything_is_inside_the_picture() -> None:
    candidates = [
        BenchCandidate("kokoro", "a_very_long_name_for_a_model_file_" * 4 + f"{number}.onnx") for number in "ab"
    ]
    picture = parsed_picture(
        [result(each, listeners=(listeners_result(1), listeners_result(2))) for each in candidates], "x" * 500
    )
    height = float(picture.attrib["height"])
    for text in picture.iter(f"{SVG}text"):
        assert 0 <= float(text.attrib["x"]) <= WIDTH and 0 <= float(text.attrib["y"]) <= height
        assert len(text.text or "") <= 100
    for bar in picture.iter(f"{SVG}rect"):
        if bar.attrib["width"] != "100%":
            assert float(bar.attrib["x"]) + float(bar.attrib["width"]) <= WIDTH


def test_names_with_special_characters_are_escaped() -> None:
    assert "<b>&.onnx" in texts(parsed_picture([result(BenchCandidate("kokoro", "<b>&.onnx"))], '"<&>"'))
