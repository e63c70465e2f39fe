"""Splits and tunes models in the process of the tests, for those that need not wait for a process of low priority."""

from pathlib import Path

from wyoming_kokoro.engines.kokoro.graph_rewrite.split_model import split_model
from wyoming_kokoro.engines.kokoro.graph_rewrite.tune_model import tune_model
from wyoming_kokoro.engines.kokoro.rewrite_process import RewriteProcess


def rewrite_here(process: RewriteProcess) -> None:
    """Do the work of a rewriting process in this one."""
    task, *paths = (Path(each) for each in process.arguments)
    if str(task) == "parts":
        stock, destination = paths
        split_model(stock, destination)
    else:
        tune_model(*paths)
