"""What is kept of a voice: the file, what is learnt from takes, and what the ear makes of it."""

import stat
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ear_sounds import hiss, recorded

from voicecoach.core.pcm import RATE
from voicecoach.ear.commands import CommandSpotter, load
from voicecoach.ear.enrolment import MOST, fingerprint, personal, strangers
from voicecoach.ear.kept import Enrolment, KeptTake, forget, read, write
from voicecoach.ear.learner import Learner, Named
from voicecoach.ear.takes import Cut, StretchCutter, WordCutter
from voicecoach.errors import EarError

SOUNDS = Path(__file__).parent / "sounds"
WORDS = ("stop", "pain", "next")


def pcm(sound: np.ndarray) -> bytes:
    return bytes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


def said(word: str, loud: float = 0.1) -> bytes:
    whole = [hiss(0.5), recorded(SOUNDS / f"{word}.wav", loud), hiss(1.0)]
    return pcm(np.concatenate(whole) + hiss(sum(map(len, whole)) / RATE, seed=2))


def cut_of(sound: bytes, block: int = 320) -> Cut | None:
    cutter = WordCutter()
    for at in range(0, len(sound), block):
        if (cut := cutter.feed(sound[at : at + block])) is not None:
            return cut
    return None


def cut(word: str) -> Cut:
    found = cut_of(said(word))
    assert found is not None
    return found


@cache
def learnt() -> tuple[Enrolment, dict[str, float], float]:
    takes = tuple(Named(word, number, cut(word)) for number, word in enumerate(WORDS))
    return Learner().learn(takes, (), "2026-11-22T10:00")


def small() -> Enrolment:
    draw = np.random.default_rng(1)
    takes = tuple(
        KeptTake(word, n, "plain", draw.normal(size=(8, 96)).astype(np.float16).astype(np.float32), 6)
        for n, word in enumerate(WORDS)
    )
    return Enrolment(
        "2026-11-22T10:00", "x", takes, np.zeros((3, 96), np.float32), -25.0, -60.0, 0.25, (("stop", 1.0),)
    )


def same(a: Enrolment, b: Enrolment) -> bool:
    rows = all(np.array_equal(x.rows, y.rows) for x, y in zip(a.takes, b.takes, strict=True))
    ends = [(t.word, t.number, t.changed, t.end) for t in a.takes] == [
        (t.word, t.number, t.changed, t.end) for t in b.takes
    ]
    facts = [(e.when, e.embedding, e.level_db, e.noise_db, e.delay, e.heard) for e in (a, b)]
    return rows and ends and facts[0] == facts[1] and np.array_equal(a.others, b.others)


def test_what_is_kept_comes_back_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "voice.npz"
    write(path, small())
    kept = read(path)
    assert kept is not None
    assert same(kept, small())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["voice.npz"]


def test_a_new_one_replaces_the_old_and_it_can_be_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "voice.npz"
    write(path, small())
    write(path, replace(small(), when="later"))
    kept = read(path)
    assert kept is not None
    assert kept.when == "later"
    assert (forget(path), forget(path), read(path)) == (True, False, None)


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "voice.npz"
    path.mkdir()
    (path / "x").touch()  # a folder with something in it cannot be replaced by a file
    with pytest.raises(EarError, match="cannot be written"):
        write(path, small())
    assert [file.name for file in tmp_path.iterdir()] == ["voice.npz"]


