"""Guesses how an English word is pronounced that no dictionary has, by a small model trained on dictionaries.

numpy is imported with the first guess, because that takes longer than all the reading of an ordinary text.
"""

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

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
_TOGETHER = 64
"""Words that are guessed in one run; more take more memory and are hardly faster."""
_GUESSES = 3
"""Guesses of a word that are followed from letter to letter; more are right as often."""
_ROWS_AT_ONCE = 24
"""Rows of a block of a product."""
_ON_ONE_THREAD = 24 * 128 * 96
"""Multiplications of a block: numpy's library uses several threads for larger ones, which takes more time in all."""
_FEW_ROWS = 8
"""Rows whose highest scores are found by sorting a part of each."""
_ALMOST_ZERO = 1e-5
"""What layers of normalization add to a variance, as in training."""
_STEPS = 127
"""Weights are stored as whole numbers from -127 to 127, with a scale for each row."""


class StoredTable(NamedTuple):
    """A table of weights as it is stored: a quarter of the memory of what it stands for."""

    numbers: "NDArray[np.int8]"
    scales: "Table"
    shape: tuple[int, ...]

    def whole(self) -> "Table":
        """Return what it stands for."""
        result: Table = self.rows().reshape(self.shape)
        return result

    def rows(self, places: "NDArray[np.int64] | slice" = slice(None)) -> "Table":
        """Return some rows, or all of them."""
        result: Table = self.numbers[places] * self.scales[places][..., None]
        return result

    def columns(self, start: int, stop: int) -> "StoredTable":
        """Return some columns."""
        some = self.numbers[:, start:stop]
        return StoredTable(some, self.scales, some.shape)

    def loaded(self, count: int) -> "LoadedTable":
        """Return the table to multiply several rows with, or several times a few."""
        import numpy as np  # noqa: PLC0415 - see above

        numbers = self.numbers.astype(np.float32)
        length, width = numbers.shape
        if count * length * width <= _ON_ONE_THREAD:
            return LoadedTable(numbers.T, self.scales)
        across = _ON_ONE_THREAD // (_ROWS_AT_ONCE * width)
        if left := -length % across:
            numbers = np.concatenate([numbers, np.zeros((left, width), np.float32)])
        return LoadedTable(numbers.reshape(-1, across, width).swapaxes(1, 2), self.scales)

    def times(self, rows: "Table") -> "Table":
        """Multiply each row with each of the table's rows."""
        return self.loaded(len(rows)).times(rows)


class LoadedTable(NamedTuple):
    """A table to multiply with, whole for a few rows or else in blocks, each of which is multiplied on one thread."""

    table: "Table"
    scales: "Table"

    def times(self, rows: "Table") -> "Table":
        """Multiply each row with each column."""
        if self.table.ndim == 2:  # noqa: PLR2004 - a matrix
            few: Table = (rows @ self.table) * self.scales
            return few
        import numpy as np  # noqa: PLC0415 - see above

        count, inner = rows.shape
        height = min(_ROWS_AT_ONCE, count)
        if left := -count % height:
            rows = np.concatenate([rows, np.zeros((left, inner), np.float32)])
        blocks = (rows.reshape(-1, 1, height, inner) @ self.table).swapaxes(1, 2).reshape(len(rows), -1)
        result: Table = blocks[:count, : len(self.scales)] * self.scales
        return result


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


