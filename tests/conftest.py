"""What the tests share: which of them need what is beside the project or a sound server, and golden files."""

import difflib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from typed import Run, typing_in

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
ROOM_SCRIPT = SHARED / "room" / "room.sh"
ROOM_PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec", "sox")

# Examples are not timed one by one: a busy machine is not a bug.
settings.register_profile("voicecoach", deadline=None)
settings.load_profile("voicecoach")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite", action="store_true", help="rewrite the golden files with what comes out now"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "shared: needs the folder shared/ beside the project")
    config.addinivalue_line(
        "markers", "room: plays and records on a virtual sound card (shared/room/room.sh)"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    no_shared, no_room = why_not_shared(), why_not_room()
    for item in items:
        if no_shared and item.get_closest_marker("shared"):
            item.add_marker(pytest.mark.skip(reason=no_shared))
        if no_room and item.get_closest_marker("room"):
            item.add_marker(pytest.mark.skip(reason=no_room))


def why_not_shared() -> str | None:
    return None if SHARED.is_dir() else "no folder shared/ beside the project"


def why_not_room() -> str | None:
    if not ROOM_SCRIPT.is_file():
        return "no shared/room/room.sh beside the project"
    missing = [program for program in ROOM_PROGRAMS if shutil.which(program) is None]
    return f"the virtual sound card needs {', '.join(missing)}" if missing else None


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of recordings and scripts beside the project; a test that takes it is skipped without it."""
    if reason := why_not_shared():
        pytest.skip(reason)
    return SHARED


@pytest.fixture(scope="session")
def room_script(shared_dir: Path) -> Path:
    """The script of the virtual room; a test that takes it is skipped where the room cannot be made."""
    if reason := why_not_room():
        pytest.skip(reason)
    return shared_dir / ROOM_SCRIPT.relative_to(SHARED)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a whole text with the file that holds what it must be; ``pytest --rewrite`` writes the file."""
    rewrite = bool(request.config.getoption("--rewrite"))

    def compare(path: Path, text: str) -> None:
        if rewrite:
            path.write_text(text, encoding="utf-8")
            return
        if not path.is_file():
            pytest.fail(f"{path}: no golden file; write it with pytest --rewrite and read it", pytrace=False)
        wanted = path.read_text(encoding="utf-8")
        if text != wanted:
            lines = difflib.unified_diff(
                wanted.splitlines(), text.splitlines(), f"{path.name} (golden)", "now", lineterm=""
            )
            pytest.fail("\n".join(lines) or f"{path.name}: only the line ends differ", pytrace=False)

    return compare


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command in an empty folder, with an empty data folder."""
    return typing_in(tmp_path, monkeypatch, capsys)
