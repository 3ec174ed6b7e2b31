"""Where the program starts: only what was typed is loaded, and it is the same command as in the whole program."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from voicecoach.cli import app
from voicecoach.start import COMMANDS, command_line, needed

SLOW = ("numpy", "reportlab", "voicecoach.ear", "voicecoach.sound", "voicecoach.voice", "rich.live")
"""What takes time to load, and no command that only reads and writes has any use for."""
QUICK = (
    ("--version",),
    (),
    ("sessions",),
    ("diary",),
    ("diary", "month"),
    ("report", "-o", "r.html"),
    ("check", "cervical-retraction", "--no-sound"),
    ("rehearse", "cervical-retraction"),
    ("print", "cervical-retraction", "-o", "p.html"),
)


def test_a_rehearsal_loads_neither_the_diary_nor_what_draws_a_page(tmp_path: Path) -> None:
    code = "import sys, voicecoach.start, voicecoach.commands.rehearse; print(*sys.modules)"
    done = subprocess.run(
        (sys.executable, "-c", code), capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert {"rich", "voicecoach.diary", "voicecoach.shells.screen"} & set(done.stdout.split()) == set()


@pytest.mark.parametrize("words", QUICK, ids=" ".join)
def test_nobody_waits_for_what_the_command_does_not_use(words: tuple[str, ...], tmp_path: Path) -> None:
    code = (
        "import json, sys\n"
        "from voicecoach.start import main\n"
        "try: main()\n"
        "except SystemExit as ended: assert not ended.code, ended.code\n"
        "json.dump(sorted(sys.modules), open('loaded.json', 'w'))"
    )
    command = (sys.executable, "-c", code, *words)
    environment = {"VOICECOACH_DATA": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads((tmp_path / "loaded.json").read_text(encoding="utf-8")))
    assert loaded & set(SLOW) == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_alone_is_the_same_command(name: str) -> None:
    alone, among_all = (
        CliRunner().invoke(program, [name, "--help"], prog_name="voicecoach")
        for program in (command_line(name), app)
    )
    assert (alone.exit_code, alone.output) == (0, among_all.output)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["rehearse", "--help"], ("rehearse",)),
        (["rehearse", "diary"], ("rehearse",)),
        (["--version"], ()),
        ([], ()),
        (["--help"], tuple(COMMANDS)),
        (["reprot"], tuple(COMMANDS)),
        (["--version", "diary"], tuple(COMMANDS)),
    ],
)
def test_what_is_typed_says_what_is_loaded(words: list[str], names: tuple[str, ...]) -> None:
    assert needed(words) == names
