"""Prints how large the package is: files, lines, classes, functions, and how long the functions are.

Run it as `.venv/bin/python script/figures.py [FOLDER ...]`; each folder is a column of the table, so that versions
can be compared. Without a folder it measures the package of this checkout.
"""

import ast
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "wyoming_kokoro"


def function_lengths(tree: ast.AST) -> Iterator[int]:
    """Yield the number of lines of every function, from `def` to its end."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1


def percentile(values: Sequence[int], percent: float) -> int:
    """Return the smallest value that is not below `percent` of the values."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)] if ordered else 0


def figures_of(folder: Path) -> dict[str, int]:
    """Return the figures of all Python files in a folder, by name."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))]
    return figures(texts, [ast.parse(text) for text in texts])


def figures(texts: Sequence[str], trees: Sequence[ast.Module]) -> dict[str, int]:
    """Return the figures of these files, by name; the trees are those of the texts."""
    lengths = [length for tree in trees for length in function_lengths(tree)]
    return {
        "files": len(texts),
        "lines": sum(text.count("\n") for text in texts),
        "classes": sum(isinstance(node, ast.ClassDef) for tree in trees for node in ast.walk(tree)),
        "functions": len(lengths),
        "function lines, median": percentile(lengths, 50),
        "function lines, 90th percentile": percentile(lengths, 90),
        "function lines, longest": max(lengths, default=0),
    }


def main() -> None:
    """Print a row for each figure and a column for each folder."""
    columns = [figures_of(Path(name)) for name in sys.argv[1:]] or [figures_of(PACKAGE)]
    for name in columns[0]:
        print(f"{name:32}", *(f"{column[name]:8}" for column in columns))


if __name__ == "__main__":
    main()
