"""How well a person can be heard, judged from the level of the words, of the noise and of the loudest sample."""

from dataclasses import dataclass
from enum import Enum

SILENT_DB = -69.0
"""Below this a microphone gives nothing: digital silence measures -70."""
QUIET_WORDS_DB = -50.0
"""Words below this lose their consonants in most cards' own noise."""
LOUD_NOISE_DB = -35.0
NEAR_NOISE_DB = 10.0
"""Words that stand out of the noise by less than this are missed too often."""
CLIPPED = 0.985
"""A loudest sample of this share of full scale was cut off."""


@dataclass(frozen=True, slots=True)
class Level:
    """What was measured, in dB below full scale; ``speech_db`` None: nobody spoke; ``peak`` from 0 to 1."""

    speech_db: float | None
    noise_db: float
    peak: float


class Verdict(Enum):
    """What is to be done about a level, worst first."""

    SILENT = "silent"
    CLIPPED = "clipped"
    NOISY = "noisy"
    QUIET = "quiet"
    BURIED = "buried"
    NO_SPEECH = "no speech"
    GOOD = "good"


def judge(level: Level) -> Verdict:
    """The first thing to put right; words that were not spoken are not judged."""
    speech = level.speech_db
    if level.peak == 0.0 or (level.noise_db <= SILENT_DB and (speech is None or speech <= SILENT_DB)):
        return Verdict.SILENT
    if level.peak >= CLIPPED:
        return Verdict.CLIPPED
    if speech is None:
        return Verdict.NOISY if level.noise_db > LOUD_NOISE_DB else Verdict.NO_SPEECH
    if speech < QUIET_WORDS_DB:
        return Verdict.QUIET
    if speech - level.noise_db < NEAR_NOISE_DB:
        return Verdict.NOISY if level.noise_db > LOUD_NOISE_DB else Verdict.BURIED
    return Verdict.GOOD
