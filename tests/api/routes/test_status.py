"""The state of the server and its last requests."""

import json
import logging
from pathlib import Path

from tests.api.client import Api
from tests.api.engines import FailingEngine, SwitchableEngine
from wyoming_kokoro import log
from wyoming_kokoro.api.memory import memory_bytes

TEXT = "Dr. Smith paid $5.50 on 12/18/2013."


async def test_status_sums_up_the_last_requests(api: Api, engine: SwitchableEngine) -> None:
    await api.say(TEXT, voice="nova")
    await api.say(TEXT, voice="nova")
    engine.current = FailingEngine(0)
    await api.ask("POST", "/v1/audio/speech", json={"input": TEXT})
    answer = await api.json("/v1/status")
    failed, from_cache, fresh = answer["recent"]
    assert fresh["server"] == "http" and fresh["voice"] == "af_nova" and fresh["characters"] == len(TEXT)
    assert fresh["rtf"] > 0 and fresh["from_cache"] == 0 and fresh["outcome"] == "said"
    assert from_cache["rtf"] is None and from_cache["from_cache"] == 1
    assert failed["outcome"] == "no_sound"
    figures = answer["speech"]["http"]
    assert figures["utterances"] == 3 and figures["failed"] == 1 and figures["rtf"]["p50"] == fresh["rtf"]
    assert figures["first_sound"]["p95"] == fresh["first_sound"] and answer["speech"]["wyoming"]["rtf"]["p50"] is None
    assert answer["cache"]["found_in_memory"] >= 1 and answer["memory_bytes"] > 10_000_000
    assert (
        answer["health"]["status"] == "ok" and answer["listeners"] == answer["queue"] == 0 and answer["fetching"] == []
    )
    assert answer["settings"]["digest"] == api.state.watch.loaded.digest
    assert "Smith" not in json.dumps(answer)


async def test_the_last_hours_are_returned_as_columns(api: Api) -> None:
    await api.say(TEXT)
    await api.say(TEXT)
    api.state.studio.record_load(memory_bytes=3_000)
    answer = await api.json("/v1/status/hours")
    assert sum(answer["utterances"]) == 2 and max(answer["queue"]) == 0 and 3_000 in answer["memory_bytes"]
    length = len(answer["moment"])
    for name in ("first_sound", "first_sound_from_cache", "rtf"):
        assert {share: len(column) for share, column in answer[name].items()} == {"p50": length, "p95": length}
        assert any(figure is not None and figure > 0 for figure in answer[name]["p95"])


async def test_status_has_the_last_warnings_without_folders(api: Api) -> None:
    log.start()
    logging.getLogger("wyoming_kokoro.x").warning("%s cannot be read", "/var/lib/kokoro/models/model.onnx")
    last = (await api.json("/v1/status"))["warnings"][-1]
    assert last["message"] == "model.onnx cannot be read" and last["level"] == "WARNING" and last["moment"] > 0


def test_memory_is_measured_also_without_the_status_file_of_linux() -> None:
    assert memory_bytes() > 10_000_000
    assert memory_bytes(Path("/nowhere")) > 10_000_000
