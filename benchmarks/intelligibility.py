"""How well the coach's voice is understood: its lines by several voices, rates and gaps, written down by recognisers.

Run it as `python -m benchmarks.intelligibility --whisper FOLDER` (needs `pip install "moonshine-voice==0.0.59"`, which
brings its model along, and for the second recogniser faster-whisper with a model as faster-whisper-base). A setting is
chosen on one half of the lines and told on the other. A recogniser is a stand-in: nobody was asked.
"""

import argparse
import re
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.understood import Marked, marked
from training.recordings import Side, noises, rooms
from voicecoach.core import interview_lines, lines
from voicecoach.core.after_pain import AFTER_REST, PLAINER, QUESTIONS
from voicecoach.core.beats import Talk
from voicecoach.core.pcm import RATE
from voicecoach.core.repertoire import every_line
from voicecoach.core.screening import ROWS
from voicecoach.core.session import prepare
from voicecoach.core.words import NUMBER_NAMES
from voicecoach.script.find import find_card
from voicecoach.script.prompts import prompts
from voicecoach.shipped import shipped
from voicecoach.voice.cache import Cache, key
from voicecoach.voice.speech import CALM, Pyttsx

Sound = NDArray[np.float32]
RESULTS: Final = Path(__file__).parent / "results" / "intelligibility.txt"
VOICE: Final = "gmw/en-us"
SNR: Final = 15
"""dB between the coach and the noise where it is heard."""
ROOMS: Final = (0, 2)
"""Of the held-out rooms: where the direct sound is 9 dB below the rest, as 2 m from a loudspeaker in a living room; the
others were recorded through doors and down hallways."""
LOUDNESS: Final = 0.08
AROUND: Final = np.zeros(RATE // 2, np.float32)
DRAWS: Final = 2_000
NUMBERS: Final = frozenset(NUMBER_NAMES) | {lines.number(value) for value in range(100)}
OTHER_NUMBERS: Final = ("one one two", "nine nine nine", "zero zero zero", "one one one", "emergency number")


@dataclass(frozen=True, slots=True)
class Setting:
    """How a line is said: ``gap`` is what espeak-ng waits between words, in hundredths of a second at its usual rate;
    ``boost`` what is added between 2 and 4 kHz, in dB."""

    voice: str = VOICE
    rate: int = CALM
    gap: int = 0
    boost: int = 0

    def __str__(self) -> str:
        boost = f", {self.boost:+d} dB at 2-4 kHz" if self.boost else ""
        return f"{self.voice.removeprefix('gmw/')}, {self.rate} a minute, gap {self.gap}{boost}"


USUAL: Final = Setting()
TRIED: Final = (
    USUAL,
    *(Setting(gap=gap) for gap in (1, 2, 3, 4, 6)),
    *(Setting(rate=rate) for rate in (110, 140)),
    *(Setting(rate=rate, gap=gap) for rate, gap in ((165, 2), (175, 4))),
    Setting(boost=6),
    Setting(gap=2, boost=6),
    *(Setting(voice=f"gmw/{name}") for name in ("en", "en-gb-x-rp")),
    *(Setting(voice=f"{VOICE}+{variant}") for variant in ("m3", "f2", "f3", "Annie", "klatt4")),
    *(Setting(voice=f"{VOICE}+{variant}", gap=2) for variant in ("m3", "f2")),
)

FINALISTS: Final = (USUAL, Setting(gap=2), Setting(gap=4), Setting(rate=140), Setting(rate=165, gap=2))


class Recogniser(Protocol):
    """Writes down what it hears."""

    name: str

    def text(self, sound: Sound) -> str:
        """The words in ``sound``."""
        ...


class Moonshine:
    """Moonshine's smallest English model, which its package brings along."""

    name = "Moonshine tiny"

    def __init__(self) -> None:
        from moonshine_voice import ModelArch, Transcriber
        from moonshine_voice.utils import get_assets_path

        folder, alone = Path(get_assets_path()) / "tiny-en", {"identify_speakers": "false"}
        self._model: Any = Transcriber(str(folder), model_arch=ModelArch.TINY, options=alone)

    def text(self, sound: Sound) -> str:
        """The words in ``sound``."""
        found = self._model.transcribe_without_streaming(sound.tolist(), RATE).lines
        return " ".join(str(line.text).strip() for line in found)


class Whisper:
    """A Whisper model in the form of CTranslate2, without a second try at what it finds hard."""

    def __init__(self, folder: Path) -> None:
        from faster_whisper import WhisperModel

        self.name = folder.name.capitalize().replace("-", " ")
        self._model: Any = WhisperModel(str(folder), device="cpu", cpu_threads=1, compute_type="int8")

    def text(self, sound: Sound) -> str:
        """The words in ``sound``."""
        found, _ = self._model.transcribe(
            sound,
            language="en",
            beam_size=1,
            temperature=0.0,
            without_timestamps=True,
            condition_on_previous_text=False,
        )
        return " ".join(str(piece.text) for piece in found)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one half: the coach's own and the cards'."""

    own: tuple[str, ...]
    cards: tuple[str, ...]

    def some(self, own: int, cards: int) -> tuple[str, ...]:
        """So many of each, spread over all; what matters most (`foremost`) goes first."""
        first = foremost()
        mine = sorted(self.own, key=lambda text: (text not in first, zlib.crc32(text.encode())))
        theirs = sorted(self.cards, key=lambda text: zlib.crc32(text.encode()))
        return (*mine[:own], *theirs[:cards])


def foremost() -> frozenset[str]:
    """What must be understood first of all: the questions after pain and the words to say."""
    plainer = {text for kinds in PLAINER.values() for text in kinds}
    asked = {question.text for question in (*QUESTIONS, AFTER_REST)}
    words = {lines.EAR_CHECK, lines.READY, lines.ON_HOLD, lines.GENTLER, lines.CARRY_ON, lines.HINT_MOVING}
    words |= {lines.HINT_WAITING, lines.HINT_ANSWER_YES_NO, lines.SORE_BEFORE, *lines.OPENER, *lines.HURT}
    calls = {lines.call(text, "911") for text in (*lines.EMERGENCY_END, *lines.KEEP_STILL)}
    screening = {row.question for row in ROWS if row.id.startswith("EMERG")}
    return frozenset(plainer | asked | words | calls | screening | {interview_lines.WELCOME})


def halves() -> tuple[Lines, Lines]:
    """All that the coach says of itself and in the shipped cards, one of each kind, cut in two by chance."""
    cards = [find_card(path.stem, Path("none"), shipped("scripts")) for path in sorted(_cards())]
    own = tuple(prompt.text for prompt in prompts(cards))
    theirs: dict[str, None] = {}
    for card in cards:
        switches = frozenset(switch.name for switch in card.switches)
        for talk in Talk:
            theirs |= dict.fromkeys(every_line(prepare(card, switches, talk, first_time=True)))
    mine = _one_of_each(text for text in own if not any(number in text for number in OTHER_NUMBERS))
    others = _one_of_each(text for text in theirs if text not in frozenset(own))
    first, second = (
        Lines(*(tuple(text for text in part if _half(text) == half) for part in (mine, others)))
        for half in (0, 1)
    )
    return first, second


def _cards() -> Iterable[Path]:
    return (path for path in Path(str(shipped("scripts"))).iterdir() if path.suffix == ".md")


def _one_of_each(texts: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for text in texts:
        if len(text.split()) > 1:
            found.setdefault(_kind(text), text)
    return tuple(found.values())


def _kind(text: str) -> str:
    """The same for lines that differ in a number or a side alone."""
    words = re.sub(r"[^a-z' ]", " ", text.lower().replace("-", " ")).split()
    told = " ".join("#" if w in NUMBERS else "side" if w in ("left", "right") else w for w in words)
    return re.sub(r"(# ?)+", "# ", told).strip()


def _half(text: str) -> int:
    return zlib.crc32(_kind(text).encode()) % 2


def said(setting: Setting, texts: Iterable[str], folder: Path) -> dict[str, Sound]:
    """Each line by the product's voice process, as it is played."""
    kept, found = Cache(folder), dict[str, Sound]()
    command = (sys.executable, "-m", "benchmarks.gapped_voice", str(setting.gap))
    with Pyttsx(setting.voice, setting.rate, command=command) as engine:
        for text in texts:
            name = key(setting.voice, setting.rate, setting.gap, text)
            if (pcm := kept.get(name)) is None:
                pcm = engine.render(text)
                kept.put(name, pcm)
            sound = np.frombuffer(pcm.samples, "<i2").astype(np.float32) / np.float32(32_768)
            found[text] = boosted(sound, setting.boost)
    return found


def boosted(sound: Sound, decibels: int) -> Sound:
    """More between 2 and 4 kHz, as loud on the whole as before."""
    if not decibels:
        return sound
    spectrum = np.fft.rfft(sound)
    octaves = np.log2(np.maximum(np.fft.rfftfreq(len(sound), 1 / RATE), 1) / 2_830)
    spectrum *= 10 ** (decibels / 20 * np.exp(-((octaves / 0.7) ** 2)))
    louder = np.fft.irfft(spectrum, len(sound)).astype(np.float32)
    return np.asarray(louder * (_level(sound) / _level(louder)), np.float32)


class Room:
    """What comes of a line 2 m away, with a noise 15 dB below it: rooms and noises that no ear learnt from."""

    def __init__(self) -> None:
        every = rooms(Side.TEST)
        self._rooms = [every[number] for number in ROOMS]
        self._noises = [take.sound.astype(np.float32) / 32_768 for take in noises(Side.TEST)]

    def __call__(self, sound: Sound, text: str) -> Sound:
        """The same room, noise and moment of it for the same ``text``."""
        draw = np.random.default_rng(zlib.crc32(text.encode()))
        padded = np.concatenate([AROUND, sound, AROUND])
        far = _through(padded, self._rooms[draw.integers(len(self._rooms))])
        noise = self._noises[draw.integers(len(self._noises))]
        at = int(draw.integers(max(1, len(noise) - len(far))))
        noise = np.resize(noise[at : at + len(far)], len(far))
        loud = _level(far) * 10 ** (-SNR / 20) / (float(np.sqrt((noise**2).mean())) + 1e-9)
        heard = np.asarray(far + noise * loud, np.float32)
        return heard * np.float32(LOUDNESS / _level(heard))


def clean(sound: Sound, text: str) -> Sound:
    """As it was rendered, with half a second of silence on both sides."""
    return np.concatenate([AROUND, sound, AROUND])


def _through(sound: Sound, room: Sound) -> Sound:
    size = 1 << (len(sound) + len(room) - 1).bit_length()
    product = np.fft.rfft(sound, size) * np.fft.rfft(room, size)
    return np.asarray(np.fft.irfft(product, size)[: len(sound)], np.float32)


def _level(sound: Sound) -> float:
    """Root mean square of the louder parts."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320)
    power = (frames.astype(np.float64) ** 2).mean(axis=1)
    return float(np.sqrt(power[power > power.max() * 0.01].mean())) + 1e-9


Way = Callable[[Sound, str], Sound]


class Bench:
    """What each recogniser wrote of each line; kept in a folder, since it takes long."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def heard(
        self, who: Recogniser, setting: Setting, way: Way, where: str, texts: Iterable[str]
    ) -> list[Marked]:
        """Each line as ``who`` wrote it, marked."""
        sounds = said(setting, texts, self._folder)
        return [marked(text, self._written(who, setting, way, where, text, sounds[text])) for text in sounds]

    def seconds(self, setting: Setting, texts: Iterable[str]) -> float:
        """What the lines take."""
        return sum(len(sound) for sound in said(setting, texts, self._folder).values()) / RATE

    def _written(
        self, who: Recogniser, setting: Setting, way: Way, where: str, text: str, sound: Sound
    ) -> str:
        path = self._folder / f"{key(who.name, setting, where, text)}.txt"
        if not path.exists():
            path.write_text(who.text(way(sound, text)), encoding="utf-8")
        return path.read_text(encoding="utf-8")


