"""The watermark: what says, inaudibly and after compression too, that a sound was made by this program."""

from wyoming_kokoro.audio.watermark.detector import LIKELIHOOD, Detection, detect
from wyoming_kokoro.audio.watermark.effect import Watermark
from wyoming_kokoro.audio.watermark.pattern import PUBLIC_KEY
from wyoming_kokoro.audio.watermark.payload import Kind, Payload

__all__ = ["LIKELIHOOD", "PUBLIC_KEY", "Detection", "Kind", "Payload", "Watermark", "detect"]
