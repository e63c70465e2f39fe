"""Convolves even and odd samples of a wave separately, which needs a fifth fewer multiplications.

Let a be the even samples of a wave and b the odd ones. Let E be the taps of a kernel that connect samples of the same
kind, and O those that connect different kinds. Then the even samples of the result are E a + O b, and the odd ones are
E b + O a', where a' is a one step later: four convolutions, each of a quarter of the work. With M = (E + O) b they are

    M + E (a - b)    and    M + O (a' - b)

which is three convolutions. Between two such convolutions a wave stays in its two phases: everything else that is done
with it treats every sample alone, or all of them alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wyoming_kokoro.engines.kokoro.graph_rewrite.block import blocked_shape
from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import TIME, GraphEditor
from wyoming_kokoro.engines.kokoro.graph_rewrite.norm_statistics import separate_statistics
from wyoming_kokoro.onnx_format.messages import NodeProto, TensorProto

_NORM = "InstanceNormalization"
_NORMS = frozenset({_NORM, "BatchNormalization"})
_SAMPLEWISE = _NORMS | {"Sin", "Mul", "Add", "Sub", "Div", "LeakyRelu"}
"""Operators that treat every sample in the same way."""
_LINE = TIME
"""The dimension of an image, as convolutions use it, that comes before time."""
_BIAS = 2
"""The index of the bias among a convolution's inputs."""
_END = 1 << 40
"""An index after the end of every wave."""


@dataclass(frozen=True, slots=True)
class _PhasedWave:
    """A wave in two phases, and the names of tensors that describe it when the graph runs."""

    even: str
    odd: str
    odd_count: str
    """The number of samples of the odd phase."""
    missing: str
    """How many samples fewer than the even phase it has, none or one."""
    shares: tuple[str, str]
    """The share of each phase in all samples."""

    @property
    def phases(self) -> tuple[str, str]:
        """Both phases."""
        return self.even, self.odd

    def with_phases(self, even: str, odd: str) -> "_PhasedWave":
        """Return another wave of the same length."""
        return _PhasedWave(even, odd, self.odd_count, self.missing, self.shares)


@dataclass(frozen=True, slots=True)
class _KernelTaps:
    """A part of a kernel."""

    kernel: str
    low: int
    """The offset, in steps, of its first tap."""
    count: int

    @property
    def high(self) -> int:
        """The offset of its last tap."""
        return self.low + self.count - 1


def use_two_phases(editor: GraphEditor) -> int:
    """Let wide convolutions work on phases, and split and join waves around them; returns how many."""
    graph_outputs = {each.name for each in editor.graph.output}
    convolutions = {
        node.output[0]
        for node in editor.graph.node
        if _is_supported(editor, node) and node.output[0] not in graph_outputs
    }
    if convolutions:
        separate_statistics(editor, _PolyphaseRewrite(editor, convolutions).norms())
        editor.clean_up()
        _PolyphaseRewrite(editor, convolutions).rewrite()
        editor.clean_up()
    return len(convolutions)


