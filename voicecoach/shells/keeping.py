"""What `voicecoach diary backup`, `restore` and `erase` ask and tell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from voicecoach.diary.copies import backup, restore
from voicecoach.diary.erase import erase, to_erase
from voicecoach.diary.sealed import PLAIN, SUFFIX, forget_kept, is_sealed
from voicecoach.diary.sqlite import exists
from voicecoach.diary.wipe import wipe

Show: TypeAlias = Callable[[Iterable[str]], None]
Line: TypeAlias = Callable[[], str | None]

WORD = "erase"
ELSEWHERE = "Backups and exports that you put elsewhere are still there; delete them yourself."


@dataclass(frozen=True, slots=True)
class Kept:
    """What can be erased: the ``diary``, and ``others``, files or folders."""

    diary: Path
    others: tuple[Path, ...]


def back_up(diary: Path, to: Path | None, today: date, force: bool) -> list[str]:
    """Make a backup, and say what it is."""
    name = f"voicecoach-diary-{today.isoformat()}{SUFFIX if is_sealed(diary) else PLAIN}"
    wanted = Path(name) if to is None else to / name if to.is_dir() else to
    done = backup(diary, wanted, force)
    lines = [
        f"Backed up: {_count(done.sessions)}, to {done.file}. The copy was read through and is whole.",
        "It is encrypted like the diary itself: it needs the same passphrase."
        if is_sealed(diary)
        else "It is not encrypted: whoever can open it can read it.",
    ]
    if not done.private:
        lines.append("This disk keeps no permissions, so others at this computer may be able to open it.")
    return lines


def bring_back(diary: Path, file: Path, today: date, replace: bool) -> list[str]:
    """Restore a backup, and say where the diary is that was there before."""
    if not exists(diary):
        diary = diary.with_suffix(SUFFIX if is_sealed(file) else PLAIN)
    done = restore(diary, file, today, replace)
    lines = [f"Restored: {_count(done.sessions)}, from {file}."]
    if done.aside is not None:
        lines.append(f"The diary that was there is kept: {done.aside}")
    return lines


def erase_all(kept: Kept, yes: bool, line: Line, show: Show) -> None:
    """Erase, once the word is typed; ``line`` is the next line typed."""
    files = (*to_erase(kept.diary), *(file for each in kept.others for file in _files_in(each)))
    if not files:
        show(["There is nothing to erase."])
        return
    if not yes:
        show(["This removes for good, and nothing brings it back:", *_named(files, kept), f"Type {WORD}:"])
        if (line() or "").strip().lower() != WORD:
            show(["Nothing was erased."])
            return
    gone = list(erase(kept.diary))
    for each in kept.others:
        gone += [file for file in _files_in(each) if wipe(file)]
    if any(is_sealed(file) for file in gone):
        forget_kept()
    show(["Erased:", *_named(gone, kept), ELSEWHERE])


def _named(files: Iterable[Path], kept: Kept) -> list[str]:
    """The ``files``, those in a folder as one line."""
    found = {next((each for each in kept.others if each in file.parents), file): None for file in files}
    return [f"  {each}" for each in found]


def _files_in(place: Path) -> tuple[Path, ...]:
    if place.is_dir():
        return tuple(sorted(each for each in place.rglob("*") if not each.is_dir() or each.is_symlink()))
    return (place,) if place.exists() or place.is_symlink() else ()


def _count(sessions: int) -> str:
    return f"{sessions} {'session' if sessions == 1 else 'sessions'}"
