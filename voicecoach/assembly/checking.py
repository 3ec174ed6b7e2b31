"""Lines heard before anybody plays them: each is rendered and timed, and the real ear runs over it."""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from voicecoach.core.beats import Talk
from voicecoach.core.card import Card
from voicecoach.core.flow import FITS
from voicecoach.core.lines import CHANGE
from voicecoach.core.repertoire import every_line
from voicecoach.core.session import prepare
from voicecoach.core.words import PHRASES, RARER
from voicecoach.ear.commands import RED_FLAGS, Sensitivity
from voicecoach.ear.commands import WEIGHTS as COMMANDS
from voicecoach.ear.embedding import CHUNK
from voicecoach.ear.embedding import WEIGHTS as EMBEDDING
from voicecoach.ear.own import named
from voicecoach.ear.port import Scored, Spotter
from voicecoach.ear.tongue import is_heard, weights
from voicecoach.ear.usual import build
from voicecoach.errors import VoiceError
from voicecoach.language.folder import language_of
from voicecoach.language.language import ENGLISH, Language
from voicecoach.script.cues import LEAST, cues_too_long
from voicecoach.script.problems import Problem
from voicecoach.script.rules import Rule
from voicecoach.script.spoken import spoken
from voicecoach.settings import Settings
from voicecoach.voice.cache import key
from voicecoach.voice.speech import ENGINE, render_lines

GAP = 3.0
"""Seconds of silence after each line: the ear looks back over 2.8 s, so no line is heard with the one before it."""
RATE = 16_000
_BLOCK = RATE
"""Samples given to the ear at once; its scores are the same for blocks of any size."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """The ear took a part of a line for ``phrase``, ``at`` seconds into it, by a ``score`` of at least ``needed``."""

    phrase: str
    at: float
    score: float
    needed: float | None


@dataclass(frozen=True, slots=True)
class Sounding:
    """How a line sounds: the ``seconds`` it takes, and all that the ear took for a command."""

    seconds: float
    taken: tuple[Taken, ...]


def heard_lines(
    texts: Iterable[str],
    chosen: Settings,
    sounds: Path,
    progress: Progress = lambda done, total: None,
    language: Language = ENGLISH,
) -> dict[str, Sounding]:
    """How each of ``texts`` sounds in its ``language`` with the voice, rate and ear that were ``chosen``; kept in the
    folder ``sounds``."""
    wanted = tuple(dict.fromkeys(texts))
    voice = chosen.voice or language.voice
    names = {
        text: key("heard", ENGINE, voice or "", chosen.rate, language.say(text), ear_of(chosen, language))
        for text in wanted
    }
    found = {
        text: kept for text, name in names.items() if (kept := _kept(sounds / f"{name}.heard")) is not None
    }
    missing = [text for text in wanted if text not in found]
    if not missing:
        return found
    rendered = render_lines(missing, voice=voice, rate=chosen.rate, cache=sounds, language=language)
    # no ear hears some languages; nothing is taken for a command then
    name = chosen.ear if language.is_english else None
    spotter = build(name, _sensitivity(chosen), language=language)[1] if is_heard(language) else None
    heard = 0.0
    for done, text in enumerate(missing):
        progress(done, len(missing))
        taken: tuple[Taken, ...] = ()
        if spotter is not None:
            taken, heard = _listen(spotter, rendered[text].samples, heard)
        found[text] = Sounding(rendered[text].seconds, taken)
        _keep(sounds / f"{names[text]}.heard", found[text])
    progress(len(missing), len(missing))
    return found


def problems_heard(card: Card, lines: dict[str, int], sounding: Mapping[str, Sounding]) -> Iterator[Problem]:
    """What is wrong with the lines of ``card`` as they sound: cues that are too long, words taken for a command."""
    for long in cues_too_long(card, lambda text: sounding[text].seconds if text in sounding else 0.0):
        if long.over > LEAST:
            text = (
                f'"{long.text}" takes {long.needed:.2f} s and the phase "{long.phase}" of {long.room + FITS:g} s '
                f"has room for {long.room:.2f} s, so it is {long.over:.2f} s "
                f"too long; use fewer words, or a longer phase"
            )
            yield Problem(long.line, text, Rule.CUE_FITS)
    word = language_of(card.language).word
    for text, line in lines_of(card, lines).items():
        yield from (Problem(line, said, Rule.EAR) for said in taken_for(text, sounding[text], word=word))


def taken_for(
    text: str,
    sound: Sounding,
    exempt: frozenset[str] = frozenset(),
    word: Callable[[str], str] = ENGLISH.word,
) -> Iterator[str]:
    """What the ear took ``text`` for, as the author is told it; the commands in ``exempt`` are named on purpose."""
    for taken in sound.taken:
        if taken.phrase not in exempt:
            needed = f", {taken.needed:.2f} is enough" if taken.needed is not None else ""
            yield (
                f'"{text}" sounds like the command "{word(taken.phrase)}" to the ear (score {taken.score:.2f}{needed}; '
                f"{taken.at:.1f} s into the line); say it in other words"
            )


def lines_of(card: Card, lines: dict[str, int]) -> dict[str, int]:
    """Every text of ``card`` as it is said in a session, with its line; the coach's own lines are not among them."""
    written: dict[str, int] = {}
    for line, text, _ in spoken(card, lines):
        for side in _sides(card) if "{side}" in text else ("",):
            written.setdefault(text.replace("{side}", side), line)
    for step in card.steps:
        for name in step.sides.names if step.sides else ():
            written.setdefault(CHANGE.format(side=name), step.line)
    switches = frozenset(switch.name for switch in card.switches)
    found: dict[str, int] = {}
    for text in every_line(prepare(card, switches, Talk.FULL, first_time=True)):
        _, _, cue = text.partition(". ")
        whole = text if text in written else text.removesuffix(".")
        if whole in written or cue in written:
            found[text] = written[whole] if whole in written else written[cue]
    return found


