"""The coach's rules, one by one: what each word does in each phase, and what silence leads to."""

from dataclasses import replace

import pytest
from coaching import CARD, ON_BALL, ON_BOTH, SITTING, Player, kinds, said, session

from voicecoach.core import lines
from voicecoach.core.beats import Paced, Talk
from voicecoach.core.card import Answers
from voicecoach.core.coach import advance
from voicecoach.core.facts import (
    Answered,
    Changed,
    Decided,
    EndedBy,
    Halted,
    HaltKind,
    Resumed,
    SessionBegan,
    SessionEnded,
    StepEnd,
    StepEnded,
    Where,
)
from voicecoach.core.messages import (
    Broke,
    Chime,
    Earcon,
    Finish,
    Finished,
    Heard,
    Hush,
    Listen,
    Mended,
    Note,
    Speak,
    Volume,
)
from voicecoach.core.repertoire import every_line
from voicecoach.core.session import length
from voicecoach.core.state import Phase
from voicecoach.core.words import CORRECTION

IN_EVERY_PHASE = {
    Phase.OPENING: lambda: Player().until(lambda s: s.phase is Phase.OPENING),
    Phase.SETUP: lambda: Player().at("Sit"),
    Phase.WAITING: lambda: Player().until(lambda s: s.phase is Phase.WAITING),
    Phase.PACING: lambda: Player().at("Repetitions", "hold", 2),
    Phase.RESTING: lambda: Player().at("Leave the ball", "rest"),
    Phase.ASKING: lambda: Player().until(lambda s: s.phase is Phase.ASKING),
    Phase.HALTED: lambda: halted(),
}


def halted() -> Player:
    player = Player().at("Repetitions", "hold", 2)
    player.say("pause")
    return player


def over(state: object) -> bool:
    return getattr(state, "phase", None) is Phase.OVER


@pytest.mark.parametrize("phase", list(IN_EVERY_PHASE), ids=lambda phase: phase.value)
def test_pain_is_silence_then_the_diary_then_words_in_every_phase(phase: Phase) -> None:
    player = IN_EVERY_PHASE[phase]()
    assert player.state.phase is phase
    actions = player.say("ow, pain")
    assert kinds(actions) == [Hush, Listen, Note, Speak]
    assert said(actions) == [lines.HURT[0]]


@pytest.mark.parametrize("phase", [p for p in IN_EVERY_PHASE if p is not Phase.HALTED], ids=lambda p: p.value)
def test_stop_is_silence_at_once_in_every_phase(phase: Phase) -> None:
    player = IN_EVERY_PHASE[phase]()
    if phase is Phase.ASKING:  # the ear check asks for that very word
        player.until(lambda s: s.asking is not None and s.asking.question.answers is Answers.SCORE)
    actions = player.say("stop now")
    assert kinds(actions) == [Hush, Listen, Note, Speak]
    assert said(actions) == [lines.STOPPED]
    assert player.state.phase is Phase.HALTED


def test_the_ear_check_tells_that_it_heard() -> None:
    player = Player().until(lambda s: s.asking is not None and s.saying is None)
    assert said(player.say("stop")) == [lines.EAR_GOOD]


def test_the_ear_check_tells_that_it_heard_nothing() -> None:
    player = Player().until(lambda s: s.asking is not None and s.saying is None)
    player.on()
    player.on()
    assert said(player.on()) == [lines.EAR_BAD]
    assert player.facts[-1] == Answered(player.now, 0, "ear check", None, "")


def test_after_stop_only_go_on_resumes_at_the_begin_of_the_repetition() -> None:
    player = Player().at("Repetitions", "hold", 2)
    player.say("stop")
    for word in ("next", "again", "slower", "hello"):
        assert said(player.say(word)) == [lines.ON_HOLD]
    actions = player.say("go on")
    assert said(actions) == ["Two."]
    assert isinstance(player.facts[-1], Resumed)
    beat = player.state.beats[player.state.beat]
    assert isinstance(beat, Paced)
    assert (beat.name, beat.rep) == ("chin in", 2)


