"""A rehearsed session as spans of time: what the coach says, what the person does meanwhile, and where it is silent."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby, pairwise
from typing import TypeAlias

from voicecoach.core.beats import Pace, Paced
from voicecoach.core.card import Motion
from voicecoach.core.messages import Action, Event, Heard, Hush, Speak
from voicecoach.core.state import Phase, State, Then, current_beat
from voicecoach.core.whereabouts import where
from voicecoach.language.folder import language_of
from voicecoach.shells.rehearse import waits

Turn: TypeAlias = tuple[State, Event, tuple[Action, ...]]
"""One turn of the loop: the state after it, what led to it and what came of it."""


class Kind(Enum):
    """What goes on during a span; the value is how it is called."""

    SPEECH = "the coach speaks"
    HOLD = "hold"
    MOVE = "movement"
    REST = "rest"
    WAIT = "waits for the person"


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` to ``end``, in seconds since the session began; ``text`` is what is said."""

    kind: Kind
    start: float
    end: float
    text: str = ""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Row:
    """A step: the ``speech`` of the coach, what is done (``doing``), and when the person spoke (``heard``)."""

    step: str
    start: float
    end: float
    speech: tuple[Span, ...]
    doing: tuple[Span, ...]
    heard: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """The coach says nothing from ``start`` to ``end``; ``place`` is where that is."""

    start: float
    end: float
    place: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole session, step by step, and its longest silence."""

    title: str
    rows: tuple[Row, ...]
    seconds: float
    longest: Silence

    def total(self, kind: Kind) -> float:
        """Seconds of that kind in all."""
        spans = (span for row in self.rows for span in (*row.speech, *row.doing))
        return sum(span.seconds for span in spans if span.kind is kind)


def timeline(turns: Iterable[Turn]) -> Timeline:
    """The timeline of a session that was played to its end."""
    all_turns = tuple(turns)
    end = all_turns[-1][1].at
    ends = [event.at for _, event, _ in all_turns[1:]] + [end]
    timed = tuple(zip(all_turns, ends, strict=True))
    speech = _speech(all_turns, end)
    rows: list[Row] = []
    heard = _heard(all_turns)
    for _, group in groupby(timed, key=lambda turn: turn[0][0].step):
        part = tuple(group)
        row = _row(part, speech, heard)
        if row.end > row.start:
            rows.append(row)
    card = all_turns[0][0].run.card
    return Timeline(card.title, tuple(rows), end, _longest(speech, all_turns, end))


def _heard(turns: tuple[Turn, ...]) -> tuple[tuple[int, float, str], ...]:
    """What the person said, with the step that it was said in: often it leads to the next."""
    spoken = ((before[0], event) for before, (_, event, _) in pairwise(turns) if isinstance(event, Heard))
    return tuple((state.step, event.at, event.text) for state, event in spoken)


def _row(
    part: tuple[tuple[Turn, float], ...],
    speech: tuple[Span, ...],
    all_heard: tuple[tuple[int, float, str], ...],
) -> Row:
    (state, begin, _), _ = part[0]
    start, end = begin.at, part[-1][1]
    doing: list[Span] = []
    for (now, event, _), until in part:
        kind = _kind(now)
        if kind is None or until <= event.at:
            continue
        if doing and doing[-1].kind is kind and doing[-1].end == event.at:
            doing[-1] = replace(doing[-1], end=until)
        else:
            doing.append(Span(kind, event.at, until))
    heard = tuple((at, text) for step, at, text in all_heard if step == state.step and start <= at <= end)
    said = tuple(span for span in speech if start <= span.start < end)
    return Row(state.run.steps[state.step].name, start, end, said, tuple(doing), heard)


def _speech(turns: tuple[Turn, ...], end: float) -> tuple[Span, ...]:
    """Every line that is said, until it is over, is hushed or another one begins."""
    out: list[Span] = []
    language = language_of(turns[0][0].run.card.language)
    for state, event, actions in turns:
        says = next((a.text for a in actions if isinstance(a, Speak) and a.text is not None), None)
        hushed = says is not None or any(isinstance(action, Hush) for action in actions)
        if out and hushed and out[-1].end > event.at:
            out[-1] = replace(out[-1], end=event.at)
        if says is not None:
            out.append(Span(Kind.SPEECH, event.at, event.at + state.run.length(says), language.say(says)))
    return tuple(replace(span, end=min(span.end, end)) for span in out)


def _kind(state: State) -> Kind | None:
    """What the person does in ``state``; None while the coach explains."""
    if waits(state):
        return Kind.WAIT
    beat = current_beat(state)
    if not isinstance(beat, Paced) or state.then is not Then.ON or state.halt is not None:
        return None
    if state.phase is Phase.RESTING or beat.motion is Motion.REST:
        return Kind.REST
    return Kind.HOLD if beat.motion is Motion.HOLD and beat.pace is not Pace.EXPLORE else Kind.MOVE


def _longest(speech: tuple[Span, ...], turns: tuple[Turn, ...], end: float) -> Silence:
    edges = [(0.0, 0.0), *((span.start, span.end) for span in speech), (end, end)]
    gaps = [(before[1], after[0]) for before, after in pairwise(edges)]
    start, until = max(gaps, key=lambda gap: gap[1] - gap[0])
    state = next(s for s, event, _ in reversed(turns) if event.at <= start)
    return Silence(start, until, _place(state, start))


def _place(state: State, at: float) -> str:
    here = where(state, at)
    rep = f"rep {here.rep} of {here.of}" if here.rep else ""
    return ", ".join(part for part in (here.step, here.side, rep, here.phase) if part)
