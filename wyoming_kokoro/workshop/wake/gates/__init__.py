"""The gates that samples have to pass, in order: a file for each, and their list."""

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.registry import Registry
from wyoming_kokoro.workshop.wake.gates.gate import GateContext, GateDefinition, GateOutcome

_HERE = "wyoming_kokoro.workshop.wake.gates"

GATES = Registry(
    GateDefinition("signal", "nothing is silent, clipped, noisy or cut off", f"{_HERE}.signal_gate:run"),
    GateDefinition("phonemes", "the phonemes that are heard are those of the phrase", f"{_HERE}.phonemes_gate:run"),
    GateDefinition("outliers", "no sample lies far from all others", f"{_HERE}.outliers_gate:run"),
    GateDefinition("detector", "a detector of the wake word hears it", f"{_HERE}.detector_gate:run", is_usual=False),
)
"""The gates that we know. What one has rejected, the next ones do not judge."""


def find_gates(names: str) -> list[GateDefinition]:
    """Return gates by their names, separated by commas, in their order; the usual ones without a name."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    for name in wanted:
        if GATES.get(name) is None:
            raise BadRequest(f"There is no gate {name!r}; there are {', '.join(GATES.names)}.")
    return [gate for gate in GATES if (gate.name in wanted if wanted else gate.is_usual)]


__all__ = ["GATES", "GateContext", "GateDefinition", "GateOutcome", "find_gates"]
