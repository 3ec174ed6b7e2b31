"""Every line that the coach could say in a session: all are rendered before the first is spoken."""

from collections.abc import Iterator

from voicecoach.core import asked, lines
from voicecoach.core import interview_lines as said
from voicecoach.core.after_pain import AFTER_REST, PLAINER, QUESTIONS
from voicecoach.core.asked import Interview
from voicecoach.core.beats import Dose, Paced, beats_of, everything_said
from voicecoach.core.helping import ANY_SORE
from voicecoach.core.programme import LINES as PROGRAMME_LINES
from voicecoach.core.ruled import in_use, left_out
from voicecoach.core.screening import ROW
from voicecoach.core.state import Run


def every_line(run: Run, talk: Interview | None = None, emergency: str = "") -> tuple[str, ...]:
    """Every line that the coach could say in ``run``, after the ``talk`` about it if there is one: all are rendered
    before the first is spoken. Where the number to call is asked for, every one that could be it counts."""
    numbers = (emergency,) if emergency or talk is None else ("", *talk.history.numbers)
    return tuple(dict.fromkeys((*_lines(run, numbers), *(lines_before(talk, numbers) if talk else ()))))


def lines_before(talk: Interview, numbers: tuple[str, ...]) -> Iterator[str]:
    """Every line of the talk, with each of the ``numbers`` to call."""
    for text in filter(None, _before(talk)):
        yield from (lines.call(text, digits) for digits in numbers)


def _before(talk: Interview) -> Iterator[str]:
    rows = list(asked.wanted(talk))
    grouped = asked.grouped(talk, [row for row in rows if row in ROW])
    singles = tuple(asked.row_item(talk, row) for row in rows)
    for item in (
        *asked.number(talk),
        *asked.morning(talk),
        *asked.settled(talk),
        asked.cleared(()),
        asked.prepare(),
        *grouped,
        *singles,
    ):
        yield from (*item.lead, item.question.text, item.why)
    yield from (
        said.WELCOME,
        said.NUMBER_IS,
        said.NOT_SETTLED,
        *said.NEWS,
        said.NEWS_LOW_BACK,
        said.NEWS_WHY,
        said.WHICH,
        said.IS_THAT_RIGHT,
        said.STILL_SO,
        said.STILL_WHY,
    )
    yield from (*said.GROUPS.values(), said.ANY_OF_THESE, said.ALL_OF_THESE, *said.HEARD.values())
    yield from (ROW[row].brief for row in rows if row in ROW)
    yield from (said.WHO, said.WHEN, said.TOLD_BEFORE, said.NOT_NOW)
    yield from (
        *said.INSTEAD.values(),
        *said.STATEMENTS.values(),
        said.ONCE_AGREED,
        *said.SORE_TODAY,
        *said.VERY_SORE,
        *said.NO_ANSWER,
    )
    for texts in (said.AFTER_ACCIDENT, *said.ADVICE.values(), *PROGRAMME_LINES.values()):
        yield from texts
    options = {switch.name for switch in talk.card.switches}
    options |= {thing for step in talk.card.steps for thing in step.place.things}
    for option in sorted(options):
        yield from (left_out(option), in_use(option))


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
    yield from (text for texts in PLAINER.values() for text in texts)
    yield from (
        lines.EAR_CHECK_AGAIN, lines.EAR_GOOD, lines.EAR_FAINT, lines.EAR_NOISY, lines.EAR_BAD,
        lines.SORE_SHORT, lines.READY, lines.READY_AGAIN,
        lines.STOPPED, lines.PAUSED, lines.ON_HOLD, lines.CARRY_ON, *lines.DEAF, lines.MENDED, *lines.HURT,
        lines.HOW_STRONG_SHORT, lines.WHERE_SHORT, lines.NOT_CAUGHT, *lines.REST_END, lines.EASE, lines.LEAVE,
        lines.GENTLER,
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
