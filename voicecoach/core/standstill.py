"""Standing still: what a halt writes down, what it keeps to go on from, and the lines that it must not lose."""

from dataclasses import replace

from voicecoach.core.facts import Halted, HaltKind
from voicecoach.core.messages import Broke, Heard, Note
from voicecoach.core.state import ON_HOLD, Halt, Part, Phase, State, Then, anchor
from voicecoach.core.whereabouts import where


def halted_by(state: State, kind: HaltKind, word: str, event: Heard | Broke) -> tuple[State, Note]:
    """One halt more, with what the diary keeps of it: the ``word`` that was understood, and what was really heard."""
    heard = event.text if isinstance(event, Heard) else event.what
    score = event.score if isinstance(event, Heard) else None
    state = replace(state, halts=state.halts + 1)
    fact = Halted(event.at, state.halts, kind, word, heard, score, where(state, event.at))
    return state, Note(fact)


def stand_still(state: State, kind: HaltKind, at: float) -> State:
    """Freeze: keep the place to go on from, and the lines that must not be lost."""
    kept, kept_then = must_be_said(state)
    halt = Halt(kind, state.halts, at, kept, kept_then)
    return replace(state, phase=Phase.HALTED, halt=halt, beat=anchor(state), vigil=ON_HOLD, asking=None)


def must_be_said(state: State) -> tuple[tuple[Part, ...], Then]:
    """The lines of a way out, or of putting a thing away, that an interruption must not lose."""
    if state.then in (Then.ENTER, Then.HURT) and state.agenda:
        return state.agenda, state.then
    if state.halt is not None:
        return state.halt.kept, state.halt.kept_then
    return (), Then.BEAT


def still_to_ask(state: State) -> State:
    """The open question after pain is asked again later: it has no answer yet."""
    return state if state.hurt is None else replace(state, asking=None)
