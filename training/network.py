"""Google's speech embedding as a torch network that can be trained on, read from pyopen-wakeword's file."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from voicecoach.ear.embedding import FLOOR, LEAK, POOLS

FROZEN = 3
"""The first layers, which look at a tenth of a second, stay as they came: most of the work is in them."""


class Embedding(nn.Module):
    """[batch, time, 32] spectra -> [batch, rows, 96], a row each 8 spectra, each row made of 76."""

    def __init__(self, filters: list[tuple[NDArray[np.float32], NDArray[np.float32]]]) -> None:
        super().__init__()
        self.layers = nn.ModuleList()
        for weights, bias in filters:
            out, tall, wide, inner = weights.shape
            layer = nn.Conv2d(inner, out, (tall, wide), padding=(0, wide // 2))
            layer.weight.data = torch.from_numpy(weights.transpose(0, 3, 1, 2).copy())
            layer.bias.data = torch.from_numpy(bias.copy())
            self.layers.append(layer)

    def forward(self, spectra: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            x = self._through(spectra[:, None].contiguous(memory_format=torch.channels_last), 0, FROZEN)
        x = self._through(x, FROZEN, len(self.layers))
        return x[:, :, :, 0].transpose(1, 2)

    def _through(self, x: torch.Tensor, first: int, last: int) -> torch.Tensor:
        for number in range(first, last):
            x = self.layers[number](x)
            if number + 1 < len(self.layers):
                x = torch.clamp(functional.leaky_relu(x, LEAK), min=FLOOR)
            if number in POOLS:
                x = functional.max_pool2d(x, POOLS[number])
        return x


def google() -> Embedding:
    """The network as Google published it (Apache-2.0)."""
    import pyopen_wakeword
    import tflite  # type: ignore[import-untyped,import-not-found,unused-ignore]

    file = Path(pyopen_wakeword.__file__).parent / "models" / "embedding_model.tflite"
    model = tflite.Model.GetRootAsModel(file.read_bytes(), 0)
    graph = model.Subgraphs(0)

    def numbers(at: int) -> NDArray[np.float32]:
        tensor = graph.Tensors(at)
        shape = [tensor.Shape(i) for i in range(tensor.ShapeLength())]
        return np.frombuffer(model.Buffers(tensor.Buffer()).DataAsNumpy().tobytes(), np.float32).reshape(
            shape
        )

    filters = []
    for at in range(graph.OperatorsLength()):
        step = graph.Operators(at)
        code = model.OperatorCodes(step.OpcodeIndex())
        if max(code.BuiltinCode(), code.DeprecatedBuiltinCode()) == tflite.BuiltinOperator.CONV_2D:
            filters.append((numbers(step.Inputs(1)), numbers(step.Inputs(2))))
    return Embedding(filters).to(memory_format=torch.channels_last)
