"""The catalogue of a data set: one SQLite file with a row for each sample, and for each job."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets.aligned_word import AlignedWord
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.datasets.sample import COLUMNS, SampleRow

FILE = "catalogue.sqlite"
VERSION = 2
"""Of the layout."""
BUSY_SECONDS = 30.0
IDS_AT_ONCE = 500
"""Names in one question: SQLite takes some thousands."""

COUNTS_INDEX = "CREATE INDEX sample_counts ON sample (state, role, split, language, voice, preset, seconds)"
"""Has all that is counted, so that counting reads no rows."""
_LAYOUT = f"""
    CREATE TABLE sample (
        id TEXT PRIMARY KEY, digest TEXT NOT NULL, role TEXT NOT NULL, split TEXT NOT NULL, text TEXT NOT NULL,
        phonemes TEXT NOT NULL, language TEXT NOT NULL, provider TEXT NOT NULL, engine TEXT NOT NULL,
        voice TEXT NOT NULL, speed REAL NOT NULL, pitch REAL NOT NULL, preset TEXT NOT NULL, parent TEXT NOT NULL,
        source TEXT NOT NULL, seconds REAL NOT NULL, rate INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
        trainable INTEGER NOT NULL DEFAULT 1
    ) WITHOUT ROWID;
    CREATE INDEX sample_digest ON sample (digest);
    {COUNTS_INDEX};
    CREATE TABLE job (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, plan TEXT NOT NULL, total INTEGER NOT NULL, made INTEGER NOT NULL,
        failed INTEGER NOT NULL, state TEXT NOT NULL, at REAL NOT NULL
    ) WITHOUT ROWID;
"""
_ALIGNMENT = """
    CREATE TABLE alignment (sample TEXT PRIMARY KEY, words TEXT NOT NULL) WITHOUT ROWID;
    CREATE TRIGGER no_alignment AFTER DELETE ON sample BEGIN DELETE FROM alignment WHERE sample = OLD.id; END;
"""
"""When the words of a sample are said: apart, because it is long, and most questions are about rows."""
_CHANGES = {1: f"ALTER TABLE sample ADD COLUMN trainable INTEGER NOT NULL DEFAULT 1; {_ALIGNMENT}"}
"""What makes a layout the next one."""
_values = attrgetter(*COLUMNS)
_INSERT = f"INSERT OR REPLACE INTO sample VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 -- only marks
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM sample"  # noqa: S608 -- our own names


class SampleCatalogue:
    """The samples; one process writes, any number read meanwhile."""

    def __init__(self, folder: Path, *, writes: bool) -> None:
        """Open the file, and create it if this is to write; BadRequest where it is missing or not ours."""
        path = folder / FILE
        if not writes and not path.is_file():
            raise BadRequest(f"{folder} is no data set: {FILE} is missing.")
        with disk_errors(f"{path} cannot be opened"):
            self.file = self._opened(path, writes=writes)
            (version,) = self.file.execute("PRAGMA user_version").fetchone()
            if version == 0 and writes:
                self.file.executescript(f"BEGIN; {_LAYOUT} {_ALIGNMENT} PRAGMA user_version = {VERSION}; COMMIT;")
            elif version in _CHANGES and writes:
                self.file.executescript(f"BEGIN; {_CHANGES[version]} PRAGMA user_version = {version + 1}; COMMIT;")
            elif version != VERSION:
                older = "; a command that writes, such as `dataset make`, renews it" if version in _CHANGES else ""
                raise BadRequest(f"{path} has the layout {version}; this program knows {VERSION}{older}.")

    def _opened(self, path: Path, *, writes: bool) -> sqlite3.Connection:
        if writes:
            file = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level="IMMEDIATE")
            file.execute("PRAGMA journal_mode = WAL")
            file.execute("PRAGMA synchronous = FULL")
            return file
        address = path.resolve().as_uri()
        try:
            file = sqlite3.connect(f"{address}?mode=ro", timeout=BUSY_SECONDS, uri=True)
            file.execute("SELECT 1 FROM sample LIMIT 1")
        except sqlite3.OperationalError:  # a disk that cannot be written, where SQLite finds no place for its notes
            file = sqlite3.connect(f"{address}?immutable=1", uri=True)
            file.execute("SELECT 1 FROM sample LIMIT 1")
        return file

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def put(self, samples: Iterable[SampleRow]) -> None:
        """Write rows, all of them or none."""
        with disk_errors("The catalogue cannot be written"), self.file:
            self.file.executemany(_INSERT, map(_values, samples))

    def put_alignments(self, words: Iterable[tuple[str, Sequence[AlignedWord]]]) -> None:
        """Write when the words of samples are said, each with the id of its sample."""
        rows = [(sample, json.dumps([word.as_list() for word in each], ensure_ascii=False)) for sample, each in words]
        with disk_errors("The catalogue cannot be written"), self.file:
            self.file.executemany("INSERT OR REPLACE INTO alignment VALUES (?, ?)", rows)

    def alignment(self, sample_id: str) -> tuple[AlignedWord, ...]:
        """Return when the words of a sample are said; nothing where that is not known."""
        found = self.file.execute("SELECT words FROM alignment WHERE sample = ?", (sample_id,)).fetchone()
        return tuple(map(AlignedWord.of_list, json.loads(found[0]))) if found else ()

    def change(self, statement: str, values: Sequence[object] = ()) -> int:
        """Change rows in one move, and return how many were."""
        with disk_errors("The catalogue cannot be written"), self.file:
            return self.file.execute(statement, values).rowcount

    def select(self, where: str = "1", values: Sequence[object] = (), order: str = "id") -> Iterator[SampleRow]:
        """Yield rows in order; the memory does not grow with their number."""
        for row in self.file.execute(f"{_SELECT} WHERE {where} ORDER BY {order}", values):
            yield SampleRow(*(*row[:-1], bool(row[-1])))

    def get(self, sample_id: str) -> SampleRow | None:
        """Return a sample, None if there is none of this id."""
        return next(self.select("id = ?", (sample_id,)), None)

    def states(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the states of those of some samples that there are."""
        found: dict[str, str] = {}
        for start in range(0, len(ids), IDS_AT_ONCE):
            part = ids[start : start + IDS_AT_ONCE]
            marks = ", ".join("?" * len(part))
            found.update(self.file.execute(f"SELECT id, state FROM sample WHERE id IN ({marks})", part))  # noqa: S608 -- only marks
        return found

    def has_sound(self, digest: str) -> bool:
        """Return whether a sample has this sound."""
        return self.file.execute("SELECT 1 FROM sample WHERE digest = ? LIMIT 1", (digest,)).fetchone() is not None
