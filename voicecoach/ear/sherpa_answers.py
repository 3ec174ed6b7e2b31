"""Answers recognised by sherpa-onnx with a transducer model."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from voicecoach.core.card import Question
from voicecoach.core.pcm import Pcm
from voicecoach.ear.recogniser import absent, as_floats, model_at, padded, understood_freely
from voicecoach.errors import EarError

GET = (
    "sherpa-onnx-streaming-zipformer-en-20M-2023-02-17 (50 MB) "
    "from https://github.com/k2-fsa/sherpa-onnx/releases/tag/asr-models"
)
_PARTS = ("encoder", "decoder", "joiner")
_STREAMING = b"decode_chunk_len"
"""A name that only the encoders of streaming models carry."""
_TAIL = 0.5
"""Seconds of silence at the end: the streaming models look ahead."""


class SherpaAnswers:
    """One model for the whole session: encoder, decoder, joiner and tokens.txt, streaming or not."""

    def __init__(self, model: Path | None) -> None:
        try:
            import sherpa_onnx
        except ImportError as missing:
            raise absent("sherpa", missing) from missing
        folder = model_at(model, "sherpa", (*(f"*{part}*.onnx" for part in _PARTS), "*tokens.txt"), GET)
        parts = {part: str(_smallest(folder, f"*{part}*.onnx")) for part in _PARTS}
        tokens = str(_smallest(folder, "*tokens.txt"))
        streams = _STREAMING in Path(parts["encoder"]).read_bytes()
        kind = sherpa_onnx.OnlineRecognizer if streams else sherpa_onnx.OfflineRecognizer
        try:
            self._model: Any = kind.from_transducer(tokens=tokens, num_threads=1, **parts)
        except (RuntimeError, ValueError) as failed:
            raise EarError(f"{folder}: sherpa-onnx cannot load this model ({failed}); get {GET}") from failed
        self._read: Callable[[Any], str] = self._as_it_comes if streams else self._at_once

    def recognise(self, said: Pcm, question: Question) -> str:
        """Decode the whole utterance."""
        stream = self._model.create_stream()
        stream.accept_waveform(said.rate, as_floats(padded(said, _TAIL)))
        return understood_freely(self._read(stream), question)

    def _as_it_comes(self, stream: Any) -> str:
        stream.input_finished()
        while self._model.is_ready(stream):
            self._model.decode_stream(stream)
        return str(self._model.get_result(stream))

    def _at_once(self, stream: Any) -> str:
        self._model.decode_stream(stream)
        return str(stream.result.text)


def _smallest(folder: Path, pattern: str) -> Path:
    """Of several forms of one part the smallest: the one with 8-bit weights."""
    return min(folder.glob(pattern), key=lambda path: path.stat().st_size)
