"""Checks whether the program is ready for use, and writes docs/reports/readiness.md.

Each row of the page is one command with its result and its date. If rows are named, only those are run and the others
stay as they were, so that long commands need not be run each time.
"""

import argparse
import datetime as dt
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from script.context import TOP

PAGE = TOP / "docs/reports/readiness.md"
PASS, FAIL, NEVER = "pass", "**FAIL**", "never run"


@dataclass(frozen=True)
class Check:
    """A requirement, and the command that checks it."""

    name: str
    what: str
    command: str
    needs: tuple[str, ...] = ()
    """Programs without which it is not run."""
    root: bool = False
    shows: str = ""
    """Regular expressions, with a bar between them, for the part of its output that the page shows."""


CHECKS = (
    Check("code", "format, lint, strict types, generated pages", "script/check"),
    Check(
        "tests", "every test, and 95 % of lines and branches", "script/test -q --coverage",
        shows=r"\d+ passed|Total coverage: [\d.]+%",
    ),
    Check("wyoming", "hostile and broken input to the Wyoming server", "script/test -q tests/wire",
          shows=r"\d+ passed"),
    Check("http", "the same to the HTTP API; real clients; load", "script/test -q tests/api", shows=r"\d+ passed"),
    Check(
        "files", "damaged, missing and incomplete files, a full disk, invalid settings",
        "script/test -q tests/downloads tests/settings", shows=r"\d+ passed",
    ),
    Check("texts", "texts are read and pronounced as the examples say", "script/test -q tests/text tests/pronounce",
          shows=r"\d+ passed"),
    Check("page", "the dashboard in a browser", "script/test -q tests/web", needs=("chromium",), shows=r"\d+ passed"),
    Check("documentation", "commands and code in the documentation work", "script/test -q tests/docs", needs=("curl",),
          shows=r"\d+ passed"),
    Check("load", "100 requests one after the other and 32 at once over HTTP, none fails", "script/bench http_load",
          shows=r"(?m)^.*at once.*$"),
    Check("add-on", "manifest, options, translations, store, simulated Supervisor", "script/test -q tests/addon",
          shows=r"\d+ passed"),
    Check(
        "profile", "the AppArmor profile parses", "apparmor_parser --skip-kernel-load --skip-cache addon/apparmor.txt",
        needs=("apparmor_parser",),
    ),
    Check(
        "image",
        "the image's steps in an empty root folder, started as Docker and the Supervisor start it, without a network",
        "script/image-steps", needs=("debootstrap", "unshare", "strace"), root=True,
        shows=r"\d+ MB on top of the base image|healthy [\d.]+ s|\d+ MB in memory",
    ),
    Check("release", "a release can be rehearsed", "script/release 99.0.0 --dry-run --owner example"),
)  # fmt: skip

_BEGINNING = """\
# Readiness

Whether the program is ready for use: what was tested, what was found, and what is missing. `script/readiness` runs the
commands of the table and writes this page; `script/readiness NAME` runs one row again.

"""

_BY_HAND = """
## Tested by hand, on 2026-11-28

| what | result |
|---|---|
| Home Assistant 2026.11.0 itself, with ffmpeg, pipelines and a scripted agent, while eSpeak NG speaks, zeroconf included | 58 checks pass; every sentence is played once and in time |
| the add-on's folder and the store's folder, checked with the Supervisor's own schema (its source of 2026-08-21) | valid, no warnings |
| the pages of this documentation, followed from a new clone with curl, OpenAI's library and the `wyoming` package, except where they need Docker, the settings pages of another program or a Home Assistant host | what did not work was corrected, and tests now check it |
| the image built by buildah 1.28 (base: Debian with Python 3.11) and run by podman 4.3, as `compose.yaml` asks for and as `docker run` does; the local add-on built in the same way | healthy, user 1000 without capabilities, only `/data` and `/tmp` can be written, speaks, SIGTERM ends it with exit code 0 |
| `uv tool install` into an empty folder | starts, speaks |
| adding a rule, a voice and a format as [Contributing](../../CONTRIBUTING.md) describes | minutes each; the tests named there pass for a rule, a format and a voice of one's own |

## Not tested

- **Kokoro's published model files.** Neither the tests nor the figures on these pages use them: models of the same shape
  with other weights take their place. People must first judge how it sounds, and how soon it speaks on a given machine.
- **Docker itself** has not built the image, and the base that the Dockerfile names was not used; buildah built it on a base
  of our own.
- **arm64**: the program has not run on it. Every installed package exists there as a wheel.
- **A kernel that enforces AppArmor** has not run the add-on; the profile was compared with a trace of the program.
- **A published image and store** do not exist yet; `script/release` makes them, and a person pushes them.
- **A graphics card** has not been tested (`engine.providers`).
- **Weeks of operation**: the longest runs under load took minutes.

## Security findings

Found by reading the code against the threats in [Security](../security.md), and by the tests above.

| severity | finding |
|---|---|
| high | none known |
| medium | The Wyoming protocol has no TLS and no password: everybody in the network can have texts spoken and keep the processor busy, within `limits.queue`. Protection: a firewall; for HTTP a reverse proxy. |
| medium | eSpeak NG 1.52 is written in C, and some texts crash it. Protection: it runs in a separate process, which is started again ([decision](../decisions/espeak-apart.md)). |
| low | Until `http.key` is set, everybody who can reach port 8354 can read `/metrics` and `/v1/status`. Neither contains what was spoken. |
| low | If aiohttp refuses a request before it is complete, its response is plain text without a request id. |
| low | Everybody who can read the cache file on disk (`cache.disk`, off by default) can listen to it; its mode is 0600. |

## Next steps

1. Run with Kokoro's published files on a Raspberry Pi 5 and on a small PC; listen; record the time to the first sound and the
   speed.
2. Build the image for both architectures, publish the store's branch, and install the add-on on a spare machine.
3. Enforce the AppArmor profile there for a day, and read the kernel's log.
4. Run it for two weeks with the assistant of a real home; compare memory and open files at the beginning and the end.
5. Fuzz the frame reader, SSML and the text rules for an hour each per release; CI tries random input for seconds only.
"""  # noqa: E501 -- rows of a table


