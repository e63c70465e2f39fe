"""The metrics for Prometheus."""

from prometheus_client.parser import text_string_to_metric_families

from tests.api.client import Api

TEXT = "Dr. Smith paid $5.50 on 12/18/2013."


async def test_prometheus_can_parse_the_metrics(api: Api) -> None:
    await api.say(TEXT)
    await api.ask("POST", "/v1/audio/speech", json={"input": TEXT, "voice": "nobody"})
    status, headers, body = await api.ask("GET", "/metrics")
    assert status == 200 and headers["Content-Type"].startswith("text/plain; version=")
    families = {family.name: family for family in text_string_to_metric_families(body.decode())}
    assert {"kokoro_first_sound_seconds", "kokoro_realtime_factor", "kokoro_queue_wait_seconds"} <= set(families)
    assert {"kokoro_cache_lookups", "kokoro_config_reloads", "kokoro_memory_bytes", "kokoro_queue"} <= set(families)
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families.values()
        for sample in family.samples
    }
    assert samples["kokoro_utterances_total", "http"] >= 1
    assert samples["kokoro_http_rejected_total", "voice_not_found"] >= 1
    assert samples["kokoro_first_sound_seconds_bucket", "+Inf", "http"] >= 1
    assert (
        samples["kokoro_first_sound_seconds_count", "http"]
        == samples["kokoro_first_sound_seconds_bucket", "+Inf", "http"]
    )
    assert samples["kokoro_engine", "tone"] == 1 and samples["kokoro_ready",] == 1
