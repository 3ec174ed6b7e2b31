"""The project keeps its own laws, and comes whole out of its wheel."""

import ast
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from voicecoach.errors import CoachError
from voicecoach.shipped import shipped

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "voicecoach"

# Not devices or services to be kept behind one door, but what a whole room is written in.
COMMON = {
    "numpy": ("voicecoach/",),  # the type of all samples
    "reportlab": ("voicecoach/shells/handout_pdf.py", "voicecoach/shells/pdf_"),  # what a PDF is made of
    "rich": ("voicecoach/shells/",),  # the type of whatever is drawn
    "typer": (  # the command line
        "voicecoach/commands/",
        "voicecoach/options.py",
        "voicecoach/start.py",
    ),
}
SOUND_PACKAGES = {
    "espeakng_loader",
    "pocketsphinx",
    "pyaudio",
    "pyttsx3",
    "sherpa_onnx",
    "sounddevice",
    "soundfile",
    "soxr",
    "speech_recognition",
    "vosk",
}


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def imported(source: str) -> set[str]:
    """The top-level packages that a module imports anywhere in it, also inside its functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                names |= {alias.name for alias in node.names}
            case ast.ImportFrom(module=str(module), level=0):
                names.add(module)
            case _:
                pass
    return {name.partition(".")[0] for name in names}


def importers() -> dict[str, list[str]]:
    """Each third-party package with the modules that import it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for module in sorted(PACKAGE.rglob("*.py")):
        for name in (
            imported(module.read_text(encoding="utf-8")) - set(sys.stdlib_module_names) - {"voicecoach"}
        ):
            found[name].append(str(module.relative_to(ROOT)))
    return dict(found)


def test_imports_are_seen_wherever_they_stand() -> None:
    source = (
        "import os.path\ndef late():\n    from soxr.x import y\n    import pyaudio as p\nfrom . import z\n"
    )
    assert imported(source) == {"os", "soxr", "pyaudio"}


def test_a_third_party_package_has_one_importer() -> None:
    crowded = {name: modules for name, modules in importers().items() if len(modules) > 1}
    assert {name: modules for name, modules in crowded.items() if name not in COMMON} == {}


@pytest.mark.parametrize("name", COMMON)
def test_what_a_room_is_written_in_stays_in_that_room(name: str) -> None:
    assert [module for module in importers()[name] if not module.startswith(COMMON[name])] == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    # Built from pieces, or this file would name them.
    place = re.compile(rb"(?<![\w.~$})-])/(?:" + b"|".join([b"work", b"root", b"home", b"Users"]) + rb")/\w")
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    files = [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    assert files
    found = {
        str(file.relative_to(ROOT)): match[0] for file in files if (match := place.search(file.read_bytes()))
    }
    assert found == {}


@pytest.mark.parametrize("module", ["voicecoach.shells.rehearse", "voicecoach.cli"])
def test_rehearsing_needs_no_sound_package(module: str) -> None:
    # A package set to None in sys.modules cannot be imported: as if it were not installed.
    code = f"import sys; sys.modules.update(dict.fromkeys({sorted(SOUND_PACKAGES)})); import {module}"
    run(sys.executable, "-c", code)


def test_cards_are_rehearsed_and_listed_without_a_sound_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))  # not the cards and the diary of whoever runs this
    monkeypatch.setenv("HOME", str(tmp_path))
    for arguments in (["rehearse", "cervical-retraction"], ["sessions"]):
        code = (
            f"import sys; sys.modules.update(dict.fromkeys({sorted(SOUND_PACKAGES)}));"
            f"from voicecoach.cli import main; sys.argv = ['voicecoach', *{arguments}]; main()"
        )
        assert run(sys.executable, "-c", code, cwd=tmp_path)


def test_a_clone_finds_its_cards_and_earcons_at_its_top() -> None:
    assert (shipped("scripts"), shipped("audio_cues")) == (ROOT / "scripts", ROOT / "audio_cues")


