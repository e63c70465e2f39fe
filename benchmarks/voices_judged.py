"""How well each of Kokoro's voices speaks its language, by DNSMOS and Whisper, compared with the default voice.

    script/samples --figures-only --sounds FOLDER   speaks the sentences of voices/samples/sentences.json
    PYTHON benchmarks/voices_judged.py FOLDER --whisper MODEL

The second command needs the packages speechmos, librosa, faster-whisper and jiwer, in an environment of its own, and a
Whisper model that knows the languages. It prints a table: means over the sentences, and for each voice the mean
difference from the default voice of its language with a 95 % interval (Student's t over the sentences).
"""

import argparse
import json
import re
import statistics
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from math import sqrt
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
JUDGE_RATE = 16_000
LETTERS = frozenset({"ja", "zh", "hi"})
"""Languages in which letters are compared in place of words: Whisper writes them with other spaces and spellings."""
T_95 = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36}
"""Student's t for 95 %, by degrees of freedom."""
FIGURES = ("ovrl", "p808", "errors")


def catalogue() -> list[dict[str, object]]:
    """Return the entries of Kokoro's catalogue that have a file of their own in every package."""
    entries = json.loads((TOP / "voices/catalogue.json").read_text("utf-8"))["voices"]
    return [entry for entry in entries if "_" in entry["id"]]


def sentences(language: str) -> list[str]:
    """Return the sentences that are spoken in a language."""
    texts = json.loads((TOP / "voices/samples/sentences.json").read_text("utf-8"))
    measured: list[str] = texts["languages"][language]["measured"]
    return measured


def judge(folder: Path, whisper: Path) -> None:
    """Judge what was spoken, and print the table."""
    known = _read(folder / "judged.json")
    judges = _Judges(whisper)
    for voice in catalogue():
        name, language = str(voice["id"]), str(voice["language"])
        for number, sentence in enumerate(sentences(language)):
            key = f"{name}-{number}"
            if key not in known and (folder / f"{key}.wav").exists():
                known[key] = judges.of(folder / f"{key}.wav", sentence, language[:2])
                (folder / "judged.json").write_text(json.dumps(known, ensure_ascii=False, indent=1), "utf-8")
    print("\n".join(table(known)))


class _Judges:
    """DNSMOS and Whisper."""

    def __init__(self, whisper: Path) -> None:
        from faster_whisper import WhisperModel  # noqa: PLC0415 -- see above

        self._whisper = WhisperModel(str(whisper), device="cpu", compute_type="int8", cpu_threads=1)

    def of(self, file: Path, sentence: str, language: str) -> dict[str, float]:
        """Return the figures of one sentence."""
        import librosa  # noqa: PLC0415 -- see above
        from speechmos import dnsmos  # noqa: PLC0415 -- see above

        samples, _ = librosa.load(str(file), sr=JUDGE_RATE)
        samples = samples / max(1e-9, abs(samples).max()) * 0.5  # the same peak for all: judges are to hear the voice
        marks = dnsmos.run(samples, JUDGE_RATE)
        segments, _ = self._whisper.transcribe(samples, language=language, beam_size=5)
        heard = " ".join(segment.text for segment in segments)
        errors = _errors(sentence, heard, letters=language in LETTERS)
        return {"ovrl": float(marks["ovrl_mos"]), "p808": float(marks["p808_mos"]), "errors": errors}


def _errors(sentence: str, heard: str, *, letters: bool) -> float:
    """Return the share of words that are wrong, or of letters."""
    import jiwer  # noqa: PLC0415 -- see above

    reference, hypothesis = _plain(sentence), _plain(heard)
    if letters:
        return float(jiwer.cer(reference.replace(" ", ""), hypothesis.replace(" ", "") or "-"))
    return float(jiwer.wer(reference, hypothesis or "-"))


def _plain(text: str) -> str:
    kept = (letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in text.lower().replace("'", ""))
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def table(known: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return the lines of the table, by language, the best first."""
    lines = [
        "| voice | DNSMOS overall | P.808 | word errors | against the default: overall | P.808 | errors |",
        "|---|---|---|---|---|---|---|",
    ]
    voices = catalogue()
    for language in dict.fromkeys(str(voice["language"]) for voice in voices):
        members = [voice for voice in voices if voice["language"] == language]
        default = next(str(voice["id"]) for voice in members if voice.get("recommended"))
        rows = {str(voice["id"]): _figures(known, str(voice["id"])) for voice in members}
        present = {name: row for name, row in rows.items() if row["ovrl"]}
        for name, row in sorted(present.items(), key=lambda item: -statistics.mean(item[1]["p808"])):
            means = f"{_mean(row['ovrl'])} | {_mean(row['p808'])} | {100 * statistics.mean(row['errors']):.1f} %"
            against = ["default"] * 3 if name == default else [_difference(row[f], rows[default][f]) for f in FIGURES]
            lines.append(f"| `{name}` ({language}) | {means} | {' | '.join(against)} |")
    return lines


def _figures(known: Mapping[str, Mapping[str, float]], name: str) -> dict[str, list[float]]:
    keys = sorted(key for key in known if key.rpartition("-")[0] == name)
    return {figure: [known[key][figure] for key in keys] for figure in FIGURES}


def _mean(values: Sequence[float]) -> str:
    return f"{statistics.mean(values):.2f}"


def _difference(values: Sequence[float], others: Sequence[float]) -> str:
    """Return the mean of the differences with its interval."""
    differences = [value - other for value, other in zip(values, others, strict=False)]
    if len(differences) < 2:  # noqa: PLR2004 -- an interval needs two
        return "?"
    half = T_95[min(len(differences) - 1, max(T_95))] * statistics.stdev(differences) / sqrt(len(differences))
    return f"{statistics.mean(differences):+.2f} ± {half:.2f}"


def _read(file: Path) -> dict[str, dict[str, float]]:
    known: dict[str, dict[str, float]] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return known


def main() -> int:
    """Read the command line, and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where script/samples keeps what it has spoken")
    parser.add_argument("--whisper", type=Path, required=True, help="the folder of a faster-whisper model")
    arguments = parser.parse_args()
    judge(arguments.folder, arguments.whisper)
    return 0


if __name__ == "__main__":
    sys.exit(main())
