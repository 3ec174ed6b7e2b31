"""Learning a voice with real sound: the loop of `core.enrolment` with microphone, loudspeaker and file."""

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Protocol, TypeAlias, assert_never

from voicecoach.core.enrolment import State, advance
from voicecoach.core.enrolment_messages import (
    WORDS,
    Action,
    Collect,
    Done,
    Event,
    Keep,
    Learn,
    Learned,
    NotKept,
    Outcome,
    Result,
    Sort,
    Take,
    Took,
)
from voicecoach.core.messages import Began, Broke, Chime, Earcon, Finished, Hush, Mended, Speak
from voicecoach.core.pcm import RATE, SAMPLE_BYTES
from voicecoach.ear.kept import Enrolment
from voicecoach.ear.learner import Named
from voicecoach.ear.takes import OF_MOVING, OF_SILENCE, Cut, StretchCutter, WordCutter
from voicecoach.errors import CoachError
from voicecoach.shells.inbox import LiveQueue

Inbox: TypeAlias = LiveQueue[Event]
Learnt: TypeAlias = tuple[Enrolment, dict[str, float], float]


class Learner(Protocol):
    """What measures takes and learns from them."""

    def alike(self, word: str, cut: Cut, before: tuple[Cut, ...]) -> float:
        """How much ``cut`` is like ``word``, from 0 to 1."""

    def learn(self, takes: tuple[Named, ...], stretches: tuple[Cut, ...], when: str) -> Learnt:
        """The numbers to keep, the share of takes that each word is heard in, and how late; takes seconds."""


class Mouth(Protocol):
    """What the coach sounds with."""

    def speak(self, text: str, at: float) -> None:
        """Say a line that was rendered before."""

    def chime(self, earcon: Earcon) -> None:
        """Sound an earcon."""

    def hush(self) -> None:
        """Be silent at once."""


