"""The diary handed out: tables, JSON and FHIR say what the diary says, and nothing is written over or half."""

import csv
import io
import json
import os
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from diary_back import from_json, from_tables, lines_of
from diary_facts import SCREENED, SESSION, SOFIA, Clock, beginnings, facts, words
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecoach.cli import main
from voicecoach.core.facts import (
    Answered,
    Caught,
    Changed,
    Cleared,
    Decided,
    EndedBy,
    Fact,
    Halted,
    Resumed,
    Screened,
    SessionBegan,
    SessionEnded,
    Settled,
)
from voicecoach.core.past import MORNING
from voicecoach.diary.exported import Exported, Told, export
from voicecoach.diary.fhir import HOW_STRONG, as_fhir
from voicecoach.diary.json_export import as_json_export
from voicecoach.diary.read import AFTER, BEFORE, Entry, SessionRecord, records, sessions
from voicecoach.diary.show import as_json
from voicecoach.diary.store import open_diary
from voicecoach.diary.tables import as_it_was, as_tables, harmless
from voicecoach.errors import DiaryError, UsageError
from voicecoach.shells.exporting import Export, Form, export_diary
from voicecoach.written import write_file, write_folder

TESTS = Path(__file__).parent
DOCS = TESTS.parent / "docs"
STORED = TESTS / "diaries" / "version-2.sqlite"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=SOFIA)
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"

FORMAT = json.loads((DOCS / "diary.schema.json").read_text(encoding="utf-8"))
R4 = json.loads((TESTS / "fhir-r4.schema.json").read_text(encoding="utf-8"))


def strict(schema: Any) -> Any:
    """``schema`` that knows no other keys than those that it describes."""
    match schema:
        case dict():
            inner = {key: strict(value) for key, value in schema.items()}
            closed = isinstance(schema.get("properties"), dict) and schema.get("type") == "object"
            return inner | {"additionalProperties": False} if closed else inner
        case list():
            return [strict(each) for each in schema]
        case _:
            return schema


OURS = jsonschema.Draft202012Validator(strict(FORMAT))
FHIR = jsonschema.Draft6Validator(R4)


def as_now() -> datetime:
    return NOW


def exported(*found: SessionRecord, outside: tuple[Told, ...] = ()) -> Exported:
    return Exported(None, None, found, outside, found[0].session_id if found else "")


def bundle_of(what: Exported) -> Any:
    """The bundle, once both the specification's own schema and fhir.resources have let it pass."""
    text = as_fhir(what, NOW)
    told = json.loads(text)
    FHIR.validate(told)
    Bundle.model_validate_json(text)
    return told


def kept(path: Path, *told: Fact, clock: Clock | None = None) -> Path:
    with open_diary(path, clock or Clock()) as diary:
        for fact in told:
            diary.append(fact)
    return path


# What made-up sessions look like


CLOCKS = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis wants the bounds bare
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
SCORES = st.builds(
    Answered,
    st.floats(0, 1e5),
    st.integers(0, 4),
    st.sampled_from([BEFORE, AFTER, HOW_STRONG, MORNING]),
    st.none() | st.integers(0, 10),
    words,
)
HOSTILE = st.text(st.sampled_from("=-'\";,\n 1"), max_size=6) | st.text(
    st.sampled_from("=+-@'\";,\t\r\n a[]\\＝\N{NO-BREAK SPACE}\0"), max_size=12
)


def fitted(told: list[Fact]) -> list[Fact]:
    """``told`` as a coach would have it: halts are counted, and what is about a halt is about one that was."""
    halts = sum(isinstance(each, Halted) for each in told)
    events = iter(range(1, halts + 1))
    found: list[Fact] = []
    for each in told:
        match each:
            case Halted():
                found.append(replace(each, event=next(events)))
            case Answered() | Decided() | Resumed() | Settled():
                found.append(replace(each, event=each.event if each.event <= halts else 0))
            case SessionBegan():
                pass
            case _:
                found.append(each)
    return found


@st.composite
def told_sessions(draw: st.DrawFn) -> tuple[SessionRecord, ...]:
    """Some sessions, as they would be read."""
    entries: list[Entry] = []
    for session in draw(st.lists(st.uuids(version=4).map(str), max_size=3, unique=True)):
        told = [draw(beginnings), *fitted(draw(st.lists(facts | SCORES, max_size=8)))]
        entries += [Entry(n, session, draw(words), draw(CLOCKS), fact) for n, fact in enumerate(told)]
    return records(entries)


