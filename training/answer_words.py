"""The words that answer a question alone, what only resembles them, and who says them for the training."""

from collections.abc import Iterator

from training.takes import DATA, Order, speak
from training.voices import Engine, engines

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WORDS = (
    *NUMBERS, "nought", "none", "nothing", "yes", "yeah", "yep", "no", "nope", "not sure", "maybe", "left", "right",
    "both", "middle",
)  # fmt: skip
"""What the head for answers tells apart; "oh" is no nought here, for people say it before they think."""
LONGER = (
    "four or five", "two or three", "six or seven", "eight or nine", "about a six", "about three", "about an eight",
    "three out of ten", "seven out of ten", "one out of ten", "between two and three", "between five and six",
    "no thanks", "yes please", "no pain", "left shoulder", "right shoulder", "left arm", "right arm", "left neck",
    "no no", "no four", "no seven", "not that", "I don't know", "I think five", "maybe two", "nine to five",
    "both arms", "right now", "left over", "none of them", "not at all", "well yes", "oh no", "one more", "for a while",
)  # fmt: skip
"""An answer in more words is left to the grammar: to hear one of its words alone would be wrong."""
NEAR = (
    "oh", "won't", "want", "was", "to", "too", "through", "tree", "for", "fork", "phone", "fine", "hive", "fix", "sit",
    "sick", "heaven", "eleven", "ate", "late", "hate", "night", "mine", "line", "then", "tan", "tent", "zebra", "hero",
    "guess", "yet", "know", "note", "now", "nap", "night time", "lift", "laugh", "write", "light", "bright", "boat",
    "bath", "none such", "nun", "run", "twelve", "twenty", "thirty", "hello", "okay", "what", "why", "when", "neck",
    "arm", "head", "shoulder", "hm", "um", "thing", "baby", "sure", "little", "ready", "wait",
)  # fmt: skip
"""What is one sound away."""
ALL = WORDS + LONGER + NEAR
SAY = {"kokoro": (18, 1, 2), "espeak": (24, 2, 3), "flite": (10, 1, 2), "hibari": (4, 1, 1)}
"""How many takes of each word, longer answer and near word each engine gives."""


def speak_answers() -> None:
    """Every take that is not there yet; round by round, so it may be stopped."""
    for engine in engines(DATA / "engines"):
        if engine.name in SAY:
            print(
                f"{engine.name}: {sum(speak(engine, order) for order in _orders(engine))} new takes",
                flush=True,
            )


def _orders(engine: Engine) -> Iterator[Order]:
    words, longer, near = SAY[engine.name]
    for count in range(1, max(words, longer, near) + 1):
        for texts, most in ((WORDS, words), (LONGER, longer), (NEAR, near)):
            if count <= most:
                yield from (Order(text, count, engine.voices, "train") for text in texts)


if __name__ == "__main__":
    speak_answers()
