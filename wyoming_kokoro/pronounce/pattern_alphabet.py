"""The alphabet of a pattern: all characters that it treats alike are one byte for the engine that runs it.

So the engine sees short texts of bytes, whatever the script, and its word boundaries are those of Unicode: characters
of words are bytes of words, and all others are not.
"""

import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

_WORD_BYTES: Final = (string.digits + string.ascii_letters + "_").encode()
_LINE_END: Final = 0x0A
"""Stays itself, for the engine knows lines by it."""
_OTHER_BYTES: Final = bytes(byte for byte in range(256) if byte not in _WORD_BYTES and byte != _LINE_END)
_UNKNOWN: Final = {True: _WORD_BYTES[-1], False: _OTHER_BYTES[-1]}
"""For characters in and outside words of which a pattern knows nothing: they are in no set."""
_MAX_CACHED: Final = 4_096
"""Characters whose bytes are cached: as many as a text has in any script but the ideographic."""


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


_CLASSES: Final[Mapping[str, Callable[[str], bool]]] = {
    "DIGIT": str.isdecimal,
    "SPACE": str.isspace,
    "WORD": _is_word,
}
"""The classes behind \\d, \\s and \\w."""


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """The characters that one place of a pattern may be."""

    ranges: tuple[tuple[int, int], ...] = ()
    """The first and the last character of each range."""
    classes: tuple[str, ...] = ()
    """DIGIT, SPACE and WORD, and the same after NOT_."""
    negated: bool = False
    any_case: bool = False
    ascii: bool = False
    """Whether the classes hold ASCII characters only."""

    def has(self, character: str) -> bool:
        """Return whether a character is in the set."""
        forms = {character, character.lower(), character.upper()} if self.any_case else {character}
        return self.negated != any(self._holds(form) for form in forms if len(form) == 1)

    def opposite(self) -> "CharacterSet":
        """Return the set of all other characters."""
        return replace(self, negated=not self.negated)

    def _holds(self, form: str) -> bool:
        return any(first <= ord(form) <= last for first, last in self.ranges) or any(
            self._is_in(form, name) for name in self.classes
        )

    def _is_in(self, form: str, name: str) -> bool:
        known = _CLASSES[name.removeprefix("NOT_")](form) and (form.isascii() or not self.ascii)
        return known != name.startswith("NOT_")


Signature = tuple[int, bool, bool]
"""In which sets a character is, whether it belongs to words, and whether it ends lines."""


class Alphabet:
    """Gives characters that are in the same sets the same byte; grows with the texts."""

    def __init__(self, sets: Sequence[CharacterSet], signatures: Iterable[Signature] = ()) -> None:
        self._sets = sets
        known = tuple(dict.fromkeys((*signatures, *map(self._signature, (*string.printable, "é", "中", "…")))))
        self._signatures: tuple[Signature, ...] = ()
        self._bytes: dict[Signature, int] = {}
        free = {True: iter(_WORD_BYTES[:-1]), False: iter(_OTHER_BYTES[:-1])}
        for signature in known:
            _, in_word, ends_line = signature
            byte = _LINE_END if ends_line else next(free[in_word], None)
            if byte is not None:  # with more kinds of characters than bytes, the last ones are in no set
                self._bytes[signature] = byte
                self._signatures = (*self._signatures, signature)
        self._cached: dict[str, int] = {}

    def extended(self, text: str) -> "Alphabet":
        """Return this alphabet, or one with the kinds of characters of a text that are new."""
        new = {self._signature(character) for character in set(text) if character not in self._cached}
        if new <= self._bytes.keys():
            return self
        larger = Alphabet(self._sets, (*self._signatures, *sorted(new - self._bytes.keys())))
        return larger if len(larger._bytes) > len(self._bytes) else self

    def encode(self, text: str) -> bytes:
        """Return a byte for each character."""
        cached = self._cached
        if len(cached) > _MAX_CACHED:
            cached.clear()
        encoded = bytearray()
        for character in text:
            byte = cached.get(character)
            if byte is None:
                byte = cached[character] = self._byte(character)
            encoded.append(byte)
        return bytes(encoded)

    def bytes_of(self, number: int) -> bytes:
        """Return the bytes of all characters in the set of this number."""
        return bytes(byte for (sets, _, _), byte in self._bytes.items() if sets >> number & 1)

    def _byte(self, character: str) -> int:
        signature = self._signature(character)
        return self._bytes.get(signature, _UNKNOWN[signature[1]])

    def _signature(self, character: str) -> Signature:
        sets = sum(each.has(character) << number for number, each in enumerate(self._sets))
        return sets, _is_word(character), character == "\n"
