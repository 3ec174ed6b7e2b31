"""What a plan asks for and did not come: lines of the coach, places reached, facts in the diary."""

from dataclasses import dataclass

from voicecoach.core.after_pain import Action as Help
from voicecoach.core.facts import Answered, Decided, Fact, Halted, Permitted, Screened, SessionEnded, Where
from voicecoach.core.screening import ROW
from voicecoach.core.told import decision_line, permit_line
from voicecoach.core.words import plain
from voicecoach.script.plan import AtStep, Expects, Plan, Remembers, Says, Silent
from voicecoach.script.plan_diary import Ruled

PAIN_SCORE = "how strong"
"""What "pain 7" in a plan means: the answer to this question."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a rehearsal: the lines that the coach ``spoke``, the ``facts``, and how many lines were spoken
    when each line of the plan was ``done``."""

    spoken: tuple[str, ...]
    facts: tuple[Fact, ...]
    done: dict[int, int]


def problems(plan: Plan, came: Came) -> tuple[str, ...]:
    """What ``plan`` asks for and did not come, each as "line: what"."""
    found: list[str] = []
    reached = 0
    for entry in plan.entries:
        match entry:
            case Says() | Silent():
                if entry.line not in came.done:
                    found.append(f"{entry.line}: the session ended before this was reached")
                reached = max(reached, came.done.get(entry.line, reached))
            case Expects():
                wanted = plain(entry.text)
                ahead = enumerate(came.spoken[reached:], start=reached)
                index = next((n for n, text in ahead if plain(text) == wanted), None)
                if index is None:
                    found.append(f'{entry.line}: the coach did not say "{entry.text}" after that')
                else:
                    reached = index + 1
            case Remembers():
                found += [f"{entry.line}: {what}" for what in _missing(entry, came.facts)]
    return tuple(found)


def is_at(at: AtStep, here: Where) -> bool:
    """Whether ``here`` is the place that ``at`` names."""
    return (
        plain(at.step) in ("", plain(here.step))
        and at.rep in (0, here.rep)
        and plain(at.phase) in ("", plain(here.phase))
        and at.side in ("", here.side)
    )


def _missing(wanted: Remembers, facts: tuple[Fact, ...]) -> list[str]:
    out: list[str] = []
    answers: list[Answered | Screened] = [fact for fact in facts if isinstance(fact, Answered | Screened)]
    if wanted.halt is not None or wanted.where is not None:
        halts = [f for f in facts if isinstance(f, Halted) and _is_halt(f, wanted)]
        if not halts:
            out.append("the diary holds no such halt")
        events = {0, *(halt.event for halt in halts)}
        answers = [answer for answer in answers if isinstance(answer, Screened) or answer.event in events]
    for name, value in wanted.answers:
        name = PAIN_SCORE if name == "pain" else name
        given = [answer.value for answer in answers if plain(name) in _names(answer)]
        if value not in given:
            out.append(f'the diary holds no answer "{name} {value}"; it holds {given or "none"}')
    ends = [fact.by for fact in facts if isinstance(fact, SessionEnded)]
    if wanted.ended_by is not None and wanted.ended_by not in ends:
        out.append(f"the session was ended by {', '.join(by.value for by in ends)}")
    return out + _undecided(wanted, facts)


def _names(fact: Answered | Screened) -> tuple[str, ...]:
    """How the question that ``fact`` answers is called."""
    match fact:
        case Answered():
            return (plain(fact.question),)
        case Screened():
            return (plain(fact.row), plain(ROW[fact.row].name) if fact.row in ROW else "")


def _undecided(wanted: Remembers, facts: tuple[Fact, ...]) -> list[str]:
    """What the diary lacks of rulings before the session, decisions after pain, and locks."""
    out: list[str] = []
    permits = [fact for fact in facts if isinstance(fact, Permitted)]
    for ruled in wanted.ruled:
        if not any(_is_ruled(permit, ruled) for permit in permits):
            told = "; ".join(permit_line(permit) for permit in permits) or "nothing about it"
            out.append(f"the diary holds no such permission or refusal; it holds {told}")
    decided = [fact for fact in facts if isinstance(fact, Decided)]
    told = "; ".join(decision_line(fact) for fact in decided) or "no decision"
    for row, action in wanted.decided:
        if not any(f.row == row and action in (None, Help(f.action)) for f in decided):
            out.append(f"the diary holds no such decision; it holds {told}")
    if wanted.locks is not None and wanted.locks.value not in {fact.locks for fact in decided}:
        out.append(f"the diary holds no such lock; it holds {told}")
    return out


def _is_ruled(permit: Permitted, wanted: Ruled) -> bool:
    names = {plain(name) for row in permit.rows for name in (row, ROW[row].name if row in ROW else row)}
    return (
        permit.allowed is wanted.allowed
        and (wanted.advice is None or permit.advice == wanted.advice.value)
        and plain(wanted.row) in {"", *names}
        and (not wanted.without or wanted.without in permit.without)
    )


def _is_halt(halt: Halted, wanted: Remembers) -> bool:
    right_kind = wanted.halt in (None, halt.kind)
    right_place = wanted.where is None or is_at(wanted.where, halt.where)
    return right_kind and right_place and wanted.of in (0, halt.where.of)
