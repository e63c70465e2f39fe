"""Guesses how an English word is pronounced that no dictionary has, by a small model trained on dictionaries.

numpy is imported with the first guess, because that takes longer than all the reading of an ordinary text.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = NDArray[np.float32]

LETTERS = 26
KINDS = 4
"""American or British, each as a word or as a name."""
WINDOW = 5
"""Letters that a convolution sees at once."""

_SHORTEST, _LONGEST = 2, 32
"""Letters; shorter and longer ones are no words, and are left to eSpeak NG."""
_TOGETHER = 16
"""Words of one length that are guessed in one run; more take more memory and are not faster."""
_ALMOST_ZERO = 1e-5
"""What layers of normalization add to a variance, as in training."""
_STEPS = 127
"""Weights are stored as whole numbers from -127 to 127, with a scale for each row."""


def written_model(classes: Sequence[str], weights: "Mapping[str, Table]") -> bytes:
    """Weights as bytes for a file: one line that says what follows, then for each table its scales and numbers."""
    import numpy as np  # noqa: PLC0415 - see above

    heading = {"classes": list(classes), "shapes": {name: list(table.shape) for name, table in weights.items()}}
    parts = [json.dumps(heading, ensure_ascii=False).encode() + b"\n"]
    for table in weights.values():
        rows = table.reshape(len(table), -1)
        scales = np.maximum(np.abs(rows).max(1), np.float32(1e-8)) / np.float32(_STEPS)
        parts += [scales.astype("<f4").tobytes(), np.rint(rows / scales[:, None]).astype(np.int8).tobytes()]
    return b"".join(parts)


def read_model(written: bytes) -> "tuple[list[str], dict[str, Table]]":
    """What letters stand for, and the weights, from a file."""
    import numpy as np  # noqa: PLC0415 - see above

    heading, _, content = written.partition(b"\n")
    described = json.loads(heading)
    weights, start = {}, 0
    for name, shape in described["shapes"].items():
        scales = np.frombuffer(content, "<f4", shape[0], start)
        start += scales.nbytes
        size = int(np.prod(shape))
        numbers = np.frombuffer(content, np.int8, size, start).reshape(shape[0], -1)
        start += size
        weights[name] = (numbers * scales[:, None]).astype(np.float32).reshape(shape)
    return described["classes"], weights


class Guesser:
    """The model; its file is read with the first guess."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _model(self) -> "_Model":
        return _Model(self._path.read_bytes())

    def sounds_by_letter(self, words: Sequence[str], *, british: bool) -> list[list[str]]:
        """What each letter of each word stands for, often nothing; no letters where it is no word of plain letters."""
        guessed: list[list[str]] = [[] for _ in words]
        by_length: dict[int, list[int]] = {}
        for place, word in enumerate(words):
            if _SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha():
                by_length.setdefault(len(word), []).append(place)
        for places in by_length.values():
            for start in range(0, len(places), _TOGETHER):
                some = places[start : start + _TOGETHER]
                sounds = self._model.sounds_by_letter([words[at] for at in some], british=british)
                for place, of_word in zip(some, sounds, strict=True):
                    guessed[place] = of_word
        return guessed


class _Model:
    """Weights in memory, and the computation."""

    def __init__(self, written: bytes) -> None:
        import numpy as np  # noqa: PLC0415 - see above

        self._np = np
        self._sounds, self._weights = read_model(written)

    def sounds_by_letter(self, words: Sequence[str], *, british: bool) -> list[list[str]]:
        """What each letter stands for in words of one length."""
        np, weights = self._np, self._weights
        letters = np.array([[ord(letter) - ord("a") for letter in word.lower()] for word in words])
        kinds = np.array([2 * british + word[0].isupper() for word in words])
        known = self._read(weights["letters.weight"][letters] + weights["kinds.weight"][kinds][:, None])
        return [[self._sounds[number] for number in row] for row in self._decide(known)]

    def _read(self, known: "Table") -> "Table":
        """What is known about each letter from those around it."""
        np, weights = self._np, self._weights
        number, length, width = known.shape
        for layer in range(sum(name.startswith("norms.") for name in weights) // 2):
            middle = known - known.mean(-1, keepdims=True)
            middle /= np.sqrt((middle * middle).mean(-1, keepdims=True) + np.float32(_ALMOST_ZERO))
            padded = np.zeros((number, length + WINDOW - 1, width), np.float32)
            padded[:, WINDOW // 2 : WINDOW // 2 + length] = (
                middle * weights[f"norms.{layer}.weight"] + weights[f"norms.{layer}.bias"]
            )
            windows = np.concatenate([padded[:, start : start + length] for start in range(WINDOW)], -1)
            added = windows @ weights[f"convolutions.{layer}.weight"].T + weights[f"convolutions.{layer}.bias"]
            known = known + np.maximum(added, 0)
        forward = self._recurrent(known, "reader", "")
        backward = self._recurrent(known[:, ::-1], "reader", "_reverse")[:, ::-1]
        result: Table = np.concatenate([forward, backward], -1)
        return result

    def _recurrent(self, given: "Table", layer: str, direction: str) -> "Table":
        """A recurrent layer over the letters."""
        np, weights = self._np, self._weights
        inputs = given @ weights[f"{layer}.weight_ih_l0{direction}"].T + weights[f"{layer}.bias_ih_l0{direction}"]
        recurrent, bias = weights[f"{layer}.weight_hh_l0{direction}"].T, weights[f"{layer}.bias_hh_l0{direction}"]
        state = np.zeros((len(given), len(recurrent)), np.float32)
        states = []
        for place in range(given.shape[1]):
            state = self._step(inputs[:, place], state @ recurrent + bias, state)
            states.append(state)
        result: Table = np.stack(states, 1)
        return result

    def _step(self, given: "Table", from_state: "Table", state: "Table") -> "Table":
        """The next state of a recurrent layer."""
        np, width = self._np, state.shape[1]
        gates = 1 / (1 + np.exp(-(given[:, : 2 * width] + from_state[:, : 2 * width])))
        new = np.tanh(given[:, 2 * width :] + gates[:, :width] * from_state[:, 2 * width :])
        result: Table = new + gates[:, width:] * (state - new)
        return result

    def _decide(self, known: "Table") -> list[list[int]]:
        """The number of each letter's sounds, decided from the first letter to the last."""
        np, weights = self._np, self._weights
        width = known.shape[-1]
        from_input = weights["decider.weight_ih_l0"].T
        inputs = known @ from_input[:width] + weights["decider.bias_ih_l0"]
        by_previous = weights["previous.weight"] @ from_input[width:]
        recurrent, bias = weights["decider.weight_hh_l0"].T, weights["decider.bias_hh_l0"]
        output = weights["output.weight"].T
        scores = known @ output[len(recurrent) :] + weights["output.bias"]
        state = np.zeros((len(known), len(recurrent)), np.float32)
        previous = np.full(len(known), len(self._sounds))
        chosen = []
        for place in range(known.shape[1]):
            state = self._step(inputs[:, place] + by_previous[previous], state @ recurrent + bias, state)
            previous = (scores[:, place] + state @ output[: len(recurrent)]).argmax(-1)
            chosen.append(previous)
        rows: list[list[int]] = np.stack(chosen, 1).tolist()
        return rows


@cache
def english_guesser() -> Guesser:
    """The guesser that is shipped."""
    return Guesser(Path(__file__).parent / "data" / "guesser-en.bin")
