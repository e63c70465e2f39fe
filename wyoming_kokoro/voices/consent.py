"""What a person agrees to before a voice is made of a recording, and the sentence that is read aloud."""

import secrets
from dataclasses import dataclass

from wyoming_kokoro.errors import BadRequest

STATEMENT = (
    "This is my own voice, or I have this person's leave to make a voice of it. I know that everything this voice says "
    "is marked as artificial."
)
"""What is agreed to; it is kept with the voice."""
MAX_NAME, MAX_SENTENCE = 100, 300
MAX_UPLOAD = 10_000_000
"""Bytes of a recording: 60 seconds of a WAV file in stereo have as many."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Whose voice it is, and which sentence was read aloud; empty where the recording is another one."""

    person: str
    sentence: str = ""


def sentence_to_read(person: str) -> str:
    """Return a sentence with a new number: read aloud, it shows that a recording was made for this purpose."""
    name = person.strip()[:MAX_NAME] or "the speaker"
    digits = " ".join(str(secrets.randbelow(10)) for _ in range(4))
    return (
        f"I am {name}. I agree that a voice is made of this recording, for use in this house. My number is {digits}. "
        "The morning is bright and calm, and a few boats drift past the old stone bridge."
    )


def checked_consent(*, agreed: bool, person: str, sentence: str = "") -> Consent:
    """Return the consent; BadRequest where it is missing."""
    if not agreed:
        message = "A voice is made from a recording only with consent: 'consent' must be true."
        raise BadRequest(message, code="consent_missing", about="consent")
    name = " ".join(person.split())
    if not name or len(name) > MAX_NAME or not name.isprintable():
        message = f"The name of the person whose voice it is, is missing, or longer than {MAX_NAME} characters."
        raise BadRequest(message, code="consent_missing", about="person")
    text = " ".join(sentence.split())
    if len(text) > MAX_SENTENCE or not text.isprintable():
        message = f"The sentence that was read has more than {MAX_SENTENCE} characters."
        raise BadRequest(message, code="invalid_value", about="sentence")
    return Consent(name, text)
