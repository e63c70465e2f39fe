"""How fast sounds are augmented: seconds of sound for each second of one core, by preset."""

import argparse
import time

import numpy as np

from wyoming_kokoro.workshop.augmentation import augment_sound, find_preset, preset_files
from wyoming_kokoro.workshop.augmentation.talkers import talkers


def main() -> None:
    """Print a line for each preset."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=16_000, help="samples a second")
    parser.add_argument("--seconds", type=float, default=1.0, help="of the sound")
    parser.add_argument("--copies", type=int, default=200, help="for each preset")
    asked = parser.parse_args()
    sound = talkers(np.random.default_rng(1), round(asked.seconds * asked.rate), asked.rate, 1) * np.float32(0.1)
    for name in preset_files():
        preset = find_preset(name)
        augment_sound(sound, asked.rate, preset, "first")  # what is made once is not counted
        begun = time.process_time()
        for copy in range(asked.copies):
            augment_sound(sound, asked.rate, preset, str(copy))
        used = (time.process_time() - begun) / asked.copies
        print(f"{name:<24} {1000 * used:6.1f} ms  {asked.seconds / used:5.0f} times real time")


if __name__ == "__main__":
    main()