def _is_supported(editor: GraphEditor, node: NodeProto) -> bool:
    """Return whether the blocked kernels support a convolution, and its output is as long as its input."""
    shape = blocked_shape(editor, node)
    if shape is None or any(each.i != 1 for each in node.attribute if each.name == "group"):
        return False
    step, size = _step(node), shape[TIME]
    side = step * (size // 2)
    odd = step % 2 == size % 2 == 1 < size
    return odd and _ints(node, "pads") == [side, side] and _ints(node, "strides") in ([], [1])


class _PolyphaseRewrite:
    """Changes a graph so that some of its waves are in two phases."""

    def __init__(self, editor: GraphEditor, convolutions: set[str]) -> None:
        """Take the outputs of the convolutions that shall work on phases."""
        self._editor = editor
        self._convolutions = convolutions
        self._phased = self._with_consumers(self._with_producers(convolutions))
        """The waves that are computed in phases."""
        self._waves: dict[str, _PhasedWave] = {}
        self._integer_tensors: dict[tuple[int, ...], str] = {}

    def norms(self) -> list[NodeProto]:
        """Return the normalizations that look at whole waves: their statistics must be computed before them."""
        return [node for node in self._editor.graph.node if node.op_type == _NORM and node.output[0] in self._phased]

    def rewrite(self) -> None:
        """Compute by phases what can be computed so, and give whole waves to the rest."""
        nodes = [*self._editor.graph.node]
        for node in nodes:
            output = node.output[0]
            if output in self._convolutions:
                self._waves[output] = self._convolve(node, self._wave(node.input[0]))
            elif output in self._phased:
                self._waves[output] = self._apply_to_phases(node)
            elif self._editor.is_mean(node) and node.input[0] in self._phased:
                self._rewrite_mean(node)
        self._join_waves(
            [node for node in nodes if node.output[0] not in self._phased and not self._editor.is_mean(node)]
        )

    def _join_waves(self, nodes: Sequence[NodeProto]) -> None:
        """Give whole waves to nodes that do not work on phases."""
        for wave in dict.fromkeys(name for node in nodes for name in node.input if name in self._phased):
            joined = self._join(wave)
            for node in nodes:
                node.input[:] = [joined if name == wave else name for name in node.input]

    def _with_producers(self, waves: Iterable[str]) -> set[str]:
        """Return waves, and those they are computed from, as far as that is possible by phases."""
        phased, pending = set[str](), [*waves]
        while pending:
            wave = pending.pop()
            producer = self._editor.producer(wave)
            if wave in phased or producer is None:
                continue
            if wave in self._convolutions or producer.op_type in _SAMPLEWISE:
                phased.add(wave)
                pending += self._wave_inputs(producer)
        return phased

    def _with_consumers(self, phased: set[str]) -> set[str]:
        """Return waves, and those that are computed from them alone, as far as that is possible by phases."""
        graph_outputs = {each.name for each in self._editor.graph.output}
        for node in self._editor.graph.node:  # in their order
            waves = self._wave_inputs(node) if node.op_type in _SAMPLEWISE else ()
            if waves and phased.issuperset(waves) and node.output[0] not in graph_outputs:
                phased.add(node.output[0])
        return phased

    def _wave_inputs(self, node: NodeProto) -> Sequence[str]:
        """Return the inputs of a node that have a time dimension: neither weights nor means."""
        if node.op_type == "Conv" or node.op_type in _NORMS:
            return [node.input[0]]
        return [name for name in dict.fromkeys(node.input) if self._is_wave(name)]

    def _is_wave(self, tensor: str) -> bool:
        producer = self._editor.producer(tensor)
        return self._editor.constant(tensor) is None and not (producer is not None and self._editor.is_mean(producer))

    def _wave(self, name: str) -> _PhasedWave:
        """Return a wave in phases; one that is computed whole is split once."""
        if name not in self._waves:
            two, end = self._integers(2), self._integers(_END)
            even, odd = (
                self._editor.add("Slice", [name, self._integers(first), end, two, two], f"{name}/{phase}")
                for first, phase in enumerate(("even", "odd"))
            )
            self._waves[name] = self._measure(even, odd, name)
        return self._waves[name]

    def _measure(self, even: str, odd: str, name: str) -> _PhasedWave:
        """Return a wave with nodes that compute how long its phases are."""
        add = self._editor.add
        evens, odds = (self._length(each, each) for each in (even, odd))
        total = add("Cast", [add("Add", [evens, odds], f"{name}/count")], f"{name}/total", to=TensorProto.FLOAT)
        shares = [
            add("Div", [add("Cast", [each], f"{each}/float", to=TensorProto.FLOAT), total], f"{each}/share")
            for each in (evens, odds)
        ]
        missing = add("Sub", [evens, odds], f"{name}/missing")
        return _PhasedWave(even, odd, odds, missing, (shares[0], shares[1]))

    def _apply_to_phases(self, node: NodeProto) -> _PhasedWave:
        """Apply a node to each phase."""
        waves = {name: self._wave(name) for name in self._wave_inputs(node)}
        even, odd = (self._copy_for_phase(node, waves, phase) for phase in (0, 1))
        return next(iter(waves.values())).with_phases(even, odd)

    def _copy_for_phase(self, node: NodeProto, waves: Mapping[str, _PhasedWave], phase: int) -> str:
        copy = NodeProto()
        copy.CopyFrom(node)
        copy.input[:] = [waves[name].phases[phase] if name in waves else name for name in node.input]
        copy.output[:] = [f"{node.output[0]}/phase_{phase}"]
        copy.name = copy.output[0]
        self._editor.graph.node.append(copy)
        return str(copy.output[0])

    def _rewrite_mean(self, node: NodeProto) -> None:
        """Compute the mean over all samples from the means of the phases."""
        add, output = self._editor.add, node.output[0]
        wave = self._wave(node.input[0])
        parts = []
        for phase, share in zip(wave.phases, wave.shares, strict=True):
            mean = self._editor.add_mean(phase, f"{phase}/mean")
            parts.append(add("Mul", [mean, share], f"{phase}/part"))
        node.output[0] = f"{output}/whole"
        add("Add", parts, output)

    def _join(self, wave: str) -> str:
        """Return a wave with its phases interleaved."""
        add, phased, line, name = self._editor.add, self._waves[wave], self._integers(TIME), f"{wave}/joined"
        odd = self._pad(phased.odd, f"{name}/odd", missing=phased.missing)
        rows = [add("Unsqueeze", [each, line], f"{name}/row_{row}") for row, each in enumerate((phased.even, odd))]
        both = add("Concat", rows, f"{name}/rows", axis=TIME)
        pairs = add("Transpose", [both], f"{name}/pairs", perm=[0, 1, 3, 2])
        flat = add("Reshape", [pairs, self._integers(0, 0, -1)], f"{name}/flat")
        count = add("Add", [self._length(phased.even, name), phased.odd_count], f"{name}/count")
        return add("Slice", [flat, self._integers(0), count, line], name)

    def _length(self, phase: str, name: str) -> str:
        """Return the tensor that holds the number of samples of a phase."""
        shape = self._editor.add("Shape", [phase], f"{name}/shape")
        return self._editor.add("Gather", [shape, self._integers(TIME)], f"{name}/length", axis=0)

    def _convolve(self, node: NodeProto, wave: _PhasedWave) -> _PhasedWave:
        """Return the output of a convolution in phases."""
        shape = self._editor.shape(node.input[1])
        assert shape is not None, "only convolutions with a known shape are changed"  # noqa: S101
        same, different, both = self._split_kernel(node.input[1], shape[TIME], node.output[0])
        add, name, step, time = self._editor.add, node.output[0], _step(node), self._integers(TIME)
        delay = step // 2
        near, far, odd = self._differences(wave, name, step)
        shared = self._partial(odd, both, step, f"{name}/shared", bias=node.input[_BIAS:])
        evens = self._partial(near, same, step, f"{name}/same")
        odds = self._partial(far, different, step, f"{name}/different", extra_pads=(delay - step, delay))
        for each in (shared, evens, odds):
            # ONNX Runtime adds to a convolution while it writes the result, if it knows that the lengths are equal.
            self._editor.declare_shape(each, [1, shape[0], 1, f"{name}/time"])
        evens, odds = (self._as_wave(add("Add", [each, shared], f"{each}/sum")) for each in (evens, odds))
        if delay:
            evens = add("Slice", [evens, self._integers(delay), self._integers(_END), time], f"{name}/evens")
        odds = add("Slice", [odds, self._integers(0), wave.odd_count, time], f"{name}/odds")
        return wave.with_phases(evens, odds)

    def _split_kernel(self, kernel: str, size: int, name: str) -> tuple[_KernelTaps, _KernelTaps, _KernelTaps]:
        """Return the taps that connect samples of the same kind, those that connect different kinds, and their sum."""
        side = size // 2
        same = self._every_other_tap(kernel, side % 2, size, -(side // 2), f"{name}/same_taps")
        different = self._every_other_tap(kernel, (side + 1) % 2, size, -((side + 1) // 2), f"{name}/different_taps")
        low, high = min(same.low, different.low), max(same.high, different.high)
        terms = []
        for taps in (same, different):
            pads = self._integers(0, 0, taps.low - low, 0, 0, high - taps.high)
            terms.append(self._editor.compute("Pad", [taps.kernel, pads], f"{taps.kernel}/term"))
        both = self._editor.compute("Add", terms, f"{name}/all_taps")
        return same, different, _KernelTaps(both, low, high - low + 1)

    def _every_other_tap(self, kernel: str, first: int, size: int, low: int, name: str) -> _KernelTaps:
        places = [self._integers(each) for each in (first, _END, TIME, 2)]
        taps = self._editor.compute("Slice", [kernel, *places], name)
        return _KernelTaps(taps, low, len(range(first, size, 2)))

    def _differences(self, wave: _PhasedWave, name: str, step: int) -> tuple[str, str, str]:
        """Return a - b, a' - b, and b.

        With a step wider than one, the odd sample that belongs to an even one is not the next but a later one.
        """
        delay = step // 2
        even = self._pad(wave.even, f"{name}/even", before=delay)
        odd = self._pad(wave.odd, f"{name}/odd", after=delay, missing=wave.missing)
        later = self._pad(wave.even, f"{name}/later", after=step - delay)
        earlier = self._pad(wave.odd, f"{name}/earlier", before=step - delay, missing=wave.missing)
        near = self._editor.add("Sub", [even, odd], f"{name}/near")
        far = self._editor.add("Sub", [later, earlier], f"{name}/far")
        return near, far, odd

    def _partial(
        self,
        wave: str,
        taps: _KernelTaps,
        step: int,
        name: str,
        *,
        extra_pads: tuple[int, int] = (0, 0),
        bias: Sequence[str] = (),
    ) -> str:
        """Return the convolution of a wave with a part of a kernel, as an image."""
        image = self._editor.add("Unsqueeze", [wave, self._integers(_LINE)], f"{name}/image")
        return self._editor.add(
            "Conv",
            [image, self._editor.compute("Unsqueeze", [taps.kernel, self._integers(_LINE)], f"{name}/kernel"), *bias],
            f"{name}/sound",
            dilations=[1, step],
            kernel_shape=[1, taps.count],
            pads=[0, extra_pads[0] - step * taps.low, 0, extra_pads[1] + step * taps.high],
        )

    def _as_wave(self, image: str) -> str:
        return self._editor.add("Squeeze", [image, self._integers(_LINE)], f"{image}/wave")

    def _pad(self, phase: str, name: str, *, before: int = 0, after: int = 0, missing: str | None = None) -> str:
        """Return a phase with zeros before and after it, and with as many more as are `missing` to the even phase."""
        if missing is None and not before and not after:
            return phase
        pads = self._integers(0, 0, before, 0, 0, after)
        if missing is not None:
            total_after = self._editor.add("Add", [missing, self._integers(after)], f"{name}/after")
            pads = self._editor.add("Concat", [self._integers(0, 0, before, 0, 0), total_after], f"{name}/pads", axis=0)
        return self._editor.add("Pad", [phase, pads], f"{name}/padded")

    def _integers(self, *values: int) -> str:
        """Return a constant tensor of integers."""
        if values not in self._integer_tensors:
            self._integer_tensors[values] = self._editor.weight(np.array(values, np.int64))
        return self._integer_tensors[values]


def _step(node: NodeProto) -> int:
    return (_ints(node, "dilations") or [1])[0]


def _ints(node: NodeProto, name: str) -> list[int]:
    return next((list(each.ints) for each in node.attribute if each.name == name), [])
