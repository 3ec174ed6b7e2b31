"""The engines there are, by name, and the ear of a session put together from the best of them."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from voicecoach.ear.answers import AnswerEar
from voicecoach.ear.commands import CommandSpotter, Sensitivity
from voicecoach.ear.ear import Ear, OnBroke, OnHeard
from voicecoach.ear.echo import EchoCanceller
from voicecoach.ear.port import Spotter
from voicecoach.ear.recogniser import SphinxAnswers
from voicecoach.ear.sphinx import LOOSE, SphinxSpotter
from voicecoach.errors import EarError, UsageError

ENGINES: Mapping[str, Callable[[], Spotter]] = {
    "pocketsphinx": SphinxSpotter,
    "own": CommandSpotter,
}
"""Best first: with our own ear's first weights 8 of 13 people's "stop" were heard, here 12 (2026-11)."""

TWINS: Mapping[str, Callable[[], Spotter]] = {
    "own": lambda: CommandSpotter(Sensitivity(1.0, 1.0)),
    "pocketsphinx": lambda: SphinxSpotter(LOOSE),
}
"""The same engines, looser, for the coach's own voice."""


def best_engine(name: str | None = None) -> str:
    """The engine ``name``, or the first whose parts are all here; `EarError` says what is missing."""
    if name is not None:
        if name not in ENGINES:
            raise UsageError(f'there is no ear "{name}"; there are: {", ".join(ENGINES)}')
        ENGINES[name]()
        return name
    missing = ""
    for each, build in ENGINES.items():
        try:
            build()
        except EarError as absent:
            missing = missing or str(absent)
            continue
        return each
    raise EarError(f"no ear can be used: {missing}")


@contextmanager
def usual_ear(on_heard: OnHeard, on_broke: OnBroke, engine: str | None = None) -> Iterator[Ear]:
    """The ear of a session; what is still being recognised at the end is dropped."""
    name = best_engine(engine)
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answers")
    try:
        answers = AnswerEar(SphinxAnswers(), pool.submit)
        yield Ear(ENGINES[name](), answers, on_heard, EchoCanceller(), twin=TWINS[name](), on_broke=on_broke)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
