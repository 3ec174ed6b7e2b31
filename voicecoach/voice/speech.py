"""Lines of text rendered to sound by pyttsx3 in a child process, before a session and never in it."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

from voicecoach.core.pcm import Pcm
from voicecoach.errors import VoiceError
from voicecoach.language.language import ENGLISH, Language
from voicecoach.voice.cache import Cache, key
from voicecoach.voice.process import COMMAND, Child, ChildError
from voicecoach.voice.shape import UnfitError, shaped

ENGINE: Final = "pyttsx3"
CALM: Final = 155
"""Words a minute: the default rate."""
SLOWEST: Final = 80
FASTEST: Final = 400
PREFERRED: Final = ("gmw/en-us", "gmw/en")
"""Of espeak-ng's voices, whose own default is British with a strong accent of its makers."""


class Voice(Protocol):
    """What can say a line."""

    def render(self, text: str) -> Pcm:
        """The whole line as sound, or VoiceError. Slow: before a session only."""
        ...


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice that the engine has."""

    id: str
    name: str
    languages: tuple[str, ...]


class Pyttsx:
    """pyttsx3 in a child process, which is started when the first line needs it and closed by ``with``."""

    def __init__(
        self,
        voice: str | None = None,
        rate: int = CALM,
        *,
        command: Sequence[str] = COMMAND,
        answers_within: float | None = None,
    ) -> None:
        if not SLOWEST <= rate <= FASTEST:
            raise VoiceError(f"a rate of {rate} words a minute: choose one from {SLOWEST} to {FASTEST}")
        self._wanted = voice
        self._rate = rate
        self._command = tuple(command)
        self._limits = {} if answers_within is None else {"answers_within": answers_within}
        self._child: Child | None = None
        self._voice: str | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="voicecoach-")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop()
        self._folder.cleanup()

    def render(self, text: str) -> Pcm:
        """The whole line as sound; tried once more in a fresh child, then VoiceError."""
        if not any(sign.isalnum() for sign in text):
            raise VoiceError(f'the line "{text}" has nothing that can be said')
        try:
            return self._attempt(text)
        except (ChildError, UnfitError) as first:
            self._drop()
            if isinstance(first, ChildError) and first.lasting:
                raise VoiceError(str(first)) from first
        try:
            return self._attempt(text)
        except (ChildError, UnfitError) as second:
            self._drop()
            raise VoiceError(f'the voice cannot say "{_short(text)}": {second}') from second

    def voices(self) -> tuple[VoiceInfo, ...]:
        """Every voice there is."""
        try:
            return _voices(self._started())
        except ChildError as failed:
            self._drop()
            raise VoiceError(f"the voices cannot be listed: {failed}") from failed

    def _attempt(self, text: str) -> Pcm:
        child = self._started()
        if self._voice is None:
            self._voice = choose(_voices(child), self._wanted, child.driver)
        path = Path(self._folder.name) / "line.wav"
        path.unlink(missing_ok=True)
        child.ask(do="render", text=text, path=str(path), voice=self._voice or None, rate=self._rate)
        return shaped(path, text, self._rate)

    def _started(self) -> Child:
        if self._child is None:
            self._child = Child(self._command, **self._limits)
        return self._child

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.close()


def voices() -> tuple[VoiceInfo, ...]:
    """Every voice of this machine."""
    with Pyttsx() as engine:
        return engine.voices()


def render_lines(
    lines: Iterable[str],
    *,
    voice: str | None = None,
    rate: int = CALM,
    cache: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
    command: Sequence[str] = COMMAND,
    language: Language = ENGLISH,
) -> dict[str, Pcm]:
    """Every line as sound, from ``cache`` where it is there; ``progress(done, total)`` after each new one.

    In another ``language`` each is what is said there for the English line, by a voice of it unless one is given.
    """
    if not language.is_english:
        texts = {text: language.say(text) for text in lines}
        said = render_lines(
            texts.values(),
            voice=voice or language.voice,
            rate=rate,
            cache=cache,
            progress=progress,
            command=command,
        )
        return {text: said[spoken] for text, spoken in texts.items()}
    wanted = tuple(dict.fromkeys(lines))
    kept = Cache(cache)
    about = (ENGINE, _version(), voice or "", rate)
    rendered: dict[str, Pcm] = {}
    for text in wanted:
        if (pcm := kept.get(key(*about, text))) is not None:
            rendered[text] = pcm
    if len(rendered) == len(wanted):
        progress(len(wanted), len(wanted))
        return rendered
    with Pyttsx(voice, rate, command=command) as engine:
        for text in wanted:
            if text not in rendered:
                progress(len(rendered), len(wanted))
                rendered[text] = engine.render(text)
                kept.put(key(*about, text), rendered[text])
    progress(len(wanted), len(wanted))
    return rendered


def choose(found: Sequence[VoiceInfo], wanted: str | None, driver: str) -> str:
    """The id of the voice that was asked for by id, name or language; "" for the engine's own choice."""
    if wanted is None:
        ids = {info.id for info in found}
        return next((name for name in PREFERRED if name in ids), "") if driver == "espeak" else ""
    typed, plus, variant = wanted.partition("+")  # espeak's variants are files: "+Annie" is none by "+annie"
    base = typed.casefold()
    for names in (_ids, _names, _languages):
        for info in found:
            if base in names(info):
                return info.id + plus + variant
    known = {name: info.id for info in found for name in (*_ids(info), *_names(info))}
    near = get_close_matches(base, known, n=3, cutoff=0.6)
    hint = f"; near it: {', '.join(dict.fromkeys(known[name] for name in near))}" if near else ""
    raise VoiceError(f'there is no voice "{wanted}"{hint}; "voicecoach voices" lists them all')


def _ids(info: VoiceInfo) -> tuple[str, ...]:
    return info.id.casefold(), info.id.casefold().rpartition("/")[2]


def _names(info: VoiceInfo) -> tuple[str, ...]:
    return (info.name.casefold(),)


def _languages(info: VoiceInfo) -> tuple[str, ...]:
    return tuple(language.casefold() for language in info.languages)


def _voices(child: Child) -> tuple[VoiceInfo, ...]:
    told = child.ask(do="voices")["voices"]
    return tuple(VoiceInfo(voice["id"], voice["name"], tuple(voice["languages"])) for voice in told)


def _version() -> str:
    try:
        return version(ENGINE)
    except PackageNotFoundError:
        return ""


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
