"""The errors for clients and users: the request is wrong, the server cannot serve now, or the program has a fault."""

from dataclasses import dataclass
from pathlib import PurePath


class SpeechError(Exception):
    """An error for the client, as one readable sentence without paths or the client's text."""

    code = "error"
    """For programs; stays the same when the message changes."""

    def __init__(self, message: str, *, code: str | None = None, about: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        self.about = about
        """The field of the request that it is about: input, voice, speed."""


class BadRequest(SpeechError):
    """The request cannot be served: the client has to change it."""

    code = "bad_request"


class Unavailable(SpeechError):
    """The request cannot be served now: the same request may succeed later."""

    code = "unavailable"

    def __init__(
        self, message: str, *, code: str | None = None, about: str | None = None, retry_after: float = 5.0
    ) -> None:
        super().__init__(message, code=code, about=about)
        self.retry_after = retry_after
        """Seconds after which another attempt may succeed."""


class InternalError(SpeechError):
    """A fault of this program, which no request should be able to cause."""

    code = "broken"


@dataclass(frozen=True, slots=True)
class FileMistake:
    """A mistake in a file of the user's, a variable or an argument."""

    where: str
    """The file with its path, the variable, or the argument."""
    what: str
    """What is wrong and what would be right, in words that follow a colon."""
    name: str | None = None
    """The setting, if it is about one."""

    def __str__(self) -> str:
        """Return the mistake as one sentence."""
        return f"{self.where}: {self.what}"

    @property
    def brief(self) -> str:
        """The same without the folder of the file, for other machines."""
        return f"{PurePath(self.where).name}: {self.what}"


class InvalidSettings(Exception):
    """The settings are not valid; the message has one line for each mistake and says what would be right."""

    def __init__(self, *mistakes: FileMistake) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


class ListenFailed(Exception):
    """A server cannot listen at its address; the message is one line for the user who starts it."""