def test_a_halt_of_more_than_half_a_minute_says_the_set_up_again() -> None:
    player = Player().at("Turn", "hold")
    player.say("pause")
    player.now += 31.0
    assert said(player.say("carry on")) == ["Turn a little to the right."]
    player.until(lambda s: s.phase is Phase.PACING)
    beat = player.state.beats[player.state.beat]
    assert isinstance(beat, Paced)
    assert beat.anchor == player.state.beat


def test_silence_after_stop_is_told_once_what_to_say_and_saved_after_ten_minutes() -> None:
    player = Player().at("Repetitions", "hold", 2)
    player.say("stop")
    began = player.now
    player.until(over)
    assert player.lines[-3:] == [lines.ON_HOLD, lines.ON_HOLD, lines.SAVED_AND_ENDED]
    assert 600 <= player.now - began < 615
    assert player.facts[-1] == SessionEnded(player.now, EndedBy.NO_RESPONSE)


def test_silence_while_waiting_is_asked_twice_then_toned_each_minute_then_saved() -> None:
    player = Player().until(lambda s: s.phase is Phase.WAITING and s.saying is None)
    began, mark = player.now, len(player.log)
    while not over(player.state):
        player.on()
    log = [action for _, action in player.log[mark:]]
    assert [a.text for a in log if isinstance(a, Speak) and a.text] == [
        lines.READY_AGAIN,
        lines.READY_AGAIN,
        lines.SAVED_AND_ENDED,
    ]
    assert log.count(Chime(Earcon.HEARD)) == 8
    assert 600 <= player.now - began < 615


URGENT = [lines.call(text, "") for text in lines.EMERGENCY_END]
NOBODY = [lines.call(text, "") for text in lines.NO_ANSWER_END]
BAD = ("no", "no", "no", "sharp", "left neck", "seven", "muscle")
"""Answers after pain that end the session: sharp, and strong."""


def answering(player: Player, *answers: str) -> Player:
    """Time runs on, and the questions after pain are answered so, until there are no more of these answers."""
    for text in answers:
        player.until(lambda s: s.asking is not None and s.saying is None and not s.agenda)
        player.say(text)
    return player


def test_pain_leads_out_of_the_position_asks_the_danger_questions_first_and_ends() -> None:
    player = Player().at("Turn", "hold")
    mark = len(player.lines)
    heard_at = player.now
    player.say("pain")
    answering(player, *BAD)
    while not over(player.state):
        player.on()
    assert player.lines[mark:] == [
        *lines.HURT,
        "Slide the ball away.",
        "Let your hips slide down.",
        lines.SIGNS,
        lines.BREATH,
        lines.FEELING,
        lines.QUALITY,
        lines.WHERE,
        lines.HOW_STRONG,
        "Seven.",
        lines.TISSUE,
        *lines.REST_END,
    ]
    halted_fact = Halted(
        heard_at, 1, HaltKind.PAIN, "pain", "pain", None, Where("Turn", 0, 0, "hold", "right", 3.01, ON_BOTH)
    )
    kept = [fact for fact in player.facts if isinstance(fact, Halted | SessionEnded)]
    assert kept == [halted_fact, SessionEnded(player.now, EndedBy.PAIN)]
    assert [(f.question, f.value, f.event) for f in player.facts if isinstance(f, Answered) and f.event] == [
        ("signs", "no", 1),
        ("chest or breath", "no", 1),
        ("feeling or strength", "no", 1),
        ("quality", "sharp", 1),
        ("where", "left neck", 1),
        ("how strong", 7, 1),
        ("muscle or joint", "muscle", 1),
    ]
    (decided,) = [fact for fact in player.facts if isinstance(fact, Decided)]
    assert (decided.row, decided.action, decided.may_resume, decided.locks) == (3, "rest", False, "none")


