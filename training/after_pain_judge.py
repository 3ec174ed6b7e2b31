"""How the rule for the answers after pain was chosen: a head that learnt from half of the voices hears the others."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from training.after_pain import FILES, ROUNDS, cuts, load
from training.after_pain_words import WORDS
from training.answers import train, write
from voicecoach.core.after_pain import QUALITY, TISSUE, WHERE
from voicecoach.core.card import Question
from voicecoach.core.pcm import Pcm
from voicecoach.core.words import answer
from voicecoach.ear import answer_head
from voicecoach.ear.own_answers import GOES_ON, OwnAnswers, Rule, Taught
from voicecoach.ear.sphinx_answers import SphinxAnswers

QUESTIONS = (QUALITY, TISSUE, WHERE)
EACH = 1_000
"""So many utterances of each half are judged."""
RULES = tuple(
    Rule(alone, together, 1.0)
    for alone, together in product((0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9), (0.1, 0.2, 0.3, 0.4, 0.5, 0.6))
    if together < alone
)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was found out about one utterance, given again for every rule."""

    words: tuple[str, ...]
    found: dict[str, float]
    heard: str

    def scores(self, said: Pcm) -> dict[str, float]:
        return self.found

    def recognise(self, said: Pcm, question: Question) -> str:
        return self.heard


def judged() -> Iterator[tuple[_Kept, Question, str | int | None]]:
    """Utterances of voices that the head did not learn from, a question asked before, and the right answer or None."""
    grammar = SphinxAnswers()
    for half in range(2):
        model = _taught(tuple(range(half, FILES, 2)))
        for at, (sound, word) in enumerate(cuts(tuple(range(1 - half, FILES, 2)))):
            if at == EACH:
                break
            said = Pcm(sound.tobytes())
            question = _asked(WORDS[word - 1]) if word else QUESTIONS[at % len(QUESTIONS)]
            wanted = answer(question, WORDS[word - 1]) if word else None
            yield _Kept(WORDS, dict(model.scores(said)), grammar.recognise(said, question)), question, wanted


def _taught(numbers: tuple[int, ...]) -> answer_head.AnswerModel:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "half.npz"
        write([train(load(numbers), 5, ROUNDS, len(WORDS))], path, WORDS)
        return answer_head.load(path.read_bytes())


def _asked(word: str) -> Question:
    return next(question for question in QUESTIONS if answer(question, word) is not None)


def main() -> None:
    """A line for each rule: of answers right and wrong, of other sounds taken for one; of all, what may go on."""
    found = list(judged())
    print(f"{'alone together':18}{'right':>7}{'wrong':>7}{'of':>6}{'taken':>7}{'of':>6}{'goes on':>9}")
    for rule in RULES:
        counts: Counter[str] = Counter()
        for kept, question, wanted in found:
            text = OwnAnswers(kept, (Taught(kept, rule),)).recognise(Pcm(b""), question)
            got = answer(question, text) if text else None
            counts["answers" if wanted is not None else "others"] += 1
            if got is not None:
                counts["taken" if wanted is None else "right" if got == wanted else "wrong"] += 1
                counts["goes on"] += got != wanted and got in GOES_ON
        print(
            f"{rule.alone:6.2f} {rule.together:6.2f}     {counts['right']:>7}{counts['wrong']:>7}{counts['answers']:>6}"
            f"{counts['taken']:>7}{counts['others']:>6}{counts['goes on']:>9}"
        )


if __name__ == "__main__":
    main()
