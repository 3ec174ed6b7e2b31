"""The parts of docs/safety.md, and of the golden tables, that the code writes."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from safety_table import CameTo

from voicecoach.core.safety import MATRIX, Effects, Leave, Refuse, Use
from voicecoach.core.screening import FOLLOWS, ROWS, Group, Kind, Row

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "safety.md"
FOLDER = ROOT / "tests" / "rehearsals" / "safety"
SHORT = {
    "posterior-neck-release": "neck release",
    "cervical-retraction": "retraction",
    "forward-head-posture-prep": "preparation",
    "isometric-neck-press": "press",
    "neck-range-of-motion": "motion",
    "upper-trap-release": "trapezius",
    "rhomboid-release": "rhomboid",
    "triceps-release": "triceps",
    "anterior-chain-release": "front",
}
"""The sessions as the heads of narrow columns."""
ADVICE = {"emergency": "EMERGENCY", "urgent": "URGENT", "clinic": "refer", "wait": "not today"}
SOURCES: Mapping[str, str] = {
    "EMERG-1": "O61 O72 O58; BG", "EMERG-7": "O61; BG", "EMERG-2a": "O57 O56 O52; J", "EMERG-2b": "O57 O56 O52 O64",
    "EMERG-2c": "O57 O56 O60 O52", "EMERG-3": "O57 O64 O52", "EMERG-4": "O62 O52 O60", "EMERG-5": "O63 O62",
    "EMERG-6": "O65", "T1": "B2; J", "T0": "O59; J", "T2a": "O59; J", "T2b": "O59", "T2c": "O59", "T2d": "O59",
    "T2e": "O59", "T6": "B6 B7 B8 B12 B13 B16 B17; J", "T3": "B3 O70", "T4": "B4", "T5": "B5 O59",
    "HIST-1": "O60 O61; BG", "HIST-2": "O60 O61 O69 O68; BG; J", "HIST-3": "O60 O61 O58; BG", "HIST-4": "O60 O61",
    "R1": "A2 O55 O13; J", "R1-new": "O52; J", "R3": "A1 A12 A14", "R4": "B14; J", "R2": "A2", "R5": "B17 B18",
    "R6": "B26", "P1": "O67", "P2": "O7", "P3": "O70; J", "P4": "O66", "P6": "J", "P7": "J", "P5": "J", "BALL": "B28",
    "ELIG": "B1 B18", "WHY": "B11", "SAFE": "B11", "R7": "B15 B19; J",
}  # fmt: skip
"""Where each question comes from (content section 2.2)."""


def effects_line(effects: Effects) -> str:
    """ "refer unless agreed; no ball" """
    parts: list[str] = []
    for effect in effects:
        match effect:
            case Refuse(advice, clearable):
                parts.append(ADVICE[advice.value] + (" unless agreed" if clearable else ""))
            case Leave(option):
                parts.append(f"no {option}")
            case Use(option, of):
                parts.append(f"use {option}" + (f" for {' or '.join(of)}" if of else ""))
    return "; ".join(parts) or "-"


def matrix_rows() -> list[tuple[str, ...]]:
    """The whole matrix: a line a question, a column a session."""
    head = ("question", "changed by", *(SHORT[session] for session in MATRIX))
    return [head, *((f"{row.id} {row.name}", _cautious(row), *_cells(row.id)) for row in ROWS)]


def _cells(row: str) -> list[str]:
    return [effects_line(column.get(row, ())) for column in MATRIX.values()]


def _cautious(row: Row) -> str:
    match row.kind:
        case Kind.FLAG:
            return "yes, not sure"
        case Kind.NEED:
            return "no, not sure"
        case Kind.SIDE:
            return "front, both, not sure"


def matrix_lines() -> list[str]:
    """The matrix a session at a time: what each effect comes from."""
    out: list[str] = []
    for session, column in MATRIX.items():
        told: dict[str, list[str]] = {}
        for row in (row for row in ROWS if column.get(row.id)):
            told.setdefault(effects_line(column[row.id]), []).append(row.id)
        out += ["", session]
        out += [f"  {effect}: {', '.join(rows)}" for effect, rows in sorted(told.items(), key=_gravity)]
    return out


def _gravity(told: tuple[str, list[str]]) -> int:
    order = ["EMERGENCY", "URGENT", "refer", "refer unless agreed", "not today"]
    return next((n for n, each in enumerate(order) if told[0] == each), len(order))


def as_text(row: str, answer: str, alone: CameTo, agreed: CameTo) -> str:
    """One line of what an answer does to a session."""
    name = f"{row} {answer}".ljust(20)
    if not alone.asked:
        return f"{name}not asked"
    told = _outcome(alone)
    return f"{name}{told}" + (f"; when a clinician agreed: {_outcome(agreed)}" if agreed != alone else "")


def _outcome(came: CameTo) -> str:
    if came.advice:
        return f"refused: {ADVICE[came.advice]}"
    changed = sorted((f"no {each[1:]}" if each[0] == "-" else f"with {each[1:]}") for each in came.changes)
    changes = ", ".join(each.replace("-", " ") for each in changed)
    return f"may start, {changes}" if changes else "may start"


# The page


def questions_table() -> str:
    """Every question with what it is called, when it is asked and where it comes from."""
    out = ["| Id | Question | Changed by | Kept for | From |", "| --- | --- | --- | --- | --- |"]
    for group in Group:
        for row in (row for row in ROWS if row.group is group):
            out.append(
                f"| {row.id} | {row.question} | {_cautious(row)} | {_lasts(row)} | {SOURCES[row.id]} |"
            )
    return "\n".join(out)


def _lasts(row: Row) -> str:
    after = next((follow for follow in FOLLOWS if follow.row == row.id), None)
    only = f"; only after {' or '.join(after.answers)} to {after.after}" if after else ""
    kept = {None: "good", 0: "asked every time"}.get(row.lasts, f"{row.lasts} days")
    return kept + only


def matrix_table() -> str:
    """The matrix as a table of the page."""
    head, *rows = matrix_rows()
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return "\n".join((*lines, *(f"| {' | '.join(row)} |" for row in rows)))


def index() -> str:
    """Every rehearsal of the folder with its title."""
    out: list[str] = []
    for heading, start in HEADINGS.items():
        plans = [path for path in sorted(FOLDER.glob("*.md")) if path.name.startswith(start)]
        out += [f"### {heading}", "", *(_entry(path) for path in plans), ""]
    return "\n".join(out).rstrip()


HEADINGS = {
    "Each question, with an answer that changes something": "row.",
    "How it is asked": "talk.",
    "A clinician's word": "clearance.",
    "The decision table": "pain.",
    "Words that go straight to their row": "word.",
    "Where the pain came": "place.",
    "Coming back another day": "back.",
}


def _entry(path: Path) -> str:
    title = path.read_text(encoding="utf-8").split("\n")[0].removeprefix("# ")
    plan, text = (f"../tests/rehearsals/safety/{path.stem}{suffix}" for suffix in (".md", ".txt"))
    return f"- {title}: [plan]({plan}), [transcript]({text})"


INDEX: Mapping[str, Callable[[], str]] = {
    "questions": questions_table,
    "matrix": matrix_table,
    "rehearsals": index,
}
_PART = re.compile(r"(<!-- (\w+): written by the tests -->\n\n)(?:(?!<!-- ).)*(<!-- end -->)", re.DOTALL)


def sections(page: str) -> list[str]:
    """The names of the parts that the code writes."""
    return [found[2] for found in _PART.finditer(page)]


def told_by_code(page: str) -> str:
    """``page`` with those parts as the code is now."""
    return _PART.sub(lambda found: f"{found[1]}{INDEX[found[2]]()}\n\n{found[3]}", page)
