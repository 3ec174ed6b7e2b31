"""What is said in the training sound: the commands, the words that only resemble them, and ordinary speech."""

import gzip
import json
import random
import re
from pathlib import Path

from voicecoach.core.words import ALWAYS_HEARD, PHRASES

CORE = ("stop", "pain", "next")
TIER_1 = tuple(phrase for word in PHRASES if word in ALWAYS_HEARD for phrase in PHRASES[word])
TIER_2 = tuple(phrase for word in PHRASES if word not in ALWAYS_HEARD for phrase in PHRASES[word])
COMMANDS = TIER_1 + TIER_2
SHARES = {text: 1.0 if text == word.value else 0.6 for word in PHRASES for text in PHRASES[word]} | {
    "stop": 12.0, "pain": 12.0, "next": 10.0, "go on": 3.0, "ready": 2.0, "it hurts": 2.0, "ow": 2.0, "ouch": 2.0,
}  # fmt: skip
"""How often each command is said in the training scenes, in proportion."""

NOT_A_COMMAND = (
    "no pain", "it doesn't hurt", "don't stop", "no pain at all", "go to bed", "one two three", "bus stop sign",
    "yes", "no", "left", "right", "both", "zero", "five", "ten", "maybe", "okay", "not sure", "hello", "thank you",
    "what", "good", "nice", "alright", "um", "hmm", "oh", "ah", "yeah", "sorry", "wait a minute", "next door",
    "next week", "help yourself", "stop over there", "painkiller", "painful memory", "ready made", "back again soon",
)  # fmt: skip

SENTENCES = (
    "The weather was rather grey this morning.", "She bought apples, bread and a bottle of milk.",
    "We could drive to the coast on Saturday.", "My brother works in a large office downtown.",
    "There is a new film about the moon landing.", "The train leaves at a quarter to nine.",
    "He put the letters on the kitchen table.", "I have not seen that programme before.",
    "The children are playing in the garden.", "Turn left after the second set of lights.",
    "It costs about twenty five dollars.", "The meeting was moved to Thursday afternoon.",
    "Please leave a message after the tone.", "They painted the spare room pale yellow.",
    "Scientists found a new species of spider.", "The next door neighbour has a very large dog.",
    "I explained the plan to everyone at work.", "The shop on the corner opens at half past eight.",
    "Our team scored twice in the first half.", "You can rest your hands on your stomach.",
    "Then bend the knee and lower the foot.", "The spine is long and the shoulders are soft.",
)  # fmt: skip


def near_words() -> tuple[str, ...]:
    """Words and snatches that share sounds with a command and must not fire, without commands."""
    listing = (Path(__file__).parent / "near_words.txt").read_text(encoding="utf-8")
    words = {word for line in listing.splitlines() for word in line.partition(": ")[2].split()}
    snatches = {
        "a game", "a gun", "is he", "does he", "go in", "go down", "go home", "how low", "how loud", "how wrong",
        "it works", "it helps", "it turns", "it's hers", "that works", "that helps", "that's hers", "two four",
        "to store", "to sort", "ship this", "keep this", "sit this", "go black", "go bad", "so low", "can you",
        "skip it to", "sore throat", "gold bag", "coat back", "is here", "a hen", "on go", "long ago", "not now",
    }  # fmt: skip
    return tuple(sorted((words | snatches) - set(COMMANDS)))


def coach_lines(sessions: Path) -> tuple[str, ...]:
    """Every line of the shipped sessions that names no command, so that it may be laid under anything."""
    content = json.loads(sessions.read_text(encoding="utf-8"))
    cues = {cue for session in content["sessions"] for step in session["steps"] for cue in step["cues"]}
    return tuple(sorted(cue for cue in cues if not names_a_command(cue)))


def names_a_command(line: str) -> bool:
    """Whether one of the commands stands in the line as it is spelt."""
    return any(re.search(rf"\b{re.escape(command)}\b", line.lower()) for command in COMMANDS)


def other_words(count: int, seed: int) -> tuple[str, ...]:
    """Words drawn from a lexicon of 90,000: whatever else a person may say alone."""
    from hibari.g2p import ASSETS  # type: ignore[import-untyped,import-not-found,unused-ignore]

    with gzip.open(Path(ASSETS) / "lexicon_us_gold.json.gz", "rt", encoding="utf-8") as file:
        known = sorted(word for word in json.load(file) if re.fullmatch(r"[a-z]{3,9}", word))
    known = [word for word in known if not any(word.startswith(c.split()[0][:4]) for c in COMMANDS)]
    return tuple(random.Random(seed).sample(known, count))


def strings_of_words(count: int, seed: int) -> tuple[str, ...]:
    """Four to seven such words in a row: running speech that covers every sound next to every other."""
    words = list(other_words(count * 6, seed))
    draw = random.Random(seed)
    return tuple(
        " ".join(words.pop() for _ in range(draw.randint(4, 6))).capitalize() + "." for _ in range(count)
    )


def spelling(text: str, draw: random.Random) -> str:
    """The text with a full stop, an exclamation or a question mark: engines change their tune with it."""
    return text[0].upper() + text[1:] + draw.choice((".", ".", "!", "!", ",", "?", ""))
