"""Former names of settings: our own, which keep working, and those of LiteTTS, the server that many come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

FORMER_NAMES: Mapping[str, str] = {
    "speech.level": "speech.normalize_loudness",
    "reading.first": "reading.date_order",
    "engine.short": "engine.min_phonemes",
    "engine.unload_seconds": "engine.unload_after",
    "engine.tries": "engine.attempts",
    "wyoming.idle_seconds": "wyoming.idle_timeout",
    "wyoming.first_seconds": "wyoming.first_request_timeout",
    "wyoming.frame_seconds": "wyoming.frame_timeout",
    "wyoming.write_seconds": "wyoming.write_timeout",
    "wyoming.quiet_seconds": "wyoming.text_stream_timeout",
    "wyoming.early_flush_seconds": "wyoming.flush_after",
    "http.hosts": "http.allowed_hosts",
    "http.origins": "http.allowed_origins",
    "http.models": "http.model_aliases",
    "http.head_seconds": "http.header_timeout",
    "http.body_seconds": "http.body_timeout",
    "http.idle_seconds": "http.idle_timeout",
    "http.write_seconds": "http.write_timeout",
    "http.links_seconds": "http.link_lifetime",
    "limits.stop_seconds": "limits.shutdown_timeout",
    "downloads.tries": "downloads.attempts",
    "downloads.pause_seconds": "downloads.retry_delay",
    "downloads.timeout_seconds": "downloads.timeout",
    "cache.prepare": "cache.precompute",
}
"""Names that settings of ours had before, and their names now. The old ones work wherever a setting can be set."""


def current_name(name: str) -> str:
    """Return what a setting is called now; a name that was never changed stays as it is."""
    return FORMER_NAMES.get(name, name)


def renamed(where: str, former: str, name: str) -> str:
    """Return the note for the log that a setting was set under its former name."""
    return f"{where}: {former} is now called {name}; the old name still works"


@dataclass(frozen=True, slots=True)
class SettingAlias:
    """An earlier name, what it is called now, and how its value is written now."""

    name: str
    convert: Callable[[object], object] = lambda value: value


def _language(value: object) -> object:
    """en-us as en-US."""
    language, dash, region = str(value).partition("-")
    return f"{language.lower()}{dash}{region.upper()}"


def _debug(value: object) -> object:
    """A log level as whether details are wanted."""
    return str(value).upper() in {"DEBUG", "TRACE"}


def _file_name(value: object) -> object:
    """The last part of a path: folders are not settings here."""
    return PurePosixPath(str(value)).name


ALIASES: Mapping[str, SettingAlias] = {
    "voice.default_voice": SettingAlias("speech.voice"),
    "tts.default_voice": SettingAlias("speech.voice"),
    "audio.default_speed": SettingAlias("speech.speed"),
    "audio.default_language": SettingAlias("speech.language", _language),
    "model.default_variant": SettingAlias("engine.model"),
    "tts.model_path": SettingAlias("engine.model", _file_name),
    "server.host": SettingAlias("http.host"),
    "server.port": SettingAlias("http.port"),
    "performance.max_text_length": SettingAlias("limits.text_characters"),
    "performance.max_retry_attempts": SettingAlias("engine.attempts"),
    "logging.level": SettingAlias("log.debug", _debug),
    "monitoring.log_level": SettingAlias("log.debug", _debug),
}
"""In order: where a file has two names for one setting, the later line wins."""

ELSEWHERE: Mapping[str, str] = {
    "paths.models_dir": "--download-dir says where models and voices lie",
    "paths.voices_dir": "--download-dir says where models and voices lie",
    "paths.cache_dir": "--data-dir says where the cache lies",
}
"""Earlier names whose subject is no setting here, and what takes their place."""

_SECTIONS = frozenset(
    {
        *("application", "audio", "audio_quality_testing", "beta_features", "cache", "caching", "currency_processing"),
        *("datetime_processing", "endpoints", "espeak_integration", "interjection_handling", "logging", "model"),
        *("monitoring", "number_processing", "openwebui_compatibility", "paths", "performance"),
        *("pronunciation_dictionary", "punctuation_handling", "repository", "server", "symbol_processing"),
        *("text_processing", "tts", "url_processing", "voice", "voice_modulation"),
    }
)
"""Its groups, as in its settings.json."""

_SINGLE = frozenset({"performance_mode"})
"""Names that were given outside their group, too."""


def is_earlier(name: str) -> bool:
    """Whether a name is one of the earlier server's, also where nothing here corresponds to it."""
    section, _, key = name.partition(".")
    return section in _SECTIONS or section in _SINGLE or key in _SINGLE