# CSV


def test_the_tables_have_everything_that_the_diary_has() -> None:
    done, refused = sessions(STORED)
    one, two = done.session_id, refused.session_id
    files = as_tables(export(STORED))
    assert {name: file.decode().removeprefix(BOM).split("\r\n") for name, file in files.items()} == {
        "sessions.csv": [
            "session_id,exercise_id,content_version,app_version,started_at,ended_at,ended_by,seconds,"
            "score_before,score_after,score_next_morning,effort,switches,talk,"
            "permit_at,screening_version,allowed,advice,decided_by,left_out",
            f"{one},posterior-neck-release,4,0.1.0,2026-03-29T22:59:51+02:00,2026-03-29T23:00:05+02:00,"
            'red_flag,202.0,2,,3,,[],full,31.0,1,yes,,"[""R6""]","[""roller"", ""traction""]"',
            f"{two},cervical-retraction,2,0.1.0,2026-03-30T19:00:06+02:00,2026-03-30T19:00:10+02:00,"
            'refused,11.0,,,,,[],brief,10.0,1,no,clinic,"[""T3""]",[]',
            "",
        ],
        "steps.csv": ["session_id,at,step_id,how,done_reps,planned_reps,seconds", ""],
        "events.csv": [
            "session_id,event_id,at,clock,kind,trigger_word,heard_text,recogniser_confidence,step_id,"
            "rep_index,rep_count,phase,side,seconds_into_step,position,things,resumed,resumed_at,"
            "minutes_to_settle,settled",
            f"{one},1,96.25,2026-03-29T22:59:59+02:00,pain,ow,ow,0.5,Rocking,0,0,,,16.25,lying,"
            '"[""ball""]",yes,180.0,,',
            f"{one},2,200.0,2026-03-29T23:00:03+02:00,red_flag,numb,all numb,0.9,Rocking,0,0,,,2.0,lying,"
            "[],no,,,",
            "",
        ],
        "answers.csv": [
            "session_id,event_id,at,question,answered,number,word,heard_text",
            f"{one},0,30.0,soreness before,yes,2,,two",
            f"{one},1,104.0,tingling,yes,,no,no",
            f"{two},0,5.0,soreness next morning,yes,3,,three",
            "",
        ],
        "screening.csv": [
            "session_id,clock,at,question_id,answered,number,word,heard_text",
            f"{one},,9.0,T1,yes,,no,nope",
            f"{one},,15.0,R6,yes,,not sure,well",
            f"{one},,21.0,P1,no,,,the radio",
            f"{one},,22.0,own question,yes,,yes,yes",
            f"{two},,9.0,T3,yes,,yes,yes",
            "",
        ],
        "clearances.csv": ["session_id,clock,at,by,date", f"{one},,25.0,Dr Miller,2026-03-20", ""],
        "decisions.csv": [
            "session_id,event_id,at,table_row,action,red_flags,may_resume,locks",
            f"{one},1,120.0,9,ease,[],yes,none",
            f'{one},2,201.0,2,clinic,"[""numb""]",no,pressure',
            "",
        ],
        "changes.csv": ["session_id,at,what,value", ""],
        "heard.csv": ["session_id,at,heard_text,word,recogniser_confidence,taken", ""],
    }


@given(told_sessions())
def test_the_tables_read_back_are_the_diary(told: tuple[SessionRecord, ...]) -> None:
    assert from_tables(as_tables(exported(*told))) == told


@given(HOSTILE)
def test_every_text_can_be_had_back_from_its_harmless_form(text: str) -> None:
    assert as_it_was(harmless(text)) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("http://x","you")', '\'=HYPERLINK("http://x","you")'),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1+1", "  '=1+1"),
        ("\t=1", "\t'=1"),
        ("a;=1+1;b", "a;'=1+1;b"),
        ("a\n=1", "a\n'=1"),
        ('a; "=1', "a; \"'=1"),
        ("'quoted", "''quoted"),
        ("four or five", "four or five"),
        ("neck-range a=b, c@d", "neck-range a=b, c@d"),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str, cell: str) -> None:
    assert harmless(text) == cell


