"""Builds a stand-in of Kokoro-82M at full size with random weights, for work on speed, memory and equality.

The modules are the real ones, from the package kokoro, with the published configuration, which kokoro-onnx carries:
so operators, shapes, file sizes and the cost of a second of sound are those of the real model. They are wired as in the
public exports, so the tensors that matter have the same names. The weights are seeded noise: the sound is not speech,
and nothing about how anything *sounds* can be learned from it. Three things are set by hand so that it behaves like
speech: a phoneme lasts about three frames, the pitch is that of a voice, and the samples stay within bounds.

It needs a Python 3.11 environment of its own, filled in this order:

    pip install torch==2.13.0
    pip install transformers loguru attrs onnx onnx-ir onnxruntime kokoro-onnx==0.6.1
    pip install --no-deps kokoro==0.9.4

and takes a minute and 2 GB of memory:

    build_full_size_model.py FOLDER [--variants q4,quantized] [--voices 4]

The same seed gives the same bytes. Beside the models it writes voices in both public forms: single files, and the
archive that kokoro-onnx reads.
"""

import argparse
import json
import logging
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray

FRAME = 600
ROWS, COLUMNS, HALF = 510, 256, 128
DURATIONS = "/encoder/Gather_output_0"
NAMES = frozenset(
    {
        DURATIONS,
        "/encoder/F0_proj/Conv_output_0",
        "/encoder/N_proj/Conv_output_0",
        "/encoder/MatMul_1_output_0",
    }
)
"""The tensors for which people reach into the public files."""
VOICES = ("af_heart", "af_bella", "am_michael", "bf_emma", "bm_george", "ef_dora", "ff_siwis", "zf_xiaobei")


def build(folder: Path, variants: list[str], voices: int, seed: int) -> None:
    """Write the models and voices, and stop if one of them is not as it should be."""
    (folder / "voices").mkdir(parents=True, exist_ok=True)
    config = published_config()
    write_voices(folder, voices, seed)
    plain = folder / "model.onnx"
    export(random_model(config, seed), plain)
    check(plain, config)
    for variant in variants:
        path = folder / f"model_{variant}.onnx"
        VARIANTS[variant](plain, path)
        check(path, config)


def published_config() -> dict[str, Any]:
    """The sizes and the vocabulary of Kokoro 1.0."""
    return dict(json.loads((_place_of("kokoro_onnx") / "config.json").read_text("utf-8")))


# The model, with weights that behave


def random_model(config: dict[str, Any], seed: int) -> Any:
    """Kokoro's own model, with seeded noise for weights."""
    torch.manual_seed(seed)
    with tempfile.TemporaryDirectory() as empty:
        torch.save({}, Path(empty) / "empty.pth")
        model = _kokoro_model().KModel(
            repo_id="random", config=config, model=str(Path(empty) / "empty.pth"), disable_complex=True
        )
    model.eval()
    chance = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        _seed_convolutions(model, chance)
        _seed_norms(model, chance)
        _seed_text_layers(model)
        _seed_source(model, config, chance)
        _calibrate_durations(model, config, chance)
    return model


