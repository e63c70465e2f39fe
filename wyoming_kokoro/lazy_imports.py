"""Names that a package offers and that are imported when somebody asks for them, not before."""

from collections.abc import Callable, Mapping
from importlib import import_module


def lazy_imports(package: str, files: Mapping[str, tuple[str, ...]]) -> Callable[[str], object]:
    """The `__getattr__` of a package, which finds each name in the file of the package that it is listed under.

    No file may be called like something offered: once imported, the file itself would be found under that name.
    """
    places = {name: file for file, names in files.items() for name in names}

    def found(name: str) -> object:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{places[name]}"), name)

    return found
