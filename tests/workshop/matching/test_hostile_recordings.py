"""Files that are no good recordings are refused in words, or decoded within limits; nothing is asked of the network."""

import socket
import threading

import pytest

from benchmarks.hostile_recordings import answer_for, hostile_files
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.matching.decode_process import decode_apart

pytestmark = pytest.mark.slow
FILES = list(hostile_files(24))


@pytest.mark.parametrize(("name", "content"), FILES, ids=[name for name, _ in FILES])
def test_a_hostile_file_is_refused_or_decoded(name: str, content: bytes) -> None:
    answer = answer_for(name, content)
    assert answer == "decoded" or answer.endswith("."), name


def test_a_playlist_opens_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        asked = []

        def listen() -> None:
            try:
                asked.append(listener.accept())
            except TimeoutError:
                return

        port = listener.getsockname()[1]
        lists = (
            f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n",
            f"ffconcat version 1.0\nfile http://127.0.0.1:{port}/a.wav\n",
        )
        for text in lists:
            with pytest.raises(BadRequest):
                decode_apart(text.encode())
            thread = threading.Thread(target=listen)
            thread.start()
            thread.join()
        assert not asked
