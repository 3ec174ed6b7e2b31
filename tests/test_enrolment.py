"""Learning a voice: what is asked, accepted, asked again and given up, on a virtual clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from voicecoach.core import enrolment_lines as lines
from voicecoach.core.enrolment import ASKED, PATIENCE, State, advance
from voicecoach.core.enrolment_messages import (
    WORDS,
    Action,
    Collect,
    Done,
    Event,
    Keep,
    Learn,
    Learned,
    NotKept,
    Outcome,
    Result,
    Sort,
    Take,
    Took,
)
from voicecoach.core.lines import DEAF, MENDED
from voicecoach.core.messages import Began, Broke, Chime, Earcon, Finished, Heard, Hush, Mended, Speak
from voicecoach.core.words import named_in

ROOM = Take(0, 3.0, -60.0, -60.0, 0.0, 0.0)
WORD = Take(0, 0.5, -25.0, -60.0, 0.0, 0.9)
ALL_WELL = tuple(Result(word, 1.0) for word in WORDS)
Person = Callable[[Sort, int], Take | None]


def willing(sort: Sort, number: int) -> Take | None:
    """Does as asked."""
    return replace(WORD if sort in WORDS else ROOM, number=number)


@dataclass(slots=True)
class Floor:
    """A person on the floor, and a virtual clock: what was said and done, in order."""

    person: Person = willing
    results: tuple[Result, ...] = ALL_WELL
    fails: bool = False
    state: State = field(default_factory=State)
    now: float = 0.0
    said: list[str] = field(default_factory=list)
    done: list[Action] = field(default_factory=list)
    asked: list[Sort] = field(default_factory=list)
    waiting: list[Event] = field(default_factory=list)

    def give(self, event: Event) -> None:
        self.state, actions = advance(self.state, event)
        for action in actions:
            self.done.append(action)
            match action:
                case Speak(turn, text, until):
                    self.said += [] if text is None else [text]
                    self.waiting.append(Finished(until, turn))
                case Collect(sort) if sort is not None:
                    self.asked.append(sort)
                    take = self.person(sort, len(self.asked))
                    self.waiting += [] if take is None else [Took(self.now + 1.0, take)]
                case Learn():
                    self.waiting.append(Learned(self.now + 2.0, self.results, 0.25))
                case Keep() if self.fails:
                    self.waiting.append(NotKept(self.now, "the disk is full"))
                case _:
                    pass

    def step(self) -> None:
        event = min(self.waiting, key=lambda e: e.at)
        self.waiting.remove(event)
        self.now = max(self.now, event.at)
        self.give(event)

    def play(self, until: Callable[["Floor"], bool] = lambda floor: floor.state.over) -> "Floor":
        if self.state == State():
            self.give(Began(0.0))
        for _ in range(500):
            if until(self) or self.state.over:
                return self
            self.step()
        raise AssertionError("it never ends")

    def of(self, kind: type[Action]) -> list[Action]:
        return [action for action in self.done if isinstance(action, kind)]


def collecting(sort: Sort) -> Callable[[Floor], bool]:
    return lambda floor: bool(floor.asked) and floor.asked[-1] is sort


def spoilt(worse: Take, times: int, of: Sort = Sort.STOP) -> Person:
    """Does as asked, but the first ``times`` takes of ``of`` are ``worse``."""
    left: Iterator[int] = iter(range(times))

    def person(sort: Sort, number: int) -> Take | None:
        if sort is of and next(left, None) is not None:
            return replace(worse, number=number)
        return willing(sort, number)

    return person


def test_a_willing_person_is_asked_each_thing_once_and_it_is_kept() -> None:
    floor = Floor().play()
    assert floor.asked == list(ASKED)
    assert floor.of(Learn) == [Learn(tuple((sort, n + 1) for n, sort in enumerate(ASKED)))]
    assert floor.of(Done) == [Done(Outcome.KEPT)]
    assert floor.said == [
        *lines.WELCOME,
        lines.SILENCE,
        "Now say stop.",
        lines.HEARD_WELL,
        "Once more. Say stop.",
        "Once more. Say stop.",
        "Now say pain.",
        *["Once more. Say pain."] * 2,
        "Now say next.",
        *["Once more. Say next."] * 2,
        lines.MOVE,
        lines.LEARNING,
        *(f"I hear {word.value} well." for word in WORDS),
        lines.FAST,
        lines.KEPT,
    ]


def test_the_ear_opens_only_when_the_asking_is_over_and_shuts_before_the_next_word() -> None:
    floor = Floor().play()
    open_ = False
    for action in floor.done:
        match action:
            case Collect(sort):
                open_ = sort is not None
            case Speak(_, text, _) if text is not None:
                assert not open_, text
            case _:
                pass


def test_what_was_learnt_is_written_down_before_it_is_claimed() -> None:
    floor = Floor().play()
    kept = floor.done.index(Keep())
    assert [a.text for a in floor.done[kept:] if isinstance(a, Speak) and a.text][-1] == lines.KEPT
    assert not [a for a in floor.done[:kept] if isinstance(a, Speak) and a.text == lines.KEPT]


@pytest.mark.parametrize(
    ("worse", "reaction"),
    [
        (replace(WORD, level_db=-52.0), lines.TOO_QUIET),
        (replace(WORD, noise_db=-30.0), lines.TOO_QUIET),
        (replace(WORD, clipped=0.05), lines.TOO_LOUD),
        (replace(WORD, seconds=0.1), lines.TOO_SHORT),
        (replace(WORD, seconds=2.5), lines.TOO_LONG),
        (replace(WORD, alike=0.0), lines.UNLIKE),
    ],
)
def test_a_take_that_is_no_good_is_asked_again_with_the_reason(worse: Take, reaction: str) -> None:
    floor = Floor(spoilt(worse, 1)).play()
    assert floor.asked.count(Sort.STOP) == 4
    assert floor.said[4:8] == ["Now say stop.", reaction, "Once more. Say stop.", lines.HEARD_WELL]
    assert floor.of(Done) == [Done(Outcome.KEPT)]


def test_after_two_more_askings_it_goes_on_without_the_take() -> None:
    floor = Floor(spoilt(replace(WORD, seconds=0.1), 3)).play()
    assert floor.asked.count(Sort.STOP) == 5
    assert floor.said.count(lines.WITHOUT) == 1
    (learn,) = floor.of(Learn)
    assert isinstance(learn, Learn)
    assert [sort for sort, _ in learn.takes].count(Sort.STOP) == 2


def test_nothing_is_kept_where_no_word_was_heard_twice() -> None:
    floor = Floor(lambda sort, n: replace(WORD if sort in WORDS else ROOM, number=n, seconds=0.1)).play()
    assert floor.of(Done) == [Done(Outcome.TOO_LITTLE)]
    assert floor.of(Learn) == floor.of(Keep) == []
    assert floor.said[-1] == lines.TOO_LITTLE


def test_a_noisy_room_is_told_so_and_its_noise_is_taken_all_the_same() -> None:
    loud = replace(ROOM, level_db=-30.0)
    floor = Floor(lambda sort, n: replace(WORD if sort in WORDS else loud, number=n, noise_db=-40.0)).play()
    assert floor.asked.count(Sort.SILENCE) == 3
    assert floor.said.count(lines.NOISY) == 2
    assert floor.of(Done) == [Done(Outcome.KEPT)]


def test_where_nobody_speaks_it_asks_once_more_and_ends_with_nothing_kept() -> None:
    floor = Floor(lambda sort, n: None if sort in WORDS else willing(sort, n)).play()
    assert floor.asked == [Sort.SILENCE, Sort.STOP, Sort.STOP]
    assert floor.said[-3:] == [lines.NOTHING, "Once more. Say stop.", lines.NOBODY]
    assert floor.of(Done) == [Done(Outcome.NOBODY)]
    assert floor.of(Keep) == []
    assert floor.now < 60


def test_a_switched_off_microphone_is_named() -> None:
    floor = Floor(lambda s, n: None if s in WORDS else replace(ROOM, number=n, level_db=-70.0)).play()
    assert floor.said[-3:] == [lines.DEAD, "Once more. Say stop.", lines.NOBODY]


def test_a_microphone_that_shuts_itself_in_silence_is_a_good_one() -> None:
    floor = Floor(lambda s, n: replace(WORD if s in WORDS else ROOM, number=n, noise_db=-70.0)).play()
    assert floor.of(Done) == [Done(Outcome.KEPT)]


@pytest.mark.parametrize("sort", list(Sort))
def test_a_key_ends_it_at_any_point_and_nothing_is_kept(sort: Sort) -> None:
    floor = Floor().play(collecting(sort))
    floor.give(Heard(floor.now, "finish"))
    assert floor.play().said[-1] == lines.ENDED
    assert floor.of(Done) == [Done(Outcome.ENDED)]
    assert floor.of(Keep) == []


def test_a_key_while_it_learns_ends_it_too() -> None:
    floor = Floor().play(lambda f: bool(f.of(Learn)))
    floor.give(Heard(floor.now, "finish"))
    assert floor.play().of(Keep) == []


def test_a_second_key_does_not_wait_for_the_last_line() -> None:
    floor = Floor().play(collecting(Sort.PAIN))
    floor.give(Heard(floor.now, "finish"))
    floor.give(Heard(floor.now, "finish"))
    assert floor.state.over
    assert floor.done[-2:] == [Hush(), Done(Outcome.ENDED)]


def test_a_take_that_comes_when_the_coach_talks_again_is_dropped() -> None:
    floor = Floor(lambda sort, n: None).play(lambda f: lines.DEAD in f.said or lines.NOTHING in f.said)
    before = floor.state
    floor.give(Took(floor.now, replace(WORD, number=99)))
    assert floor.state == before


def test_a_lost_microphone_is_said_and_when_it_is_back_the_same_thing_is_asked() -> None:
    floor = Floor().play(collecting(Sort.PAIN))
    floor.waiting = [event for event in floor.waiting if not isinstance(event, Took)]
    floor.give(Broke(floor.now, "the microphone is gone"))
    assert floor.done[-3:-1] == [Hush(), Collect(None)]
    floor.play(lambda f: f.said[-1] == DEAF[1] and not f.state.agenda)
    floor.give(Mended(floor.now))
    floor.play()
    assert floor.said[floor.said.index(MENDED) : floor.said.index(MENDED) + 2] == [MENDED, "Now say pain."]
    assert floor.of(Done) == [Done(Outcome.KEPT)]


def test_a_microphone_that_stays_away_ends_it() -> None:
    floor = Floor(lambda sort, n: None).play(collecting(Sort.SILENCE))
    floor.give(Broke(floor.now, "the microphone is gone"))
    assert floor.play().of(Done) == [Done(Outcome.NOBODY)]
    assert floor.now > 60


def test_what_cannot_be_written_is_not_claimed() -> None:
    floor = Floor(fails=True).play()
    assert lines.KEPT not in floor.said
    assert floor.said[-1] == lines.NOT_KEPT
    assert floor.of(Done) == [Done(Outcome.NOT_KEPT)]


def test_how_well_and_how_soon_it_hears_is_said_as_it_is() -> None:
    results = (Result(Sort.STOP, 1.0), Result(Sort.PAIN, 0.67), Result(Sort.NEXT, 0.0))
    said = Floor(results=results).play().said
    assert said[-5:-2] == [
        "I hear stop well.",
        "I hear pain most of the time.",
        "I hear next poorly. Any key works too.",
    ]
    assert [lines.expect(s) for s in (0.2, 0.35, 0.5, 0.9)] == [
        lines.FAST,
        lines.MIDDLING,
        lines.SLOW,
        lines.SLOWER,
    ]


def test_every_line_said_is_rendered_ahead_short_and_names_no_word_but_the_three() -> None:
    every = lines.every_line(tuple(word.value for word in WORDS))
    people: list[Person] = [willing, lambda s, n: None, spoilt(replace(WORD, seconds=0.1), 3)]
    for person in people:
        assert set(Floor(person).play().said) <= set(every)
    assert [line for line in every if len(line.split()) > 15] == []
    assert {name for line in every if line != MENDED for name in named_in(line)} == {"stop", "pain", "next"}


def test_a_good_take_is_a_soft_tone_but_the_first_which_is_praised() -> None:
    assert Floor().play().of(Chime) == [Chime(Earcon.HEARD)] * (len(ASKED) - 1)


def test_it_waits_for_a_word_as_long_as_it_says() -> None:
    floor = Floor(lambda sort, n: None).play(lambda f: lines.DEAD in f.said or lines.NOTHING in f.said)
    waits = [a.until for a in floor.of(Speak) if isinstance(a, Speak) and a.text is None]
    assert floor.now == waits[-1] >= PATIENCE