@dataclass(frozen=True)
class Result:
    """The result of a check, and its date."""

    outcome: str
    output: str = ""
    date: str = ""


def run(check: Check, today: str) -> Result:
    """Run a check and return its result."""
    missing = [name for name in check.needs if shutil.which(name) is None]
    if missing or (check.root and os.geteuid() != 0):
        why = f"{', '.join(missing)} is not installed" if missing else "needs root"
        return Result("not run", why, today)
    print(f"{check.name}: {check.command}", flush=True)
    began = time.monotonic()
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", check.command], cwd=TOP, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode != 0:
        print(done.stdout[-3000:])
    matches = [match[0].strip() for match in re.finditer(check.shows, done.stdout)] if check.shows else []
    output = "; ".join([*dict.fromkeys(matches), f"{time.monotonic() - began:.0f} s"])
    return Result(PASS if done.returncode == 0 else FAIL, output, today)


def previous_results(page: str) -> dict[str, Result]:
    """Return the results on the present page."""
    rows = re.findall(r"^\| ([\w-]+) \| [^|]* \| `[^`]*` \| ([^|]+) \| ([^|]*) \| ([^|]*) \|$", page, re.MULTILINE)
    return {name: Result(outcome, output, date) for name, outcome, output, date in rows if outcome != NEVER}


def page_text(results: Mapping[str, Result], machine: str) -> str:
    """Return the text of the page."""
    rows = []
    for check in CHECKS:
        result = results.get(check.name, Result(NEVER))
        command = check.command.replace("|", "\\|")
        cells = (check.name, check.what, f"`{command}`", result.outcome, result.output, result.date)
        rows.append(f"| {' | '.join(cells)} |")
    outcomes = [results.get(check.name, Result(NEVER)).outcome for check in CHECKS]
    failed = outcomes.count(FAIL)
    summary = f"{outcomes.count(PASS)} of {len(CHECKS)} pass" + (f", {failed} fail" if failed else "")
    head = ["| name | requirement | command | result | output | date |", "|---|---|---|---|---|---|"]
    return _BEGINNING + "\n".join([f"Last run on {machine}: {summary}.\n", *head, *rows, ""]) + _BY_HAND


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named checks, or all, and write the page; 1 if any row of it has failed."""
    names = [check.name for check in CHECKS]
    parser = argparse.ArgumentParser(prog="script/readiness", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(names)}")
    parsed = parser.parse_args(arguments)
    unknown = [name for name in parsed.names if name not in names]
    if unknown:
        parser.error(f"there is no {unknown[0]}; there are: {', '.join(names)}")
    results = previous_results(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    for check in CHECKS:
        if not parsed.names or check.name in parsed.names:
            results[check.name] = run(check, today)
            PAGE.write_text(page_text(results, machine()), encoding="utf-8")
            print(f"{check.name}: {results[check.name].outcome} {results[check.name].output}", flush=True)
    return 1 if any(result.outcome == FAIL for result in results.values()) else 0


def machine() -> str:
    """Return a short description of this machine."""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"


if __name__ == "__main__":
    sys.exit(main())
