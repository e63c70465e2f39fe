"""The HTTP API on port 8354: OpenAI's routes, those that their clients expect beside them, and our own.

What it offers is imported on first use: a command that only makes a token needs no HTTP server.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.api.app import make_app, page
    from wyoming_kokoro.api.health_report import HealthReport
    from wyoming_kokoro.api.http.app_state import AppState
    from wyoming_kokoro.api.http.server import HttpServer
    from wyoming_kokoro.api.http.static_files import StaticFile, static_files
    from wyoming_kokoro.api.judge_process import JudgeProcesses
    from wyoming_kokoro.api.memory import memory_bytes
    from wyoming_kokoro.api.routes import SUBJECTS
    from wyoming_kokoro.api.voice_matches import VoiceMatches
    from wyoming_kokoro.api.workshop_jobs import WorkshopJobs

__all__ = [
    "SUBJECTS",
    "AppState",
    "HealthReport",
    "HttpServer",
    "JudgeProcesses",
    "StaticFile",
    "VoiceMatches",
    "WorkshopJobs",
    "make_app",
    "memory_bytes",
    "page",
    "static_files",
]

__getattr__ = lazy_imports(
    __name__,
    {
        "app": ("make_app", "page"),
        "health_report": ("HealthReport",),
        "http.app_state": ("AppState",),
        "http.server": ("HttpServer",),
        "http.static_files": ("StaticFile", "static_files"),
        "judge_process": ("JudgeProcesses",),
        "memory": ("memory_bytes",),
        "routes": ("SUBJECTS",),
        "voice_matches": ("VoiceMatches",),
        "workshop_jobs": ("WorkshopJobs",),
    },
)
