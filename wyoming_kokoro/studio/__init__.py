"""The studio: the one room that knows the order of the work.

What it offers is imported when it is asked for: who only wants to know how a text is read needs no engine.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

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

__getattr__ = lazy_imports(
    __name__,
    {
        "arriving": ("Arriving",),
        "equipment": ("Equipment", "equip"),
        "explaining": ("Explanation", "explain", "phonemes", "said"),
        "ledger": ("Door", "Entry"),
        "speaking": ("Status", "Studio"),
    },
)