def ear_of(chosen: Settings, language: Language = ENGLISH) -> str:
    """Tells one ear from another: its name, its weights, how sensitive it is."""
    digest = hashlib.sha256()
    heads = (COMMANDS, RED_FLAGS) if language.is_english else (weights("commands", language),)
    for name in (EMBEDDING, *heads):
        file = files("voicecoach.ear") / name
        digest.update(file.read_bytes() if file.is_file() else b"")
    return f"{chosen.ear or ''} {chosen.always} {chosen.session} {digest.hexdigest()}"


def exempt_in(text: str) -> frozenset[str]:
    """The commands that a line of the coach's own names, and whatever else means the same: the ear masks them then."""
    words = {one.word for one in named(text, 0.0, 1.0)}
    return frozenset(phrase for word in words for table in (PHRASES, RARER) for phrase in table.get(word, ()))


def _sides(card: Card) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for step in card.steps if step.sides for name in step.sides.names))


def _sensitivity(chosen: Settings) -> Sensitivity:
    return Sensitivity(chosen.always, chosen.session)


def _listen(spotter: Spotter, samples: bytes, heard: float) -> tuple[tuple[Taken, ...], float]:
    """What the ear takes for a command in one line, and how much it has heard in all after it."""
    sound = samples + bytes(int(GAP * RATE) * 2)
    sound += bytes(-len(sound) % (CHUNK * 2))  # so that the ear cuts each line into pieces at the same places
    needed = dict(spotter.thresholds) if isinstance(spotter, Scored) else {}
    hits = [
        hit
        for start in range(0, len(sound), _BLOCK * 2)
        for hit in spotter.feed(sound[start : start + _BLOCK * 2])
    ]
    taken = tuple(
        Taken(hit.phrase, round(max(0.0, hit.at - heard), 2), round(hit.score, 3), needed.get(hit.phrase))
        for hit in hits
    )
    return taken, heard + len(sound) / 2 / RATE


def _kept(file: Path) -> Sounding | None:
    """What was found out before; a damaged file is as good as none."""
    try:
        told = json.loads(file.read_bytes())
        taken = tuple(Taken(str(p), float(a), float(s), n) for p, a, s, n in told["taken"])
        return Sounding(float(told["seconds"]), taken)
    except FileNotFoundError:
        return None
    except OSError as failed:
        raise VoiceError(f"{file}: what was heard cannot be read ({failed.strerror})") from failed
    except (ValueError, TypeError, KeyError):
        return None


def _keep(file: Path, sound: Sounding) -> None:
    """A reader sees all of it or nothing."""
    taken = [(one.phrase, one.at, one.score, one.needed) for one in sound.taken]
    data = json.dumps({"seconds": sound.seconds, "taken": taken}).encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        number, part = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with os.fdopen(number, "wb") as open_file:
                open_file.write(data)
            Path(part).replace(file)
        except OSError:
            with contextlib.suppress(FileNotFoundError):
                Path(part).unlink()
            raise
    except OSError as failed:
        raise VoiceError(f"{file}: what was heard cannot be kept ({failed.strerror})") from failed
