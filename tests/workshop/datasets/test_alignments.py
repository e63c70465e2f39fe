"""When the words and phonemes of samples are said: kept with their rows, copied, deleted, and true of the sound."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.workshop.datasets.sets import filled, tone
from wyoming_kokoro.cli import main
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.speech import NOTHING, RATE, WordTime
from wyoming_kokoro.workshop import datasets
from wyoming_kokoro.workshop.datasets import AlignedWord
from wyoming_kokoro.workshop.jobs.align_words import align_words
from wyoming_kokoro.workshop.jobs.clip import SpeechClip

WORDS = (
    AlignedWord('a "quote" |', 0.01, 0.1, "həlˈoʊ", (0.01, 0.02, 0.04, 0.04, 0.05, 0.08), ","),
    AlignedWord("مرحبا", 0.1, 0.2),
)


def test_words_are_kept_with_their_sample_copied_with_it_and_deleted_with_it(tmp_path: Path) -> None:
    first, second = filled(tmp_path / "a", 2), tmp_path / "b"
    datasets.create(second, datasets.DataSetDescription("b"))
    sample = f"{7:016x}"
    with datasets.writing(first) as data_set:
        data_set.add(datasets.SampleRow(sample, data_set.sounds.put(tone(7)), text="gone", seconds=0.2), WORDS)
        data_set.commit()
        assert data_set.catalogue.alignment(sample) == WORDS and data_set.catalogue.alignment(f"{1:016x}") == ()
    with datasets.writing(second) as target, datasets.opened(first) as source:
        list(datasets.merge(source, target))
    with datasets.writing(first) as data_set:
        datasets.remove(data_set, ["text=gone"], "")
        assert data_set.catalogue.alignment(sample) == ()
    with datasets.opened(second) as data_set:
        assert data_set.catalogue.alignment(sample) == WORDS


def test_phonemes_follow_one_another_within_their_word() -> None:
    phones = WORDS[0].phones()
    assert [phone for phone, _, _ in phones] == list("həlˈoʊ") and phones[0][1] == 0.01 and phones[-1][2] == 0.1
    assert all(start <= end for _, start, end in phones)
    assert [phone[1] for phone in phones[1:]] == [phone[2] for phone in phones[:-1]]
    assert WORDS[1].phones() == () == AlignedWord("x", 0, 1, "ab", (0.0,)).phones()


def test_marks_belong_to_the_word_before_them_and_places_to_the_part_that_is_kept() -> None:
    words = [
        WordTime(0, 5, "Hello", RATE // 2, RATE, "həlˈoʊ", phoneme_samples=(0, RATE)),
        WordTime(9, 14, "there", RATE, 2 * RATE, "ðɛɹ"),
    ]
    clip = SpeechClip(NOTHING, RATE // 2, RATE, RATE // 10)
    first, second = align_words("Hello, 'there'!", words, clip)
    assert first == AlignedWord("Hello", 0.1, 0.6, "həlˈoʊ", (0.1, 0.6), ",")
    assert second == AlignedWord("there", 0.6, 1.1, "ðɛɹ", (), "!")


def test_what_is_written_once_and_spoken_as_several_words_is_several() -> None:
    starts = tuple(RATE * place for place in (0, 1, 2, 3, 4, 5))
    written = WordTime(0, 2, "five dollars", 100, 7 * RATE, "fv, dl", phoneme_samples=starts)
    assert align_words("$5.", [written]) == (
        AlignedWord("five", round(100 / RATE, 5), 2.0, "fv", (0.0, 1.0), ","),
        AlignedWord("dollars", 4.0, 7.0, "dl", (4.0, 5.0), "."),
    )
    (unknown,) = align_words("$5.", [replace(written, phoneme_samples=())])
    assert (unknown.spoken, unknown.phonemes, unknown.mark) == ("five dollars", "fv, dl", ".")


def test_a_catalogue_of_the_first_layout_is_renewed_by_what_writes(tmp_path: Path) -> None:
    folder = filled(tmp_path / "set", 2)
    with sqlite3.connect(folder / "catalogue.sqlite") as file:
        file.executescript(
            "DROP TRIGGER no_alignment; DROP TABLE alignment; ALTER TABLE sample DROP COLUMN trainable;"
            "PRAGMA user_version = 1;"
        )
    file.close()
    with pytest.raises(BadRequest, match="layout 1; this program knows 2; a command that writes"):
        datasets.opened(folder)
    with datasets.writing(folder) as data_set:
        assert [row.trainable for row in data_set.catalogue.select()] == [True, True]
        data_set.catalogue.put_alignments([(f"{1:016x}", WORDS)])
    with datasets.opened(folder) as data_set:
        assert data_set.catalogue.alignment(f"{1:016x}") == WORDS


def test_what_jobs_make_has_its_words_within_its_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    (tmp_path / "texts.txt").write_text("Hello there, my friend. Good night!\n", "utf-8")
    own = ["--data-dir", str(tmp_path / "data"), "--engine", "tone"]
    assert main(["dataset", "create", "mine", *own]) == 0
    asked = ["--texts", str(tmp_path / "texts.txt"), "--voices", "af_heart", "--speeds", "1,1.5"]
    assert main(["dataset", "speak", "mine", *asked, *own]) == 0
    capsys.readouterr()
    assert main(["dataset", "show", "mine", "--where", "voice=af_heart", "--json", *own]) == 0
    assert [row["trainable"] for row in json.loads(capsys.readouterr().out)] == [True, True]
    with datasets.opened(tmp_path / "data/datasets/mine") as data_set:
        samples = list(data_set.catalogue.select())
        found = [data_set.catalogue.alignment(sample.id) for sample in samples]
    for sample, words in zip(samples, found, strict=True):
        assert [(word.spoken, word.mark) for word in words] == [
            ("Hello", ""), ("there", ","), ("my", ""), ("friend", "."), ("Good", ""), ("night", "!"),
        ]  # fmt: skip
        assert sample.phonemes == " ".join(word.phonemes for word in words)
        places = [place for word in words for _, start, end in word.phones() for place in (start, end)]
        assert len(places) == 2 * sum(len(word.phonemes) for word in words), "the engine tells where phonemes begin"
        assert places == sorted(places) and places[0] >= 0 and places[-1] <= sample.seconds
    slow, fast = sorted(found, key=lambda words: -words[-1].end)
    assert fast[-1].end < 0.8 * slow[-1].end