def rate_of(found: list[Marked]) -> float:
    """Word errors, in percent."""
    return 100 * sum(one.errors for one in found) / sum(one.words for one in found)


def interval(found: list[Marked]) -> str:
    """Word errors with where they lie in 95 of 100 draws of lines."""
    draw = np.random.default_rng(1)
    table = np.array([(one.errors, one.words) for one in found])
    sums = table[draw.integers(len(table), size=(DRAWS, len(table)))].sum(axis=1)
    low, high = np.percentile(100 * sums[:, 0] / sums[:, 1], (2.5, 97.5))
    return f"{rate_of(found):5.1f} ({low:.0f} to {high:.0f})"


def table(
    bench: Bench, who: Recogniser, settings: Iterable[Setting], texts: tuple[str, ...]
) -> Iterator[str]:
    """Settings on the half that is chosen on."""
    words = sum(one.words for one in bench.heard(who, USUAL, clean, "clean", texts))
    yield f"To choose by: {len(texts)} lines, {words} words, {who.name}, as rendered; word errors in percent"
    took = bench.seconds(USUAL, texts)
    for setting in settings:
        found = interval(bench.heard(who, setting, clean, "clean", texts))
        longer = 100 * (bench.seconds(setting, texts) / took - 1)
        yield f"  {setting!s:44}{found:>20}   {longer:+4.0f} % time"


