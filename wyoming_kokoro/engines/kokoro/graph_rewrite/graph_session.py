"""Opens sessions for graphs while they are being rewritten."""

from pathlib import Path

import onnxruntime

from wyoming_kokoro.engines.kokoro.session import COMPUTE_WEIGHTS_ONCE
from wyoming_kokoro.onnx_format.messages import ModelProto


def open_graph(model: ModelProto, folder: Path | None = None, threads: int = 1) -> onnxruntime.InferenceSession:
    """Return a session for a graph, whose external weights are in a folder if it has any."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4  # errors are raised as well
    options.enable_mem_reuse = False  # as in the engine
    if not any(node.op_type == "QuantizeLinear" for node in model.graph.node):
        options.add_session_config_entry(*COMPUTE_WEIGHTS_ONCE)
    if folder is not None:
        options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
