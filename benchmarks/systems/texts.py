"""The texts with which speed is measured, and their phonemes: every system gets the same phonemes or words."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import cycle, islice

from wyoming_kokoro.engines.kokoro.vocabulary import PAD, Vocabulary
from wyoming_kokoro.studio.explaining import phonemes

LANGUAGE = "en-US"
SENTENCE = "The kitchen light is now set to fifty percent."
REPLY = (
    "The kitchen light is now at fifty percent. It is raining outside, so I closed the windows in the bedroom and the "
    "living room. The washing machine will be done in about twenty minutes from now."
)
"""Three sentences, about ten seconds."""
LONG = (
    "The kitchen light is now set to fifty percent. It is raining outside, so I closed the windows in the bedroom and "
    "the living room. The washing machine will be done soon. Tomorrow will start with fog and a light wind from the "
    "west, then the sun comes out around noon and it gets warm. You have two meetings in the morning, and your train "
    "leaves at a quarter past five. Do not forget to bring the blue folder with the signed papers, please."
)
"""Six sentences, about twenty five seconds."""
ROOMS = ("kitchen", "bedroom", "hall", "garden", "office", "bathroom", "garage", "nursery")
NUMBERS = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty")
STORY = (
    "The {room} light is now at {number} percent.",
    "It is raining outside, so I closed the windows in the {room} and the living room.",
    "The washing machine in the {room} will be done in about {number} minutes from now.",
    "Tomorrow will start with fog and a light wind from the west, then the sun comes out around noon.",
)
CHARACTERS_A_SECOND = 15
"""Of English, spoken at the usual speed."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text, its phonemes, and the model's tokens."""

    text: str
    phonemes: str
    tokens: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Text":
        """Return a text as our own front end pronounces it."""
        sounds = phonemes(text, LANGUAGE)
        return cls(text, sounds, tuple(token for token in Vocabulary.published().tokens(sounds) if token != PAD))

    def as_json(self) -> dict[str, object]:
        """Return it as another system reads it."""
        return asdict(self)


def replies(count: int) -> list[Text]:
    """Return replies of three sentences, all different, so that no sound can be used twice."""
    return [Text.of(text) for text in islice(_replies(), count)]


def story(seconds: float) -> Text:
    """Return a text that lasts about this many seconds, in which no sentence comes twice in a row."""
    text = ""
    for number, sentence in enumerate(cycle(STORY)):
        if len(text) >= seconds * CHARACTERS_A_SECOND:
            break
        text += sentence.format(room=ROOMS[number % 7], number=NUMBERS[number % 5]) + " "
    return Text(text.strip(), "", ())


def every_word() -> set[str]:
    """Return the words of all texts, for a system that looks them up in a list."""
    texts = [SENTENCE, REPLY, LONG, *_replies(), *STORY, *ROOMS, *NUMBERS]
    return {word.strip(".,{}").lower() for text in texts for word in text.split()}


def _replies() -> Iterator[str]:
    for number in NUMBERS:
        for room in ROOMS:
            yield REPLY.replace("kitchen", room).replace("fifty", number).replace("twenty", NUMBERS[len(room) % 8])
