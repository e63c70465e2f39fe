"""The few ways things go wrong: the caller's, the moment's, and ours."""


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


class Broken(SpeechError):
    """Ours: a fault that no request should have been able to cause."""

    code = "broken"


class WrongSettings(Exception):
    """A settings file, variable or argument holds what cannot be; the message names it and says what would be right."""
