"""Plans in files: found in a folder, rehearsed with the card that each names, compared with their transcripts."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voicecoach.core.beats import Talk
from voicecoach.core.card import Card
from voicecoach.core.session import begin, prepare
from voicecoach.core.state import State
from voicecoach.errors import ScriptError, UsageError
from voicecoach.script.find import find_card, is_translated, read_text
from voicecoach.script.plan import Plan, parse_plan, settle_plan
from voicecoach.script.plan_before import Nothing, history_of
from voicecoach.script.presets import switches_of
from voicecoach.shells.rehearse import rehearse
from voicecoach.shells.willing import questions_of
from voicecoach.shipped import shipped
from voicecoach.written import write_file

_SESSION = re.compile(r"^[ \t]*Session[ \t]*:", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of the plan at ``path``: the ``problems`` with it, each a line with its place; the ``difference`` of
    the transcript from the one beside it; whether that was ``written`` anew."""

    path: Path
    problems: tuple[str, ...] = ()
    difference: tuple[str, ...] = ()
    compared: bool = False
    written: bool = False

    @property
    def passed(self) -> bool:
        """Whether everything came as it must."""
        return not self.problems and not self.difference


def planned(path: Path, card: Card, talk: Talk, switches: frozenset[str] | None = None) -> tuple[Plan, State]:
    """The plan at ``path`` and the session that it is for; ``switches`` go before those that it names."""
    plan = parse_plan(read_text(path), str(path))
    if _named(plan.card) != card.name:
        raise ScriptError(f'{path}:{plan.session_line}: the plan is for "{plan.card}", not for "{card.name}"')
    try:
        chosen = switches_of(card, plan.options) if switches is None else switches
    except UsageError as wrong:
        raise ScriptError(f"{path}:{plan.session_line}: {wrong}") from wrong
    known = history_of(plan.before, card, str(path))
    first = any(isinstance(line, Nothing) for line in plan.before)
    state = begin(prepare(card, chosen, talk, first), chosen, known)
    names = tuple(step.name for step in state.run.steps)
    return settle_plan(plan, names, str(path), questions_of(state)), state


def plans_in(folder: Path) -> tuple[Path, ...]:
    """Every plan in ``folder`` and below: a Markdown file with a line "Session:"; `UsageError` if there is none."""
    try:
        paths = sorted(path for path in folder.rglob("*.md") if path.is_file())
    except OSError as error:
        raise ScriptError(f"{folder}: the folder cannot be read ({error.strerror})") from error
    shown = (path for path in paths if not any(p.startswith(".") for p in path.relative_to(folder).parts))
    found = tuple(path for path in shown if is_plan(path))
    if not found:
        raise UsageError(f'{folder}: there is no plan in it; a plan is a .md file with a line "Session: ..."')
    return found


def is_plan(path: Path) -> bool:
    """Whether the file at ``path`` names a session to rehearse."""
    try:
        return _SESSION.search(path.read_text(encoding="utf-8", errors="replace")) is not None
    except OSError:
        return True  # it is told of when it is rehearsed


def card_of(plan: Plan, path: Path, own: Path) -> Card:
    """The card that the plan at ``path`` names: a file by its path or beside the plan, the user's ``own``, or one
    that came with the program."""
    by_path = _is_path(plan.card) and not is_translated(plan.card)
    beside = path.parent / (plan.card if by_path else f"{plan.card}.md")
    by_path = by_path or (beside != path and beside.is_file() and not is_plan(beside))
    try:
        return find_card(str(beside) if by_path else plan.card, own, shipped("scripts"))
    except UsageError as wrong:
        raise ScriptError(f"{path}:{plan.session_line}: {wrong}") from wrong


def tried(path: Path, own: Path, rewrite: bool = False) -> Tried:
    """Rehearse the plan at ``path`` and compare with the transcript beside it, or write that anew."""
    try:
        plan = parse_plan(read_text(path), str(path))
        settled, state = planned(path, card_of(plan, path, own), Talk.FULL)
        lines: list[str] = []
        missed = rehearse(state, settled, None, lines.append)
        problems = tuple(f"{path}:{problem}" for problem in missed)
        text = f"# {plan.title}\n" + "\n".join(lines) + "\n"
        beside = path.with_suffix(".txt")
        before = read_text(beside) if beside.exists() else None
    except (ScriptError, UsageError) as wrong:
        return Tried(path, tuple(str(wrong).splitlines()))
    if rewrite and text != before:
        write_file(beside, text.encode(), force=True)
        return Tried(path, problems, written=True)
    if before is None or rewrite:
        return Tried(path, problems, compared=rewrite)
    return Tried(path, problems, tuple(_difference(before, text, beside)), compared=True)


def _difference(before: str, now: str, path: Path) -> Iterator[str]:
    before = before.replace("\r\n", "\n")
    if before == now:
        return
    lines = difflib.unified_diff(before.splitlines(), now.splitlines(), str(path), "now", lineterm="")
    yield from list(lines) or [f"{path}: only the end of the file differs"]


def _named(card: str) -> str:
    """The name of the card that a plan gives by its name or by its path."""
    return Path(card.replace("\\", "/")).stem if _is_path(card) else card


def _is_path(card: str) -> bool:
    return "/" in card or "\\" in card or card.endswith((".md", ".json"))
