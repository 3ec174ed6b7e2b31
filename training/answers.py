"""Teaches the head for answers: utterances cut out as the ear does it, their embeddings, and the heads."""

import hashlib
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import signal
from torch import nn

from training import answer_words
from training.answer_words import LONGER, NEAR, WORDS
from training.export import numbers_of
from training.features import left_of_the_coach
from training.recordings import Side, Take, by_text, noises, rooms, synthetic, talk, words
from training.scenes import RATE, RUNS_ON, Random, Sound, Stock, microphone, room_of, under, varied
from training.takes import DATA
from training.wording import COMMANDS
from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import Pcm
from voicecoach.ear.answer_head import LOOKS, rows_of
from voicecoach.ear.answers import AnswerEar, at_once
from voicecoach.ear.embedding import WIDTH, load_network

FOLDER = DATA / "answers"
WEIGHTS = Path(__file__).parent.parent / "voicecoach" / "ear" / "answers.npz"
EMBEDDING = WEIGHTS.with_name("embedding.npz")
FILES = 10
"""Half of them with the words of one half of the speakers, to judge the decision on the other half."""
EACH = 700
PEOPLE = 0.55
"""The share of takes by people among the words that people were recorded with."""
ASKED = Question("training", "", Answers.SCORE)


@dataclass(frozen=True, slots=True)
class Cut:
    """One utterance as the ear cuts it out; ``word`` is the number of what was said in `WORDS` plus 1, or 0."""

    sound: NDArray[np.int16]
    word: int


def half_of(speaker: str) -> int:
    """Which half of the training speakers this is."""
    return zlib.crc32(f"half {speaker}".encode()) % 2


def teach() -> None:
    """Takes, utterances, three heads, one file."""
    answer_words.speak_answers()
    make_cuts()
    heads = [train(load(tuple(range(FILES))), seed) for seed in range(3)]
    write(heads)
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size / 1024:.0f} kB")


def make_cuts() -> None:
    """The utterances: some for each half of the speakers."""
    missing = [number for number in range(FILES) if not _cuts_file(number).exists()]
    if not missing:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    takes = synthetic(Side.TRAIN)
    pool = around(takes)
    for number in missing:
        began = time.monotonic()
        people = [take for take in words(Side.TRAIN) if half_of(take.voice) == number % 2]
        draw = np.random.default_rng(500 + number)
        source = Sayings(by_text(people), _by_word(takes), _others(takes, people), pool)
        cuts = [source.utterance(draw) for _ in range(EACH)]
        np.savez(
            _cuts_file(number),
            sound=np.concatenate([cut.sound for cut in cuts]),
            lengths=np.array([len(cut.sound) for cut in cuts]),
            words=np.array([cut.word for cut in cuts]),
        )
        print(f"answers {number}: {time.monotonic() - began:.0f} s", flush=True)


