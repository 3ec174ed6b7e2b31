"""Where a session stands: the run that stays the same, the state that changes, and the small moves on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeAlias

from voicecoach.core import lines
from voicecoach.core.after_pain import Decision, Findings
from voicecoach.core.asked import Interview
from voicecoach.core.beats import Await, Beat, Consult, Dose, Paced, Pose, Talk, Tell, beats_of
from voicecoach.core.card import Card, Motion, Place, Question, Step
from voicecoach.core.facts import EndedBy, HaltKind
from voicecoach.core.messages import Action, Speak
from voicecoach.core.words import Word


class Phase(Enum):
    """What the coach is doing."""

    OPENING = "opening"
    SETUP = "set-up"
    WAITING = "waiting"
    PACING = "pacing"
    RESTING = "resting"
    HALTED = "halted"
    ASKING = "asking"
    OVER = "over"


class Then(Enum):
    """What follows when all lines of the agenda are said."""

    BEAT = "begin the current beat"
    ON = "begin the beat after it"
    ENTER = "enter the target step"
    WAIT = "wait for words"
    HURT = "the next thing after pain"
    CLOSE = "end the session"


class Nudge(Enum):
    """What happens when nothing was said for a while."""

    READY_AGAIN = "ready again"
    TONE = "tone"
    ON_HOLD = "on hold"
    ASK_AGAIN = "ask again"
    GIVE_UP = "give up"
    SAVE_AND_END = "save and end"


Vigil: TypeAlias = tuple[tuple[float, Nudge], ...]
"""Waits one after the other: seconds of silence, and what they lead to."""
FOR_READY: Vigil = (
    (20, Nudge.READY_AGAIN),
    (40, Nudge.READY_AGAIN),
    *((60, Nudge.TONE),) * 8,
    (60, Nudge.SAVE_AND_END),
)
ON_HOLD: Vigil = ((60, Nudge.ON_HOLD), (540, Nudge.SAVE_AND_END))
FOR_ANSWER: Vigil = ((8, Nudge.ASK_AGAIN), (8, Nudge.GIVE_UP))
FOR_ANSWER_BEFORE: Vigil = ((8, Nudge.ASK_AGAIN), (12, Nudge.ASK_AGAIN), (12, Nudge.GIVE_UP))
"""In the talk before a session: nothing is started without an answer, so it waits a little longer for one."""
FOR_ANSWER_HURT: Vigil = ((15, Nudge.ASK_AGAIN), (15, Nudge.GIVE_UP))
ANOTHER = "another session"
"""The question whether another session may follow."""
GAP = 0.6
"""Seconds of silence between two lines of instruction."""
MOVING_GAP = 3.0
"""Seconds to do what one line of a way out said, before the next."""
SLOWEST, BRISKEST, NOTCH = 0.64, 1.44, 1.2
"""The beat: two notches of 20 % either way."""
QUIETEST, LOUDEST, GAIN_NOTCH = 0.25, 2.0, 1.41
REMINDER_EVERY = 120.0
"""One reminder every two to three minutes (content section 5.0)."""
ONCE = 1.5
"""The same command within this many seconds counts once; tier 1 always counts."""
LONG_HALT = 30.0
"""After a longer halt the set-up is said again before the pace."""
TO_CORRECT = 2.0
"""Seconds of silence after a number that was said back: the time for a "no"."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the agenda, and the silence after it; ``echoes`` is what was asked if it says an answer back."""

    text: str
    gap: float = GAP
    echoes: "Asking | None" = None


@dataclass(frozen=True, slots=True)
class Run:
    """What a session is made of; ``least`` takes the smaller counts, ``half`` half the dose; ``offered`` is the
    session that may follow; ``lengths`` are the seconds each rendered line takes."""

    card: Card
    steps: tuple[Step, ...]
    talk: Talk = Talk.FULL
    least: bool = False
    half: bool = False
    offered: str = ""
    lengths: Mapping[str, float] = field(default_factory=dict)

    def length(self, text: str) -> float:
        """Seconds that ``text`` takes to say."""
        return self.lengths[text] if text in self.lengths else lines.estimate(text)


@dataclass(frozen=True, slots=True)
class Halt:
    """Everything stands still since ``since``; ``kept`` are lines that must still be said before going on;
    ``offered``: the person took the word back and was asked whether to carry on."""

    kind: HaltKind
    event: int
    since: float
    kept: tuple[Part, ...] = ()
    kept_then: Then = Then.BEAT
    offered: bool = False


class Stage(Enum):
    """How far the help after pain has come."""

    OUT = "on the way out"
    ASKING = "asking"
    RESTING = "resting"
    OFFER = "offering to go on"


