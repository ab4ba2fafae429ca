"""Builds the encoder's ONNX graph from weights and deltas, then quantises it to int8.

Run once at set-up. No PyTorch: the graph of a six-layer BERT is small enough to write down.
"""

from __future__ import annotations

import json
import logging
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from first_step.understanding.deltas import DELTAS_FILE, fold_in, read_deltas
from first_step.understanding.weights import WEIGHTS_SHA256, file_sha256, weights_file

LAYERS = 6
HEADS = 12
HIDDEN = 384
HEAD_SIZE = HIDDEN // HEADS
LAYER_NORM_EPSILON = 1e-12
OPSET = 17
# Raise when the graph below changes, so that a graph built earlier is built again.
GRAPH_VERSION = 2

Array = npt.NDArray[Any]


def ensure_encoder(folder: Path, deltas: Path | None = DELTAS_FILE) -> Path:
    """Return the int8 ONNX file in `folder`, building it when missing, older or damaged.

    Args:
        folder: where the graph is kept.
        deltas: what is added to the published weights; None for the weights as published.

    Raises WeightsDamaged when the weights are not the published ones, or deltas do not fit.
    """
    target = folder / "encoder-int8.onnx"
    stamp = folder / "encoder-int8.json"
    if _is_current(target, stamp, deltas):
        return target
    folder.mkdir(parents=True, exist_ok=True)
    plain = folder / "encoder-fp32.onnx"
    write_graph(weights_file(), plain, deltas)
    _quantise(plain, target)
    plain.unlink()
    stamp.write_text(json.dumps(_stamp(target, deltas)), encoding="utf-8")
    return target


def write_graph(weights: Path, target: Path, deltas: Path | None = None) -> None:
    """Write the fp32 graph: input_ids, attention_mask -> unit-length sentence vectors (n, 384)."""
    import onnx
    from safetensors.numpy import load_file

    values = load_file(str(weights))
    graph = _Graph(fold_in(values, read_deltas(deltas)) if deltas else values)
    _sentence_vectors(graph)
    onnx.save(graph.model(), str(target))


def _is_current(target: Path, stamp: Path, deltas: Path | None) -> bool:
    if not (target.is_file() and stamp.is_file()):
        return False
    try:
        known = json.loads(stamp.read_text(encoding="utf-8"))
    except ValueError:
        return False
    return bool(known == _stamp(target, deltas))


def _stamp(target: Path, deltas: Path | None) -> dict[str, Any]:
    return {
        "graph_version": GRAPH_VERSION,
        "weights_sha256": WEIGHTS_SHA256,
        "deltas_sha256": file_sha256(deltas) if deltas else None,
        "file_sha256": file_sha256(target),
    }


