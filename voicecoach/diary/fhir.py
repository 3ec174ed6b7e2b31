"""The diary as a FHIR R4 Bundle: a Procedure for each session, an Observation for each score, nobody's name."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from voicecoach.core.facts import Answered, EndedBy
from voicecoach.diary.exported import Exported
from voicecoach.diary.read import AFTER, BEFORE, NEVER_BEGAN, SessionRecord
from voicecoach.diary.show import Json, as_lines, printable
from voicecoach.diary.sqlite import DAMAGED
from voicecoach.errors import DiaryError

HOW_STRONG = "how strong"
"""The question for the number after "pain"."""
FOOTER = "User-entered diary. Not verified. Not a diagnosis."

_OURS = UUID("7b6a4f0c-94c8-4d1f-8a53-0a2f6f7a3d11")
"""The ids of our resources come from it, so that the same entry has the same id in every export."""
_TERMS = "http://terminology.hl7.org/CodeSystem"
_FARTHEST = timedelta(hours=14)


def as_fhir(exported: Exported, now: datetime) -> str:
    """The Bundle (type "collection") as JSON; without sessions it has no entries, and so nobody in it."""
    bundle: dict[str, Json] = {"resourceType": "Bundle", "type": "collection", "timestamp": _time(now)}
    if exported.sessions:
        entries: list[Json] = [
            {"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in _all(exported)
        ]
        bundle["entry"] = entries
    return json.dumps(bundle, indent=2, allow_nan=False)


def _all(exported: Exported) -> Iterator[dict[str, Json]]:
    # No name, no sex, no day of birth: only that all of it is about the same person.
    person: dict[str, Json] = {"resourceType": "Patient", "id": _id(exported.whose, "person")}
    yield person
    subject: Json = {"reference": f"urn:uuid:{person['id']}", "type": "Patient"}
    for record in exported.sessions:
        session = _session(record, subject)
        yield session
        about: Json = {"reference": f"urn:uuid:{session['id']}", "type": "Procedure"}
        yield from _scores(record, subject, about)


def _session(record: SessionRecord, subject: Json) -> dict[str, Json]:
    resource: dict[str, Json] = {
        "resourceType": "Procedure",
        "id": _id(record.session_id, "session"),
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{_text(record.session_id)}"}],
        "status": _status(record.by),
        "code": {"text": _text(record.card)},
        "subject": subject,
        "performedPeriod": _period(record),
        "asserter": subject,
        "note": [
            {"text": _text("\n".join(as_lines((record,))))},
            {
                "text": f"{FOOTER} voicecoach {_text(record.app_version)}, session card version {record.version}."
            },
        ],
    }
    if record.by not in (None, EndedBy.COMPLETE):
        resource["statusReason"] = {"text": record.by.value}
    return resource


def _period(record: SessionRecord) -> Json:
    began = {"start": _time(record.started)}
    # A clock that was set back during the session: an end before the start would be refused as a whole.
    if record.ended is None or record.ended < record.started:
        return {**began}
    return {**began, "end": _time(record.ended)}


def _status(by: EndedBy | None) -> str:
    if by is None:
        return "unknown"
    if by in NEVER_BEGAN:
        return "not-done"
    return "completed" if by is EndedBy.COMPLETE else "stopped"


def _scores(record: SessionRecord, subject: Json, session: Json) -> Iterator[dict[str, Json]]:
    """The score before, after and on the next morning, and those after "pain"; none where nobody asked."""

    def score(name: str, when: str, at: str, value: int | None) -> dict[str, Json]:
        return _score(_id(record.session_id, name), when, at, value, subject, session)

    for question, when in ((BEFORE, "before the session"), (AFTER, "after the session")):
        given = [each for each in record.answers if each.question == question]
        if given:  # the last answer counts
            yield score(question, when, _moment(record, given[-1]), _number(given[-1]))
    if record.next_morning is not None:
        morning = (record.started.date() + timedelta(days=1)).isoformat()
        yield score("next morning", "the morning after the session", morning, record.next_morning)
    for number, halt in enumerate(record.halts, start=1):
        for nth, each in enumerate(each for each in halt.answers if each.question == HOW_STRONG):
            name, when = f"halt {number} {nth}", f'after "{halt.halted.kind.value}"'
            yield score(name, when, _moment(record, each), _number(each))


def _score(id_: str, when: str, at: str, value: int | None, subject: Json, session: Json) -> dict[str, Json]:
    resource: dict[str, Json] = {
        "resourceType": "Observation",
        "id": id_,
        "partOf": [session],
        "status": "final",
        "category": [{"coding": [{"system": f"{_TERMS}/observation-category", "code": "survey"}]}],
        "code": {
            "coding": [
                {
                    "system": "http://loinc.org",
                    "code": "72514-3",
                    "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
                }
            ],
            "text": f"Soreness, 0 to 10, {when}",
        },
        "subject": subject,
        "effectiveDateTime": at,
        "performer": [subject],
    }
    if value is None:  # null is not zero
        unknown: Json = {"system": f"{_TERMS}/data-absent-reason", "code": "unknown"}
        return resource | {"dataAbsentReason": {"coding": [unknown], "text": "asked, not answered"}}
    unit: dict[str, Json] = {"unit": "{score}", "system": "http://unitsofmeasure.org", "code": "{score}"}
    return resource | {"valueQuantity": {"value": value, **unit}}


def _number(answer: Answered) -> int | None:
    return answer.value if isinstance(answer.value, int) else None


def _moment(record: SessionRecord, answer: Answered) -> str:
    try:
        return _time(record.started + timedelta(seconds=answer.at))
    except OverflowError as error:
        raise DiaryError(f"session {record.session_id}: {answer.at} s makes no sense: {DAMAGED}") from error


def _time(moment: datetime) -> str:
    """FHIR knows whole minutes of offset, up to 14 hours of them; whatever else a clock had is told as UTC."""
    offset = moment.utcoffset() or timedelta()
    if offset % timedelta(minutes=1) or abs(offset) > _FARTHEST:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds")


def _id(session: str, what: str) -> str:
    return str(uuid5(_OURS, f"{session} {what}"))


def _text(words: str) -> str:
    """FHIR knows no empty text and no control characters."""
    return "\n".join(map(printable, words.split("\n"))).strip() or "not named"