@given(HOSTILE, st.sampled_from(",;\t"))
def test_no_cell_begins_as_a_formula_whatever_the_spreadsheet_parts_cells_at(
    text: str, delimiter: str
) -> None:
    told: tuple[Fact, ...] = (
        SessionBegan(0.0, text, 1, (text,), text),
        Screened(1.0, text, text, text),
        Cleared(1.0, text, 1),
        Changed(1.0, text, text),
        Answered(1.0, 0, text, text, text),
        Caught(1.0, text, text, None, False),
    )
    entries = (Entry(n, "a", text, NOW, fact) for n, fact in enumerate(told))
    for file in as_tables(exported(*records(entries))).values():
        lines = csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=delimiter)
        begins = [cell.lstrip(' "\t\r\n')[:1] for line in lines for cell in line]
        assert set(begins) & set("=+-@＝") == set()


def test_a_number_below_zero_stays_a_number() -> None:
    pain = next(fact for fact in SESSION if isinstance(fact, Halted))
    entries = (Entry(n, "a", "1", NOW, f) for n, f in enumerate((SESSION[0], replace(pain, score=-3.5))))
    (line,) = lines_of(as_tables(exported(*records(entries)))["events.csv"])
    assert line["recogniser_confidence"] == "-3.5"


def test_what_was_told_outside_sessions_has_its_clock_and_no_session(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    with open_diary(path, Clock()) as diary:
        diary.append_about(Screened(0.0, "P1", "no", "no"))
        diary.append_about(Cleared(0.0, "Dr Miller", date(2026, 3, 20).toordinal()))
    found = export(path)
    files = as_tables(found)
    assert (
        files["screening.csv"].decode().split("\r\n")[1],
        files["clearances.csv"].decode().split("\r\n")[1],
    ) == (
        ",2026-03-29T02:59:51+02:00,,P1,yes,,no,no",
        ",2026-03-29T02:59:52+02:00,,Dr Miller,2026-03-20",
    )
    told = json.loads(as_json_export(found))
    OURS.validate(told)
    assert told["told_outside_sessions"] == [
        {"clock": "2026-03-29T02:59:51+02:00", "question_id": "P1", "value": "no", "heard_text": "no"},
        {"clock": "2026-03-29T02:59:52+02:00", "by": "Dr Miller", "date": "2026-03-20"},
    ]


# JSON


@given(told_sessions())
def test_the_json_read_back_is_the_diary_and_is_as_its_schema_says(told: tuple[SessionRecord, ...]) -> None:
    found = json.loads(as_json_export(exported(*told)))
    OURS.validate(found)
    assert from_json(found) == told


def test_what_the_diary_shows_to_programs_is_as_the_schema_says_too() -> None:
    jsonschema.Draft202012Validator.check_schema(FORMAT)
    for version in (1, 2, 3):
        told = sessions(STORED.with_name(f"version-{version}.sqlite"), heard=True)
        OURS.validate(json.loads(as_json(told, heard=version == 3)))


@pytest.mark.parametrize(
    ("key", "value"), [("score_before", "4"), ("ended_by", "tired"), ("seconds", None), ("steps", None)]
)
def test_the_schema_finds_what_is_wrong(key: str, value: object) -> None:
    told = json.loads(as_json_export(export(STORED)))
    told["sessions"][0][key] = value
    assert [list(error.absolute_path) for error in OURS.iter_errors(told)] == [["sessions", 0, key]]


# FHIR


def resources(bundle: Any, kind: str) -> list[Any]:
    return [each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == kind]


def test_a_session_is_a_procedure_and_each_number_an_observation(tmp_path: Path) -> None:
    bundle = bundle_of(export(kept(tmp_path / "diary.sqlite3", *SESSION)))
    (person,), (session,) = resources(bundle, "Patient"), resources(bundle, "Procedure")
    assert person == {"resourceType": "Patient", "id": person["id"]}
    assert (session["status"], session["statusReason"], session["code"], session["performedPeriod"]) == (
        "stopped",
        {"text": "finish"},
        {"text": "posterior-neck-release"},
        {"start": "2026-03-29T02:59:51.000+02:00", "end": "2026-03-29T03:00:05.000+02:00"},
    )
    numbers = resources(bundle, "Observation")
    assert [
        (each["code"]["text"], each["effectiveDateTime"], each["valueQuantity"]["value"]) for each in numbers
    ] == [
        ("Soreness, 0 to 10, before the session", "2026-03-29T03:00:22.500+02:00", 4),
        ("Soreness, 0 to 10, after the session", "2026-03-29T03:02:51.000+02:00", 3),
        ('Soreness, 0 to 10, after "pain"', "2026-03-29T03:01:35.000+02:00", 5),
    ]
    subject = {"reference": f"urn:uuid:{person['id']}", "type": "Patient"}
    for each in numbers:
        assert each["code"]["coding"][0]["code"] == "72514-3"
        assert (each["subject"], each["performer"]) == (subject, [subject])
        assert each["partOf"] == [{"reference": f"urn:uuid:{session['id']}", "type": "Procedure"}]


def test_a_refused_session_was_not_done_and_the_morning_after_is_a_day() -> None:
    bundle = bundle_of(export(STORED))
    done, refused = resources(bundle, "Procedure")
    assert (done["status"], refused["status"], refused["statusReason"]) == (
        "stopped",
        "not-done",
        {"text": "refused"},
    )
    assert [
        (each["code"]["text"], each["effectiveDateTime"]) for each in resources(bundle, "Observation")
    ] == [
        ("Soreness, 0 to 10, before the session", "2026-03-29T23:00:21.000+02:00"),
        ("Soreness, 0 to 10, the morning after the session", "2026-03-30"),
    ]


@pytest.mark.parametrize(
    ("by", "status"),
    [
        (None, "unknown"),
        (EndedBy.COMPLETE, "completed"),
        (EndedBy.PAIN, "stopped"),
        (EndedBy.INSTEAD, "not-done"),
    ],
)
def test_how_a_session_ended_is_its_status(by: EndedBy | None, status: str) -> None:
    record = replace(sessions(STORED)[0], by=by)
    assert resources(bundle_of(exported(record)), "Procedure")[0]["status"] == status


def test_no_answer_is_told_as_missing_and_not_as_zero(tmp_path: Path) -> None:
    told = (SESSION[0], Answered(5.0, 0, BEFORE, None, "hm"), Answered(9.0, 0, AFTER, 0, "zero"))
    before, after = resources(bundle_of(export(kept(tmp_path / "d.sqlite3", *told))), "Observation")
    assert "valueQuantity" not in before
    assert before["dataAbsentReason"]["text"] == "asked, not answered"
    assert after["valueQuantity"]["value"] == 0


def test_the_same_diary_has_the_same_ids_again_and_another_diary_others(tmp_path: Path) -> None:
    path = kept(tmp_path / "one.sqlite3", *SESSION)
    first = [each["fullUrl"] for each in bundle_of(export(path))["entry"]]
    kept(path, *SESSION)
    later = [each["fullUrl"] for each in bundle_of(export(path))["entry"]]
    other = [each["fullUrl"] for each in bundle_of(export(kept(tmp_path / "two.sqlite3", *SESSION)))["entry"]]
    assert (later[: len(first)], set(first) & set(other)) == (first, set())
    assert len(set(later)) == len(later) == 2 * len(first) - 1


def test_the_person_is_the_same_whatever_days_are_asked_for() -> None:
    def person(what: Exported) -> Any:
        return resources(bundle_of(what), "Patient")

    assert person(export(STORED, date(2026, 3, 30))) == person(export(STORED))


@settings(max_examples=60)
@given(told_sessions())
def test_whatever_happened_is_valid_fhir(told: tuple[SessionRecord, ...]) -> None:
    bundle = bundle_of(exported(*told))
    assert bundle.get("type") == "collection"
    urls = [each["fullUrl"] for each in bundle.get("entry", [])]
    assert len(set(urls)) == len(urls)


def test_a_moment_that_cannot_be_is_one_clear_line(tmp_path: Path) -> None:
    path = kept(tmp_path / "d.sqlite3", SESSION[0], Answered(1e300, 0, BEFORE, 3, ""))
    with pytest.raises(DiaryError, match=r"1e\+300 s makes no sense: the diary is damaged"):
        as_fhir(export(path), NOW)


def test_a_clock_set_back_while_it_ran_leaves_no_end_before_its_start() -> None:
    record = sessions(STORED)[0]
    assert record.ended is not None
    back = replace(record, ended=record.started - timedelta(hours=1))
    (session,) = resources(bundle_of(exported(back)), "Procedure")
    assert session["performedPeriod"] == {"start": "2026-03-29T22:59:51.000+02:00"}


# Which days


def on_days(path: Path) -> Path:
    for day in (1, 2, 3):
        clock = Clock()
        clock.moment = datetime(2026, 5, day, 23, 59, tzinfo=SOFIA)
        morning = (Answered(1.0, 0, MORNING, day, ""),) if day > 1 else ()
        kept(
            path,
            SessionBegan(0.0, f"day-{day}", 1, (), "full"),
            *morning,
            SessionEnded(9.0, EndedBy.COMPLETE),
            clock=clock,
        )
    return path


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (None, None, [("day-1", 2), ("day-2", 3), ("day-3", None)]),
        (date(2026, 5, 2), None, [("day-2", 3), ("day-3", None)]),
        (None, date(2026, 5, 2), [("day-1", 2), ("day-2", 3)]),
        (date(2026, 5, 2), date(2026, 5, 2), [("day-2", 3)]),
        (date(2026, 6, 1), None, []),
    ],
)
def test_both_days_are_included_and_a_morning_told_later_stays_with_its_session(
    tmp_path: Path, since: date | None, until: date | None, found: list[tuple[str, int | None]]
) -> None:
    path = on_days(tmp_path / "diary.sqlite3")
    assert [(each.card, each.next_morning) for each in export(path, since, until).sessions] == found


