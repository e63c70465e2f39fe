"""Rooms, noises, microphones and codecs for clean speech, so that it sounds as a device in a home would hear it.

Only commands use it, never a server. Names are imported when they are first used.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.workshop.augmentation.file_augmentation import (
        MAX_RATE,
        MIN_RATE,
        AugmentedFile,
        AugmentPlan,
        augment_files,
    )
    from wyoming_kokoro.workshop.augmentation.levels import active_part, at_level, within_full_scale
    from wyoming_kokoro.workshop.augmentation.noises import NOISES, make_noise, noise_names
    from wyoming_kokoro.workshop.augmentation.preset import DrawnStep, Preset, find_preset, preset_files, preset_lines
    from wyoming_kokoro.workshop.augmentation.recordings import NO_RECORDINGS, Recordings
    from wyoming_kokoro.workshop.augmentation.sound_augmentation import (
        Augmented,
        apply_steps,
        augment_sound,
        random_of,
    )
    from wyoming_kokoro.workshop.augmentation.steps import STEPS

__all__ = [
    "MAX_RATE",
    "MIN_RATE",
    "NOISES",
    "NO_RECORDINGS",
    "STEPS",
    "AugmentPlan",
    "Augmented",
    "AugmentedFile",
    "DrawnStep",
    "Preset",
    "Recordings",
    "active_part",
    "apply_steps",
    "at_level",
    "augment_files",
    "augment_sound",
    "find_preset",
    "make_noise",
    "noise_names",
    "preset_files",
    "preset_lines",
    "random_of",
    "within_full_scale",
]

__getattr__ = lazy_imports(
    __name__,
    {
        "sound_augmentation": ("Augmented", "apply_steps", "augment_sound", "random_of"),
        "file_augmentation": ("MAX_RATE", "MIN_RATE", "AugmentPlan", "AugmentedFile", "augment_files"),
        "levels": ("active_part", "at_level", "within_full_scale"),
        "noises": ("NOISES", "make_noise", "noise_names"),
        "preset": ("DrawnStep", "Preset", "find_preset", "preset_files", "preset_lines"),
        "recordings": ("NO_RECORDINGS", "Recordings"),
        "steps": ("STEPS",),
    },
)
