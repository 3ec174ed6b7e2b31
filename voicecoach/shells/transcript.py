"""A session as text that a clinician can read: what was said and heard when, and what the diary got."""

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from voicecoach.core.facts import (
    Answered,
    Caught,
    Changed,
    Cleared,
    Decided,
    Fact,
    Halted,
    Permitted,
    Resumed,
    Screened,
    SessionBegan,
    SessionEnded,
    Settled,
    StepEnded,
    Where,
)
from voicecoach.core.messages import (
    Action,
    Began,
    Broke,
    Chime,
    Event,
    Finish,
    Finished,
    Heard,
    Hush,
    Listen,
    Mended,
    Note,
    Speak,
    Unwritten,
    Volume,
)
from voicecoach.core.state import Phase, State
from voicecoach.core.told import asked_name, decision_line, permit_line, settled_line
from voicecoach.language.folder import language_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a transcript: ``mark`` says who or what: "<" the coach, ">" the person, "~" a sound, "=" the
    diary, "!" the machine, "#" a step."""

    at: float
    mark: str
    text: str

    def __str__(self) -> str:
        if self.mark == "#":
            return f"\n## {self.text}"
        minutes, seconds = divmod(self.at, 60)
        return f"{int(minutes):02d}:{seconds:04.1f}  {self.mark} {self.text}"


def entries(before: State, state: State, event: Event, actions: tuple[Action, ...]) -> tuple[Entry, ...]:
    """What a reader should see of one turn of the loop."""
    out: list[Entry] = []
    language = language_of(state.run.card.language)
    match event:
        case Heard():
            out.append(Entry(event.at, ">", event.text))
        case Broke() | Unwritten():
            out.append(Entry(event.at, "!", event.what))
        case Mended():
            out.append(Entry(event.at, "!", "hears again"))
        case Began() | Finished():
            pass
    if before.saying is not None and any(isinstance(action, Hush) for action in actions):
        out.append(Entry(event.at, "~", "silence"))
    moved = state.step != before.step and state.phase is not Phase.OVER
    for action in actions:
        match action:
            case Note():
                out.append(Entry(event.at, "=", fact_line(action.fact)))
            case Speak():
                if action.text is not None:
                    out.append(Entry(event.at, "<", language.say(action.text)))
            case Chime():
                out.append(Entry(event.at, "~", action.earcon.value.replace("-", " ")))
            case Volume():
                out.append(Entry(event.at, "~", f"loudness {action.gain:.2f}"))
            case Hush() | Listen() | Finish():
                pass
    if moved or (not before.turn and state.turn):
        heading = Entry(event.at, "#", state.run.steps[state.step].name)
        first = next(
            (n for n, entry in enumerate(out) if entry.mark in "<~" and entry.text != "silence"), len(out)
        )
        out.insert(first, heading)
    return tuple(out)


def fact_line(fact: Fact) -> str:
    """``fact`` in the words of the diary."""
    match fact:
        case SessionBegan():
            switches = f"; {', '.join(fact.switches)}" if fact.switches else ""
            return f"began {fact.card}, version {fact.version}, {fact.talk}{switches}"
        case StepEnded():
            reps = f", {fact.done} of {fact.planned}" if fact.planned else ""
            return f"{fact.step}: {fact.how.value}{reps}"
        case Halted():
            return f"{fact.kind.value.replace('_', ' ')} {fact.event}, {place_line(fact.where)}"
        case Answered():
            value = "not answered" if fact.value is None else fact.value
            return f"{fact.question}: {value}"
        case Resumed():
            return f"went on after {fact.event}"
        case Changed():
            return f"{fact.what}: {fact.value}"
        case Screened():
            return f"asked {asked_name(fact.row)}: {'not answered' if fact.value is None else fact.value}"
        case Cleared():
            return f"clearance: {fact.by}, {date.fromordinal(fact.day)}"
        case Permitted():
            return permit_line(fact)
        case Decided():
            return f"decided {decision_line(fact)}"
        case Settled():
            whose = ", in an earlier session" if fact.session else ""
            return f"{settled_line(fact.minutes, fact.over)}{whose}"
        case Caught():
            understood = f', understood as "{fact.word}"' if fact.word else ", not understood"
            return f'heard "{fact.heard}"{understood}'
        case SessionEnded():
            return f"ended by {fact.by.value.replace('_', ' ')}"
        case _:
            assert_never(fact)


def place_line(where: Where) -> str:
    """The place in words: "Repetitions, left, rep 2 of 10, hold, sitting"."""
    rep = f"rep {where.rep} of {where.of}" if where.rep else ""
    things = " with " + " and ".join(where.place.things) if where.place.things else ""
    parts = (where.step, where.side, rep, where.phase, where.place.body.value + things)
    return ", ".join(part for part in parts if part)
