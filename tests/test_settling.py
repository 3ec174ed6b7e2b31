"""How long soreness takes to settle: what a session tells by itself, when it is asked, and what the answer leads to."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from coaching import Player

from voicecoach.core.after_pain import AFTER_REST
from voicecoach.core.facts import Answered, Decided, EndedBy, Settled
from voicecoach.core.past import SETTLED, History, Past
from voicecoach.core.settling import Unsettled, told, took_long, unsettled
from voicecoach.core.state import Phase, State

TODAY = 739_000


def decided(row: int = 8, flags: tuple[str, ...] = (), locks: str = "none", event: int = 1) -> Decided:
    return Decided(60.0, event, row, "leave", flags, True, locks)


def past(
    days: int, *decisions: Decided, by: EndedBy = EndedBy.COMPLETE, settled: tuple[Settled, ...] = ()
) -> Past:
    return Past("a", TODAY - days, by, 2, decisions=decisions, settled=settled, session=f"{days} days ago")


def history(*sessions: Past) -> History:
    return History(TODAY, sessions)


OWN = Settled(280.0, 1, 4, True)
NOT_YET = Settled(280.0, 1, 4, False)
TOLD = Settled(9.0, 1, 30, None, "1 days ago")


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        pytest.param(history(), None, id="the first session"),
        pytest.param(history(past(1)), None, id="nothing was sore"),
        pytest.param(history(past(1, decided())), Unsettled(0, 1, True), id="sore yesterday"),
        pytest.param(history(past(1, decided()), past(1)), Unsettled(0, 1, False), id="another one since"),
        pytest.param(history(past(1, decided()), past(0)), Unsettled(0, 1, True), id="and one of today"),
        pytest.param(history(past(0, decided())), None, id="sore today: half an hour may not be over"),
        pytest.param(history(past(7, decided())), Unsettled(0, 1, True), id="a week ago"),
        pytest.param(history(past(8, decided())), None, id="more than a week ago"),
        pytest.param(history(past(1, decided(1, ("numb",)))), None, id="a red flag is not soreness"),
        pytest.param(history(past(1, decided(2, (), "pressure"))), None, id="nor what locks"),
        pytest.param(history(past(1, decided(0))), Unsettled(0, 1, True), id="nobody answered then"),
        pytest.param(
            history(past(1, decided(), decided(5, event=2))), Unsettled(0, 2, True), id="the last halt"
        ),
        pytest.param(history(past(1, decided(), settled=(OWN,))), None, id="it is known by itself"),
        pytest.param(
            history(past(1, decided(), settled=(OWN, NOT_YET))), Unsettled(0, 1, True), id="not yet"
        ),
        pytest.param(history(past(1, decided(), settled=(NOT_YET, TOLD))), None, id="asked, and not sure"),
        pytest.param(
            history(past(2, decided()), past(1, decided(), settled=(OWN,))),
            None,
            id="only the latest soreness",
        ),
        pytest.param(history(past(1, decided(), by=EndedBy.REFUSED)), None, id="never begun"),
    ],
)
def test_it_is_asked_where_the_latest_soreness_may_not_have_settled(
    known: History, wanted: Unsettled | None
) -> None:
    assert unsettled(known) == wanted


@pytest.mark.parametrize(("said", "over"), [("yes", True), ("no", False), ("not sure", None)])
def test_an_answer_is_kept_with_its_words_and_as_a_correction_to_the_halt_and_not_asked_again(
    said: str, over: bool | None
) -> None:
    known, facts = told(history(past(3), past(1, decided(event=2))), 9.0, said, f"oh, {said}")
    assert facts == (
        Answered(9.0, 0, SETTLED, said, f"oh, {said}"),
        Settled(9.0, 2, 30, over, "1 days ago"),
    )
    assert unsettled(known) is None


@pytest.mark.parametrize(
    ("row", "settled", "long"),
    [
        (4, (), False),
        (4, (NOT_YET,), False),
        (4, (NOT_YET, Settled(9.0, 1, 30, True, "b")), False),
        (4, (NOT_YET, Settled(9.0, 1, 30, False, "b")), True),
        (4, (Settled(9.0, 1, 30, None, "b"),), True),
        (4, (Settled(9.0, 2, 30, False, "b"),), False),
        (8, (Settled(9.0, 1, 30, False, "b"),), False),
    ],
)
def test_only_strong_soreness_that_had_not_settled_in_half_an_hour_took_too_long(
    row: int, settled: tuple[Settled, ...], long: bool
) -> None:
    assert took_long(past(1, decided(row), settled=settled)) is long


# What a session tells by itself


def sore(before: int, strength: str) -> Player:
    """Asked again after the rest for dull soreness of that strength, in a session begun at ``before``."""
    player = Player().at("Repetitions", "hold", 2)
    player.state = replace(player.state, before=before)
    player.say("ow")
    for word in ("no", "no", "no", "dull", "left neck", strength, "muscle"):
        player.until(_asked()).say(word)
    return player.until(_asked(AFTER_REST.name))


def _asked(question: str = "") -> Callable[[State], bool]:
    """The question, or any, is asked and the coach waits for the answer."""

    def reached(state: State) -> bool:
        name = state.asking.question.name if state.asking is not None else ""
        return name != "" and state.saying is None and question in ("", name)

    return reached


def settlings(player: Player) -> list[tuple[int, bool | None]]:
    return [(fact.minutes, fact.over) for fact in player.facts if isinstance(fact, Settled)]


def test_after_the_rest_the_number_of_the_start_or_less_is_settled_in_so_many_minutes_at_most() -> None:
    player = sore(3, "four")
    player.say("three")
    assert settlings(player) == [(3, True)]


def test_still_above_the_start_it_was_not_settled_after_so_many_minutes() -> None:
    player = sore(2, "four")
    player.say("three")
    assert settlings(player) == [(2, False)]


def test_a_number_that_was_wrong_takes_back_what_it_told() -> None:
    player = sore(3, "four")
    player.say("three")
    player.say("no")
    assert settlings(player) == [(3, True), (2, None)]


def test_the_number_at_the_end_tells_it_of_a_session_that_went_on() -> None:
    player = sore(2, "four")
    player.say("three")
    player.until(lambda state: state.phase is Phase.HALTED and not state.agenda and state.saying is None)
    player.say("go on")
    player.until(_asked("soreness after"))
    player.say("two")
    (_, first), (minutes, over) = settlings(player)
    assert (first, over) == (False, True)
    assert minutes >= 3


def test_once_settled_a_later_number_does_not_tell_of_more_minutes_not_even_a_wrong_one() -> None:
    player = sore(3, "four")
    player.say("three")
    player.until(lambda state: state.phase is Phase.HALTED and not state.agenda and state.saying is None)
    player.say("go on")
    player.until(_asked("soreness after"))
    player.say("two")
    player.say("no")
    assert settlings(player) == [(3, True)]


def test_without_pain_the_number_at_the_end_tells_nothing_of_it() -> None:
    player = Player().until(_asked("soreness after"))
    player.say("two")
    assert settlings(player) == []
