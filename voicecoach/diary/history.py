"""What earlier sessions left behind, as the rules about today need it; quick also after ten years of them."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TypeAlias

from voicecoach.core.facts import Decided, EndedBy, Settled
from voicecoach.core.past import MORNING, Clearance, Given, History, Past
from voicecoach.diary.read import AFTER, BEFORE, NEVER_BEGAN, named
from voicecoach.diary.rows import TABLES
from voicecoach.diary.schema import tables_at, version_to_read
from voicecoach.diary.sqlite import DAMAGED, Connection, clear_errors, exists, reading
from voicecoach.errors import DiaryError

Value: TypeAlias = str | int | None

_SESSIONS = """SELECT session_id, exercise_id, switches, clock
    FROM sessions JOIN entries USING (entry, session_id) ORDER BY entry"""
# CROSS: the few endings are gone through, and not the many entries.
_ENDINGS = "SELECT session_id, ended_by FROM endings CROSS JOIN entries USING (entry)"
_ANSWERS = """SELECT session_id, question, value FROM answers JOIN entries USING (entry)
    WHERE event = 0 ORDER BY entry"""
_DECISIONS = """SELECT entries.session_id, entries.at, told.* FROM decisions AS told
    JOIN entries USING (entry) ORDER BY entry"""
_SETTLED = """SELECT of_session, event, minutes, settled, session_id, at FROM settlings JOIN entries USING (entry)
    ORDER BY entry"""
# For each question the last answer, and the first that was given since a different one (or none: an answer that did
# not come is not a different one). Both from an index, also where the same was answered a thousand times.
_GIVEN = """
    WITH last AS (SELECT question_id, value, max(entry) AS entry FROM screenings
        WHERE value IS NOT NULL GROUP BY question_id, value),
    latest AS (SELECT question_id, value, max(entry) AS entry FROM last GROUP BY question_id),
    other AS (SELECT last.question_id, max(last.entry) AS entry FROM last JOIN latest USING (question_id)
        WHERE last.entry < latest.entry GROUP BY last.question_id)
    SELECT latest.question_id, latest.value, told.clock, begun.clock, other.entry IS NOT NULL FROM latest
    JOIN entries AS told ON told.entry = latest.entry
    LEFT JOIN other ON other.question_id = latest.question_id
    JOIN entries AS begun ON begun.entry = (SELECT min(entry) FROM screenings AS same
        WHERE same.question_id = latest.question_id AND same.value = latest.value
        AND same.entry > coalesce(other.entry, 0))
"""


def history(path: Path, today: date) -> History:
    """What is known when a session starts on ``today``; nothing if there is no diary yet.

    A session that is dated after ``today`` (the clock was set back) counts as one of today. Answers and clearances
    keep their own day: what was told on a day that has not come yet is asked again and unlocks nothing.
    """
    day = today.toordinal()
    if not exists(path):
        return History(day)
    with clear_errors(path), reading(path) as connection, sense(path):
        there = tables_at(version_to_read(connection, path))
        if not there:
            return History(day)
        if "screenings" not in there:
            return History(day, _sessions(connection, there, day))
        return History(day, _sessions(connection, there, day), _given(connection), _clearance(connection))


@contextmanager
def sense(path: Path) -> Iterator[None]:
    """What was written is no day, no ending or no list: that is damage, and not a bug."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise DiaryError(f"{path}: an entry makes no sense ({error}): {DAMAGED}") from error


@dataclass(slots=True)
class _Draft:
    """What was written in one session."""

    by: EndedBy | None = None
    answers: dict[str, Value] = field(default_factory=dict)
    decisions: tuple[Decided, ...] = ()
    settled: tuple[Settled, ...] = ()


def _sessions(connection: Connection, there: frozenset[str], today: int) -> tuple[Past, ...]:
    rows = connection.execute(_SESSIONS).fetchall()
    drafts: defaultdict[str, _Draft] = defaultdict(_Draft)
    for session, by in connection.execute(_ENDINGS):
        drafts[session].by = EndedBy(by)
    for session, question, value in connection.execute(_ANSWERS):
        drafts[session].answers[question] = value
    if "decisions" in there:
        decided = dict(TABLES)["decisions"]
        for _, cells in named("decisions", connection.execute(_DECISIONS)):
            fact = decided(cells["at"], cells)
            assert isinstance(fact, Decided)
            drafts[cells["session_id"]].decisions += (fact,)
    if "settlings" in there:
        for session, event, minutes, settled, told_in, at in connection.execute(_SETTLED):
            over = None if settled is None else bool(settled)
            fact = Settled(at, event, minutes, over, session if told_in != session else "")
            drafts[session].settled += (fact,)
    return _with_mornings(
        [
            _past(card, switches, min(_day(clock), today), drafts[session], session)
            for session, card, switches, clock in rows
        ]
    )


def _past(card: str, switches: str, day: int, draft: _Draft, session: str) -> Past:
    return Past(
        card=card,
        day=day,
        by=draft.by,
        before=_score(draft.answers, BEFORE),
        after=_score(draft.answers, AFTER),
        switches=_switches(switches),
        answers=draft.answers,
        decisions=draft.decisions,
        settled=draft.settled,
        session=session,
    )


@cache  # a few combinations, written thousands of times
def _switches(written: str) -> frozenset[str]:
    return frozenset(json.loads(written))


def _with_mornings(found: list[Past]) -> tuple[Past, ...]:
    """Each morning stands with the last session done on an earlier day, as `diary.read` has it."""
    for at, past in enumerate(found):
        morning = _score(past.answers, MORNING)
        if morning is None:
            continue
        done = (
            n for n in range(at - 1, -1, -1) if found[n].by not in NEVER_BEGAN and found[n].day < past.day
        )
        of = next(done, None)
        if of is not None:
            found[of] = replace(found[of], morning=morning, told=past.day)
    return tuple(found)


def _score(answers: Mapping[str, Value], question: str) -> int | None:
    value = answers.get(question)
    return value if isinstance(value, int) else None


def _given(connection: Connection) -> dict[str, Given]:
    return {
        row: Given(value, _day(since), _day(told), bool(changed))
        for row, value, told, since, changed in connection.execute(_GIVEN).fetchall()
    }


def _clearance(connection: Connection) -> Clearance | None:
    last = "SELECT cleared_by, cleared_on FROM clearances ORDER BY entry DESC LIMIT 1"
    found = connection.execute(last).fetchone()
    return None if found is None else Clearance(found[0], _day(found[1]))


def _day(written: str) -> int:
    """The day of a wall clock, by its own offset, or of a day alone."""
    return datetime.fromisoformat(written).date().toordinal()
