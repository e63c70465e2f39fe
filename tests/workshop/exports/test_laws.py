"""What holds for every export in the list: nothing is lost or changed unsaid, and nothing is left half-written."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.workshop.exports.own_readers import READERS
from tests.workshop.exports.sample_sets import TEXTS, export, hard_set, rows_of
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.workshop import datasets, exports

every_form = pytest.mark.parametrize("form", exports.EXPORTS.names)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hard_set(tmp_path_factory.mktemp("exports") / "set")


@pytest.fixture(scope="session")
def written() -> dict[str, Path]:
    """Each export that was asked for, written once."""
    return {}


@pytest.fixture
def target(form: str, folder: Path, written: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export that is only read; the test is skipped where the package is absent that it needs."""
    definition = exports.EXPORTS.get(form)
    assert definition is not None
    if definition.needs is not None:
        pytest.importorskip(definition.needs.module)
    if form not in written:
        written[form] = tmp_path_factory.mktemp(form) / "out"
        export(folder, form, written[form])
    return written[form]


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """Return a data set that may be changed."""
    return shutil.copytree(folder, tmp_path / "set")


def test_every_form_has_a_reader_here() -> None:
    assert set(READERS) == set(exports.EXPORTS.names)


@every_form
def test_counts_texts_durations_labels_and_parts_are_found_again(form: str, folder: Path, target: Path) -> None:
    reader = READERS[form]
    found = {each.id: each for each in reader.read(target)}
    expected = {row.id: row for row in rows_of(folder) if reader.keeps(row.role)}
    assert set(found) == set(expected) and len(reader.read(target)) == len(expected)
    for name, each in found.items():
        row = expected[name]
        assert each.text in (None, reader.text(row.text))
        assert (
            each.seconds is None
            or abs(each.seconds - reader.seconds(row.seconds)) <= (reader.slack + 0.01) / reader.rate
        )
        assert each.label in (None, reader.label(row.role))
        assert each.part in (None, reader.part(row.split or "train"))


@every_form
def test_it_has_a_card_its_provenance_and_right_checksums(form: str, target: Path) -> None:
    card = (target / "README.md").read_text("utf-8")
    assert "CC0-1.0" in card and "synthetic speech" in card and f"- af_one: {len(TEXTS)}" in card
    facts = json.loads((target / "provenance.json").read_text("utf-8"))
    assert facts["form"] == form and facts["samples"] == len(TEXTS) and facts["engines"] == ["tone"]
    sums = {line[66:]: line[:64] for line in (target / "SHA256SUMS").read_text("utf-8").splitlines()}
    files = {path.relative_to(target).as_posix(): path for path in target.rglob("*") if path.is_file()}
    assert set(files) - {"SHA256SUMS"} == set(sums)
    assert all(hashlib.sha256(files[name].read_bytes()).hexdigest() == value for name, value in sums.items())


@every_form
def test_the_same_data_set_is_the_same_export_byte_by_byte(
    form: str, folder: Path, target: Path, tmp_path: Path
) -> None:
    export(folder, form, tmp_path / "out")
    again = (tmp_path / "out/SHA256SUMS").read_text("utf-8").splitlines()
    named_after_their_folder = {"metadata.csv", "raw.arrow"} if form.startswith("f5tts") else set()
    assert [line for line in again if line.rpartition("/")[2].rpartition(" ")[2] not in named_after_their_folder] == [
        line
        for line in (target / "SHA256SUMS").read_text("utf-8").splitlines()
        if line.rpartition("/")[2].rpartition(" ")[2] not in named_after_their_folder
    ]


@every_form
def test_a_folder_that_is_not_empty_is_refused_and_a_failure_leaves_nothing(
    form: str, target: Path, copy: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "out/mine.txt"
    mine.parent.mkdir()
    mine.write_text("mine", "utf-8")
    with pytest.raises(BadRequest, match="--replace"):
        export(copy, form, tmp_path / "out")
    with datasets.opened(copy) as data_set:
        data_set.sounds.path(rows_of(copy)[2].digest).unlink()
    with pytest.raises(Unavailable, match="cannot be written"):
        export(copy, form, tmp_path / "out", options=exports.ExportOptions(replace=True))
    assert target.is_dir() and mine.read_text("utf-8") == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"set", "out"}


@every_form
def test_what_a_service_in_the_cloud_has_made_is_not_for_training(
    form: str, target: Path, copy: Path, tmp_path: Path
) -> None:
    definition = exports.EXPORTS.get(form)
    assert target.is_dir() and definition is not None
    with datasets.writing(copy) as data_set:
        data_set.catalogue.change("UPDATE sample SET trainable = 0 WHERE id IN (?, ?)", (f"{0:016x}", f"{1:016x}"))
    if definition.trains:
        with pytest.raises(BadRequest, match=r"2 samples were made by a service.*--i-have-the-right"):
            export(copy, form, tmp_path / "out")
    if form not in ("ljspeech", "picovoice-benchmark"):
        return  # what comes now is the same for all
    assert export(copy, form, tmp_path / "some", "trainable=1").samples == len(TEXTS) - 2
    made = export(copy, form, tmp_path / "out", options=exports.ExportOptions(allowed=definition.trains))
    assert made.samples == len(TEXTS)
    assert "2 of the sounds were made by a service" in (tmp_path / "out/README.md").read_text("utf-8")
    assert json.loads((tmp_path / "out/provenance.json").read_text("utf-8"))["not_trainable"] == 2
