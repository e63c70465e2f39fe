"""What people and language models write between the words of any text: short forms such as [pause:1s], and cues."""

from wyoming_kokoro.markup.inline.cues import WrittenCue, cue_called, written_cues
from wyoming_kokoro.markup.inline.inline_reader import MAX_CONTENT, InlineReader
from wyoming_kokoro.markup.inline.short_forms import SHORT_FORMS, ShortForm

__all__ = ["MAX_CONTENT", "SHORT_FORMS", "InlineReader", "ShortForm", "WrittenCue", "cue_called", "written_cues"]
