"""What can be seen of a session at a glance: the step, the repetition, the time left and the words that count now."""

from dataclasses import dataclass
from typing import assert_never

from voicecoach.core.beats import Beat, Dose, Paced, Tell, beats_of
from voicecoach.core.card import Answers, Question
from voicecoach.core.state import Phase, State, current_beat, current_step, groups, seconds_of
from voicecoach.core.words import PLACES, Word


@dataclass(frozen=True, slots=True)
class View:
    """``now``: the line to follow; ``progress``: the part of the phase that is over, None where nothing runs;
    ``left``: seconds to the end of the session if nothing is waited for; ``say``: what can be said now."""

    title: str
    step: str
    number: int
    steps: int
    phase: Phase
    now: str
    beat: str
    rep: int
    of: int
    side: str
    progress: float | None
    left: float
    say: tuple[str, ...]


def view(state: State, at: float) -> View:
    """What is to be seen at the time ``at``."""
    beat, step = current_beat(state), current_step(state)
    progress, name, rep, of, side = None, "", 0, 0, beat.side if beat is not None else ""
    if isinstance(beat, Paced) and state.phase in (Phase.PACING, Phase.RESTING, Phase.SETUP):
        whole = max(0.01, state.due - state.beat_began)
        progress = min(1.0, max(0.0, (at - state.beat_began) / whole))
        name, rep, of = beat.name, beat.rep, beat.of
    counted = [s for s in state.run.steps[1:-1] if s.when.holds(state.switches)]
    number = counted.index(step) + 1 if step in counted else 0
    return View(
        state.run.card.title, step.name, number, len(counted), state.phase, now(state), name, rep, of, side,
        progress, left(state), sayable(state),
    )  # fmt: skip


def now(state: State) -> str:
    """The line that is being said, or the last one that told what to do."""
    if state.saying:
        return state.saying
    if state.asking is not None:
        return state.asking.question.text
    behind = [b.text for b in state.beats[: state.beat + 1] if isinstance(b, Tell)]
    return behind[-1] if behind else ""


def sayable(state: State) -> tuple[str, ...]:
    """The words that make sense now, the most urgent first."""
    if state.asking is not None:
        first = () if state.asking.event else (Word.STOP.value, Word.PAIN.value)
        return tuple(dict.fromkeys((*first, *_answers(state.asking.question))))
    match state.phase:
        case Phase.HALTED:
            return (Word.GO_ON.value, Word.FINISH.value)
        case Phase.WAITING:
            return (
                Word.STOP.value,
                Word.PAIN.value,
                "ready",
                Word.AGAIN.value,
                Word.NEXT.value,
                Word.FINISH.value,
            )
        case Phase.OPENING:
            return tuple(w.value for w in (Word.STOP, Word.PAIN, Word.FINISH))
        case Phase.OVER:
            return ()
        case _:
            words = (
                Word.STOP,
                Word.PAIN,
                Word.NEXT,
                Word.AGAIN,
                Word.EASIER,
                Word.SLOWER,
                Word.PAUSE,
                Word.HOW_LONG,
            )
            return tuple(word.value for word in words)


def _answers(question: Question) -> tuple[str, ...]:
    match question.answers:
        case Answers.SCORE:
            return ("zero to ten",)
        case Answers.YES_NO:
            return ("yes", "no", "not sure")
        case Answers.PLACE:
            return PLACES
        case Answers.CHOICE:
            return question.options
        case Answers.EAR:
            return (Word.STOP.value,)
        case _:
            assert_never(question.answers)


def reps_left(state: State) -> int:
    """Repetitions of the current step that have not begun."""
    beat = current_beat(state)
    if not isinstance(beat, Paced) or not beat.rep:
        return 0
    return sum(1 for start in groups(state.beats) if start > state.beat)


def remaining(state: State) -> float:
    """Seconds to the end of the current step if nothing is waited for."""
    return sum(seconds_of(beat, state.run, state.tempo) for beat in state.beats[state.beat :])


def left(state: State) -> float:
    """Seconds to the end of the session if nothing is waited for."""
    ahead = 0.0
    dose = Dose(state.switches, state.run.talk, state.run.least)
    for step in state.run.steps[state.step + 1 :]:
        if step.when.holds(state.switches):
            ahead += _total(beats_of(step, dose), state)
    return remaining(state) + ahead


def _total(beats: tuple[Beat, ...], state: State) -> float:
    return sum(seconds_of(beat, state.run, state.tempo) for beat in beats)
