"""A fact as a row of the diary's file, there and back."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, assert_never

from voicecoach.core.card import Body, Place
from voicecoach.core.facts import (
    Answered,
    Caught,
    Changed,
    Cleared,
    Decided,
    EndedBy,
    Fact,
    Halted,
    HaltKind,
    Permitted,
    Resumed,
    Screened,
    SessionBegan,
    SessionEnded,
    Settled,
    StepEnd,
    StepEnded,
    Where,
)
from voicecoach.diary.sqlite import Cell

Cells: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one ``table`` that say what a fact says, all but its time and its session."""

    table: str
    cells: dict[str, Cell]

    def insert(self) -> str:
        """The statement that adds this row; its values are bound by name."""
        names = ("entry", *self.cells)
        values = (f":{name}" for name in names)
        return f"INSERT INTO {self.table} ({', '.join(names)}) VALUES ({', '.join(values)})"


def row_of(fact: Fact, session_id: str, app_version: str) -> Row:
    """Where and how ``fact`` is written."""
    match fact:
        case SessionBegan():
            return _row("sessions", _beginning(fact, session_id, app_version))
        case StepEnded():
            return _row("steps", _end(fact))
        case Halted():
            return _row("halts", _halt(fact) | _cells_of(fact.where))
        case Answered():
            return _row("answers", _answer(fact))
        case Resumed(_, event):
            return _row("resumptions", {"event": event})
        case Changed(_, what, value):
            return _row("changes", {"what": what, "value": value})
        case Screened():
            return _row(
                "screenings", {"question_id": fact.row, "value": fact.value, "heard_text": fact.heard}
            )
        case Cleared(_, by, day):
            on = date.fromordinal(day).isoformat()
            return _row("clearances", {"cleared_by": by, "cleared_on": on})
        case Permitted():
            return _row("permits", _permit(fact))
        case Decided():
            return _row("decisions", _decision(fact))
        case Settled():
            return _row("settlings", _settling(fact, session_id))
        case Caught():
            return _row("hearings", _hearing(fact))
        case SessionEnded(_, by):
            return _row("endings", {"ended_by": by.value})
        case _:
            assert_never(fact)


def _beginning(fact: SessionBegan, session_id: str, app_version: str) -> dict[str, Cell]:
    return {
        "session_id": session_id,
        "app_version": app_version,
        "content_version": fact.version,
        "exercise_id": fact.card,
        "switches": json.dumps(fact.switches),
        "talk": fact.talk,
    }


def _end(fact: StepEnded) -> dict[str, Cell]:
    return {
        "step_id": fact.step,
        "how": fact.how.value,
        "done_reps": fact.done,
        "planned_reps": fact.planned,
        "seconds": fact.seconds,
    }


def _halt(fact: Halted) -> dict[str, Cell]:
    return {
        "event": fact.event,
        "kind": fact.kind.value,
        "trigger_word": fact.word,
        "heard_text": fact.heard,
        "recogniser_confidence": fact.score,
    }


def _answer(fact: Answered) -> dict[str, Cell]:
    return {"event": fact.event, "question": fact.question, "value": fact.value, "heard_text": fact.heard}


def _permit(fact: Permitted) -> dict[str, Cell]:
    return {
        "screening_version": fact.screening,
        "allowed": int(fact.allowed),
        "advice": fact.advice,
        "decided_by": json.dumps(fact.rows),
        "left_out": json.dumps(fact.without),
    }


def _decision(fact: Decided) -> dict[str, Cell]:
    return {
        "event": fact.event,
        "table_row": fact.row,
        "action": fact.action,
        "red_flags": json.dumps(fact.flags),
        "may_resume": int(fact.may_resume),
        "locks": fact.locks,
    }


def _settling(fact: Settled, session_id: str) -> dict[str, Cell]:
    return {
        "of_session": fact.session or session_id,
        "event": fact.event,
        "minutes": fact.minutes,
        "settled": None if fact.over is None else int(fact.over),
    }


def _hearing(fact: Caught) -> dict[str, Cell]:
    return {
        "word": fact.word,
        "heard_text": fact.heard,
        "recogniser_confidence": fact.score,
        "taken": int(fact.taken),
    }


