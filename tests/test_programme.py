"""What today allows: the rules about coming back, one sentence each, and what holds whatever the history."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.core.card import Body, Card, Place, Step, Switch, Term, When
from voicecoach.core.facts import Decided, EndedBy
from voicecoach.core.past import Clearance, History, Past
from voicecoach.core.programme import LINES, Today, Why, asks_morning, companions, today
from voicecoach.core.programme_tables import BEFORE_GROWING, MORNING_ASKED, OFTEN, STAGES, STILL, WEEK
from voicecoach.core.safety import Advice
from voicecoach.core.wording import Kind, problems
from voicecoach.core.words import named_in
from voicecoach.script.find import find_card
from voicecoach.shipped import shipped

PAGE = Path(__file__).parent.parent / "docs" / "programme.md"
NOW = 1000
SHIPPED = {name: find_card(name, Path("none"), shipped("scripts")) for name in OFTEN}
RETRACTION, PREPARATION = SHIPPED["cervical-retraction"], SHIPPED["forward-head-posture-prep"]
RELEASE, PRESS = SHIPPED["posterior-neck-release"], SHIPPED["isometric-neck-press"]
MOTION, CHAIN = SHIPPED["neck-range-of-motion"], SHIPPED["anterior-chain-release"]
SITTING = Place(Body.SITTING)


def own_card(how_often: str = "", *steps: Step, switches: tuple[str, ...] = ()) -> Card:
    """A card that is not shipped."""
    return Card(
        "own", "Own", "", 1, "2026-11-22", "somebody", "nobody", "English", "sitting", how_often,
        steps or (Step("Sit", SITTING, SITTING, ()),), (), switches=tuple(Switch(name) for name in switches),
    )  # fmt: skip


OWN = own_card()
SLOW = own_card(switches=("short hold",))


def session(
    card: Card,
    days_ago: int,
    by: EndedBy | None = EndedBy.COMPLETE,
    scores: tuple[int | None, int | None] = (3, None),
    told_days_ago: int | None = None,
    decisions: tuple[Decided, ...] = (),
    **answers: str | None,
) -> Past:
    """A session with its ``scores`` before and on the morning after."""
    named = {question.replace("_", " "): value for question, value in answers.items()}
    told = None if told_days_ago is None else NOW - told_days_ago
    return Past(
        card.name, NOW - days_ago, by, scores[0], None, scores[1],
        answers={"ear check": "heard", "soreness after": None} | named, decisions=decisions, told=told,
    )  # fmt: skip


def decided(
    row: int, locks: str = "none", action: str = "rest", may_resume: bool = False, event: int = 1
) -> Decided:
    return Decided(1.0, event, row, action, (), may_resume, locks)


def after(*sessions: Past, cleared_days_ago: int | None = None) -> History:
    clearance = None if cleared_days_ago is None else Clearance("Dr Miller", NOW - cleared_days_ago)
    return History(NOW, sessions, clearance=clearance)


def practised(card: Card) -> tuple[Past, ...]:
    """So long and so often that every dose has grown to the full."""
    return tuple(session(card, ago) for ago in (60, 59, 40, 39, 20, 19))


ACCURATE = session(PREPARATION, 50, straight_back="yes")
PAIN = (EndedBy.PAIN,)
WAIT, CLINIC = Advice.WAIT, Advice.CLINIC
LEAST = Today(least=True)
FIRST = Today(least=True, use=("short hold",))
ROW_1, ROW_2 = decided(1, "all", "emergency"), decided(2, "pressure", "clinic")
EARLY = session(CHAIN, 5, EndedBy.PAIN)


def locked(why: Why, days_ago: int) -> Today:
    return Today(refused=why, advice=CLINIC, unlockable=True, since=NOW - days_ago)


RULES: list[tuple[str, Card, History, Today]] = [
    # locks
    ("after row 1 every session is locked, today with urgent advice", MOTION,
     after(session(RELEASE, 0, EndedBy.RED_FLAG, decisions=(ROW_1,))),
     Today(refused=Why.SIGNS, advice=Advice.URGENT, since=NOW)),
    ("after row 1 every session is locked, and a clinician may unlock it", MOTION,
     after(session(RELEASE, 90, EndedBy.RED_FLAG, decisions=(ROW_1,))), locked(Why.SIGNS, 90)),
    ("a clearance of the same day does not unlock", MOTION,
     after(session(RELEASE, 4, EndedBy.RED_FLAG, decisions=(ROW_1,)), cleared_days_ago=4), locked(Why.SIGNS, 4)),
    ("a later clearance unlocks", MOTION,
     after(session(RELEASE, 4, EndedBy.RED_FLAG, decisions=(ROW_1,)), cleared_days_ago=3), LEAST),
    ("what a clinician unlocked stays unlocked", MOTION,
     after(session(RELEASE, 90, EndedBy.RED_FLAG, decisions=(ROW_1,)), cleared_days_ago=60), LEAST),
    ("a clearance that is dated tomorrow unlocks nothing", MOTION,
     after(session(RELEASE, 4, EndedBy.RED_FLAG, decisions=(ROW_1,)), cleared_days_ago=-1), locked(Why.SIGNS, 4)),
    ("a red flag of which no decision tells locks every session", MOTION,
     after(session(RELEASE, 4, EndedBy.RED_FLAG)), locked(Why.SIGNS, 4)),
    ("a red flag that ended as row 3 locks nothing", MOTION,
     after(session(RELEASE, 4, EndedBy.RED_FLAG, decisions=(decided(3, action="clinic"),))), LEAST),
    ("row 2 locks the ball", RELEASE,
     after(session(MOTION, 4, EndedBy.RED_FLAG, decisions=(ROW_2,))), locked(Why.FEELING, 4)),
    ("row 2 locks the presses", PRESS,
     after(session(MOTION, 4, EndedBy.RED_FLAG, decisions=(ROW_2,))), locked(Why.FEELING, 4)),
    ("row 2 leaves other sessions, with advice beside them", MOTION,
     after(session(RELEASE, 4, EndedBy.RED_FLAG, decisions=(ROW_2,))),
     Today(advice=CLINIC, unlockable=True, since=NOW - 4, least=True, because=(Why.FEELING,))),
    ("row 2 takes the ball out of a session that can do without", CHAIN,
     after(session(RELEASE, 4, EndedBy.RED_FLAG, decisions=(ROW_2,))),
     Today(advice=CLINIC, unlockable=True, since=NOW - 4, without=("ball",), least=True, because=(Why.FEELING,))),
    ("of two locks the graver one is said, and lifted by a word after the later one", MOTION,
     after(session(RELEASE, 9, EndedBy.RED_FLAG, decisions=(ROW_1,)), session(MOTION, 4, decisions=(ROW_2,))),
     locked(Why.SIGNS, 4)),
    # two in a row
    ("two sessions in a row that ended early lock the ball", RELEASE,
     after(EARLY, session(MOTION, 3, EndedBy.PAIN)), locked(Why.TWICE, 3)),
    ("no response after pain counts as ended early", RELEASE,
     after(EARLY, session(MOTION, 3, EndedBy.NO_RESPONSE, decisions=(decided(0),))), locked(Why.TWICE, 3)),
    ("no response without pain does not", RELEASE,
     after(EARLY, session(MOTION, 3, EndedBy.NO_RESPONSE)), LEAST),
    ("a session between them breaks the row", RELEASE,
     after(EARLY, session(PREPARATION, 4), session(MOTION, 3, EndedBy.PAIN)), LEAST),
    ("but not if both were the same session", RELEASE,
     after(EARLY, session(MOTION, 4), session(CHAIN, 3, EndedBy.PAIN)), locked(Why.TWICE, 3)),
    ("a refusal between them does not break the row", RELEASE,
     after(EARLY, session(MOTION, 4, EndedBy.REFUSED), session(MOTION, 3, EndedBy.PAIN)), locked(Why.TWICE, 3)),
    ("good sessions later do not unlock it", RELEASE,
     after(EARLY, session(MOTION, 4, EndedBy.PAIN), session(MOTION, 3), session(CHAIN, 2)), locked(Why.TWICE, 4)),
    ("a clinician does", RELEASE,
     after(EARLY, session(MOTION, 4, EndedBy.PAIN), session(MOTION, 3), cleared_days_ago=3), LEAST),
    # sore for days
    ("soreness that is still above the start three days later locks the ball", RELEASE,
     after(session(MOTION, 9, scores=(3, 4), told_days_ago=6)), locked(Why.STILL_SORE, 6)),
    ("told after two days it means half", RELEASE,
     after(session(MOTION, 9, scores=(3, 4), told_days_ago=7)),
     Today(half=True, least=True, because=(Why.HALF_AFTER_MORNING,))),
    ("the number before a later session may show that it stayed above", RELEASE,
     after(session(MOTION, 9, scores=(3, 5), told_days_ago=8), session(MOTION, 7, scores=(5, 5)),
           session(MOTION, 6, scores=(4, 4))), locked(Why.STILL_SORE, 6)),
    ("once it was back at the start nothing is locked", RELEASE,
     after(session(MOTION, 9, scores=(3, 5), told_days_ago=8), session(MOTION, 7, scores=(3, 3)),
           session(MOTION, 6, scores=(4, 4))), LEAST),
    ("after a week without a number it is a new soreness", RELEASE,
     after(session(MOTION, 30, scores=(3, 5), told_days_ago=29), session(MOTION, 6, scores=(4, 4))), LEAST),
    ("a morning was told at the start that followed", RELEASE,
     after(session(MOTION, 9, scores=(3, 4)), session(MOTION, 6, EndedBy.REFUSED)), locked(Why.STILL_SORE, 6)),
    # the same day
    ("a session that ended early today is the end of today", MOTION,
     after(session(RELEASE, 0, EndedBy.PAIN, decisions=(decided(3),))), Today(refused=Why.ENDED_TODAY, advice=WAIT)),
    ("after very strong pain with a clinician's advice", MOTION,
     after(session(RELEASE, 0, EndedBy.PAIN, decisions=(decided(4, action="clinic"),))),
     Today(refused=Why.ENDED_TODAY, advice=CLINIC)),
    ("also if it was cut off after it was decided not to go on", MOTION,
     after(session(RELEASE, 0, None, decisions=(decided(6),))), Today(refused=Why.ENDED_TODAY, advice=WAIT)),
    ("not if it went on after all", MOTION,
     after(session(RELEASE, 0, decisions=(decided(9, action="ease", may_resume=True),))), LEAST),
    ("the last decision about a halt is the one that counts", MOTION,
     after(session(RELEASE, 0, None, decisions=(
         decided(8, action="leave", may_resume=True), decided(8, action="rest", may_resume=False)))),
     Today(refused=Why.ENDED_TODAY, advice=WAIT)),
    ("also when the two minutes of rest brought it down", MOTION,
     after(session(RELEASE, 0, None, decisions=(decided(8), decided(8, action="ease", may_resume=True)))), LEAST),
    # half after pain
    ("the time after it ended early is half", MOTION, after(session(MOTION, 3, EndedBy.PAIN)),
     Today(half=True, least=True, because=(Why.HALF_AFTER_PAIN,))),
    ("other sessions are not halved for it", CHAIN, after(session(MOTION, 3, EndedBy.PAIN)), LEAST),
    ("half stays until it was played to the end", MOTION,
     after(session(MOTION, 3, EndedBy.PAIN), session(MOTION, 2, EndedBy.FINISH)),
     Today(half=True, least=True, because=(Why.HALF_AFTER_PAIN,))),
    ("and for the whole of that day", MOTION, after(session(MOTION, 3, EndedBy.PAIN), session(MOTION, 0)),
     Today(half=True, least=True, because=(Why.HALF_AFTER_PAIN,))),
    ("then it is whole", MOTION, after(session(MOTION, 3, EndedBy.PAIN), session(MOTION, 2)), LEAST),
    # the morning after
    ("sorer the morning after yesterday's session: a rest day", MOTION, after(session(CHAIN, 1, scores=(3, 4))),
     Today(refused=Why.REST_DAY, advice=WAIT)),
    ("as sore as at the start: nothing", MOTION, after(session(CHAIN, 1, scores=(3, 3))), LEAST),
    ("sorer after a session of the day before: half of everything", MOTION,
     after(session(CHAIN, 2, scores=(3, 4))),
     Today(half=True, least=True, because=(Why.HALF_AFTER_MORNING,))),
    ("half the whole day", MOTION, after(session(CHAIN, 2, scores=(3, 4)), session(CHAIN, 0)),
     Today(half=True, least=True, because=(Why.HALF_AFTER_MORNING,))),
    ("a start that is not known counts as zero", MOTION, after(session(CHAIN, 1, scores=(None, 1))),
     Today(refused=Why.REST_DAY, advice=WAIT)),
    ("no number in the morning changes nothing", MOTION, after(session(CHAIN, 1)), LEAST),
    # how often
    ("retraction: four times a day", RETRACTION, after(ACCURATE, *[session(RETRACTION, 0)] * 3), FIRST),
    ("retraction: not five times", RETRACTION, after(ACCURATE, *[session(RETRACTION, 0)] * 4),
     Today(refused=Why.OFTEN_ENOUGH, advice=WAIT)),
    ("a session that was left or cut off counts", RETRACTION,
     after(ACCURATE, *[session(RETRACTION, 0, by) for by in (None, EndedBy.LEFT, EndedBy.STOP, EndedBy.FINISH)]),
     Today(refused=Why.OFTEN_ENOUGH, advice=WAIT)),
    ("one that was refused, or put off for another, does not", RETRACTION,
     after(ACCURATE, *[session(RETRACTION, 0, by) for by in [EndedBy.REFUSED, EndedBy.INSTEAD] * 3]), FIRST),
    ("a session dated after today counts as one of today", RELEASE, after(session(RELEASE, 30), session(RELEASE, -5)),
     Today(refused=Why.OFTEN_ENOUGH, advice=WAIT)),
    ("the release: a day off after the first", RELEASE, after(session(RELEASE, 1)),
     Today(refused=Why.DAY_OFF, advice=WAIT)),
    ("the release: then every day", RELEASE, after(session(RELEASE, 3), session(RELEASE, 1)), LEAST),
    ("the release: once a day", RELEASE, after(session(RELEASE, 3), session(RELEASE, 0)),
     Today(refused=Why.OFTEN_ENOUGH, advice=WAIT)),
    ("the press: every other day in the first week", PRESS, after(session(PRESS, 6), session(PRESS, 1)),
     Today(refused=Why.EVERY_OTHER_DAY, advice=WAIT)),
    ("the press: on the other day", PRESS, after(session(PRESS, 6), session(PRESS, 2)), LEAST),
    ("the press: daily after the first week", PRESS, after(session(PRESS, 7), session(PRESS, 1), session(PRESS, 0)),
     Today()),
    ("the press: not three times a day", PRESS, after(session(PRESS, 7), *[session(PRESS, 0)] * 2),
     Today(refused=Why.OFTEN_ENOUGH, advice=WAIT)),
    ("range of motion: three times a day", MOTION, after(*[session(MOTION, 0)] * 3),
     Today(refused=Why.OFTEN_ENOUGH, advice=WAIT)),
    ("one companion a day in all", SHIPPED["rhomboid-release"], after(session(SHIPPED["triceps-release"], 0)),
     Today(refused=Why.COMPANION, advice=WAIT)),
    ("another one tomorrow", SHIPPED["rhomboid-release"], after(session(SHIPPED["triceps-release"], 1)), LEAST),
    ("the preparation as often as one likes", PREPARATION, after(*[session(PREPARATION, 0)] * 9), LEAST),
    ("a card of one's own: what it says", own_card("at most twice a day"), after(*[session(OWN, 0)] * 2),
     Today(refused=Why.OFTEN_ENOUGH, advice=WAIT)),
    ("a card of one's own: in figures", own_card("gently, at most 2 to 3 times a day"), after(*[session(OWN, 0)] * 2),
     LEAST),
    ("a card of one's own: in words", own_card("At most three times a day."), after(*[session(OWN, 0)] * 3),
     Today(refused=Why.OFTEN_ENOUGH, advice=WAIT)),
    ("a card of one's own that sets no limit", own_card("when you like"), after(*[session(OWN, 0)] * 9), LEAST),
    ("a shipped name keeps to its own line if that allows less", replace(MOTION, how_often="at most once a day"),
     after(session(MOTION, 0)), Today(refused=Why.OFTEN_ENOUGH, advice=WAIT)),
    # the preparation
    ("the preparation comes before the first retraction", RETRACTION, after(), Today(instead=PREPARATION.name)),
    ("until it felt accurate", RETRACTION, after(session(PREPARATION, 1, straight_back="not sure")),
     Today(instead=PREPARATION.name)),
    ("no answer is no yes", RETRACTION, after(session(PREPARATION, 1, straight_back=None)),
     Today(instead=PREPARATION.name)),
    ("then the retraction is open", RETRACTION, after(session(PREPARATION, 1, straight_back="yes")), FIRST),
    ("until a later preparation does not feel accurate", RETRACTION,
     after(ACCURATE, session(PREPARATION, 1, straight_back="no")), Today(instead=PREPARATION.name)),
    ("a preparation that was refused changes nothing", RETRACTION,
     after(ACCURATE, session(PREPARATION, 1, EndedBy.REFUSED)), FIRST),
    ("every question of it has its yes", RETRACTION, after(session(PREPARATION, 1, straight_back="yes", soft=None)),
     Today(instead=PREPARATION.name)),
    ("an ear check is no gate", RETRACTION, after(session(PREPARATION, 1, ear_check="yes")),
     Today(instead=PREPARATION.name)),
    ("a refusal comes before the preparation", RETRACTION, after(session(MOTION, 1, scores=(3, 4))),
     Today(refused=Why.REST_DAY, advice=WAIT)),
    # doses
    ("the first time is short and small", SLOW, after(), FIRST),
    ("a card without short holds is only small", OWN, after(), LEAST),
    ("within the first week it stays so", SLOW, after(*[session(OWN, 6)] * 9), FIRST),
    ("after a week the hold grows", SLOW, after(session(OWN, 7), session(OWN, 6)), LEAST),
    ("but not before the third session", SLOW, after(session(OWN, 30)), FIRST),
    ("sessions that were not played to the end do not count", SLOW,
     after(session(OWN, 30), session(OWN, 20, EndedBy.FINISH)), FIRST),
    ("a week later the count grows", SLOW, after(*practised(OWN)[2:], session(OWN, 8)), Today()),
    ("never both at once, however long it was", SLOW, after(session(OWN, 90), session(OWN, 80)), LEAST),
    ("without short holds the count grows after a week", OWN, after(session(OWN, 7), session(OWN, 6)), Today()),
    ("pain in any session begins the week anew", OWN,
     after(session(OWN, 9), session(OWN, 8), session(MOTION, 5, EndedBy.PAIN)), LEAST),
    ("so does a sorer morning", OWN,
     after(session(OWN, 9), session(OWN, 8), session(MOTION, 5, scores=(3, 4), told_days_ago=4), session(MOTION, 2)),
     LEAST),
    ("a week after the pain it grows", OWN,
     after(session(OWN, 9), session(OWN, 8), session(MOTION, 7, EndedBy.PAIN)), Today()),
    ("what has grown stays", OWN, after(*practised(OWN), session(MOTION, 2, EndedBy.PAIN)), Today()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("card", "history", "allowed"), [pytest.param(*row, id=told) for told, *row in RULES]
)
def test_the_rules(card: Card, history: History, allowed: Today) -> None:
    assert today(card, history) == allowed


def test_an_answer_just_given_counts_like_one_in_the_diary() -> None:
    history = after(session(MOTION, 5), session(CHAIN, 1))
    assert today(MOTION, history, 4) == Today(refused=Why.REST_DAY, advice=WAIT)
    assert today(MOTION, history, 3) == LEAST
    assert today(MOTION, after(*history.sessions, session(CHAIN, 0)), 4) == Today(
        refused=Why.REST_DAY, advice=WAIT
    )
    assert today(RELEASE, after(session(CHAIN, STILL)), 4) == replace(
        locked(Why.STILL_SORE, 0), unlockable=False
    )


def test_the_morning_is_asked_about_once_and_not_for_ever() -> None:
    def due(*sessions: Past) -> bool:
        return asks_morning(after(*sessions))

    assert due(session(MOTION, 1))
    assert due(session(MOTION, MORNING_ASKED))
    assert due(session(MOTION, 1), session(MOTION, 0, EndedBy.REFUSED))
    assert not due()
    assert not due(session(MOTION, MORNING_ASKED + 1))
    assert not due(session(MOTION, 1, scores=(3, 0)))
    assert not due(session(MOTION, 1), session(MOTION, 0))
    assert not due(session(MOTION, 1, EndedBy.REFUSED))


def stepped(place: Place, *terms: Term, switches: tuple[str, ...] = ()) -> Card:
    return own_card("", Step("Press", place, SITTING, (), When(terms)), switches=switches)


BALL = Place(Body.LYING, ("ball",))
LOCKING = after(session(MOTION, 4, EndedBy.RED_FLAG, decisions=(ROW_2,)))


@pytest.mark.parametrize(
    ("card", "without"),
    [
        pytest.param(OWN, (), id="without things it is open"),
        pytest.param(stepped(BALL), None, id="a ball that cannot be left out locks it"),
        pytest.param(stepped(BALL, Term("wall"), switches=("ball", "wall")), None, id="also under another condition"),
        pytest.param(stepped(BALL, Term("ball", on=False), switches=("ball",)), None, id="or without its option"),
        pytest.param(stepped(BALL, Term("ball"), switches=("ball",)), ("ball",), id="a ball with an option stays out"),
        pytest.param(own_card("", Step("Put it there", SITTING, BALL, ())), None, id="a ball that comes in the step"),
        pytest.param(stepped(SITTING, Term("traction"), switches=("traction",)), None, id="lengthening locks it"),
        pytest.param(own_card(switches=("roller", "traction")), ("roller", "traction"), id="options alone stay off"),
    ],
)  # fmt: skip
def test_pressure_in_a_card_of_ones_own(card: Card, without: tuple[str, ...] | None) -> None:
    found = today(card, LOCKING)
    assert (found.refused, found.without) == ((Why.FEELING, ()) if without is None else (None, without))


def test_the_sessions_of_pressure_are_locked_whole_and_the_others_are_not() -> None:
    closed = {name for name, card in SHIPPED.items() if today(card, LOCKING).refused is not None}
    companions_ = {"upper-trap-release", "rhomboid-release", "triceps-release"}
    assert closed == {RELEASE.name, PRESS.name, *companions_}


TRAP, RHOMBOID, TRICEPS = "upper-trap-release", "rhomboid-release", "triceps-release"
RELEASED = session(RELEASE, 0)


@pytest.mark.parametrize(
    ("card", "history", "offered"),
    [
        pytest.param(RELEASE, after(RELEASED), (RHOMBOID, TRAP, TRICEPS), id="never done: as the card names them"),
        pytest.param(RELEASE, after(session(SHIPPED[RHOMBOID], 3), session(SHIPPED[TRICEPS], 9), RELEASED),
                     (TRAP, TRICEPS, RHOMBOID), id="the one done longest ago comes first"),
        pytest.param(RELEASE, after(session(SHIPPED[TRAP], 0), RELEASED), (), id="one a day"),
        pytest.param(RETRACTION, after(session(MOTION, 0), session(RETRACTION, 0)), (), id="also of others"),
        pytest.param(RELEASE, after(session(RELEASE, 0, EndedBy.PAIN)), (), id="none when today is over"),
        pytest.param(RELEASE, after(session(MOTION, 2, scores=(3, 4)), RELEASED), (), id="none on a day of halves"),
        pytest.param(RETRACTION, replace(LOCKING, sessions=(*LOCKING.sessions, session(RETRACTION, 0))),
                     (MOTION.name,), id="none that is locked"),
        pytest.param(PREPARATION, after(session(PREPARATION, 0, straight_back="yes")), (RETRACTION.name,),
                     id="after the preparation what it prepares"),
        pytest.param(PREPARATION, after(session(PREPARATION, 0, straight_back="no")), (),
                     id="but not before it felt accurate"),
        pytest.param(RETRACTION, after(*[session(PRESS, 1)], session(RETRACTION, 0)), (MOTION.name,),
                     id="none on its day off"),
        pytest.param(OWN, after(session(OWN, 0)), (), id="none where the card names none"),
    ],
)  # fmt: skip
def test_what_is_offered_afterwards(card: Card, history: History, offered: tuple[str, ...]) -> None:
    assert companions(card, history) == offered


@pytest.mark.parametrize("why", Why)
def test_every_reason_is_said_in_short_calm_lines_without_commands(why: Why) -> None:
    lines = LINES[why]
    assert lines
    assert [line for line in lines if len(line.split()) > 15 or named_in(line)] == []
    assert [found for line in lines for found in problems(line, Kind.SPOKEN)] == []


def test_the_page_tells_the_tables() -> None:
    page = PAGE.read_text(encoding="utf-8")
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line[:1] == "|"
    ]
    often = {None: "no limit", 1: "once a day"} | {n: f"{n} times a day" for n in range(2, 10)}
    told = {row[0]: (row[1], row[-1]) for row in cells if row[0].startswith("`")}
    assert told == {f"`{name}`": (often[each.a_day], each.source) for name, each in OFTEN.items()}
    assert [row[-1] for row in cells if row[0] in "123"] == [stage.source for stage in STAGES]
    for figure in (
        f"for up to {MORNING_ASKED} days",
        f"at least {WEEK} days, and at least {BEFORE_GROWING} sessions",
        f"for {STILL} days or more",
    ):
        assert figure in " ".join(page.split())
    assert list(problems(page, Kind.PAGE)) == []


DAYS = st.integers(NOW - 40, NOW + 3)
DECISIONS = st.sampled_from([(), (), (), (ROW_1,), (ROW_2,), (decided(3),), (decided(9, may_resume=True),)])
SESSIONS = st.builds(
    Past,
    st.sampled_from(sorted(OFTEN)),
    DAYS,
    st.sampled_from([None, *EndedBy]),
    st.none() | st.integers(0, 10),
    morning=st.none() | st.integers(0, 10),
    answers=st.sampled_from([{}, {"straight back": "yes"}, {"straight back": "no"}]),
    decisions=DECISIONS,
    told=st.none() | DAYS,
)
PASTS = st.lists(SESSIONS, max_size=12).map(lambda found: tuple(sorted(found, key=lambda past: past.day)))
CLEARANCES = st.none() | st.builds(Clearance, st.just("Dr Miller"), DAYS)
HISTORIES = st.builds(History, st.just(NOW), PASTS, clearance=CLEARANCES)


def is_open(card: Card, history: History) -> bool:
    found = today(card, history)
    return found.refused is None and not found.instead


def of_today(history: History, *names: str) -> int:
    begun = (past for past in history.sessions if past.by not in (EndedBy.REFUSED, EndedBy.INSTEAD))
    return sum(past.card in names and past.day >= history.today for past in begun)


@given(
    HISTORIES,
    st.lists(st.tuples(st.sampled_from(sorted(OFTEN)), st.sampled_from([None, *EndedBy])), max_size=12),
)
def test_no_day_has_more_than_its_sessions_whatever_the_history(
    history: History, wishes: list[tuple[str, EndedBy | None]]
) -> None:
    for name, by in [*wishes, *[(RETRACTION.name, EndedBy.COMPLETE)] * 5]:
        if is_open(SHIPPED[name], history):
            assert of_today(history, name) < (OFTEN[name].a_day or 99)
            assert name not in (TRAP, RHOMBOID, TRICEPS) or of_today(history, TRAP, RHOMBOID, TRICEPS) == 0
            history = replace(history, sessions=(*history.sessions, Past(name, NOW, by)))
    assert not of_today(history, RETRACTION.name) > 4 or not is_open(RETRACTION, history)


@given(PASTS, PASTS, st.integers(NOW - 90, NOW - 41), CLEARANCES, st.sampled_from(sorted(OFTEN)))
def test_what_row_1_locked_stays_locked_until_a_later_clearance(
    before: tuple[Past, ...], later: tuple[Past, ...], day: int, clearance: Clearance | None, name: str
) -> None:
    """Nothing that is done later unlocks it."""
    before = tuple(replace(past, day=past.day - 60) for past in before)
    event = Past(MOTION.name, day, EndedBy.RED_FLAG, decisions=(ROW_1,))
    history = History(NOW, (*before, event, *later), clearance=clearance)
    valid = clearance is not None and day < clearance.day <= NOW
    if not valid:
        assert today(SHIPPED[name], history).refused is Why.SIGNS
        assert companions(SHIPPED[name], history) == ()


@given(HISTORIES, st.sampled_from(sorted(OFTEN)), st.none() | st.integers(0, 10))
def test_a_word_dated_after_the_day_that_is_told_lifts_every_lock(
    history: History, name: str, morning: int | None
) -> None:
    found = today(SHIPPED[name], history, morning)
    if found.unlockable:
        assert found.since < NOW
        lifted = replace(history, clearance=Clearance("Dr Miller", found.since + 1))
        again = today(SHIPPED[name], lifted, morning)
        assert (again.unlockable, again.without) == (False, ())
        assert again.refused not in (Why.SIGNS, Why.FEELING, Why.TWICE, Why.STILL_SORE)


@given(HISTORIES, st.sampled_from(sorted(OFTEN)), st.none() | st.integers(0, 10))
def test_a_clock_that_was_set_back_makes_sessions_of_today(
    history: History, name: str, morning: int | None
) -> None:
    clamped = tuple(
        replace(past, day=min(past.day, NOW), told=None if past.told is None else min(past.told, NOW))
        for past in history.sessions
    )
    same = replace(history, sessions=clamped)
    assert today(SHIPPED[name], same, morning) == today(SHIPPED[name], history, morning)


@given(HISTORIES, st.sampled_from(sorted(OFTEN)), st.integers(0, 10))
def test_a_sorer_morning_never_allows_more(history: History, name: str, morning: int) -> None:
    if not asks_morning(history):
        return
    asked = today(SHIPPED[name], history, morning)
    unasked = today(SHIPPED[name], history)
    if asked.refused is None:
        assert (unasked.refused, unasked.instead) == (None, asked.instead)
        assert asked.half >= unasked.half
        assert asked.least >= unasked.least
        assert len(asked.use) >= len(unasked.use)
        assert set(unasked.without) <= set(asked.without)


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(EndedBy)), max_size=40))
def test_doses_grow_one_change_at_a_time_and_no_two_in_a_week(runs: list[tuple[int, EndedBy]]) -> None:
    day, changed = 0, 0
    sessions: tuple[Past, ...] = ()
    dose = (True, True)
    for days, by in runs:
        day += days
        found = today(SLOW, History(day, sessions, clearance=Clearance("Dr Miller", day)))
        now = (bool(found.use), found.least)
        if found.refused is None:
            assert now == dose or (now, dose) in [
                ((False, True), (True, True)),
                ((False, False), (False, True)),
            ]
            if now != dose:
                assert day >= changed + WEEK
                changed = day
            dose = now
            sessions = (*sessions, Past(SLOW.name, day, by))
