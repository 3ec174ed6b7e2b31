"""What every spotter promises, tried on each engine that is installed."""

import functools
from collections.abc import Callable

import numpy as np
import pytest
from conftest import SHARED
from ear_sounds import Sound, hiss, joined, pcm, recorded, silence, spoken

from voicecoach.core.pcm import RATE
from voicecoach.core.words import ALWAYS_HEARD, PHRASES
from voicecoach.ear import dictionary
from voicecoach.ear.commands import Sensitivity
from voicecoach.ear.port import Hit, Spotter
from voicecoach.ear.sphinx import LOOSE, THRESHOLDS, SphinxSpotter, model_folder
from voicecoach.ear.usual import AS_SHIPPED, ENGINES
from voicecoach.ear.usual import build as build_engine
from voicecoach.errors import UsageError

Build = Callable[[], Spotter]
ALWAYS = {phrase for word in ALWAYS_HEARD for phrase in PHRASES[word]}

engines = pytest.mark.parametrize(
    "build", [functools.partial(e.spotter, AS_SHIPPED) for e in ENGINES.values()], ids=ENGINES.keys()
)


def heard(spotter: Spotter, sound: Sound, block: int = 160) -> tuple[Hit, ...]:
    samples, size = pcm(sound), 2 * block
    return tuple(hit for at in range(0, len(samples), size) for hit in spotter.feed(samples[at : at + size]))


def rounded(hits: tuple[Hit, ...]) -> list[tuple[str, float, float]]:
    """What was heard, but for the last digits: larger blocks are summed in another order."""
    return [(hit.phrase, round(hit.at, 3), round(hit.score, 3)) for hit in hits]


def words(hits: tuple[Hit, ...]) -> list[str]:
    return [word.value for hit in hits for word, phrases in PHRASES.items() if hit.phrase in phrases]


@engines
def test_silence_and_hiss_are_no_words(build: Build) -> None:
    spotter = build()
    assert heard(spotter, np.concatenate((silence(3), hiss(3), hiss(20, 1e-3), silence(1)))) == ()


@engines
def test_odd_blocks_give_the_same_hits(build: Build) -> None:
    sound = joined(
        silence(0.5), spoken("wait"), silence(1), spoken("pause"), silence(1), spoken("stop"), silence(1)
    )
    expected = heard(build(), sound)
    assert expected
    for block in (1, 77, 333, 4096, len(sound)):
        if block == 1:
            sound_of_half_a_second = sound[: RATE // 2]
            once, again = heard(build(), sound_of_half_a_second, 1), heard(build(), sound_of_half_a_second)
            assert rounded(once) == rounded(again)
        else:
            assert rounded(heard(build(), sound, block)) == rounded(expected)


@engines
def test_every_hit_is_a_phrase_with_a_score_and_a_time_within_the_sound(build: Build) -> None:
    sound = joined(
        *(part for phrase in ("pain", "next", "go on", "again") for part in (spoken(phrase), silence(1)))
    )
    for hit in heard(build(), sound):
        assert any(hit.phrase in phrases for phrases in PHRASES.values())
        assert 0.0 <= hit.score <= 1.0
        assert 0.0 <= hit.at <= len(sound) / RATE


@engines
@pytest.mark.shared
def test_most_people_s_stop_is_heard_once_each_within_half_a_second(build: Build) -> None:
    takes = sorted((SHARED / "voices" / "words" / "stop").glob("*.flac"))
    spotter, fed, found = build(), 0.0, 0
    for take in takes:
        sound = joined(recorded(take), silence(1.2))
        hits = heard(spotter, sound)
        stops = [hit for hit, word in zip(hits, words(hits), strict=True) if word == "stop"]
        assert len(stops) <= 1, (take.name, hits)
        assert all(fed < hit.at <= fed + len(sound) / RATE for hit in stops)
        found += len(stops)
        fed += len(sound) / RATE
    assert found >= 0.6 * len(takes), f"{found} of {len(takes)}"


@engines
@pytest.mark.shared
def test_stop_said_twice_counts_twice(build: Build) -> None:
    take = clearest_stop(build)
    hits = heard(build(), joined(silence(0.5), take, silence(0.3), take, silence(1)))
    assert words(hits) == ["stop", "stop"]


@engines
@pytest.mark.shared
def test_stop_is_heard_said_softly_and_said_loudly(build: Build) -> None:
    take = clearest_stop(build)
    for name, sound in (("quiet", take * 0.1), ("loud", take * 3 / max(1.0, 3 * np.abs(take).max()))):
        assert "stop" in words(heard(build(), joined(silence(0.5), sound, silence(1), room=3e-5))), name


@functools.cache
def clearest_stop(build: Build) -> Sound:
    """The take that this engine is surest of."""
    best: tuple[float, Sound] = (0.0, silence(1))
    for take in sorted((SHARED / "voices" / "words" / "stop").glob("*.flac")):
        sound = recorded(take)
        for hit in heard(build(), joined(silence(0.3), sound, silence(0.6))):
            best = max(best, (hit.score, sound), key=lambda pair: pair[0])
    return best[1]


def test_every_phrase_has_a_threshold_and_can_be_pronounced() -> None:
    phrases = {phrase for phrases in PHRASES.values() for phrase in phrases}
    assert set(THRESHOLDS) == phrases
    each = {word for phrase in phrases for word in phrase.split()}
    assert set(dictionary.pronunciations(each, model_folder())) == each


def test_the_twin_is_looser_than_the_ear() -> None:
    assert all(LOOSE[phrase] < power for phrase, power in THRESHOLDS.items())


def test_pocketsphinx_tells_a_tier_2_phrase_once_it_can_not_grow_any_more() -> None:
    sound = joined(silence(0.5), spoken("repeat"), silence(1))
    ends = RATE // 2 + len(spoken("repeat"))
    assert heard(SphinxSpotter(), sound[: ends + RATE // 10]) == ()
    assert words(heard(SphinxSpotter(), sound)) == ["again"]


@pytest.mark.shared
def test_silence_between_words_changes_nothing() -> None:
    spotter = SphinxSpotter()
    sound = joined(silence(0.5), clearest_stop(SphinxSpotter), silence(20))
    assert [words(heard(spotter, sound)) for _ in range(5)] == [["stop"]] * 5


@pytest.mark.parametrize("name", ENGINES)
def test_each_tier_is_heard_more_easily_at_a_higher_sensitivity_of_its_own(name: str) -> None:
    def found(sensitivity: Sensitivity) -> tuple[int, int]:
        spotter = ENGINES[name].spotter(sensitivity)
        sound = [joined(silence(0.5), spoken(word), silence(1)) for word in ("stop", "pain", "next", "again")]
        hits = heard(spotter, np.concatenate([0.5 * each + hiss(len(each) / RATE, 0.02) for each in sound]))
        first = sum(hit.phrase in ALWAYS for hit in hits)
        return first, len(hits) - first

    eager, reluctant = Sensitivity(9, -9), Sensitivity(-9, 9)
    assert found(eager)[0] > found(reluctant)[0]
    assert found(eager)[1] < found(reluctant)[1]


def test_an_engine_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(UsageError, match=r'there is no ear "bat"; there are: .*pocketsphinx'):
        build_engine("bat")


def test_the_best_engine_is_one_of_them() -> None:
    name, _, _ = build_engine()
    assert name in ENGINES
