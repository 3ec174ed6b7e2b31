"""What is said in the training sound: the commands, the words that only resemble them, and ordinary speech."""

import json
import random
import re
from pathlib import Path

CORE = ("stop", "pain", "next")
TIER_1 = ("stop", "pain", "ow", "ouch", "it hurts", "that hurts", "too sore", "dizzy", "numb", "tingling")
TIER_2 = (
    "next", "skip this", "again", "go back", "pause", "go on", "continue", "ready", "easier", "slower",
    "faster", "louder", "quieter", "help", "how long", "finish",
)  # fmt: skip
COMMANDS = TIER_1 + TIER_2
SHARES = {text: 1.0 for text in COMMANDS} | {
    "stop": 5.0, "pain": 5.0, "next": 4.0, "go on": 2.0, "ready": 1.5, "it hurts": 2.0, "ow": 1.5, "ouch": 1.5,
}  # fmt: skip
"""How often each command is said in the training scenes, in proportion."""

NEAR = {
    "stop": "stopped stops stock stuff start step top spot stub stomp shop drop chop strap still stalk sob staff swap store hop up sap",
    "pain": "paint pay pane's paid pace page pale pine spine pin pen pan plain explain pains again's bane main rain spain penny pays paying feign pane-glass train brain payment",
    "ow": "how now out our cow wow oh allow hour",
    "ouch": "couch our church watch each pouch touch",
    "it hurts": "it helps hurry first hearts it works it turns hers dirt it hurls it's hers",
    "that hurts": "that works that helps that hurried hat that first that's hers",
    "too sore": "two four to store to sort to saw tutor sorry sore throat soar",
    "dizzy": "busy is he does he fizzy daisy easy physical disease",
    "numb": "number none come thumb nun some num summer gum",
    "tingling": "single tangle tingle ring mingle jingle tickling tinkling thing",
    "next": "neck nest necks text mixed index necklace net nexus naked vexed checks exit rest annex nets knocks negative nicks",
    "skip this": "skip kiss ship this keep this skippers sit this scripts gift this",
    "again": "a game against a gun begin began aging agent gain eleven a hen",
    "go back": "goat go black go bad gold bag coat back cardboard feedback outback go bat",
    "pause": "paws pose balls falls claws cause post pores horse applause paused poor pass",
    "go on": "gone gown goal going go in go down cologne goon on go home upon golden",
    "continue": "continent container contain consider can you content discontinued contribute",
    "ready": "red read steady reddish wedding already's radio really rented petty eddy rather",
    "easier": "easy is here ether ease Asia busier easel cheesier",
    "slower": "slow lower slope flower sober so low slowest solar",
    "faster": "fast after master pasta fasten father first plaster fastest",
    "louder": "loud powder ladder louse later allowed ladies",
    "quieter": "quiet quite acquire choir quarter writer coyote",
    "help": "held hell yelp shelf helped health heap hill elf well",
    "how long": "along how low allow how loud belong hallway how wrong",
    "finish": "fish fin vanish Finnish's spinach furnish fanatic minus fission",
}
"""Words and snatches that share sounds with a command and must not fire; an apostrophe-s only moves the spelling."""

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
    """Every near word once, without those that are commands themselves."""
    words = {word.replace("'s", "") for line in NEAR.values() for word in line.split()}
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


def spelling(text: str, draw: random.Random) -> str:
    """The text with a full stop, an exclamation or a question mark: engines change their tune with it."""
    return text[0].upper() + text[1:] + draw.choice((".", ".", "!", "!", ",", "?", ""))
