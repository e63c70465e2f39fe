"""The add-on's manifest, options, texts and pictures: what the Supervisor asks of them, and that they agree."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from script import context, manifest, pictures, store_tree
from wyoming_kokoro import __version__
from wyoming_kokoro.downloads import FileList
from wyoming_kokoro.settings import ADDON_OPTIONS, OPTIONS
from wyoming_kokoro.wire.announcement import SERVICE

ADDON = Path(__file__).resolve().parents[2] / "addon"
MANIFEST: dict[str, Any] = yaml.safe_load((ADDON / "config.yaml").read_text(encoding="utf-8"))
LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt-BR")

_KEYS = """
name version slug description arch machine url startup boot init stage ports ports_description watchdog webui
ingress ingress_port ingress_entry ingress_stream panel_icon panel_title panel_admin homeassistant host_network
host_pid host_ipc host_uts host_dbus devices udev tmpfs map environment privileged apparmor full_access audio video
gpio usb uart devicetree kernel_modules realtime hassio_api hassio_role homeassistant_api stdin legacy docker_api
auth_api services discovery backup_exclude backup_pre backup_post backup options schema image ulimits timeout
journald breaking_versions
"""
KEYS = frozenset(_KEYS.split())
"""What the Supervisor of 2026.08 knows; it drops everything else without a word."""

KIND = re.compile(
    r"(bool|str|int\((?P<least>-?\d+),(?P<most>-?\d+)\)|float\((?P<low>[\d.]+),(?P<high>[\d.]+)\)|"
    r"match\((?P<match>.+)\)|list\((?P<list>.+)\))\??"
)
"""The kinds of options that occur here."""


def fits(kind: str, value: object) -> bool:
    """Whether a value is right for an option of this kind, as the Supervisor judges."""
    found = KIND.fullmatch(kind)
    assert found is not None, kind
    if found["list"]:
        return value in found["list"].split("|")
    if found["match"]:
        return isinstance(value, str) and re.match(found["match"], value) is not None
    if kind == "bool":
        return isinstance(value, bool)
    least, most = (float(found[a] or found[b]) for a, b in (("least", "low"), ("most", "high")))
    assert isinstance(value, int | float)
    return least <= value <= most


def test_every_key_is_one_the_supervisor_knows() -> None:
    assert set(MANIFEST) <= KEYS
    assert {"name", "version", "slug", "description", "arch"} <= set(MANIFEST)
    assert set(MANIFEST["arch"]) == {"amd64", "aarch64"}, "the others are no longer built for"
    assert re.fullmatch(r"[-_.A-Za-z0-9]+", MANIFEST["slug"]) and 10 <= MANIFEST["timeout"] <= 300


def test_the_list_of_known_keys_has_no_unknown_key() -> None:
    assert not {"advanced", "codenotary", "auto_uart", "snapshot_exclude", "ingres"} & KEYS


def test_the_manifest_has_the_version_of_the_program() -> None:
    assert MANIFEST["version"] == __version__


def test_the_add_on_has_the_highest_security_rating() -> None:
    rating = 5 + 2 * MANIFEST["ingress"] + (ADDON / "apparmor.txt").is_file()
    risky = {"privileged", "full_access", "docker_api", "apparmor", "devices", "kernel_modules"}
    assert rating == 8 and not risky & set(MANIFEST)
    assert not [key for key in MANIFEST if key.startswith("host_")]
    assert not {"hassio_api", "homeassistant_api", "auth_api", "hassio_role"} & set(MANIFEST), "discovery needs none"


def test_discovery_service_and_ports_match_those_of_the_program() -> None:
    assert MANIFEST["discovery"] == [SERVICE.split(".", maxsplit=1)[0].removeprefix("_")]
    assert MANIFEST["ingress_port"] == OPTIONS["http.ingress_port"].default
    assert MANIFEST["ports"] == {"10200/tcp": None, "8354/tcp": None}, "declared, and open to nobody"


def test_options_schema_and_settings_agree() -> None:
    assert list(MANIFEST["options"]) == list(MANIFEST["schema"]) == list(ADDON_OPTIONS)
    for key, name in ADDON_OPTIONS.items():
        assert MANIFEST["options"][key] == OPTIONS[name].default
        assert fits(MANIFEST["schema"][key], MANIFEST["options"][key]), key


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("voice", ["af_heart", "zm_yunyang"], ["af_hart", ""]),
        ("speed", [0.25, 1, 4], [0.2, 4.1]),
        ("language", ["en-US", "de", "zh-Hans-CN"], ["english!", "e", "en_US"]),
        ("model", ["auto", "model.onnx"], ["other.onnx"]),
        ("threads", [0, 256], [-1, 257]),
        ("unload_seconds", [0, 600], [-1, 90_000]),
        ("debug_logging", [True], ["yes"]),
    ],
)
def test_the_supervisor_and_the_program_accept_the_same_option_values(
    key: str, right: list[object], wrong: list[object]
) -> None:
    kind, option = MANIFEST["schema"][key], OPTIONS[ADDON_OPTIONS[key]]
    for value in right:
        assert fits(kind, value)
        option.check(value)
    assert not [value for value in wrong if fits(kind, value)]


def test_every_published_model_and_voice_can_be_chosen() -> None:
    models = {file.name for file in FileList.load().models}
    assert set(MANIFEST["schema"]["model"][5:-1].split("|")) == models | {"auto"}
    voices = json.loads((context.TOP / "voices/catalogue.json").read_text(encoding="utf-8"))["voices"]
    assert MANIFEST["schema"]["voice"][5:-1].split("|") == [voice["id"] for voice in voices]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_of_every_language_agree_with_the_options(language: str) -> None:
    texts = yaml.safe_load((ADDON / f"translations/{language}.yaml").read_text(encoding="utf-8"))
    assert set(texts) == {"configuration", "network"}
    assert list(texts["configuration"]) == list(ADDON_OPTIONS)
    assert set(texts["network"]) == set(MANIFEST["ports"])
    for each in texts["configuration"].values():
        assert set(each) == {"name", "description"} and all(isinstance(text, str) and text for text in each.values())


def test_all_expected_translations_exist_and_differ_from_each_other() -> None:
    files = sorted((ADDON / "translations").iterdir())
    assert [path.stem for path in files] == sorted(LANGUAGES)
    texts = [yaml.safe_load(path.read_text(encoding="utf-8"))["configuration"] for path in files]
    for key in ADDON_OPTIONS:
        assert len({each[key]["description"] for each in texts}) == len(files)
    numbers = {key: [{*re.findall(r"\d+", each[key]["description"])} for each in texts] for key in ADDON_OPTIONS}
    assert all(each == found[0] for found in numbers.values() for each in found), "figures are the same in all"


def test_the_english_texts_are_those_of_the_settings() -> None:
    texts = yaml.safe_load((ADDON / "translations/en.yaml").read_text(encoding="utf-8"))["configuration"]
    assert {key: each["description"] for key, each in texts.items()} == {
        key: OPTIONS[name].meaning for key, name in ADDON_OPTIONS.items()
    }


def test_the_documentation_describes_every_option_and_port() -> None:
    docs = (ADDON / "DOCS.md").read_text(encoding="utf-8")
    assert re.findall(r"^### Option: `(\w+)`$", docs, re.MULTILINE) == list(ADDON_OPTIONS)
    assert all(port.partition("/")[0] in docs for port in MANIFEST["ports"])


@pytest.mark.parametrize(("name", "size"), [("icon", (128, 128)), ("logo", (250, 100))])
def test_the_pictures_are_made_from_their_sources(name: str, size: tuple[int, int]) -> None:
    picture = (ADDON / f"{name}.png").read_bytes()
    assert pictures.size_of(picture) == size
    assert pictures.mark_of(picture) == pictures.digest(ADDON / f"{name}.svg"), "run script/pictures"
    assert pictures.mark_of(picture.replace(pictures.KEYWORD, b"Nobody")) is None


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("data/addons/data/0123_kokoro/models/model_q4.onnx", False),
        ("data/addons/data/0123_kokoro/cache/takes.sqlite", False),
        ("data/addon_configs/0123_kokoro/voices/af_heart.bin.part", False),
        ("data/addon_configs/0123_kokoro/voices/mine.bin", True),
        ("data/addon_configs/0123_kokoro/override.json", True),
        ("data/addon_configs/0123_kokoro/pronunciations/en.tsv", True),
        ("data/addons/data/0123_kokoro/token", True),
    ],
)
def test_a_backup_includes_user_files_and_excludes_downloadable_files(path: str, *, kept: bool) -> None:
    assert kept is not any(PurePosixPath("/", path).match(pattern) for pattern in MANIFEST["backup_exclude"])


def manifests_in(folder: Path) -> list[str]:
    """Every file that the Supervisor takes for a manifest: it looks at any depth, but not in some folders."""
    found = [path.relative_to(folder) for path in folder.rglob("config.*")]
    return [
        str(path)
        for path in found
        if path.suffix in (".yaml", ".yml", ".json")
        and not any(part == "rootfs" or part.startswith(".") for part in path.parts)
    ]


Build = Callable[[Path, str], None]


@pytest.mark.parametrize("build", [store_tree.build, store_tree.build_local])
def test_the_store_tree_has_one_manifest_and_the_files_of_the_add_on(tmp_path: Path, build: Build) -> None:
    build(tmp_path / "tree", "example")
    assert manifests_in(tmp_path / "tree") == ["kokoro/config.yaml"]
    addon = tmp_path / "tree/kokoro"
    assert {"CHANGELOG.md", "DOCS.md", "README.md", "apparmor.txt", "icon.png", "logo.png"} <= {
        path.name for path in addon.iterdir()
    }
    for name in ("config.yaml", "DOCS.md", "README.md"):
        assert "OWNER" not in (addon / name).read_text(encoding="utf-8")
    changes = (addon / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "(https://github.com/example/wyoming_kokoro/blob/v" in changes and "](docs/" not in changes


def test_the_published_add_on_names_an_image_and_the_local_one_includes_its_source(tmp_path: Path) -> None:
    store_tree.build(tmp_path / "tree", "example")
    published = yaml.safe_load((tmp_path / "tree/kokoro/config.yaml").read_text(encoding="utf-8"))
    assert published["image"] == "ghcr.io/example/wyoming-kokoro"
    assert not (tmp_path / "tree/kokoro/Dockerfile").exists()
    store_tree.build_local(tmp_path / "local", "example")
    local = tmp_path / "local/kokoro"
    assert "image" not in yaml.safe_load((local / "config.yaml").read_text(encoding="utf-8"))
    assert f"ARG SOURCE={store_tree.SOURCE}\n" in (local / "Dockerfile").read_text(encoding="utf-8")
    assert {path.name for path in (local / store_tree.SOURCE).iterdir()} == set(context.parts())


def test_the_store_branch_gets_a_commit_only_when_the_tree_has_changed(tmp_path: Path) -> None:
    store_tree.build(tmp_path / "tree", "example")
    git = ["git", "-C", str(tmp_path / "repository")]
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "repository")], check=True)
    for name, value in (("user.name", "Somebody"), ("user.email", "somebody@example.com")):
        subprocess.run([*git, "config", name, value], check=True)
    folder = tmp_path / "repository/.git"
    first = store_tree.commit(tmp_path / "tree", "store", folder)
    assert store_tree.commit(tmp_path / "tree", "store", folder) == first
    (tmp_path / "tree/repository.yaml").write_text("name: Another\n", encoding="utf-8")
    second = store_tree.commit(tmp_path / "tree", "store", folder)
    log = subprocess.run([*git, "log", "--format=%H", "store"], capture_output=True, text=True, check=True)
    assert log.stdout.split() == [second, first]
    listed = subprocess.run([*git, "ls-tree", "-r", "--name-only", "store"], capture_output=True, text=True, check=True)
    assert {name.split("/")[0] for name in listed.stdout.split()} == {"kokoro", "repository.yaml"}


def test_the_manifest_has_a_name_for_every_option() -> None:
    assert yaml.safe_load(manifest.manifest()) == MANIFEST
    assert set(yaml.safe_load(manifest.english())["configuration"]) == set(ADDON_OPTIONS)