@pytest.mark.parametrize("form", Form)
def test_an_empty_diary_is_exported_as_an_empty_one(tmp_path: Path, form: Form) -> None:
    to = tmp_path / "out"
    told = export_diary(tmp_path / "none.sqlite3", Export(form, to), as_now)
    assert told == (f"{to}: no session. It tells of your health: mind whom you give it to.",)
    match form:
        case Form.CSV:
            assert [len(lines_of(file.read_bytes())) for file in to.iterdir()] == [0] * 9
        case Form.JSON:
            assert json.loads(to.read_bytes())["sessions"] == []
        case Form.FHIR:
            bundle = json.loads(to.read_bytes())
            FHIR.validate(bundle)
            assert "entry" not in bundle


# Where it goes


def held(folder: Path) -> Mapping[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_a_folder_and_a_zip_hold_the_same_tables(tmp_path: Path) -> None:
    export_diary(STORED, Export(Form.CSV, tmp_path / "tables"), as_now)
    export_diary(STORED, Export(Form.CSV, tmp_path / "tables.zip"), as_now)
    with zipfile.ZipFile(io.BytesIO((tmp_path / "tables.zip").read_bytes())) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == held(tmp_path / "tables")
    assert set(held(tmp_path / "tables")) == set(as_tables(export(STORED)))


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_only_the_user_can_read_an_export(tmp_path: Path) -> None:
    export_diary(STORED, Export(Form.CSV, tmp_path / "tables"), as_now)
    export_diary(STORED, Export(Form.JSON, tmp_path / "diary.json"), as_now)
    modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.rglob("*")}
    assert modes.pop("tables") == 0o700
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("form", Form)
def test_what_is_there_stays_unless_force_is_said(tmp_path: Path, form: Form) -> None:
    to = tmp_path / "out"
    export_diary(on_days(tmp_path / "d.sqlite3"), Export(form, to), as_now)
    before = held(tmp_path)
    with pytest.raises(UsageError, match="is there already; --force replaces it, -o names another"):
        export_diary(STORED, Export(form, to), as_now)
    assert held(tmp_path) == before
    export_diary(STORED, Export(form, to, force=True), as_now)
    after = held(tmp_path)
    assert set(after) == set(before)
    assert b"posterior-neck-release" in b"".join(after.values())
    assert sorted(each.name for each in tmp_path.iterdir()) == ["d.sqlite3", "out"]


