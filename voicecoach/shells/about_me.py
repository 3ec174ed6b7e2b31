"""What `voicecoach about-me` was asked to do: show, ask, note or delete what the person told before sessions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voicecoach.core.asked import NUMBER
from voicecoach.core.past import History
from voicecoach.diary.forget import CLEARANCE, forget
from voicecoach.diary.history import history
from voicecoach.diary.sqlite import exists
from voicecoach.diary.store import open_diary
from voicecoach.errors import UsageError
from voicecoach.shells.about import about_json, about_lines, noted, row_title
from voicecoach.shells.about_ask import Line, Show, ask
from voicecoach.shells.about_typed import YES, Typed, facts_of, plain, rows_called

ALL = "all"


@dataclass(frozen=True, slots=True)
class AboutMe:
    """What was typed; nothing: show all."""

    typed: Typed
    ask: bool = False
    forget: Sequence[str] = ()
    yes: bool = False
    as_json: bool = False

    @property
    def writes(self) -> bool:
        """Whether anything is added or deleted."""
        return self.ask or bool(self.forget) or self.typed != Typed()


def about_me(file: Path, wish: AboutMe, now: Callable[[], datetime], line: Line, show: Show) -> None:
    """Do what ``wish`` says with the diary at ``file``; ``line`` is the next line typed."""
    if sum((wish.ask, bool(wish.forget), wish.as_json, wish.typed != Typed())) > 1:
        raise UsageError(
            "--ask, --forget and --json each stand alone; --set, --emergency and --clearance go together"
        )
    if wish.yes and not wish.forget:
        raise UsageError("--yes goes with --forget")
    known = history(file, now().date())
    if not wish.writes:
        show([about_json(known, file)] if wish.as_json else about_lines(known, file))
    elif wish.forget:
        _forget(file, known, wish, line, show)
    else:
        facts = facts_of(wish.typed, known)
        with open_diary(file, now) as diary:
            for fact in facts:
                diary.append_about(fact)
                show(noted(fact, known.today))
            if wish.ask:
                ask(known, line, show, diary.append_about)


def _forget(file: Path, known: History, wish: AboutMe, line: Line, show: Show) -> None:
    rows = None if ALL in map(plain, wish.forget) else _rows(wish.forget, known)
    if not exists(file):
        show(["Nothing is kept."])
        return
    if not wish.yes:
        what = "everything that you told before sessions" if rows is None else ", ".join(map(row_title, rows))
        show([f"Delete for good: {what}? Type yes:"])
        if plain(line() or "") not in (YES, "y"):
            show(["Nothing was deleted."])
            return
    count = forget(file, rows)
    show(
        [
            f"Deleted: {count} {'answer' if count == 1 else 'answers'}."
            if count
            else "There was nothing to delete."
        ]
    )


def _rows(names: Sequence[str], known: History) -> tuple[str, ...]:
    rows: list[str] = []
    for name in names:
        rows += [plain(name)] if plain(name) in (NUMBER, CLEARANCE) else rows_called(name, known)
    return tuple(dict.fromkeys(rows))
