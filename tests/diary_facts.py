"""Facts for the tests of the diary: made up by hypothesis, and one session told by hand."""

from datetime import date, datetime, timedelta, timezone

from hypothesis import strategies as st

from voicecoach.core.card import Body, Place
from voicecoach.core.facts import (
    Answered,
    Caught,
    Changed,
    Cleared,
    Decided,
    EndedBy,
    Fact,
    Halted,
    HaltKind,
    Permitted,
    Resumed,
    Screened,
    SessionBegan,
    SessionEnded,
    Settled,
    StepEnd,
    StepEnded,
    Where,
)
from voicecoach.core.past import MORNING, SETTLED

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

SCREENED: tuple[Fact, ...] = (
    SessionBegan(0.0, "posterior-neck-release", 4, (), "full"),
    Screened(9.0, "T1", "no", "nope"),
    Screened(15.0, "R6", "not sure", "well"),
    Screened(21.0, "P1", None, "the radio"),
    Screened(22.0, "own question", "yes", "yes"),
    Cleared(25.0, "Dr Miller", date(2026, 3, 20).toordinal()),
    Answered(30.0, 0, "soreness before", 2, "two"),
    Permitted(31.0, 1, True, "", ("R6",), ("roller", "traction")),
    Halted(
        96.25,
        1,
        HaltKind.PAIN,
        "ow",
        "ow",
        0.5,
        Where("Rocking", 0, 0, "", "", 16.25, Place(Body.LYING, ("ball",))),
    ),
    Answered(104.0, 1, "tingling", "no", "no"),
    Decided(120.0, 1, 9, "ease", (), True, "none"),
    Resumed(180.0, 1),
    Halted(
        200.0,
        2,
        HaltKind.RED_FLAG,
        "numb",
        "all numb",
        0.9,
        Where("Rocking", 0, 0, "", "", 2.0, Place(Body.LYING)),
    ),
    Decided(201.0, 2, 2, "clinic", ("numb",), False, "pressure"),
    SessionEnded(202.0, EndedBy.RED_FLAG),
    SessionBegan(0.0, "cervical-retraction", 2, (), "brief"),
    Answered(5.0, 0, MORNING, 3, "three"),
    Screened(9.0, "T3", "yes", "yes"),
    Permitted(10.0, 1, False, "clinic", ("T3",), ()),
    SessionEnded(11.0, EndedBy.REFUSED),
)
"""Two sessions as version 2 of the diary knows them; the second was begun the day after."""

KEPT_ID = "00000000-0000-4000-8000-000000000000"
"""The first of the two sessions below, in the stored diary."""

KEPT: tuple[Fact, ...] = (
    SessionBegan(0.0, "isometric-neck-press", 2, (), "full"),
    Answered(12.0, 0, "ear check", "heard", "stop"),
    Caught(12.0, "stop", "stop", 0.98, True),
    Caught(15.5, "", "the kettle", 0.31, False),
    Answered(20.0, 0, "soreness before", 2, "two"),
    Caught(20.0, "2", "two", 0.87, True),
    Halted(
        96.25,
        1,
        HaltKind.PAIN,
        "pain",
        "ow",
        0.75,
        Where("Press forward", 2, 5, "hold", "", 16.25, Place(Body.SITTING)),
    ),
    Caught(96.25, "pain", "ow", 0.75, True),
    Decided(150.0, 1, 8, "leave", (), True, "none"),
    Settled(280.0, 1, 3, False),
    Resumed(300.0, 1),
    Caught(301.0, "pause", "pause", None, False),
    Answered(390.0, 0, "soreness after", 4, "four"),
    Settled(390.0, 1, 4, False),
    Answered(396.0, 0, "effort", 4, "four"),
    SessionEnded(400.0, EndedBy.COMPLETE),
    SessionBegan(0.0, "isometric-neck-press", 2, (), "brief"),
    Answered(5.0, 0, MORNING, 2, "two"),
    Answered(9.0, 0, SETTLED, "yes", "yes"),
    Settled(9.0, 1, 30, True, KEPT_ID),
    Caught(9.0, "yes", "yes", 0.99, True),
    Answered(60.0, 0, "effort", None, ""),
    SessionEnded(64.0, EndedBy.FINISH),
)
"""Two sessions as version 3 of the diary knows them; the second was begun the day after."""

times = st.floats(min_value=0, allow_nan=False, allow_infinity=False)
counts = st.integers(0, 1000)
words = st.text(max_size=20)
names = st.lists(words, max_size=3).map(tuple)
places = st.builds(Place, st.sampled_from(Body), names)
beginnings = st.builds(SessionBegan, times, words, counts, names, words)
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
    st.builds(Screened, times, words, st.none() | words | st.integers(-(2**63), 2**63 - 1), words),
    st.builds(Cleared, times, words, st.integers(1, date.max.toordinal())),
    st.builds(Permitted, times, counts, st.booleans(), words, names, names),
    st.builds(Decided, times, counts, counts, words, names, st.booleans(), words),
    st.builds(SessionEnded, times, st.sampled_from(EndedBy)),
    st.builds(Settled, times, counts, counts, st.none() | st.booleans()),
    st.builds(Caught, times, words, words, st.none() | st.floats(-1e300, 1e300), st.booleans()),
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
