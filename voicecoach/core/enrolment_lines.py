"""The lines that the coach says while it learns a voice: plain, calm, at most 15 words each."""

from collections.abc import Iterator

from voicecoach.core import lines

WELCOME = (
    "I will learn how you say three words.",
    "Lie down as you will in a session.",
    "I keep numbers only, never sound. Any key ends this.",
)
SILENCE = "First, a few seconds of silence, please."
SILENCE_AGAIN = "Once more: a few seconds of silence, please."
MOVE = "Now move about, as if getting up, until you hear me."
NOISY = "It is noisy here. Please turn off what hums or plays, if you can."
HEARD_WELL = "I hear you well."
TOO_QUIET = "That was quiet. Please move the computer closer."
TOO_LOUD = "That was very strong. A little gentler, please."
TOO_SHORT = "That was very short."
TOO_LONG = "Only the one word, please."
UNLIKE = "I did not catch that."
NOTHING = "I could not hear a word."
DEAD = "No sound comes in. Is the microphone off?"
WITHOUT = "That is fine. I leave that one out."
LEARNING = "Thank you. Now I learn from it."
KEPT = "That is all. I keep it for your sessions."
NOT_KEPT = "I could not write it down. Nothing new is kept."
NOBODY = "I hear nobody. We end here. Nothing new is kept."
TOO_LITTLE = "I heard too little to learn from. Nothing new is kept."
ENDED = "We end here. Nothing new is kept."

FAST, MIDDLING, SLOW, SLOWER = (
    "I act about a quarter of a second after a word.",
    "I act about a third of a second after a word.",
    "I act about half a second after a word.",
    "I act more than half a second after a word. This computer is slow.",
)


def say(word: str) -> str:
    """The first asking for a take of ``word``."""
    return f"Now say {word}."


def once_more(word: str) -> str:
    """The asking for another take of ``word``."""
    return f"Once more. Say {word}."


def well(word: str) -> str:
    """``word`` was heard in every take."""
    return f"I hear {word} well."


def mostly(word: str) -> str:
    """``word`` was heard in some takes."""
    return f"I hear {word} most of the time."


def poorly(word: str) -> str:
    """``word`` was hardly heard."""
    return f"I hear {word} poorly. Any key works too."


def expect(seconds: float) -> str:
    """How soon a word is acted upon, as a person would say it."""
    if seconds < 0.3:
        return FAST
    if seconds < 0.42:
        return MIDDLING
    return SLOW if seconds < 0.6 else SLOWER


def every_line(words: tuple[str, ...]) -> tuple[str, ...]:
    """Every line that could be said: all are rendered before the first is spoken."""
    return tuple(dict.fromkeys(_all(words)))


def _all(words: tuple[str, ...]) -> Iterator[str]:
    yield from (
        *WELCOME, SILENCE, SILENCE_AGAIN, MOVE, NOISY, HEARD_WELL, TOO_QUIET, TOO_LOUD, TOO_SHORT, TOO_LONG, UNLIKE,
        NOTHING, DEAD, WITHOUT, LEARNING, KEPT, NOT_KEPT, NOBODY, TOO_LITTLE, ENDED, FAST, MIDDLING, SLOW, SLOWER,
        *lines.DEAF, lines.MENDED,
    )  # fmt: skip
    for word in words:
        yield from (say(word), once_more(word), well(word), mostly(word), poorly(word))
