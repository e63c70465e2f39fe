"""Project files: what they say, variables in them, mistakes with their places, wakegen's keys, and running one."""

import tomllib
from pathlib import Path

import pytest

from wyoming_kokoro import cli
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop import datasets
from wyoming_kokoro.workshop.wake import default_project, read_project, wakegen_file
from wyoming_kokoro.workshop.wake.project_keys import Value

LEAST = '[project]\nname = "katya"\n[wake]\nphrases = ["hey katya"]\n'

WAKEGEN = """
project:
  name: hey_katya
  version: 1.0.0
generation:
  wake_words: [hey katya, katya]
  count: ${COUNT:-120}
  speed_range: [0.9, 1.1]
  audio_format: wav
providers:
  - {type: kokoro, voices: [af_bella, am_adam], weight: 0.4}
  - {type: piper, voices: [tr_TR-dfki-medium], weight: 0.1}
  - {type: edge_tts, voices: [tr-TR-AhmetNeural], weight: 0.5}
augmentation:
  enabled: true
  profiles: [morning_kitchen, car_interior]
  augmented_per_original: 3
export:
  format: mycroft
  split_ratio: [0.8, 0.1, 0.1]
"""


def written(folder: Path, text: str, name: str = "wakegen.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    changes: dict[str, Value] = {"voices.providers": {"piper": 0.2}, "voices.names": ["af_heart", "en"]}
    project = default_project("hey katya", **changes)
    text = project.toml()
    assert read_project(written(tmp_path, text)).values == project.values
    assert tomllib.loads(text)["voices"]["providers"] == {"piper": 0.2}


def test_what_is_not_said_has_its_default_and_near_is_as_samples(tmp_path: Path) -> None:
    project = read_project(written(tmp_path, LEAST + "samples = 50\n"))
    assert (project.number("wake", "samples"), project.number("wake", "near")) == (50, 50)
    assert project.text("voices", "speeds") == "0.75..1.3" and project.texts("export", "forms") == ["openwakeword"]


@pytest.mark.parametrize(
    ("value", "environment", "expected"),
    [
        ("${WORD}", {"WORD": "hey katya"}, "hey katya"),
        ("hey ${WORD:-katya}", {}, "hey katya"),
        ("hey ${WORD:-katya}", {"WORD": ""}, "hey katya"),
        ("hey $${WORD}", {}, "hey ${WORD}"),
        ("${WORD}", {"WORD": '"]\nname = "x'}, '"]\nname = "x'),
    ],
)
def test_variables_stand_in_texts(tmp_path: Path, value: str, environment: dict[str, str], expected: str) -> None:
    path = written(tmp_path, f'[project]\nname = "a"\n[wake]\nphrases = ["{value}"]\n')
    assert read_project(path, environment=environment).texts("wake", "phrases") == [expected]


def test_a_variable_can_be_a_number(tmp_path: Path) -> None:
    path = written(tmp_path, LEAST + 'samples = "${COUNT:-1_000}"\nvariants = "${VARIANTS:-false}"\n')
    project = read_project(path, environment={"COUNT": "70"})
    assert project.number("wake", "samples") == 70 and not project.is_on("wake", "variants")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LEAST + "sampels = 5\n", r"wakegen.toml, line 5: \[wake\] sampels is not known. Did you mean samples\?"),
        (LEAST + "speeds = '1'\n", r"line 5: \[wake\] speeds is not known. Did you mean \[voices\] speeds\?"),
        (LEAST + "samples = 'many'\n", r"line 5: \[wake\] samples is to be a number."),
        (LEAST + "samples = true\n", r"line 5: \[wake\] samples is to be a number."),
        (LEAST + "[voice]\n", r"line 5: \[voice\] is no section. Did you mean voices\?"),
        (LEAST + "[voices]\nnames = [1]\n", r"line 6: \[voices\] names is to be a list of texts."),
        (LEAST + "language = '${NO_SUCH}'\n", r"line 5: the variable NO_SUCH is not set"),
        ("[project]\nname = 'a'\n", r"\[wake\] phrases is missing"),
        ("[wake\n", r"is not TOML: .*line 1"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(BadRequest, match=message):
        read_project(written(tmp_path, text), environment={})


def test_keys_of_wakegen_that_mean_the_same_are_understood(tmp_path: Path) -> None:
    project = read_project(written(tmp_path, WAKEGEN, "wakegen.yaml"), {"piper"}, {})
    assert project.texts("wake", "phrases") == ["hey katya", "katya"]
    assert (project.number("wake", "samples"), project.number("wake", "near")) == (120, 120)
    assert project.text("voices", "speeds") == "0.9..1.1" and project.text("sounds", "shares") == "80,10,10"
    assert project.texts("voices", "names") == ["af_bella", "am_adam"] and project.shares() == {"piper": 0.2}
    assert project.texts("sounds", "presets") == ["clean", "morning_kitchen", "car_bluetooth"]
    assert project.texts("export", "forms") == ["precise"]
    assert [note.split(" ")[0] for note in project.notes] == [
        "generation.audio_format", "The", "augmentation.augmented_per_original"
    ]  # fmt: skip


def test_without_pyyaml_the_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(wakegen_file, "import_module", absent)
    with pytest.raises(BadRequest, match="pip install pyyaml"):
        read_project(written(tmp_path, WAKEGEN, "wakegen.yaml"))


def test_the_wizard_asks_and_never_overwrites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(("okay jarvis", "en-GB", "many", "30", "af_heart, bf_emma", "", "", ""))
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    path = tmp_path / "mine.toml"
    command = ["wake", "project", "init", str(path), "--data-dir", str(tmp_path / "data")]
    assert cli.main(command) == 0, capsys.readouterr().err
    project = read_project(path)
    assert project.texts("wake", "phrases") == ["okay jarvis"] and project.text("wake", "language") == "en-GB"
    assert (project.number("wake", "samples"), project.number("wake", "near")) == (30, 30)
    assert project.texts("voices", "names") == ["af_heart", "bf_emma"]
    before = path.read_bytes()
    assert cli.main([*command, "--yes", "--phrase", "x"]) == 1 and path.read_bytes() == before


@pytest.mark.slow
def test_a_project_is_run_to_its_exports_and_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    monkeypatch.setenv("WYOMING_KOKORO_ENGINE_NAME", "tone")
    path = written(
        tmp_path,
        f'{LEAST}samples = 4\nnear = 2\n[voices]\nnames = ["af_heart", "am_adam", "bf_emma"]\nblends = 0\n'
        f'[check]\nenabled = false\n[export]\nforms = ["openwakeword", "ljspeech"]\nfolder = "{tmp_path}/out"\n',
    )
    command = ["wake", "project", "run", str(path), "--data-dir", str(tmp_path / "data")]
    assert cli.main(command) == 0, capsys.readouterr().err
    exported = {file.name: file.read_bytes() for file in (tmp_path / "out/katya-ljspeech/wavs").iterdir()}
    assert len(exported) == 6 and len(list((tmp_path / "out/katya-openwakeword").rglob("positive_*/*.wav"))) == 4
    assert cli.main(command) == 0, capsys.readouterr().err
    assert {file.name: file.read_bytes() for file in (tmp_path / "out/katya-ljspeech/wavs").iterdir()} == exported
    with datasets.opened(tmp_path / "data/datasets/katya") as data_set:
        assert datasets.statistics(data_set).whole.samples == 6, "nothing was made twice"


def test_a_form_that_is_not_there_is_told_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    path = written(tmp_path, f'{LEAST}[export]\nforms = ["nothing"]\n')
    assert cli.main(["wake", "project", "run", str(path), "--data-dir", str(tmp_path / "data")]) == 1
    assert "there are: ljspeech" in capsys.readouterr().err and not (tmp_path / "data/datasets").exists()
