"""The diary in words: plain lines for a person, JSON for a program; both tell and judge nothing."""

import json
from datetime import date
from typing import TypeAlias, assert_never

from voicecoach.core.facts import (
    Answered,
    Caught,
    Cleared,
    Decided,
    EndedBy,
    HaltKind,
    Permitted,
    Screened,
    StepEnd,
    StepEnded,
)
from voicecoach.core.past import EFFORT, MORNING, SETTLED
from voicecoach.core.told import asked_name, decision_line, permit_line, settled_line, value_line
from voicecoach.diary.read import AFTER, BEFORE, HaltRecord, SessionRecord

JSON_SCHEMA = 2
"""Grows when a key of `as_json` changes its name or meaning; new keys may come without it."""

Json: TypeAlias = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


def as_lines(records: tuple[SessionRecord, ...], heard: bool = False) -> tuple[str, ...]:
    """The sessions in the order given, an empty line between them; safe to print, without any markup; with what the
    ear ``heard`` where that is wanted."""
    if not records:
        return ("The diary is empty.",)
    lines: list[str] = []
    for record in records:
        lines += ([""] if lines else []) + _session(record) + (_heard(record) if heard else [])
    return tuple(printable(line) for line in lines)


def as_json(records: tuple[SessionRecord, ...], heard: bool = False) -> str:
    """The sessions as a JSON object; null means that it is not known, never zero."""
    sessions: list[Json] = [session_json(each) | (heard_json(each) if heard else {}) for each in records]
    return json.dumps(
        {"diary": "voicecoach", "schema": JSON_SCHEMA, "sessions": sessions}, indent=2, allow_nan=False
    )


