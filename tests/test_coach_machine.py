"""Whole sessions with any words at any time: what must hold however it goes."""

from dataclasses import replace

from coaching import CARD, Player
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from voicecoach.core import interview_lines, lines
from voicecoach.core.after_pain import AFTER_REST, TISSUE
from voicecoach.core.asked import NUMBER
from voicecoach.core.beats import Talk
from voicecoach.core.card import Answers, Body, Effect, Screening, usual_switches
from voicecoach.core.facts import Decided, EndedBy, Halted, HaltKind, Permitted, Resumed, SessionEnded
from voicecoach.core.messages import Action, Broke, Event, Finish, Finished, Heard, Hush, Mended, Note, Speak
from voicecoach.core.past import Given, History, Past
from voicecoach.core.repertoire import every_line
from voicecoach.core.screening import ROWS, Kind
from voicecoach.core.session import begin, prepare
from voicecoach.core.state import Phase, Stage
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
        "dull",
        "sharp",
        "muscle",
        "two",
        "doctor",
        "this week",
        "back",
        "why",
        "bent",
        "no roller",
        "no pain",
        "don't stop",
        "hm",
    ]
)
PLAIN_WORDS = ANY_WORDS.filter(lambda said: understand(said) not in ALWAYS_HEARD)
SCREENED = replace(
    CARD,
    ask_first=(
        Screening("low-back soreness", effect=Effect.WITHOUT, value="roller"),
        Screening("arm symptoms"),
        Screening("knees", "Are your knees sore today?", Effect.WITHOUT, "ball"),
    ),
)
MOST_ASKED = 20
"""Each question after pain twice or three times, and those in their place."""
TODAY = 739_000
WELL = Given("no", 0, TODAY - 2)
HISTORIES = {
    "the first time": History(TODAY),
    "all was well": History(TODAY, given={row.id: WELL if row.kind is Kind.FLAG else Given("yes", 0, TODAY - 2)
                                          for row in ROWS} | {NUMBER: Given("112", 0, TODAY - 2)}),
    "locked": History(TODAY, (Past("small", TODAY - 3, EndedBy.RED_FLAG),)),
}  # fmt: skip


