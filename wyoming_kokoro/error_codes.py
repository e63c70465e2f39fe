"""Every code of an error that a client may receive: one list for the servers, the counters and the documentation."""

from collections.abc import Mapping
from typing import NamedTuple


class ErrorCode(NamedTuple):
    """The stable name of an error for programs, with its HTTP status and meaning."""

    name: str
    http_status: int | None
    """None where only the Wyoming server answers with it."""
    meaning: str
    wyoming: bool = False
    """Whether the Wyoming server answers with it."""


_CODES = (
    # The text and how to speak it
    ErrorCode("missing_required_parameter", 400, "A required field is missing."),
    ErrorCode("invalid_value", 400, "A field has a value that it cannot have."),
    ErrorCode("empty_input", 400, "The text is empty."),
    ErrorCode("text_too_long", 400, "The text is longer than `limits.text_characters`.", wyoming=True),
    ErrorCode("text_unspeakable", 400, "eSpeak NG cannot read the text."),
    ErrorCode("ssml_invalid", 400, "Something in the SSML has no effect, and the field `strict` was set."),
    ErrorCode("ssml_refused", 400, "The text is not SSML that can be read.", wyoming=True),
    ErrorCode("language_not_supported", 400, "The language is not supported."),
    ErrorCode("voice_not_found", 400, "There is no voice of this name."),
    ErrorCode("voice_invalid", 400, "The name of the voice, or of a blend, cannot be read."),
    ErrorCode("voice_damaged", 400, "The file of the voice is damaged."),
    ErrorCode("voice_missing", 503, "The file of the voice is not here yet."),
    ErrorCode("no_style", 400, "The voice belongs to eSpeak NG; Kokoro has no file of it."),
    ErrorCode("provider_failed", 503, "A provider cannot speak, and no voice may in its place.", wyoming=True),
    ErrorCode("model_not_found", 404, "There is no model of this name."),
    ErrorCode("sound_refused", 400, "The name of a sound is an address; sounds are not fetched."),
    ErrorCode("sound_not_found", 400, "There is no sound of this name."),
    ErrorCode("sound_damaged", 400, "The file of a sound cannot be used."),
    ErrorCode("no_sound", 500, "A part of the text gave no sound, twice.", wyoming=True),
    ErrorCode("speech_not_found", 404, "There is no such speech now; it is kept for `http.keep_spoken` seconds."),
    ErrorCode("consent_missing", 400, "A voice is made from a recording only with consent and a name."),
    ErrorCode("recording_refused", 400, "The recording is too short, too noisy, or has several speakers."),
    ErrorCode("not_own", 404, "The voice is not a file of the user's."),
    ErrorCode("match_not_found", 404, "There is no such voice to save; one is kept for half an hour."),
    ErrorCode("data_set_not_found", 404, "There is no such data set in the data folder."),
    ErrorCode("data_set_exists", 409, "There is a data set of this name already."),
    ErrorCode("job_not_found", 404, "There is no such job; the last ones are kept until the server stops."),
    ErrorCode("export_not_found", 404, "There is no such export, or no form of this name."),
    ErrorCode("nothing_left", 400, "All of the speech was heard."),
    # The HTTP request
    ErrorCode("bad_request", 400, "The request cannot be understood."),
    ErrorCode("bad_http", 400, "The bytes are not an HTTP request."),
    ErrorCode("bad_host", 400, "The request names no host, or several."),
    ErrorCode("wrong_host", 421, "The server is not known by this name; see `http.allowed_hosts`."),
    ErrorCode("foreign_origin", 403, "A web page of another server sent the request; see `http.allowed_origins`."),
    ErrorCode("foreign_peer", 403, "Only Home Assistant may connect to this port."),
    ErrorCode("invalid_api_key", 401, "The API key is missing or wrong."),
    ErrorCode("invalid_token", 401, "The token is missing or wrong."),
    ErrorCode("invalid_ticket", 401, "The link to the dashboard was used before, or is too old."),
    ErrorCode(
        "changes_off",
        403,
        "Changes over HTTP are off until `wyoming-kokoro token` or `open` has made a token.",
    ),
    ErrorCode("not_found", 404, "There is nothing at this path, or no file of this name."),
    ErrorCode("session_not_found", 404, "The session of an agent has ended; it begins with `initialize`."),
    ErrorCode("session_missing", 400, "An agent's request names no session, or another version of the protocol."),
    ErrorCode("not_installed", 400, "A package that this needs is not installed; the message names it."),
    ErrorCode("link_not_found", 404, "The address has expired, or never existed."),
    ErrorCode("method_not_allowed", 405, "The path has no such method."),
    ErrorCode("no_websocket", 400, "The path accepts only WebSocket connections."),
    ErrorCode("not_supported", 400, "The route exists for clients that ask for it, and does nothing."),
    ErrorCode("body_too_slow", 408, "The body did not arrive in time."),
    ErrorCode("body_too_large", 413, "The body is larger than `http.body_bytes`."),
    ErrorCode("unsupported_media_type", 415, "The body is not `application/json` in UTF-8, or it is compressed."),
    ErrorCode("broken_body", 400, "The body is cut short, or its chunks are damaged."),
    ErrorCode("invalid_json", 400, "The body, or a message, is not a JSON object."),
    ErrorCode("too_quiet", 400, "No further text arrived for `wyoming.text_stream_timeout`."),
    # Settings, words and files
    ErrorCode("unknown_setting", 400, "There is no setting of this name."),
    ErrorCode("invalid_setting", 400, "A setting has a value that it cannot have."),
    ErrorCode("invalid_settings", 400, "`override.json` cannot be read, so it is not changed."),
    ErrorCode("local_setting", 400, "The setting can be changed on the machine itself only."),
    ErrorCode("bad_file", 400, "The file is not what its name says."),
    ErrorCode("bad_name", 400, "The name cannot be used for a file."),
    ErrorCode("already_judging", 409, "Prompts are being judged already; one such job runs at a time."),
    ErrorCode("busy", 503, "The file is being downloaded already."),
    ErrorCode("disk_failed", 503, "The disk cannot be read or written."),
    ErrorCode("disk_full", 503, "The disk is full."),
    ErrorCode("download_failed", 503, "A file could not be downloaded."),
    ErrorCode("file_damaged", 503, "A file is not what was published."),
    ErrorCode("file_missing", 503, "A file is not here, and may not be downloaded."),
    ErrorCode("files_locked", 503, "Another program is changing the same files."),
    ErrorCode("read_only", 503, "The data folder cannot be written."),
    ErrorCode("unreadable", 503, "A file of the user cannot be read."),
    # The state of the server
    ErrorCode("starting", 503, "The server is starting."),
    ErrorCode("stopping", 503, "The server is stopping.", wyoming=True),
    ErrorCode(
        "queue_full",
        503,
        "Too many texts wait or are spoken already; see `limits.queue` and `limits.listeners`.",
        wyoming=True,
    ),
    ErrorCode("whole_responses_full", 503, 'Too many responses with `"stream": false` are being made.'),
    ErrorCode("unavailable", 503, "The same request may succeed later."),
    ErrorCode("no_engine", 503, "No engine can speak at the moment.", wyoming=True),
    ErrorCode("no_kokoro", 503, "Kokoro cannot speak at the moment."),
    ErrorCode("model_refused", 503, "ONNX Runtime cannot run the model file."),
    ErrorCode("espeak_missing", 503, "eSpeak NG is not installed."),
    ErrorCode("broken", 500, "A fault of this program; its log has the details.", wyoming=True),
    # Wyoming events
    ErrorCode("header_too_long", None, "The header of an event is too long.", wyoming=True),
    ErrorCode("data_too_long", None, "The data of an event is too long.", wyoming=True),
    ErrorCode("payload_too_long", None, "The payload of an event is too long.", wyoming=True),
    ErrorCode("too_many_values", None, "An event holds too many values.", wyoming=True),
    ErrorCode("bad_length", None, "A length in the header of an event cannot be.", wyoming=True),
    ErrorCode("bad_json", None, "An event is not JSON.", wyoming=True),
    ErrorCode("not_an_object", None, "An event is not a JSON object.", wyoming=True),
    ErrorCode("bad_type", None, "The type of an event is not a text.", wyoming=True),
    ErrorCode("cut_short", None, "The connection ended inside an event.", wyoming=True),
    ErrorCode("too_slow", None, "An event did not arrive in time.", wyoming=True),
    ErrorCode("bad_field", None, "A field of an event has a value that it cannot have.", wyoming=True),
    ErrorCode("out_of_order", 400, "Text arrived after its end, or a chunk without a start.", wyoming=True),
    ErrorCode("too_many_connections", None, "Too many connections; see `wyoming.connections`.", wyoming=True),
    # The command line, which prints the message alone
    ErrorCode("bad_word", None, "A line of the user's words cannot be read."),
    ErrorCode("no_such_word", None, "The word is not among the user's words."),
    ErrorCode("no_answer", None, "The server does not answer."),
)

ERROR_CODES: Mapping[str, ErrorCode] = {code.name: code for code in _CODES}
"""Every code by its name."""

HTTP_CODES = tuple(code for code in _CODES if code.http_status is not None)
"""The codes of the HTTP API."""

WYOMING_CODES = tuple(code for code in _CODES if code.wyoming)
"""The codes of the Wyoming server."""