def test_pain_without_an_answer_is_asked_twice_and_ends_by_itself() -> None:
    player = Player().at("Repetitions", "hold", 1)
    player.say("it hurts")
    player.until(lambda s: s.asking is not None and s.saying is None)
    asked = player.now
    while not over(player.state):
        player.on()
    assert player.lines[-4:] == [lines.SIGNS, lines.SIGNS, *NOBODY]
    assert [(f.question, f.value) for f in player.facts if isinstance(f, Answered) and f.event] == [
        (name, None)
        for name in (
            "signs", "chest or breath", "feeling or strength", "quality", "where", "how strong", "muscle or joint"
        )
    ]  # fmt: skip
    assert player.facts[-1] == SessionEnded(player.now, EndedBy.NO_RESPONSE)
    assert 30 <= player.now - asked < 42


@pytest.mark.parametrize("understood", [(), ("no", "no", "no")], ids=["nothing", "the danger questions"])
def test_the_questions_after_pain_come_to_an_end_for_who_is_not_understood(
    understood: tuple[str, ...],
) -> None:
    player = Player().at("Repetitions", "hold", 1)
    player.say("pain")
    answering(player, *understood)
    asked: list[str] = []
    while not over(player.state):
        if player.state.asking is not None and player.state.saying is None and not player.state.agenda:
            asked.append(player.state.asking.question.text)
            player.say("blah")
        else:
            player.on()
    signs = (lines.SIGNS,) * 3
    plainer = (*(lines.QUALITY,) * 2, *(lines.SPREADS,) * 2, *(lines.WHERE,) * 2, *(lines.OVER_SPINE,) * 2,
               *(lines.HOW_STRONG,) * 3, *(lines.TISSUE,) * 2, *(lines.IS_MUSCLE,) * 2)  # fmt: skip
    assert tuple(asked) == (plainer if understood else signs)
    assert player.lines[-3:] == ([*lines.REST_END] if understood else [lines.SIGNS, *NOBODY])


MILD = ("no", "no", "no", "dull", "left neck", "three", "muscle")
FIRM = ("no", "no", "no", "dull", "left neck", "five", "muscle")


def test_mild_soreness_rests_a_minute_and_goes_on_gently_at_the_following_step_only_when_told() -> None:
    player = Player().at("Repetitions", "hold", 2)
    player.say("ow")
    answering(player, *MILD)
    player.until(lambda s: s.saying == lines.EASE)
    began = player.now
    player.until(lambda s: s.saying == lines.GENTLER)
    assert round(player.now - began, 2) == 60.0
    player.until(lambda s: s.saying is None)
    mark = len(player.lines)
    player.say("continue")
    player.until(lambda s: s.phase is Phase.WAITING)
    assert player.lines[mark : mark + 1] == ["Lie back on the ball."]
    ends = [(fact.step, fact.how) for fact in player.facts if isinstance(fact, StepEnded)]
    assert ends[-1] == ("Repetitions", StepEnd.LEFT)
    assert [fact.event for fact in player.facts if isinstance(fact, Resumed)] == [1]


def test_after_pain_on_the_ball_the_ball_stays_out_and_what_needs_it_is_not_done() -> None:
    player = Player().at("Turn", "hold")
    player.say("ow")
    answering(player, *MILD)
    player.until(lambda s: s.saying == lines.GENTLER).until(lambda s: s.saying is None)
    player.say("go on")
    player.until(over)
    assert not {"Search slowly.", "Lift your head. Slide the ball out."} & set(player.lines[-8:])
    assert [fact.value for fact in player.facts if isinstance(fact, Changed)] == ["ball", "roller"]
    assert player.facts[-1] == SessionEnded(player.now, EndedBy.COMPLETE)


def test_firmer_soreness_rests_two_minutes_and_goes_on_only_if_it_has_fallen() -> None:
    for number, goes_on in (("three", True), ("four", False)):
        player = Player().at("Repetitions", "hold", 2)
        player.say("ow")
        answering(player, *FIRM)
        player.until(lambda s: s.saying == lines.LEAVE)
        began = player.now
        player.until(lambda s: s.saying == lines.AFTER_REST)
        assert round(player.now - began, 2) == 120.0
        answering(player, number)
        player.until(lambda s: s.saying in (lines.GENTLER, lines.REST_END[0]))
        assert (player.state.saying == lines.GENTLER) is goes_on


