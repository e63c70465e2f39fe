"""Everything that is written lies in the data folder, wherever that is."""

import os
from pathlib import Path

import platformdirs
import pytest

from wyoming_kokoro.settings import Paths
from wyoming_kokoro.settings import paths as installation

USERS = platformdirs.user_data_path("wyoming_kokoro", appauthor=False)


@pytest.mark.parametrize(
    ("data_dir", "environment", "data"),
    [
        (None, {}, USERS),
        (None, {"SUPERVISOR_TOKEN": "x"}, Path("/data")),
        (None, {"SUPERVISOR_TOKEN": ""}, USERS),
        (None, {"WYOMING_KOKORO_DATA_DIR": "/data"}, Path("/data")),
        (None, {"WYOMING_KOKORO_DATA_DIR": ""}, USERS),
        (None, {"WYOMING_KOKORO_DATA_DIR": "/there", "SUPERVISOR_TOKEN": "x"}, Path("/there")),
        ("/here", {"WYOMING_KOKORO_DATA_DIR": "/there"}, Path("/here")),
        ("here", {}, Path.cwd() / "here"),
        ("~/here", {}, Path.home() / "here"),
    ],
)
def test_the_data_folder_is_the_given_one_or_the_default(
    data_dir: str | None, environment: dict[str, str], data: Path
) -> None:
    paths = Paths.find(data_dir, environment=environment)
    assert (paths.data, paths.downloads) == (data, data)


@pytest.mark.parametrize(
    ("download_dir", "environment"),
    [("/big", {"WYOMING_KOKORO_DOWNLOAD_DIR": "/x"}), (None, {"WYOMING_KOKORO_DOWNLOAD_DIR": "/big"})],
)
def test_the_download_folder_moves_only_models_and_voices(
    download_dir: str | None, environment: dict[str, str]
) -> None:
    paths = Paths.find("/small", download_dir, environment)
    assert {paths.models, paths.voices} == {Path("/big/models"), Path("/big/voices")}
    kept = {paths.override, paths.config, paths.cache, paths.pronunciations, paths.token, paths.instance}
    assert {path.parent for path in kept} == {Path("/small")}
    assert len(kept) == 6


def test_the_options_of_the_addon_are_read_inside_the_addon_only() -> None:
    assert Paths.find(environment={"WYOMING_KOKORO_DATA_DIR": "/data"}).options is None
    assert Paths.find("/x", environment={"SUPERVISOR_TOKEN": "x"}).options == Path("/data/options.json")


def test_files_of_the_user_are_in_the_config_folder_of_the_addon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "ADDON_FILES", tmp_path / "config")
    inside = {"SUPERVISOR_TOKEN": "x", "WYOMING_KOKORO_DATA_DIR": str(tmp_path)}
    assert Paths.find(environment=inside).override == tmp_path / "override.json", "the Supervisor has no such folder"
    (tmp_path / "config").mkdir()
    paths = Paths.find(environment=inside)
    own = {paths.override, paths.config, paths.pronunciations, paths.models, paths.voices}
    assert {path.parent for path in own} == {tmp_path / "config"}
    assert {paths.token.parent, paths.instance.parent, paths.cache.parent} == {tmp_path}
    assert paths.folders == (tmp_path, tmp_path / "config")
    assert Paths.find(environment={"WYOMING_KOKORO_DATA_DIR": str(tmp_path)}).override == tmp_path / "override.json"


@pytest.mark.parametrize("begun", ["models", "override.json", "pronunciations"])
def test_files_that_exist_in_the_data_folder_of_the_addon_stay_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: str
) -> None:
    monkeypatch.setattr(installation, "ADDON_FILES", tmp_path / "config")
    (tmp_path / "config").mkdir()
    (tmp_path / begun).touch()
    paths = Paths.find(environment={"SUPERVISOR_TOKEN": "x", "WYOMING_KOKORO_DATA_DIR": str(tmp_path)})
    assert (paths.override.parent, paths.models.parent) == (tmp_path, tmp_path)


def test_folders_are_created_empty(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "a" / "data", tmp_path / "b")
    assert paths.prepare() is None
    assert paths.prepare() is None
    assert list(paths.data.iterdir()) == list(paths.downloads.iterdir()) == []


def test_a_folder_that_cannot_be_created_is_reported_without_an_exception(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = Paths(tmp_path, tmp_path / "file" / "downloads").prepare()
    assert said and said.startswith(f"{tmp_path / 'file' / 'downloads'} cannot be written (Not a directory)")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_without_permission_is_reported_without_an_exception(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    said = Paths(tmp_path, tmp_path).prepare()
    assert said and "cannot be written (Permission denied)" in said


def test_a_system_folder_that_cannot_hold_files_is_reported(tmp_path: Path) -> None:
    said = Paths(Path("/proc"), tmp_path).prepare()
    assert said and "/proc cannot be written" in said
