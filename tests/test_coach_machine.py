"""Whole sessions with any words at any time: what must hold however it goes."""

from coaching import Player, session
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from voicecoach.core.beats import Talk
from voicecoach.core.facts import Decided, EndedBy, Halted, HaltKind, Resumed, SessionEnded
from voicecoach.core.messages import Action, Broke, Event, Finish, Finished, Heard, Hush, Mended, Note, Speak
from voicecoach.core.repertoire import every_line
from voicecoach.core.state import Phase
from voicecoach.core.words import ALWAYS_HEARD, PHRASES, Word, understand

MOVING = (Phase.PACING, Phase.RESTING, Phase.SETUP)
ANY_WORDS = st.sampled_from(
    [phrase for phrases in PHRASES.values() for phrase in phrases]
    + [
        "yes",
        "no",
        "not sure",
        "seven",
        "ten",
        "left neck",
        "bent",
        "no roller",
        "no pain",
        "don't stop",
        "hm",
    ]
)
PLAIN_WORDS = ANY_WORDS.filter(lambda said: understand(said) not in ALWAYS_HEARD)
KNOWN = frozenset(every_line(session(first_time=True).run))


class Session(RuleBasedStateMachine):
    """A person who says anything at any time, on a clock that runs on by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.player = Player(session(Talk.FULL, first_time=True))
        self.was = self.player.state
        self.actions: tuple[Action, ...] = ()

    def give(self, event: Event) -> None:
        self.was = self.player.state
        self.actions = self.player.give(event)

    def wait(self, share: float) -> float:
        at, _ = self.player.due or (self.player.now, 0)
        return self.player.now + share * max(0.0, at - self.player.now)

    @rule()
    def time_runs_on(self) -> None:
        if self.player.state.phase is not Phase.OVER:
            at, turn = self.player.due or (self.player.now, 0)
            self.give(Finished(at, turn))

    @rule(times=st.integers(2, 30))
    def much_time_runs_on(self, times: int) -> None:
        for _ in range(times):
            self.time_runs_on()

    @rule(share=st.floats(0, 1), word=st.sampled_from(sorted(ALWAYS_HEARD, key=list(Word).index)))
    def an_alarm_is_heard(self, share: float, word: Word) -> None:
        self.give(Heard(self.wait(share), PHRASES[word][0]))
        if self.was.phase is Phase.OVER:
            assert self.actions == ()
            return
        if self.was.asking is not None and word in (Word.STOP, Word.PAIN):
            return  # the ear check takes "stop", the questions after pain take "pain" for an answer
        assert isinstance(self.actions[0], Hush)
        assert self.player.state.phase in (Phase.HALTED, Phase.OVER)
        if word is not Word.STOP:
            kinds = [type(action) for action in self.actions]
            assert kinds.index(Note) < kinds.index(Speak)

    @rule(share=st.floats(0, 1), said=ANY_WORDS)
    def anything_is_said(self, share: float, said: str) -> None:
        self.give(Heard(self.wait(share), said))

    @rule(share=st.floats(0, 1))
    def the_ear_breaks(self, share: float) -> None:
        self.give(Broke(self.wait(share), "no microphone"))
        assert self.player.state.phase in (Phase.HALTED, Phase.ASKING, Phase.OVER)

    @rule(share=st.floats(0, 1))
    def the_ear_is_back(self, share: float) -> None:
        self.give(Mended(self.wait(share)))

    @invariant()
    def only_go_on_or_yes_leads_from_a_halt_to_moving(self) -> None:
        if self.was.phase is Phase.HALTED and self.player.state.phase in MOVING:
            notes = [action.fact for action in self.actions if isinstance(action, Note)]
            assert any(isinstance(fact, Resumed) for fact in notes), "moved on without a spoken go on"

    @invariant()
    def every_line_was_rendered_ahead(self) -> None:
        assert set(self.player.lines) <= KNOWN

    @invariant()
    def turns_grow(self) -> None:
        turns = [action.turn for _, action in self.player.log if isinstance(action, Speak)]
        assert turns == sorted(set(turns))

    @invariant()
    def the_coach_always_has_something_to_wait_for(self) -> None:
        if self.player.state.phase is not Phase.OVER:
            assert self.player.due is not None
            assert self.player.due[1] == self.player.state.turn
            assert self.player.due[0] - self.player.now <= 600

    @invariant()
    def an_ended_session_is_written_down_once_and_stays_so(self) -> None:
        ends = [fact for fact in self.player.facts if isinstance(fact, SessionEnded)]
        assert len(ends) == (self.player.state.phase is Phase.OVER)
        if ends:
            assert isinstance(self.player.log[-1][1], Finish)

    @invariant()
    def every_pain_is_in_the_diary_with_its_answers_or_without(self) -> None:
        facts = self.player.facts
        hurts = [f for f in facts if isinstance(f, Halted) and f.kind in (HaltKind.PAIN, HaltKind.RED_FLAG)]
        events = [fact.event for fact in facts if isinstance(fact, Halted)]
        assert events == list(range(1, len(events) + 1))
        if hurts and isinstance(facts[-1], SessionEnded):
            gone_on = {fact.event for fact in facts if isinstance(fact, Resumed)}
            decided = {fact.event for fact in facts if isinstance(fact, Decided)}
            assert hurts[-1].event in gone_on | decided or facts[-1].by is not EndedBy.COMPLETE


Session.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestSession = Session.TestCase
