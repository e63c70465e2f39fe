"""Convolutions with a fifth less multiplying: a wave's even and odd moments each by themselves.

Let a wave be parted into its even moments a and its odd moments b, and a kernel into the part E that reaches from like
to like, and the part O that reaches from the one to the other. Then the even moments of what the convolution gives are
E a + O b, and the odd ones E b + O a', where a' is a one step later: four convolutions, each of a quarter of the work.
But with M = (E + O) b they are also

    M + E (a - b)    and    M + O (a' - b)

which is three. Between two such convolutions a wave stays in two phases: whatever else is done with it looks at every
moment alone, or at all of them alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.engines.kokoro.graph_rewrite.generator import blocked_shape
from wyoming_kokoro.engines.kokoro.graph_rewrite.norms import opened

_NORM, _MEAN = "InstanceNormalization", "ReduceMean"
_NORMS = frozenset({_NORM, "BatchNormalization"})
_ALIKE = _NORMS | {"Sin", "Mul", "Add", "Sub", "Div", "LeakyRelu"}
"""What these do with a moment does not depend on when it is."""
_TIME = _LINE = 2
"""The dimension of a wave that is time; in a picture, which convolutions take, a line stands before it."""
_BIAS = 2
"""Which input of a convolution it is."""
_ALL = 1 << 40
"""An end that lies behind every wave's."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _PhasedWave:
    """A wave in phases, and the names of what is known about it once it is there."""

    even: str
    odd: str
    odds: str
    """How many moments the odd phase has."""
    lack: str
    """By how many moments, none or one, that is less than the even phase."""
    shares: tuple[str, str]
    """Of all moments."""

    @property
    def phases(self) -> tuple[str, str]:
        """Both."""
        return self.even, self.odd


@dataclass(frozen=True, slots=True)
class _KernelTaps:
    """A part of a kernel."""

    low: int
    """How many steps away what its first matrix is multiplied with lies."""
    kernel: Floats

    @property
    def high(self) -> int:
        """The same of its last one."""
        return self.low + int(self.kernel.shape[_TIME]) - 1


def part_phases(editor: GraphEditor) -> int:
    """Let wide convolutions work on phases, and part and join waves around them; how many."""
    told = {each.name for each in editor.graph.output}
    chosen = {node.output[0] for node in editor.graph.node if _fits(editor, node) and node.output[0] not in told}
    if chosen:
        opened(editor, _PolyphaseRewrite(editor, chosen).norms())
        editor.tidy()
        _PolyphaseRewrite(editor, chosen).change()
        editor.tidy()
    return len(chosen)


