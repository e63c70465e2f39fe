"""The add-on's manifest and its English texts, made from the table of settings, the catalogue and the version.

Its options are settings (ADDON_OPTIONS says which); their limits and texts are those of the settings.
"""

import json
from collections.abc import Callable, Mapping

from wyoming_kokoro import __version__, assets
from wyoming_kokoro.downloads import FileList
from wyoming_kokoro.settings import ADDON_OPTIONS, OPTIONS, Option

_HEAD = """\
# Made by script/docs from script/manifest.py. OWNER is replaced by script/store-tree.
name: Kokoro
version: {version}
slug: kokoro
description: A voice for the home, on this machine. It speaks from the first moment.
url: https://github.com/OWNER/wyoming_kokoro
image: ghcr.io/OWNER/wyoming-kokoro
arch:
  - amd64
  - aarch64
stage: experimental
timeout: 30 # what is being said may be said to the end, and then some
discovery:
  - wyoming
ports: # open to nobody until the user says so: Home Assistant comes in by the internal network
  10200/tcp: null
  8354/tcp: null
ingress: true
ingress_port: {ingress}
panel_icon: mdi:account-voice
panel_title: Kokoro
tmpfs: true # the root folder need not be written to
map: # the user's own settings, words and voices, where they can be reached
  - type: app_config
    read_only: false
backup_exclude:
{excluded}
"""

EXCLUDED = (
    "*/models/*",  # hundreds of megabytes that are fetched again, or lie where they came from
    "*/cache/*",  # what can be made again, and what was said
    "*.part",  # the beginning of a file
)
"""What a backup leaves out; the Supervisor compares each with the end of a path."""

_NAMES: Mapping[str, str] = {
    "voice": "Voice",
    "speed": "Speed",
    "language": "Language",
    "model": "Model",
    "threads": "Processor threads",
    "unload_seconds": "Give memory back after (seconds)",
    "debug_logging": "Detailed log",
}

_NETWORK: Mapping[str, str] = {
    "10200/tcp": "Wyoming, for Home Assistants on other machines. This one needs no port.",
    "8354/tcp": "HTTP, for OpenAI clients and the dashboard without Home Assistant.",
}


def manifest() -> str:
    """addon/config.yaml."""
    head = _HEAD.format(
        version=__version__,
        ingress=OPTIONS["http.ingress_port"].default,
        excluded="\n".join(f"  - {json.dumps(each)}" for each in EXCLUDED),
    )
    settings = {key: OPTIONS[name] for key, name in ADDON_OPTIONS.items()}
    options = "\n".join(f"  {key}: {json.dumps(option.default)}" for key, option in settings.items())
    schema = "\n".join(f"  {key}: {json.dumps(_kind(key, option))}" for key, option in settings.items())
    return f"{head}options:\n{options}\nschema:\n{schema}\n"


def english() -> str:
    """addon/translations/en.yaml."""
    lines = ["# Made by script/docs from the table of settings.", "configuration:"]
    for key, name in ADDON_OPTIONS.items():
        lines += [f"  {key}:", f"    name: {json.dumps(_NAMES[key])}"]
        lines += [f"    description: {json.dumps(OPTIONS[name].meaning, ensure_ascii=False)}"]
    lines += ["network:", *(f"  {port}: {json.dumps(text)}" for port, text in _NETWORK.items())]
    return "\n".join(lines) + "\n"


def _kind(key: str, option: Option) -> str:
    """What may be set, as the Supervisor writes it."""
    if key in _MENUS:
        return f"list({'|'.join(_MENUS[key]())})"
    if option.shape:
        return f"match(^({option.shape.pattern})$)"
    if option.kind is bool:
        return "bool"
    return f"{option.kind.__name__}({option.least:g},{option.most:g})"


def _voices() -> list[str]:
    """Kokoro's voices; blends and voices of the user's own are set on the dashboard."""
    catalogue = json.loads((assets.voices_folder() / "catalogue.json").read_text(encoding="utf-8"))
    return [voice["id"] for voice in catalogue["voices"]]


def _models() -> list[str]:
    return ["auto", *(file.name for file in FileList.load().models)]


_MENUS: Mapping[str, Callable[[], list[str]]] = {"voice": _voices, "model": _models}
"""Options that are chosen from a list."""
