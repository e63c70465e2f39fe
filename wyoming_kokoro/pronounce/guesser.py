"""Guesses how an English word is pronounced that no dictionary has, by small models trained on dictionaries.

Two models that were trained differently guess together, because their mistakes differ. All tables have both, so that
a step is computed once for both. numpy is imported with the first guess, because that takes longer than all the reading
of an ordinary text.
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
_TOGETHER = 32
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
_IMPOSSIBLE = 1e-30
"""What is added to likelihoods, so that they have a logarithm."""
_STEPS = 127
"""Weights are stored as whole numbers from -127 to 127, with a scale for each row."""


class StoredTable(NamedTuple):
    """A table of weights of each model as it is stored: a quarter of the memory of what it stands for."""

    numbers: "NDArray[np.int8]"
    scales: "Table"
    shape: tuple[int, ...]
    """Of what it stands for; the first is the number of models."""

    def whole(self) -> "Table":
        """Return what it stands for."""
        result: Table = (self.numbers * self.scales[..., None]).reshape(self.shape)
        return result

    def rows(self, places: "NDArray[np.int64] | NDArray[np.uint8]") -> "Table":
        """Return some rows of each model."""
        result: Table = self.numbers[:, places] * self.scales[:, places][..., None]
        return result

    def matrix(self, start: int = 0, stop: int | None = None) -> "Matrix":
        """Return the table, or some of its columns, to multiply with."""
        import numpy as np  # noqa: PLC0415 - see above

        turned = self.numbers[:, :, start:stop].swapaxes(1, 2)
        return Matrix(np.ascontiguousarray(turned), self.scales[:, None])


def joined(tables: Sequence[StoredTable]) -> StoredTable:
    """Return tables of one shape as one, as if each belonged to a model of its own."""
    import numpy as np  # noqa: PLC0415 - see above

    numbers = np.concatenate([table.numbers for table in tables])
    return StoredTable(numbers, np.concatenate([table.scales for table in tables]), numbers.shape)


class Matrix(NamedTuple):
    """A matrix of each model, as it is stored, turned so that it is multiplied fast."""

    numbers: "NDArray[np.int8]"
    scales: "Table"

    def loaded(self, count: int) -> "LoadedMatrix":
        """Return it to multiply several rows with, or several times a few."""
        import numpy as np  # noqa: PLC0415 - see above

        models, width, length = self.numbers.shape
        if count <= _ROWS_AT_ONCE:
            return LoadedMatrix(self.numbers.astype(np.float32), self.scales)
        across = _ON_ONE_THREAD // (_ROWS_AT_ONCE * width)
        padded = np.zeros((models, width, -(-length // across) * across), np.float32)
        padded[:, :, :length] = self.numbers
        blocks = padded.reshape(models, 1, width, -1, across).swapaxes(2, 3)
        return LoadedMatrix(np.ascontiguousarray(blocks), self.scales)

    def times(self, rows: "Table") -> "Table":
        """Multiply each row of each model with each column."""
        return self.loaded(rows.shape[1]).times(rows)


class LoadedMatrix(NamedTuple):
    """A matrix to multiply with, whole for a few rows or else in blocks, each of which is multiplied on one thread."""

    table: "Table"
    scales: "Table"

    def times(self, rows: "Table") -> "Table":
        """Multiply each row of each model with each column."""
        if self.table.ndim == 3:  # noqa: PLR2004 - a matrix for each model
            few: Table = rows @ self.table
            few *= self.scales
            return few
        import numpy as np  # noqa: PLC0415 - see above

        models, count, inner = rows.shape
        if left := -count % _ROWS_AT_ONCE:
            rows = np.concatenate([rows, np.zeros((models, left, inner), np.float32)], 1)
        blocks = (rows.reshape(models, -1, 1, _ROWS_AT_ONCE, inner) @ self.table).swapaxes(2, 3)
        flat = blocks.reshape(models, rows.shape[1], -1)
        result: Table = flat[:, :count, : self.scales.shape[-1]] * self.scales
        return result


def written_models(classes: Sequence[str], models: "Sequence[Mapping[str, Table]]") -> bytes:
    """Weights as bytes for a file: one line that says what follows, then for each table its scales and numbers."""
    import numpy as np  # noqa: PLC0415 - see above

    tables = {name: np.stack([model[name] for model in models]) for name in models[0]}
    heading = {"classes": list(classes), "shapes": {name: list(table.shape) for name, table in tables.items()}}
    parts = [json.dumps(heading, ensure_ascii=False).encode() + b"\n"]
    for table in tables.values():
        rows = table.reshape(*table.shape[:2], -1)
        scales = np.maximum(np.abs(rows).max(2), np.float32(1e-8)) / np.float32(_STEPS)
        parts += [scales.astype("<f4").tobytes(), np.rint(rows / scales[..., None]).astype(np.int8).tobytes()]
    return b"".join(parts)


def read_models(written: bytes) -> tuple[list[str], dict[str, StoredTable]]:
    """What letters stand for, and the weights of all models, from a file."""
    import numpy as np  # noqa: PLC0415 - see above

    heading, _, _ = written.partition(b"\n")
    described = json.loads(heading)
    tables, start = {}, len(heading) + 1
    for name, shape in described["shapes"].items():
        scales = np.frombuffer(written, "<f4", math.prod(shape[:2]), start).reshape(shape[:2])
        start += scales.nbytes
        numbers = np.frombuffer(written, np.int8, math.prod(shape), start).reshape(*shape[:2], -1)
        start += numbers.nbytes
        tables[name] = StoredTable(numbers, scales, tuple(shape))
    return described["classes"], tables


class Guesser:
    """The models; their file is read with the first guess."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _models(self) -> "_Models":
        return _Models(self._path.read_bytes())

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
            sounds = self._models.sounds_by_letter([words[at] for at in some], british=british)
            for place, of_word in zip(some, sounds, strict=True):
                guessed[place] = of_word
        return guessed


