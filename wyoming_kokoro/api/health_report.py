"""What there is to say about the state of the server."""

from dataclasses import asdict, dataclass, field
from typing import Literal

State = Literal["starting", "ok", "degraded", "stopping"]


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What /health answers."""

    status: State
    reasons: tuple[str, ...] = ()
    """A sentence for each thing that is not as it should be."""
    engine: str | None = None
    engine_reason: str | None = None
    model: str | None = None
    model_ways: str | None = None
    """How the model is run, as one sentence."""
    pronouncers: tuple[str, ...] = ()
    """Who says how words sound, in the order in which they are asked."""
    voices: int = 0
    queue: int = 0
    working: int = 0
    settings_problems: tuple[str, ...] = ()
    discovery: str | None = None
    """How far Home Assistant knows where the server is, as a sentence."""
    wyoming: tuple[str, ...] = ()
    """Where Wyoming clients are served."""
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether a request would be spoken."""
        return self.status in ("ok", "degraded")

    def summary(self) -> dict[str, object]:
        """As JSON writes it."""
        return asdict(self)
