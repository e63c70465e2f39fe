"""Imports the public names of a package when they are first used."""

from collections.abc import Callable, Mapping
from importlib import import_module


def lazy_imports(package: str, modules: Mapping[str, tuple[str, ...]]) -> Callable[[str], object]:
    """Return the `__getattr__` of a package, which imports each name from the module that it is listed under.

    No module may have the name of something listed: once imported, the module itself would have that name.
    """
    module_of = {name: module for module, names in modules.items() for name in names}

    def get(name: str) -> object:
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{module_of[name]}"), name)

    return get
