"""What can go wrong with another server: one sentence, and how long it should not be asked again."""

from wyoming_kokoro.errors import Unavailable

REST = 30.0
"""Seconds for which a server that failed is not asked: each attempt costs its listener the time-out."""

LONG_REST = 300.0
"""The same after a refusal that a person has to clear: a key, a bill, a setting."""

MAX_REST = 3_600.0
"""The longest time that a server may ask for with Retry-After."""


class RemoteFailure(Unavailable):
    """Another server did not do what it was asked to; the message has none of its words, which could hold a key."""

    code = "provider_failed"

    def __init__(self, message: str, *, rest: float = REST, of_request: bool = False) -> None:
        super().__init__(message, retry_after=min(max(rest, 1.0), MAX_REST))
        self.rest = min(rest, MAX_REST)
        """Seconds for which it should not be asked again."""
        self.of_request = of_request
        """Whether only this request failed, such as for a voice that is gone: others may succeed."""
