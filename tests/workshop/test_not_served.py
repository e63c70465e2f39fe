"""A server imports nothing of data sets and jobs: what it imports is followed from file to file."""

from pathlib import Path

from tests.house.sources import PACKAGE, TOP
from tests.house.test_directions import imports

WORKSHOP = tuple(f"wyoming_kokoro.workshop.{name}" for name in ("augmentation", "datasets", "exports", "jobs"))


def file_of(module: str) -> Path | None:
    """Return the file of a module of ours, or of the module that a name is imported from."""
    parts = module.split(".")[1:]
    for length in range(len(parts), -1, -1):
        path = PACKAGE.joinpath(*parts[:length])
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return file
    return None


def test_a_server_imports_neither_data_sets_nor_jobs_nor_augmentation() -> None:
    waiting, seen = [PACKAGE / "commands/serve.py", PACKAGE / "app.py", PACKAGE / "cli.py"], set[Path]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for _, module in imports(path):
            if module.partition(".")[0] == "wyoming_kokoro" and (file := file_of(module)) is not None:
                assert not module.startswith(WORKSHOP), f"{path.relative_to(TOP)} imports {module}"
                waiting.append(file)
    assert PACKAGE / "studio/studio.py" in seen and PACKAGE / "api/app.py" in seen, "the walk reaches the servers"