def test_go_on_while_resting_after_pain_does_not_shorten_the_rest() -> None:
    player = Player().at("Repetitions", "hold", 2)
    player.say("ow")
    answering(player, *MILD)
    player.until(lambda s: s.saying == lines.EASE).until(lambda s: s.saying == lines.BREATHE)
    assert said(player.say("go on")) == [lines.REST_MORE]
    player.until(lambda s: s.saying == lines.GENTLER)
    assert not [fact for fact in player.facts if isinstance(fact, Resumed)]


def test_a_second_pain_in_the_same_run_ends_it_however_mild() -> None:
    player = Player().at("Repetitions", "hold", 2)
    player.say("ow")
    answering(player, *MILD)
    player.until(lambda s: s.saying == lines.GENTLER).until(lambda s: s.saying is None)
    player.say("continue")
    player.until(lambda s: s.phase is Phase.WAITING)
    player.say("ow")
    answering(player, *MILD)
    player.until(over)
    assert player.lines[-3:] == list(lines.REST_END)
    assert [fact.row for fact in player.facts if isinstance(fact, Decided)] == [9, 5]


def test_who_cannot_move_is_told_to_keep_still_and_not_led_out() -> None:
    player = Player().at("Turn", "hold")
    mark = len(player.lines)
    player.say("I can't move")
    player.until(over)
    still = [lines.call(text, "") for text in lines.KEEP_STILL]
    ending = [lines.call(text, "") for text in lines.EMERGENCY_STILL]
    assert player.lines[mark:] == [*lines.HURT, *still, *ending]
    assert lines.EMERGENCY_END[2] not in ending


def test_what_does_not_feel_right_is_left_out_and_no_lengthening_follows() -> None:
    player = Player().at("Repetitions", "hold", 2)
    player.say("that feels wrong")
    assert [f.value for f in player.facts if isinstance(f, Changed)] == ["Repetitions"]
    assert ("Repetitions", StepEnd.SKIPPED) in [
        (f.step, f.how) for f in player.facts if isinstance(f, StepEnded)
    ]


def test_a_symptom_that_the_question_itself_names_is_no_answer_of_the_person() -> None:
    player = Player().at("Repetitions", "hold", 2)
    player.say("ow")
    answering(player, "no", "no")
    player.until(lambda s: s.saying == lines.FEELING)
    assert player.give(Heard(player.now, "tingling", 0.9)) == ()
    assert player.state.saying == lines.FEELING


def test_the_way_out_without_the_roller_leaves_its_line_out() -> None:
    player = Player(session(switches=frozenset())).at("Turn", "hold")
    player.say("pain")
    player.until(lambda s: s.asking is not None)
    assert "Slide the ball away." in player.lines
    assert "Let your hips slide down." not in player.lines


def test_getting_onto_the_ball_already_counts_as_on_it() -> None:
    player = Player().at("Place the ball", "time")
    player.say("pain")
    player.until(lambda s: s.asking is not None)
    assert "Slide the ball away." in player.lines
    assert [f.where.place for f in player.facts if isinstance(f, Halted)] == [ON_BALL]


def test_dizziness_goes_straight_to_the_urgent_words() -> None:
    player = Player().at("Repetitions", "hold", 1)
    player.say("i feel dizzy")
    while not over(player.state):
        player.on()
    assert player.lines[-4:] == URGENT
    assert [f.kind for f in player.facts if isinstance(f, Halted)] == [HaltKind.RED_FLAG]
    assert player.facts[-1] == SessionEnded(player.now, EndedBy.RED_FLAG)


def test_a_red_flag_word_that_the_ear_is_sure_of_goes_straight_to_the_urgent_words() -> None:
    player = Player().at("Repetitions", "hold", 1)
    player.give(Heard(player.now, "dizzy", 0.85))
    while not over(player.state):
        player.on()
    assert player.lines[-4:] == URGENT


def test_a_red_flag_word_that_the_ear_is_not_sure_of_halts_all_the_same_and_the_questions_tell() -> None:
    player = Player().at("Repetitions", "hold", 1)
    assert player.give(Heard(player.now, "faint", 0.62))[0] == Hush()
    player.until(lambda s: s.asking is not None and s.saying is None)
    assert player.lines[-1] == lines.SIGNS
    player.say("yes")
    while not over(player.state):
        player.on()
    assert player.lines[-4:] == URGENT


