"""What the coach does next, for every event in every phase: the front door of the core."""

from dataclasses import replace
from typing import assert_never

from voicecoach.core.card import Answers
from voicecoach.core.commanding import command, not_understood, remark, volume
from voicecoach.core.facts import SessionBegan
from voicecoach.core.flow import (
    OPENING,
    answered,
    corrected,
    enter_step,
    proceed,
)
from voicecoach.core.halting import (
    deaf,
    heard_while_halted,
    in_hurt_question,
    is_own_word,
    mended,
    not_right,
    stop,
    taken_back,
)
from voicecoach.core.hurting import hurts
from voicecoach.core.messages import (
    Began,
    Broke,
    Chime,
    Earcon,
    Event,
    Finished,
    Heard,
    Hush,
    Listen,
    Mended,
    Note,
    Unwritten,
)
from voicecoach.core.posing import briefly
from voicecoach.core.state import ONCE, Moved, Phase, State, echoed
from voicecoach.core.words import ALARMS, TakenBack, Word, answer, asks_why, correction, understand


def advance(state: State, event: Event) -> Moved:
    """The next state, and what is to be done now, in this order."""
    if state.phase is Phase.OVER:
        return state, ()
    after, actions = _advanced(state, event)
    if echoed(state) and not echoed(after) and not any(isinstance(action, Listen) for action in actions):
        first = 1 if actions[:1] == (Hush(),) else 0
        actions = (*actions[:first], Listen(None), *actions[first:])
    return after, actions


def _advanced(state: State, event: Event) -> Moved:
    match event:
        case Began():
            run = state.run
            fact = SessionBegan(
                event.at, run.card.name, run.card.version, tuple(sorted(state.switches)), run.talk.value
            )
            state, actions = enter_step(replace(state, reminded=event.at), OPENING, event.at)
            return state, (Note(fact), *actions)
        case Finished():
            return (state, ()) if event.turn != state.turn else proceed(state, event.at)
        case Heard():
            return hear(state, event)
        case Broke():
            return deaf(state, event)
        case Mended():
            return mended(state, event.at)
        case Unwritten():
            return replace(state, unwritten=True), (Chime(Earcon.TROUBLE),)
        case _:
            assert_never(event)


def hear(state: State, event: Heard) -> Moved:
    """Words: alarms first, then what the phase is open for."""
    word = understand(event.text)
    if isinstance(word, Word) and word not in ALARMS:
        if word is state.last_word and event.at - state.last_heard < ONCE:
            return state, ()
        state = replace(state, last_word=word, last_heard=event.at)
    if state.asking is not None:
        if state.asking.event and word is not Word.STOP:
            return in_hurt_question(state, state.asking, event, word)
        if state.asking.screens and (is_own_word(state, event) or _is_no_answer(word, event)):
            return state, ()
        if state.asking.why and asks_why(event.text):
            return remark(state, event.at, (state.asking.why, briefly(state.asking.question)))
        value = answer(state.asking.question, event.text)
        if value is not None and (word not in ALARMS or state.asking.question.answers is Answers.EAR):
            return answered(state, event.at, value, event.text, event.came)
    asked = echoed(state)
    wrong = correction(asked.question, event.text) if asked and word not in ALARMS else None
    if asked and not event.text:
        return state, ()
    if asked and wrong:
        return corrected(state, event.at, asked, wrong, event.text)
    match word:
        case Word.STOP:
            return stop(state, event)
        case Word.PAIN | Word.DIZZY | Word.NUMB | Word.CANNOT_MOVE | Word.SLIPPED:
            return hurts(state, word, event)
        case Word.NOT_RIGHT:
            return not_right(state, event)
        case Word.LOUDER | Word.QUIETER:
            return volume(state, word)
        case _ if state.phase is Phase.HALTED:
            return heard_while_halted(state, event)
        case TakenBack():
            return taken_back(state, event)
        case None:
            return not_understood(state, event.at)
        case _:
            return command(state, word, event)


def _is_no_answer(word: Word | TakenBack | None, event: Heard) -> bool:
    """Whether the ear heard a word that means nothing in the talk before a session, where nothing can be left out."""
    return event.score is not None and word in (Word.NEXT, Word.SKIP, Word.GO_ON, Word.PREVIOUS)
