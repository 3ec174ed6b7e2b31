"""Coaches to be killed in sessions with pain in them: each rehearses for ever, says each fact that is on disk."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from voicecoach.core.beats import Talk
from voicecoach.core.card import usual_switches
from voicecoach.core.facts import Fact
from voicecoach.core.session import begin, prepare
from voicecoach.core.state import State
from voicecoach.diary.store import Diary, open_diary
from voicecoach.script.find import read_card
from voicecoach.script.plan import Plan, parse_plan
from voicecoach.shells.rehearse import rehearse

PLAN = """# Slower, stop and go on, then pain
Session: {card}

at 01:00
> slower
at 01:20
> stop
> go on
at 01:40
> it hurts
> seven
> neck
"""


class Acknowledging:
    """A diary that tells what was written, after it was."""

    def __init__(self, diary: Diary) -> None:
        self._diary = diary

    def append(self, fact: Fact) -> None:
        self._diary.append(fact)
        os.write(1, f"{fact!r}\n".encode())


def main() -> None:
    card = read_card(Path(__file__).parent.parent / "scripts" / f"{sys.argv[1]}.md")
    switches = usual_switches(card)
    state = begin(prepare(card, switches, Talk.FULL, False), switches)
    plan = parse_plan(PLAN.format(card=card.name), "plan")
    for path in sys.stdin:  # each line wants one more coach; a fork is quicker than a new Python
        coach = os.fork()
        if coach == 0:
            play_for_ever(Path(path.rstrip("\n")), state, plan)
        os.write(1, f"{coach}\n".encode())
        os.waitpid(coach, 0)
        os.write(1, b"dead\n")


def play_for_ever(path: Path, state: State, plan: Plan) -> NoReturn:
    with open_diary(path, lambda: datetime.now(UTC)) as diary:
        while True:
            rehearse(state, plan, Acknowledging(diary), lambda line: None)


if __name__ == "__main__":
    main()
