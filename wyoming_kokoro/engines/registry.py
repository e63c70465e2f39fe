"""Every engine there is, in order.

To add an engine, write its package (or file) with a function that starts it, and its line in `ENGINES`. The values of
the setting engine.name, the selector, the stand-ins and the candidates of `bench` follow from the list. A program that
brings an engine of its own calls `ENGINES.register`.

This file imports no engine: a definition names the function that starts one, and its module is imported when the
engine is first asked for. So reading the list is cheap, and ONNX Runtime is not loaded while eSpeak NG speaks.
The settings are in a lower layer, so the list passes its names to them whenever it changes. The
command line imports this file before it reads any settings.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings.table import set_choices

if TYPE_CHECKING:
    from wyoming_kokoro.downloads import Downloads
    from wyoming_kokoro.engines.lifecycle import EngineContext, EngineLifecycle
    from wyoming_kokoro.settings import LoadedSettings

AUTO = "auto"
"""The value of engine.name that leaves the choice to the program."""


StartEngine = Callable[["EngineContext"], "EngineLifecycle"]
"""A function that starts an engine; Unavailable where it cannot run."""


class FindVariants(Protocol):
    """A function that lists the variants of an engine (its models) for `bench` to measure."""

    def __call__(
        self, loaded: "LoadedSettings", store: "Downloads", *, model: str | None, required: bool
    ) -> Sequence[Mapping[str, str]]:
        """Return the settings of each variant; blocks.

        `model` limits them to one model file. Where there are none, Unavailable if one is `required`.
        """
        ...


@dataclass(frozen=True, slots=True)
class EngineDefinition:
    """An entry in the list of engines: its name, its meaning, and the function that starts it."""

    name: str
    """The value of engine.name that asks for it."""
    meaning: str
    """What it is, for people: words that follow a colon."""
    start: StartEngine | str
    """The function that starts it, or where it is: package.module:function."""
    automatic: bool = False
    """Whether `auto` asks for it; the first of these is taken."""
    stand_in: bool = False
    """Whether it speaks while the engine that is asked for cannot; the first that can does."""
    is_small: bool = False
    """Whether it is for machines that are too small for the automatic one; `bench` measures it beside that."""
    variants: FindVariants | str | None = None
    """The function that lists its variants, or where it is; None if it has only one."""

    def begin(self, context: "EngineContext") -> "EngineLifecycle":
        """Start the engine; Unavailable where it cannot run."""
        start: StartEngine = _function(self.start)
        return start(context)

    def find_variants(
        self,
        loaded: "LoadedSettings",
        store: "Downloads",
        *,
        model: str | None = None,
        required: bool = False,
    ) -> Sequence[Mapping[str, str]]:
        """Return the settings of each variant, as `FindVariants` does; blocks."""
        if self.variants is None:
            return ({},)
        find: FindVariants = _function(self.variants)
        return find(loaded, store, model=model, required=required)


class EngineRegistry:
    """An ordered list of engines; `publish` is called with its choices whenever it changes."""

    def __init__(
        self, definitions: Iterable[EngineDefinition], publish: Callable[[Mapping[str, str]], None] | None = None
    ) -> None:
        self._definitions = {definition.name: definition for definition in definitions}
        self._publish = publish or (lambda _: None)
        self._publish(self.choices)

    def __iter__(self) -> Iterator[EngineDefinition]:
        """Iterate over the definitions, in order."""
        return iter(self._definitions.values())

    @property
    def choices(self) -> Mapping[str, str]:
        """The values that engine.name can have, and what each means."""
        first = " or ".join(definition.name for definition in self if definition.automatic)
        stand_in = " or ".join(definition.name for definition in self if definition.stand_in)
        auto = f"{first} as soon as it can speak, and {stand_in} until then"
        return {AUTO: auto, **{definition.name: definition.meaning for definition in self}}

    def find(self, name: str) -> EngineDefinition:
        """Return the engine that a value of engine.name asks for; BadRequest if there is none."""
        if name == AUTO:
            return next(definition for definition in self if definition.automatic)
        if name not in self._definitions:
            raise BadRequest(f"There is no engine named {name!r}. Engines: {', '.join(self._definitions)}.")
        return self._definitions[name]

    def register(self, definition: EngineDefinition) -> None:
        """Add an engine at the end of the list, or replace the one with its name."""
        self._definitions[definition.name] = definition
        self._publish(self.choices)

    def unregister(self, name: str) -> None:
        """Remove an engine from the list."""
        del self._definitions[name]
        self._publish(self.choices)


F = TypeVar("F", bound=Callable[..., object])


def _function(function: F | str) -> F:
    """Return a function, imported if it is given by its place."""
    if not isinstance(function, str):
        return function
    module, _, name = function.partition(":")
    return cast("F", getattr(import_module(module), name))


ENGINES = EngineRegistry(
    [
        EngineDefinition(
            "kokoro",
            "Kokoro, once its files are there",
            "wyoming_kokoro.engines.kokoro.lifecycle:start",
            automatic=True,
            variants="wyoming_kokoro.engines.kokoro.variants:variants",
        ),
        EngineDefinition(
            "espeak", "eSpeak NG, at once and in every language", "wyoming_kokoro.engines.espeak:start", stand_in=True
        ),
        EngineDefinition(
            "student",
            "students of Kokoro, small models of one voice each for very small machines",
            "wyoming_kokoro.engines.student.lifecycle:start",
            variants="wyoming_kokoro.engines.student.variants:variants",
            is_small=True,
        ),
        EngineDefinition(
            "tone", "a hum for each phoneme, to try things without a model", "wyoming_kokoro.engines.tone:start"
        ),
    ],
    publish=partial(set_choices, "engine.name"),
)
