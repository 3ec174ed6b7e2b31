"""Prints how well each ear at hand hears the commands, what it hears that nobody said, and what it costs."""

import argparse
import json
import resource
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from benchmarks.hearing_streams import Stream, quiet_streams, running_talk, word_streams
from training import wording
from training.scenes import Said
from training.voices import RATE
from voicecoach.core.words import ALARMS, WORD_OF
from voicecoach.ear.commands import CommandSpotter, load
from voicecoach.ear.port import Hit, Spotter

RESULTS = Path(__file__).parent / "results" / "hearing.txt"
BLOCK = 320
"""Samples in a block: 20 ms, as a sound card gives them."""
HURTS = ("pain", "ow", "ouch", "it hurts", "that hurts", "too sore")
EARLY, LATE = 0.35, 0.8
"""A hit belongs to a word if it is put no more than this many seconds before or after the word's end."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A spotter to be measured; ``phrases`` is what it can hear at all."""

    name: str
    make: Callable[[], Spotter]
    phrases: tuple[str, ...]
    hours: float = 10.0
    """Of each sound in which nothing should be heard, no more than so many: some engines take long."""


class Pocketsphinx:
    """pocketsphinx keyphrase spotting over a stream, every phrase with the same threshold."""

    def __init__(self, threshold: str, phrases: tuple[str, ...], folder: Path) -> None:
        from pocketsphinx import Decoder

        listing = folder / "keyphrases.txt"
        listing.write_text("".join(f"{phrase} /{threshold}/\n" for phrase in phrases), encoding="utf-8")
        self._decoder = Decoder(kws=str(listing), lm=None, loglevel="FATAL")
        self._decoder.start_utt()
        self._seconds = 0.0

    def feed(self, pcm: bytes) -> Sequence[Hit]:
        """Take the next block."""
        self._decoder.process_raw(pcm, False, False)
        self._seconds += len(pcm) / 2 / RATE
        found = self._decoder.hyp()
        if found is None:
            return ()
        self._decoder.end_utt()
        self._decoder.start_utt()
        return tuple(Hit(text.strip(), self._seconds, 1.0) for text in found.hypstr.split("  ")[:1])


class ListenLoop:
    """SpeechRecognition as its manual shows it: ``listen()`` for a phrase, then ``recognize_sphinx`` on the whole."""

    def __init__(self, phrases: tuple[str, ...]) -> None:
        import speech_recognition

        self._sr = speech_recognition
        self._entries = [(phrase, 1.0) for phrase in phrases]
        self._pcm: list[bytes] = []

    def feed(self, pcm: bytes) -> Sequence[Hit]:
        """Keep the block: a phrase is only looked at when it is over."""
        self._pcm.append(pcm)
        return ()

    def finish(self) -> Sequence[Hit]:
        """Go through all that was fed; a hit is where its phrase was given to the recogniser."""
        recogniser, hits = self._sr.Recognizer(), []
        with self._sr.AudioFile(_as_wav(b"".join(self._pcm))) as source:
            while source.audio_reader.tell() < source.audio_reader.getnframes():
                said = recogniser.listen(source, phrase_time_limit=4)
                at = source.audio_reader.tell() / RATE
                try:
                    text = recogniser.recognize_sphinx(said, keyword_entries=self._entries)
                except self._sr.UnknownValueError:
                    continue
                hits += [Hit(word.strip(), at, 1.0) for word in text.split("  ")[:1] if word.strip()]
        return tuple(hits)


def engines(folder: Path) -> Iterator[Engine]:
    """Every ear that is installed."""
    yield Engine("voicecoach's own ear", CommandSpotter, tuple(p.text for p in load().phrases))
    try:
        import pocketsphinx  # noqa: F401

        for threshold in ("1e-1", "1e-10"):
            yield Engine(
                f"pocketsphinx keyphrases, {threshold}",
                lambda threshold=threshold: Pocketsphinx(threshold, wording.CORE, folder),  # type: ignore[misc]
                wording.CORE,
            )
    except ImportError:
        print("pocketsphinx: not installed")
    try:
        import speech_recognition  # noqa: F401

        yield Engine("SpeechRecognition's listen loop", lambda: ListenLoop(wording.CORE), wording.CORE, 0.15)
    except ImportError:
        print("SpeechRecognition: not installed")


def listen(spotter: Spotter, stream: Stream) -> tuple[tuple[Hit, ...], float]:
    """The hits in a stream, each put where it was given out, and the processor seconds that it took."""
    pcm = stream.sound.tobytes()
    size = BLOCK * 2
    hits: list[Hit] = []
    began = time.process_time()
    for at in range(0, len(pcm), size):
        for hit in spotter.feed(pcm[at : at + size]):
            hits.append(Hit(hit.phrase, min(len(pcm), at + size) / 2 / RATE, hit.score))
    if isinstance(spotter, ListenLoop):
        hits += spotter.finish()
    return tuple(hits), time.process_time() - began


def heard(said: tuple[Said, ...], hits: tuple[Hit, ...]) -> list[str]:
    """For each word said, the phrase that was heard at its end, or nothing."""
    found = []
    for word in said:
        near = [h.phrase for h in hits if -EARLY <= h.at - word.end <= LATE]
        found.append(word.text if word.text in near else near[0] if near else "")
    return found


