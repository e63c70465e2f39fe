"""Ordered lists of things by name, to which other packages may add: effects, engines, markup elements."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """Anything that a registry can hold: it has a name."""

    @property
    def name(self) -> str:
        """The name, unique in its list."""
        ...


T = TypeVar("T", bound=Named)


class Registry(Generic[T]):
    """An ordered list of things by name, which other packages may extend."""

    def __init__(self, *items: T) -> None:
        self._items: list[T] = []
        for item in items:
            self.register(item)

    def __iter__(self) -> Iterator[T]:
        """Iterate in order."""
        return iter(tuple(self._items))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._items)

    @property
    def names(self) -> tuple[str, ...]:
        """The names in order."""
        return tuple(item.name for item in self._items)

    def get(self, name: str) -> T | None:
        """Return the thing of this name, None if there is none."""
        return next((item for item in self._items if item.name == name), None)

    def register(self, item: T, *, before: str | None = None) -> None:
        """Add a thing at the end, or before another one; ValueError if its name is taken or the other is missing."""
        if item.name in self.names:
            raise ValueError(f"{item.name} is registered already.")
        place = len(self._items) if before is None else self.names.index(before)
        self._items.insert(place, item)

    def unregister(self, name: str) -> None:
        """Remove the thing of this name, if there is one."""
        self._items = [item for item in self._items if item.name != name]
