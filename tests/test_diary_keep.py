"""The diary is backed up, brought back and erased by its owner, and never by halves."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from diary_facts import SCREENED, SESSION, Clock
from diary_writer import fact

from voicecoach.core.facts import Fact, SessionBegan
from voicecoach.diary.copies import Copied, Restored, backup, restore
from voicecoach.diary.erase import erase, to_erase
from voicecoach.diary.read import entries
from voicecoach.diary.store import open_diary
from voicecoach.errors import DiaryError, UsageError
from voicecoach.shells.keeping import Kept, back_up, bring_back, erase_all

TESTS = Path(__file__).parent
STORED = TESTS / "diaries"
TODAY = date(2026, 11, 22)
BEGAN = SessionBegan(0.0, "cervical-retraction", 1, (), "full")
posix = pytest.mark.skipif(os.name != "posix", reason="Windows keeps other users out by where the file lies")


def write(path: Path, *told: Fact) -> None:
    with open_diary(path, Clock()) as diary:
        for each in told:
            diary.append(each)


def read(path: Path) -> list[Fact]:
    return [entry.fact for entry in entries(path)]


def line(use: object, *arguments: object) -> str:
    """The one line that ``use`` fails with."""
    assert callable(use)
    with pytest.raises((DiaryError, UsageError)) as caught:
        use(*arguments)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "diary.sqlite3"
    write(path, *SESSION, *SCREENED)
    return path


# Backing up


def test_a_backup_holds_all_and_needs_no_file_beside_it(diary: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "b.sqlite3"
    assert backup(diary, copy) == Copied(copy, 3, private=True)
    assert read(copy) == [*SESSION, *SCREENED]
    assert names(copy.parent) == ["b.sqlite3"]
    assert read(diary) == [*SESSION, *SCREENED]


def test_a_backup_holds_what_stands_only_in_the_journal_of_a_coach_at_work(
    diary: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "b.sqlite3"
    with open_diary(diary, Clock()) as coach:
        coach.append(BEGAN)
        backup(diary, copy)
        coach.append(BEGAN)
    assert read(copy) == [*SESSION, *SCREENED, BEGAN]
    assert read(diary) == [*SESSION, *SCREENED, BEGAN, BEGAN]


def test_backups_made_while_another_coach_writes_are_each_whole_and_the_coach_loses_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "diary.sqlite3"
    writer = [sys.executable, str(TESTS / "diary_writer.py"), str(path), "400"]
    environment = {**os.environ, "PYTHONPATH": str(TESTS.parent)}
    with subprocess.Popen(writer, stdout=subprocess.PIPE, env=environment) as coach:
        assert coach.stdout is not None
        coach.stdout.readline()  # it is awake
        for number in range(4):
            acknowledged = int(coach.stdout.readline())
            copy = tmp_path / f"{number}.sqlite3"
            backup(path, copy)
            found = read(copy)
            assert len(found) > acknowledged
            assert found == [fact(each) for each in range(len(found))]
        coach.stdout.read()
    assert coach.returncode == 0
    assert read(path) == [fact(each) for each in range(400)]


def test_a_file_that_is_there_is_replaced_only_by_force(diary: Path, tmp_path: Path) -> None:
    copy = tmp_path / "mine.txt"
    copy.write_text("mine")
    wanted = f"{copy}: this file is there already; --force replaces it, -o names another"
    assert line(backup, diary, copy) == wanted
    assert copy.read_text() == "mine"
    assert backup(diary, copy, True).sessions == 3
    assert read(copy) == [*SESSION, *SCREENED]


def test_the_diary_is_never_overwritten_by_its_own_backup(diary: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(diary)
    for to in (diary, link, diary.with_name("diary.sqlite3-wal")):
        assert line(backup, diary, to, True) == f"{to}: this is the diary itself; name another file"
    assert read(diary) == [*SESSION, *SCREENED]


def test_what_cannot_be_backed_up_is_said_and_leaves_no_file(tmp_path: Path) -> None:
    none, empty, damaged = (tmp_path / name / "diary.sqlite3" for name in ("none", "empty", "damaged"))
    assert (
        line(backup, none, tmp_path / "b") == f"{none}: there is no diary yet, so there is nothing to back up"
    )
    empty.parent.mkdir()
    empty.touch()
    assert (
        line(backup, empty, tmp_path / "b") == f"{empty}: the diary is empty, so there is nothing to back up"
    )
    write(damaged, *SESSION, *SCREENED)
    spoil(damaged)
    assert line(backup, damaged, tmp_path / "b").startswith(f"{damaged}: the diary is damaged")
    assert names(tmp_path) == ["damaged", "empty"]


def spoil(path: Path) -> None:
    """Noise in the page of the index of sessions, which no plain reading looks at."""
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'entries_of_session'"
        ).fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 + 100 : page * 4096] = b"\xa5" * 3996
    path.write_bytes(content)


@posix
def test_only_the_owner_can_read_a_backup(diary: Path, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        backup(diary, tmp_path / "b")
    finally:
        os.umask(before)
    assert mode(tmp_path / "b") == "0o600"


# Bringing back


def test_a_restored_diary_is_as_it_was_and_the_one_that_was_there_is_kept(
    diary: Path, tmp_path: Path
) -> None:
    backup(diary, tmp_path / "b")
    write(diary, BEGAN)
    aside = diary.with_name("diary-before-restore-2026-11-22.sqlite3")
    assert restore(diary, tmp_path / "b", TODAY) == Restored(3, aside)
    assert read(diary) == [*SESSION, *SCREENED]
    assert read(aside) == [*SESSION, *SCREENED, BEGAN]
    assert names(diary.parent) == [aside.name, diary.name]
    again = diary.with_name("diary-before-restore-2026-11-22-2.sqlite3")
    assert restore(diary, aside, TODAY) == Restored(4, again)
    assert read(diary) == [*SESSION, *SCREENED, BEGAN]
    write(diary, BEGAN)
    assert read(diary) == [*SESSION, *SCREENED, BEGAN, BEGAN]


def test_a_diary_that_is_to_be_replaced_is_gone(diary: Path, tmp_path: Path) -> None:
    backup(diary, tmp_path / "b")
    write(diary, BEGAN)
    assert restore(diary, tmp_path / "b", TODAY, True) == Restored(3, None)
    assert names(diary.parent) == ["diary.sqlite3"]
    assert read(diary) == [*SESSION, *SCREENED]


def test_a_backup_comes_back_where_there_is_no_diary(diary: Path, tmp_path: Path) -> None:
    new = tmp_path / "new" / "computer" / "diary.sqlite3"
    assert restore(new, diary, TODAY) == Restored(3, None)
    assert read(new) == [*SESSION, *SCREENED]


@posix
def test_a_restored_diary_is_for_its_owner_only_whatever_the_backup_was(diary: Path, tmp_path: Path) -> None:
    copy = tmp_path / "b"
    backup(diary, copy)
    copy.chmod(0o644)
    diary.chmod(0o644)
    new = tmp_path / "new" / "diary.sqlite3"
    before = os.umask(0)
    try:
        restore(new, copy, TODAY)
        restore(diary, copy, TODAY)
    finally:
        os.umask(before)
    assert [mode(each) for each in (new.parent, new, *diary.parent.iterdir())] == [
        "0o700",
        "0o600",
        "0o600",
        "0o600",
    ]


@pytest.mark.parametrize("stored", sorted(STORED.glob("*.sqlite")), ids=lambda path: path.stem)
def test_a_backup_of_every_earlier_version_comes_back_and_is_brought_to_ours(
    tmp_path: Path, stored: Path
) -> None:
    file, path = tmp_path / "b.sqlite", tmp_path / "diary.sqlite3"
    shutil.copy(stored, file)
    before = file.read_bytes()
    restore(path, file, TODAY)
    told = read(file)
    assert read(path) == told != []
    write(path, *SCREENED)
    assert read(path) == [*told, *SCREENED]
    assert file.read_bytes() == before


def test_what_is_no_whole_diary_of_ours_is_not_restored_and_nothing_is_changed(
    diary: Path, tmp_path: Path
) -> None:
    text, empty, other, newer, torn, mad, missing = (
        tmp_path / name for name in ("text", "empty", "other", "newer", "torn", "mad", "missing")
    )
    text.write_text("shopping list")
    empty.touch()
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    for copy in (newer, torn, mad):
        backup(diary, copy)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 99")
    spoil(torn)
    with closing(sqlite3.connect(mad)) as connection:
        connection.execute("DROP TRIGGER endings_unchanged")
        connection.execute("UPDATE endings SET ended_by = 'bliss'")
        connection.execute("CREATE TRIGGER endings_unchanged BEFORE UPDATE ON endings BEGIN SELECT 1; END")
        connection.commit()
    before = diary.read_bytes()
    said = {each.name: line(restore, diary, each, TODAY) for each in (text, empty, other, torn, missing)}
    damaged = "this backup is not whole any more; try another one; your diary is as it was"
    assert said == {
        "text": f"{text}: this file is not a diary; move it away or choose another file",
        "empty": f"{empty}: this file is empty; name a backup of the diary",
        "other": f"{other}: this is another program's database; move it away or choose another file",
        "torn": f"{torn}: {damaged}",
        "missing": f"{missing}: there is no such file; name a backup of the diary",
    }
    assert "by a newer voicecoach (version 99" in line(restore, diary, newer, TODAY)
    assert line(restore, diary, mad, TODAY).endswith(f"in endings makes no sense: {damaged}")
    assert line(restore, diary, diary, TODAY) == f"{diary}: this is the diary itself; name a backup of it"
    assert diary.read_bytes() == before
    assert names(diary.parent) == ["diary.sqlite3"]


def test_a_damaged_diary_is_kept_aside_with_its_journal_when_a_backup_comes_back(
    diary: Path, tmp_path: Path
) -> None:
    backup(diary, tmp_path / "b")
    diary.write_bytes(b"noise" * 2000)
    diary.with_name("diary.sqlite3-journal").write_bytes(b"more noise")
    diary.with_name("diary.sqlite3-wal").write_bytes(b"yet more")
    aside = "diary-before-restore-2026-11-22.sqlite3"
    restore(diary, tmp_path / "b", TODAY)
    assert read(diary) == [*SESSION, *SCREENED]
    assert diary.with_name(aside).read_bytes() == b"noise" * 2000
    assert diary.with_name(f"{aside}-wal").read_bytes() == b"yet more"
    assert names(diary.parent) == [aside, f"{aside}-journal", f"{aside}-wal", "diary.sqlite3"]


def test_the_journal_of_a_diary_that_is_gone_does_not_get_into_the_one_that_comes_back(
    diary: Path, tmp_path: Path
) -> None:
    backup(diary, tmp_path / "b")
    with open_diary(diary, Clock()) as coach:
        coach.append(BEGAN)
        left = diary.with_name("diary.sqlite3-wal").read_bytes()
    diary.unlink()
    diary.with_name("diary.sqlite3-wal").write_bytes(left)
    restore(diary, tmp_path / "b", TODAY)
    assert read(diary) == [*SESSION, *SCREENED]


def test_while_a_coach_has_the_diary_open_nothing_is_restored_or_erased(diary: Path, tmp_path: Path) -> None:
    backup(diary, tmp_path / "b")
    held = f"{diary}: another program holds the diary; close it and start again"
    with open_diary(diary, Clock()) as coach:
        coach.append(BEGAN)
        assert line(restore, diary, tmp_path / "b", TODAY) == held
        assert line(erase, diary) == held
        coach.append(BEGAN)
    assert read(diary) == [*SESSION, *SCREENED, BEGAN, BEGAN]
    assert names(diary.parent) == ["diary.sqlite3"]


def test_a_diary_that_lies_elsewhere_behind_a_link_is_restored_there(diary: Path, tmp_path: Path) -> None:
    backup(diary, tmp_path / "b")
    write(diary, BEGAN)
    link = tmp_path / "link.sqlite3"
    link.symlink_to(diary)
    assert restore(link, tmp_path / "b", TODAY, True).sessions == 3
    assert link.is_symlink()
    assert read(diary) == [*SESSION, *SCREENED]


# Erasing


def test_nothing_is_left_of_an_erased_diary_nor_of_those_kept_aside(diary: Path, tmp_path: Path) -> None:
    backup(diary, tmp_path / "b")
    restore(diary, tmp_path / "b", TODAY)
    (diary.parent / "settings.toml").touch()
    (diary.parent / "diary-of-my-own.txt").touch()
    part = diary.with_name(".part-1a2b3c4d-diary.sqlite3")
    part.touch()
    with open_diary(diary, Clock()) as coach:
        coach.append(BEGAN)
        journal = diary.with_name("diary.sqlite3-wal")
        left = journal.read_bytes()
    journal.write_bytes(left)  # as after a crash
    gone = erase(diary)
    assert {each.name for each in gone} == {
        "diary.sqlite3",
        "diary-before-restore-2026-11-22.sqlite3",
        part.name,
    }
    assert names(diary.parent) == ["diary-of-my-own.txt", "settings.toml"]
    assert erase(diary) == to_erase(diary) == ()


def test_a_file_is_named_once_also_where_the_folder_is_given_from_here(
    diary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(diary.parent.parent)
    assert to_erase(diary.relative_to(Path.cwd())) == to_erase(diary) == (diary.resolve(),)


def test_what_an_erased_file_said_is_overwritten_before_it_goes(diary: Path, tmp_path: Path) -> None:
    other_name = tmp_path / "the same file"
    other_name.hardlink_to(diary)
    size = other_name.stat().st_size
    erase(diary)
    assert other_name.read_bytes() == bytes(size)


@pytest.mark.parametrize("content", [b"", b"noise" * 2000, b"SQLite format 3\0" + b"x" * 5000])
def test_a_diary_that_is_no_diary_any_more_is_erased_too(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "diary.sqlite3"
    path.write_bytes(content)
    assert erase(path) == (path,)
    assert names(tmp_path) == []


def test_a_diary_behind_a_link_is_erased_with_its_link(diary: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.sqlite3"
    link.symlink_to(diary)
    assert set(erase(link)) == {link, diary}
    assert (names(tmp_path), names(diary.parent)) == (["data"], [])


def test_after_erasing_a_new_diary_begins(diary: Path) -> None:
    erase(diary)
    write(diary, *SESSION)
    assert read(diary) == list(SESSION)


# What is asked and told


class Person:
    """Types ``answer`` when asked, and keeps what was shown."""

    def __init__(self, answer: str | None) -> None:
        self.answer = answer
        self.shown: list[str] = []

    def line(self) -> str | None:
        return self.answer

    def show(self, lines: object) -> None:
        assert isinstance(lines, list)
        self.shown += lines


@pytest.mark.parametrize("answer", [None, "", "yes", "no", "eras"])
def test_without_the_word_nothing_is_erased(diary: Path, answer: str | None) -> None:
    person = Person(answer)
    erase_all(Kept(diary, ()), False, person.line, person.show)
    assert person.shown == [
        "This removes for good, and nothing brings it back:",
        f"  {diary}",
        "Type erase:",
        "Nothing was erased.",
    ]
    assert read(diary) == [*SESSION, *SCREENED]


def test_the_voice_the_settings_and_the_lines_go_only_with_all(diary: Path, tmp_path: Path) -> None:
    voice, lines = diary.with_name("listen-to-me.npz"), tmp_path / "lines"
    lines.mkdir()
    for each in (voice, lines / "a.pcm", lines / "b.pcm"):
        each.write_bytes(b"x")
    person = Person("Erase ")
    erase_all(Kept(diary, ()), False, person.line, person.show)
    assert person.shown[-3:] == [
        "Erased:",
        f"  {diary}",
        "Backups and exports that you put elsewhere are still there; delete them yourself.",
    ]
    assert (voice.exists(), names(lines)) == (True, ["a.pcm", "b.pcm"])
    person = Person(None)
    erase_all(Kept(diary, (voice, lines)), True, person.line, person.show)
    assert person.shown[:3] == ["Erased:", f"  {voice}", f"  {lines}"]
    assert (voice.exists(), names(lines)) == (False, [])
    person = Person(None)
    erase_all(Kept(diary, (voice, lines)), False, person.line, person.show)
    assert person.shown == ["There is nothing to erase."]


def test_settings_kept_elsewhere_lose_their_link_and_not_their_file(diary: Path, tmp_path: Path) -> None:
    elsewhere, settings = tmp_path / "dotfiles.toml", diary.with_name("settings.toml")
    elsewhere.write_text("rate = 90")
    settings.symlink_to(elsewhere)
    person = Person(None)
    erase_all(Kept(diary, (settings,)), True, person.line, person.show)
    assert (elsewhere.read_text(), names(diary.parent)) == ("rate = 90", [])


def test_a_backup_is_named_by_its_day_and_goes_into_the_folder_that_is_named(
    diary: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    file = folder / "voicecoach-diary-2026-11-22.sqlite3"
    assert back_up(diary, folder, TODAY, False) == [
        f"Backed up: 3 sessions, to {file}. The copy was read through and is whole.",
        "It is not encrypted: whoever can open it can read it.",
    ]
    assert bring_back(diary, file, TODAY, False) == [
        f"Restored: 3 sessions, from {file}.",
        f"The diary that was there is kept: {diary.with_name('diary-before-restore-2026-11-22.sqlite3')}",
    ]
