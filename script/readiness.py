"""Runs what can be run to see whether the program is fit for use, and writes docs/reports/readiness.md.

Each line of the page is one command with its result and its day. Where lines are named only those are run, and the
others stay as they were; so the long ones need not be run each time.
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
    """Something that must hold, and the command that shows it."""

    name: str
    what: str
    command: str
    needs: tuple[str, ...] = ()
    """Programs without which it is not tried."""
    root: bool = False
    shows: str = ""
    """What of its output is worth keeping, as regular expressions with a bar between them."""


CHECKS = (
    Check("code", "format, lint, strict types, generated pages", "script/check"),
    Check(
        "tests", "every test, and 95 % of lines and branches", "script/test -q --coverage",
        shows=r"\d+ passed|Total coverage: [\d.]+%",
    ),
    Check("wyoming", "hostile and broken input at the Wyoming door", "script/test -q tests/wire", shows=r"\d+ passed"),
    Check("http", "the same at the HTTP door; real clients; load", "script/test -q tests/api", shows=r"\d+ passed"),
    Check(
        "files", "damaged, missing and half files, a full disk, broken settings",
        "script/test -q tests/downloads tests/settings", shows=r"\d+ passed",
    ),
    Check("texts", "texts are read and pronounced as told", "script/test -q tests/text tests/pronounce",
          shows=r"\d+ passed"),
    Check("page", "the dashboard in a browser", "script/test -q tests/web", needs=("chromium",), shows=r"\d+ passed"),
    Check("documentation", "what the documentation shows works", "script/test -q tests/docs", needs=("curl",),
          shows=r"\d+ passed"),
    Check("load", "100 requests in turn and 32 at once over HTTP, none failing", "script/bench http_load",
          shows=r"(?m)^.*at once.*$"),
    Check("add-on", "manifest, options, translations, store, Supervisor played", "script/test -q tests/addon",
          shows=r"\d+ passed"),
    Check(
        "profile", "the AppArmor profile parses", "apparmor_parser --skip-kernel-load --skip-cache addon/apparmor.txt",
        needs=("apparmor_parser",),
    ),
    Check(
        "image", "the image's steps in a clean root: started as Docker and as the Supervisor do, without a network",
        "script/image-steps", needs=("debootstrap", "unshare", "strace"), root=True,
        shows=r"\d+ MB on top of the base image|healthy [\d.]+ s|\d+ MB in memory",
    ),
    Check("release", "a release can be rehearsed", "script/release 99.0.0 --dry-run --owner example"),
)  # fmt: skip

_BEGINNING = """\
# Readiness

Whether the program is fit for use: what was run, what was found, and what is missing. `script/readiness` runs the
commands of the table and writes it; `script/readiness NAME` runs one line anew.

"""

_BY_HAND = """
## What was tried by hand, on 2026-11-28

| what | result |
|---|---|
| Home Assistant 2026.11.0 itself, with ffmpeg, pipelines and a scripted agent, with eSpeak NG speaking, zeroconf included | 58 checks pass; nothing is heard twice, late or not at all |
| the add-on's folder and the store's tree, judged by the Supervisor's own schema (its source of 2026-08-21) | valid, no warnings |
| the pages of this documentation, as far as they need no Docker, no other program's settings pages and no Home Assistant host, followed from a clean clone with curl, OpenAI's library and the `wyoming` package | what did not work was mended; tests hold it now |
| the image built by buildah 1.28 (base: Debian with Python 3.11) and run by podman 4.3, as `compose.yaml` asks and as `docker run` does; the local add-on built the same way | healthy, user 1000 without capabilities, nothing outside `/data` and `/tmp` can be written, speaks, SIGTERM ends it with 0 |
| `uv tool install` into an empty folder | starts, speaks |
| adding a rule, a voice and a format as [contributing](../../CONTRIBUTING.md) says | minutes each; the tests named there pass for a rule, a format and a voice of one's own |

## What no command here can show

- **Kokoro's real model files** were never at hand: what was tested in Kokoro's shape had other weights. How it sounds, and
  how soon on a given machine, is to be judged first of all.
- **Docker itself** has not built the image, nor on the base that the Dockerfile names; buildah has, on a base of our own.
- **arm64** has not run it. Every package that is installed exists there as a wheel.
- **A kernel that enforces AppArmor** has not run the add-on; the profile was compared with a trace of the program.
- **A published image and store** do not exist yet; `script/release` makes them, and a person pushes.
- **A graphics card** has not been tried (`engine.providers`).
- **Weeks of running** have not been had: the longest runs under load took minutes.

