"""The settings of one provider: another engine, on this machine, in this network, or in the cloud."""

from dataclasses import dataclass

from wyoming_kokoro.settings.names import NAME
from wyoming_kokoro.settings.options import TextPattern, option

PROVIDER_NAME = TextPattern(r"[a-z0-9][a-z0-9_-]{0,31}", "a short name in small letters, digits, - and _")
_ADDRESS = TextPattern(
    r"((https?|tcp)://[^\s,?#]+|unix:///[^\s,]+)?", "an address such as tcp://HOST:PORT or https://HOST"
)
_KEY = TextPattern(r"[!-~]*", "letters, digits and symbols without spaces")
_VARIABLE = TextPattern(r"([A-Za-z_][A-Za-z0-9_]*KEY)?", "the name of an environment variable, which ends with KEY")
_LANGUAGE = TextPattern(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag such as en-US")
_KIND = TextPattern(r"([a-z][a-z0-9_-]*)?", "the name of a kind, such as wyoming or openai")


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """One provider, as its settings describe it."""

    kind: str = option(
        "", "What it speaks: wyoming, openai, gemini, elevenlabs, or a kind of a package.", pattern=_KIND
    )
    address: str = option(
        "",
        "Its address: tcp://HOST:PORT for wyoming, http://HOST:PORT/v1 for openai; clouds have one.",
        pattern=_ADDRESS,
    )
    key: str = option("", "Its key; never shown.", pattern=_KEY, secret=True)
    key_variable: str = option("", "The environment variable that holds its key, in place of `key`.", pattern=_VARIABLE)
    allowed: bool = option(
        default=False, meaning="Whether text may leave the local network to reach it; a cloud speaks only then."
    )
    voices: tuple[str, ...] = option(
        (), "The voices to list, as NAME or NAME=ID; empty lists all that it names.", pattern=NAME
    )
    languages: tuple[str, ...] = option(
        (), "The languages of voices for which it names none, the most usual first.", pattern=_LANGUAGE
    )
    model: str = option(
        "",
        "The model to ask for; empty is the usual one of its kind.",
        pattern=TextPattern(rf"({NAME.regex})?", NAME.description),
    )
    format: str = option(
        "wav",
        "The format to ask an OpenAI route for; any format that arrives is recognised.",
        choices=("wav", "pcm", "mp3", "opus", "flac", "aac"),
    )
    rate: int = option(
        24_000,
        "Samples a second of sound without a header, where its sender does not say.",
        minimum=4_000,
        maximum=384_000,
    )
    fallback: str = option(
        "auto",
        "The voice that speaks in its place when it cannot: a name, auto for the best one here in the language of the "
        "text, or none for an error.",
        pattern=NAME,
    )
    characters_a_day: int = option(
        0, "Characters that may be sent to it in a day; 0 is no limit.", minimum=0, maximum=1_000_000_000
    )
    timeout: float | None = option(
        None,
        "Seconds within which the first half second of sound must be here; null is what suits its kind: 2, and 8 for "
        "Gemini, which makes a whole sentence before it sends any.",
        minimum=0.2,
        maximum=60,
    )
