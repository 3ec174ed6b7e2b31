"""What a check of the machine found, and every judgement that it makes of measured numbers."""

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from voicecoach.core.levels import LOUD_NOISE_DB, Level, Verdict, judge

LEAST_LOUD = 0.002
"""Of full scale: what stays below is no word."""
OFFSET = 0.02
"""Of full scale: less of a constant part is usual."""
MOSTLY = 0.5
"""Of the power: more is not by chance."""
AUDIBLE_HUM_DB = -55.0
LATE_ECHO = 0.25
"""Seconds: wires and built-in cards take a tenth, wireless loudspeakers more."""
WELL_REMOVED_DB = 10.0
BLOCK_MS = 10.0
BUSY, OVERLOADED = 0.4, 0.8
"""Shares of one core."""


class Mark(Enum):
    """Whether something must be done."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """``name`` was looked at: ``what`` was found, and what there is ``todo``."""

    name: str
    mark: Mark
    what: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A sound: its level, its constant part and the share of its power that is mains hum, both from 0 to 1."""

    level: Level
    offset: float = 0.0
    hum: float = 0.0


@dataclass(frozen=True, slots=True)
class Echo:
    """What came back of a test line: how late, how loud, how much of it the canceller takes out.

    ``delay`` is None if none was found, ``heard_db`` if nothing stood out of the noise.
    """

    delay: float | None
    heard_db: float | None
    removed_db: float


@dataclass(frozen=True, slots=True)
class Load:
    """The ear's work: milliseconds for each 10 ms of sound on average and at worst, blocks lost to slowness."""

    usual_ms: float
    worst_ms: float
    lost: int


def of_microphone(measured: Measured, name: str) -> Finding:
    """What the microphone ``name`` gives while nobody needs to speak."""
    level, verdict = measured.level, judge(measured.level)
    what = f'"{name}": noise {level.noise_db:.0f} dB, loudest {100 * level.peak:.0f} %'
    hums = measured.hum > MOSTLY
    if verdict in (Verdict.SILENT, Verdict.CLIPPED):
        return _microphone(Mark.PROBLEM, f"{what}: {_SAID[verdict][0]}", _SAID[verdict][1])
    if level.noise_db > LOUD_NOISE_DB:
        said, todo = _SAID[Verdict.NOISY]
        return _microphone(Mark.PROBLEM, f"{what}: {said}{HUMMING if hums else ''}", HUM if hums else todo)
    if hums and level.noise_db > AUDIBLE_HUM_DB:
        return _microphone(Mark.NOTE, f"{what}{HUMMING}", HUM)
    if abs(measured.offset) > OFFSET:
        share = f"{100 * measured.offset:.0f} %"
        return _microphone(Mark.NOTE, f"{what}; a constant part of {share}, which the ear takes out")
    return _microphone(Mark.OK, what)


def of_silence(loudest: float, name: str) -> Finding:
    """What to think of the microphone ``name``, silent as zeros at first, when ``loudest`` came of it later."""
    if loudest < LEAST_LOUD:
        said, todo = _SAID[Verdict.SILENT]
        return _microphone(Mark.PROBLEM, f'"{name}": {said}', todo)
    what = f'"{name}": sound comes, and digital silence between'
    return _microphone(Mark.NOTE, what, "a noise gate may swallow short words: switch it off if you can")


def _microphone(mark: Mark, what: str, todo: str = "") -> Finding:
    return Finding("microphone", mark, what, todo)


HUMMING = ", most of it mains hum"
HUM = "use another socket or cable, or run the laptop on its battery"

_SAID = {
    Verdict.SILENT: (
        "it gives digital silence",
        "it is muted or switched off: look for a switch on it, at the system's sound settings, and at the "
        "permission to use it",
    ),
    Verdict.CLIPPED: ("it is cut off where it is loud", "turn the microphone down in the sound settings"),
    Verdict.NOISY: ("there is much noise", "switch off what hums or plays, or put the microphone elsewhere"),
    Verdict.QUIET: ("your words are faint", "turn the microphone up, or put it closer"),
    Verdict.BURIED: (
        "your words hardly stand out of the noise",
        "put the microphone closer, or make the room quieter",
    ),
    Verdict.NO_SPEECH: ("nobody speaks", "say a word"),
    Verdict.GOOD: ("your words come well", ""),
}


def advice(verdict: Verdict) -> str:
    """A verdict in words, with what to do about it."""
    what, todo = _SAID[verdict]
    return f"{what}: {todo}" if todo else what


def standing(now: Level, spoken: Level | None) -> str:
    """How it is with the sound: of this moment, or of the last words while nobody speaks."""
    verdict = judge(now)
    if spoken is None or verdict not in (Verdict.SILENT, Verdict.NO_SPEECH):
        return advice(verdict)
    return f"the last time: {advice(judge(spoken))}"


def of_echo(echo: Echo) -> Finding:
    """What came back of a test line."""
    if echo.heard_db is None:
        what = "nothing of the test line was heard by the microphone"
        todo = "as it should be with headphones; otherwise turn the loudspeaker up, or choose another"
        return Finding("echo", Mark.NOTE, what, todo)
    if echo.delay is None:
        what = f"sound of {echo.heard_db:.0f} dB while the test line played, and it is not the test line"
        return Finding("echo", Mark.NOTE, what, "try again when the room is quiet")
    late = f"comes {1000 * echo.delay:.0f} ms late at {echo.heard_db:.0f} dB"
    what = f"{late}; {max(0.0, echo.removed_db):.0f} dB of it are taken out"
    if echo.delay > LATE_ECHO:
        todo = "wireless sound is late: words over the coach's are heard less well"
        return Finding("echo", Mark.NOTE, what, todo)
    if echo.removed_db < WELL_REMOVED_DB:
        todo = "turn the loudspeaker down or move it away, or use headphones"
        return Finding("echo", Mark.NOTE, what, todo)
    return Finding("echo", Mark.OK, what)


def of_load(load: Load) -> Finding:
    """Whether this machine keeps up."""
    share = load.usual_ms / BLOCK_MS
    what = f"{100 * share:.0f} % of one core, at worst {load.worst_ms:.0f} ms at a time"
    todo = "close other programs, or choose another ear: voicecoach settings ear pocketsphinx"
    if load.lost or share > OVERLOADED:
        lost = f"; {load.lost} blocks of sound were lost" if load.lost else ""
        return Finding("load", Mark.PROBLEM, f"{what}{lost}: this computer does not keep up", todo)
    return Finding("load", Mark.NOTE if share > BUSY else Mark.OK, what, todo if share > BUSY else "")


def all_well(findings: tuple[Finding, ...]) -> bool:
    """Whether nothing needs to be done before a session."""
    return all(_passes(finding.mark) for finding in findings)


def _passes(mark: Mark) -> bool:
    match mark:
        case Mark.OK | Mark.NOTE:
            return True
        case Mark.PROBLEM:
            return False
        case _:
            assert_never(mark)
