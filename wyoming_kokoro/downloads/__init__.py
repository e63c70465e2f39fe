"""Model and voice files: which are here, whether they are intact, and downloading them."""

import re
from pathlib import Path

from wyoming_kokoro.downloads.disk import Disk, FileStamp
from wyoming_kokoro.downloads.file_states import FileKind, FileState, State
from wyoming_kokoro.downloads.library import FileLibrary
from wyoming_kokoro.downloads.progress import DownloadProgress, LogProgress, ProgressBar, Report, megabytes, reporter
from wyoming_kokoro.downloads.published_files import MAX_FILE_BYTES, FileList, PublishedFile
from wyoming_kokoro.downloads.voice_file import (
    COLUMNS,
    ROWS,
    VOICE_BYTES,
    VOICE_NAME,
    BadVoice,
    Style,
    problem_of,
    read_voice,
    voice_in_torch_file,
    voice_of,
    voices_in,
)
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import DownloadSettings

__all__ = [
    "COLUMNS",
    "ROWS",
    "VOICE_BYTES",
    "BadVoice",
    "Disk",
    "DownloadProgress",
    "Downloads",
    "FileLibrary",
    "FileList",
    "FileStamp",
    "FileState",
    "LogProgress",
    "ProgressBar",
    "PublishedFile",
    "Report",
    "State",
    "Style",
    "megabytes",
    "read_voice",
    "reporter",
    "voice_in_torch_file",
    "voice_of",
    "voices_in",
]

MAX_ENCODER_BYTES = 200_000_000
"""The largest that is published has an eighth of it."""

MAX_STUDENT_BYTES = 200_000_000
"""Those that are published have 9 MB, and 37 MB in full precision."""

MODELS = FileKind(
    noun="model",
    suffix="",
    name_pattern=re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.onnx"),
    min_bytes=1,
    max_bytes=MAX_FILE_BYTES,
    problem_of=lambda _path, _disk: "",  # the engine checks the content when it loads a model
)
VOICES = FileKind(
    noun="voice",
    suffix=".bin",
    name_pattern=VOICE_NAME,
    min_bytes=VOICE_BYTES,
    max_bytes=VOICE_BYTES,
    problem_of=problem_of,
)
ENCODERS = FileKind(
    noun="encoder",
    suffix="",
    name_pattern=re.compile(r"[a-z0-9][a-z0-9._-]{0,60}\.(pt|safetensors)"),
    min_bytes=1,
    max_bytes=MAX_ENCODER_BYTES,
    problem_of=lambda _path, _disk: "",  # its reader checks the content
)
STUDENTS = FileKind(
    noun="student",
    suffix=".onnx",
    name_pattern=VOICE_NAME,
    min_bytes=1,
    max_bytes=MAX_STUDENT_BYTES,
    problem_of=lambda _path, _disk: "",  # the engine checks the content when it loads a model
)


class Downloads:
    """The folders of models, of voices, of students of Kokoro, and of the encoders that listen to recordings."""

    def __init__(
        self,
        folder: Path,
        downloads: DownloadSettings,
        *,
        files: FileList | None = None,
        disk: Disk | None = None,
    ) -> None:
        files = files or FileList.load()
        self.disk = disk or Disk()
        self.models = FileLibrary(MODELS, folder / "models", files.models, downloads, self.disk)
        self.voices = FileLibrary(VOICES, folder / "voices", files.voices, downloads, self.disk)
        self.students = FileLibrary(STUDENTS, folder / "students", files.students, downloads, self.disk)
        self.encoders = FileLibrary(ENCODERS, folder / "encoders", files.encoders, downloads, self.disk)

    def use(self, downloads: DownloadSettings) -> None:
        """Download with these settings from now on."""
        for library in (self.models, self.voices, self.students, self.encoders):
            library.downloads = downloads

    def style(self, voice: str) -> Style:
        """Return the numbers in a voice file; raises Unavailable if it is missing or damaged. Blocks."""
        path = self.voices.path(voice)
        try:
            return read_voice(path, self.disk)
        except BadVoice as bad:
            raise Unavailable(f"The voice {voice} is damaged: it {bad}.", code="file_damaged") from bad
        except OSError as error:
            raise Unavailable(f"The voice {voice} cannot be read ({error.strerror}).", code="file_damaged") from error
