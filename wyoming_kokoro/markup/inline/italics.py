"""Tells whether words between stars or low lines stand beside the text, as *laughs* does, or are a part of it."""

import re
from typing import Final

_BOUNDARY: Final = frozenset(".!?…,;:—–-\"“”„«»'‘’()\n*_")
"""What a cue may follow at once; elsewhere it is more probably a word of the sentence."""
_WORDS: Final = """
a an the my your his her its our their he she it who which they we you everyone everybody nobody somebody
someone one to not never always often also and or but of in on with without for from by as than is are was
were be do does did will would can could should must may might just only even about called word der die das
ein eine er sie es wer man zu nicht nie immer und oder aber von mit ohne für ist sind war wird kann le la
les un une il elle qui on ne pas jamais toujours et ou mais de du des avec sans pour est sont el los las una
él ella quien no nunca siempre y o pero del con sin por es son il lo gli uno lui lei chi non mai sempre e ma
di da è sono
"""
_NEEDS_A_WORD: Final = frozenset(_WORDS.split())
"""Words after which a word of the same sentence follows."""
_EXCLAMATIONS: Final = frozenset(
    {"oh", "ah", "well", "so", "um", "uh", "erm", "hmm", "yeah", "yes", "okay", "ok", "hey", "wow"}
    | {"ach", "na", "tja", "nun", "ja", "bah", "eh", "ben", "bon", "bueno", "pues", "ay", "beh", "mah"}
)
"""Words after which a speaker may laugh or sigh in the middle of a sentence."""
_NO_SUBJECTS: Final = frozenset(["i", "you", "we", "they"])
"""Words that a verb in the third person cannot belong to: "I *sighs*" says what the speaker does."""
_LAST_WORD: Final = re.compile(r"([^\W\d_]+)\s*\Z")


def is_beside_the_words(content: str, before: str, after: str) -> bool:
    """Return whether a cue between these texts is beside them; `after` begins with what follows at once."""
    if after[:1].isalnum() or after.startswith(("*", "_")):
        return False
    if before.endswith(('"', "“", "'")) and after.startswith(('"', "”", "'")):
        return False
    following = after.lstrip(" \t")
    standing = not before.strip(" \t") or before.rstrip(" \t")[-1] in _BOUNDARY
    if standing:
        return not (content[:1].isupper() and following[:1].islower())
    last = _LAST_WORD.search(before)
    if last and _interrupts(last[1].lower(), content.split(maxsplit=1)[0]):
        return True
    if last and last[1].lower() in _NEEDS_A_WORD:
        return False
    return not following or following[0] == "\n" or not (following[0].islower() or following[0] in ".,;:!?…)")


def _interrupts(last: str, first: str) -> bool:
    """Return whether words that begin so cannot belong to the sentence after this word."""
    return last in _EXCLAMATIONS or (last in _NO_SUBJECTS and first.lower().endswith("s"))