def printable(text: str) -> str:
    """``text`` with everything that could steer a terminal shown as an escape."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def _session(record: SessionRecord) -> list[str]:
    # The person's own wall clock of that day, wherever the diary is read.
    began = f"{record.started:%Y-%m-%d %H:%M}"
    lines = [f"{began}  {record.card}  {_length(record.seconds)}  {_ending(record.by)}"]
    if record.switches:
        lines.append(f"  with {', '.join(record.switches)}")
    morning = "" if record.next_morning is None else f", next morning {record.next_morning}"
    before, after = _told(record, BEFORE, record.before), _told(record, AFTER, record.after)
    lines.append(f"  soreness: before {before}, after {after}{morning}")
    if any(each.question == EFFORT for each in record.answers):
        lines.append(f"  effort: {_score(record.effort)}")
    lines += _screening(record)
    others = [each for each in record.answers if each.question not in (BEFORE, AFTER, EFFORT)]
    lines += [f"  {_question(each.question)}: {value_line(each)}" for each in others]
    lines += _steps(record)
    for halt in record.halts:
        lines += _halt(halt)
    if record.changes:
        changes = (f"{each.what} {each.value} at {_at(each.at)}" for each in record.changes)
        lines.append(f"  changed: {'; '.join(changes)}")
    return lines


def _told(record: SessionRecord, question: str, score: int | None) -> str:
    """A question that was never asked, as in a session that ended before it, has no answer that is missing."""
    asked = score is not None or any(each.question == question for each in record.answers)
    return _score(score) if asked else "not asked"


_OF_BEFORE = {
    MORNING: "soreness on the morning after the session before",
    SETTLED: "soreness of an earlier session had settled in half an hour",
}


def _question(name: str) -> str:
    return _OF_BEFORE.get(name, name)


def _heard(record: SessionRecord) -> list[str]:
    """What the ear heard, in the order of time."""
    if not record.caught:
        return ["  heard: nothing"]
    return [f"  heard at {_at(each.at)}: {_caught(each)}" for each in record.caught]


def _caught(caught: Caught) -> str:
    score = "" if caught.score is None else f", score {caught.score:.2f}"
    word = f'understood as "{caught.word}"' if caught.word else "not understood"
    ignored = "" if caught.taken or not caught.word else ", nothing came of it"
    return f'"{caught.heard}"{score}, {word}{ignored}'


def _screening(record: SessionRecord) -> list[str]:
    lines = _asked(record.screened)
    lines += [f"  clearance: {each.by}, {date.fromordinal(each.day)}" for each in record.cleared]
    if record.permitted is not None:
        lines.append(f"  {permit_line(record.permitted)}")
    return lines


def _asked(screened: tuple[Screened, ...]) -> list[str]:
    """The answers, those that are alike on one line: a first session asks forty questions."""
    values: dict[str, list[str]] = {}
    for each in screened:
        values.setdefault(each.row, []).append(value_line(each))
    alike: dict[str, list[str]] = {}
    for row, (*earlier, last) in values.items():
        before = f" (before that: {', '.join(earlier)})" if set(earlier) - {last} else ""
        alike.setdefault(last, []).append(f"{asked_name(row)}{before}")
    return [f"  asked, {value}: {', '.join(rows)}" for value, rows in alike.items()]


def _steps(record: SessionRecord) -> list[str]:
    done = [each for each in record.steps if each.how in (StepEnd.DONE, StepEnd.NEXT)]
    skipped = [each for each in record.steps if each.how is StepEnd.SKIPPED]
    left = [each for each in record.steps if each.how is StepEnd.LEFT]
    told = (("done", done), ("skipped", skipped), ("not finished", left))
    return [f"  {words}: {', '.join(map(_step, steps))}" for words, steps in told if steps]


def _step(step: StepEnded) -> str:
    return f"{step.step} ({step.done} of {step.planned})" if step.planned else step.step


def _halt(record: HaltRecord) -> list[str]:
    halted, where = record.halted, record.halted.where
    parts = [where.step]
    if where.rep:
        parts.append(f"repetition {where.rep} of {where.of}")
    if where.phase:
        parts.append(f'during "{where.phase}"')
    if where.side:
        parts.append(where.side)
    things = f" with {' and '.join(where.place.things)}" if where.place.things else ""
    parts.append(f"{where.place.body.value}{things}")
    went_on = "did not go on" if record.resumed is None else f"went on at {_at(record.resumed)}"
    heard = f' (heard "{halted.heard}")' if halted.heard else ""
    lines = [f"  {_at(halted.at)} {_kind(halted.kind)}{heard}: {', '.join(parts)}; {went_on}"]
    lines += [f"    {each.question}: {value_line(each)}" for each in record.answers]
    lines += [f"    decided {decision_line(each)}" for each in record.decisions]
    if record.settled is not None:
        lines.append(f"    {settled_line(record.settled.minutes, record.settled.over)}")
    return lines


def _kind(kind: HaltKind) -> str:
    match kind:
        case HaltKind.STOP:
            return "stop"
        case HaltKind.PAIN:
            return "pain"
        case HaltKind.RED_FLAG:
            return "red flag"
        case HaltKind.PAUSE:
            return "pause"
        case HaltKind.DEAF:
            return "the coach could not hear"
        case _:
            assert_never(kind)


def _ending(by: EndedBy | None) -> str:
    match by:
        case EndedBy.COMPLETE:
            return "complete"
        case EndedBy.FINISH:
            return "ended by finish"
        case EndedBy.STOP:
            return "ended after stop"
        case EndedBy.PAIN:
            return "ended after pain"
        case EndedBy.RED_FLAG:
            return "ended after a red flag"
        case EndedBy.NO_RESPONSE:
            return "ended without an answer"
        case EndedBy.REFUSED:
            return "not begun: refused"
        case EndedBy.INSTEAD:
            return "not begun: another session instead"
        case EndedBy.LEFT:
            return "left before the end"
        case None:
            return "cut off: no ending was written"
        case _:
            assert_never(by)


def _score(score: int | None) -> str:
    return "not answered" if score is None else str(score)


def _length(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"


def _at(seconds: float) -> str:
    return f"{int(seconds) // 60:02}:{int(seconds) % 60:02}"


def session_json(record: SessionRecord) -> dict[str, Json]:
    """One session as `as_json` has it."""
    return {
        "session_id": record.session_id,
        "app_version": record.app_version,
        "content_version": record.version,
        "exercise_id": record.card,
        "switches": list(record.switches),
        "talk": record.talk,
        "started_at": record.started.isoformat(),
        "ended_at": None if record.ended is None else record.ended.isoformat(),
        "ended_by": None if record.by is None else record.by.value,
        "seconds": record.seconds,
        "score_before": record.before,
        "score_after": record.after,
        "score_next_morning": record.next_morning,
        "effort": record.effort,
        "screening_version": None if record.permitted is None else record.permitted.screening,
        "screening_answers": [
            {"at": each.at, "question_id": each.row, "value": each.value, "heard_text": each.heard}
            for each in record.screened
        ],
        "clearance": _clearance_json(record.cleared),
        "permit": None if record.permitted is None else _permit_json(record.permitted),
        "steps": [
            {
                "at": each.at,
                "step_id": each.step,
                "how": each.how.value,
                "done_reps": each.done,
                "planned_reps": each.planned,
                "seconds": each.seconds,
            }
            for each in record.steps
        ],
        "halts": [_halt_json(each) for each in record.halts],
        "answers": [_answer_json(each) for each in record.answers],
        "changes": [{"at": each.at, "what": each.what, "value": each.value} for each in record.changes],
    }


def _clearance_json(cleared: tuple[Cleared, ...]) -> Json:
    return {"by": cleared[-1].by, "date": date.fromordinal(cleared[-1].day).isoformat()} if cleared else None


def _permit_json(permit: Permitted) -> Json:
    return {
        "at": permit.at,
        "allowed": permit.allowed,
        "advice": permit.advice,
        "decided_by": list(permit.rows),
        "left_out": list(permit.without),
    }


def _decision_json(decided: Decided) -> Json:
    return {
        "at": decided.at,
        "table_row": decided.row,
        "action": decided.action,
        "red_flags": list(decided.flags),
        "may_resume": decided.may_resume,
        "locks": decided.locks,
    }


def _halt_json(record: HaltRecord) -> Json:
    halted, where = record.halted, record.halted.where
    return {
        "event_id": halted.event,
        "at": halted.at,
        "clock": record.clock.isoformat(),
        "kind": halted.kind.value,
        "trigger_word": halted.word,
        "heard_text": halted.heard,
        "recogniser_confidence": halted.score,
        "step_id": where.step,
        "rep_index": where.rep,
        "rep_count": where.of,
        "phase": where.phase,
        "side": where.side,
        "seconds_into_step": where.seconds,
        "position": where.place.body.value,
        "things": list(where.place.things),
        "answers": [_answer_json(each) for each in record.answers],
        "decisions": [_decision_json(each) for each in record.decisions],
        "resumed": record.resumed is not None,
        "resumed_at": record.resumed,
        "minutes_to_settle": None if record.settled is None else record.settled.minutes,
        "settled": None if record.settled is None else record.settled.over,
    }


def heard_json(record: SessionRecord) -> dict[str, Json]:
    """What the ear heard in one session."""
    heard: list[Json] = [
        {
            "at": each.at,
            "heard_text": each.heard,
            "word": each.word or None,
            "recogniser_confidence": each.score,
            "taken": each.taken,
        }
        for each in record.caught
    ]
    return {"heard": heard}


def _answer_json(answer: Answered) -> Json:
    return {"at": answer.at, "question": answer.question, "value": answer.value, "heard_text": answer.heard}
