"""The tools that agents can call; each runs a command of this program."""

from collections.abc import Mapping
from functools import partial

from wyoming_kokoro.mcp.own_command import OwnCommand
from wyoming_kokoro.mcp.session import McpTool
from wyoming_kokoro.settings import Paths

Arguments = Mapping[str, object]

_TEXT = {"type": "string", "description": "What is to be heard."}
_VOICE = {
    "type": "string",
    "description": "A voice that `voices` lists, or a blend; without it, your own or the usual one.",
}
_TO = {
    "type": "array",
    "items": {"type": "string"},
    "description": "Entities of Home Assistant: media_player.kitchen, assist_satellite.hall. Without it, this machine.",
}
_WAIT = {"type": "boolean", "description": "Whether to wait until it was heard: true unless given."}
_LANGUAGE = {"type": "string", "description": "Only voices of this language: en-US."}


def make_tools(paths: Paths, name: str | None = None) -> list[McpTool]:
    """Return the tools of the program with these folders; with a name, the agent has a voice of its own."""
    return [
        McpTool(
            "say",
            "Speak aloud",
            "Speak a text aloud. Texts are heard one after another. Returns what was heard of it.",
            {"text": _TEXT, "voice": _VOICE, "to": _TO, "wait": _WAIT},
            partial(_say, paths, name),
            required=("text",),
        ),
        McpTool(
            "voices",
            "List the voices",
            "List the voices with their languages and how they sound.",
            {"language": _LANGUAGE},
            partial(_voices, paths),
            reads_only=True,
        ),
        McpTool(
            "stop",
            "Stop speaking",
            "Cut off what is being spoken, and retract all that waits, of every program.",
            {},
            partial(_stop, paths),
        ),
        McpTool(
            "status",
            "Tell the status",
            "Tell whether a speech server runs, and how many texts are spoken or wait.",
            {},
            partial(_status, paths),
            reads_only=True,
        ),
    ]


async def _say(paths: Paths, name: str | None, arguments: Arguments) -> Mapping[str, object]:
    words = ["say", "-", "--json"]
    if voice := arguments.get("voice"):
        words += ["--voice", str(voice)]
    elif name:
        words += ["--as", name]
    to = arguments.get("to", [])
    for entity in to if isinstance(to, list) else ():
        words += ["--to", str(entity)]
    if arguments.get("wait") is False:
        words.append("--no-wait")
    told: Mapping[str, object] = await OwnCommand(words, paths).run(str(arguments["text"]))
    return told


async def _voices(paths: Paths, arguments: Arguments) -> Mapping[str, object]:
    language = arguments.get("language")
    words = ["voices", "--json", *(["--language", str(language)] if language else [])]
    rows = await OwnCommand(words, paths).run()
    return {"voices": [{key: row[key] for key in ("name", "language", "description")} for row in rows]}


async def _stop(paths: Paths, _: Arguments) -> Mapping[str, object]:
    told: Mapping[str, object] = await OwnCommand(["say", "--clear", "--json"], paths).run()
    return told


async def _status(paths: Paths, _: Arguments) -> Mapping[str, object]:
    told: Mapping[str, object] = await OwnCommand(["say", "--status"], paths).run()
    return told
