"""What the ear makes of a recording, put together: its hits, or everything that came near to one."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from voicecoach.core.findings import advice
from voicecoach.core.levels import Level, judge
from voicecoach.core.pcm import RATE, Pcm
from voicecoach.ear.commands import Sensitivity
from voicecoach.ear.echo import EchoCanceller
from voicecoach.ear.gauge import Gauge
from voicecoach.ear.hear import Heard, hear
from voicecoach.ear.kept import Enrolment
from voicecoach.ear.near import Near, NearMisses
from voicecoach.ear.port import Scored
from voicecoach.ear.usual import build
from voicecoach.errors import EarError
from voicecoach.settings import Settings
from voicecoach.voice.shape import UnfitError, read, resampled

LEAST_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Explained:
    """A recording heard by ``ear``; ``near`` is None if that engine gives no scores."""

    ear: str
    level: Level
    heard: tuple[Heard, ...]
    near: tuple[Near, ...] | None

    @property
    def lines(self) -> list[str]:
        """For a person: the level first, then each moment in order."""
        if self.near is None:
            told = [one.line for one in self.heard] or ["Nothing was heard."]
            return [self._first, *told, f'The ear "{self.ear}" gives no scores: only its hits are told.']
        unseen = [one for one in self.heard if all(not _same(one, near) for near in self.near)]
        moments = [*((near.at, near.line) for near in self.near), *((one.at, one.line) for one in unseen)]
        return [self._first, *(line for _, line in sorted(moments))] + (
            [] if moments else ["Nothing came near to a command."]
        )

    @property
    def _first(self) -> str:
        speech = "no words" if self.level.speech_db is None else f"words {self.level.speech_db:.0f} dB"
        sound = f"{speech}, noise {self.level.noise_db:.0f} dB, loudest {100 * self.level.peak:.0f} %"
        return f"{sound}: {advice(judge(self.level))}"

    @property
    def json(self) -> str:
        """For programs, as docs/hear.md has it."""
        whole = {
            "ear": self.ear,
            "level": asdict(self.level),
            "verdict": judge(self.level).value,
            "heard": [asdict(one) for one in self.heard],
            "near": None if self.near is None else [asdict(one) for one in self.near],
        }
        return json.dumps(whole, indent=2)


def hear_recording(
    file: Path,
    far: Path | None,
    chosen: Settings,
    *,
    explain: bool,
    as_json: bool,
    voice: Enrolment | None = None,
) -> list[str]:
    """What the ear hears in a recording, as lines to print; ``explain``: also what it nearly heard."""
    near, played = recorded(file), recorded(far) if far is not None else None
    told = explained(near, played, chosen, voice)
    if explain:
        return [told.json] if as_json else told.lines
    if as_json:
        return [json.dumps([asdict(one) for one in told.heard], indent=2)]
    return [one.line for one in told.heard] or ["Nothing was heard."]


def explained(near: Pcm, far: Pcm | None, chosen: Settings, voice: Enrolment | None = None) -> Explained:
    """Everything about a recording, and what the loudspeaker played meanwhile."""
    name, spotter, twin = build(chosen.ear, Sensitivity(chosen.always, chosen.session), voice)
    misses = NearMisses(spotter) if isinstance(spotter, Scored) else None
    gauge = Gauge()
    gauge.feed(near.samples)
    heard = hear(
        near,
        far,
        spotter,
        canceller=EchoCanceller() if far is not None else None,
        twin=twin,
        on_block=misses.look if misses is not None else lambda at: None,
    )
    told = misses.told(heard) if misses is not None else None
    return Explained(name, gauge.measured.level, heard, told)


def recorded(file: Path) -> Pcm:
    """A sound file as the ear takes it; `EarError` if it is none."""
    try:
        samples, rate = read(file)
    except UnfitError as unfit:
        raise EarError(
            f"{file}: this is no recording that can be read ({unfit}); give a WAV or FLAC"
        ) from unfit
    if len(samples) < LEAST_SECONDS * rate:
        raise EarError(f"{file}: there is no sound in this recording; record a second at least")
    whole = resampled(samples, rate, RATE)
    return Pcm((whole.clip(-1.0, 1.0) * 32767).astype("<i2").tobytes())


def _same(heard: Heard, near: Near) -> bool:
    return heard.text == near.phrase and abs(heard.at - near.at) < 1.0
