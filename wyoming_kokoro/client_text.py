"""Text as clients send it: no longer than one request may be, and without what cannot be encoded."""

from wyoming_kokoro.errors import BadRequest


class TextLimit:
    """Counts the characters of one request, and refuses those above the limit."""

    def __init__(self, most: int, about: str = "input") -> None:
        self.characters = 0
        """How many were counted."""
        self._most = most
        self._about = about

    def count(self, text: str) -> None:
        """Count the characters of a text; raises BadRequest if there are too many with it."""
        self.characters += len(text)
        if self.characters > self._most:
            raise BadRequest(
                f"The text is too long: at most {self._most} characters are spoken in one request.",
                code="text_too_long",
                about=self._about,
            )


def without_surrogates(text: str) -> str:
    """Return the text with a blank for each half of a surrogate pair: JSON can hold one, and no encoding takes it."""
    return text if text.isascii() else "".join(" " if "\ud800" <= each <= "\udfff" else each for each in text)
