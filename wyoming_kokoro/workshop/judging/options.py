"""What judges may be told: models, addresses, threads."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wyoming_kokoro.settings import Settings


@dataclass(frozen=True, slots=True)
class JudgeOptions:
    """The options of all judges; each reads its own."""

    whisper_model: str = ""
    """A folder with a model for faster-whisper; empty for the one that a package brings."""
    wyoming_uri: str = ""
    """The address of a speech recogniser that speaks Wyoming."""
    openai_url: str = ""
    """The address of a server with OpenAI's route for transcriptions."""
    openai_model: str = "whisper-1"
    openai_key: str = ""
    onnx_model: str = ""
    """The name of a model of onnx-asr, and after a colon its folder."""
    threads: int = 0
    """Threads of a judge's own; 0 leaves it to the judge."""
    timeout: float = 60.0
    """Seconds for one take."""

    @classmethod
    def of(cls, settings: "Settings") -> "JudgeOptions":
        """Return the options that the settings give."""
        judging = settings.judging
        return cls(
            whisper_model=judging.whisper_model,
            wyoming_uri=judging.wyoming_uri,
            openai_url=judging.openai_url,
            openai_model=judging.openai_model,
            openai_key=judging.openai_key,
            onnx_model=judging.onnx_model,
            timeout=judging.timeout,
        )