def _fits(editor: GraphEditor, node: onnx.NodeProto) -> bool:
    """Whether it is a convolution that the blocked kernels take, and that gives as many moments as it takes."""
    shape = blocked_shape(editor, node)
    if shape is None or any(each.i != 1 for each in node.attribute if each.name == "group"):
        return False
    step, size = _step(node), shape[_TIME]
    side = step * (size // 2)
    odd = step % 2 == size % 2 == 1 < size
    return odd and _ints(node, "pads") == [side, side] and _ints(node, "strides") in ([], [1])


class _PolyphaseRewrite:
    """Changes a graph so that some of its waves are in phases."""

    def __init__(self, editor: GraphEditor, chosen: set[str]) -> None:
        """`chosen` are what the convolutions give that shall work on phases."""
        self._editor = editor
        self._chosen = chosen
        self._inside = self._and_after(self._and_before(chosen))
        """Waves that are made in phases."""
        self._waves: dict[str, _PhasedWave] = {}
        self._known: dict[tuple[int, ...], str] = {}

    def norms(self) -> list[onnx.NodeProto]:
        """Those that look at whole waves: their statistics have to be made before them."""
        return [node for node in self._editor.graph.node if node.op_type == _NORM and node.output[0] in self._inside]

    def change(self) -> None:
        """Do by phases what can be done so, and give whole waves to the rest."""
        nodes = [*self._editor.graph.node]
        for node in nodes:
            given = node.output[0]
            if given in self._chosen:
                self._waves[given] = self._convolved(node, self._wave(node.input[0]))
            elif given in self._inside:
                self._waves[given] = self._alike(node)
            elif _is_mean(node) and node.input[0] in self._inside:
                self._mean(node)
        outside = [node for node in nodes if node.output[0] not in self._inside and not _is_mean(node)]
        for wave in dict.fromkeys(name for node in outside for name in node.input if name in self._inside):
            whole = self._joined(wave)
            for node in outside:
                node.input[:] = [whole if name == wave else name for name in node.input]

    def _and_before(self, chosen: Iterable[str]) -> set[str]:
        """Also what leads to them and can be done by phases."""
        inside, pending = set[str](), [*chosen]
        while pending:
            wave = pending.pop()
            maker = self._editor.maker(wave)
            if wave not in inside and maker is not None and (wave in self._chosen or maker.op_type in _ALIKE):
                inside.add(wave)
                pending += self._waves_of(maker)
        return inside

    def _and_after(self, inside: set[str]) -> set[str]:
        """Also what is made of them alone and can be done by phases."""
        told = {each.name for each in self._editor.graph.output}
        for node in self._editor.graph.node:  # in their order
            waves = self._waves_of(node) if node.op_type in _ALIKE else ()
            if waves and inside.issuperset(waves) and node.output[0] not in told:
                inside.add(node.output[0])
        return inside

    def _waves_of(self, node: onnx.NodeProto) -> Sequence[str]:
        """What a node takes that has time: neither weights nor means."""
        if node.op_type == "Conv" or node.op_type in _NORMS:
            return [node.input[0]]
        made = [(name, self._editor.maker(name)) for name in dict.fromkeys(node.input)]
        return [name for name, maker in made if self._editor.constant(name) is None and not (maker and _is_mean(maker))]

    def _wave(self, name: str) -> _PhasedWave:
        """A wave in phases; one that is made whole is parted once."""
        if name not in self._waves:
            two, ends = self._numbers(2), self._numbers(_ALL)
            even, odd = (
                self._editor.add("Slice", [name, self._numbers(first), ends, two, two], f"{name}/{phase}")
                for first, phase in enumerate(("even", "odd"))
            )
            self._waves[name] = self._measured(even, odd, name)
        return self._waves[name]

    def _measured(self, even: str, odd: str, name: str) -> _PhasedWave:
        """Two phases, and how long they are."""
        add = self._editor.add
        evens, odds = (self._length(each, each) for each in (even, odd))
        total = add("Cast", [add("Add", [evens, odds], f"{name}/count")], f"{name}/total", to=TensorProto.FLOAT)
        shares = [
            add("Div", [add("Cast", [each], f"{each}/float", to=TensorProto.FLOAT), total], f"{each}/share")
            for each in (evens, odds)
        ]
        return _PhasedWave(even, odd, odds, add("Sub", [evens, odds], f"{name}/lack"), (shares[0], shares[1]))

    def _like(self, wave: _PhasedWave, even: str, odd: str) -> _PhasedWave:
        return _PhasedWave(even, odd, wave.odds, wave.lack, wave.shares)

    def _alike(self, node: onnx.NodeProto) -> _PhasedWave:
        """A node done with each phase."""
        taken = {name: self._wave(name) for name in self._waves_of(node)}
        given = []
        for phase in (0, 1):
            copy = onnx.NodeProto()
            copy.CopyFrom(node)
            copy.input[:] = [taken[name].phases[phase] if name in taken else name for name in node.input]
            copy.output[:] = [f"{node.output[0]}/phase_{phase}"]
            copy.name = copy.output[0]
            self._editor.graph.node.append(copy)
            given.append(copy.output[0])
        return self._like(next(iter(taken.values())), *given)

    def _mean(self, node: onnx.NodeProto) -> None:
        """The mean over all moments from those over each phase."""
        add, given = self._editor.add, node.output[0]
        wave = self._wave(node.input[0])
        parts = []
        for phase, share in zip(wave.phases, wave.shares, strict=True):
            mean = add(_MEAN, [phase], f"{phase}/mean", axes=[_TIME], keepdims=1)
            parts.append(add("Mul", [mean, share], f"{phase}/part"))
        node.output[0] = f"{given}/whole"
        add("Add", parts, given)

    def _joined(self, wave: str) -> str:
        """A wave as it is outside."""
        add, parted, line, name = self._editor.add, self._waves[wave], self._numbers(_TIME), f"{wave}/joined"
        odd = self._longer(parted.odd, f"{name}/odd", lack=parted.lack)
        rows = [add("Unsqueeze", [each, line], f"{name}/row_{row}") for row, each in enumerate((parted.even, odd))]
        both = add("Concat", rows, f"{name}/rows", axis=_TIME)
        pairs = add("Transpose", [both], f"{name}/pairs", perm=[0, 1, 3, 2])
        flat = add("Reshape", [pairs, self._numbers(0, 0, -1)], f"{name}/flat")
        count = add("Add", [self._length(parted.even, name), parted.odds], f"{name}/count")
        return add("Slice", [flat, self._numbers(0), count, line], name)

    def _length(self, phase: str, name: str) -> str:
        """How many moments a phase has."""
        shape = self._editor.add("Shape", [phase], f"{name}/shape")
        return self._editor.add("Gather", [shape, self._numbers(_TIME)], f"{name}/length", axis=0)

    def _convolved(self, node: onnx.NodeProto, wave: _PhasedWave) -> _PhasedWave:
        """What a convolution gives, in phases."""
        kernel = self._editor.constant(node.input[1])
        assert kernel is not None, "its shape was known"  # noqa: S101
        alike, across, both = _halves(kernel.astype(np.float32))
        add, name, step, time = self._editor.add, node.output[0], _step(node), self._numbers(_TIME)
        # Which odd moment belongs to an even one: where a step is wider than one, not the next but one after it.
        moved = step // 2
        even = self._longer(wave.even, f"{name}/even", before=moved)
        odd = self._longer(wave.odd, f"{name}/odd", after=moved, lack=wave.lack)
        later = self._longer(wave.even, f"{name}/later", after=step - moved)
        before = self._longer(wave.odd, f"{name}/before", before=step - moved, lack=wave.lack)
        near = add("Sub", [even, odd], f"{name}/near")
        far = add("Sub", [later, before], f"{name}/far")
        shared = self._sound(odd, both, step, f"{name}/shared", bias=node.input[_BIAS:])
        evens = self._sound(near, alike, step, f"{name}/alike")
        odds = self._sound(far, across, step, f"{name}/across", more=(moved - step, moved))
        for each in (shared, evens, odds):
            # ONNX Runtime adds to a convolution while it writes it, but only what it knows to be as long.
            self._editor.tell_shape(each, [1, kernel.shape[0], 1, f"{name}/time"])
        evens, odds = (self._wide(add("Add", [each, shared], f"{each}/sum")) for each in (evens, odds))
        if moved:
            evens = add("Slice", [evens, self._numbers(moved), self._numbers(_ALL), time], f"{name}/evens")
        odds = add("Slice", [odds, self._numbers(0), wave.odds, time], f"{name}/odds")
        return self._like(wave, evens, odds)

    def _sound(
        self,
        wave: str,
        taps: _KernelTaps,
        step: int,
        name: str,
        *,
        more: tuple[int, int] = (0, 0),
        bias: Sequence[str] = (),
    ) -> str:
        """What a part of a kernel makes of a wave, as a picture; `more` is what it sees besides on either side."""
        picture = self._editor.add("Unsqueeze", [wave, self._numbers(_LINE)], f"{name}/picture")
        return self._editor.add(
            "Conv",
            [picture, self._editor.weight(np.expand_dims(taps.kernel, _LINE)), *bias],
            f"{name}/sound",
            dilations=[1, step],
            kernel_shape=[1, taps.kernel.shape[_TIME]],
            pads=[0, more[0] - step * taps.low, 0, more[1] + step * taps.high],
        )

    def _wide(self, picture: str) -> str:
        return self._editor.add("Squeeze", [picture, self._numbers(_LINE)], f"{picture}/wave")

    def _longer(self, phase: str, name: str, *, before: int = 0, after: int = 0, lack: str | None = None) -> str:
        """A phase with nothing before and after it; with a lack, as long as the other one besides."""
        if lack is None and not before and not after:
            return phase
        pads = self._numbers(0, 0, before, 0, 0, after)
        if lack is not None:
            filled = self._editor.add("Add", [lack, self._numbers(after)], f"{name}/after")
            pads = self._editor.add("Concat", [self._numbers(0, 0, before, 0, 0), filled], f"{name}/pads", axis=0)
        return self._editor.add("Pad", [phase, pads], f"{name}/longer")

    def _numbers(self, *values: int) -> str:
        """Whole numbers as a tensor."""
        if values not in self._known:
            self._known[values] = self._editor.weight(np.array(values, np.int64))
        return self._known[values]


def _halves(kernel: Floats) -> tuple[_KernelTaps, _KernelTaps, _KernelTaps]:
    """The part of a kernel that reaches from like to like, the one that reaches across, and both of them added."""
    side = kernel.shape[_TIME] // 2
    alike = _KernelTaps(-(side // 2), kernel[:, :, side % 2 :: 2])
    across = _KernelTaps(-((side + 1) // 2), kernel[:, :, (side + 1) % 2 :: 2])
    low, high = min(alike.low, across.low), max(alike.high, across.high)
    both = np.zeros((*kernel.shape[:_TIME], high - low + 1), np.float32)
    for taps in (alike, across):
        both[:, :, taps.low - low : taps.high - low + 1] += taps.kernel
    return alike, across, _KernelTaps(low, both)


def _is_mean(node: onnx.NodeProto) -> bool:
    """Whether it is a mean over time, as norms take it."""
    kept = all(each.i == 1 for each in node.attribute if each.name == "keepdims")
    return node.op_type == _MEAN and kept and _ints(node, "axes") == [_TIME]


def _step(node: onnx.NodeProto) -> int:
    return (_ints(node, "dilations") or [1])[0]


def _ints(node: onnx.NodeProto, name: str) -> list[int]:
    return next((list(each.ints) for each in node.attribute if each.name == name), [])
