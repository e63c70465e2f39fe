"""The list of steps."""

from wyoming_kokoro.registry import Registry
from wyoming_kokoro.workshop.augmentation.codecs import CODEC, TELEPHONE
from wyoming_kokoro.workshop.augmentation.microphones import MICROPHONE
from wyoming_kokoro.workshop.augmentation.mixing import GAIN, LEVEL, NOISE
from wyoming_kokoro.workshop.augmentation.rooms import GROUND, ROOM
from wyoming_kokoro.workshop.augmentation.step import StepDefinition

STEPS: Registry[StepDefinition] = Registry(ROOM, GROUND, NOISE, LEVEL, GAIN, MICROPHONE, CODEC, TELEPHONE)
"""Every step. To add one, write its function and add its definition here."""
