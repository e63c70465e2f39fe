"""Compares orders of turns: how long listeners wait, and their gaps, on a simulated machine with two cores."""

import argparse
import tempfile
from pathlib import Path

from tests.simulated import LONG_TEXT, SHORT_TEXT, Heard, at_once, texts
from wyoming_kokoro import scheduler

ORDERS = {
    "newcomers first": (0.0, 0.0, 0.0),
    "short ones first": (scheduler.SHORT, scheduler.SHORT, scheduler.NEWCOMER_MAX_WAIT),
    "and in a crowd": (scheduler.SHORT, scheduler.SHORT_WHEN_OVERLOADED, scheduler.NEWCOMER_MAX_WAIT),
    "with less patience": (scheduler.SHORT, scheduler.SHORT_WHEN_OVERLOADED, 3.0),
}
"""What is taken for short, the same in a crowd, and the patience of newcomers."""


def heard(order: str, count: int, text: str, work: float) -> list[Heard]:
    """What so many listeners hear at once, with so many seconds of work for a second of sound on one core."""
    scheduler.SHORT, scheduler.SHORT_WHEN_OVERLOADED, scheduler.NEWCOMER_MAX_WAIT = ORDERS[order]
    with tempfile.TemporaryDirectory() as folder:
        return at_once(Path(folder), texts(text, count), shared=work)


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listeners", type=int, nargs="+", default=[4, 8])
    parser.add_argument("--work", type=float, nargs="+", default=[0.27, 0.36], help="seconds for a second of sound")
    asked = parser.parse_args()
    print("| work | listeners | text | order | first sound, mean | latest | gaps | together |")
    print("|---|---|---|---|---|---|---|---|")
    for work in asked.work:
        for count in asked.listeners:
            for name, text in (("short", SHORT_TEXT), ("long", LONG_TEXT)):
                for order in ORDERS:
                    each = heard(order, count, text, work)
                    firsts = [one.first for one in each]
                    gaps = [gap for one in each for gap in one.gaps]
                    print(
                        f"| {work} | {count} | {name} | {order} | {sum(firsts) / count:.2f} s | {max(firsts):.2f} s "
                        f"| {len(gaps)} | {sum(gaps):.1f} s |"
                    )


if __name__ == "__main__":
    main()
