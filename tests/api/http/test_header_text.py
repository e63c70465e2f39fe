"""Names and texts with control characters reach neither headers nor status lines, no matter who sent or saved them."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.client import PATIENCE, Api, opened
from wyoming_kokoro.api.http.header_text import header_text
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio

CONTROLS = ("\0", "\x07", "\t", "\n", "\r\n", "\x0b", "\x1b", "\x7f", "\x85", "\u2028")


async def _raw(api: Api, path: str, **fields: object) -> tuple[bytes, bytes, bytes]:
    """Return status line, headers and body as they are sent, for two requests on one connection would go wrong."""
    body = json.dumps(fields).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", api.port)
        writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
    headers, _, content = answer.partition(b"\r\n\r\n")
    status, _, rest = headers.partition(b"\r\n")
    return status, rest, content


def _is_well_formed(status: bytes, headers: bytes, content: bytes) -> bool:
    """Return whether an answer has one status line, headers that are plain lines, and as many bytes as it says."""
    lines = headers.split(b"\r\n")
    lengths = [int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")]
    plain = all(32 <= byte < 127 for line in (status, *lines) for byte in line)
    return status.startswith(b"HTTP/1.1 ") and plain and (not lengths or lengths == [len(content)])


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize(
    "name", ["af_heart{}", "af_heart{}+ am_adam", "af_heart +{}am_adam", "{}", "af_heart{}X-Injected: yes"]
)
async def test_a_control_character_in_a_voice_is_refused(api: Api, name: str, control: str) -> None:
    answer = await _raw(api, "/v1/audio/speech", input="Hello.", voice=name.format(control), response_format="wav")
    assert _is_well_formed(*answer), answer
    assert b" 400 " in answer[0]


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize(
    ("path", "field", "more"),
    [
        ("/v1/pronunciations/try", "answer", {"input": "Elon"}),
        ("/v1/pronunciations/try", "input", {"answer": "EE-lon"}),
        ("/v1/audio/speech", "model", {"input": "Hello."}),
        ("/v1/audio/speech", "language", {"input": "Hello."}),
        ("/v1/text/explain", "voice", {"text": "Hello."}),
    ],
)
async def test_any_field_with_control_characters_gets_a_whole_answer(
    api: Api, path: str, field: str, more: dict[str, str], control: str
) -> None:
    answer = await _raw(api, path, **more, **{field: f"a{control}b{control}: c"})
    assert _is_well_formed(*answer), answer


async def test_a_saved_name_with_an_end_of_line_is_refused(studio: Studio, loaded: LoadedSettings) -> None:
    async with opened(studio, loaded, trusted=True) as api:
        for saved in ({"a\r\nb": "af_heart"}, {"joy": "af_heart\r\n+ am_adam"}, {"a\0b": "af_heart"}):
            status, _, content = await api.ask("PATCH", "/v1/settings", json={"voices.saved": saved})
            assert status == 400, content
        status, _, _ = await api.ask("PATCH", "/v1/settings", json={"voices.saved": {"Grüße 1": "af_heart"}})
        assert status == 200
        answer = await _raw(api, "/v1/audio/speech", input="Hello.", voice="Grüße 1")
    assert _is_well_formed(*answer) and b"X-Voice: Gr??e 1" in answer[1]


@given(st.text())
def test_a_header_is_one_line_of_printable_ascii(text: str) -> None:
    made = header_text(text)
    assert made.isascii() and (made.isprintable() or not made) and made == made.strip()
    assert header_text(made) == made