def best(bench: Bench, who: Recogniser, texts: tuple[str, ...]) -> Setting:
    """The finalist that is understood best, but for the usual one."""
    return min(FINALISTS[1:], key=lambda setting: rate_of(bench.heard(who, setting, clean, "clean", texts)))


def fewer(old: list[Marked], new: list[Marked]) -> str:
    """How many of the word errors are gone, in percent, with where it lies in 95 of 100 draws of lines."""
    draw = np.random.default_rng(2)
    table = np.array([(one.errors, other.errors) for one, other in zip(old, new, strict=True)])
    sums = table[draw.integers(len(table), size=(DRAWS, len(table)))].sum(axis=1)
    low, high = np.percentile(100 * (1 - sums[:, 1] / np.maximum(sums[:, 0], 1)), (2.5, 97.5))
    whole = 100 * (1 - table[:, 1].sum() / max(1, table[:, 0].sum()))
    return f"{whole:.0f} % fewer ({low:.0f} to {high:.0f})"


def told(
    bench: Bench, whos: list[Recogniser], chosen: Setting, texts: tuple[str, ...], far: Room
) -> Iterator[str]:
    """The usual setting and the best other one, on the other half."""
    first = foremost()
    yield f"The other half: {len(texts)} lines; word errors in percent (95 %, by draws of lines);"
    yield f"in a room: much as 2 m away, with a noise {SNR} dB below the coach; what matters most:"
    yield f"{_count(texts, first)} of them, the questions after pain, the words to say and what is said in an emergency"
    ways: tuple[tuple[str, str, Way], ...] = (("as rendered", "clean", clean), ("in a room", "room", far))
    for (title, where, way), who in product(ways, whos):
        for setting in (USUAL, chosen):
            found = bench.heard(who, setting, way, where, texts)
            most = [one for one in found if one.line in first]
            whole = sum(one.errors == 0 for one in found)
            yield (
                f"  {who.name + ', ' + title:29}{setting!s:34}{interval(found):>17}"
                f"   what matters most {interval(most):>17}   {whole} lines whole"
            )
        pair = [bench.heard(who, setting, way, where, texts) for setting in (USUAL, chosen)]
        yield f"  {'':29}{fewer(*pair)}"


