"""Answers of one word by our own head, where it is sure; whatever else may be said, by a grammar."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from voicecoach.core.card import Question
from voicecoach.core.pcm import Pcm
from voicecoach.core.words import answer, phrases_for, plain
from voicecoach.ear.answer_head import AnswerModel, load
from voicecoach.ear.embedding import load_network
from voicecoach.ear.recogniser import Recogniser


@dataclass(frozen=True, slots=True)
class Rule:
    """How probable an answer must be to be taken ``alone``, or ``together`` with a grammar that heard the same.

    ``longer``: how probable it must be that no such word was said alone, for a longer answer of the grammar.
    """

    alone: float
    together: float
    longer: float


RULE = Rule(alone=0.75, together=0.2, longer=0.5)
"""Chosen on 49 speakers, each heard by a head that had not learnt from them (2026-11): of 181 digits 167 were right and
2 wrong, in a room with 10 dB noise 108 and 4; of 54 other words 1 was a number. By grammar: 132, 28, 14, 10, and 12.
"""


AFTER_PAIN = "answers_after_pain.npz"
AFTER_PAIN_RULE = Rule(alone=0.7, together=0.4, longer=1.0)
GOES_ON_RULE = Rule(alone=0.8, together=0.6, longer=1.0)
GOES_ON = ("dull", "aching", "muscle")
"""The answers after which a session may go on must be surer than the others.

Chosen on the voices of the training, each heard by a head that learnt from the other half of them, in rooms, noise and
echo (2026-11): of 1,183 answers 6 at most were wrong, 746 right; of 817 near words, talk and the like 39 at most were
taken for an answer, and of all 2,000 one for what goes on. By the rule above that would be 6 of 2,000.
"""


@dataclass(frozen=True, slots=True)
class Taught:
    """What a ``model`` learnt to tell apart, the ``rule`` that was chosen for it, and the words with ``others``."""

    model: AnswerModel
    rule: Rule
    others: Mapping[str, Rule] = field(default_factory=dict)


def in_english() -> tuple[Taught, ...]:
    """The heads for the answers in English: for numbers, yes and no, and for what is asked after pain."""
    network = load_network()
    after_pain = load(name=AFTER_PAIN, network=network)
    return (
        Taught(load(network=network), RULE),
        Taught(after_pain, AFTER_PAIN_RULE, dict.fromkeys(GOES_ON, GOES_ON_RULE)),
    )


class OwnAnswers:
    """The head first that knows most of the answers; the ``second`` where it is not sure, or knows none of them.

    Without a second, as in every language but English, what the head is not sure of is not understood.
    """

    def __init__(self, second: Recogniser | None, taught: tuple[Taught, ...]) -> None:
        self._second = second
        self._taught = taught

    def recognise(self, said: Pcm, question: Question) -> str:
        """An answer that one of the two is sure of; "" where they heard different words."""
        asked = {plain(phrase) for phrase in phrases_for(question)}
        known = max(self._taught, key=lambda one: len(asked.intersection(one.model.words)))
        model = known.model
        if asked.isdisjoint(model.words):
            return "" if self._second is None else self._second.recognise(said, question)
        scores = {word: score for word, score in model.scores(said).items() if word in asked}
        word, sure = _likeliest(scores, question)
        rule = known.others.get(word, known.rule)
        if self._second is None or sure >= rule.alone:
            return word if sure >= rule.alone else ""
        heard = self._second.recognise(said, question)
        if heard and plain(heard) not in model.words:
            return heard if 1 - sum(scores.values()) >= rule.longer else ""
        same = bool(heard) and answer(question, heard) == answer(question, word)
        return word if same and sure >= rule.together else ""


def _likeliest(scores: Mapping[str, float], question: Question) -> tuple[str, float]:
    """The answer that is most probable, as its likeliest word, and how probable it is in any of its words."""
    means = {word: answer(question, word) for word in scores}
    sums: dict[str | int | None, float] = defaultdict(float)
    for word, value in means.items():
        sums[value] += scores[word]
    best = max(sums, key=lambda value: sums[value])
    return max((word for word in means if means[word] == best), key=lambda word: scores[word]), sums[best]
