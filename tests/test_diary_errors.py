"""Everything that can be wrong with the diary's place, file or disk is said in one line, and nothing is lost."""

import os
import random
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path

import pytest
from diary_facts import SCREENED, SESSION, Clock

from voicecoach.core.facts import Changed, Resumed, SessionBegan
from voicecoach.diary.forget import forget
from voicecoach.diary.history import history
from voicecoach.diary.read import entries, sessions, times_done
from voicecoach.diary.schema import migrate
from voicecoach.diary.sqlite import keep_private, make_durable, writing
from voicecoach.diary.store import Diary, open_diary
from voicecoach.errors import DiaryError

NOBODY = 65534
BEGAN = SessionBegan(0.0, "cervical-retraction", 1, (), "full")


def write(path: Path) -> None:
    with open_diary(path, Clock(), patience=0.05) as diary:
        diary.append(BEGAN)


def line(use: Callable[[], object]) -> str:
    """The one line that ``use`` fails with."""
    with pytest.raises(DiaryError) as caught:
        use()
    assert "\n" not in str(caught.value)
    return str(caught.value)


@contextmanager
def as_an_ordinary_user() -> Iterator[None]:
    """Root may write everywhere: be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder that everybody may read and nobody write; pytest's own are for their owner only."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_the_diary_is_a_folder(tmp_path: Path) -> None:
    wanted = f"{tmp_path}: this is a folder, not a diary; name a file in it"
    assert [line(lambda: write(tmp_path)), line(lambda: sessions(tmp_path))] == [wanted, wanted]


def test_the_folder_cannot_be_made(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    wanted = (
        f"{in_the_way / 'deep'}: the diary's folder cannot be made (Not a directory); choose another place"
    )
    assert line(lambda: write(in_the_way / "deep" / "diary.sqlite")) == wanted
    assert line(lambda: keep_private(in_the_way / "deep")) == wanted
    assert line(lambda: write(in_the_way / "diary.sqlite")) == (
        f"{in_the_way}: the diary's folder cannot be made (File exists); choose another place"
    )


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such folders")
def test_the_folder_cannot_be_written(read_only_folder: Path) -> None:
    path = read_only_folder / "diary.sqlite"
    with as_an_ordinary_user():
        assert line(lambda: write(path)) == (
            f"{path}: the diary cannot be made (Permission denied); make the folder writable or choose another file"
        )
        assert line(lambda: write(read_only_folder / "new" / "diary.sqlite")) == (
            f"{path.parent / 'new'}: the diary's folder cannot be made (Permission denied); choose another place"
        )


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such folders")
def test_a_diary_in_a_folder_that_cannot_be_written_is_still_read(read_only_folder: Path) -> None:
    path = read_only_folder / "diary.sqlite"
    read_only_folder.chmod(0o755)
    write(path)
    path.chmod(0o444)
    read_only_folder.chmod(0o555)
    with as_an_ordinary_user():
        assert [entry.fact for entry in entries(path)] == [BEGAN]
        assert line(lambda: write(path)).startswith(f"{path}: ")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such folders")
def test_the_folder_cannot_be_looked_into(read_only_folder: Path) -> None:
    path = read_only_folder / "diary.sqlite"
    read_only_folder.chmod(0)
    with as_an_ordinary_user():
        wanted = f"{path}: the diary cannot be looked for (Permission denied); open its folder to you or choose another"
        uses = (lambda: write(path), lambda: sessions(path), lambda: times_done(path, "a"))
        assert [line(use) for use in uses] == [wanted] * 3


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs a file of another user")
def test_the_file_belongs_to_somebody_else(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "diary.sqlite"
        write(path)
        with as_an_ordinary_user():
            wanted = (
                f"{path}: the diary cannot be opened;"
                " make the file and its folder writable, or choose another file"
            )
            assert [line(lambda: write(path)), line(lambda: sessions(path))] == [wanted, wanted]
            assert line(lambda: times_done(path, "x")) == wanted


@pytest.mark.parametrize(
    "content", [b"not a database, only text\n" * 100, b"\0" * 4096, os.urandom(5000), b"xy"]
)
def test_the_file_is_not_a_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "diary.sqlite"
    path.write_bytes(content)
    wanted = f"{path}: this file is not a diary; move it away or choose another file"
    assert [line(lambda: write(path)), line(lambda: sessions(path))] == [wanted, wanted]
    assert path.read_bytes() == content


def test_the_file_is_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()
    wanted = f"{path}: this is another program's database; move it away or choose another file"
    assert [line(lambda: write(path)), line(lambda: sessions(path))] == [wanted, wanted]
    assert path.read_bytes() == before


def test_another_program_holds_the_diary_for_too_long(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    with (
        open_diary(path, Clock(), patience=0.05) as diary,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        diary.append(BEGAN)
        other.execute("BEGIN IMMEDIATE")
        wanted = f"{path}: another program holds the diary; close it and start again"
        assert [line(lambda: diary.append(Resumed(1.0, 1))), line(lambda: write(path))] == [wanted, wanted]
        assert [entry.fact for entry in entries(path)] == [BEGAN], "who reads does not wait"
        other.execute("COMMIT")
        diary.append(Resumed(2.0, 1))
    assert [entry.fact for entry in entries(path)] == [BEGAN, Resumed(2.0, 1)]


def test_who_reads_for_long_does_not_keep_the_coach_from_writing(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    write(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM entries").fetchall()
        write(path)
    assert [entry.fact for entry in entries(path)] == [BEGAN, BEGAN]


def test_the_disk_is_full(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    long = Changed(1.0, "tempo", "x" * 10_000)
    with writing(path) as connection:
        migrate(connection, path)
        make_durable(connection, path)
        diary = Diary(connection, path, Clock())
        diary.append(BEGAN)
        connection.execute("PRAGMA max_page_count = 15")
        wanted = f"{path}: the disk is full, so nothing more can be written; free some space and start again"
        assert [line(lambda: diary.append(long)), line(lambda: diary.append(long))] == [wanted, wanted]
        connection.execute("PRAGMA max_page_count = 1000")
        diary.append(Resumed(2.0, 1))
    assert [entry.fact for entry in entries(path)] == [BEGAN, Resumed(2.0, 1)]


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_disk_refuses_to_write(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    with open_diary(path, Clock()) as diary:
        diary.append(BEGAN)
        with files_of_at_most(path.with_name("diary.sqlite-wal").stat().st_size + 5000):
            wanted = (
                f"{path}: the disk refuses to read or write the diary; see that it is there and has space"
            )
            assert line(lambda: diary.append(Resumed(1.0, 1))) == wanted
        diary.append(Resumed(2.0, 1))
    assert [entry.fact for entry in entries(path)] == [BEGAN, Resumed(2.0, 1)]


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_file_is_said_to_be_damaged_and_never_a_traceback(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "diary.sqlite"
    with open_diary(path, Clock()) as diary:
        for fact in (*SESSION, *SCREENED):
            diary.append(fact)
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    match seed % 3:
        case 0:  # a page of noise
            page = chance.randrange(1, len(content) // 4096)
            content[page * 4096 : (page + 1) * 4096] = chance.randbytes(4096)
        case 1:  # some bytes wrong
            for _ in range(20):
                content[chance.randrange(100, len(content))] = chance.randrange(256)
        case _:  # cut short
            del content[chance.randrange(100, len(content)) :]
    path.write_bytes(content)
    for use in (
        lambda: sessions(path),
        lambda: times_done(path, "posterior-neck-release"),
        lambda: history(path, date(2026, 5, 20)),
        lambda: write(path),
        lambda: forget(path, None),
    ):
        with suppress(DiaryError):  # any other error fails the test; damage in a free place may go unseen
            use()
