"""What is said when the ear learns another language than English: from the language's folder and two lists."""

import random
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from voicecoach.core.beats import Talk
from voicecoach.core.repertoire import every_line
from voicecoach.core.session import Afterwards, prepare
from voicecoach.core.words import ALWAYS_HEARD, NUMBER_NAMES, PHRASES, PLACES, WHY, plain
from voicecoach.language.folder import language_of
from voicecoach.language.known import MAY_ANSWER
from voicecoach.language.language import Language
from voicecoach.script.find import read_card
from voicecoach.script.presets import switches_for
from voicecoach.shipped import shipped

HERE = Path(__file__).parent
CORE = (
    "stop", "halt", "pain", "ow", "hurts", "it hurts", "pause", "go on", "ready", "next", "done", "again",
)  # fmt: skip
"""The commands that a session cannot do without, by their English: most takes and most places in scenes are theirs."""
SHARES = {"stop": 9.0, "pain": 9.0, "next": 7.0, "go on": 5.0, "hurts": 4.0, "ready": 4.0, "ow": 3.0}
ENGLISH_TOO = ("stop", "pain")
"""English words that halt in any language: their takes are one more way to say it."""
NUMBER_FORMS = {"de": ("eine {}", "etwa {}", "{} von zehn")}
"""How a number is said after "how much", besides alone."""
ASKS_WHY = "why is that"
"""What every way to ask why counts as: the core leaves the lone "why" out of what it listens for."""
SIDED = PLACES[:4]
MAIN_ANSWERS = ("yes", "no", "not sure", "left", "right", "middle", "both", *NUMBER_NAMES)
"""The answers that are given most often."""
WORD_OF = {phrase: word for word, phrases in PHRASES.items() for phrase in phrases}


@dataclass(frozen=True, slots=True)
class Sound:
    """What one output of a head stands for: the ``english`` that the core knows, and ``ways`` to say it."""

    english: str
    ways: tuple[str, ...]

    @property
    def share(self) -> float:
        """How often it is said in the scenes, in proportion."""
        if self.english in CORE:
            return SHARES.get(self.english, 2.0)
        return 1.0 if self.english == WORD_OF[self.english].value else 0.6

    @property
    def tier(self) -> int:
        return 1 if WORD_OF[self.english] in ALWAYS_HEARD else 2


def language(code: str) -> Language:
    """The language with this folder."""
    found = language_of(code)
    if found.is_english:
        raise SystemExit(f"languages/{code} is not there")
    return found


def commands(spoken: Language) -> tuple[Sound, ...]:
    """Every command: one output for each English phrase, whatever of its translations is said."""
    ways: dict[str, list[str]] = {}
    for phrase, meant in spoken.phrases.items():
        if meant.command and meant.english in WORD_OF:
            ways.setdefault(meant.english, []).append(phrase)
    return tuple(Sound(english, tuple(said)) for english, said in ways.items())


def answers(spoken: Language) -> tuple[Sound, ...]:
    """Every answer: one output for each thing that it may mean, and one for each side of each place."""
    ways: dict[str, list[str]] = {}
    for phrase, meant in spoken.phrases.items():
        if not meant.command and (meant.english in MAY_ANSWER or meant.english.isdigit()):
            ways.setdefault(meant.english, []).append(phrase)
    for unsaid in ("or", "out of ten"):
        ways.pop(unsaid, None)
    ways[ASKS_WHY] = [way for english in WHY for way in ways.pop(english, [])]
    for number in range(11):
        said = spoken.numbers[number]
        other = [form.format(said) for form in NUMBER_FORMS.get(spoken.code, ())]
        ways[NUMBER_NAMES[number]] = [*ways.pop(str(number)), *other]
    for side in ("left", "right"):
        for place in SIDED:
            first, *forms = ways[side]
            ways[f"{side} {place}"] = [
                f"{ways[place][0]} {first}",
                *(f"{f} {ways[place][0]}" for f in forms[:2]),
            ]
    return tuple(Sound(english, tuple(said)) for english, said in ways.items())


def longer(spoken: Language) -> tuple[str, ...]:
    """Two numbers in one answer: no head knows which is meant, so the coach asks again."""
    between = spoken.spoken_as["or"]
    names = spoken.numbers[:11]
    return tuple(f"{a} {between} {b}" for a, b in pairwise(names))


def near(spoken: Language) -> tuple[str, ...]:
    """Words and snatches that only resemble a command, answers, and what denies a command; none is one."""
    listing = (HERE / f"near_words_{spoken.code}.txt").read_text(encoding="utf-8")
    words = {
        word.replace("-", " ") for row in listing.splitlines() for word in row.partition(": ")[2].split()
    }
    words |= {phrase for phrase, meant in spoken.phrases.items() if not meant.command}
    return tuple(sorted(word for word in words if not _is_command(word, spoken) and len(word) > 1))


def sentences(spoken: Language) -> tuple[str, ...]:
    """Everyday sentences."""
    return tuple((HERE / f"sentences_{spoken.code}.txt").read_text(encoding="utf-8").split("\n")[:-1])


def coach_lines(spoken: Language) -> tuple[str, ...]:
    """Every line that the coach says in the cards of this language, of itself and from the card."""
    found = dict.fromkeys(spoken.lines.values())
    for path in sorted((shipped("scripts") / spoken.code).glob("*.md")):
        card = read_card(path)
        run = prepare(card, switches_for(card, card.usual_preset or None), Talk.FULL, True, Afterwards())
        found |= dict.fromkeys(map(spoken.say, every_line(run)))
    return tuple(found)


def silent_lines(spoken: Language) -> tuple[str, ...]:
    """Those in which no command is said, so that they may lie under anything."""
    return tuple(line for line in coach_lines(spoken) if not spoken.commands_in(line) and len(line) > 22)


def strings_of_words(spoken: Language, count: int, seed: int) -> tuple[str, ...]:
    """Four to six words in a row of all that the coach says: every sound beside every other."""
    begun = tuple({p.split()[0][:4] for p, m in spoken.phrases.items() if m.command})
    words = sorted(
        {w for line in coach_lines(spoken) for w in plain(line).split() if not w.startswith(begun)}
    )
    draw = random.Random(seed)
    return tuple(" ".join(draw.sample(words, draw.randint(4, 6))).capitalize() + "." for _ in range(count))


def _is_command(text: str, spoken: Language) -> bool:
    return bool(spoken.commands_in(text))
