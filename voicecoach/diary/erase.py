"""Removing the whole diary for good."""

from pathlib import Path

from voicecoach.diary.copies import kept_aside
from voicecoach.diary.sqlite import COMPANIONS, exists, gather
from voicecoach.diary.wipe import wipe


def to_erase(diary: Path) -> tuple[Path, ...]:
    """Every file that holds something of the diary: its own, and those that a restore kept aside."""
    own = (diary.with_name(diary.name + ending) for ending in COMPANIONS)
    beside = (diary.resolve().with_name(diary.resolve().name + ending) for ending in COMPANIONS)
    every = dict.fromkeys((*own, *beside, *kept_aside(diary)))
    return tuple(file for file in every if exists(file) or file.is_symlink())


def erase(diary: Path) -> tuple[Path, ...]:
    """Remove it all, and say which files; `DiaryError` while another program has the diary open."""
    if exists(diary):
        gather(diary)  # however damaged it is
    files = to_erase(diary)
    return tuple(file for file in files if wipe(file))
