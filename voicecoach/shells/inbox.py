"""The two clocks of the loop: one that waits for real, one that jumps to the next event."""

import heapq
import time
from queue import Empty, SimpleQueue
from typing import Generic, Protocol, TypeAlias, TypeVar

from voicecoach.core.messages import Event


class Timed(Protocol):
    """What happens at some time."""

    @property
    def at(self) -> float:
        """Seconds since the start."""
        ...


T = TypeVar("T", bound=Timed)


class LiveQueue(Generic[T]):
    """Real time: `take` sleeps until an event is due or a new one arrives."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._posted: SimpleQueue[T] = SimpleQueue()
        self._waiting: list[tuple[float, int, T]] = []
        self._order = 0

    def now(self) -> float:
        """Seconds since this inbox was made."""
        return time.monotonic() - self._began

    def post(self, event: T) -> None:
        """Deliver ``event`` at ``event.at``, or as soon as the loop is free if that has passed."""
        self._posted.put(event)

    def take(self) -> T:
        """The next event that is due; sleeps until then."""
        while True:
            self._sort_in()
            if self._waiting and self._waiting[0][0] <= self.now():
                return heapq.heappop(self._waiting)[2]
            patience = self._waiting[0][0] - self.now() if self._waiting else None
            try:
                event = self._posted.get(timeout=None if patience is None else max(0.0, patience))
            except Empty:
                continue
            self._hold(event)

    def _sort_in(self) -> None:
        while not self._posted.empty():
            self._hold(self._posted.get())

    def _hold(self, event: T) -> None:
        self._order += 1
        heapq.heappush(self._waiting, (event.at, self._order, event))


LiveInbox: TypeAlias = LiveQueue[Event]
"""The inbox of a session."""


class VirtualInbox:
    """Virtual time: the clock stands still while the coach thinks and jumps to whatever comes next."""

    def __init__(self) -> None:
        self._now = 0.0
        self._waiting: list[tuple[float, int, Event]] = []
        self._order = 0

    def now(self) -> float:
        """The time of the last event taken."""
        return self._now

    def post(self, event: Event) -> None:
        """Deliver ``event`` at ``event.at``."""
        self._order += 1
        heapq.heappush(self._waiting, (event.at, self._order, event))

    def take(self) -> Event:
        """The next event, at once; an empty inbox is a bug of the coach, which must always set a timer."""
        at, _, event = heapq.heappop(self._waiting)
        self._now = max(self._now, at)
        return event

    def is_due(self, at: float) -> bool:
        """Whether something happens at just this time."""
        return any(due == at for due, _, _ in self._waiting)
