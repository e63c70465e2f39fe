"""No library tells anybody what runs on this machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

OPEN_A_SESSION = """
import sys
if sys.argv[1] == "ours":
    import wyoming_kokoro
import onnxruntime
from onnx import TensorProto, helper

value = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("in", "out")]
graph = helper.make_graph([helper.make_node("Identity", ["in"], ["out"])], "graph", value[:1], value[1:])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=9)
onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
"""


@pytest.mark.parametrize("whose", ["ours", "its own"])
def test_onnx_runtime_begins_no_session_of_telemetry(tmp_path: Path, whose: str) -> None:
    """It writes the session's number into a file of the temporary folder, unless it was told not to begin one."""
    told = {name: value for name, value in os.environ.items() if name not in ("ORT_DISABLE_TELEMETRY", "CI")}
    environment = told | {"TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", OPEN_A_SESSION, whose], env=environment, check=True)
    assert bool(list(tmp_path.iterdir())) is (whose != "ours")