class Session(RuleBasedStateMachine):
    """A person who says anything at any time, on a clock that runs on by itself; with or without the talk before."""

    @initialize(before=st.sampled_from([None, *HISTORIES]), ahead=st.integers(0, 90), sore_back=st.booleans())
    def begins(self, before: str | None, ahead: int, sore_back: bool) -> None:
        card = CARD if before is None else SCREENED
        history = None if before is None else HISTORIES[before]
        switches = usual_switches(card)
        state = begin(prepare(card, switches, Talk.FULL, True), switches, history)
        self.known = frozenset(every_line(state.run, state.interview, state.emergency))
        self.asks = history is not None
        self.player = Player(state)
        self.was = self.player.state
        self.actions: tuple[Action, ...] = ()
        self.a_willing_person_goes_on_for_a_while(ahead, sore_back)

    def give(self, event: Event) -> None:
        self.was = self.player.state
        self.actions = self.player.give(event)
        self.only_go_on_or_yes_leads_from_a_halt_to_moving()
        self.nothing_begins_before_it_is_permitted_and_a_refusal_stays_one()
        self.no_step_is_reached_that_was_switched_off()
        self.the_way_out_fits_where_the_person_is()

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

    @rule(times=st.integers(40, 120), sore_back=st.booleans())
    def a_willing_person_goes_on_for_a_while(self, times: int, sore_back: bool) -> None:
        for _ in range(times):
            state = self.player.state
            if state.phase is Phase.OVER or state.halt is not None:
                return
            if state.saying is None and state.asking is not None:
                question = state.asking.question
                needs = question.text == interview_lines.ALL_OF_THESE or question.name == "P7"
                well = "no" if state.asking.screens and not needs and question.name != NUMBER else "yes"
                answers = {Answers.EAR: "stop", Answers.SCORE: "three", Answers.YES_NO: well}
                said = "yes" if sore_back and question.name == "R6" else answers.get(question.answers, "bent")
                self.give(Heard(self.player.now + 1.0, said))
            elif state.saying is None and state.phase is Phase.WAITING:
                self.give(Heard(self.player.now + 1.0, "ready"))
            else:
                self.time_runs_on()

    @rule(
        sore=st.sampled_from(["three", "five", "seven"]),
        goes_on=st.sampled_from(["continue", "finish", "ow"]),
    )
    def pain_comes_and_its_questions_are_answered(self, sore: str, goes_on: str) -> None:
        self.give(Heard(self.player.now, "ow"))
        for _ in range(60):
            state = self.player.state
            if state.phase is Phase.OVER or state.hurt is None:
                return
            if state.saying is None and state.asking is not None:
                usual = {
                    Answers.YES_NO: "no",
                    Answers.SCORE: sore,
                    Answers.PLACE: "neck",
                    Answers.CHOICE: "dull",
                }
                again = state.asking.question.name == AFTER_REST.name
                tissue = state.asking.question.name == TISSUE.name
                said = "two" if again else "muscle" if tissue else usual[state.asking.question.answers]
                self.give(Heard(self.player.now + 1.0, said))
            elif state.saying is None and state.hurt.stage is Stage.OFFER and not state.agenda:
                self.give(Heard(self.player.now + 1.0, goes_on))
                return
            else:
                self.time_runs_on()

    @rule()
    def pain_comes_and_no_answer_is_understood(self) -> None:
        if self.player.state.phase is not Phase.OVER:
            self.give(Heard(self.player.now, "ow"))
        asked = 0
        while self.player.state.phase is not Phase.OVER:
            open_now = self.player.state.saying is None and self.player.state.asking is not None
            asked += open_now
            assert asked <= MOST_ASKED, "asked without end"
            self.give(Heard(self.player.now + 1.0, "hm")) if open_now else self.time_runs_on()

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

    def only_go_on_or_yes_leads_from_a_halt_to_moving(self) -> None:
        if self.was.phase is Phase.HALTED and self.player.state.phase in MOVING:
            notes = [action.fact for action in self.actions if isinstance(action, Note)]
            assert any(isinstance(fact, Resumed) for fact in notes), "moved on without a spoken go on"

    @invariant()
    def every_line_was_rendered_ahead(self) -> None:
        assert set(self.player.lines) <= self.known

    def nothing_begins_before_it_is_permitted_and_a_refusal_stays_one(self) -> None:
        permits = [fact for fact in self.player.facts if isinstance(fact, Permitted)]
        if self.asks and self.player.state.step > 0:
            assert permits
        if any(not permit.allowed for permit in permits):
            assert self.player.state.step == 0
            ends = [fact.by for fact in self.player.facts if isinstance(fact, SessionEnded)]
            assert not set(ends) & {EndedBy.COMPLETE, EndedBy.FINISH}

    def no_step_is_reached_that_was_switched_off(self) -> None:
        state = self.player.state
        if state.step == 0 or state.phase is Phase.OVER:
            return
        permits = [fact for fact in self.player.facts if isinstance(fact, Permitted)]
        out = {option for permit in permits for option in permit.without}
        step = state.run.steps[state.step]
        assert not {term.switch for term in step.when.terms if term.on} & out
        assert not ({*step.place.things, *step.after.things} - {"roller"}) & (out | state.barred)

    def the_way_out_fits_where_the_person_is(self) -> None:
        halts = [a.fact for a in self.actions if isinstance(a, Note) and isinstance(a.fact, Halted)]
        if not halts or halts[0].kind not in (HaltKind.PAIN, HaltKind.RED_FLAG) or self.was.hurt is not None:
            return
        place = halts[0].where.place
        said = {part.text for part in self.player.state.agenda} - set(lines.HURT)
        ball, roller = "Slide the ball away." in said, "Let your hips slide down." in said
        if place.body is Body.SITTING:
            assert said == {"Let your head come to the middle."}
        else:
            assert (ball, roller) == (bool(place.things), "roller" in place.things)

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


Session.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
TestSession = Session.TestCase
