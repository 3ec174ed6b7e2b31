"""Hands the diary out: which days, in which form, to which file or folder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import assert_never

from voicecoach.diary.exported import Exported, export
from voicecoach.diary.fhir import as_fhir
from voicecoach.diary.json_export import as_json_export
from voicecoach.diary.sqlite import COMPANIONS
from voicecoach.diary.tables import as_tables
from voicecoach.errors import UsageError
from voicecoach.written import write_file, write_folder, zipped


class Form(Enum):
    """What an export is: tables, or one JSON file of ours or of FHIR."""

    CSV = "csv"
    JSON = "json"
    FHIR = "fhir"


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written: ``since`` and ``until`` are days as they were typed."""

    form: Form
    to: Path
    since: str | None = None
    until: str | None = None
    force: bool = False


def export_diary(diary: Path, wish: Export, now: Callable[[], datetime]) -> tuple[str, ...]:
    """Write it, and return what to tell."""
    since, until = _day("--from", wish.since), _day("--to", wish.until)
    if since is not None and until is not None and since > until:
        raise UsageError(f"--from {since} comes after --to {until}; turn them round")
    to = wish.to.expanduser()
    if to.resolve() in {diary.resolve().with_name(diary.name + ending) for ending in COMPANIONS}:
        raise UsageError(f"{to}: this is the diary itself; name another file")
    exported = export(diary, since, until, heard=wish.form is not Form.FHIR)
    match wish.form:
        case Form.CSV if to.suffix.lower() == ".zip":
            write_file(to, zipped(as_tables(exported)), wish.force)
        case Form.CSV:
            write_folder(to, as_tables(exported), wish.force)
        case Form.JSON:
            write_file(to, f"{as_json_export(exported)}\n".encode(), wish.force)
        case Form.FHIR:
            write_file(to, f"{as_fhir(exported, now())}\n".encode(), wish.force)
        case _:
            assert_never(wish.form)
    return (f"{to}: {_counted(exported)}. It tells of your health: mind whom you give it to.",)


def _day(option: str, typed: str | None) -> date | None:
    if typed is None:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise UsageError(f'{option}: "{typed}" is no day; write it as 2026-11-20') from error


def _counted(exported: Exported) -> str:
    count = len(exported.sessions)
    days = "" if exported.since is None else f" from {exported.since}"
    days += "" if exported.until is None else f" to {exported.until}"
    return f"{'no session' if not count else '1 session' if count == 1 else f'{count} sessions'}{days}"
