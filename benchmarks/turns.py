"""Compares orders of turns: how long listeners wait, and their gaps, on a simulated machine with two cores."""

import argparse
import tempfile
from pathlib import Path
from unittest.mock import patch

from tests.simulated import LONG_TEXT, SHORT_TEXT, ListenerTimes, at_once, texts
from wyoming_kokoro.scheduler import NEWCOMER_MAX_WAIT, SHORT, SHORT_WHEN_OVERLOADED

ORDERS = {
    "newcomers first": (0.0, 0.0, 0.0),
    "short ones first": (SHORT, SHORT, NEWCOMER_MAX_WAIT),
    "with a limit under overload": (SHORT, SHORT_WHEN_OVERLOADED, NEWCOMER_MAX_WAIT),
    "shorter wait for newcomers": (SHORT, SHORT_WHEN_OVERLOADED, 3.0),
}
"""What counts as short, the same under overload, and how long newcomers wait at most."""


def listeners_at_once(order: str, count: int, text: str, work: float) -> list[ListenerTimes]:
    """Simulate listeners at once, with some seconds of work of one core for a second of sound."""
    short, short_when_overloaded, newcomer_max_wait = ORDERS[order]
    limits = patch.multiple(
        "wyoming_kokoro.scheduler.listener",
        SHORT=short,
        SHORT_WHEN_OVERLOADED=short_when_overloaded,
        NEWCOMER_MAX_WAIT=newcomer_max_wait,
    )
    with tempfile.TemporaryDirectory() as folder, limits:
        return at_once(Path(folder), texts(text, count), shared=work)


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listeners", type=int, nargs="+", default=[4, 8])
    parser.add_argument("--work", type=float, nargs="+", default=[0.27, 0.36], help="seconds for a second of sound")
    arguments = parser.parse_args()
    print("| work | listeners | text | order | first sound, mean | latest | gaps | together |")
    print("|---|---|---|---|---|---|---|---|")
    for work in arguments.work:
        for count in arguments.listeners:
            for name, text in (("short", SHORT_TEXT), ("long", LONG_TEXT)):
                for order in ORDERS:
                    listeners = listeners_at_once(order, count, text, work)
                    firsts = [one.first for one in listeners]
                    gaps = [gap for one in listeners for gap in one.gaps]
                    print(
                        f"| {work} | {count} | {name} | {order} | {sum(firsts) / count:.2f} s | {max(firsts):.2f} s "
                        f"| {len(gaps)} | {sum(gaps):.1f} s |"
                    )


if __name__ == "__main__":
    main()
