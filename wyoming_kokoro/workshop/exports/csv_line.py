"""A line of CSV."""

import csv
import io
from collections.abc import Iterable


def csv_line(values: Iterable[str], delimiter: str = ",") -> str:
    """Return a line of CSV; every value is quoted, because Python's writer would leave some line ends bare."""
    content = io.StringIO(newline="")
    csv.writer(content, delimiter=delimiter, lineterminator="", quoting=csv.QUOTE_ALL).writerow(values)
    return content.getvalue()