def test_an_unsure_red_flag_word_takes_nothing_back_from_a_sure_one() -> None:
    player = Player().at("Repetitions", "hold", 1)
    player.give(Heard(player.now, "dizzy", 0.9))
    player.give(Heard(player.now + 1.0, "numb", 0.6))
    while not over(player.state):
        player.on()
    assert player.lines[-4:] == URGENT


def test_dizziness_in_the_questions_after_pain_takes_over() -> None:
    player = Player().at("Repetitions", "hold", 1)
    player.say("pain")
    player.until(lambda s: s.asking is not None and s.saying is None)
    player.say("dizzy")
    while not over(player.state):
        player.on()
    assert player.lines[-4:] == URGENT


def test_pain_again_on_the_way_out_is_noted_and_the_way_out_goes_on() -> None:
    player = Player().at("Turn", "hold")
    player.say("pain")
    player.until(lambda s: s.saying == "Slide the ball away.")
    player.say("ouch")
    assert [f.event for f in player.facts if isinstance(f, Halted)] == [1, 2]
    player.until(lambda s: s.asking is not None)
    assert player.lines[-4:] == [
        lines.HURT[0],
        "Slide the ball away.",
        "Let your hips slide down.",
        lines.SIGNS,
    ]


def test_stop_on_the_way_out_is_silence_and_go_on_says_the_rest_of_it() -> None:
    player = Player().at("Turn", "hold")
    player.say("pain")
    player.until(lambda s: s.saying == "Slide the ball away.")
    player.say("stop")
    assert player.state.phase is Phase.HALTED
    player.until(lambda s: s.saying is None)
    assert said(player.say("go on")) == ["Slide the ball away."]
    player.until(lambda s: s.asking is not None)
    assert player.lines[-1] == lines.SIGNS


def test_stop_in_the_questions_after_pain_never_leads_back_to_the_exercise() -> None:
    player = Player().at("Turn", "hold")
    player.say("pain")
    player.until(lambda s: s.asking is not None and s.saying is None)
    player.say("stop")
    player.until(lambda s: s.saying is None)
    player.say("go on")
    player.until(lambda s: s.asking is not None)
    assert player.lines[-1] == lines.SIGNS


def test_finish_after_pain_keeps_the_way_out_and_leaves_the_questions() -> None:
    player = Player().at("Turn", "hold")
    player.say("pain")
    player.until(lambda s: s.saying == lines.HURT[1])
    player.say("finish")
    while not over(player.state):
        player.on()
    assert player.lines[-5:] == ["Slide the ball away.", "Let your hips slide down.", *lines.REST_END]
    assert player.facts[-1] == SessionEnded(player.now, EndedBy.PAIN)


def test_no_pain_does_not_fire_and_after_a_halt_asks_whether_to_carry_on() -> None:
    player = Player().at("Repetitions", "hold", 1)
    before = player.state
    assert player.say("no pain") == ()
    assert player.state == before
    player.say("pain")
    assert said(player.say("no pain")) == [lines.CARRY_ON]
    player.until(lambda s: s.saying is None)
    actions = player.say("yes")
    assert isinstance(player.facts[-1], Resumed)
    assert said(actions) == []
    player.until(lambda s: s.phase is Phase.PACING)
    assert player.lines[-1] == "One. Chin in."


def test_no_to_carry_on_after_pain_goes_back_to_the_way_out() -> None:
    player = Player().at("Turn", "hold")
    player.say("pain")
    player.until(lambda s: s.saying == "Slide the ball away.")
    player.say("don't stop")
    player.until(lambda s: s.saying is None)
    assert said(player.say("no")) == ["Slide the ball away."]


def test_finish_says_the_way_out_of_here_and_ends_saved() -> None:
    player = Player().at("Turn", "hold")
    player.say("finish")
    while not over(player.state):
        player.on()
    assert player.lines[-3:] == ["Slide the ball away.", "Let your hips slide down.", lines.FINISHED]
    assert player.facts[-1] == SessionEnded(player.now, EndedBy.FINISH)


