"""The engines there are, by name, and the ear of a session put together from the best of them."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from voicecoach.ear import tongue
from voicecoach.ear.answers import AnswerEar
from voicecoach.ear.apart import RecogniserApart
from voicecoach.ear.commands import RED_FLAGS, CommandSpotter, Sensitivity, load
from voicecoach.ear.denial import SecondLook
from voicecoach.ear.ear import Ear, OnBroke, OnHeard, OnLikely
from voicecoach.ear.echo import EchoCanceller
from voicecoach.ear.enrolment import personal
from voicecoach.ear.kept import Enrolment
from voicecoach.ear.port import Spotter
from voicecoach.ear.recogniser import Recogniser
from voicecoach.ear.sphinx import LOOSE, THRESHOLDS, SphinxSpotter, eased
from voicecoach.errors import EarError, UsageError
from voicecoach.language.language import ENGLISH, Language

AS_SHIPPED = Sensitivity()
NO_SECOND_LOOK = (
    '"no pain" halts as "pain" does in this session, say "go on" after it: no second look ({why})'
)


@dataclass(frozen=True, slots=True)
class Engine:
    """A spotter for the microphone, and a looser ``twin`` of it for the coach's own voice where that is needed.

    ``known`` is the spotter for a voice that was learnt, if the engine can learn one.
    """

    spotter: Callable[[Sensitivity], Spotter]
    twin: Callable[[Sensitivity], Spotter] | None = None
    known: Callable[[Sensitivity, Enrolment], Spotter] | None = None


def _known(sensitivity: Sensitivity, voice: Enrolment) -> Spotter:
    model = load()
    return CommandSpotter(sensitivity, model, personal(voice, model), load(name=RED_FLAGS))


ENGINES: Mapping[str, Engine] = {
    # Behind the canceller it needs no twin: on two recorded sessions with echo the same words were heard (2026-11).
    "own": Engine(CommandSpotter, known=_known),
    "pocketsphinx": Engine(
        lambda sensitivity: SphinxSpotter(eased(THRESHOLDS, sensitivity)),
        lambda sensitivity: SphinxSpotter(eased(LOOSE, sensitivity)),
    ),
}
"""Best first."""


def build(
    name: str | None = None,
    sensitivity: Sensitivity = AS_SHIPPED,
    voice: Enrolment | None = None,
    language: Language = ENGLISH,
) -> tuple[str, Spotter, Spotter | None]:
    """The engine ``name``, or the first whose parts are all here: its name, spotter and twin; else `EarError`.

    Only our own ear knows another ``language``, and a voice is learnt in English words alone.
    """
    if name is not None and name not in ENGINES:
        raise UsageError(f'there is no ear "{name}"; there are: {", ".join(ENGINES)}')
    if not language.is_english:
        return tongue.ENGINE, tongue.spotter(language, name, sensitivity), None
    missing = ""
    for each in ENGINES if name is None else (name,):
        try:
            engine = ENGINES[each]
            twin = engine.twin(sensitivity) if engine.twin is not None else None
            if voice is not None and engine.known is not None:
                return each, engine.known(sensitivity, voice), twin
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
    tell: Callable[[str], None] = lambda what: None,
    language: Language = ENGLISH,
) -> Iterator[Ear]:
    """The ear of a session around what was ``built``; what is still being recognised at the end is dropped.

    ``tell`` gets one line if nothing can be looked at twice: the ear goes on without, as it does in every
    ``language`` but English, which is the only one that the second look knows.
    """
    _, spotter, twin = built
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answers")
    looks = ThreadPoolExecutor(max_workers=1, thread_name_prefix="second look")
    apart = RecogniserApart(lambda why: tell(NO_SECOND_LOOK.format(why=why))) if language.is_english else None
    try:
        answers = AnswerEar(recogniser, pool.submit)
        yield Ear(
            spotter,
            answers,
            tongue.in_its_words(language, on_heard),
            EchoCanceller(),
            twin=twin,
            on_broke=on_broke,
            on_likely=on_likely,
            second_look=None if apart is None else SecondLook(apart, looks.submit),
            naming=tongue.naming(language),
        )
    finally:
        if apart is not None:
            apart.close()
        for each in (pool, looks):
            each.shutdown(wait=True, cancel_futures=True)
