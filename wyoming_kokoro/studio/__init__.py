"""The studio: the one room that knows the order of the work."""

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
