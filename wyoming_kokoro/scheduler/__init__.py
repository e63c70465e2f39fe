"""Decides whose sound is made next, when several listeners want to hear something."""

from wyoming_kokoro.scheduler.listener import Listener, PlaybackBuffer
from wyoming_kokoro.scheduler.priority import NEWCOMER_MAX_WAIT, SHORT, SHORT_TEXT, SHORT_WHEN_OVERLOADED
from wyoming_kokoro.scheduler.reading import Reading
from wyoming_kokoro.scheduler.reading_shares import MAX_READINGS, MAX_READINGS_OF_CALLER
from wyoming_kokoro.scheduler.scheduler import Scheduler

__all__ = [
    "MAX_READINGS",
    "MAX_READINGS_OF_CALLER",
    "NEWCOMER_MAX_WAIT",
    "SHORT",
    "SHORT_TEXT",
    "SHORT_WHEN_OVERLOADED",
    "Listener",
    "PlaybackBuffer",
    "Reading",
    "Scheduler",
]
