"""The sound of phrases, kept by everything that makes it; and which sentences are worth making ahead of time."""

from wyoming_kokoro.cache.disk import DiskCache
from wyoming_kokoro.cache.memory import Cache, CacheCounts, key_of, open_cache
from wyoming_kokoro.cache.precompute import PrecomputeList, everyday

__all__ = ["Cache", "CacheCounts", "DiskCache", "PrecomputeList", "everyday", "key_of", "open_cache"]
