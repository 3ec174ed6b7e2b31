"""What today allows of a session, by what the sessions before it left behind: every rule about coming back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from voicecoach.core.card import Answers, Ask, Card, Term
from voicecoach.core.facts import EndedBy
from voicecoach.core.locks import begun_in, ended_early, locked_by, sorer, sorer_before
from voicecoach.core.past import EFFORT, MORNING, SETTLED, History, Past
from voicecoach.core.programme_tables import (
    BEFORE_GROWING,
    COMPANIONS,
    EQUIPMENT,
    LINES,
    MORNING_ASKED,
    OFTEN,
    PRESSURE,
    SHORT_HOLD,
    STAGES,
    WEEK,
    DoseStage,
    Often,
    Why,
)
from voicecoach.core.safety import Advice
from voicecoach.core.words import NUMBERS, YesNo

__all__ = ["LINES", "Today", "Why", "asks_morning", "companions", "today"]


@dataclass(frozen=True, slots=True)
class Today:
    """What today allows of one card: it is ``refused``, or another one is done ``instead`` first, or it is done:
    ``half`` of it, ``without`` some options, with the ``least`` counts, other options in ``use``, ``because`` of what.

    ``unlockable``: the word of a clinician that is dated after the day ``since`` lifts what is locked. ``advice`` goes
    with it, also beside a session that may be done.
    """

    refused: Why | None = None
    advice: Advice | None = None
    instead: str = ""
    unlockable: bool = False
    since: int = 0
    half: bool = False
    without: tuple[str, ...] = ()
    least: bool = False
    use: tuple[str, ...] = ()
    because: tuple[Why, ...] = ()


def asks_morning(history: History) -> bool:
    """Whether the next-morning question is due: the last session was some days ago and nobody has told of it yet."""
    begun = begun_in(history)
    if not begun or begun[-1].morning is not None:
        return False
    return 1 <= history.today - begun[-1].day <= MORNING_ASKED


def today(card: Card, history: History, morning: int | None = None) -> Today:
    """What today allows of ``card``; ``morning`` is the answer that was just given about the last session."""
    begun = begun_in(history, morning)
    locked = locked_by(begun, history)
    lock = Today()
    if locked is not None:
        urgent = locked.why is Why.SIGNS and locked.since == history.today
        advice = Advice.URGENT if urgent else Advice.CLINIC
        lock = Today(advice=advice, unlockable=locked.since < history.today, since=locked.since)
        if locked.why is Why.SIGNS or _is_pressure(card):
            return replace(lock, refused=locked.why)
    refused = _not_now(card.name, _written(card.how_often), begun, history.today)
    if refused is not None:
        clinic = locked is not None or (refused is Why.ENDED_TODAY and _to_clinic(begun, history.today))
        return Today(refused=refused, advice=Advice.CLINIC if clinic else Advice.WAIT)
    first = next((name for name in card.first if not _passed(name, begun)), "")
    if first:
        return replace(lock, instead=first)
    halved = tuple(_halved(card.name, begun, history.today))
    stage = _stage(card, begun, history.today)
    names = {switch.name for switch in card.switches}
    return replace(
        lock,
        half=bool(halved),
        without=() if locked is None else tuple(name for name in EQUIPMENT if name in names),
        least=stage.least,
        use=(SHORT_HOLD,) if stage.short and SHORT_HOLD in names else (),
        because=(*(() if locked is None else (locked.why,)), *halved),
    )


def companions(card: Card, history: History) -> tuple[str, ...]:
    """Which of ``card.afterwards`` may be offered now, the one done longest ago first.

    ``history`` holds the session that was just done. One a day: none if one of them was begun today; and none after
    a question of the card that was not answered with "yes", or on a day of half doses (J).
    """
    begun = begun_in(history)
    day = history.today
    if (yes_or_no(card) and not _passed(card.name, begun)) or sorer_before(begun, day):
        return ()
    if any(past.day == day and past.card in card.afterwards for past in begun):
        return ()
    locked = locked_by(begun, history)
    last = {past.card: past.day for past in begun}
    allowed = [
        name
        for name in card.afterwards
        if not (locked and (locked.why is Why.SIGNS or name in PRESSURE or name not in OFTEN))
        and _not_now(name, None, begun, day) is None
    ]
    return tuple(sorted(allowed, key=lambda name: last.get(name, 0)))


def yes_or_no(card: Card) -> tuple[str, ...]:
    """The yes-or-no questions of ``card``: its gates."""
    return tuple(
        item.question.name
        for step in card.steps
        for item in step.items
        if isinstance(item, Ask) and item.question.answers is Answers.YES_NO
    )


def done_today(card: Card, history: History) -> int:
    """How often ``card`` was begun today."""
    return sum(past.card == card.name and past.day == history.today for past in begun_in(history))


def _is_pressure(card: Card) -> bool:
    """Whether ``card`` is nothing without ball, roller, lengthening or press."""
    for step in card.steps:
        conditions = [step.when, *(item.when for item in step.items)]
        if any(Term("traction") in when.terms for when in conditions):
            return True
        left_out = {term.switch for term in step.when.terms if term.on}
        if any(
            thing in EQUIPMENT and thing not in left_out for thing in (*step.place.things, *step.after.things)
        ):
            return True
    return card.name in PRESSURE


def _not_now(name: str, written: int | None, begun: tuple[Past, ...], day: int) -> Why | None:
    """Why a session of this ``name`` is not done today, apart from locks; ``written``: so often the card allows."""
    if any(past.day == day and ended_early(past) for past in begun):
        return Why.ENDED_TODAY
    sorer = sorer_before(begun, day)
    if sorer is not None and day - sorer.day == 1:
        return Why.REST_DAY
    often = OFTEN.get(name, Often(None, "the card"))
    own = [past.day for past in begun if past.card == name]
    if own and day < min(own) + WEEK and day < max(own) + often.early:
        return Why.EVERY_OTHER_DAY
    if any(most is not None and own.count(day) >= most for most in (often.a_day, written)):
        return Why.OFTEN_ENOUGH
    if own and day < min(own) + often.after_first:
        return Why.DAY_OFF
    if name in COMPANIONS and any(past.day == day and past.card in COMPANIONS for past in begun):
        return Why.COMPANION
    return None


def _to_clinic(begun: tuple[Past, ...], day: int) -> bool:
    return any(
        decision.action == "clinic" for past in begun if past.day == day for decision in past.decisions
    )


_AT_MOST = re.compile(
    r"\bat most (?:\w+ (?:to|or) )?(?:(once|twice)|(\w+) times?) (?:a|per|each|every) day\b", re.I
)


def _written(how_often: str) -> int | None:
    """The number in "at most twice a day", None if there is no such thing."""
    found = _AT_MOST.search(how_often)
    if found is None:
        return None
    said = (found[1] or found[2]).lower()
    if said in ("once", "twice"):
        return 1 if said == "once" else 2
    return int(said) if said.isdecimal() else NUMBERS.get(said)


_COACHS_OWN = frozenset({"ear check", "soreness before", "soreness after", MORNING, SETTLED, EFFORT})
_YES_NO = frozenset(each.value for each in YesNo)


def _passed(name: str, begun: tuple[Past, ...]) -> bool:
    """Whether in the last session of that card every yes-or-no question was answered, and with "yes" (PREP, A4)."""
    last = next((past for past in reversed(begun) if past.card == name), None)
    if last is None:
        return False
    asked = [value for question, value in last.answers.items() if question not in _COACHS_OWN]
    gates = [value for value in asked if value is None or value in _YES_NO]
    return bool(gates) and all(value == YesNo.YES.value for value in gates)


def _halved(name: str, begun: tuple[Past, ...], day: int) -> Iterator[Why]:
    """Why it is half the dose: until a session of another day was played to the end after the one that ended early."""
    for past in reversed([past for past in begun if past.card == name]):
        if past.by is EndedBy.COMPLETE and past.day < day:
            break
        if ended_early(past):
            yield Why.HALF_AFTER_PAIN
            break
    if sorer_before(begun, day) is not None:
        yield Why.HALF_AFTER_MORNING


def _stage(card: Card, begun: tuple[Past, ...], day: int) -> DoseStage:
    """How far the dose of ``card`` has grown: a stage at a time, each after a week and two sessions at the one before.

    After pain or a sorer morning, in whatever session, the week begins anew (J).
    """
    shorts = any(switch.name == SHORT_HOLD for switch in card.switches)
    stages = [stage for stage in STAGES if shorts or stage.short or not stage.least]
    at, since, done = 0, day, 0
    for past in (*begun, Past(card.name, day, None)):
        if (
            past.card == card.name
            and done >= BEFORE_GROWING
            and past.day >= since + WEEK
            and at + 1 < len(stages)
        ):
            at, done = at + 1, 0
        if past.card == card.name and past.by is EndedBy.COMPLETE:
            since = since if done else past.day
            done += 1
        if ended_early(past) or sorer(past):
            since = max(since, past.day)
    return stages[at]