def test_a_folder_with_anything_else_in_it_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match=r"holds other things \(letter.txt\)"):
        export_diary(STORED, Export(Form.CSV, tmp_path / "home", force=True), as_now)
    assert held(tmp_path) == {"home/letter.txt": b"dear"}


def test_the_diary_itself_is_never_written_over(tmp_path: Path) -> None:
    path = kept(tmp_path / "diary.sqlite3", *SESSION)
    before = held(tmp_path)
    for name in ("diary.sqlite3", "diary.sqlite3-wal", "../x/diary.sqlite3".replace("x", tmp_path.name)):
        with pytest.raises(UsageError, match="this is the diary itself; name another file"):
            export_diary(path, Export(Form.JSON, tmp_path / name, force=True), as_now)
    assert held(tmp_path) == before


def test_a_folder_that_cannot_be_filled_leaves_the_old_one_and_nothing_beside_it(tmp_path: Path) -> None:
    write_folder(tmp_path / "out", {"a.csv": b"old"})
    with pytest.raises(UsageError, match="this cannot be written"):
        write_folder(tmp_path / "out", {"a.csv": b"new", "b" * 300: b""}, force=True)
    assert held(tmp_path) == {"out/a.csv": b"old"}
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("none/out.json", "its folder is not there; make it first, or choose another place"),
        ("file/out.json", r"this cannot be written \(Not a directory\); choose another place"),
        ("folder", "this is a folder; name a file in it"),
    ],
)
def test_a_place_that_cannot_be_is_one_clear_line(tmp_path: Path, name: str, wrong: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=wrong):
        write_file(tmp_path / name, b"{}")
    assert held(tmp_path) == {"file": b"x"}


