"""The program as it is, but for one thing: it goes on by itself after a halt, and begins anew after "pain".

`python -m benchmarks.halted_play FILE play CARD` writes moments to FILE as `benchmarks.timed_play` does; the check of
hearing and the questions of the opening are left out, so that a benchmark can say many words over a talking coach.
"""

from dataclasses import replace

from benchmarks import timed_play
from voicecoach.assembly import aloud
from voicecoach.core.coach import advance
from voicecoach.core.flow import enter_step
from voicecoach.core.messages import Action, Began, Event, Heard, Mended, Note
from voicecoach.core.state import Phase, State
from voicecoach.shells import loop
from voicecoach.shells.loop import Inbox, Ports

FIRST = 1
"""The step after the opening."""
STANDS_STILL = 0.6
"""Seconds after a halt."""
GO_ON = "go on"


def play(state: State, inbox: Inbox, ports: Ports, begin_at: float) -> State:
    """Play from the first step on, over and over, until the session ends by itself."""
    ready, shown = state, ports.show

    def show(state: State, event: Event, actions: tuple[Action, ...]) -> None:
        shown(state, event, actions)
        spoken = isinstance(event, Heard) and event.score is not None
        if state.phase is Phase.HALTED and (spoken or isinstance(event, Mended)):
            inbox.post(Heard(inbox.now() + STANDS_STILL, GO_ON))

    for action in advance(ready, Began(begin_at))[1]:
        if isinstance(action, Note):
            ports.diary.append(action.fact)
    state = _begun(ready, inbox, ports, begin_at)
    watched = replace(ports, show=show)
    hurt_at: float | None = None
    while state.phase is not Phase.OVER:
        state = loop._turn(state, inbox.take(), inbox, watched)  # noqa: SLF001 - the loop, step by step
        if state.hurt is not None and hurt_at is None:
            hurt_at = inbox.now()
            inbox.post(Heard(hurt_at + STANDS_STILL, GO_ON))
        if hurt_at is not None and inbox.now() >= hurt_at + STANDS_STILL:
            ports.mouth.hush()
            anew = replace(ready, turn=state.turn + 1000, halts=state.halts)
            hurt_at, state = None, _begun(anew, inbox, ports, inbox.now())
    return state


def _begun(ready: State, inbox: Inbox, ports: Ports, at: float) -> State:
    state, actions = enter_step(ready, FIRST, at)
    for action in actions:
        loop._perform(action, at, state, inbox, ports)  # noqa: SLF001 - as above
    return state


if __name__ == "__main__":
    aloud.play = play  # type: ignore[attr-defined]  # the program composes itself there
    timed_play.main()