def _seed_convolutions(model: Any, chance: torch.Generator) -> None:
    """Noise that keeps the size of the signal from layer to layer."""
    for module in model.modules():
        if not isinstance(module, torch.nn.Conv1d | torch.nn.ConvTranspose1d):
            continue
        # Weight norm keeps direction and length apart.
        direction = getattr(module, "weight_v", module.weight)
        inputs = direction.shape[1] * direction.shape[2]
        if isinstance(module, torch.nn.ConvTranspose1d):
            inputs = max(1, direction.shape[0] * direction.shape[2] // module.stride[0] // module.groups)
        _fill(direction, chance, 0.7 / inputs**0.5)
        if hasattr(module, "weight_g"):
            module.weight_g.copy_(direction.norm(dim=tuple(range(1, direction.dim())), keepdim=True))
        if module.bias is not None:
            _fill(module.bias, chance, 0.02)


def _seed_norms(model: Any, chance: torch.Generator) -> None:
    """What multiplies the signal, the norms' weights and Snake's alphas, lies around 1 after training."""
    for name, weights in model.named_parameters():
        if ".alpha1." in name or ".alpha2." in name:
            weights.copy_(torch.exp(0.3 * torch.randn(weights.shape, generator=chance)))
        elif name.endswith("norm.weight"):
            _fill(weights, chance, 0.1, 1.0)
        elif name.endswith("norm.bias"):
            _fill(weights, chance, 0.1)


def _seed_text_layers(model: Any) -> None:
    """Let what a token is survive twelve layers of BERT and four recurrent ones: of noise alone, nothing would."""
    for name, weights in model.bert.named_parameters():
        if name.endswith(("attention.dense.weight", "ffn_output.weight")):
            weights.mul_(0.2)
        elif name.endswith("position_embeddings.weight"):
            weights.mul_(0.3)
    for name, weights in model.predictor.named_parameters():
        if not name.startswith(("text_encoder.lstms", "lstm.")):
            continue
        size = weights.shape[0] // 4
        if ".weight_ih" in name:
            weights.mul_(2.0)
        elif ".weight_hh" in name:
            weights.mul_(0.1)
        elif ".bias_ih" in name:
            # The gates of input and output stand open, that of memory is nearly shut.
            weights[:size], weights[size : 2 * size], weights[3 * size :] = 1.0, -3.0, 1.0


def _seed_source(model: Any, config: dict[str, Any], chance: torch.Generator) -> None:
    """The pitch of a voice, and a quiet spectrum that falls with frequency."""
    model.predictor.F0_proj.bias.fill_(190.0)
    _fill(model.predictor.F0_proj.weight, chance, 2.5)
    _fill(model.decoder.generator.m_source.l_linear.weight, chance, 1.0)
    bins = config["istftnet"]["gen_istft_n_fft"] // 2 + 1
    model.decoder.generator.conv_post.bias[:bins] = -2.2 - 0.25 * torch.arange(bins)


def _calibrate_durations(model: Any, config: dict[str, Any], chance: torch.Generator) -> None:
    """Lengths that follow the token, wherever it stands: fitted to what the random layers before make of each."""
    targets = _target_lengths(config["vocab"], chance)
    texts = list(_duration_features(model, config, chance))
    features = torch.cat([rows for _, rows in texts]).double()
    logits = torch.logit(targets[torch.cat([tokens for tokens, _ in texts])].double() / config["max_dur"])
    middle = features.mean(0)
    centred = features - middle
    ridge = 1e-4 * centred.square().sum(0).mean() * torch.eye(centred.shape[1]).double()
    weights = torch.linalg.solve(centred.T @ centred + ridge, centred.T @ (logits - logits.mean()))
    layer = model.predictor.duration_proj.linear_layer
    layer.weight.copy_(weights.float().expand_as(layer.weight))
    layer.bias.fill_(float(logits.mean() - middle @ weights))


def _target_lengths(vocabulary: dict[str, int], chance: torch.Generator) -> torch.Tensor:
    """Frames of each token: 1 to 6, and more for the marks that pause; the pads' silence is in between."""
    lengths = 2.7 * torch.exp(0.45 * torch.randn(max(vocabulary.values()) + 1, generator=chance)).clamp(0.4, 2.2)
    lengths[0] = 4.0
    for mark, frames in {" ": 1.5, ",": 6.0, ".": 9.0, "!": 9.0, "?": 9.0, "…": 10.0}.items():
        lengths[vocabulary[mark]] = frames
    return lengths


def _duration_features(
    model: Any, config: dict[str, Any], chance: torch.Generator
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Tokens of random texts, and what enters the projection to durations for each, in random styles."""
    known = torch.tensor(sorted(set(config["vocab"].values())))
    edge = torch.zeros(1, dtype=torch.long)
    for number, length in enumerate([6, 20, 60, 100] * 16):
        some = known[torch.randint(len(known), (length,), generator=chance)]
        tokens = torch.cat([edge, some, edge])
        text = _prosody(model, tokens[None], torch.from_numpy(random_style(number))[:, HALF:])
        yield tokens, model.predictor.lstm(text)[0][0]


def _fill(weights: torch.Tensor, chance: torch.Generator, spread: float, middle: float = 0.0) -> None:
    weights.copy_(torch.randn(weights.shape, generator=chance) * spread + middle)


# The graph, wired and named as the public exports are


def _unpadded(tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Length and mask of one text; without a Gather, whose name is taken."""
    return torch.ones_like(tokens).sum(-1), torch.zeros_like(tokens, dtype=torch.bool)


def _prosody(model: Any, tokens: torch.Tensor, style: torch.Tensor) -> Any:
    lengths, mask = _unpadded(tokens)
    hidden = model.bert_encoder(model.bert(tokens, attention_mask=(~mask).int())).transpose(-1, -2)
    return model.predictor.text_encoder(hidden, style, lengths, mask)


class Encoder(torch.nn.Module):
    """Tokens to what the decoder takes: features of the text in each frame, pitch and energy twice a frame."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.bert, self.bert_encoder = model.bert, model.bert_encoder
        self.predictor, self.text_encoder = model.predictor, model.text_encoder

    def forward(
        self, tokens: torch.Tensor, style: torch.Tensor, speed: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Features, pitch, energy."""
        style = style[:, HALF:]
        features = _prosody(self, tokens, style)
        alignment = self._alignment(features, speed)
        shared = self.predictor.shared((features.transpose(-1, -2) @ alignment).transpose(-1, -2))[0].transpose(-1, -2)
        pitch = self._curve(self.predictor.F0, self.predictor.F0_proj, shared, style)
        energy = self._curve(self.predictor.N, self.predictor.N_proj, shared, style)
        return self.text_encoder(tokens, *_unpadded(tokens)) @ alignment, pitch, energy

    def _alignment(self, features: torch.Tensor, speed: torch.Tensor) -> torch.Tensor:
        """1 where a frame belongs to a token: tokens x frames."""
        each = torch.sigmoid(self.predictor.duration_proj(self.predictor.lstm(features)[0])).sum(-1)
        frames = torch.round(each / speed).clamp(min=1).long()[0]
        ends = frames.cumsum(0)
        frame = torch.arange(ends[-1])  # a tensor, so that the graph computes it
        return ((frame < ends[:, None]) & (frame >= (ends - frames)[:, None])).float()[None]

    @staticmethod
    def _curve(blocks: Any, projection: Any, shared: torch.Tensor, style: torch.Tensor) -> Any:
        for block in blocks:
            shared = block(shared, style)
        return projection(shared).reshape(1, -1)


class Decoder(torch.nn.Module):
    """What the encoder gives to samples."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.decoder = model.decoder

    def forward(self, text: torch.Tensor, pitch: torch.Tensor, energy: torch.Tensor, style: torch.Tensor) -> Any:
        """Samples."""
        return self.decoder(text, pitch, energy, style[:, :HALF]).reshape(1, -1)


class Kokoro(torch.nn.Module):
    """Both, under the names they have in the public files."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(model), Decoder(model)

    def forward(self, input_ids: torch.Tensor, style: torch.Tensor, speed: torch.Tensor) -> Any:
        """Samples."""
        return self.decoder(*self.encoder(input_ids, style, speed), style)


def export(model: Any, path: Path) -> None:
    """Write a model of torch as ONNX, in float32."""
    tokens = torch.arange(50)[None] % 49
    torch.onnx.export(
        Kokoro(model).eval(),
        (tokens, torch.from_numpy(random_style(0)), torch.ones(1)),
        str(path),
        input_names=["input_ids", "style", "speed"],
        output_names=["waveform"],
        dynamic_axes={"input_ids": {1: "tokens"}, "waveform": {1: "samples"}},
        opset_version=17,
        dynamo=False,
    )
    exported = onnx.load(path)
    _read_shared_weights_directly(exported.graph)
    onnx.save(exported, path)


def _read_shared_weights_directly(graph: onnx.GraphProto) -> None:
    """Drop the exporter's Identity before all but the first reader of a shared weight: quantizers stop at it."""
    weights = {each.name for each in graph.initializer}
    source = {
        node.output[0]: node.input[0] for node in graph.node if node.op_type == "Identity" and node.input[0] in weights
    }
    kept = [node for node in graph.node if node.output[0] not in source]
    for node in kept:
        for place, name in enumerate(node.input):
            node.input[place] = source.get(name, name)
    del graph.node[:]
    graph.node.extend(kept)


# Its variants


def quantized(plain: Path, path: Path) -> None:
    """Dynamic int8, as model_quantized.onnx of the public exports."""
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415 - slow, and not always needed

    options = {"EnableSubgraph": True, "MatMulConstBOnly": True}
    quantize_dynamic(plain, path, weight_type=QuantType.QUInt8, per_channel=False, extra_options=options)


def q4(plain: Path, path: Path) -> None:
    """Four bits for the products of BERT, as model_q4.onnx of the public exports."""
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer  # noqa: PLC0415 - the same

    quantizer = MatMulNBitsQuantizer(onnx.load(plain), block_size=32, is_symmetric=True, accuracy_level=4)
    quantizer.process()
    graph = quantizer.model.model.graph
    once = {each.name: each for each in graph.initializer}  # a weight that 12 layers share comes 12 times
    del graph.initializer[:]
    graph.initializer.extend(once.values())
    quantizer.model.save_model_to_file(str(path), False)


VARIANTS: dict[str, Callable[[Path, Path], None]] = {"q4": q4, "quantized": quantized}


# Voices, and whether all is as it should be


def random_style(voice: int, row: int = 0) -> NDArray[np.float32]:
    """One row of a voice: what all voices share, what is this one's own, and a little of the row's."""

    def draw(seed: int) -> NDArray[np.float64]:
        return np.random.default_rng(seed).standard_normal((1, COLUMNS))

    own = 0.25 * draw(1_000_000) + 0.08 * draw(2_000_000 + voice)
    jitter = 0.02 * draw(3_000_000 + 1000 * voice + row) if row else 0.0
    return np.asarray(own + jitter, np.float32)


def write_voices(folder: Path, count: int, seed: int) -> None:
    """Write voices as single files and as one archive."""
    voices = {}
    for number, name in enumerate(VOICES[:count], 1000 * (seed + 1)):
        voices[name] = np.stack([random_style(number, row) for row in range(1, ROWS + 1)])
        voices[name].tofile(folder / "voices" / f"{name}.bin")
    with (folder / "voices-v1.0.bin").open("wb") as archive:
        np.savez(archive, **voices)  # type: ignore[arg-type]  # numpy takes the arrays' names for its own options


def check(path: Path, config: dict[str, Any]) -> None:
    """Speak once, and stop unless the names, the sound and its length are right."""
    model = onnx.load(path)
    missing = NAMES - {name for node in model.graph.node for name in node.output}
    model.graph.output.append(onnx.helper.make_tensor_value_info(DURATIONS, onnx.TensorProto.INT64, None))
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    some = np.random.default_rng(0).choice(sorted(set(config["vocab"].values())), 60)
    feeds = {"input_ids": np.array([[0, *some, 0]]), "style": random_style(1000), "speed": np.ones(1, np.float32)}
    samples, frames = session.run(["waveform", DURATIONS], feeds)
    print(
        f"{path.name:22s} {path.stat().st_size / 1e6:6.1f} MB, {frames.mean():.2f} frames a token,"
        f" {samples.size / 24_000:.2f} s, peak {np.abs(samples).max():.3f}, level {samples.std():.3f}",
        flush=True,
    )
    if missing or not np.isfinite(samples).all() or samples.shape != (1, frames.sum() * FRAME):
        raise SystemExit(f"{path.name} is not as it should be: {sorted(missing)}, {samples.shape}, {frames.sum()}")


def _kokoro_model() -> ModuleType:
    """kokoro.model, without the package's own beginning, which wants a text front end."""
    package = ModuleType("kokoro")
    package.__path__ = [str(_place_of("kokoro"))]
    sys.modules["kokoro"] = package
    return import_module("kokoro.model")


def _place_of(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{package} is not installed; the first lines of this file say what is needed.")
    return Path(spec.submodule_search_locations[0])


def main() -> None:
    """Read the command line, and build."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--variants", default="q4", help=f"besides float32: {', '.join(VARIANTS)} (default: %(default)s)"
    )
    parser.add_argument("--voices", type=int, default=4, choices=range(1, len(VOICES) + 1), metavar="COUNT")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    variants = [name for name in arguments.variants.split(",") if name]
    if unknown := set(variants) - set(VARIANTS):
        parser.error(f"there is no variant {', '.join(sorted(unknown))}")
    warnings.simplefilter("ignore")  # torch's old functions, thousands of times
    logging.disable(logging.WARNING)
    build(arguments.folder, variants, arguments.voices, arguments.seed)


if __name__ == "__main__":
    main()
