"""Giving up root: the folders belong to the program's user, and it cannot become root again."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from wyoming_kokoro.errors import InvalidSettings
from wyoming_kokoro.privileges import USER, give_to_user, give_up_root
from wyoming_kokoro.settings import Paths

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up root")

PROGRAM = """
import json, os, sys
from pathlib import Path
from wyoming_kokoro.privileges import give_up_root
from wyoming_kokoro.settings import Paths
folder = Path(sys.argv[1])
give_up_root(Paths(folder, folder / "own"), {"WYOMING_KOKORO_USER": "nobody"})
status = Path("/proc/self/status").read_text()
rights = dict(line.split(":", 1) for line in status.splitlines())
try:
    os.setuid(0)
    back = True
except PermissionError:
    back = False
state = {"uid": os.getuid(), "groups": os.getgroups(), "rights": rights["CapEff"].strip(), "back": back,
        "options": json.loads((folder / "options.json").read_text())}
(folder / "own" / "new").write_text("kept")
print(json.dumps(state))
"""


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that others can reach, as /data; pytest's own are for their owner alone."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@AS_ROOT
def test_what_began_as_root_goes_on_as_the_user_who_then_owns_the_folders(reachable: Path) -> None:
    options = reachable / "options.json"
    options.write_text('{"voice": "af_heart"}', encoding="utf-8")
    options.chmod(0o600)
    (reachable / "restored").mkdir(mode=0o700)
    (reachable / "restored" / "file").write_text("x", encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(reachable)],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    state = json.loads(ended.stdout)
    nobody = reachable.stat().st_uid
    assert state == {
        "uid": nobody, "groups": [], "rights": "0" * 16, "back": False, "options": {"voice": "af_heart"},
    }  # fmt: skip
    assert nobody != 0
    assert {path.stat().st_uid for path in reachable.rglob("*")} == {nobody}


@AS_ROOT
def test_a_link_in_the_folder_hands_over_nothing_else(
    reachable: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "file").write_text("x", encoding="utf-8")
    (reachable / "link").symlink_to(elsewhere)
    (reachable / "file").symlink_to(elsewhere / "file")
    give_to_user(reachable, 65_534, 65_534)
    assert {path.stat().st_uid for path in (elsewhere, elsewhere / "file")} == {0}
    assert (reachable / "link").lstat().st_uid == 65_534


@AS_ROOT
def test_a_user_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match="there is no user somebody-else"):
        give_up_root(Paths(tmp_path, tmp_path), {USER: "somebody-else"})


def test_where_no_user_is_named_everything_stays_as_it_is(tmp_path: Path) -> None:
    before = os.getuid(), tmp_path.stat().st_uid
    give_up_root(Paths(tmp_path, tmp_path), {})
    assert (os.getuid(), tmp_path.stat().st_uid) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root would become that user")
def test_another_user_than_root_stays_the_same(tmp_path: Path) -> None:
    give_up_root(Paths(tmp_path, tmp_path), {USER: "nobody"})
    assert os.getuid() != 0


def test_what_is_one_s_own_already_is_made_and_stays(tmp_path: Path) -> None:
    give_to_user(tmp_path / "new" / "folder", os.getuid(), os.getgid())
    give_to_user(tmp_path / "new" / "folder", os.getuid(), os.getgid())
    assert (tmp_path / "new" / "folder").stat().st_uid == os.getuid()
