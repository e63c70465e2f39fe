"""What is shipped of the data of other packages is what script/shipped-data makes of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from script.shipped_data import from_kokoro_onnx, from_misaki, from_onnx, installed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("package", "made"),
    [("misaki", from_misaki), ("kokoro_onnx", from_kokoro_onnx), ("onnx", from_onnx)],
)
def test_shipped_files_are_those_of_the_installed_package(
    package: str, made: Callable[[], Iterator[tuple[Path, bytes]]]
) -> None:
    if package not in installed():
        pytest.skip(f"{package} has no release for this Python")
    files = dict(made())
    assert files
    for path, content in files.items():
        assert path.read_bytes() == content, f"{path.name} is outdated: script/shipped-data makes it"
