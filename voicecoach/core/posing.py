"""How a question is asked, asked again, and how a session ends: what all the talks of the coach share."""

from dataclasses import replace
from typing import assert_never

from voicecoach.core import lines
from voicecoach.core.card import Answers, Question
from voicecoach.core.facts import SessionEnded
from voicecoach.core.messages import Finish, Listen, Note
from voicecoach.core.state import (
    FOR_ANSWER,
    FOR_ANSWER_BEFORE,
    FOR_ANSWER_HURT,
    Asking,
    Moved,
    Part,
    Phase,
    State,
    Then,
    say,
)

LIST_GAP = 0.2
"""Seconds between the lines of a list that is read out."""


def pose(state: State, at: float, asking: Asking, short: bool = False) -> Moved:
    """Ask a question; the ear opens for its answer when it is asked."""
    usual = FOR_ANSWER_BEFORE if asking.screens else FOR_ANSWER
    vigil = FOR_ANSWER_HURT if asking.event else usual
    state = replace(state, phase=Phase.ASKING, asking=asking, vigil=vigil)
    lead = () if short else tuple(Part(text, LIST_GAP) for text in asking.lead)
    text = briefly(asking.question) if short else asking.question.text
    return say(state, at, (*lead, Part(text, 0.0)), Then.WAIT)


def briefly(question: Question) -> str:
    """``question`` in a few words, for who knows it already."""
    match question.answers:
        case Answers.SCORE:
            return lines.HOW_STRONG_SHORT if question.text == lines.HOW_STRONG else lines.SORE_SHORT
        case Answers.YES_NO:
            return lines.HINT_ANSWER_YES_NO
        case Answers.PLACE:
            return lines.WHERE_SHORT
        case Answers.EAR:
            return lines.EAR_CHECK_AGAIN
        case Answers.CHOICE:
            return question.text
        case _:
            assert_never(question.answers)


def close(state: State, at: float) -> Moved:
    """The session is over."""
    over = replace(
        state, phase=Phase.OVER, agenda=(), saying=None, asking=None, vigil=(), turn=state.turn + 1
    )
    return over, (Listen(None), Note(SessionEnded(at, state.ended_by)), Finish(state.ended_by, state.instead))
