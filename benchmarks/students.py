"""Measures a student of Kokoro: memory above ONNX Runtime's own, time to load, and time for a second of sound.

    students.py [FILE] [--threads 1]

FILE is a student's file; without one, a stand-in of the same structure and size with random weights is measured, whose
decoder costs what that of the first published student costs. The memory is what this process keeps for itself and what
it shares in proportion (PSS), where the system reports it: the base is the same process with the engine imported.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from tests.data.make_student import make_student
from wyoming_kokoro.engines.host import give_back_memory
from wyoming_kokoro.engines.kokoro.options import KokoroOptions, RuntimeOptions
from wyoming_kokoro.engines.kokoro.prepare import digest_of
from wyoming_kokoro.engines.student import StudentEngine
from wyoming_kokoro.speech import RATE, Delivery, Phrase, Voice

PHONEMES = "ðə lˈIt ɪn ðə kˈɪʧən ɪz ˈɔn, ænd ðə dˈɔɹ ɪz lˈɑkt."
VOICE = Voice("af_heart:small", "en-US", "female", "Heart, small", engine="student/af_heart")
ROUNDS = 7


def main() -> None:
    """Print one line for each figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.file or _stand_in(Path(folder))
        measure(path, arguments.threads)


def measure(path: Path, threads: int) -> None:
    """Load a student, let it speak, and print what that costs."""
    base = pss_megabytes()
    began = time.perf_counter()
    engine = StudentEngine(path, digest_of(path), KokoroOptions(RuntimeOptions(threads)))
    loading = time.perf_counter() - began
    phrase = Phrase(PHONEMES, "", VOICE, Delivery(), VOICE.language)
    wall, work = [], []
    for _ in range(ROUNDS):
        began, computed = time.perf_counter(), time.process_time()
        sound = sum(len(piece.samples) for piece in engine.render(phrase)) / RATE
        wall.append((time.perf_counter() - began) / sound)
        work.append((time.process_time() - computed) / sound)
    print(f"file      {path.stat().st_size / 1e6:.1f} MB")
    print(f"loading   {loading:.2f} s")
    print(f"rtf       {statistics.median(wall):.3f} on {threads} thread{'s' * (threads > 1)}")
    print(f"processor {statistics.median(work):.3f} s for a second of sound")
    give_back_memory()  # as the program does while nothing is spoken
    print(f"memory    {pss_megabytes() - base:.1f} MB above the {base:.1f} MB before")


def pss_megabytes() -> float:
    """Return the memory of this process, shared pages in proportion."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6


def _stand_in(folder: Path) -> Path:
    (folder / "af_heart.onnx").write_bytes(make_student().SerializeToString())
    return folder / "af_heart.onnx"


if __name__ == "__main__":
    main()