def test_next_ends_the_step_and_counts_once_in_a_breath() -> None:
    player = Player().at("Repetitions", "hold", 2)
    player.say("next")
    player.now += 1.0
    assert player.say("next") == ()
    player.until(lambda s: s.saying is not None)
    assert player.lines[-1] == "Lie back on the ball."
    ends = [(f.step, f.how, f.done, f.planned) for f in player.facts if isinstance(f, StepEnded)]
    assert ends == [("Sit", StepEnd.DONE, 0, 0), ("Repetitions", StepEnd.NEXT, 1, 3)]


def test_skipping_the_step_that_takes_the_ball_away_says_how_to_take_it_away() -> None:
    player = Player().at("Leave the ball")
    player.say("skip this")
    player.until(lambda s: s.asking is not None)
    assert player.lines[-3:] == ["Take the ball out.", "Take the roller out.", "How sore is it now?"]


def test_next_in_a_search_ends_the_search_and_not_the_step() -> None:
    player = Player().at("Search", "search")
    assert said(player.say("next")) == [lines.BREATHE_IN]


def test_go_back_goes_to_the_step_before_and_takes_the_ball_away_if_that_needs_none() -> None:
    player = Player().at("Place the ball", "time")
    player.say("go back")
    player.until(lambda s: s.phase is Phase.PACING)
    assert player.lines[-2:] == ["Take the ball out.", "One. Chin in."]


def test_go_back_from_the_floor_goes_where_the_ball_is_placed_anew() -> None:
    player = Player().at("Close")
    player.until(lambda s: s.saying is None)
    player.say("go back")
    player.until(lambda s: s.saying is not None)
    assert player.lines[-1] == "Lie back on the ball."


def test_again_gives_the_long_form_and_starts_the_repetition_anew() -> None:
    player = Player(session(Talk.BRIEF)).at("Sit")
    assert player.lines[-1] == "Sit."
    player.say("again")
    player.until(lambda s: s.phase is Phase.WAITING)
    assert player.lines[-3:] == ["Sit tall.", "Feet flat.", lines.READY]


def test_ready_before_the_question_for_it_is_not_asked_for_again() -> None:
    player = Player().until(lambda s: s.saying == "Feet flat.")
    assert said(player.say("ready")) == ["One. Chin in."]


def test_easier_takes_the_easier_form_from_the_begin_of_the_repetition() -> None:
    player = Player().at("Repetitions", "hold", 2)
    assert said(player.say("easier")) == ["Half the way."]
    assert player.facts[-1] == Changed(player.now, "easier", "Repetitions")
    player.until(lambda s: s.phase is Phase.PACING)
    beat = player.state.beats[player.state.beat]
    assert isinstance(beat, Paced)
    assert (beat.name, beat.rep, beat.of) == ("chin in", 2, 2)
    assert said(player.say("too hard")) == [lines.EASIEST]


def test_slower_stretches_movements_and_rests_but_never_a_hold() -> None:
    player = Player().at("Repetitions", "hold", 1)
    player.say("slower")
    player.at("Repetitions", "rest", 1)
    began = player.now
    player.at("Repetitions", "hold", 2)
    assert round(player.now - began, 3) == round((3.0 + 2.0) * 1.2, 3)
    began = player.now
    player.at("Repetitions", "rest", 2)
    assert round(player.now - began, 3) == 5.0
    assert Changed in [type(fact) for fact in player.facts]


def test_the_pace_does_not_drift_whatever_is_said() -> None:
    player = Player().at("Repetitions", "chin in", 1)
    began = player.now
    player.at("Repetitions", "rest", 3)
    assert round(player.now - began, 6) == 2 * 10.0 + 7.0


def test_a_cue_that_would_be_late_is_shortened_to_the_count_or_left_out() -> None:
    state = session()
    slow = {**dict.fromkeys(every_line(state.run), 9.0), "One.": 0.5, "Two.": 0.5, "Three.": 2.5}
    run = replace(state.run, lengths=slow)
    player = Player(type(state)(run, state.switches)).at("Repetitions", "chin in", 1)
    mark, began = len(player.lines) - 1, player.now
    player.at("Repetitions", "rest", 3)
    assert player.lines[mark:] == ["One.", "Two."]
    assert round(player.now - began, 6) == 27.0


