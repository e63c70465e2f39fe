"""The state of the server, as /health returns it."""

from dataclasses import asdict, dataclass, field
from typing import Literal

State = Literal["starting", "ok", "degraded", "stopping"]


@dataclass(frozen=True, slots=True)
class HealthReport:
    """Whether the server is ready, and what is wrong if something is."""

    status: State
    reasons: tuple[str, ...] = ()
    """A sentence for each problem."""
    engine: str | None = None
    engine_reason: str | None = None
    standing_in: bool = False
    """Whether the engine speaks only because the one that the settings ask for cannot speak yet."""
    model: str | None = None
    model_ways: str | None = None
    """How the model is run, as one sentence."""
    execution_provider: str | None = None
    """What computes the model, by ONNX Runtime's name."""
    pronouncers: tuple[str, ...] = ()
    """The sources of pronunciations, in the order in which they are tried."""
    voices: int = 0
    providers: tuple[dict[str, object], ...] = ()
    """How each provider is, whether it is outside the local network, and how many characters it was sent today."""
    queue: int = 0
    working: int = 0
    settings_problems: tuple[str, ...] = ()
    discovery: str | None = None
    """Whether Home Assistant knows the address of the server, as a sentence."""
    wyoming: tuple[str, ...] = ()
    """The addresses at which Wyoming clients are served."""
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether a request would be answered with speech."""
        return self.status in ("ok", "degraded")

    def as_json(self) -> dict[str, object]:
        """Return the report as JSON holds it."""
        return asdict(self)
