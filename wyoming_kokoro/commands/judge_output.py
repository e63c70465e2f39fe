"""What `judge` prints and writes: reports in the forms that were asked for."""

import argparse
import json
import sys
from pathlib import Path

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.judging import RunReport, ScanOutcome, as_csv, as_json, html_page, text_lines

MAX_UNREADABLE = 20
"""Sounds that could not be read that are named one by one."""


def add_report_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the forms of a report."""
    parser.add_argument("--json", action="store_true", default=False, help="print everything as JSON, for programs")
    parser.add_argument("--csv", type=Path, default=None, metavar="FILE", help="write a row for each sound")
    parser.add_argument("--html", type=Path, default=None, metavar="FILE", help="write a page with pictures")


def write_report(report: RunReport, parsed: argparse.Namespace) -> None:
    """Print the report, and write the files that were asked for."""
    if parsed.csv is not None:
        _write(parsed.csv, as_csv(report))
    if parsed.html is not None:
        _write(parsed.html, html_page(report))
    if parsed.json:
        print(json.dumps(as_json(report), ensure_ascii=False, indent=2))
    else:
        print(*text_lines(report), sep="\n")


def print_outcome(outcome: ScanOutcome) -> None:
    """Print what could not be read or judged."""
    for message in (*outcome.unreadable[:MAX_UNREADABLE], *outcome.notes):
        print(message, file=sys.stderr)
    if len(outcome.unreadable) > MAX_UNREADABLE:
        print(f"{len(outcome.unreadable) - MAX_UNREADABLE} more sounds cannot be read.", file=sys.stderr)


def _write(path: Path, content: str) -> None:
    try:
        path.write_text(content, encoding="utf-8", newline="")
    except OSError as error:
        raise BadRequest(f"{path} cannot be written: {error.strerror}.") from error
    print(f"{path} written", file=sys.stderr)
