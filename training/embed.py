"""The product's embeddings for long sounds, faster: the network slides on instead of starting anew."""

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicecoach.ear.embedding import CHUNK, OVERLAP, WIDTH

MELS = 32
LOOK = 76
STEP = 8


class LongEmbedder:
    """Like the product's ``Embedder`` for whole chunks of sound (multiples of 80 ms), with the same numbers to 1e-4."""

    def __init__(self) -> None:
        from pyopen_wakeword import OpenWakeWordFeatures

        self._net: Any = OpenWakeWordFeatures.from_builtin()
        self._tail = np.zeros(OVERLAP, np.float32)
        self._mels = np.zeros((0, MELS), np.float32)
        self._length = 0
        self.feed(np.zeros(CHUNK * 12, np.int16))

    def feed(self, sound: NDArray[np.int16]) -> NDArray[np.float32]:
        """One row for each 1,280 samples."""
        chunks = len(sound) // CHUNK
        whole = np.concatenate([self._tail, sound[: chunks * CHUNK].astype(np.float32)])
        self._tail = whole[-OVERLAP:]
        net = self._net
        mel_net = (net.mel_interpreter, net.mel_input_tensor, net.mel_output_tensor)
        mels = [
            self._run(*mel_net, whole[at : at + OVERLAP + CHUNK]) for at in range(0, chunks * CHUNK, CHUNK)
        ]
        new = np.concatenate(mels).reshape(-1, MELS) / 10 + 2
        mel = np.concatenate([self._mels, new])
        self._mels = mel[-(LOOK - STEP) :]
        if len(mel) < LOOK:
            return np.empty((0, WIDTH), np.float32)
        rows = (len(mel) - LOOK) // STEP + 1
        mel = mel[-(LOOK + STEP * (rows - 1)) :]
        self._resize(len(mel))
        made = self._run(net.emb_interpreter, net.emb_input_tensor, net.emb_output_tensor, mel)
        return np.nan_to_num(made.reshape(-1, WIDTH))

    def _resize(self, length: int) -> None:
        if length == self._length:
            return
        net = self._net
        shape = (ctypes.c_int32 * 4)(1, length, MELS, 1)
        net.lib.TfLiteInterpreterResizeInputTensor(
            net.emb_interpreter, ctypes.c_int32(0), shape, ctypes.c_int32(4)
        )
        net.lib.TfLiteInterpreterAllocateTensors(net.emb_interpreter)
        net.emb_input_tensor = net.lib.TfLiteInterpreterGetInputTensor(net.emb_interpreter, ctypes.c_int32(0))
        net.emb_output_tensor = net.lib.TfLiteInterpreterGetOutputTensor(
            net.emb_interpreter, ctypes.c_int32(0)
        )
        self._length = length

    def _run(self, net: Any, into: Any, out: Any, data: NDArray[np.float32]) -> NDArray[np.float32]:
        lib = self._net.lib
        data = np.ascontiguousarray(data, np.float32)
        lib.TfLiteTensorCopyFromBuffer(
            into, data.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(data.nbytes)
        )
        lib.TfLiteInterpreterInvoke(net)
        made = np.empty(lib.TfLiteTensorByteSize(out) // 4, np.float32)
        lib.TfLiteTensorCopyToBuffer(out, made.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(made.nbytes))
        return made
