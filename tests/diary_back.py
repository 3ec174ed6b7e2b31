"""The way back from an export to the records that it was made of, as a program that reads one would go it."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from voicecoach.core.card import Body, Place
from voicecoach.core.facts import (
    Answered,
    Caught,
    Changed,
    Cleared,
    Decided,
    EndedBy,
    Halted,
    HaltKind,
    Permitted,
    Screened,
    StepEnd,
    StepEnded,
    Where,
)
from voicecoach.diary.read import HaltRecord, SessionRecord, Settling
from voicecoach.diary.tables import as_it_was

Line: TypeAlias = dict[str, str]


def lines_of(file: bytes, delimiter: str = ",") -> list[Line]:
    """The lines of a table as they stand in the file."""
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def from_tables(files: Mapping[str, bytes]) -> tuple[SessionRecord, ...]:
    """The sessions of an export to CSV."""
    tables = {
        name: [{key: as_it_was(cell) for key, cell in line.items()} for line in lines_of(file)]
        for name, file in files.items()
    }
    return tuple(_of_line(line, _of_session(tables, line["session_id"])) for line in tables["sessions.csv"])


def _of_session(tables: Mapping[str, list[Line]], session: str) -> dict[str, list[Line]]:
    return {name: [each for each in lines if each["session_id"] == session] for name, lines in tables.items()}


def _of_line(line: Line, of: dict[str, list[Line]]) -> SessionRecord:
    events = [each["event_id"] for each in of["events.csv"]]
    return SessionRecord(
        session_id=line["session_id"],
        app_version=line["app_version"],
        card=line["exercise_id"],
        version=int(line["content_version"]),
        switches=_list(line["switches"]),
        talk=line["talk"],
        started=datetime.fromisoformat(line["started_at"]),
        ended=datetime.fromisoformat(line["ended_at"]) if line["ended_at"] else None,
        by=EndedBy(line["ended_by"]) if line["ended_by"] else None,
        seconds=float(line["seconds"]),
        before=_int(line["score_before"]),
        after=_int(line["score_after"]),
        next_morning=_int(line["score_next_morning"]),
        screened=tuple(
            Screened(float(each["at"]), each["question_id"], _value(each), each["heard_text"])
            for each in of["screening.csv"]
        ),
        cleared=tuple(
            Cleared(float(each["at"]), each["by"], date.fromisoformat(each["date"]).toordinal())
            for each in of["clearances.csv"]
        ),
        permitted=_permit(line) if line["allowed"] else None,
        steps=tuple(
            StepEnded(
                float(each["at"]),
                each["step_id"],
                StepEnd(each["how"]),
                int(each["done_reps"]),
                int(each["planned_reps"]),
                float(each["seconds"]),
            )
            for each in of["steps.csv"]
        ),
        halts=tuple(_event(each, of) for each in of["events.csv"]),
        answers=tuple(_answer(each) for each in of["answers.csv"] if each["event_id"] not in events),
        changes=tuple(Changed(float(each["at"]), each["what"], each["value"]) for each in of["changes.csv"]),
        effort=_int(line["effort"]),
        caught=tuple(
            Caught(
                float(each["at"]),
                each["word"],
                each["heard_text"],
                float(each["recogniser_confidence"]) if each["recogniser_confidence"] else None,
                each["taken"] == "yes",
            )
            for each in of["heard.csv"]
        ),
    )


def _event(line: Line, of: dict[str, list[Line]]) -> HaltRecord:
    where = Where(
        line["step_id"],
        int(line["rep_index"]),
        int(line["rep_count"]),
        line["phase"],
        line["side"],
        float(line["seconds_into_step"]),
        Place(Body(line["position"]), _list(line["things"])),
    )
    halted = Halted(
        float(line["at"]),
        int(line["event_id"]),
        HaltKind(line["kind"]),
        line["trigger_word"],
        line["heard_text"],
        float(line["recogniser_confidence"]) if line["recogniser_confidence"] else None,
        where,
    )
    decided = (
        Decided(
            float(each["at"]),
            int(each["event_id"]),
            int(each["table_row"]),
            each["action"],
            _list(each["red_flags"]),
            each["may_resume"] == "yes",
            each["locks"],
        )
        for each in of["decisions.csv"]
        if each["event_id"] == line["event_id"]
    )
    answers = (_answer(each) for each in of["answers.csv"] if each["event_id"] == line["event_id"])
    resumed = float(line["resumed_at"]) if line["resumed"] == "yes" else None
    over = {"yes": True, "no": False}.get(line["settled"])
    settled = Settling(int(line["minutes_to_settle"]), over) if line["minutes_to_settle"] else None
    clock = datetime.fromisoformat(line["clock"])
    return HaltRecord(clock, halted, tuple(answers), tuple(decided), resumed, settled)


def _permit(line: Line) -> Permitted:
    return Permitted(
        float(line["permit_at"]),
        int(line["screening_version"]),
        line["allowed"] == "yes",
        line["advice"],
        _list(line["decided_by"]),
        _list(line["left_out"]),
    )


def _answer(line: Line) -> Answered:
    return Answered(
        float(line["at"]), int(line["event_id"]), line["question"], _value(line), line["heard_text"]
    )


def _value(line: Line) -> str | int | None:
    if line["answered"] == "no":
        return None
    return int(line["number"]) if line["number"] else line["word"]


def _list(cell: str) -> tuple[str, ...]:
    return tuple(json.loads(cell))


def _int(cell: str) -> int | None:
    return int(cell) if cell else None


def from_json(told: Mapping[str, Any]) -> tuple[SessionRecord, ...]:
    """The sessions of an export to JSON."""
    return tuple(_of_object(each) for each in told["sessions"])


def _of_object(told: Mapping[str, Any]) -> SessionRecord:
    permit = told["permit"]
    return SessionRecord(
        session_id=told["session_id"],
        app_version=told["app_version"],
        card=told["exercise_id"],
        version=told["content_version"],
        switches=tuple(told["switches"]),
        talk=told["talk"],
        started=datetime.fromisoformat(told["started_at"]),
        ended=datetime.fromisoformat(told["ended_at"]) if told["ended_at"] is not None else None,
        by=EndedBy(told["ended_by"]) if told["ended_by"] is not None else None,
        seconds=told["seconds"],
        before=told["score_before"],
        after=told["score_after"],
        next_morning=told["score_next_morning"],
        screened=tuple(
            Screened(each["at"], each["question_id"], each["value"], each["heard_text"])
            for each in told["screening_answers"]
        ),
        cleared=tuple(
            Cleared(each["at"], each["by"], date.fromisoformat(each["date"]).toordinal())
            for each in told["clearances"]
        ),
        permitted=permit
        and Permitted(
            permit["at"],
            told["screening_version"],
            permit["allowed"],
            permit["advice"],
            tuple(permit["decided_by"]),
            tuple(permit["left_out"]),
        ),
        steps=tuple(
            StepEnded(
                each["at"],
                each["step_id"],
                StepEnd(each["how"]),
                each["done_reps"],
                each["planned_reps"],
                each["seconds"],
            )
            for each in told["steps"]
        ),
        halts=tuple(map(_halt_of_object, told["halts"])),
        answers=tuple(_answer_of_object(each) for each in told["answers"]),
        changes=tuple(Changed(each["at"], each["what"], each["value"]) for each in told["changes"]),
        effort=told["effort"],
        caught=tuple(
            Caught(
                each["at"],
                each["word"] or "",
                each["heard_text"],
                each["recogniser_confidence"],
                each["taken"],
            )
            for each in told["heard"]
        ),
    )


def _halt_of_object(told: Mapping[str, Any]) -> HaltRecord:
    event = told["event_id"]
    where = Where(
        told["step_id"],
        told["rep_index"],
        told["rep_count"],
        told["phase"],
        told["side"],
        told["seconds_into_step"],
        Place(Body(told["position"]), tuple(told["things"])),
    )
    words = told["trigger_word"], told["heard_text"], told["recogniser_confidence"]
    return HaltRecord(
        datetime.fromisoformat(told["clock"]),
        Halted(told["at"], event, HaltKind(told["kind"]), *words, where),
        tuple(
            Answered(each["at"], event, each["question"], each["value"], each["heard_text"])
            for each in told["answers"]
        ),
        tuple(
            Decided(
                each["at"],
                event,
                each["table_row"],
                each["action"],
                tuple(each["red_flags"]),
                each["may_resume"],
                each["locks"],
            )
            for each in told["decisions"]
        ),
        told["resumed_at"],
        None if told["minutes_to_settle"] is None else Settling(told["minutes_to_settle"], told["settled"]),
    )


def _answer_of_object(each: Mapping[str, Any]) -> Answered:
    return Answered(each["at"], 0, each["question"], each["value"], each["heard_text"])
