"""Every line that the coach could say in a session: all are rendered before the first is spoken."""

from collections.abc import Iterator

from voicecoach.core import interview, lines
from voicecoach.core.after_pain import AFTER_REST, QUESTIONS
from voicecoach.core.beats import Dose, Paced, beats_of, everything_said
from voicecoach.core.helping import ANY_SORE
from voicecoach.core.interview import Interview
from voicecoach.core.state import Run


def every_line(run: Run, talk: Interview | None = None, emergency: str = "") -> tuple[str, ...]:
    """Every line that the coach could say in ``run``, after the ``talk`` about it if there is one: all are rendered
    before the first is spoken. Where the number to call is asked for, every one that could be it counts."""
    numbers = (emergency,) if emergency or talk is None else ("", *talk.history.numbers)
    return tuple(dict.fromkeys((*_lines(run, numbers), *(lines_before(talk, numbers) if talk else ()))))


def lines_before(talk: Interview, numbers: tuple[str, ...]) -> Iterator[str]:
    """Every line of the talk, with each of the ``numbers`` to call."""
    for text in filter(None, interview.every_line(talk)):
        yield from (lines.call(text, digits) for digits in numbers)


def _lines(run: Run, numbers: tuple[str, ...]) -> Iterator[str]:
    for step in run.steps:
        yield from everything_said(step)
    card = run.card
    for way in card.ways_out:
        yield from (say.text for say in way.says)
    for put in card.put_away:
        yield from (say.text for say in put.says)
    yield from card.reminders
    yield from (question.text for question in (*QUESTIONS, AFTER_REST, ANY_SORE))
    yield from (
        lines.EAR_CHECK_AGAIN, lines.EAR_GOOD, lines.EAR_FAINT, lines.EAR_NOISY, lines.EAR_BAD,
        lines.SORE_SHORT, lines.READY, lines.READY_AGAIN,
        lines.STOPPED, lines.PAUSED, lines.ON_HOLD, lines.CARRY_ON, *lines.DEAF, lines.MENDED, *lines.HURT,
        lines.HOW_STRONG_SHORT, lines.WHERE_SHORT, *lines.REST_END, lines.EASE, lines.LEAVE, lines.GENTLER,
        lines.REST_MORE, lines.BREATHE, *lines.NOT_WRITTEN, lines.REST_WHERE_YOU_ARE, lines.LEAVE_IT_OUT,
        lines.FINISHED,
        lines.SAVED_AND_ENDED, lines.ONCE_MORE, lines.EASIEST,
        lines.NO_EASIER, lines.MORE_TIME, lines.LESS_TIME, lines.NO_SLOWER, lines.NO_BRISKER, lines.HINT_MOVING,
        lines.HINT_WAITING, lines.HINT_ANSWER_YES_NO, lines.HINT_EAR,
    )  # fmt: skip
    calling = (*lines.CLINIC_END, *lines.EMERGENCY_END, *lines.KEEP_STILL, *lines.NO_ANSWER_END)
    yield from (lines.call(text, digits) for text in calling for digits in numbers)
    yield from (lines.count(value) for value in range(11))
    whole = Dose(everything=True)
    most = max(
        (beat.of for step in run.steps for beat in beats_of(step, whole) if isinstance(beat, Paced)),
        default=0,
    )
    yield from (lines.more(value) for value in range(1, 2 * most + 1))
    yield from (lines.about(seconds) for seconds in (5, 15, 30, *range(60, 60 * 61, 60)))
