"""Takes that were made before, kept by everything that made them; and what may be worth making ahead of time."""

from wyoming_kokoro.cache.disk import DiskCache
from wyoming_kokoro.cache.phrasebook import Phrasebook, everyday
from wyoming_kokoro.cache.takes import Cache, Counts, key_of, open_cache

__all__ = ["Cache", "Counts", "DiskCache", "Phrasebook", "everyday", "key_of", "open_cache"]