def test_how_long_and_help_are_said_while_the_pace_goes_on() -> None:
    player = Player().at("Repetitions", "hold", 1)
    due = player.state.due
    assert said(player.say("how long")) == ["Two more."]
    assert said(player.on()) == ["About half a minute."]
    player.on()
    assert player.now == due
    assert said(player.say("help")) == [lines.HINT_MOVING]


def test_a_change_of_side_is_told_and_takes_nothing_from_the_second_side() -> None:
    player = Player().at("Turn", "hold")
    began = player.now
    player.at("Turn", "change over")
    first = player.now - began
    assert Chime(Earcon.CHANGE_SIDE) in [action for _, action in player.log[-3:]]
    player.until(lambda s: s.beats[s.beat].side == "left" and s.phase is Phase.PACING)
    began = player.now
    player.until(lambda s: s.run.steps[s.step].name == "Legs")
    assert round(player.now - began, 6) == round(first, 6) == 12.0


def test_a_choice_turns_the_roller_off_and_says_how_to_take_it_away() -> None:
    player = Player().at("Legs")
    player.until(lambda s: s.asking is not None and s.saying is None)
    player.say("no roller")
    assert player.lines[-1] == "Take the roller out."
    assert player.state.switches == frozenset()


def test_a_score_is_said_back_and_of_two_the_higher_counts() -> None:
    player = Player().until(lambda s: s.asking is not None and s.asking.question.answers is Answers.SCORE)
    player.until(lambda s: s.saying is None)
    assert said(player.say("four or five")) == ["Five."]
    assert player.facts[-1] == Answered(player.now, 0, "soreness before", 5, "four or five")


def test_louder_and_quieter_change_nothing_else() -> None:
    player = Player().at("Repetitions", "hold", 1)
    turn = player.state.turn
    assert player.say("louder") == (Volume(1.41), Chime(Earcon.HEARD))
    assert player.state.turn == turn


def test_words_that_are_none_get_a_tone_then_a_hint_then_nothing() -> None:
    player = Player().at("Search", "search")
    assert player.say("bananas") == (Chime(Earcon.TROUBLE),)
    assert said(player.say("bananas")) == [lines.HINT_MOVING]
    assert player.say("bananas") == ()


def test_a_deaf_coach_says_so_and_halts_and_resumes_only_when_asked() -> None:
    player = Player().at("Repetitions", "hold", 2)
    actions = player.give(Broke(player.now, "the microphone is gone"))
    assert kinds(actions) == [Hush, Listen, Note, Chime, Speak]
    assert said(actions) == [lines.DEAF[0]]
    player.on()
    assert said(player.give(Mended(player.now))) == [lines.MENDED]
    player.on()
    assert player.state.phase is Phase.HALTED
    assert said(player.say("go on")) == ["Two."]


def test_a_late_report_of_an_older_turn_changes_nothing() -> None:
    player = Player().at("Repetitions", "hold", 2)
    old = player.state.turn
    player.say("stop")
    before = player.state
    assert advance(before, Finished(player.now, old)) == (before, ())


def test_nothing_follows_the_end() -> None:
    player = Player().until(over)
    assert [type(action) for _, action in player.log[-3:]] == [Listen, Note, Finish]
    assert advance(player.state, Heard(player.now, "pain")) == (player.state, ())


def test_stop_cuts_the_closing_words_and_the_session_is_over() -> None:
    player = Player().at("Repetitions", "hold", 2)
    player.say("finish")
    assert kinds(player.say("stop"))[0] is Hush
    assert player.state.phase is Phase.OVER


def test_a_session_is_written_down_from_its_begin_to_its_end() -> None:
    player = Player().until(over)
    assert player.facts[0] == SessionBegan(0.0, "small", 3, ("roller",), "full")
    assert player.facts[-1] == SessionEnded(player.now, EndedBy.COMPLETE)
    assert [f.step for f in player.facts if isinstance(f, StepEnded)] == [step.name for step in CARD.steps]


