"""A diary that fails in mid-session loses nothing, and the coach claims nothing."""

import pytest
from coaching import Player

from voicecoach.core import lines
from voicecoach.core.facts import EndedBy, Fact, Resumed, SessionEnded
from voicecoach.core.messages import Unwritten
from voicecoach.core.state import Phase
from voicecoach.errors import DiaryError
from voicecoach.shells.notebook import PatientNotebook

FIRST, SECOND = Resumed(1.0, 1), SessionEnded(2.0, EndedBy.COMPLETE)


class Disk:
    """A diary on a disk that may be full."""

    def __init__(self) -> None:
        self.kept: list[Fact] = []
        self.full = False

    def append(self, fact: Fact) -> None:
        if self.full:
            raise DiaryError("d.sqlite3: the disk is full")
        self.kept.append(fact)


def test_what_could_not_be_written_is_written_later_and_in_order() -> None:
    disk, told = Disk(), list[str]()
    notebook = PatientNotebook(disk, told.append)
    disk.full = True
    notebook.append(FIRST)
    disk.full = False
    notebook.append(SECOND)
    notebook.settle()
    assert (disk.kept, told) == ([FIRST, SECOND], ["d.sqlite3: the disk is full"])


def test_what_cannot_be_written_at_all_is_told_in_the_end() -> None:
    disk = Disk()
    disk.full = True
    notebook = PatientNotebook(disk, lambda what: None)
    notebook.append(FIRST)
    notebook.append(SECOND)
    with pytest.raises(DiaryError) as told:
        notebook.settle()
    assert str(told.value).splitlines() == [
        "d.sqlite3: the disk is full",
        "not in the diary: went on after 1",
        "not in the diary: ended by complete",
    ]


def test_the_coach_never_claims_to_have_written_what_it_could_not() -> None:
    player = Player().at("Repetitions", "hold", 1)
    player.give(Unwritten(player.now, "the disk is full"))
    player.say("finish")
    player.until(lambda state: state.phase is Phase.OVER)
    assert player.lines[-1] == lines.NOT_WRITTEN[1]
    assert not set(player.lines) & set(lines.WROTE)
