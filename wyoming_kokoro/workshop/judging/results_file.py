"""The results, in one SQLite file: a row for each take and judge, replaced when it is judged again."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.workshop.judging.judge import Measure
from wyoming_kokoro.workshop.judging.take import Take

VERSION = 1
"""Of the layout."""
BUSY_SECONDS = 30.0
"""How long to wait while another process writes: a scan may run beside the dashboard."""

_LAYOUT = """
    CREATE TABLE takes (
        digest TEXT PRIMARY KEY, key TEXT NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL, voice TEXT NOT NULL,
        kind TEXT NOT NULL, seconds REAL NOT NULL
    );
    CREATE TABLE judgements (
        digest TEXT NOT NULL, judge TEXT NOT NULL, version TEXT NOT NULL, measures TEXT, unjudged TEXT,
        PRIMARY KEY (digest, judge, version)
    ) WITHOUT ROWID;
    CREATE TABLE runs (
        name TEXT PRIMARY KEY, kind TEXT NOT NULL, begun REAL NOT NULL, ended REAL, about TEXT NOT NULL
    );
    CREATE TABLE run_takes (
        run TEXT NOT NULL, place INTEGER NOT NULL, digest TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (run, place)
    ) WITHOUT ROWID;
"""

Values = Mapping[str, float | str]
"""Measures by name."""


@dataclass(frozen=True, slots=True)
class Run:
    """A scan, or the prompts spoken by a voice: which takes belong together."""

    name: str
    kind: str
    begun: float
    ended: float | None
    about: Mapping[str, str]
    """Voice, model, engine, folder, judges with their versions."""


@dataclass(frozen=True, slots=True)
class TakeFacts:
    """What is kept of a take besides its judgements; the sound is not kept."""

    digest: str
    key: str
    text: str
    language: str
    voice: str
    kind: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A take without a result, and why."""

    key: str
    judge: str
    reason: str


