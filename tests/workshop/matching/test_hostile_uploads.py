"""Files that are no good recordings, sent to a real server: `script/bench hostile_uploads` sends two hundred."""

import pytest

from benchmarks.hostile_recordings import hostile_files
from benchmarks.hostile_uploads import upload_all

pytestmark = pytest.mark.slow
CHOSEN = ("a header alone", "192 kHz, eight channels", "too many bytes", "an archive that unpacks to much more")
MOST_MEMORY = 900 * 2**20
"""Bytes of a server that hums, of a process that checks, and of one that decodes."""


async def test_each_is_refused_in_words_and_nothing_is_left() -> None:
    files = [(name, content) for name, content in hostile_files(24) if name in CHOSEN]
    assert len(files) == len(CHOSEN)
    outcome = await upload_all(files, match_every=3)
    assert outcome.answers.total() == len(files) + 2
    assert all(answer.endswith(".") for answer in outcome.answers), outcome.answers
    assert not outcome.left and not outcome.faults
    assert 0 < outcome.server_memory <= outcome.memory <= MOST_MEMORY
