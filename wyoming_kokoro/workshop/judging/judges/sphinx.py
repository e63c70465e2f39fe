"""pocketsphinx, which is asked which of two readings a sound has, and where each word of a sentence is heard."""

import math
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from wyoming_kokoro.workshop.judging.choices import Choice, ChoiceWord, Segment
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import JUDGE_RATE, Take, pcm_bytes

EDGE = JUDGE_RATE // 4
"""Silence put around a sound: without it the first and the last word suffer."""
LONGEST = 60.0
"""Seconds of sound that are decoded: a path through more words is not searched in full."""
MAX_WORDS = 20_000
"""Words that one decoder learns before a new one takes its place, so that memory is bounded."""
NO_PATH = 0.1
"""The margin against a reading that the sound cannot be."""
FRAMES_PER_SECOND = 100
SKIP, REPEAT = 0.001, 0.001
"""How likely a word is left out, or said twice: rare, so that the sound has to say so."""
_NULL_WORDS = frozenset({"<s>", "</s>", "<sil>", "(NULL)", "[NOISE]", "[SPEECH]", "<NULL>"})


class SphinxChooser:
    """Decodes a sound with a grammar of a few readings, and compares how well they fit."""

    version = "5.1-en-us-1"

    def __init__(self) -> None:
        self._library: Any = import_module("pocketsphinx")
        self._open()

    def margins(self, take: Take, choices: Sequence[Choice]) -> list[float | None]:
        """Return for each choice by how much its first reading fits better; None where the sound fits neither."""
        if take.seconds > LONGEST or not choices:
            return [None] * len(choices)
        pcm = self._pcm(take)
        scores: dict[str, float | None] = {}
        found = []
        for choice in choices:
            first = self._grammar(choice.words)
            second = self._grammar((*choice.words[: choice.start], *choice.other, *choice.words[choice.end :]))
            for grammar in (first, second):
                if grammar not in scores:
                    scores[grammar] = self._decode(grammar, pcm)
            ours, theirs = scores[first], scores[second]
            found.append(_margin(ours, theirs))
        return found

    def segments(self, take: Take, choice: Choice) -> list[Segment]:
        """Return when each word is heard, where words may be left out or said twice."""
        if take.seconds > LONGEST or not choice.words:
            return []
        grammar = " ".join(self._loose(word, place) for place, word in enumerate(choice.words))
        if self._decode(grammar, self._pcm(take)) is None:
            return []
        return list(self._heard())

    def _heard(self) -> Iterator[Segment]:
        shift = EDGE / JUDGE_RATE
        for each in self._decoder.seg():
            start, end = each.start_frame / FRAMES_PER_SECOND - shift, (each.end_frame + 1) / FRAMES_PER_SECOND - shift
            name = str(each.word)
            if name == "(NULL)" or name.startswith("<s>") or end <= start:
                continue
            yield Segment(_place_of(name), start, end)

    def _loose(self, word: ChoiceWord, place: int) -> str:
        """Return a word that may be left out, or said twice."""
        once = self._word(word, place)
        return f"( /{1 - SKIP - REPEAT}/ {once} | /{SKIP}/ <NULL> | /{REPEAT}/ {once} {once} )"

    def _grammar(self, words: Sequence[ChoiceWord]) -> str:
        return " ".join(self._word(word, 0) for word in words)

    def _word(self, word: ChoiceWord, place: int) -> str:
        names = [self._learn(phones, place) for phones in word.sounds]
        return names[0] if len(names) == 1 else f"( {' | '.join(names)} )"

    def _learn(self, phones: str, place: int) -> str:
        name = f"w{place}-{phones.replace(' ', '-')}"
        if name not in self._known:
            self._decoder.add_word(name, phones, False)
            self._known.add(name)
        return name

    def _decode(self, grammar: str, pcm: bytes) -> float | None:
        """Return the score of the best path through a grammar; None if there is no path to its end."""
        decoder = self._decoder
        decoder.add_jsgf_string("asked", f"#JSGF V1.0;\ngrammar g;\npublic <s> = {grammar} ;\n")
        decoder.activate_search("asked")
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        if found is None or found.best_score <= 0:
            return None
        return math.log(found.best_score)

    def _pcm(self, take: Take) -> bytes:
        if len(self._known) > MAX_WORDS:
            self._open()
        silence = b"\0\0" * EDGE
        return silence + pcm_bytes(take.at(JUDGE_RATE)) + silence

    def _open(self) -> None:
        folder = Path(self._library.get_model_path()) / "en-us"
        self._known = set[str]()
        self._decoder = self._library.Decoder(
            hmm=str(folder / "en-us"),
            dict=str(folder / "cmudict-en-us.dict"),
            lm=None,
            loglevel="FATAL",
            samprate=float(JUDGE_RATE),
            cmn="batch",  # of this sound alone: nothing is kept from the sound before, so results do not depend on it
        )


def _margin(ours: float | None, theirs: float | None) -> float | None:
    """Return by how much the first reading fits better; one for which there is no path fits far worse."""
    if ours is None or theirs is None:
        return None if ours is theirs else NO_PATH if theirs is None else -NO_PATH
    return ours - theirs


def create(_: JudgeOptions) -> SphinxChooser:
    """Return the chooser."""
    return SphinxChooser()


def _place_of(name: str) -> int:
    digits = name[1:].partition("-")[0]
    return int(digits) if name.startswith("w") and digits.isdigit() else -1
