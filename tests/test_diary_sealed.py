"""The encrypted diary: nothing of it can be read without the passphrase, and with it everything is as before."""

import os
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("sqlcipher3", reason="needs the extra encrypted")
keyring = pytest.importorskip("keyring", reason="needs the extra encrypted")

from diary_facts import SCREENED, SESSION, Clock  # noqa: E402
from diary_writer import fact  # noqa: E402
from keyring.backend import KeyringBackend  # noqa: E402
from keyring.backends.fail import Keyring as NoKeyring  # noqa: E402

from voicecoach.core.facts import Fact, SessionBegan  # noqa: E402
from voicecoach.diary import sealed  # noqa: E402
from voicecoach.diary.copies import backup, restore  # noqa: E402
from voicecoach.diary.erase import erase  # noqa: E402
from voicecoach.diary.forget import forget  # noqa: E402
from voicecoach.diary.history import history  # noqa: E402
from voicecoach.diary.intact import count_if_intact  # noqa: E402
from voicecoach.diary.read import entries  # noqa: E402
from voicecoach.diary.sealing import seal, unseal  # noqa: E402
from voicecoach.diary.store import open_diary  # noqa: E402
from voicecoach.errors import DiaryError, UsageError  # noqa: E402
from voicecoach.folders import Folders  # noqa: E402
from voicecoach.shells.keeping import Kept, back_up, bring_back, erase_all  # noqa: E402
from voicecoach.shells.sealing import decrypt, encrypt  # noqa: E402

WORDS = 'it\'s a long, quiet "evening"'
TODAY = date(2026, 11, 22)
BEGAN = SessionBegan(0.0, "cervical-retraction", 1, (), "full")
TOLD = [*SESSION, *SCREENED]