def read_model(written: bytes) -> tuple[list[str], dict[str, StoredTable]]:
    """What letters stand for, and the weights, from a file."""
    import numpy as np  # noqa: PLC0415 - see above

    heading, _, _ = written.partition(b"\n")
    described = json.loads(heading)
    tables, start = {}, len(heading) + 1
    for name, shape in described["shapes"].items():
        scales = np.frombuffer(written, "<f4", shape[0], start)
        start += scales.nbytes
        numbers = np.frombuffer(written, np.int8, math.prod(shape), start).reshape(shape[0], -1)
        start += numbers.nbytes
        tables[name] = StoredTable(numbers, scales, tuple(shape))
    return described["classes"], tables


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
        places = [
            place
            for place, word in enumerate(words)
            if _SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha()
        ]
        places.sort(key=lambda place: len(words[place]))
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
        self._sounds, tables = read_model(written)
        self._letters, self._kinds = tables["letters.weight"], tables["kinds.weight"]
        width = self._letters.shape[1]
        self._layers = [
            _Convolution(
                tables[f"norms.{layer}.weight"].whole(),
                tables[f"norms.{layer}.bias"].whole(),
                [
                    tables[f"convolutions.{layer}.weight"].columns(at * width, at * width + width)
                    for at in range(WINDOW)
                ],
                tables[f"convolutions.{layer}.bias"].whole(),
            )
            for layer in range(sum(name.startswith("norms.") for name in tables) // 2)
        ]
        self._readers = [_Recurrent.read(tables, "reader", direction, width) for direction in ("", "_reverse")]
        known = 2 * self._readers[0].width
        self._decider = _Recurrent.read(tables, "decider", "", known)
        into, output, inner = tables["decider.weight_ih_l0"], tables["output.weight"], self._decider.width
        self._by_previous = into.columns(known, into.shape[1]).times(tables["previous.weight"].whole())
        self._by_state, self._by_known = output.columns(0, inner), output.columns(inner, inner + known)
        self._bias = tables["output.bias"].whole()

    def sounds_by_letter(self, words: Sequence[str], *, british: bool) -> list[list[str]]:
        """What each letter stands for in some words, which may have different lengths."""
        np = self._np
        longest = max(map(len, words))
        written = "".join(word.lower().ljust(longest, "a") for word in words).encode()
        letters = np.frombuffer(written, np.uint8).reshape(len(words), longest) - np.uint8(ord("a"))
        kinds = np.array([2 * british + word[0].isupper() for word in words])
        inside = (np.arange(longest) < np.array([[len(word)] for word in words])).astype(np.float32)[..., None]
        known = self._letters.rows(letters) + self._kinds.rows(kinds)[:, None]
        rows = self._decide(self._read(known, inside), inside)
        return [
            self._likeliest([row[: len(word)] for row in some], scores)
            for word, (some, scores) in zip(words, rows, strict=True)
        ]

    def _read(self, known: "Table", inside: "Table") -> "Table":
        """What is known about each letter from those around it; `inside` is 0 for places after the end of a word."""
        np = self._np
        number, length, width = known.shape
        padded = np.zeros((number, length + WINDOW - 1, width), np.float32)
        for layer in self._layers:
            middle = known - known.mean(-1, keepdims=True)
            middle /= np.sqrt((middle * middle).mean(-1, keepdims=True) + np.float32(_ALMOST_ZERO))
            middle *= layer.factor
            middle += layer.summand
            middle *= inside
            padded[:, WINDOW // 2 : WINDOW // 2 + length] = middle
            added = np.tile(layer.bias, (number * length, 1))
            for start, table in enumerate(layer.window):
                added += table.times(padded[:, start : start + length].reshape(-1, width))
            known = known + np.maximum(added, 0).reshape(known.shape)
        halves = [np.empty((number, length, reader.width), np.float32) for reader in self._readers]
        for half, reader, places in zip(halves, self._readers, (range(length), range(length)[::-1]), strict=True):
            inputs, recurrent = reader.inputs(known), reader.recurrent.loaded(number)
            state: Table = np.zeros((number, reader.width), np.float32)
            for place in places:
                state = reader.step(inputs[:, place], recurrent, state) * inside[:, place]
                half[:, place] = state
        result: Table = np.concatenate(halves, -1)
        return result

    def _decide(self, known: "Table", inside: "Table") -> list[tuple[list[list[int]], list[float]]]:
        """For each word its likeliest rows of sounds, a number for each letter, with the logarithms of how likely."""
        np, decider = self._np, self._decider
        (count, length, width), many = known.shape, len(self._sounds)
        inputs, recurrent, by_state = (
            decider.inputs(known),
            decider.recurrent.loaded(_GUESSES * count),
            self._by_state.loaded(_GUESSES * count),
        )
        by_known = (self._by_known.times(known.reshape(-1, width)) + self._bias).reshape(count, length, many)
        words = np.arange(count)[:, None]
        states, previous = np.zeros((count, 1, decider.width), np.float32), np.full((count, 1), many)
        ended = np.where(np.arange(many) == 0, 0, -np.inf).astype(np.float32)
        totals, chosen = np.zeros((count, 1), np.float32), np.zeros((count, 1, 0), np.int64)
        for place in range(length):
            flat = states.reshape(-1, decider.width)
            given = (inputs[:, place, None] + self._by_previous[previous]).reshape(len(flat), -1)
            flat = decider.step(given, recurrent, flat)
            scores = by_known[:, place, None] + by_state.times(flat).reshape(count, -1, many)
            scores -= scores.max(-1, keepdims=True)
            scores -= np.log(np.exp(scores).sum(-1, keepdims=True))
            if not inside[:, place].all():
                scores = np.where(inside[:, place, None] > 0, scores, ended)
            scores += totals[..., None]
            totals, best = self._highest(scores.reshape(count, -1))
            origins, previous = best // many, best % many
            states = flat.reshape(count, -1, decider.width)[words, origins]
            chosen = np.concatenate([chosen[words, origins], previous[..., None]], 2)
        return list(zip(chosen.tolist(), totals.tolist(), strict=True))

    def _highest(self, scores: "Table") -> "tuple[Table, NDArray[np.int64]]":
        """The highest scores of each row and their places; faster than sorting a part of the row."""
        np, rows = self._np, self._np.arange(len(scores))
        if len(scores) <= _FEW_ROWS:
            best = np.argpartition(scores, -_GUESSES, 1)[:, -_GUESSES:]
            return scores[rows[:, None], best], best
        found = []
        for _ in range(_GUESSES):
            best = scores.argmax(1)
            found.append((scores[rows, best], best))
            scores[rows, best] = -np.inf
        return np.stack([totals for totals, _ in found], 1), np.stack([places for _, places in found], 1)

    def _likeliest(self, rows: Sequence[Sequence[int]], scores: Sequence[float]) -> list[str]:
        """The sounds of a word: those that are likeliest over all their divisions among the letters."""
        likelihoods: dict[str, float] = defaultdict(float)
        sounds = [[self._sounds[number] for number in row] for row in rows]
        for of_word, score in zip(sounds, scores, strict=True):
            likelihoods["".join(of_word)] += math.exp(score)
        best = max(likelihoods, key=likelihoods.__getitem__)
        return next(of_word for of_word in sounds if "".join(of_word) == best)


class _Convolution(NamedTuple):
    """A layer that looks at the letters next to each letter, after normalization."""

    factor: "Table"
    summand: "Table"
    window: list[StoredTable]
    bias: "Table"


class _Recurrent(NamedTuple):
    """A layer that goes from letter to letter."""

    width: int
    given: StoredTable
    given_bias: "Table"
    recurrent: StoredTable
    recurrent_bias: "Table"

    @classmethod
    def read(cls, tables: Mapping[str, StoredTable], layer: str, direction: str, known: int) -> "_Recurrent":
        """Take a layer's tables; it is given as many numbers as are known about a letter."""
        given, recurrent = (tables[f"{layer}.weight_{kind}_l0{direction}"] for kind in ("ih", "hh"))
        width = recurrent.shape[1]
        biases = (tables[f"{layer}.bias_{kind}_l0{direction}"].whole() for kind in ("ih", "hh"))
        given_bias, recurrent_bias = biases
        return cls(width, given.columns(0, known), given_bias, recurrent.columns(0, width), recurrent_bias)

    def inputs(self, known: "Table") -> "Table":
        """What each letter adds to the gates."""
        product = self.given.times(known.reshape(-1, known.shape[-1]))
        product += self.given_bias
        return product.reshape(*known.shape[:2], -1)

    def step(self, given: "Table", recurrent: LoadedTable, state: "Table") -> "Table":
        """The next state."""
        import numpy as np  # noqa: PLC0415 - see above

        width = self.width
        from_state = recurrent.times(state) + self.recurrent_bias
        gates = 1 / (1 + np.exp(-(given[:, : 2 * width] + from_state[:, : 2 * width])))
        new = np.tanh(given[:, 2 * width :] + gates[:, :width] * from_state[:, 2 * width :])
        result = new + gates[:, width:] * (state - new)
        return result.astype(np.float32, copy=False)


@cache
def english_guesser() -> Guesser:
    """The guesser that is shipped."""
    return Guesser(Path(__file__).parent / "data" / "guesser-en.bin")
