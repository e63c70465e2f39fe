"""Complete events that cannot be served, each for another reason, and the code of the error."""

from tests.wire.client import stream, synthesize
from wyoming_kokoro.frames import pack

BAD_REQUESTS: dict[str, tuple[bytes, str]] = {
    "chunk_without_a_start": (pack("synthesize-chunk", {"text": "a"}), "out_of_order"),
    "stop_without_a_start": (pack("synthesize-stop"), "out_of_order"),
    "a_start_in_a_stream": (pack("synthesize-start") * 2, "out_of_order"),
    "two_stops": (stream("One.") + pack("synthesize-stop"), "out_of_order"),
    "no_text": (pack("synthesize", {"voice": {}}), "bad_field"),
    "voice_is_a_string": (synthesize("a", voice="af_heart"), "bad_field"),
    "speaker_is_an_object": (synthesize("a", voice={"name": "a", "speaker": {}}), "bad_field"),
    "stream_with_a_list_for_a_voice": (pack("synthesize-start", {"voice": []}), "bad_field"),
    "chunk_without_text": (pack("synthesize-start") + pack("synthesize-chunk"), "bad_field"),
    "inner_text_is_a_number": (pack("synthesize-start") + pack("synthesize", {"text": 1}), "bad_field"),
    "ping_is_a_list": (pack("ping", {"text": []}), "bad_field"),
    "text_too_long": (synthesize("a" * 20_001), "text_too_long"),
    "stream_too_long": (stream(*["word " * 400] * 11), "text_too_long"),
    "ping_too_long": (pack("ping", {"text": "a" * 20_001}), "bad_field"),
    "not_an_event": (b"hello\n", "bad_json"),
}