class Drawer(KeyringBackend):
    """A keyring that keeps its words in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's own
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def drawer() -> Iterator[Drawer]:
    """The keyring of this test, which never touches that of the machine."""
    before, drawer = keyring.get_keyring(), Drawer()
    keyring.set_keyring(drawer)
    sealed.keep("nothing yet")
    drawer.kept.clear()
    yield drawer
    keyring.set_keyring(drawer)
    sealed.keep("")
    keyring.set_keyring(before)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "diary.sqlite3"
    write(path, *TOLD)
    return path


@pytest.fixture
def diary(plain: Path) -> Path:
    path = seal(plain, WORDS)
    sealed.keep(WORDS)
    return path


def write(path: Path, *told: Fact) -> None:
    with open_diary(path, Clock()) as opened:
        for each in told:
            opened.append(each)


def read(path: Path) -> list[Fact]:
    return [entry.fact for entry in entries(path)]


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def line(use: object, *arguments: object) -> str:
    assert callable(use)
    with pytest.raises((DiaryError, UsageError)) as caught:
        use(*arguments)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_encrypted_diary_holds_all_that_was_in_it_and_the_old_file_is_gone(plain: Path) -> None:
    before = entries(plain)
    diary = seal(plain, WORDS)
    sealed.keep(WORDS)
    assert entries(diary) == before
    assert names(plain.parent) == ["diary.sqlcipher"]
    assert count_if_intact(diary) == 3
    assert not diary.read_bytes().startswith(b"SQLite")


def test_nothing_can_be_read_in_the_file_or_its_journal(diary: Path) -> None:
    with open_diary(diary, Clock()) as coach:
        coach.append(BEGAN)
        found = {each.name: each.read_bytes() for each in diary.parent.iterdir()}
    assert set(found) == {"diary.sqlcipher", "diary.sqlcipher-wal", "diary.sqlcipher-shm"}
    for words in (b"soreness", b"Traction", b"CREATE", b"SQLite format", b"retraction"):
        assert [name for name, content in found.items() if words in content] == []


def test_the_diary_goes_on_as_before(diary: Path) -> None:
    write(diary, *(fact(number) for number in range(30)))
    assert read(diary) == [*TOLD, *(fact(number) for number in range(30))]
    assert forget(diary, {"T1"}) == 1
    assert "T1" not in history(diary, TODAY).given
    with open_diary(diary, Clock()) as one, open_diary(diary, Clock()) as other:
        one.append(BEGAN)
        other.append(BEGAN)
    assert read(diary)[-2:] == [BEGAN, BEGAN]


def test_without_the_right_passphrase_nothing_is_read_or_written(diary: Path, drawer: Drawer) -> None:
    before = diary.read_bytes()
    sealed.keep("something else")
    wrong = f"{diary}: the passphrase is not the right one, or this file is not a diary"
    assert [line(read, diary), line(write, diary, BEGAN), line(count_if_intact, diary)] == [wrong] * 3
    sealed.forget_kept()
    assert drawer.kept == {}
    assert line(read, diary) == (
        f"{diary}: the diary is encrypted, and this computer's keyring does not hold its passphrase;"
        " run this in a terminal, and it asks"
    )
    assert diary.read_bytes() == before


def test_decrypting_brings_the_plain_file_back(diary: Path, drawer: Drawer) -> None:
    write(diary, BEGAN)
    plain = diary.with_suffix(".sqlite3")
    assert decrypt(diary) == [f"The diary is no longer encrypted: {plain}"]
    assert (read(plain), names(plain.parent), drawer.kept) == ([*TOLD, BEGAN], ["diary.sqlite3"], {})
    write(plain, BEGAN)
    with pytest.raises(DiaryError, match="the diary is not encrypted"):
        decrypt(plain)


def test_the_wrong_words_do_not_decrypt(diary: Path) -> None:
    sealed.keep("something else")
    assert "is not the right one" in line(unseal, diary)
    sealed.keep(WORDS)
    assert (read(diary), names(diary.parent)) == (TOLD, ["diary.sqlcipher"])


def test_while_a_coach_has_the_diary_open_it_is_not_encrypted(plain: Path) -> None:
    with open_diary(plain, Clock()) as coach:
        coach.append(BEGAN)
        assert line(seal, plain, WORDS) == (
            f"{plain}: another program holds the diary; close it and start again"
        )
        coach.append(BEGAN)
    assert (read(plain), names(plain.parent)) == ([*TOLD, BEGAN, BEGAN], ["diary.sqlite3"])


def test_a_backup_is_encrypted_too_and_comes_back(diary: Path, tmp_path: Path) -> None:
    said = back_up(diary, tmp_path, TODAY, False)
    copy = tmp_path / "voicecoach-diary-2026-11-22.sqlcipher"
    assert said[1] == "It is encrypted like the diary itself: it needs the same passphrase."
    assert b"soreness" not in copy.read_bytes()
    write(diary, BEGAN)
    restore(diary, copy, TODAY)
    assert read(diary) == TOLD
    assert read(diary.with_name("diary-before-restore-2026-11-22.sqlcipher")) == [*TOLD, BEGAN]
    other = tmp_path / "other" / "diary.sqlite3"
    bring_back(other, copy, TODAY, False)
    assert names(other.parent) == ["diary.sqlcipher"]


def test_a_backup_is_never_plain_by_mistake_nor_restored_over_the_other_kind(
    diary: Path, tmp_path: Path
) -> None:
    to = tmp_path / "b.sqlite3"
    assert line(backup, diary, to) == (
        f"{to}: the backup of an encrypted diary ends in .sqlcipher, and no other does; choose another name"
    )
    other = tmp_path / "other" / "diary.sqlite3"
    write(other, BEGAN)
    assert "either the backup or your diary is encrypted" in line(restore, other, diary, TODAY)
    assert read(other) == [BEGAN]


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps other users out by where the file lies")
def test_only_the_owner_can_open_either_file(plain: Path) -> None:
    before = os.umask(0)
    try:
        diary = seal(plain, WORDS)
        modes = [oct(stat.S_IMODE(diary.stat().st_mode))]
        sealed.keep(WORDS)
        modes.append(oct(stat.S_IMODE(unseal(diary).stat().st_mode)))
    finally:
        os.umask(before)
    assert modes == ["0o600", "0o600"]


def test_erasing_takes_both_kinds_and_the_passphrase(diary: Path, drawer: Drawer) -> None:
    diary.with_suffix(".sqlite3").touch()  # as when encrypting broke off
    shown: list[str] = []
    erase_all(Kept(diary, ()), True, lambda: None, shown.extend)
    assert (names(diary.parent), drawer.kept, erase(diary)) == ([], {}, ())


def test_an_encrypted_diary_is_the_one_that_is_used(diary: Path) -> None:
    assert Folders.of(diary.parent).diary == diary
    assert Folders.of(diary.parent / "new").diary == diary.parent / "new" / "diary.sqlite3"


def test_the_passphrase_is_typed_twice_and_kept_by_the_keyring(plain: Path, drawer: Drawer) -> None:
    typed = iter([WORDS, WORDS])
    said = encrypt(plain, lambda _: next(typed), True)
    diary = plain.with_suffix(".sqlcipher")
    assert said == [
        f"The diary is encrypted: {diary}",
        "Write the passphrase down and keep it in another place. Without it nobody can read the diary, ever.",
        "This computer's keyring keeps the passphrase, so you are not asked for it here.",
        "Backups and exports that you made before are not encrypted.",
    ]
    assert list(drawer.kept.values()) == [WORDS]
    drawer.kept.clear()
    assert encrypt(diary, lambda _: WORDS, True)[0] == f"{diary} is encrypted already."
    assert read(diary) == TOLD


def test_a_passphrase_that_is_short_or_mistyped_changes_nothing(plain: Path) -> None:
    typed = iter(["short", WORDS, "another evening"])
    assert "at least 8" in line(encrypt, plain, lambda _: next(typed), True)
    assert line(encrypt, plain, lambda _: next(typed), True) == "these were not the same; nothing was changed"
    assert (read(plain), names(plain.parent)) == (TOLD, ["diary.sqlite3"])


def test_where_there_is_no_keyring_it_is_said_that_the_passphrase_is_asked_for(plain: Path) -> None:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]  # keyring's own
    asked = "You are asked for the passphrase whenever the diary is opened."
    assert asked in encrypt(plain, lambda _: WORDS, True)
    assert names(plain.parent) == ["diary.sqlcipher"]