def _count(texts: tuple[str, ...], first: frozenset[str]) -> int:
    return sum(text in first for text in texts)


def failing(bench: Bench, who: Recogniser, chosen: Setting, texts: tuple[str, ...]) -> Iterator[str]:
    """The words that are lost most, and the lines that lose a third of theirs with either setting."""
    before = bench.heard(who, USUAL, clean, "clean", texts)
    after = bench.heard(who, chosen, clean, "clean", texts)
    for setting, found in ((USUAL, before), (chosen, after)):
        lost = Counter(word for one in found for word in one.lost)
        worst = ", ".join(f"{word} {count}" for word, count in lost.most_common(30) if count > 1)
        yield f"Lost most, {who.name}, {setting}: {worst}"
    yield f"Lines of which {who.name} loses a third or more of the words with both, and what it wrote"
    for old, new in zip(before, after, strict=True):
        if min(old.errors / old.words, new.errors / new.words) >= 1 / 3:
            yield f"  {old.line}\n    {old.heard.strip()}\n    {new.heard.strip()}"


def report(whisper: Path | None, folder: Path, own: int, cards: int) -> Iterator[str]:
    """All tables."""
    first, second = halves()
    bench, moonshine = Bench(folder), Moonshine()
    yield from table(bench, moonshine, TRIED, first.some(22, 18))
    yield ""
    many = first.some(100, 60)
    yield from table(bench, moonshine, FINALISTS, many)
    yield ""
    whos: list[Recogniser] = [moonshine, *([Whisper(whisper)] if whisper else [])]
    texts, chosen = second.some(own, cards), best(bench, moonshine, many)
    yield from told(bench, whos, chosen, texts, Room())
    for who in whos:
        yield ""
        yield from failing(bench, who, chosen, texts)
    yield ""
    yield "A recogniser is a stand-in for a listener: nobody was asked, old, hard of hearing or of another tongue."


def main() -> None:
    """Print the tables and write them to the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--whisper", type=Path, help="the folder of a model for faster-whisper")
    parser.add_argument("--keep", type=Path, help="a folder for sounds and what was written of them")
    parser.add_argument("--own", type=int, default=50, help="lines of the coach's own in the second table")
    parser.add_argument("--cards", type=int, default=30, help="lines of the cards in the second table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, RESULTS.open("w", encoding="utf-8") as file:
        for line in report(options.whisper, options.keep or Path(name), options.own, options.cards):
            print(line, flush=True)
            print(line, file=file, flush=True)


if __name__ == "__main__":
    main()
