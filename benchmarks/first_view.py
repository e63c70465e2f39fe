"""The dashboard's first view in a real browser: its weight, and when it can be used; needs `script/setup --dev`."""

import argparse
import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from tests.web.pages import CHROMIUM, open_dashboard, run_browser, run_server

WEIGHTS = """() => ["navigation", "resource"]
    .flatMap(kind => performance.getEntriesByType(kind))
    .map(each => each.transferSize)"""


async def measure(times: int) -> None:
    """Open the page anew so many times, each with nothing kept from before, and print what it took."""
    waits, weights, requests = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        async with run_server(Path(folder)) as server, run_browser() as browser:
            for _ in range(times + 1):
                async with open_dashboard(browser, server.address) as (page, _):
                    await page.get_by_role("button", name="Speak", exact=True).wait_for()
                    waits.append(float(await page.evaluate("performance.now()")))
                    sizes = await page.evaluate(WEIGHTS)
                    weights.append(sum(sizes))
                    requests.append(len(sizes))
    print(f"{requests[-1]} requests, {weights[-1] / 1000:.0f} kB")
    waits = waits[1:]  # the browser's own first page
    middle = statistics.median(waits)
    print(f"usable after {middle:.0f} ms in the middle of {times}, {min(waits):.0f} to {max(waits):.0f} ms")


def main() -> int:
    """Measure, where there is a browser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=11, help="how often the page is opened")
    times = parser.parse_args().times
    if CHROMIUM is None:
        print("There is no chromium here: apt-get install chromium", file=sys.stderr)
        return 2
    asyncio.run(measure(times))
    return 0


if __name__ == "__main__":
    sys.exit(main())
