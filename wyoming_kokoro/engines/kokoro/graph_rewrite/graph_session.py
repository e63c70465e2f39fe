"""Opens sessions for graphs while they are being rewritten."""

from pathlib import Path

import onnx
import onnxruntime

from wyoming_kokoro.engines.kokoro.session import COMPUTE_WEIGHTS_ONCE


def open_graph(model: onnx.ModelProto, folder: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    """Return a session for a graph with external weights in a folder."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4  # errors are raised as well
    options.enable_mem_reuse = False  # as in the engine
    if not any(node.op_type == "QuantizeLinear" for node in model.graph.node):
        options.add_session_config_entry(*COMPUTE_WEIGHTS_ONCE)
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