# As it is typed


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command; its data folder is a new one with the stored diary."""
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "diary.sqlite3").write_bytes(STORED.read_bytes())

    def command(*typed: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["voicecoach", *typed])
        try:
            main()
            code = 0
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 0
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_the_diary_is_exported_as_it_is_typed(run: Run) -> None:
    assert run("diary", "export", "--format", "json", "-o", "d.json", "--from", "2026-03-30") == (
        0,
        "d.json: 1 session from 2026-03-30. It tells of your health: mind whom you give it to.\n",
        "",
    )
    assert json.loads(Path("d.json").read_text())["sessions"][0]["ended_by"] == "refused"


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        (("--from", "yesterday"), '--from: "yesterday" is no day; write it as 2026-11-20'),
        (("--to", "2026-02-30"), '--to: "2026-02-30" is no day; write it as 2026-11-20'),
        (
            ("--from", "2026-03-02", "--to", "2026-03-01"),
            "--from 2026-03-02 comes after --to 2026-03-01; turn them round",
        ),
    ],
)
def test_days_that_cannot_be_are_one_line(run: Run, typed: tuple[str, ...], line: str) -> None:
    assert run("diary", "export", "--format", "csv", "-o", "out", *typed) == (2, "", f"voicecoach: {line}\n")
    assert not Path("out").exists()


def test_the_page_about_exports_names_every_table_and_the_schema_every_key() -> None:
    page = (DOCS / "export.md").read_text(encoding="utf-8")
    assert [name for name in as_tables(exported()) if f"`{name}`" not in page] == []
    with pytest.raises(jsonschema.ValidationError):
        OURS.validate(json.loads(as_json_export(export(STORED))) | {"new": 1})


def test_the_clock_of_an_export_is_told_in_utc_where_its_offset_is_none_of_fhir() -> None:
    odd = datetime(2026, 5, 1, 12, 0, tzinfo=timezone(timedelta(hours=15)))
    assert json.loads(as_fhir(exported(), odd))["timestamp"] == "2026-04-30T21:00:00.000+00:00"
    assert json.loads(as_fhir(exported(), datetime(2026, 5, 1, tzinfo=UTC)))["timestamp"] == (
        "2026-05-01T00:00:00.000+00:00"
    )


def test_every_session_of_the_stored_facts_is_in_the_note(tmp_path: Path) -> None:
    (session, _) = resources(bundle_of(export(kept(tmp_path / "d.sqlite3", *SCREENED))), "Procedure")
    assert "\n  clearance: Dr Miller, 2026-03-20\n" in session["note"][0]["text"]
    assert session["note"][1]["text"].startswith("User-entered diary. Not verified. Not a diagnosis.")
