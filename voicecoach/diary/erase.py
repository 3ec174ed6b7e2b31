"""Removing the whole diary for good."""

from pathlib import Path

from voicecoach.diary.copies import kept_aside
from voicecoach.diary.sealed import PLAIN, SUFFIX, is_sealed
from voicecoach.diary.sqlite import COMPANIONS, exists, gather
from voicecoach.diary.wipe import wipe


def to_erase(diary: Path) -> tuple[Path, ...]:
    """Every file that holds something of the diary: its own, and those that a restore kept aside."""
    every: dict[Path, None] = {}
    for each in _both(diary):
        # From one root: a file that is named twice would look like two.
        here, real = each.parent.resolve() / each.name, each.resolve()
        every |= dict.fromkeys(path.with_name(path.name + end) for path in (here, real) for end in COMPANIONS)
        every |= dict.fromkeys(kept_aside(each))
    return tuple(file for file in every if exists(file) or file.is_symlink())


def erase(diary: Path) -> tuple[Path, ...]:
    """Remove it all, and say which files; `DiaryError` while another program has the diary open."""
    for each in _both(diary):
        if exists(each):
            gather(each)  # however damaged it is
    files = to_erase(diary)
    return tuple(file for file in files if wipe(file))


def _both(diary: Path) -> tuple[Path, ...]:
    """The diary, and what is left of the other kind beside it, if encrypting or decrypting broke off."""
    return diary, diary.with_suffix(PLAIN if is_sealed(diary) else SUFFIX)
