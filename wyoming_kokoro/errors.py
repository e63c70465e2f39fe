"""The few ways things go wrong: the caller's, the moment's, and ours."""

from dataclasses import dataclass
from pathlib import PurePath


class SpeechError(Exception):
    """Something that reaches whoever asked, as one readable sentence without paths or their own text."""

    code = "error"
    """For programs; stays the same when the sentence changes."""

    def __init__(self, message: str, *, code: str | None = None, about: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        self.about = about
        """The part of the request it is about: input, voice, speed."""


class BadRequest(SpeechError):
    """The caller's: what was asked for cannot be."""

    code = "bad_request"


class Unavailable(SpeechError):
    """The moment's: the same request may succeed later."""

    code = "unavailable"

    def __init__(
        self, message: str, *, code: str | None = None, about: str | None = None, retry_after: float = 5.0
    ) -> None:
        super().__init__(message, code=code, about=about)
        self.retry_after = retry_after
        """Seconds after which it is worth another try."""


class InternalError(SpeechError):
    """Ours: a fault that no request should have been able to cause."""

    code = "broken"


@dataclass(frozen=True, slots=True)
class FileMistake:
    """Something that a settings file, a variable or an argument says and that cannot be."""

    where: str
    """The file with its path, the variable, or the argument."""
    what: str
    """What is wrong and what would be right, as words that follow a colon."""
    name: str | None = None
    """The setting, where it is about one."""

    def __str__(self) -> str:
        """The whole as one sentence."""
        return f"{self.where}: {self.what}"

    @property
    def brief(self) -> str:
        """The same with the file's name alone: what may leave this machine."""
        return f"{PurePath(self.where).name}: {self.what}"


class InvalidSettings(Exception):
    """What was set cannot be; the message names every mistake, one a line, and says what would be right."""

    def __init__(self, *mistakes: FileMistake) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


class ListenFailed(Exception):
    """A door's address is taken or cannot be had; the message is one line for whoever starts the server."""
