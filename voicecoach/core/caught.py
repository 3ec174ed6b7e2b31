"""What the ear's own record keeps of one utterance: as which word it was understood, and whether that did something."""

from voicecoach.core.card import Answers
from voicecoach.core.facts import Caught
from voicecoach.core.flow import CARRY_ON
from voicecoach.core.messages import Action, Chime, Heard
from voicecoach.core.state import State, echoed
from voicecoach.core.words import ALARMS, HURTS, TakenBack, Word, answer, asks_why, correction, understand

LONGEST = 200
"""Letters that are kept of one utterance: a radio may go on for long."""


def caught(before: State, event: Heard, said: str, actions: tuple[Action, ...]) -> Caught:
    """What is kept of ``event``, which came in the state ``before`` and led to ``actions``; ``said`` is what was said,
    in the person's own language.

    A tone alone is not counted as something that was done.
    """
    word = meant(before, event.text)
    did = bool(word) and any(not isinstance(action, Chime) for action in actions)
    return Caught(event.at, word, said[:LONGEST], event.score, did)


def meant(state: State, text: str) -> str:
    """The command, or the answer to what is asked, that ``text`` is understood as; "" if it is neither."""
    word = understand(text)
    given = _answer(state, text, word)
    if given:
        return given
    match word:
        case None:
            return ""
        case TakenBack():
            return "taken back"
        case Word():
            return word.value


def _answer(state: State, text: str, word: Word | TakenBack | None) -> str:
    asking, echo = state.asking, echoed(state)
    if asking is not None:
        value = answer(asking.question, text)
        barred = HURTS - {Word.PAIN} if asking.event and word is not Word.STOP else ALARMS
        if value is not None and word not in barred and asking.question.answers is not Answers.EAR:
            return str(value)
        return "why" if asking.why and asks_why(text) else ""
    if echo is not None and word not in ALARMS:
        wrong = correction(echo.question, text)
        return "" if wrong is None else "no" if wrong.value is None else str(wrong.value)
    offered = state.halt is not None and state.halt.offered and word is None
    return str(answer(CARRY_ON, text) or "") if offered else ""
