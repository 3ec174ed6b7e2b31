"""The ear's own record: every text that it gave, what that was understood as, and never in the way of a halt."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from coaching import CARD, Player

from voicecoach.core.beats import Talk
from voicecoach.core.card import Answers, Question, usual_switches
from voicecoach.core.caught import LONGEST, caught, meant
from voicecoach.core.facts import Caught, Fact, SessionBegan
from voicecoach.core.messages import Chime, Earcon, Heard, Hush
from voicecoach.core.session import begin, prepare
from voicecoach.core.state import Phase, State
from voicecoach.errors import DiaryError
from voicecoach.shells.inbox import VirtualInbox
from voicecoach.shells.loop import Ports, play
from voicecoach.shells.notebook import PatientNotebook


class Kept:
    """A diary and a mouth that keep, in one list, what was written and what was said."""

    def __init__(self) -> None:
        self.log: list[object] = []

    def append(self, fact: Fact) -> None:
        self.log.append(fact)

    def speak(self, text: str, at: float) -> None:
        self.log.append(text)

    def chime(self, earcon: Earcon) -> None:
        pass

    def hush(self) -> None:
        self.log.append("silence")

    def volume(self, gain: float) -> None:
        pass


def played(*said: Heard) -> list[object]:
    """All that was written and said in a session in which ``said`` was heard."""
    kept, inbox = Kept(), VirtualInbox()
    switches = usual_switches(CARD)
    for each in said:
        inbox.post(each)
    state = begin(prepare(CARD, switches, Talk.FULL, first_time=False), switches)
    play(state, inbox, Ports(kept, kept, lambda question: None, lambda state, event, actions: None), 0.0)
    return kept.log


def test_pain_is_silence_then_the_halt_then_words_and_only_then_what_was_heard() -> None:
    log = played(Heard(2.0, "ow", 0.83))
    at = log.index("silence")
    assert [type(each).__name__ for each in log[at : at + 4]] == ["str", "Halted", "str", "Caught"]
    assert log[at + 3] == Caught(2.0, "pain", "ow", 0.83, True)


def test_every_text_that_the_ear_gave_is_kept_once_and_nothing_else() -> None:
    said = (
        Heard(1.0, "the radio", 0.2),
        Heard(2.0, "", None),
        Heard(3.0, "pause", 0.7),
        Heard(4.0, "finish"),
    )
    assert [each for each in played(*said) if isinstance(each, Caught)] == [
        Caught(1.0, "", "the radio", 0.2, False),
        Caught(2.0, "", "", None, False),
        Caught(3.0, "pause", "pause", 0.7, True),
        Caught(4.0, "finish", "finish", None, True),
    ]


def asking(answers: Answers, *options: str) -> State:
    """The coach waits for the answer to a question of the card."""
    state = Player().until(lambda state: state.phase is Phase.ASKING).state
    assert state.asking is not None
    question = Question("a question", "What?", answers, options)
    return replace(state, asking=replace(state.asking, question=question))


@pytest.mark.parametrize(
    ("state", "text", "word"),
    [
        (lambda: asking(Answers.SCORE), "about four or five", "5"),
        (lambda: asking(Answers.YES_NO), "um, yes", "yes"),
        (lambda: asking(Answers.YES_NO), "the weather", ""),
        (lambda: asking(Answers.YES_NO), "ow", "pain"),
        (lambda: asking(Answers.CHOICE, "sharp", "dull"), "a dull one", "dull"),
        (lambda: asking(Answers.EAR), "stop", "stop"),
        (lambda: asking(Answers.PLACE), "left shoulder", "left shoulder"),
        (lambda: Player().at("Repetitions", "hold", 2).state, "too fast", "slower"),
        (lambda: Player().at("Repetitions", "hold", 2).state, "no pain", "taken back"),
        (lambda: Player().at("Repetitions", "hold", 2).state, "four", ""),
    ],
)
def test_it_is_kept_as_what_it_was_understood(state: Callable[[], State], text: str, word: str) -> None:
    assert meant(state(), text) == word


def test_a_tone_is_nothing_that_was_done_and_a_word_that_was_not_understood_did_nothing() -> None:
    state = Player().at("Repetitions", "hold", 2).state
    tone, silence = Chime(Earcon.HEARD), Hush()
    heard = Heard(1.0, "go on", 0.9)
    assert caught(state, heard, "weiter", (tone,)) == Caught(1.0, "go on", "weiter", 0.9, False)
    assert caught(state, heard, "weiter", (silence, tone)) == Caught(1.0, "go on", "weiter", 0.9, True)
    assert not caught(state, Heard(1.0, "the radio"), "the radio", (silence,)).taken


def test_of_a_long_text_only_the_beginning_is_kept() -> None:
    state = Player().at("Repetitions", "hold", 2).state
    assert len(caught(state, Heard(1.0, "x"), "x" * 5000, ()).heard) == LONGEST


def test_while_the_diary_fails_nobody_waits_for_what_was_heard_and_it_is_not_lost() -> None:
    class Failing(Kept):
        tries, fails = 0, True

        def append(self, fact: Fact) -> None:
            self.tries += 1
            if self.fails:
                raise DiaryError("the disk is full")
            super().append(fact)

    diary = Failing()
    told: list[str] = []
    notebook = PatientNotebook(diary, told.append)
    began, heard = SessionBegan(0.0, "a", 1, (), "full"), Caught(1.0, "", "hm", 0.1, False)
    notebook.append(began)
    tries = diary.tries
    notebook.append(heard)
    assert (diary.tries, len(told)) == (tries, 1)
    diary.fails = False
    notebook.settle()
    assert diary.log == [began, heard]
