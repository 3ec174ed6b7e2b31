"""Prints for how long the sound's own thread stands still while the second look is at work: here, and apart.

A thread that wakes every 10 ms stands for the card's callback, which asks Python for each block. Run it as
`python -m benchmarks.second_look`.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import Pcm
from voicecoach.core.words import PHRASES, Word
from voicecoach.ear.apart import RecogniserApart
from voicecoach.ear.denial import DENIED
from voicecoach.ear.recogniser import Recogniser
from voicecoach.ear.sphinx_answers import SphinxAnswers
from voicecoach.voice.speech import render_lines

RESULTS = Path(__file__).parent / "results" / "second_look.txt"
BLOCK = 0.01
ROUNDS = 20
SAID = ("No pain.", "Pain!", "It doesn't hurt.", "Ouch, that hurts.")
QUESTION = Question("denial", "", Answers.CHOICE, (*DENIED[Word.PAIN], *PHRASES[Word.PAIN]))


class Nobody:
    """A recogniser that takes as long and does nothing: what the machine itself holds up."""

    def recognise(self, said: Pcm, question: Question) -> str:
        """Nothing, after a while."""
        threading.Event().wait(0.2)
        return ""


class Callbacks:
    """The thread of a card: how late each of its calls was."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._calls: list[float] = []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def gap(self, work: Callable[[], object]) -> float:
        """The longest time between two calls while ``work`` is done, in milliseconds."""
        first = len(self._calls)
        work()
        self._over.wait(5 * BLOCK)
        calls = self._calls[max(0, first - 1) :]
        return 1000 * max(after - before for before, after in pairwise(calls))

    def close(self) -> None:
        """No more calls."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        due = time.perf_counter()
        while not self._over.is_set():
            self._calls.append(time.perf_counter())
            due = max(due + BLOCK, self._calls[-1] - BLOCK)
            self._over.wait(max(0.0, due - time.perf_counter()))


def report() -> Iterator[str]:
    """A line for each way."""
    with tempfile.TemporaryDirectory() as folder:
        said = list(render_lines(SAID, cache=Path(folder)).values())
    yield f"longest time between two calls of the card (every {1000 * BLOCK:.0f} ms) while one utterance is looked at"
    yield f"{'':28}{'median':>10}{'worst':>10}{'answer after':>16}"
    with RecogniserApart(print) as apart:
        ways: tuple[tuple[str, Recogniser], ...] = (
            ("nothing is looked at", Nobody()),
            ("in this process", SphinxAnswers()),
            ("in a process of its own", apart),
        )
        for name, recogniser in ways:
            recogniser.recognise(said[0], QUESTION)  # the first one loads what it needs
            gaps, took = measured(recogniser, said)
            yield (f"{name:28}{_middle(gaps):7.0f} ms{max(gaps):7.0f} ms{1000 * _middle(took):13.0f} ms")
        status = Path(f"/proc/{apart.pid}/status")
        if status.exists():
            memory = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
            yield f"the process of its own: {int(memory.split()[1]) / 1024:.0f} MB"


def measured(recogniser: Recogniser, said: list[Pcm]) -> tuple[list[float], list[float]]:
    """The gaps, and how long each utterance took."""
    gaps, took = [], []
    callbacks = Callbacks()
    with ThreadPoolExecutor(max_workers=1) as pool:
        for number in range(ROUNDS):
            began = time.perf_counter()
            one = said[number % len(said)]
            gaps.append(callbacks.gap(pool.submit(recogniser.recognise, one, QUESTION).result))
            took.append(time.perf_counter() - began)
    callbacks.close()
    return gaps, took


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def main() -> None:
    """Print the lines and write them to the results."""
    with RESULTS.open("w", encoding="utf-8") as file:
        for line in report():
            print(line, flush=True)
            print(line, file=file)


if __name__ == "__main__":
    main()
