"""Compares what a program did, as strace recorded it, with an AppArmor profile, on kernels without AppArmor.

Only paths are compared: what was opened, written, created, removed and run, with the rules of the profile and of the
abstractions it includes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ABSTRACTIONS = Path("/etc/apparmor.d/abstractions")

_RULE = re.compile(r"^\s*(?:owner\s+)?(?P<path>[/@]\S*)\s+(?P<rights>[a-zA-Z]+),")
_INCLUDE = re.compile(r"^\s*#?include <abstractions/(?P<name>\w+)>")
_VARIABLES = {
    "@{PROC}": "/proc",
    "@{sys}": "/sys",
    "@{run}": "/run",
    "@{pid}": "[0-9]*",
    "@{etc_ro}": "/etc",
    "@{multiarch}": "*-linux-gnu",
    "@{HOME}": "/home/*",
}
_CALL = re.compile(
    r"^\d+\s+(?P<name>\w+)\((?:(?:AT_FDCWD|\d+)<(?P<folder>[^>]*)>, )?(?:\"(?P<path>[^\"]*)\")?(?P<rest>.*)\)\s+="
    r"\s+(?P<result>-?\d+)"
)
_CHANGES = re.compile(r"(unlink|mkdir|rmdir|rename|symlink|link|chmod|fchmod|chown|fchown|truncate)(at|at2)?")
_OPEN_ALREADY = re.compile(r"/proc/(self|\d+)/fd/\d+$")
_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")


@dataclass(frozen=True)
class FileAccess:
    """Something that a program did with a path, and the right that it needs for that."""

    path: str
    right: str


@dataclass(frozen=True)
class Profile:
    """The rules of an AppArmor profile about paths."""

    rules: tuple[tuple[re.Pattern[str], str], ...]

    @classmethod
    def read(cls, path: Path) -> "Profile":
        """Read the rules of a profile, and of what it includes."""
        return cls(tuple(_rules(path)))

    def allows(self, access: FileAccess) -> bool:
        """Return whether a rule gives the right."""
        return any(access.right in rights and shape.fullmatch(access.path) for shape, rights in self.rules)


def file_accesses(trace: Iterable[str], root: Path) -> Iterator[FileAccess]:
    """Yield what succeeded after the change to this root folder, from strace --follow-forks --decode-fds=path."""
    inside = False
    for line in trace:
        inside = inside or " chroot(" in line
        found = _CALL.match(line)
        if not inside or found is None or int(found["result"]) < 0 or found["path"] is None:
            continue
        folder = "/" + (found["folder"] or "").removeprefix(str(root)).lstrip("/")
        path = found["path"] if found["path"].startswith("/") else f"{folder.rstrip('/')}/{found['path']}"
        if _OPEN_ALREADY.match(path):
            continue  # a link to a file that was checked when it was opened
        slash = "/" if "O_DIRECTORY" in found["rest"] else ""
        yield from (
            FileAccess(_plain(path, root, slash), right) for right in _rights(found["name"], path, found["rest"])
        )


def _plain(path: str, root: Path, slash: str) -> str:
    """Return the path that the kernel checks: without links, and with a slash at the end of a folder."""
    place = root / path.lstrip("/")
    if path.startswith("/proc/self"):
        return path.replace("/proc/self", "/proc/1", 1).rstrip("/") + slash
    if not place.exists() or not str(place.resolve()).startswith(str(root)):
        return path
    return "/" + str(place.resolve().relative_to(root)) + ("/" if place.is_dir() else "")


def _rights(name: str, path: str, rest: str) -> str:
    if name == "execve":
        return "x"
    if _CHANGES.fullmatch(name):
        return "w"
    if name not in ("open", "openat"):
        return ""
    if re.search(r"\.so(\.\d+)*$", path):
        return "rm"
    return "w" if _WRITING.search(rest) else "r"


def _rules(path: Path) -> Iterator[tuple[re.Pattern[str], str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if (included := _INCLUDE.match(line)) and (ABSTRACTIONS / included["name"]).exists():
            yield from _rules(ABSTRACTIONS / included["name"])
        elif rule := _RULE.match(line):
            yield re.compile(_shape(rule["path"])), rule["rights"]


def _shape(written: str) -> str:
    """Return a path of a profile as a regular expression."""
    for name, value in _VARIABLES.items():
        written = written.replace(name, value)
    shape, depth = "", 0
    for part in re.findall(r"\*\*|\*|\?|\{|\}|,|\[[^\]]*\]|[^*?{},\[]+", written):
        depth += {"{": 1, "}": -1}.get(part, 0)
        known = {"**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}
        shape += "|" if part == "," and depth else known.get(part) or (part if part[0] == "[" else re.escape(part))
    return shape
