"""Measures the dashboard in a browser: its size, and when it can be used; needs `script/setup --dev`."""

import argparse
import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from tests.web.pages import CHROMIUM, open_dashboard, run_browser, run_server

TRANSFER_SIZES = """() => ["navigation", "resource"]
    .flatMap(kind => performance.getEntriesByType(kind))
    .map(each => each.transferSize)"""


async def measure(times: int) -> None:
    """Open the page with an empty browser cache, several times, and print size and time."""
    waits, sizes, requests = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        async with run_server(Path(folder)) as server, run_browser() as browser:
            for _ in range(times + 1):
                async with open_dashboard(browser, server.address) as (page, _):
                    await page.get_by_role("button", name="Speak", exact=True).wait_for()
                    waits.append(float(await page.evaluate("performance.now()")))
                    transferred = await page.evaluate(TRANSFER_SIZES)
                    sizes.append(sum(transferred))
                    requests.append(len(transferred))
    print(f"{requests[-1]} requests, {sizes[-1] / 1000:.0f} kB")
    waits = waits[1:]  # the browser's own first page
    median = statistics.median(waits)
    print(f"usable after {median:.0f} ms (median of {times}), {min(waits):.0f} to {max(waits):.0f} ms")


def main() -> int:
    """Measure, if there is a browser."""
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
