"""What PulseAudio tells of our microphone, with a script in pactl's place."""

import json
import sys
from pathlib import Path

import pytest

from voicecoach.sound.pulse import default_monitor, recorded_monitor, watched_sources

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="PulseAudio is Linux's")

MIKE = {"index": 3, "name": "mike", "description": "Mike", "monitor_source": ""}
MONITOR = {"index": 1, "name": "desk.monitor", "description": "Monitor of Desk", "monitor_source": "desk"}


def recording(source: int, process: str = "77") -> dict[str, object]:
    return {"source": source, "properties": {"application.process.id": process}}


@pytest.fixture
def answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose files a script named pactl gives out, by its last argument."""
    script = tmp_path / "pactl"
    script.write_text(f'#!/bin/sh\nfor last; do :; done\n/bin/cat "{tmp_path}/$last"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "sources").write_text(json.dumps([MIKE, MONITOR]))
    return tmp_path


@pytest.mark.parametrize(
    ("outputs", "told"),
    [
        ([recording(1)], "Monitor of Desk"),
        ([recording(3)], None),
        ([recording(1, "78")], None),
        ([{"source": 1, "properties": {}}, recording(3), recording(1)], "Monitor of Desk"),
        ([{}, 5, None], None),
        ([], None),
        ({}, None),
    ],
)
def test_our_recording_of_a_monitor_is_told(answers: Path, outputs: object, told: str | None) -> None:
    (answers / "source-outputs").write_text(json.dumps(outputs))
    assert recorded_monitor(77) == told


@pytest.mark.parametrize(
    ("default", "told"), [("mike", None), ("desk.monitor", "Monitor of Desk"), (None, None)]
)
def test_a_monitor_as_the_default_source_is_told(answers: Path, default: object, told: str | None) -> None:
    (answers / "info").write_text(json.dumps({"default_source_name": default}))
    assert default_monitor() == told


def test_a_pactl_without_json_tells_nothing(answers: Path) -> None:
    (answers / "source-outputs").write_text("Source Output #2\n")
    (answers / "info").write_text("")
    assert (recorded_monitor(77), default_monitor()) == (None, None)


def test_without_a_server_or_a_pactl_nothing_is_told(answers: Path) -> None:
    (answers / "sources").unlink()
    assert (recorded_monitor(77), default_monitor()) == (None, None)
    (answers / "pactl").unlink()
    assert (recorded_monitor(77), default_monitor()) == (None, None)
    with watched_sources() as changed:
        assert not changed.is_set()


def test_news_of_sources_are_noticed_and_the_reader_ends(answers: Path) -> None:
    (answers / "subscribe").write_text("Event 'new' on sink #1\nEvent 'remove' on source #3\n")
    with watched_sources() as changed:
        assert changed.wait(10)