@pytest.mark.parametrize("damage", ["empty", "half", "text", "other file", "bits"])
def test_a_damaged_file_is_one_line_that_says_what_to_do(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "voice.npz"
    write(path, small())
    whole = path.read_bytes()
    match damage:
        case "empty":
            path.write_bytes(b"")
        case "half":
            path.write_bytes(whole[: len(whole) // 2])
        case "text":
            path.write_text("hello")
        case "other file":
            np.savez(path, a=np.zeros(3))
        case _:
            path.write_bytes(whole[:400] + bytes(200) + whole[600:])
    with pytest.raises(EarError) as told:
        read(path)
    assert "\n" not in str(told.value)
    assert "damaged" in str(told.value)
    assert "voicecoach listen-to-me --forget" in str(told.value)


def test_a_word_is_cut_out_the_same_whatever_the_blocks() -> None:
    cuts = [cut_of(said("stop"), block) for block in (2, 320, 5_000)]
    assert cuts[0] == cuts[1] == cuts[2]
    found = cuts[0]
    assert found is not None
    assert 0.2 < found.seconds < 1.0
    assert found.level_db - found.noise_db > 20
    assert found.clipped == 0.0


def test_a_click_is_no_word_and_silence_is_none_either() -> None:
    click = np.concatenate([hiss(0.5), hiss(0.03, 0.2), hiss(1.5)])
    assert cut_of(pcm(click)) is None
    assert cut_of(bytes(RATE * 8)) is None


def test_a_stretch_is_as_long_as_asked() -> None:
    cutter = StretchCutter(0.5)
    found = [made for _ in range(60) if (made := cutter.feed(pcm(hiss(0.01)))) is not None]
    assert [len(made.sound) for made in found][:1] == [RATE]


def test_a_word_is_like_itself_and_not_like_another() -> None:
    learner = Learner()
    assert learner.alike("stop", cut("stop"), ()) > 0.02
    assert learner.alike("pain", cut("stop"), ()) < 0.02


def test_what_was_said_twice_alike_counts_as_meant() -> None:
    assert Learner().alike("pain", cut("stop"), (cut("stop"),)) > 0.8


def test_no_sound_is_kept_and_the_numbers_are_few() -> None:
    made, _, _ = learnt()
    assert {take.word for take in made.takes} == set(WORDS)
    assert all(take.rows.shape[1] == 96 and len(take.rows) < 40 for take in made.takes)
    assert min(take.end for take in made.takes) >= 0
    assert all(take.end < len(take.rows) for take in made.takes)


def test_learning_tells_how_much_is_heard_and_how_late() -> None:
    _, shares, delay = learnt()
    assert set(shares) == set(WORDS)
    assert all(0.0 <= share <= 1.0 for share in shares.values())
    assert 0.0 <= delay <= 0.7


def test_what_comes_with_the_program_is_of_its_own_weights() -> None:
    """Make it anew with `python -m training.others` after every training."""
    others = strangers()
    assert others is not None
    assert others.made_for == fingerprint()


def test_a_voice_that_was_learnt_only_ever_raises_scores_and_only_of_its_words() -> None:
    model = load()
    known = personal(learnt()[0], model)
    assert known is not None
    draw = np.random.default_rng(3)
    rows = draw.normal(size=(model.back + 50, 96)).astype(np.float32) * 5
    before = model.scores(rows)
    after = known.rescored(rows, before)
    texts = [phrase.text for phrase in model.phrases]
    its = [texts.index(word) for word in WORDS]
    rest = [at for at in range(len(texts)) if at not in its]
    odds = np.log(np.clip(after, 1e-6, 1 - 1e-6) / (1 - np.clip(after, 1e-6, 1 - 1e-6)))
    was = np.log(np.clip(before, 1e-6, 1 - 1e-6) / (1 - np.clip(before, 1e-6, 1 - 1e-6)))
    assert np.array_equal(after[:, rest], before[:, rest])
    assert (odds - was).min() > -1e-2
    assert (odds - was).max() < MOST + 1e-2


def test_its_own_takes_score_higher_afterwards() -> None:
    model = load()
    known = personal(learnt()[0], model)
    for word in WORDS:
        peaks = []
        for adjustment in (None, known):
            spotter, best = CommandSpotter(model=model, personal=adjustment), 0.0
            sound = said(word, 0.1)
            for at in range(0, len(sound), 2_560):
                spotter.feed(sound[at : at + 2_560])
                best = max(best, spotter.scores[word])
            peaks.append(best)
        assert peaks[1] >= peaks[0] - 1e-4


def test_what_was_kept_for_another_ear_is_left_alone() -> None:
    assert personal(replace(learnt()[0], embedding="older"), load()) is None
