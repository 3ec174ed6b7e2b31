"""Questions before a session, what they came to, and decisions after a halt, in the words of diary and transcript."""

from typing import assert_never

from voicecoach.core.facts import Answered, Decided, Permitted, Screened
from voicecoach.core.screening import ROW

LOCKS = {
    "none": "nothing locked",
    "pressure": "ball, lengthening and presses locked",
    "all": "everything locked",
}


OTHER = {"PREP": "the preparation comes first", "SCORE": "soreness before"}
"""What decides beside the table."""


def row_name(row: str) -> str:
    """ "T1" as "T1 recent accident"; what is not in the table as it is."""
    return f"{row} {ROW[row].name}" if row in ROW else OTHER.get(row, row)


ASKED = {"T2a": "accident checked", "R7": "gentle lengthening before"}
"""What the answer "yes" says, where the name of a row says the opposite."""


def asked_name(row: str) -> str:
    """ "T2a" as "T2a accident checked", so that the answer behind it reads as it was meant."""
    return f"{row} {ASKED[row]}" if row in ASKED else row_name(row)


def value_line(fact: Screened | Answered) -> str:
    """What was answered: no answer is not an answer, and what was heard instead is told."""
    match fact.value:
        case None:
            return f'not answered (heard "{fact.heard}")' if fact.heard else "not answered"
        case str() | int():
            return str(fact.value)
        case _:
            assert_never(fact.value)


def permit_line(fact: Permitted) -> str:
    """ "permitted; without roller (R6 low-back soreness)" or "refused: clinic (T3 broken bone)"."""
    because = f" ({', '.join(map(row_name, fact.rows))})" if fact.rows else ""
    if not fact.allowed:
        return f"refused: {fact.advice}{because}" if fact.advice else f"put off{because}"
    without = f"; without {', '.join(fact.without)}" if fact.without else ""
    return f"permitted{without}{because}"


def decision_line(fact: Decided) -> str:
    """ "row 9: ease, may go on, nothing locked"; red flags that were named come last."""
    goes_on = "may go on" if fact.may_resume else "not today"
    flags = f"; red flags: {', '.join(fact.flags)}" if fact.flags else ""
    row = f"row {fact.row}" if fact.row else "without answers"
    return f"{row}: {fact.action}, {goes_on}, {LOCKS.get(fact.locks, fact.locks)}{flags}"


def settled_line(minutes: int, over: bool | None) -> str:
    """ "settled within 4 min", or that it did not, or that nobody knows."""
    match over:
        case None:
            return f"not known whether it settled within {minutes} min"
        case True:
            return f"settled within {minutes} min"
        case False:
            return f"not settled within {minutes} min"
        case _:
            assert_never(over)
