"""Writes the skeleton of a language's text rules into a folder of its own, for a developer to fill in."""

import argparse
import re
import sys
from pathlib import Path

SKELETON = Path(__file__).resolve().parent / "language_skeleton"
LANGUAGES_FOLDER = Path(__file__).resolve().parent.parent / "wyoming_kokoro" / "text"

_CODE = re.compile(r"[a-z]{2,3}")
_NAME = re.compile(r"[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)*")
_TAG = re.compile(r"[a-z]{2,3}-[A-Z]{2}")


def write_skeleton(code: str, name: str, tag: str, folder: Path = LANGUAGES_FOLDER) -> Path:
    """Write the folder of a language, such as "nl", "Dutch", "nl-NL", and return it; raises ValueError."""
    for value, pattern, example in ((code, _CODE, "nl"), (name, _NAME, "Dutch"), (tag, _TAG, "nl-NL")):
        if not pattern.fullmatch(value):
            raise ValueError(f"{value} should look like {example}.")
    target = folder / code
    if target.exists():
        raise ValueError(f"{target} exists already.")
    placeholders = {"@CODE@": code, "@NAME@": name, "@TAG@": tag, "@CONSTANT@": name.upper().replace(" ", "_")}
    for source in sorted(SKELETON.rglob("*.t*")):
        text = source.read_text("utf-8")
        for placeholder, value in placeholders.items():
            text = text.replace(placeholder, value)
        file = target / source.relative_to(SKELETON).with_name(source.name.removesuffix(".txt"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return target


def main() -> int:
    """Write the skeleton of the named language."""
    parser = argparse.ArgumentParser(prog="script/new-language", description=__doc__)
    parser.add_argument("code", metavar="CODE", help="the language's two-letter code, such as nl")
    parser.add_argument("name", metavar="NAME", help="its name in English, such as Dutch")
    parser.add_argument("--country", metavar="COUNTRY", help="the country to assume, such as NL; by default the code")
    arguments = parser.parse_args()
    tag = f"{arguments.code}-{arguments.country or arguments.code.upper()}"
    try:
        target = write_skeleton(arguments.code, arguments.name, tag)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{target} is written. What to do next is in docs/adding-a-language.md.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
