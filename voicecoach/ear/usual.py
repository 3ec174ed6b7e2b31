"""The engines there are, by name, and the ear of a session put together from the best of them."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from voicecoach.ear.answers import AnswerEar
from voicecoach.ear.commands import CommandSpotter, Sensitivity
from voicecoach.ear.ear import Ear, OnBroke, OnHeard, OnLikely
from voicecoach.ear.echo import EchoCanceller
from voicecoach.ear.port import Spotter
from voicecoach.ear.recogniser import Recogniser
from voicecoach.ear.sphinx import LOOSE, THRESHOLDS, SphinxSpotter, eased
from voicecoach.errors import EarError, UsageError

AS_SHIPPED = Sensitivity()


@dataclass(frozen=True, slots=True)
class Engine:
    """A spotter for the microphone, and a looser ``twin`` of it for the coach's own voice where that is needed."""

    spotter: Callable[[Sensitivity], Spotter]
    twin: Callable[[Sensitivity], Spotter] | None = None


ENGINES: Mapping[str, Engine] = {
    # Behind the canceller it needs no twin: on two recorded sessions with echo the same words were heard (2026-11).
    "own": Engine(CommandSpotter),
    "pocketsphinx": Engine(
        lambda sensitivity: SphinxSpotter(eased(THRESHOLDS, sensitivity)),
        lambda sensitivity: SphinxSpotter(eased(LOOSE, sensitivity)),
    ),
}
"""Best first."""


def build(
    name: str | None = None, sensitivity: Sensitivity = AS_SHIPPED
) -> tuple[str, Spotter, Spotter | None]:
    """The engine ``name``, or the first whose parts are all here: its name, spotter and twin; else `EarError`."""
    if name is not None and name not in ENGINES:
        raise UsageError(f'there is no ear "{name}"; there are: {", ".join(ENGINES)}')
    missing = ""
    for each in ENGINES if name is None else (name,):
        try:
            engine = ENGINES[each]
            twin = engine.twin(sensitivity) if engine.twin is not None else None
            return each, engine.spotter(sensitivity), twin
        except EarError as absent:
            missing = missing or str(absent)
    raise EarError(f"no ear can be used: {missing}")


@contextmanager
def usual_ear(
    on_heard: OnHeard,
    on_broke: OnBroke,
    built: tuple[str, Spotter, Spotter | None],
    recogniser: Recogniser,
    on_likely: OnLikely = lambda likely: None,
) -> Iterator[Ear]:
    """The ear of a session around what was ``built``; what is still being recognised at the end is dropped."""
    _, spotter, twin = built
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answers")
    try:
        answers = AnswerEar(recogniser, pool.submit)
        yield Ear(
            spotter,
            answers,
            on_heard,
            EchoCanceller(),
            twin=twin,
            on_broke=on_broke,
            on_likely=on_likely,
        )
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
