"""Lists the benchmarks beside this file, or runs the one that is named."""

import ast
import runpy
import sys
from pathlib import Path


def main() -> int:
    """List without a name; otherwise run the benchmark of that name with the arguments that follow it."""
    programs = {path.stem: path for path in sorted(Path(__file__).parent.glob("[a-z]*.py"))}
    if len(sys.argv) == 1 or sys.argv[1] in ("list", "-h", "--help"):
        for name, path in programs.items():
            print(f"{name:20} {_purpose(path)}")
        return 0
    name = sys.argv[1]
    if name not in programs:
        print(f"There is no benchmark {name}; there are: {', '.join(programs)}", file=sys.stderr)
        return 2
    sys.path.insert(0, str(Path(__file__).parents[1]))  # for what benchmarks share, and the package in a checkout
    sys.argv = [str(programs[name]), *sys.argv[2:]]
    runpy.run_path(str(programs[name]), run_name="__main__")
    return 0


def _purpose(path: Path) -> str:
    """The first line of a program's docstring."""
    spoken = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return spoken.partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main())