class _Models:
    """Weights in memory, and the computation."""

    def __init__(self, written: bytes) -> None:
        import numpy as np  # noqa: PLC0415 - see above

        self._np = np
        self._sounds, tables = read_models(written)
        self._letters, self._kinds = tables["letters.weight"], tables["kinds.weight"]
        width = self._letters.shape[-1]
        self._layers = [
            _Convolution(
                tables[f"norms.{layer}.weight"].whole()[:, None, None],
                tables[f"norms.{layer}.bias"].whole()[:, None, None],
                tables[f"convolutions.{layer}.weight"].matrix(),
                tables[f"convolutions.{layer}.bias"].whole()[:, None],
            )
            for layer in range(sum(name.startswith("norms.") for name in tables) // 2)
        ]
        self._reader = _Recurrent.read(tables, "reader", ("", "_reverse"), width)
        known = 2 * self._reader.width
        self._decider = _Recurrent.read(tables, "decider", ("",), known)
        into, output, inner = tables["decider.weight_ih_l0"], tables["output.weight"], self._decider.width
        self._by_previous = into.matrix(known).times(tables["previous.weight"].whole())
        self._by_state, self._by_known = output.matrix(0, inner), output.matrix(inner)
        self._bias = tables["output.bias"].whole()[:, None]

    def sounds_by_letter(self, words: Sequence[str], *, british: bool) -> list[list[str]]:
        """What each letter stands for in some words, which may have different lengths."""
        np = self._np
        longest = max(map(len, words))
        written = "".join(word.lower().ljust(longest, "a") for word in words).encode()
        letters = np.frombuffer(written, np.uint8).reshape(len(words), longest) - np.uint8(ord("a"))
        kinds = np.array([2 * british + word[0].isupper() for word in words])
        inside = (np.arange(longest) < np.array([[len(word)] for word in words])).astype(np.float32)[..., None]
        known = self._letters.rows(letters) + self._kinds.rows(kinds)[:, :, None]
        rows = self._decide(self._read(known, inside), inside)
        return [
            self._likeliest([row[: len(word)] for row in some], scores)
            for word, (some, scores) in zip(words, rows, strict=True)
        ]

    def _read(self, known: "Table", inside: "Table") -> "Table":
        """What is known about each letter from those around it; `inside` is 0 for places after the end of a word."""
        np = self._np
        models, number, length, width = known.shape
        padded = np.zeros((models, number, length + WINDOW - 1, width), np.float32)
        for layer in self._layers:
            middle = known - known.mean(-1, keepdims=True)
            middle /= np.sqrt((middle * middle).mean(-1, keepdims=True) + np.float32(_ALMOST_ZERO))
            middle *= layer.factor
            middle += layer.summand
            middle *= inside
            padded[:, :, WINDOW // 2 : WINDOW // 2 + length] = middle
            windows = np.concatenate([padded[:, :, start : start + length] for start in range(WINDOW)], -1)
            added = layer.window.times(windows.reshape(models, -1, WINDOW * width)) + layer.bias
            known = known + np.maximum(added, 0).reshape(known.shape)
        return self._read_both_ways(known, inside)

    def _read_both_ways(self, known: "Table", inside: "Table") -> "Table":
        """What is known from reading the word forwards and backwards, both at once."""
        np, reader = self._np, self._reader
        models, number, length, _ = known.shape
        inputs = reader.inputs(np.concatenate([known, known[:, :, ::-1]]))
        insides = np.repeat(np.stack([inside, inside[:, ::-1]]), models, 0)
        recurrent = reader.recurrent.loaded(number)
        states = np.empty((2 * models, number, length, reader.width), np.float32)
        state: Table = np.zeros((2 * models, number, reader.width), np.float32)
        for place in range(length):
            state = reader.step(inputs[:, :, place], recurrent, state) * insides[:, :, place]
            states[:, :, place] = state
        result: Table = np.concatenate([states[:models], states[models:, :, ::-1]], -1)
        return result

    def _decide(self, known: "Table", inside: "Table") -> list[tuple[list[list[int]], list[float]]]:
        """For each word its likeliest rows of sounds, a number for each letter, with the logarithms of how likely."""
        np, decider = self._np, self._decider
        (models, count, length, width), many = known.shape, len(self._sounds)
        inputs, recurrent, by_state = (
            decider.inputs(known),
            decider.recurrent.loaded(_GUESSES * count),
            self._by_state.loaded(_GUESSES * count),
        )
        by_known = self._by_known.times(known.reshape(models, -1, width)) + self._bias
        by_known = by_known.reshape(models, count, length, many)
        words = np.arange(count)[:, None]
        states, previous = np.zeros((models, count, 1, decider.width), np.float32), np.full((count, 1), many)
        ended = np.where(np.arange(many) == 0, 0, -np.inf).astype(np.float32)
        totals, steps = np.zeros((count, 1), np.float32), []
        all_inside = inside.all(0).ravel().tolist()
        for place in range(length):
            flat = states.reshape(models, -1, decider.width)
            given = (inputs[:, :, place, None] + self._by_previous[:, previous]).reshape(*flat.shape[:2], -1)
            flat = decider.step(given, recurrent, flat)
            scores = by_known[:, :, place, None] + by_state.times(flat).reshape(models, count, -1, many)
            scores = self._together(scores)
            if not all_inside[place]:
                scores = np.where(inside[:, place, None] > 0, scores, ended)
            scores += totals[..., None]
            totals, best = self._highest(scores.reshape(count, -1))
            origins, previous = np.divmod(best, many)
            states = flat.reshape(models, count, -1, decider.width)[:, words, origins]
            steps.append((origins, previous))
        return list(zip(_rows_of(steps), totals.tolist(), strict=True))

    def _together(self, scores: "Table") -> "Table":
        """The logarithms of how likely the models find each sound on average."""
        np = self._np
        likely = np.exp(scores)
        likely /= likely.sum(-1, keepdims=True)
        result: Table = np.log(likely.sum(0) / len(likely) + np.float32(_IMPOSSIBLE))
        return result

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


def _rows_of(steps: "Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]") -> list[list[list[int]]]:
    """The rows of numbers that were chosen: each step has the rows of the step before that go on, and their numbers."""
    import numpy as np  # noqa: PLC0415 - see above

    (last, _), words = steps[-1], np.arange(len(steps[-1][0]))[:, None]
    places = np.broadcast_to(np.arange(last.shape[1]), last.shape)
    backwards = []
    for origins, chosen in reversed(steps):
        backwards.append(chosen[words, places])
        places = origins[words, places]
    rows: list[list[list[int]]] = np.stack(backwards[::-1], -1).tolist()
    return rows


class _Convolution(NamedTuple):
    """A layer that looks at the letters next to each letter, after normalization."""

    factor: "Table"
    summand: "Table"
    window: Matrix
    bias: "Table"


class _Recurrent(NamedTuple):
    """A layer that goes from letter to letter, in one direction or in both at once."""

    width: int
    given: Matrix
    given_bias: "Table"
    recurrent: Matrix
    recurrent_bias: "Table"

    @classmethod
    def read(cls, tables: Mapping[str, StoredTable], layer: str, directions: Sequence[str], known: int) -> "_Recurrent":
        """Take a layer's tables; it is given as many numbers as are known about a letter."""
        given, recurrent, given_bias, recurrent_bias = (
            joined([tables[f"{layer}.{kind}_l0{direction}"] for direction in directions])
            for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        biases = (bias.whole()[:, None, :, 0] for bias in (given_bias, recurrent_bias))
        return cls(recurrent.shape[-1], given.matrix(0, known), next(biases), recurrent.matrix(), next(biases))

    def inputs(self, known: "Table") -> "Table":
        """What each letter adds to the gates."""
        product = self.given.times(known.reshape(len(known), -1, known.shape[-1]))
        product += self.given_bias
        return product.reshape(*known.shape[:3], -1)

    def step(self, given: "Table", recurrent: LoadedMatrix, state: "Table") -> "Table":
        """The next state."""
        import numpy as np  # noqa: PLC0415 - see above

        width = self.width
        from_state = recurrent.times(state)
        from_state += self.recurrent_bias
        gates = given[..., : 2 * width] + from_state[..., : 2 * width]
        np.exp(np.negative(gates, out=gates), out=gates)
        gates += 1
        np.reciprocal(gates, out=gates)
        new = np.tanh(given[..., 2 * width :] + gates[..., :width] * from_state[..., 2 * width :])
        result: Table = new + gates[..., width:] * (state - new)
        return result


@cache
def english_guesser() -> Guesser:
    """The guesser that is shipped."""
    return Guesser(Path(__file__).parent / "data" / "guesser-en.bin")