@dataclass(frozen=True, slots=True)
class Hurt:
    """After pain, ``since`` a moment: the way out is said, then questions are asked until the ``found`` decide;
    ``place`` is where the person was, and ``decided`` what the table said."""

    event: int
    found: Findings
    place: Place
    stage: Stage = Stage.OUT
    decided: Decision | None = None
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class Asking:
    """The question that is open, and the ``event`` (halt) that it belongs to; 0: none. ``lead`` is said before it;
    ``why`` is the reason that is told to who asks for it; ``screens``: it belongs to the talk before the session;
    ``missed``: how often what came was no answer to it."""

    question: Question
    event: int = 0
    lead: tuple[str, ...] = ()
    why: str = ""
    screens: bool = False
    missed: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """Where the session stands. ``agenda[0]`` is being said; ``turn`` grows with every `Speak`.

    ``interview`` is the talk before the session; ``emergency`` the number to call; ``barred`` the things that stay out
    for the rest of the run; ``gentle``: every step is done in its easier form; ``before`` is the soreness at the start;
    ``unsure``: a yes-or-no question of the card was not answered with yes; ``instead`` is the session to play after
    this one; ``eased`` is the pain after which the session went on.
    """

    run: Run
    switches: frozenset[str]
    phase: Phase = Phase.OPENING
    step: int = 0
    beat: int = 0
    beats: tuple[Beat, ...] = ()
    turn: int = 0
    due: float = 0.0
    agenda: tuple[Part, ...] = ()
    then: Then = Then.BEAT
    target: int = 0
    vigil: Vigil = ()
    saying: str | None = None
    easier: bool = False
    tempo: float = 1.0
    gain: float = 1.0
    interview: Interview | None = None
    emergency: str = ""
    barred: frozenset[str] = frozenset()
    gentle: bool = False
    unsure: bool = False
    before: int | None = None
    instead: str = ""
    halt: Halt | None = None
    hurt: Hurt | None = None
    eased: Hurt | None = None
    asking: Asking | None = None
    halts: int = 0
    ended_by: EndedBy = EndedBy.COMPLETE
    beat_began: float = 0.0
    step_began: float = 0.0
    reminded: float = 0.0
    reminders: int = 0
    last_word: Word | None = None
    last_heard: float = -60.0
    unwritten: bool = False
    missed: float = -60.0
    misses: int = 0


Moved: TypeAlias = tuple[State, tuple[Action, ...]]


def current_step(state: State) -> Step:
    """The step that the person is in."""
    return state.run.steps[min(state.step, len(state.run.steps) - 1)]


def current_beat(state: State) -> Beat | None:
    """The beat that the person is in, None at a step's end."""
    return state.beats[state.beat] if state.beat < len(state.beats) else None


def dose(state: State) -> Dose:
    """How the current step is flattened now."""
    return Dose(state.switches, state.run.talk, state.run.least, state.easier, state.run.half)


def anchor(state: State) -> int:
    """The beat to start again from: the begin of the repetition, the hold or the line."""
    beat = current_beat(state)
    return beat.anchor if isinstance(beat, Paced) else state.beat


def seconds_of(beat: Beat, run: Run, tempo: float) -> float:
    """How long ``beat`` takes: only movements and rests follow the tempo, a hold is a dose."""
    match beat:
        case Paced():
            return beat.seconds if beat.motion is Motion.HOLD else beat.seconds / tempo
        case Tell():
            return run.length(beat.text) + GAP
        case Pose():
            return run.length(beat.question.text) + 3.0
        case Await():
            return 3.0
        case Consult():
            return 0.0


def groups(beats: tuple[Beat, ...]) -> tuple[int, ...]:
    """The beats where a repetition begins."""
    return tuple(sorted({b.anchor for b in beats if isinstance(b, Paced) and b.rep}))


def reps_done(state: State) -> int:
    """How many repetitions of the current step are wholly behind."""
    beat = current_beat(state)
    running = beat.anchor if isinstance(beat, Paced) and beat.rep else -1
    return sum(1 for start in groups(state.beats) if start < state.beat and start != running)


def speak(state: State, text: str | None, until: float) -> Moved:
    """Say ``text`` in a new turn; nothing is claimed to be written that is not."""
    if state.unwritten and text in lines.WROTE:
        text = lines.NOT_WRITTEN[lines.WROTE.index(text)]
    state = replace(state, turn=state.turn + 1, saying=text)
    return state, (Speak(state.turn, text, until),)


def echoed(state: State) -> Asking | None:
    """What was asked, while its answer is said back and the time for a "no" is not over."""
    return state.agenda[0].echoes if state.agenda else None


def say(state: State, at: float, parts: tuple[Part, ...], then: Then) -> Moved:
    """Say ``parts`` one after the other from ``at``, and then go on with ``then``."""
    state = replace(state, agenda=parts, then=then)
    if not parts:
        return speak(state, None, at)
    return speak_part(state, at)


def speak_part(state: State, at: float) -> Moved:
    """Say the first part of the agenda; the last one before the next beat keeps silent until that is due."""
    part = state.agenda[0]
    if "{emergency}" in part.text:
        part = replace(part, text=lines.call(part.text, state.emergency))
    until = at + state.run.length(part.text) + part.gap
    if len(state.agenda) == 1 and state.then is Then.ON:
        until = max(at + state.run.length(part.text), state.due)
    return speak(state, part.text, until)


def set_up_again(state: State) -> tuple[Part, ...]:
    """The long form of the current step's instruction."""
    full = Dose(state.switches, Talk.FULL, state.run.least, half=state.run.half)
    beat = current_beat(state)
    side = beat.side if beat is not None else ""
    says = [b for b in beats_of(current_step(state), full) if isinstance(b, Tell) and b.side in ("", side)]
    return tuple(Part(b.text) for b in says)