class ResultsFile:
    """Keeps results; every row is written at once, so a killed scan goes on where it was."""

    def __init__(self, path: Path | None) -> None:
        """Open the file; without a path, results are kept in memory alone."""
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(path or ":memory:", timeout=BUSY_SECONDS, isolation_level="IMMEDIATE")
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("PRAGMA synchronous = NORMAL")
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise Unavailable(f"The results in {path} cannot be opened: {error}.", code="disk_failed") from error

    def __enter__(self) -> Self:
        """Return the file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it."""
        self._file.close()

    def add_take(self, take: Take) -> None:
        """Keep the facts of a take."""
        row = (take.digest, take.key, take.text, take.language, take.voice, take.kind, take.seconds)
        self._write(("INSERT OR REPLACE INTO takes VALUES (?, ?, ?, ?, ?, ?, ?)", row))

    def put(self, digest: str, judge: str, version: str, measures: Iterable[Measure]) -> None:
        """Keep what a judge found."""
        content = json.dumps({each.name: each.value for each in measures}, ensure_ascii=False)
        self._write(
            ("DELETE FROM judgements WHERE digest = ? AND judge = ? AND measures IS NULL", (digest, judge)),
            ("INSERT OR REPLACE INTO judgements VALUES (?, ?, ?, ?, NULL)", (digest, judge, version, content)),
        )

    def put_derived(self, digest: str, name: str, version: str, measures: Iterable[Measure]) -> None:
        """Keep what follows from several judges; it takes the place of what an earlier version derived."""
        content = json.dumps({each.name: each.value for each in measures}, ensure_ascii=False)
        self._write(
            ("DELETE FROM judgements WHERE digest = ? AND judge = ?", (digest, name)),
            ("INSERT INTO judgements VALUES (?, ?, ?, ?, NULL)", (digest, name, version, content)),
        )

    def put_unjudged(self, digest: str, judge: str, version: str, reason: str) -> None:
        """Keep that a judge found nothing, and why; a result that is there stays."""
        statement = (
            "INSERT INTO judgements VALUES (?, ?, ?, NULL, ?) ON CONFLICT DO UPDATE SET unjudged = excluded.unjudged"
            " WHERE measures IS NULL"
        )
        self._write((statement, (digest, judge, version, reason)))

    def has(self, digest: str, judge: str, version: str) -> bool:
        """Return whether a judge has a result for a take."""
        query = "SELECT 1 FROM judgements WHERE digest = ? AND judge = ? AND version = ? AND measures IS NOT NULL"
        return self._file.execute(query, (digest, judge, version)).fetchone() is not None

    def values(self, digest: str, judge: str, version: str | None = None) -> Values | None:
        """Return what a judge found, by its newest version unless one is named."""
        query = "SELECT measures FROM judgements WHERE digest = ? AND judge = ? AND measures IS NOT NULL"
        row = self._file.execute(
            f"{query} AND version = ?" if version else f"{query} ORDER BY version DESC",
            (digest, judge, version) if version else (digest, judge),
        ).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def all_values(self, digest: str, versions: Mapping[str, str] | None = None) -> dict[str, Values]:
        """Return what every judge found: by these versions, or else by the newest of each."""
        query = "SELECT judge, version, measures FROM judgements WHERE digest = ? AND measures IS NOT NULL"
        rows = self._file.execute(f"{query} ORDER BY judge, version", (digest,)).fetchall()
        return {
            judge: json.loads(measures)
            for judge, version, measures in rows
            if versions is None or versions.get(judge, version) == version
        }

    def unjudged(self, run: str) -> list[Unjudged]:
        """Return the takes of a run that a judge has no result for, with the reasons."""
        query = (
            "SELECT r.key, j.judge, j.unjudged FROM run_takes r JOIN judgements j ON j.digest = r.digest"
            " WHERE r.run = ? AND j.measures IS NULL AND NOT EXISTS (SELECT 1 FROM judgements k"
            " WHERE k.digest = j.digest AND k.judge = j.judge AND k.measures IS NOT NULL) ORDER BY r.place, j.judge"
        )
        return [Unjudged(*row) for row in self._file.execute(query, (run,))]

    def begin_run(self, run: Run) -> None:
        """Keep a run that begins; one of the same name goes on."""
        about = json.dumps(dict(run.about), ensure_ascii=False)
        statement = (
            "INSERT INTO runs VALUES (?, ?, ?, NULL, ?) ON CONFLICT DO UPDATE SET about = excluded.about, ended = NULL"
        )
        self._write((statement, (run.name, run.kind, run.begun, about)))

    def set_takes(self, run: str, takes: Sequence[tuple[str, str]]) -> None:
        """Keep which takes belong to a run, by digest and key, in order."""
        with self._file:
            self._file.execute("DELETE FROM run_takes WHERE run = ?", (run,))
            rows = [(run, place, digest, key) for place, (digest, key) in enumerate(takes)]
            self._file.executemany("INSERT INTO run_takes VALUES (?, ?, ?, ?)", rows)

    def end_run(self, name: str, ended: float, about: Mapping[str, str]) -> None:
        """Keep that a run has ended, and what is known of it then."""
        content = json.dumps(dict(about), ensure_ascii=False)
        self._write(("UPDATE runs SET ended = ?, about = ? WHERE name = ?", (ended, content, name)))

    def runs(self, kind: str | None = None) -> list[Run]:
        """Return the runs, the newest first."""
        query = "SELECT name, kind, begun, ended, about FROM runs ORDER BY begun DESC, name"
        rows = (
            Run(name, made_by, begun, ended, json.loads(about))
            for name, made_by, begun, ended, about in self._file.execute(query)
        )
        return [run for run in rows if kind in (None, run.kind)]

    def run(self, name: str) -> Run | None:
        """Return a run by its name."""
        return next((run for run in self.runs() if run.name == name), None)

    def takes_of(self, run: str) -> list[TakeFacts]:
        """Return the takes of a run in order."""
        query = (
            "SELECT t.digest, r.key, t.text, t.language, t.voice, t.kind, t.seconds"
            " FROM run_takes r JOIN takes t ON t.digest = r.digest WHERE r.run = ? ORDER BY r.place"
        )
        return [TakeFacts(*row) for row in self._file.execute(query, (run,))]

    def rows(self) -> Iterator[tuple[str, str, str, str | None, str | None]]:
        """Yield every row of judgements in order: digest, judge, version, measures, why there are none."""
        query = "SELECT digest, judge, version, measures, unjudged FROM judgements ORDER BY digest, judge, version"
        yield from self._file.execute(query)

    def _write(self, *statements: tuple[str, tuple[object, ...]]) -> None:
        """Write all of it or nothing."""
        try:
            with self._file:
                for statement, values in statements:
                    self._file.execute(statement, values)
        except sqlite3.Error as error:
            raise Unavailable(f"The results cannot be written: {error}.", code="disk_failed") from error

    def _prepare(self) -> None:
        (version,) = self._file.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise Unavailable("The results are of another version of this program; name another file.")
        if version == 0:
            with self._file:
                for statement in filter(str.strip, _LAYOUT.split(";")):
                    self._file.execute(statement)
                self._file.execute(f"PRAGMA user_version = {VERSION}")