def delays(said: tuple[Said, ...], hits: tuple[Hit, ...]) -> list[float]:
    """Seconds from the end of each word that was heard to its hit."""
    return [
        min(h.at - w.end for h in hits if h.phrase == w.text and -EARLY <= h.at - w.end <= LATE)
        for w, got in zip(said, heard(said, hits), strict=True)
        if got == w.text
    ]


def words_table(engine: Engine, streams: list[Stream]) -> Iterator[str]:
    """Heard, of said, for each phrase, group of voices and condition."""
    conditions = list(dict.fromkeys(s.name for s in streams))
    yield f"  {'heard, of said':34}" + "".join(f"{c:>20}" for c in conditions)
    waits: list[float] = []
    for group in dict.fromkeys(s.group for s in streams):
        tallies: dict[str, dict[str, tuple[int, int]]] = {}
        for stream in (s for s in streams if s.group == group):
            hits, _ = listen(engine.make(), stream)
            if stream.name == "clean":
                waits += delays(stream.said, hits)
            for word, got in zip(stream.said, heard(stream.said, hits), strict=True):
                for row in _rows(word.text, engine.phrases):
                    good = got == word.text or (row == "pain, any of its words" and got in HURTS)
                    k, n = tallies.setdefault(row, {}).get(stream.name, (0, 0))
                    tallies[row][stream.name] = (k + good, n + 1)
        yield f"  {group}"
        for row in sorted(tallies, key=_order):
            cells = (tallies[row].get(c, (0, 0)) for c in conditions)
            yield f"    {row:32}" + "".join(f"{f'{k} of {n} = {100 * k / n:.0f} %':>20}" for k, n in cells)
    if waits:
        waits.sort()
        median, late = waits[len(waits) // 2], waits[int(len(waits) * 0.95)]
        yield f"  end of the word -> hit, clean: median {median:.2f} s, 95 % within {late:.2f} s"


def alarms_table(engine: Engine, streams: list[Stream]) -> Iterator[str]:
    """False alarms an hour, by what they would do."""
    yield f"  {'false alarms (an hour)':34}{'hours':>8}{'halts':>16}{'next':>16}{'others':>16}"
    busy = sounding = 0.0
    for stream in (one.cut(engine.hours) for one in streams):
        hits, seconds = listen(engine.make(), stream)
        busy, sounding = busy + seconds, sounding + stream.hours * 3600
        kinds = [sum(WORD_OF[h.phrase] in ALARMS for h in hits), sum(h.phrase == "next" for h in hits)]
        kinds.append(len(hits) - sum(kinds))
        cells = "".join(f"{f'{k} ({k / stream.hours:.1f})':>16}" for k in kinds)
        names = ", ".join(f"{p} {sum(h.phrase == p for h in hits)}" for p in sorted({h.phrase for h in hits}))
        yield f"    {stream.name:32}{stream.hours:8.2f}{cells}  {names}"
    yield f"  processor: {100 * busy / sounding:.1f} % of one core"


def talk_table(engine: Engine) -> Iterator[str]:
    """The core words inside sentences of people on the telephone."""
    got = []
    for word, take in running_talk():
        hits, _ = listen(engine.make(), Stream("", "", take.sound, ()))
        got.append(f"{word}: {'heard' if any(h.phrase == word for h in hits) else 'not heard'}")
    yield "  in the middle of people's sentences: " + "; ".join(got)


def cost(name: str) -> Iterator[str]:
    """Memory and time to get ready, in a process of its own."""
    # the peak of this process would be inherited as the child's ru_maxrss; its own status is not
    script = (
        "import json,pathlib,re,time;t=time.perf_counter();"
        "from voicecoach.ear.commands import CommandSpotter as S;s=S();s.feed(bytes(3200));t=time.perf_counter()-t;"
        "status=pathlib.Path('/proc/self/status').read_text();"
        "print(json.dumps([t,int(re.search(r'VmHWM:\\s+(\\d+)',status)[1])/1024]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    ready, memory = json.loads(done.stdout)
    yield f"  {name}: ready after {ready:.2f} s, at most {memory:.0f} MB in a process of its own"


def report(per_word: int, folder: Path, only: str) -> Iterator[str]:
    """All tables."""
    streams, quiet = word_streams(per_word), quiet_streams()
    for engine in engines(folder):
        if only not in engine.name:
            continue
        yield f"\n{engine.name}"
        yield from words_table(engine, streams)
        yield from talk_table(engine)
        yield from alarms_table(engine, quiet)
        if "own ear" in engine.name:
            yield from cost(engine.name)
    yield f"\nthis benchmark: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def main() -> None:
    """Print the tables and write them to the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--per-word",
        type=int,
        default=4,
        help="takes of each word by each engine; four times as many of the core words",
    )
    parser.add_argument("--only", default="", help="a part of the names of the engines to measure")
    options = parser.parse_args()
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with RESULTS.open("w", encoding="utf-8") as file:
        for line in report(options.per_word, RESULTS.parent, options.only):
            print(line, flush=True)
            print(line, file=file, flush=True)


def _as_wav(pcm: bytes) -> BytesIO:
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(pcm)
    file.seek(0)
    return file


def _rows(text: str, phrases: tuple[str, ...]) -> tuple[str, ...]:
    own = (text,) if text in phrases else ()
    return (*own, "pain, any of its words") if text in HURTS and len(phrases) > 3 else own


def _order(row: str) -> tuple[int, str]:
    names = (*wording.CORE, "pain, any of its words", *wording.COMMANDS)
    return names.index(row), row


if __name__ == "__main__":
    main()
