"""What the OpenAPI document describes is what the server does, for thousands of requests that are made from it."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.programs import started
from wyoming_kokoro.api.token import make_token
from wyoming_kokoro.settings import Paths

EXAMPLES = os.environ.get("WYOMING_KOKORO_FUZZ_EXAMPLES", "5")
"""Examples for each route, besides those at the bounds of each field."""

SECONDS = 300 if EXAMPLES == "5" else 3600
"""For all routes; it takes a minute on two idle cores, and in CI it has one of them at most."""

LEFT_OUT = (
    "--exclude-path=/v1/audio/speech/ws",  # no request and response
    "--exclude-path=/v1/files/fetch",  # would use the network
    "--exclude-method=PATCH",  # changes limits, and with them every other answer; test_inputs.py has settings
    "--exclude-deprecated",  # refuses every request
    "--exclude-checks=positive_data_acceptance",  # a name may be well-formed, and no voice have it
)

CHARACTERS = 500
"""Of a text: a thousand turns at a quarter of the speed are half an hour of sound, which takes minutes to encode."""

CONFIG = """
[checks.negative_data_rejection]  # those that the tool knows, and 413: some of its bodies are too large
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, "5xx"]
"""


@pytest.mark.slow
async def test_requests_made_from_the_document_are_answered_as_it_says(tmp_path: Path) -> None:
    token = make_token(Paths(tmp_path, tmp_path).token)
    (tmp_path / "schemathesis.toml").write_text(CONFIG, encoding="utf-8")
    settings = {"ENGINE_NAME": "tone", "LIMITS_TEXT_CHARACTERS": str(CHARACTERS)}
    async with started(tmp_path, **{f"WYOMING_KOKORO_{name}": value for name, value in settings.items()}) as program:
        await program.log_until("is ready")
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("schemathesis"), "run", f"{program.web}/openapi.json", *LEFT_OUT,
            "--phases=examples,coverage,fuzzing", f"--max-examples={EXAMPLES}", "--seed=1", "--no-color",
            "--request-timeout=60", f"--header=Authorization: Bearer {token}",
            cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        try:
            async with asyncio.timeout(SECONDS):
                output, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert process.returncode == 0, output.decode()[-8_000:]
