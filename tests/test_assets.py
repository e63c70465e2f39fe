"""What comes with the program is found in a checkout and in an installation."""

from pathlib import Path

from wyoming_kokoro import assets


def test_a_checkout_has_the_assets_beside_the_package() -> None:
    assert assets.config_file() == Path(__file__).resolve().parents[1] / "config.json"
    assert assets.config_file().is_file()
    assert assets.voices_folder().parent == assets.web_folder().parent == assets.config_file().parent


def test_an_installation_has_the_assets_inside_the_package(tmp_path: Path) -> None:
    (tmp_path / "_assets").mkdir()
    assert assets.root(tmp_path) == tmp_path / "_assets"
