"""The diary as one JSON object: what `voicecoach diary --json` shows, and all else that is kept beside it."""

import json
from datetime import date

from voicecoach.core.facts import Cleared, Screened
from voicecoach.diary.exported import Exported, Told
from voicecoach.diary.read import SessionRecord
from voicecoach.diary.show import JSON_SCHEMA, Json, heard_json, session_json


def as_json_export(exported: Exported) -> str:
    """The object; docs/diary.schema.json describes it. Null means that it is not known, never zero."""
    sessions: list[Json] = [_session(each) for each in exported.sessions]
    told: list[Json] = [_told(each) for each in exported.outside]
    return json.dumps(
        {
            "diary": "voicecoach",
            "schema": JSON_SCHEMA,
            "from": _day(exported.since),
            "to": _day(exported.until),
            "sessions": sessions,
            "told_outside_sessions": told,
        },
        indent=2,
        allow_nan=False,
    )


def _session(record: SessionRecord) -> dict[str, Json]:
    cleared: list[Json] = [{"at": each.at, **_clearance(each)} for each in record.cleared]
    return {**session_json(record), "clearances": cleared, **heard_json(record)}


def _told(told: Told) -> Json:
    clock = told.entry.clock.isoformat()
    match told.fact:
        case Screened(_, row, value, heard):
            return {"clock": clock, "question_id": row, "value": value, "heard_text": heard}
        case Cleared():
            return {"clock": clock, **_clearance(told.fact)}


def _clearance(cleared: Cleared) -> dict[str, Json]:
    return {"by": cleared.by, "date": date.fromordinal(cleared.day).isoformat()}


def _day(day: date | None) -> Json:
    return None if day is None else day.isoformat()
