"""The echo canceller takes the coach out and leaves everything else as it is."""

import numpy as np
import pytest
import soxr
from conftest import SHARED
from ear_sounds import Sound, hiss, in_a_room, made_up_room, pcm, power_db, recorded, silence, spoken

from voicecoach.core.pcm import RATE
from voicecoach.ear.echo import EchoCanceller

LINES = (
    "Lie on your back with your knees bent. Place the ball under the base of your skull. Let the head be heavy. "
    "Breathe in slowly through the nose, and out. Turn your head a little to the right, and come back."
)


@pytest.fixture(scope="module")
def coach() -> Sound:
    return np.concatenate((silence(0.3), spoken(LINES), spoken(LINES, "en-gb")))


def cancelled(near: Sound, far: Sound, canceller: EchoCanceller, block: int = 160) -> Sound:
    nears, fars, size = pcm(near), pcm(far), 2 * block
    blocks = [
        canceller.cancel(nears[at : at + size], fars[at : at + size]) for at in range(0, len(nears), size)
    ]
    out = b"".join(blocks)
    assert len(out) == len(nears)
    return np.frombuffer(out, "<i2") / 32767


def late(sound: Sound) -> Sound:
    return sound[8 * RATE :]


@pytest.mark.parametrize("delay", [0.02, 0.06, 0.3, 0.45])
def test_an_echo_is_20_db_quieter_after_eight_seconds_and_its_delay_is_known(
    coach: Sound, delay: float
) -> None:
    near = in_a_room(coach, made_up_room(), delay) + hiss(len(coach) / RATE)
    canceller = EchoCanceller()
    out = cancelled(near, coach, canceller)
    assert power_db(late(near)) - power_db(late(out)) > 20.0
    assert canceller.removed_db > 20.0
    assert canceller.delay == pytest.approx(delay, abs=0.01)


def test_a_person_who_speaks_over_the_coach_is_left_as_she_is(coach: Sound) -> None:
    person = np.zeros(len(coach))
    word = spoken("stop", "en-gb-scotland", loud=0.05)
    for second in range(2, int(len(coach) / RATE) - 2, 2):
        person[second * RATE :][: len(word)] = word
    echo = in_a_room(coach, made_up_room(), 0.06) + hiss(len(coach) / RATE)
    left = cancelled(echo + person, coach, EchoCanceller()) - person
    assert power_db(late(echo)) - power_db(late(left)) > 18.0


@pytest.mark.parametrize("drift", [50e-6, 200e-6, -200e-6])
def test_clocks_that_drift_apart_are_followed(coach: Sound, drift: float) -> None:
    echo = in_a_room(coach, made_up_room(), 0.06)
    places = np.arange(len(echo)) * (1 + drift)
    fine = soxr.resample(echo, RATE, 8 * RATE)
    near = np.interp(8 * places, np.arange(len(fine)), fine) + hiss(len(coach) / RATE)
    canceller = EchoCanceller()
    out = cancelled(near, coach, canceller)
    after = slice(16 * RATE, None)
    assert power_db(near[after]) - power_db(out[after]) > 15.0
    assert canceller.drift == pytest.approx(drift, abs=20e-6)


def test_a_jump_of_the_card_s_pairing_is_made_good_within_two_seconds(coach: Sound) -> None:
    """The card moves its pairing of the two sounds by 20 ms at a time."""
    echo = in_a_room(coach, made_up_room(), 0.06) + hiss(len(coach) / RATE)
    jump = 12 * RATE
    far = np.concatenate((coach[:jump], coach[jump + RATE // 50 :], silence(0.02)))
    out = cancelled(echo, far, EchoCanceller())
    after = slice(jump + 2 * RATE, None)
    assert power_db(echo[after]) - power_db(out[after]) > 15.0


def test_another_device_with_another_delay_is_learnt_anew(coach: Sound) -> None:
    first, then = (in_a_room(coach, made_up_room(), delay) for delay in (0.06, 0.2))
    canceller = EchoCanceller()
    near = np.concatenate((first, then)) + hiss(2 * len(coach) / RATE)[: 2 * len(coach)]
    out = cancelled(near, np.concatenate((coach, coach)), canceller)
    after = slice(len(coach) + 8 * RATE, None)
    assert power_db(near[after]) - power_db(out[after]) > 18.0
    assert canceller.delay == pytest.approx(0.2, abs=0.01)


def test_with_headphones_the_person_is_never_made_louder_or_quieter(coach: Sound) -> None:
    person = np.concatenate((silence(2), spoken("please stop now " * 12, "en-gb")))[: len(coach)]
    near = np.pad(person, (0, len(coach) - len(person))) + hiss(len(coach) / RATE)
    out = cancelled(near, coach, EchoCanceller())
    assert power_db(out - near) < power_db(near) - 20.0


def test_without_sound_from_the_loudspeaker_not_a_sample_changes() -> None:
    person = spoken("the microphone is left alone")[:16_000]
    assert (
        cancelled(person, np.zeros(len(person)), EchoCanceller()).tobytes()
        == (np.frombuffer(pcm(person), "<i2") / 32767).tobytes()
    )


@pytest.mark.parametrize("block", [1, 7, 100, 161, 1000])
def test_blocks_of_any_size_give_as_much_as_they_take(block: int) -> None:
    coach = spoken("Breathe in slowly, and out.")[: RATE // 4]
    canceller = EchoCanceller()
    out = cancelled(coach, coach, canceller, block)
    assert np.all(np.isfinite(out))


def test_full_scale_and_silence_do_no_harm() -> None:
    rng = np.random.default_rng(3)
    square = np.sign(rng.normal(size=3 * RATE))
    canceller = EchoCanceller()
    for near, far in ((square, square), (square, -square), (np.zeros(RATE), square[:RATE]), (square, square)):
        out = cancelled(near, far, canceller)
        assert np.all(np.abs(out) <= 1.01)


def test_blocks_of_unequal_length_are_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="320 bytes of the microphone, 160 of the loudspeaker"):
        EchoCanceller().cancel(bytes(320), bytes(160))


@pytest.mark.shared
def test_real_rooms_lose_most_of_their_echo(coach: Sound) -> None:
    removed = {}
    rooms = ("cinema-diningroom", "dining-living", "dining-room", "living-bedroom")
    for room in rooms:
        answer = recorded(SHARED / "voices" / "rir" / f"house-impulses-{room}.flac", loud=None)
        answer = answer[max(0, int(np.argmax(np.abs(answer))) - 80) :]
        near = in_a_room(coach, answer, 0.06) + hiss(len(coach) / RATE)
        out = cancelled(near, coach, EchoCanceller())
        removed[room] = power_db(late(near)) - power_db(late(out))
    assert min(removed.values()) > 12.0, removed
