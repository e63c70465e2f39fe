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
def shared_folder() -> Iterator[Path]:
    """A folder that others can reach, as /data; pytest's own are for their owner alone."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@AS_ROOT
def test_a_process_started_as_root_changes_to_the_user_and_gives_it_the_folders(shared_folder: Path) -> None:
    options = shared_folder / "options.json"
    options.write_text('{"voice": "af_heart"}', encoding="utf-8")
    options.chmod(0o600)
    (shared_folder / "restored").mkdir(mode=0o700)
    (shared_folder / "restored" / "file").write_text("x", encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(shared_folder)],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    state = json.loads(ended.stdout)
    nobody = shared_folder.stat().st_uid
    assert state == {
        "uid": nobody, "groups": [], "rights": "0" * 16, "back": False, "options": {"voice": "af_heart"},
    }  # fmt: skip
    assert nobody != 0
    assert {path.stat().st_uid for path in shared_folder.rglob("*")} == {nobody}


@AS_ROOT
def test_changing_the_owner_of_a_folder_does_not_follow_links(
    shared_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "file").write_text("x", encoding="utf-8")
    (shared_folder / "link").symlink_to(elsewhere)
    (shared_folder / "file").symlink_to(elsewhere / "file")
    give_to_user(shared_folder, 65_534, 65_534)
    assert {path.stat().st_uid for path in (elsewhere, elsewhere / "file")} == {0}
    assert (shared_folder / "link").lstat().st_uid == 65_534


@AS_ROOT
def test_an_error_names_an_unknown_user(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match="there is no user somebody-else"):
        give_up_root(Paths(tmp_path, tmp_path), {USER: "somebody-else"})


def test_without_a_configured_user_nothing_changes(tmp_path: Path) -> None:
    before = os.getuid(), tmp_path.stat().st_uid
    give_up_root(Paths(tmp_path, tmp_path), {})
    assert (os.getuid(), tmp_path.stat().st_uid) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root would become that user")
def test_a_process_that_is_not_root_keeps_its_user(tmp_path: Path) -> None:
    give_up_root(Paths(tmp_path, tmp_path), {USER: "nobody"})
    assert os.getuid() != 0


def test_a_missing_folder_is_created_and_its_owner_is_kept(tmp_path: Path) -> None:
    give_to_user(tmp_path / "new" / "folder", os.getuid(), os.getgid())
    give_to_user(tmp_path / "new" / "folder", os.getuid(), os.getgid())
    assert (tmp_path / "new" / "folder").stat().st_uid == os.getuid()