def _cells_of(where: Where) -> dict[str, Cell]:
    return {
        "step_id": where.step,
        "rep_index": where.rep,
        "rep_count": where.of,
        "phase": where.phase,
        "side": where.side,
        "seconds_into_step": where.seconds,
        "position": where.place.body.value,
        "things": json.dumps(where.place.things),
    }


def _row(table: str, cells: Mapping[str, Cell]) -> Row:
    return Row(table, {name: _storable(cell) for name, cell in cells.items()})


def _storable(cell: Cell) -> Cell:
    # Typed under the C locale, text can hold bytes that are no character; pain is written down all the same.
    return cell.encode("utf-8", "backslashreplace").decode("utf-8") if isinstance(cell, str) else cell


def _list(written: str) -> tuple[Any, ...]:
    return () if written == "[]" else tuple(json.loads(written))  # most are empty


def _began(at: float, cells: Cells) -> SessionBegan:
    switches = _list(cells["switches"])
    return SessionBegan(at, cells["exercise_id"], cells["content_version"], switches, cells["talk"])


def _step(at: float, cells: Cells) -> StepEnded:
    how = StepEnd(cells["how"])
    return StepEnded(at, cells["step_id"], how, cells["done_reps"], cells["planned_reps"], cells["seconds"])


def _halted(at: float, cells: Cells) -> Halted:
    where = Where(
        step=cells["step_id"],
        rep=cells["rep_index"],
        of=cells["rep_count"],
        phase=cells["phase"],
        side=cells["side"],
        seconds=cells["seconds_into_step"],
        place=Place(Body(cells["position"]), _list(cells["things"])),
    )
    score = cells["recogniser_confidence"]
    return Halted(
        at, cells["event"], HaltKind(cells["kind"]), cells["trigger_word"], cells["heard_text"], score, where
    )


def _answered(at: float, cells: Cells) -> Answered:
    return Answered(at, cells["event"], cells["question"], cells["value"], cells["heard_text"])


def _resumed(at: float, cells: Cells) -> Resumed:
    return Resumed(at, cells["event"])


def _changed(at: float, cells: Cells) -> Changed:
    return Changed(at, cells["what"], cells["value"])


def _screened(at: float, cells: Cells) -> Screened:
    return Screened(at, cells["question_id"], cells["value"], cells["heard_text"])


def _cleared(at: float, cells: Cells) -> Cleared:
    return Cleared(at, cells["cleared_by"], date.fromisoformat(cells["cleared_on"]).toordinal())


def _permitted(at: float, cells: Cells) -> Permitted:
    rows, without = _list(cells["decided_by"]), _list(cells["left_out"])
    return Permitted(at, cells["screening_version"], bool(cells["allowed"]), cells["advice"], rows, without)


def _decided(at: float, cells: Cells) -> Decided:
    return Decided(
        at,
        cells["event"],
        cells["table_row"],
        cells["action"],
        _list(cells["red_flags"]),
        bool(cells["may_resume"]),
        cells["locks"],
    )


def _settled(at: float, cells: Cells) -> Settled:
    over = None if cells["settled"] is None else bool(cells["settled"])
    elsewhere = cells["of_session"] if cells["of_session"] != cells["session_id"] else ""
    return Settled(at, cells["event"], cells["minutes"], over, elsewhere)


def _caught(at: float, cells: Cells) -> Caught:
    return Caught(
        at, cells["word"], cells["heard_text"], cells["recogniser_confidence"], bool(cells["taken"])
    )


def _ended(at: float, cells: Cells) -> SessionEnded:
    return SessionEnded(at, EndedBy(cells["ended_by"]))


FORGOTTEN = "forgotten"
"""Stands in a permit for a row whose answer the user deleted since."""

TABLES: tuple[tuple[str, Callable[[float, Cells], Fact]], ...] = (
    ("sessions", _began),
    ("steps", _step),
    ("halts", _halted),
    ("answers", _answered),
    ("resumptions", _resumed),
    ("changes", _changed),
    ("screenings", _screened),
    ("clearances", _cleared),
    ("permits", _permitted),
    ("decisions", _decided),
    ("settlings", _settled),
    ("hearings", _caught),
    ("endings", _ended),
)
"""Every table that holds facts, and how its rows are read."""

HEARD = "hearings"
"""The table of what the ear heard: the longest of them, and read only where it is wanted."""
