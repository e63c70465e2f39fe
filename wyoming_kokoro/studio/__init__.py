"""The studio: the one room that knows the order of the work.

What it offers is imported when it is asked for: who only wants to know how a text is read needs no engine.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wyoming_kokoro.studio.arriving import Arriving
    from wyoming_kokoro.studio.equipment import Equipment, equip
    from wyoming_kokoro.studio.explaining import Explanation, explain, phonemes, said
    from wyoming_kokoro.studio.ledger import Door, Entry
    from wyoming_kokoro.studio.speaking import Status, Studio

__all__ = [
    "Arriving",
    "Door",
    "Entry",
    "Equipment",
    "Explanation",
    "Status",
    "Studio",
    "equip",
    "explain",
    "phonemes",
    "said",
]

_FILES: Final = {
    "Arriving": "arriving",
    "Door": "ledger",
    "Entry": "ledger",
    "Equipment": "equipment",
    "Explanation": "explaining",
    "Status": "speaking",
    "Studio": "speaking",
    "equip": "equipment",
    "explain": "explaining",
    "phonemes": "explaining",
    "said": "explaining",
}
"""In which file each name is."""


def __getattr__(name: str) -> object:
    """One of the names above, from its file."""
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FILES[name]}"), name)
