"""Facts for the tests of the diary: made up by hypothesis, and one session told by hand."""

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from voicecoach.core.card import Body, Place
from voicecoach.core.facts import (
    Answered,
    Changed,
    EndedBy,
    Fact,
    Halted,
    HaltKind,
    Resumed,
    SessionBegan,
    SessionEnded,
    StepEnd,
    StepEnded,
    Where,
)

SOFIA = timezone(timedelta(hours=2))

SESSION: tuple[Fact, ...] = (
    SessionBegan(0.0, "posterior-neck-release", 3, ("roller", "both spots"), "full"),
    Answered(20.0, 0, "ear check", "yes", "stop"),
    Answered(31.5, 0, "soreness before", 4, "four"),
    StepEnded(80.0, "Lie down", StepEnd.DONE, 0, 0, 48.5),
    Halted(
        96.25,
        1,
        HaltKind.PAIN,
        "pain",
        "ow it hurts",
        0.75,
        Where("Pin and release", 4, 8, "in", "left", 16.25, Place(Body.LYING, ("ball", "roller"))),
    ),
    Answered(104.0, 1, "how strong", 5, "four or five"),
    Answered(112.0, 1, "where", None, "the thing"),
    Resumed(130.0, 1),
    Changed(140.0, "tempo", "slower"),
    Halted(150.0, 2, HaltKind.STOP, "stop", "", None, Where("Rocking", 0, 0, "", "", 2.0, Place(Body.LYING))),
    StepEnded(160.0, "Pin and release", StepEnd.NEXT, 5, 8, 80.0),
    StepEnded(170.0, "Traction", StepEnd.SKIPPED, 0, 4, 10.0),
    StepEnded(175.0, "Rocking", StepEnd.LEFT, 0, 0, 5.0),
    Answered(180.0, 0, "soreness after", 3, "three"),
    SessionEnded(181.0, EndedBy.FINISH),
)

times = st.floats(min_value=0, allow_nan=False, allow_infinity=False)
counts = st.integers(0, 1000)
words = st.text(max_size=20)
places = st.builds(Place, st.sampled_from(Body), st.lists(words, max_size=3).map(tuple))
beginnings = st.builds(SessionBegan, times, words, counts, st.lists(words, max_size=3).map(tuple), words)
facts: st.SearchStrategy[Fact] = st.one_of(
    st.builds(StepEnded, times, words, st.sampled_from(StepEnd), counts, counts, times),
    st.builds(
        Halted,
        times,
        counts,
        st.sampled_from(HaltKind),
        words,
        words,
        st.none() | st.floats(-1e300, 1e300),
        st.builds(Where, words, counts, counts, words, words, times, places),
    ),
    st.builds(Answered, times, counts, words, st.none() | words | st.integers(-(2**63), 2**63 - 1), words),
    st.builds(Resumed, times, counts),
    st.builds(Changed, times, words, words),
    st.builds(SessionEnded, times, st.sampled_from(EndedBy)),
    beginnings,
)


class Clock:
    """A wall clock that goes ``step`` seconds on each time it is looked at."""

    def __init__(self, step: float = 1.0) -> None:
        self.moment = datetime(2026, 3, 29, 2, 59, 50, tzinfo=SOFIA)
        self.step = timedelta(seconds=step)

    def __call__(self) -> datetime:
        self.moment += self.step
        return self.moment
