"""The AppArmor profile: it parses, it is named once, it gives what is needed, and what judges it would notice."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from script.confinement import FileAccess, Profile, file_accesses

PROFILE = Path(__file__).resolve().parents[2] / "addon/apparmor.txt"
TEXT = PROFILE.read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("apparmor_parser") is None, reason="apparmor_parser is not here: apt install apparmor")
def test_the_profile_parses() -> None:
    parsed = subprocess.run(
        ["apparmor_parser", "--skip-kernel-load", "--skip-cache", str(PROFILE)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert parsed.returncode == 0, parsed.stderr


def test_the_file_has_one_profile_line_that_the_supervisor_can_rename() -> None:
    assert re.findall(r"^profile ([^ ]+)", TEXT, re.MULTILINE) == ["kokoro"]
    assert TEXT.count("profile ") - TEXT.count("@{profile_name}") <= 2, "it names itself by what it is renamed to"


def test_the_profile_grants_no_dangerous_permission() -> None:
    rules = [line.strip() for line in TEXT.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert {rule for rule in rules if rule.startswith("capability")} == {
        "capability chown,", "capability setgid,", "capability setuid,",
    }  # fmt: skip
    assert not [
        rule for rule in rules if rule.split()[0] in ("ptrace", "mount", "umount", "pivot_root", "file,", "dbus")
    ]
    assert not [rule for rule in rules if rule.startswith("network") and ("raw" in rule or "packet" in rule)]


@pytest.mark.parametrize(
    ("access", "allowed"),
    [
        (FileAccess("/data/models/model.onnx", "w"), True),
        (FileAccess("/config/override.json", "w"), True),
        (FileAccess("/data/cache/takes.sqlite", "k"), True),
        (FileAccess("/opt/wyoming-kokoro/lib/python3.12/site-packages/av/_core.so", "m"), True),
        (FileAccess("/opt/wyoming-kokoro/lib/python3.12/site-packages/wyoming_kokoro/cli.py", "w"), False),
        (FileAccess("/usr/local/bin/python3.12", "x"), True),
        (FileAccess("/usr/bin/dash", "x"), False),
        (FileAccess("/data/models/model.onnx", "x"), False),
        (FileAccess("/etc/passwd", "r"), True),
        (FileAccess("/etc/passwd", "w"), False),
        (FileAccess("/etc/shadow", "r"), False),
        (FileAccess("/proc/1/environ", "r"), False),
        (FileAccess("/proc/sys/kernel/core_pattern", "w"), False),
        (FileAccess("/ssl/privkey.pem", "r"), False),
    ],
)
def test_the_profile_allows_needed_file_access_and_nothing_else(access: FileAccess, *, allowed: bool) -> None:
    assert Profile.read(PROFILE).allows(access) is allowed


def test_file_accesses_are_parsed_from_a_strace_log(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3.12").write_text("", encoding="utf-8")
    (tmp_path / "bin/python").symlink_to("python3.12")
    trace = f"""\
7 openat(AT_FDCWD</>, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC) = 3</etc/ld.so.cache>
7 chroot("{tmp_path}") = 0
7 execve("/bin/python", ["python"], 0x7ffd /* 9 vars */) = 0
7 openat(AT_FDCWD<{tmp_path}>, "/lib/libz.so.1", O_RDONLY|O_CLOEXEC) = 3<{tmp_path}/lib/libz.so.1>
8 openat(AT_FDCWD<{tmp_path}>, "/nowhere", O_RDONLY) = -1 ENOENT (No such file or directory)
8 openat(4<{tmp_path}/data>, "options.json", O_RDONLY) = 5<{tmp_path}/data/options.json>
8 openat(AT_FDCWD<{tmp_path}>, "/data/new", O_WRONLY|O_CREAT|O_EXCL, 0600) = 6<{tmp_path}/data/new>
8 openat(AT_FDCWD<{tmp_path}>, "/proc/self/fd/6", O_RDONLY) = 7
8 openat(AT_FDCWD<{tmp_path}>, "/proc/self/fd", O_RDONLY|O_NONBLOCK|O_CLOEXEC|O_DIRECTORY) = 8
8 rename("/data/new", "/data/old") = 0
8 newfstatat(AT_FDCWD<{tmp_path}>, "/data/old", {{st_mode=S_IFREG|0600, st_size=1}}, 0) = 0
"""
    assert list(file_accesses(trace.splitlines(), tmp_path)) == [
        FileAccess("/bin/python3.12", "x"),
        FileAccess("/lib/libz.so.1", "r"),
        FileAccess("/lib/libz.so.1", "m"),
        FileAccess("/data/options.json", "r"),
        FileAccess("/data/new", "w"),
        FileAccess("/proc/1/fd/", "r"),
        FileAccess("/data/new", "w"),
    ]


@pytest.mark.parametrize(
    ("rule", "path", "holds"),
    [
        ("/a/*/c r,", "/a/b/c", True),
        ("/a/*/c r,", "/a/b/b/c", False),
        ("/a/** r,", "/a/b/c", True),
        ("/{usr/,}sbin/x r,", "/sbin/x", True),
        ("/{usr/,}sbin/x r,", "/usr/sbin/x", True),
        ("/a[0-9] r,", "/a7", True),
        ("/a? r,", "/a/", False),
        ("owner @{PROC}/@{pid}/fd/ r,", "/proc/12/fd/", True),
        ("/a.b r,", "/axb", False),
    ],
)
def test_paths_match_patterns_as_in_apparmor(tmp_path: Path, rule: str, path: str, *, holds: bool) -> None:
    (tmp_path / "profile").write_text(f"profile x {{\n  {rule}\n}}\n", encoding="utf-8")
    assert Profile.read(tmp_path / "profile").allows(FileAccess(path, "r")) is holds