@dataclass(frozen=True, slots=True)
class Sayings:
    """What may be said after a question: by ``people``, by ``engines``, and everything that is no answer."""

    people: dict[str, list[Take]]
    engines: dict[str, list[Take]]
    others: list[list[Take]]
    pool: Stock
    said: tuple[str, ...] = WORDS
    halved: tuple[str, ...] = ()
    """Those of which a half is no answer; none named: all."""

    def utterance(self, draw: Random) -> Cut:
        """An answer of one word or something else, somewhere in a room, as the ear cuts it out."""
        if draw.random() < 0.6:
            word = self._word(draw)
            return Cut(self._heard(varied(self._take(word, draw), draw), draw), self.said.index(word) + 1)
        return Cut(self._heard(self._other(draw), draw), 0)

    def _word(self, draw: Random) -> str:
        return self.said[draw.integers(len(self.said))]

    def _take(self, word: str, draw: Random) -> Take:
        people = self.people.get(word, [])
        takes = people if people and draw.random() < PEOPLE else self.engines.get(word) or people
        return takes[draw.integers(len(takes))]

    def _other(self, draw: Random) -> Sound:
        kind = draw.random()
        if kind < 0.2:
            pair = [varied(self._take(self._word(draw), draw), draw) for _ in range(2)]
            return np.concatenate(
                (pair[0], np.zeros(int(draw.uniform(0, RUNS_ON) * RATE), np.float32), pair[1])
            )
        if kind < 0.28:
            whole = self.halved or self.said
            sound = varied(self._take(whole[draw.integers(len(whole))], draw), draw)
            size = int(len(sound) * draw.uniform(0.25, 0.5))
            return sound[:size] if draw.random() < 0.5 else sound[-size:]
        takes = self.others[draw.integers(len(self.others))]
        sound = varied(takes[draw.integers(len(takes))], draw)
        size = int(draw.uniform(0.3, 2.5) * RATE)
        start = int(draw.integers(max(1, len(sound) - size)))
        return sound if len(sound) < 1.5 * RATE else sound[start : start + size]

    def _heard(self, sound: Sound, draw: Random) -> NDArray[np.int16]:
        before = int(draw.uniform(0.5, 1.5) * RATE)
        whole = np.zeros(before + len(sound) + int(1.5 * RATE), np.float32)
        whole[before : before + len(sound)] = sound
        if draw.random() < 0.7:
            whole = signal.fftconvolve(whole, room_of(self.pool, draw))[: len(whole)].astype(np.float32)
        heard = microphone(under(whole, self.pool, draw), draw)
        cut = cut_out(heard) if draw.random() < 0.7 else None
        if cut is None or not 0.2 * RATE < len(cut) < 3.0 * RATE:
            start = before - int(draw.uniform(0.0, 0.4) * RATE)
            cut = heard[start : before + len(sound) + int(draw.uniform(0.0, 0.8) * RATE)]
        return cut


class _Keeps:
    """A recogniser that keeps the utterance."""

    def __init__(self) -> None:
        self.said: Pcm | None = None

    def recognise(self, said: Pcm, question: Question) -> str:
        self.said = said
        return ""


def cut_out(heard: NDArray[np.int16]) -> NDArray[np.int16] | None:
    """The last utterance that the ear for answers finds."""
    keeps = _Keeps()
    ear = AnswerEar(keeps, at_once)
    ear.open(ASKED)
    ear.feed(heard.tobytes())
    return None if keeps.said is None else np.frombuffer(keeps.said.samples, np.int16)


@dataclass(frozen=True, slots=True)
class Lessons:
    """The rows of all utterances, padded to one length, how many count, and the word of each."""

    rows: torch.Tensor
    lengths: torch.Tensor
    words: torch.Tensor


def load(numbers: tuple[int, ...]) -> Lessons:
    """The embeddings of these files, made anew after the embedding has changed."""
    rows: list[NDArray[np.float16]] = []
    said: list[int] = []
    for number in numbers:
        found, spoken = _embedded(number)
        rows += found
        said += spoken
    return padded_lessons(rows, said)


def padded_lessons(rows: list[NDArray[np.float16]], said: list[int]) -> Lessons:
    """The rows of all utterances in one block."""
    longest = max(map(len, rows))
    padded = np.zeros((len(rows), longest, WIDTH), np.float16)
    for at, each in enumerate(rows):
        padded[at, : len(each)] = each
    lengths = torch.tensor([len(each) for each in rows])
    return Lessons(torch.from_numpy(padded).float(), lengths, torch.tensor(said))


def _embedded(number: int) -> tuple[list[NDArray[np.float16]], list[int]]:
    with np.load(_cuts_file(number)) as kept:
        ends, said = np.cumsum(kept["lengths"]), kept["words"].tolist()
        sounds = np.split(kept["sound"], ends[:-1])
    mark = hashlib.sha256(EMBEDDING.read_bytes()).hexdigest()[:12]
    path = FOLDER / f"rows{number}-{mark}.npz"
    if not path.exists():
        network, began = load_network(), time.monotonic()
        found = [rows_of(Pcm(s.tobytes()), at % LOOKS, network) for at, s in enumerate(sounds)]
        lengths = np.array([len(each) for each in found])
        np.savez(path, rows=np.concatenate(found).astype(np.float16), lengths=lengths)
        print(f"answers {number}: embedded in {time.monotonic() - began:.0f} s", flush=True)
    with np.load(path) as kept:
        return np.split(kept["rows"], np.cumsum(kept["lengths"])[:-1]), said