def test_a_folder_of_another_program_is_not_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    with pytest.raises(CoachError, match="the folder scripts of voicecoach is missing"):
        shipped("scripts", package=tmp_path / "voicecoach")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment, away from the clone, that has the wheel and nothing else."""
    place = tmp_path_factory.mktemp("away")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    offline = ("--no-deps", "--no-index", "--quiet")
    run(*pip, "wheel", *offline, "--no-build-isolation", "--wheel-dir", place, ROOT)
    (wheel,) = place.glob("*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", place / "venv")
    python = place / "venv" / "bin" / "python"
    run(*pip, "--python", python, "install", *offline, wheel)
    return python


def names(folder: Path, pattern: str) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob(pattern))


@pytest.fixture
def ask_installed(installed: Path) -> Callable[[str], str]:
    """What the installed package prints: run from another folder, and with no look at the clone."""
    return lambda code: run(installed, "-I", "-c", code, cwd=installed.parent).strip()


def test_the_wheel_brings_the_cards_and_earcons(ask_installed: Callable[[str], str]) -> None:
    code = "from voicecoach.shipped import shipped; print(shipped('scripts')); print(shipped('audio_cues'))"
    scripts, cues = (Path(line) for line in ask_installed(code).splitlines())
    assert ROOT not in scripts.parents
    assert names(scripts, "*.md") == names(ROOT / "scripts", "*.md") != []
    assert names(cues, "*.wav") == names(ROOT / "audio_cues", "*.wav") != []


def test_the_wheel_brings_the_languages(ask_installed: Callable[[str], str]) -> None:
    there = Path(ask_installed("from voicecoach.shipped import shipped; print(shipped('languages'))"))
    assert ROOT not in there.parents
    assert names(there, "*.toml") == names(ROOT / "languages", "*.toml") != []
    read = "from voicecoach.language.folder import language_of as of; print(of('German').say('Breathe.'))"
    assert ask_installed(read) == "Atmen."


def test_the_wheel_brings_every_file_of_the_package(ask_installed: Callable[[str], str]) -> None:
    there = Path(ask_installed("import voicecoach; print(*voicecoach.__path__)"))
    missing = {
        name
        for name in names(PACKAGE, "*")
        if (PACKAGE / name).is_file() and "__pycache__" not in name and not (there / name).is_file()
    }
    assert missing == set()


def test_a_golden_file_is_compared_whole_and_written_only_on_request(pytester: pytest.Pytester) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", pytester.path)
    wanted = pytester.path / "said.txt"
    pytester.makepyfile(f"""
        from pathlib import Path
        def test_it(golden): golden(Path({str(wanted)!r}), "a\\nb\\n")
    """)
    pytester.runpytest_inprocess().assert_outcomes(failed=1)
    assert not wanted.exists()
    wanted.write_text("a\nb\nc\n")
    differs = pytester.runpytest_inprocess()
    differs.assert_outcomes(failed=1)
    differs.stdout.fnmatch_lines(["--- said.txt (golden)", "+++ now", "-c"])
    pytester.runpytest_inprocess("--rewrite").assert_outcomes(passed=1)
    assert wanted.read_text() == "a\nb\n"
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_what_is_not_beside_the_project_skips_and_says_why(pytester: pytest.Pytester) -> None:
    tests = pytester.mkdir("project") / "tests"
    tests.mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", tests)
    marked = "".join(f"@pytest.mark.{mark}\ndef test_{mark}(): pass\n" for mark in ("shared", "room"))
    (tests / "test_it.py").write_text(
        f"import pytest\n{marked}def test_taken(shared_dir, room_script): pass\n"
    )
    without = pytester.runpytest_inprocess(tests, "-rs")
    without.assert_outcomes(skipped=3)
    without.stdout.fnmatch_lines(["*no folder shared/ beside the project", "*no shared/room/room.sh*"])
    pytester.mkdir("shared")
    pytester.runpytest_inprocess(tests).assert_outcomes(passed=1, skipped=2)
