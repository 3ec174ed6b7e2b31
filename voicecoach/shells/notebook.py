"""A diary that may fail in mid-session: what could not be written is kept, tried again, and told in the end."""

from collections import deque
from collections.abc import Callable

from voicecoach.core.facts import Caught, Fact
from voicecoach.errors import DiaryError
from voicecoach.shells.loop import Notebook
from voicecoach.shells.transcript import fact_line


class PatientNotebook:
    """Writes facts in their order; ``unwritten`` is told of every failure, and the way out is said all the same."""

    def __init__(self, diary: Notebook, unwritten: Callable[[str], None]) -> None:
        self._diary = diary
        self._unwritten = unwritten
        self._waiting: deque[Fact] = deque()

    def append(self, fact: Fact) -> None:
        """Return when ``fact`` is on disk, or when it is known that it cannot be; what the ear heard may wait."""
        late = bool(self._waiting)
        self._waiting.append(fact)
        if late and isinstance(fact, Caught):
            return  # nobody is kept waiting for it while the diary fails; it goes with the fact that follows
        try:
            self._write()
        except DiaryError as problem:
            self._unwritten(str(problem))

    def settle(self) -> None:
        """Write what is left, or raise `DiaryError` with all of it, so that nothing is lost unseen."""
        try:
            self._write()
        except DiaryError as problem:
            kept = "\n".join(f"not in the diary: {fact_line(fact)}" for fact in self._waiting)
            raise DiaryError(f"{problem}\n{kept}") from problem

    def _write(self) -> None:
        while self._waiting:
            self._diary.append(self._waiting[0])
            self._waiting.popleft()