class Takes:
    """The microphone's side: cuts takes out of its blocks while one is asked for, and holds them until the end."""

    def __init__(
        self, inbox: Inbox, learner: Learner, executor: Executor, tell: Callable[[str], None]
    ) -> None:
        self._inbox = inbox
        self._executor = executor
        self._learner = learner
        self._tell = tell
        self._open: tuple[Sort, WordCutter | StretchCutter] | None = None
        self._held: dict[int, tuple[Sort, Cut]] = {}
        self._noise_db: float | None = None
        self._lags: deque[float] = deque(maxlen=200)
        self._lost = 0
        self.fault: BaseException | None = None

    def collect(self, sort: Sort | None) -> None:
        """Begin a take of ``sort`` with the next block; None: stop."""
        match sort:
            case None:
                self._open = None
            case Sort.SILENCE:
                self._open = (sort, StretchCutter(OF_SILENCE))
            case Sort.MOVING:
                self._open = (sort, StretchCutter(OF_MOVING))
            case _:
                self._open = (sort, WordCutter(self._noise_db))

    def block(self, near: bytes, far: bytes, at: float) -> None:
        """A block from the card."""
        self._lags.append(self._inbox.now() - at - len(near) / SAMPLE_BYTES / RATE)
        asked = self._open
        if asked is None:
            return
        sort, cutter = asked
        cut = cutter.feed(near)
        if cut is not None and self._open is asked:
            self._open = None
            # Not here: measuring takes a tenth of a second, and the card must not wait so long.
            self._executor.submit(self._measure, sort, cut).add_done_callback(self._measured)

    def lost(self, what: str) -> None:
        """A device is gone."""
        self._lost += 1
        self._tell(what)
        self._inbox.post(Broke(self._inbox.now(), what))

    def back(self, what: str) -> None:
        """A device is back."""
        self._lost -= 1
        self._tell(what)
        if self._lost <= 0:
            self._inbox.post(Mended(self._inbox.now()))

    @property
    def lag(self) -> float:
        """Seconds that a block is late, as it usually is."""
        return max(0.0, sorted(self._lags)[len(self._lags) // 2]) if self._lags else 0.0

    def held(self, takes: tuple[tuple[Sort, int], ...]) -> tuple[tuple[Named, ...], tuple[Cut, ...]]:
        """The sound of these takes: words, and stretches without any."""
        words = tuple(
            Named(sort.value, number, self._held[number][1]) for sort, number in takes if sort in WORDS
        )
        return words, tuple(self._held[number][1] for sort, number in takes if sort not in WORDS)

    def _measured(self, measuring: "Future[Take]") -> None:
        self.fault = self.fault or measuring.exception()
        if self.fault is not None:
            self._inbox.post(NotKept(self._inbox.now(), str(self.fault)))
            return
        self._inbox.post(Took(self._inbox.now(), measuring.result()))

    def _measure(self, sort: Sort, cut: Cut) -> Take:
        number = len(self._held) + 1
        alike = 0.0
        if sort in WORDS:
            before = tuple(other for kind, other in self._held.values() if kind is sort)
            alike = self._learner.alike(sort.value, cut, before)
        elif sort is Sort.SILENCE:
            self._noise_db = cut.noise_db
        self._held[number] = (sort, cut)
        return Take(number, cut.seconds, cut.level_db, cut.noise_db, cut.clipped, alike)


class Teaching:
    """One enrolment from its first line to its last."""

    def __init__(
        self,
        inbox: Inbox,
        mouth: Mouth,
        takes: Takes,
        learner: Learner,
        executor: Executor,
        keep: Callable[[Enrolment], None],
        show: Callable[[str], None],
    ) -> None:
        self._inbox = inbox
        self._mouth = mouth
        self._takes = takes
        self._learner = learner
        self._executor = executor
        self._keep = keep
        self._show = show
        self._learnt: Enrolment | None = None
        self._when = ""
        self.fault: BaseException | None = None

    def play(self, lengths: Mapping[str, float], when: str, begin_at: float) -> Outcome:
        """Ask, listen, learn, keep; returns how it ended."""
        self._when = when
        outcome: Outcome | None = None
        state = State(lengths)
        self._inbox.post(Began(begin_at))
        while outcome is None:
            event = self._inbox.take()
            state, actions = advance(state, event)
            for action in actions:
                outcome = self._perform(action, event.at, state) or outcome
        return outcome

    def _perform(self, action: Action, at: float, state: State) -> Outcome | None:
        match action:
            case Speak(turn, text, until):
                if text is not None:
                    self._show(text)
                    self._mouth.speak(text, at)
                self._inbox.post(Finished(until, turn))
            case Chime(earcon):
                self._mouth.chime(earcon)
            case Hush():
                self._mouth.hush()
            case Collect(sort):
                self._takes.collect(sort)
            case Learn(takes):
                learning = self._executor.submit(self._learner.learn, *self._takes.held(takes), self._when)
                learning.add_done_callback(self._learning_ended)
            case Keep():
                self._write()
            case Done(outcome):
                return outcome
            case _:
                assert_never(action)
        return None

    def _learning_ended(self, learning: "Future[Learnt]") -> None:
        """In the learner's thread; a bug there ends the enrolment and is raised by whoever looks at ``fault``."""
        self.fault = learning.exception()
        if self.fault is not None:
            self._inbox.post(NotKept(self._inbox.now(), str(self.fault)))
            return
        made, shares, late = learning.result()
        delay = late + self._takes.lag
        results = tuple(Result(word, shares[word.value]) for word in WORDS if word.value in shares)
        self._learnt = replace(made, delay=delay, heard=tuple((r.word.value, r.heard) for r in results))
        self._inbox.post(Learned(self._inbox.now(), results, delay))

    def _write(self) -> None:
        assert self._learnt is not None, "kept before it was learnt"
        try:
            self._keep(self._learnt)
        except CoachError as failed:
            self.fault = failed
            self._inbox.post(NotKept(self._inbox.now(), str(failed)))