class Head(nn.Module):
    """Convolutions over time; the first output weighs the rows, the others are averaged by it."""

    def __init__(self, words: int = len(WORDS), width: int = 64) -> None:
        super().__init__()
        self.mean = nn.Buffer(torch.zeros(WIDTH))
        self.spread = nn.Buffer(torch.ones(WIDTH))
        self.dilations = (1, 1, 2, 1)
        self.reach = 6
        taps = (1, 3, 3, 1)
        sizes = (WIDTH, width, width, width, words + 2)
        self.layers = nn.ModuleList(
            nn.Conv1d(a, b, tap, dilation=dilation)
            for a, b, tap, dilation in zip(sizes, sizes[1:], taps, self.dilations, strict=False)
        )
        self.drop = nn.Dropout(0.25)

    def forward(self, rows: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """[batch, time, 96] -> [batch, words + 1]."""
        x = ((rows - self.mean) / self.spread).transpose(1, 2)
        for number, layer in enumerate(self.layers):
            x = layer(self.drop(x))
            x = torch.relu(x) if number + 1 < len(self.layers) else x
        beyond = torch.arange(x.shape[2])[None] >= (lengths - self.reach)[:, None]
        weights = x[:, 0].masked_fill(beyond, -1e9).softmax(1)
        return (x[:, 1:] * weights[:, None]).sum(2)


def train(lessons: Lessons, seed: int, rounds: int = 45, words: int = len(WORDS)) -> Head:
    """A trained head."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    began, batch = time.monotonic(), 64
    counts = torch.arange(lessons.rows.shape[1])[None] < lessons.lengths[:, None]
    head = Head(words)
    head.mean, head.spread = lessons.rows[counts].mean(0), lessons.rows[counts].std(0) + 1e-3
    steps = rounds * (len(lessons.rows) // batch)
    optimizer = torch.optim.AdamW(head.parameters(), lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.03)
    running = 0.0
    for step in range(steps):
        picks = torch.randint(0, len(lessons.rows), (batch,))
        lengths = lessons.lengths[picks]
        rows = lessons.rows[picks][:, : int(lengths.max())]
        rows = rows + head.spread * 0.15 * (torch.randn(batch, 1, WIDTH) + torch.randn_like(rows))
        loss = loss_of(head(rows, lengths), lessons.words[picks])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        running += float(loss.detach())
        if (step + 1) % 1_000 == 0:
            print(
                f"step {step + 1} of {steps}: {running / 1_000:.3f}, {time.monotonic() - began:.0f} s",
                flush=True,
            )
            running = 0.0
    return head.eval()


def write(heads: list[Head], path: Path = WEIGHTS, words: tuple[str, ...] = WORDS) -> None:
    """One file: the words, and the numbers of every head at half precision."""
    np.savez_compressed(path, allow_pickle=False, words=np.array(words), **numbers_of(heads))


def _cuts_file(number: int) -> Path:
    return FOLDER / f"cuts{number}.npz"


def around(takes: list[Take]) -> Stock:
    """What may sound while an answer is said."""
    coach = [take for take in takes if take.maker == "coach" and len(take.text) > 22]
    left = left_of_the_coach(coach, rooms(Side.TRAIN))
    return Stock({}, [], [], talk(Side.TRAIN), coach, left, noises(Side.TRAIN), rooms(Side.TRAIN), {})


def _by_word(takes: list[Take]) -> dict[str, list[Take]]:
    """The natural voices more often than the robots."""
    times = {"kokoro": 4, "hibari": 2, "flite": 2}
    return {
        text: [take for take in found for _ in range(times.get(take.maker, 1))]
        for text, found in by_text(takes).items()
        if text in WORDS
    }


def _others(takes: list[Take], people: list[Take]) -> list[list[Take]]:
    """What is no answer, in sorts that come equally often."""
    spoken = by_text(takes)
    near = [take for text in NEAR for take in spoken.get(text, [])]
    longer = [take for text in LONGER for take in spoken.get(text, [])]
    commands = [take for text in COMMANDS for take in spoken.get(text, [])]
    known = {*WORDS, *COMMANDS}
    rest = [take for take in takes if take.text not in known and len(take.text) < 40]
    rest += talk(Side.TRAIN) * 20
    return [near, longer, commands, rest, [take for take in people if take.text not in WORDS]]
