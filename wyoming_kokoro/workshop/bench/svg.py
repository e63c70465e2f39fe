"""Writes drawings of bars, lines and labels as SVG."""

from string import Template
from xml.sax.saxutils import escape, quoteattr

_DOCUMENT = Template("""\
<svg xmlns="http://www.w3.org/2000/svg" width="$width" height="$height" viewBox="0 0 $width $height" role="img">
<title>$title</title>
<style>
text { font: 14px system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; fill: #282c34; }
text.title { font-size: 17px; font-weight: 600; }
text.heading { font-size: 15px; font-weight: 600; }
text.note { fill: #5a6778; font-size: 13px; }
text.end { text-anchor: end; }
text.middle { text-anchor: middle; }
</style>
<rect width="100%" height="100%" fill="#ffffff"/>
$elements
</svg>
""")


class SvgDrawing:
    """A drawing to which elements are added, and its SVG document."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self._width = width
        self._height = height
        self._title = title
        self._elements: list[str] = []

    def bar(self, left: float, top: float, width: float, height: float, color: str) -> None:
        """Add a filled rectangle with slightly rounded corners."""
        self._add("rect", x=left, y=top, width=width, height=height, rx=2, fill=color)

    def line(self, points: list[tuple[float, float]], color: str, thickness: float = 1.0) -> None:
        """Add a line from point to point."""
        path = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self._add("polyline", points=path, fill="none", stroke=color, stroke_width=thickness)

    def dot(self, x: float, y: float, color: str, *, hollow: bool = False) -> None:
        """Add a dot, or a circle if it is hollow."""
        self._add("circle", cx=x, cy=y, r=5, fill="#ffffff" if hollow else color, stroke=color, stroke_width=2)

    def text(self, x: float, baseline: float, text: str, style: str = "") -> None:
        """Add a line of text; `style` are the classes of the document's style sheet."""
        attributes = f' class="{style}"' if style else ""
        self._elements.append(f'<text x="{_number(x)}" y="{_number(baseline)}"{attributes}>{escape(text)}</text>')

    def document(self) -> str:
        """Return the SVG document."""
        elements = "\n".join(self._elements)
        return _DOCUMENT.substitute(
            width=self._width, height=self._height, title=escape(self._title), elements=elements
        )

    def _add(self, element: str, **attributes: float | str) -> None:
        written = " ".join(f"{name.replace('_', '-')}={_attribute(value)}" for name, value in attributes.items())
        self._elements.append(f"<{element} {written}/>")


def _attribute(value: float | str) -> str:
    return quoteattr(value if isinstance(value, str) else _number(value))


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