def test_tones_replace_the_counts_when_asked_for() -> None:
    player = Player(session(Talk.TONES)).at("Repetitions", "chin in", 2)
    player.at("Repetitions", "rest", 2)
    chimes = [action.earcon for _, action in player.log if isinstance(action, Chime)]
    assert chimes[-3:] == [Earcon.TICK, Earcon.HOLD_BEGINS, Earcon.HOLD_ENDS]


def test_the_first_sessions_do_the_least_and_hear_what_the_coach_is() -> None:
    first, later = Player(session(first_time=True)), Player()
    first.at("Place the ball")
    later.at("Place the ball")
    assert "Three. Chin in." not in first.lines
    assert "Three. Chin in." in later.lines
    assert set(lines.FIRST_TIME) <= set(first.lines)
    assert not set(lines.FIRST_TIME) & set(later.lines)


def test_the_length_of_a_card_is_computed() -> None:
    assert round(length(CARD, frozenset({"roller"}))) == round(length(CARD, frozenset())) + 2
    assert CARD.steps[0].place == SITTING


def scored(value: str) -> Player:
    """A person who has just answered ``value`` to how sore the neck is, and hears it said back."""
    player = Player().until(
        lambda s: s.asking is not None and s.asking.question.answers is Answers.SCORE and s.saying is None
    )
    player.say(value)
    return player


def test_while_a_number_is_said_back_the_ear_is_open_for_a_no_and_no_longer() -> None:
    player = scored("six")
    assert Listen(CORRECTION) in [action for _, action in player.log][-3:]
    player.until(lambda s: not s.agenda or s.agenda[0].echoes is None)
    listens = [action for _, action in player.log if isinstance(action, Listen)]
    assert listens[-1] == Listen(None)


@pytest.mark.parametrize("no", ["No.", "not that", "wrong", "no, that's wrong"])
def test_no_to_a_number_that_is_said_back_asks_again_and_the_diary_is_told(no: str) -> None:
    player = scored("six")
    actions = player.say(no)
    assert kinds(actions) == [Hush, Listen, Note, Speak]
    assert said(actions) == [lines.SORE_SHORT]
    assert player.facts[-1] == Answered(player.now, 0, "soreness before", None, no)
    player.until(lambda s: s.saying is None)
    assert said(player.say("four")) == ["Four."]
    assert player.facts[-1] == Answered(player.now, 0, "soreness before", 4, "four")


def test_no_with_the_right_number_needs_no_second_question() -> None:
    player = scored("six")
    assert said(player.say("no, four")) == ["Four."]
    assert said(player.say("no")) == [lines.SORE_SHORT]


def test_a_no_after_the_moment_of_the_echo_changes_nothing() -> None:
    player = scored("six").until(lambda s: s.asking is None and not s.agenda)
    facts = player.facts
    player.say("no")
    assert player.facts == facts


def test_a_sound_that_is_no_word_while_a_number_is_said_back_is_nothing() -> None:
    assert scored("six").say("") == ()


def test_pain_while_a_number_is_said_back_is_pain() -> None:
    assert said(scored("six").say("ow")) == [lines.HURT[0]]


def test_no_pain_to_how_sore_is_zero_and_after_pain_it_takes_the_halt_back() -> None:
    player = scored("no pain")
    assert player.facts[-1] == Answered(player.now, 0, "soreness before", 0, "no pain")
    player = Player().at("Repetitions", "hold", 2)
    player.say("pain")
    player.until(lambda s: s.asking is not None and s.saying is None)
    assert said(player.say("no pain")) == [lines.CARRY_ON]


def test_carry_on_is_asked_twice_and_silence_never_goes_on() -> None:
    player = Player().at("Repetitions", "hold", 2)
    player.say("pain")
    player.say("no pain")
    before = len(player.lines)
    player.until(over)
    assert player.lines[before:] == [lines.CARRY_ON, *NOBODY]
    assert not [fact for fact in player.facts if isinstance(fact, Resumed)]
