"""The check at the start of a session: two seconds of the room, and how well the first word came."""

from collections.abc import Callable

from voicecoach.core.card import Answers, Question
from voicecoach.core.findings import advice
from voicecoach.core.levels import Level, Verdict, judge
from voicecoach.core.pcm import RATE, SAMPLE_BYTES
from voicecoach.ear.gauge import Gauge
from voicecoach.ear.kept import Enrolment

SECONDS = 2.0
"""Of sound without the coach's own in it."""
LOUDER_BY_DB = 15.0
"""A room is told to be noisier, or words to be fainter, if they are so much so against what was learnt."""
TOLD = frozenset({Verdict.CLIPPED, Verdict.NOISY})
MUTED_AFTER = 3.0
"""Seconds of digital silence after the question: before it, many a microphone shuts itself."""
NOISIER = "it is noisier here than when I learnt your voice; switch off what hums or plays"
QUIET_ROOM_DB = -50.0


class FirstSeconds:
    """Judges the microphone from its first seconds, and the word that the ear check asks for; tells once at most."""

    def __init__(self, tell: Callable[[str], None], voice: Enrolment | None) -> None:
        self._tell = tell
        self._voice = voice
        self._room: Gauge | None = Gauge()
        self._left = round(SECONDS * RATE) * SAMPLE_BYTES
        self._word: Gauge | None = None
        self._asked_for = 0

    def block(self, near: bytes, far: bytes) -> None:
        """A block from the card."""
        if self._word is not None:
            self._word.feed(near)
            self._asked_for += len(near)
        room = self._room
        if room is None or any(far):
            return
        room.feed(near)
        self._left -= len(near)
        if self._left <= 0:
            self._room = None
            self._judge(room.measured.level)

    def listen(self, question: Question | None) -> None:
        """The ear opens for an answer: the one to the ear check is measured."""
        if self._word is not None:
            self._judge_silence(self._word.measured.level)
        self._asked_for = 0
        checks = question is not None and question.answers is Answers.EAR
        self._word = Gauge() if checks else None

    def word(self) -> Verdict | None:
        """How well the word came that was just heard; None: it was not measured."""
        gauge = self._word
        if gauge is None:
            return None
        level = gauge.measured.level
        verdict = judge(level)
        if verdict is Verdict.GOOD and self._fainter(level):
            return Verdict.QUIET
        return verdict

    def _judge(self, level: Level) -> None:
        verdict = judge(level)
        if verdict in TOLD:
            self._tell(f"the microphone: {advice(verdict)}")
        elif self._noisier(level):
            self._tell(NOISIER)

    def _judge_silence(self, level: Level) -> None:
        if level.peak == 0.0 and self._asked_for >= MUTED_AFTER * RATE * SAMPLE_BYTES:
            self._tell(f"the microphone: {advice(Verdict.SILENT)}")

    def _noisier(self, level: Level) -> bool:
        voice = self._voice
        if voice is None or level.noise_db < QUIET_ROOM_DB:
            return False
        return level.noise_db > voice.noise_db + LOUDER_BY_DB

    def _fainter(self, level: Level) -> bool:
        if self._voice is None or level.speech_db is None:
            return False
        return level.speech_db < self._voice.level_db - LOUDER_BY_DB