## Security findings

By reading the code against the threats in [security](../security.md), and by the tests above.

| severity | finding |
|---|---|
| high | none known |
| medium | No TLS, and no password at the Wyoming door, by protocol: whoever is in the network can have text spoken and keep the processor busy, within `limits.queue`. Answer: a firewall; for HTTP a reverse proxy. |
| medium | eSpeak NG 1.52 is C, and some texts end it. Answer: a process of its own, started again ([decision](../decisions/espeak-apart.md)). |
| low | Until `http.key` is set, whoever reaches 8354 sees `/metrics` and `/v1/status`. Neither holds what anybody has said. |
| low | What aiohttp refuses before a request is whole is plain text, without a request id. |
| low | The sound cache on disk (`cache.disk`, off) can be heard by whoever can read the file; its mode is 0600. |

## Next steps

1. Run with Kokoro's real files on a Raspberry Pi 5 and on a small PC; listen; write down the first sound and the speed.
2. Build the image for both architectures, publish the store's branch, and install the add-on on a spare machine.
3. Enforce the AppArmor profile there for a day, and read the kernel's log.
4. Leave it running for two weeks beside a house's assistant; compare memory and descriptors at both ends.
5. Fuzz the frame reader, SSML and the text rules for an hour each per release; CI tries random input for seconds only.
"""  # noqa: E501 -- rows of a table


@dataclass(frozen=True)
class Result:
    """How a check went, and when."""

    outcome: str
    told: str = ""
    day: str = ""


def run(check: Check, today: str) -> Result:
    """Run one."""
    missing = [name for name in check.needs if shutil.which(name) is None]
    if missing or (check.root and os.geteuid() != 0):
        why = f"{', '.join(missing)} is not here" if missing else "needs root"
        return Result("not tried", why, today)
    print(f"{check.name}: {check.command}", flush=True)
    began = time.monotonic()
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", check.command], cwd=TOP, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode != 0:
        print(done.stdout[-3000:])
    found = [match[0].strip() for match in re.finditer(check.shows, done.stdout)] if check.shows else []
    told = "; ".join([*dict.fromkeys(found), f"{time.monotonic() - began:.0f} s"])
    return Result(PASS if done.returncode == 0 else FAIL, told, today)


def kept(page: str) -> dict[str, Result]:
    """The results on a page as it is."""
    rows = re.findall(r"^\| ([\w-]+) \| [^|]* \| `[^`]*` \| ([^|]+) \| ([^|]*) \| ([^|]*) \|$", page, re.MULTILINE)
    return {name: Result(outcome, told, day) for name, outcome, told, day in rows if outcome != NEVER}


def written(results: Mapping[str, Result], machine: str) -> str:
    """The page."""
    rows = []
    for check in CHECKS:
        result = results.get(check.name, Result(NEVER))
        command = check.command.replace("|", "\\|")
        rows.append(f"| {check.name} | {check.what} | `{command}` | {result.outcome} | {result.told} | {result.day} |")
    outcomes = [results.get(check.name, Result(NEVER)).outcome for check in CHECKS]
    failed = outcomes.count(FAIL)
    verdict = f"{outcomes.count(PASS)} of {len(CHECKS)} pass" + (f", {failed} fail" if failed else "")
    head = ["| name | what must hold | command | result | told | day |", "|---|---|---|---|---|---|"]
    return _BEGINNING + "\n".join([f"Last on {machine}: {verdict}.\n", *head, *rows, ""]) + _BY_HAND


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named checks, or all, and write the page; 1 if any line of it has failed."""
    names = [check.name for check in CHECKS]
    parser = argparse.ArgumentParser(prog="script/readiness", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(names)}")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.names if name not in names]
    if unknown:
        parser.error(f"there is no {unknown[0]}; there are: {', '.join(names)}")
    results = kept(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    for check in CHECKS:
        if not asked.names or check.name in asked.names:
            results[check.name] = run(check, today)
            PAGE.write_text(written(results, machine()), encoding="utf-8")
            print(f"{check.name}: {results[check.name].outcome} {results[check.name].told}", flush=True)
    return 1 if any(result.outcome == FAIL for result in results.values()) else 0


def machine() -> str:
    """What it ran on, in a few words."""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"


if __name__ == "__main__":
    sys.exit(main())