def _quantise(plain: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # It reports every operator it leaves alone, on the root logger.
    logging.disable(logging.WARNING)
    try:
        quantize_dynamic(
            str(plain),
            str(target),
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
    finally:
        logging.disable(logging.NOTSET)


class _Graph:
    """A thin layer over onnx.helper: one method call adds a node and names its output."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.initializers: list[Any] = []
        self._known: set[str] = set()

    def constant(self, name: str, value: Array) -> str:
        from onnx import numpy_helper

        if name not in self._known:
            self._known.add(name)
            self.initializers.append(numpy_helper.from_array(value, name))
        return name

    def weight(self, name: str, transposed: bool = False) -> str:
        value = self.weights[name]
        if transposed:
            return self.constant(name + ".T", np.ascontiguousarray(value.T))
        return self.constant(name, value)

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        from onnx import helper

        output = f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def scalar(self, value: float) -> str:
        return self.constant(f"scalar_{value}", np.array(value, dtype=np.float32))

    def shape(self, *sizes: int) -> str:
        return self.constant(f"shape_{sizes}", np.array(sizes, dtype=np.int64))

    def linear(self, x: str, name: str) -> str:
        product = self.add("MatMul", x, self.weight(name + ".weight", transposed=True))
        return self.add("Add", product, self.weight(name + ".bias"))

    def layer_norm(self, x: str, name: str) -> str:
        return self.add(
            "LayerNormalization",
            x,
            self.weight(name + ".weight"),
            self.weight(name + ".bias"),
            axis=-1,
            epsilon=LAYER_NORM_EPSILON,
        )

    def model(self) -> Any:
        from onnx import TensorProto, helper

        int64, float32 = TensorProto.INT64, TensorProto.FLOAT
        graph = helper.make_graph(
            self.nodes,
            "all-MiniLM-L6-v2",
            [
                helper.make_tensor_value_info("input_ids", int64, ["n", "length"]),
                helper.make_tensor_value_info("attention_mask", int64, ["n", "length"]),
            ],
            [helper.make_tensor_value_info("vectors", float32, ["n", HIDDEN])],
            self.initializers,
        )
        return helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8
        )


def _sentence_vectors(graph: _Graph) -> None:
    from onnx import TensorProto, helper

    mask = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    wide_mask = graph.add("Unsqueeze", mask, graph.shape(1, 2))
    hidden_away = graph.add("Sub", graph.scalar(1.0), wide_mask)
    bias = graph.add("Mul", hidden_away, graph.scalar(-1e9))
    x = _embeddings(graph)
    for index in range(LAYERS):
        x = _layer(graph, x, bias, f"encoder.layer.{index}")
    tall_mask = graph.add("Unsqueeze", mask, graph.shape(2))
    total = graph.add("ReduceSum", graph.add("Mul", x, tall_mask), graph.shape(1), keepdims=0)
    count = graph.add("ReduceSum", tall_mask, graph.shape(1), keepdims=0)
    mean = graph.add("Div", total, count)
    length = graph.add("ReduceL2", mean, axes=[-1], keepdims=1)
    graph.nodes.append(helper.make_node("Div", [mean, length], ["vectors"]))


def _embeddings(graph: _Graph) -> str:
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids")
    size = graph.add("Gather", graph.add("Shape", "input_ids"), graph.shape(1), axis=0)
    positions = graph.add(
        "Slice",
        graph.weight("embeddings.position_embeddings.weight"),
        graph.shape(0),
        size,
        graph.constant("axis_0", np.array([0], dtype=np.int64)),
    )
    # Every sentence stands alone, so the token type is always the first.
    first_type = graph.constant(
        "token_type_0", graph.weights["embeddings.token_type_embeddings.weight"][0]
    )
    summed = graph.add("Add", graph.add("Add", words, positions), first_type)
    return graph.layer_norm(summed, "embeddings.LayerNorm")


def _layer(graph: _Graph, x: str, bias: str, name: str) -> str:
    attended = graph.linear(_attention(graph, x, bias, name), f"{name}.attention.output.dense")
    x = graph.layer_norm(graph.add("Add", attended, x), f"{name}.attention.output.LayerNorm")
    inner = _gelu(graph, graph.linear(x, f"{name}.intermediate.dense"))
    outer = graph.linear(inner, f"{name}.output.dense")
    return graph.layer_norm(graph.add("Add", outer, x), f"{name}.output.LayerNorm")


def _attention(graph: _Graph, x: str, bias: str, name: str) -> str:
    def heads(part: str, order: list[int]) -> str:
        flat = graph.linear(x, f"{name}.attention.self.{part}")
        split = graph.add("Reshape", flat, graph.shape(0, 0, HEADS, HEAD_SIZE))
        return graph.add("Transpose", split, perm=order)

    query, value = heads("query", [0, 2, 1, 3]), heads("value", [0, 2, 1, 3])
    scores = graph.add("MatMul", query, heads("key", [0, 2, 3, 1]))
    scaled = graph.add("Div", scores, graph.scalar(math.sqrt(HEAD_SIZE)))
    shares = graph.add("Softmax", graph.add("Add", scaled, bias), axis=-1)
    mixed = graph.add("Transpose", graph.add("MatMul", shares, value), perm=[0, 2, 1, 3])
    return graph.add("Reshape", mixed, graph.shape(0, 0, HIDDEN))


def _gelu(graph: _Graph, x: str) -> str:
    erf = graph.add("Erf", graph.add("Div", x, graph.scalar(math.sqrt(2.0))))
    return graph.add(
        "Mul", graph.add("Mul", x, graph.scalar(0.5)), graph.add("Add", erf, graph.scalar(1.0))
    )
