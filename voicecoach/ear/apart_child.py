"""The process that recognises for another: a line of JSON and the sound on its input, a line of JSON as the answer."""

import json
import os
import sys

from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import Pcm
from voicecoach.ear.sphinx_answers import SphinxAnswers
from voicecoach.errors import EarError

_GIVES_WAY = 5
"""Nicer than the coach by so much: on one core the sound goes first."""


def main() -> None:
    """Answer until the input ends, which it does with the process that asks."""
    if sys.platform != "win32":
        os.nice(_GIVES_WAY)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the engine prints is no answer
    try:
        recogniser = SphinxAnswers()
        for line in iter(sys.stdin.buffer.readline, b""):
            print(json.dumps(_answered(recogniser, json.loads(line))), file=out, flush=True)
    except EarError as failed:
        print(json.dumps({"error": str(failed)}), file=out, flush=True)
    except BrokenPipeError:
        return  # nobody waits for the answer any more


def _answered(recogniser: SphinxAnswers, asked: dict[str, object]) -> dict[str, str]:
    said = Pcm(sys.stdin.buffer.read(int(str(asked["size"]))), int(str(asked["rate"])))
    options = asked["options"]
    assert isinstance(options, list)
    question = Question("", "", Answers(asked["answers"]), tuple(map(str, options)))
    return {"text": recogniser.recognise(said, question)}


if __name__ == "__main__":
    main()
