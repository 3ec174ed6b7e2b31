"""How the coach decides, proved: the rehearsals of safety, and every answer to every question in every session."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from coaching import Player
from hypothesis import given, settings
from hypothesis import strategies as st
from safety_pages import INDEX, PAGE, as_text, matrix_lines, sections, told_by_code
from safety_table import (
    BY_HAND,
    REFUSED,
    SESSIONS,
    WELL,
    answers_to,
    by_hand,
    expected,
    is_cautious,
    talked,
    walk,
    well,
)

from voicecoach.assembly.plan_files import planned
from voicecoach.core.asked import NUMBER
from voicecoach.core.beats import Talk
from voicecoach.core.facts import Answered, Decided
from voicecoach.core.past import Given, History
from voicecoach.core.programme_tables import LINES, Why
from voicecoach.core.safety import MATRIX
from voicecoach.core.screening import ROWS
from voicecoach.core.state import Phase
from voicecoach.core.words import PHRASES, RARER, Word
from voicecoach.script.find import find_card
from voicecoach.script.plan import parse_plan
from voicecoach.script.plan_before import TODAY
from voicecoach.shells.rehearse import rehearse
from voicecoach.shipped import shipped

FOLDER = Path(__file__).parent / "rehearsals" / "safety"
PLANS = sorted(FOLDER.glob("*.md"))
IN_ORDER = [row.id for row in ROWS]
FEWEST_WORDS = 4
"""A title is a sentence."""


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_the_plan_comes_true_and_the_transcript_is_as_it_was(
    path: Path, golden: Callable[[Path, str], None]
) -> None:
    name = parse_plan(path.read_text(encoding="utf-8"), str(path)).card
    plan, state = planned(path, find_card(name, Path("none"), shipped("scripts")), Talk.FULL)
    lines: list[str] = []
    problems = rehearse(state, plan, None, lines.append)
    assert problems == ()
    golden(path.with_suffix(".txt"), f"# {plan.title}\n" + "\n".join(lines) + "\n")


def test_every_transcript_has_its_plan_and_no_two_plans_share_a_title() -> None:
    plans = {path.stem for path in PLANS}
    texts = {path.stem for path in FOLDER.glob("*.txt")}
    titles = [path.read_text(encoding="utf-8").split("\n")[0] for path in PLANS]
    assert texts - plans - {"matrix", *(f"matrix.{session}" for session in MATRIX)} == set()
    assert sorted(titles) == sorted(set(titles))
    assert [title for title in titles if len(title.split()) <= FEWEST_WORDS] == []


@pytest.mark.parametrize("row", IN_ORDER)
def test_every_question_has_a_rehearsal_in_which_its_answer_changes_something(row: str) -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob(f"row.{row}*.txt"))
    answers = {found[1] for found in re.finditer(rf"= asked {row} [^:]+: (.+)", told)}
    assert [answer for answer in answers if is_cautious(row, answer)]
    assert re.search(rf"= (refused|permitted).*\({row} |= (refused|permitted).*, {row} ", told)


def test_every_row_of_the_decision_table_has_a_rehearsal_and_every_advice() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("pain.*.txt"))
    decided = set(re.findall(r"= decided (row [0-9]: [a-z ]+|without answers: [a-z ]+),", told))
    assert decided == {
        "row 1: emergency", "row 2: clinic", "row 3: clinic", "row 3: rest", "row 4: rest", "row 4: clinic",
        "row 5: rest", "row 6: rest", "row 7: leave", "row 8: leave", "row 8: rest", "row 9: ease",
        "without answers: no response",
    }  # fmt: skip


@pytest.mark.parametrize("why", Why, ids=lambda why: why.name)
def test_every_reason_why_not_today_or_less_has_a_rehearsal(why: Why) -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("back.*.txt"))
    first, *_ = LINES[why]
    assert first in told


RED_FLAGS = {
    Word.DIZZY: (1, "emergency"),
    Word.CANNOT_MOVE: (1, "emergency"),
    Word.NUMB: (2, "clinic"),
    Word.SLIPPED: (3, "clinic"),
}
"""Content 2.5: where each kind of red-flag word leads, without a question."""


@pytest.mark.parametrize("word", RED_FLAGS, ids=lambda word: word.name)
def test_every_red_flag_word_goes_straight_to_its_row_with_nothing_asked(word: Word) -> None:
    for phrase in (*PHRASES.get(word, ()), *RARER.get(word, ())):
        player = Player().at("Repetitions", "hold", 2)
        player.say(phrase)
        player.until(lambda state: state.phase is Phase.OVER)
        (decided,) = [fact for fact in player.facts if isinstance(fact, Decided)]
        assert (phrase, decided.row, decided.action) == (phrase, *RED_FLAGS[word])
        assert [fact for fact in player.facts if isinstance(fact, Answered) and fact.event] == []


# The matrix


def test_the_table_written_by_hand_is_about_every_question_and_every_session() -> None:
    rows = list(dict.fromkeys(row for row, _ in by_hand()))
    assert sorted(rows) == sorted(IN_ORDER)
    assert set(SESSIONS) == set(MATRIX)
    assert BY_HAND.count("\n") == len(IN_ORDER) + 2


@pytest.mark.parametrize("session", SESSIONS)
def test_every_answer_to_every_question_does_what_the_table_written_by_hand_says(
    session: str, golden: Callable[[Path, str], None]
) -> None:
    wrong: list[str] = []
    lines: list[str] = []
    for row in IN_ORDER:
        for answer in answers_to(row):
            alone, agreed = (walk(session, row, answer, cleared) for cleared in (False, True))
            for cleared, came in ((False, alone), (True, agreed)):
                wanted = expected(row, session, answer, cleared)
                if came != wanted:
                    wrong.append(f"{row} {answer}, cleared {cleared}: {came}, not {wanted}")
            lines.append(as_text(row, answer, alone, agreed))
    assert wrong == []
    heading = f"# What each answer does to {session}, with {', '.join(SESSIONS[session]) or 'everything'}\n"
    golden(FOLDER / f"matrix.{session}.txt", heading + "\n".join(lines) + "\n")


def test_the_matrix_can_be_read_a_session_at_a_time(golden: Callable[[Path, str], None]) -> None:
    golden(
        FOLDER / "matrix.txt",
        "# What the answer that changes something does\n" + "\n".join(matrix_lines()) + "\n",
    )


# The page


def test_the_page_about_safety_says_what_the_code_does(golden: Callable[[Path, str], None]) -> None:
    """``pytest --rewrite`` writes the tables of the page anew; what stands between them is written by hand."""
    golden(PAGE, told_by_code(PAGE.read_text(encoding="utf-8")))


def test_every_part_that_the_code_writes_has_its_place_on_the_page() -> None:
    assert set(sections(PAGE.read_text(encoding="utf-8"))) == set(INDEX)


def test_the_page_links_every_rehearsal_and_nothing_that_is_not_there() -> None:
    linked = {
        (PAGE.parent / link).resolve()
        for link in re.findall(r"\]\((?!#)([^)]+)\)", PAGE.read_text(encoding="utf-8"))
    }
    assert [str(path) for path in sorted(linked) if not path.exists()] == []
    assert set(FOLDER.resolve().iterdir()) - linked == set()


# Whatever was told before


ANSWERS = st.sampled_from(["yes", "no", "not sure", "front", "back", "both"])
EARLIER = st.dictionaries(
    st.sampled_from(IN_ORDER), st.tuples(ANSWERS, st.integers(0, 120)), max_size=len(IN_ORDER)
)


@given(
    session=st.sampled_from(sorted(SESSIONS)),
    earlier=EARLIER,
    told=st.dictionaries(st.sampled_from(IN_ORDER), ANSWERS, max_size=6),
    cleared=st.booleans(),
)
@settings(max_examples=100)
def test_nothing_is_asked_twice_and_what_refuses_when_told_is_never_undone(
    session: str, earlier: dict[str, tuple[str, int]], told: dict[str, str], cleared: bool
) -> None:
    known = {row: Given(answer, TODAY - days, TODAY - days) for row, (answer, days) in earlier.items()
             if answer in answers_to(row)}  # fmt: skip
    now = {row: answer for row, answer in told.items() if answer in answers_to(row)}
    came, asked = talked(session, History(TODAY, given={NUMBER: WELL, **known}), now, cleared)
    twice = {row for row in asked if asked.count(row) > 1}
    assert twice <= {"WHY"}
    cautious = [row for row in asked if is_cautious(row, now.get(row, well(row)))]
    hard = [row for row in cautious if any(cell in REFUSED for cell in by_hand()[row, session])]
    assert not hard or came.advice
    emergency = [row for row in cautious if by_hand()[row, session] == ("E",)]
    assert not emergency or came.advice == "emergency"
