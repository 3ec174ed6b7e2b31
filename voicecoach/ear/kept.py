"""The file in which the numbers of a voice are kept: private, whole or not there at all, and never sound."""

import os
import tempfile
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np

from voicecoach.ear.embedding import WIDTH, Embeddings
from voicecoach.errors import EarError

VERSION = 1
PRIVATE = 0o600
_REDO = '"voicecoach listen-to-me" makes a new one, "voicecoach listen-to-me --forget" deletes it'


@dataclass(frozen=True, slots=True)
class KeptTake:
    """One take of ``word`` as the ear's embedding has it: ``rows`` 80 ms apart, the word ends with row ``end``.

    A take is there several times over under one ``number``, each time ``changed`` a little (noise, room, speed).
    """

    word: str
    number: int
    changed: str
    rows: Embeddings
    end: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What is known of a voice and its room; ``heard`` is the share of its takes that each word was heard in."""

    when: str
    embedding: str
    """Which weights the rows are from."""
    takes: tuple[KeptTake, ...]
    others: Embeddings
    """Silence and moving: rows that must not fire."""
    level_db: float
    noise_db: float
    delay: float
    heard: tuple[tuple[str, float], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words that there are takes of."""
        return tuple(dict.fromkeys(take.word for take in self.takes))


def read(path: Path) -> Enrolment | None:
    """What is kept in ``path``, None if there is no such file; `EarError` if it cannot be read."""
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise EarError(
            f"{path}: what is kept of your voice cannot be read ({error.strerror}); {_REDO}"
        ) from error
    try:
        with np.load(BytesIO(content), allow_pickle=False) as kept:
            if int(kept["version"]) != VERSION:
                raise EarError(
                    f"{path}: another version of voicecoach kept this ({int(kept['version'])}, not {VERSION}); {_REDO}"
                )
            return _enrolment({name: kept[name] for name in kept.files})
    except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile, IndexError) as error:
        raise EarError(f"{path}: what is kept of your voice is damaged; {_REDO}") from error


def write(path: Path, enrolment: Enrolment) -> None:
    """Keep ``enrolment`` in place of what was kept; return when it is on disk."""
    buffer = BytesIO()
    np.savez_compressed(
        buffer,
        version=np.array(VERSION),
        when=np.array(enrolment.when),
        embedding=np.array(enrolment.embedding),
        words=np.array([take.word for take in enrolment.takes]),
        numbers=np.array([take.number for take in enrolment.takes]),
        changed=np.array([take.changed for take in enrolment.takes]),
        lengths=np.array([len(take.rows) for take in enrolment.takes]),
        ends=np.array([take.end for take in enrolment.takes]),
        rows=np.concatenate([take.rows for take in enrolment.takes]).astype(np.float16),
        others=enrolment.others.astype(np.float16),
        levels=np.array([enrolment.level_db, enrolment.noise_db, enrolment.delay]),
        heard_words=np.array([word for word, _ in enrolment.heard]),
        heard_shares=np.array([share for _, share in enrolment.heard]),
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, buffer.getvalue())
    except OSError as error:
        raise EarError(
            f"{path}: your voice's numbers cannot be written ({error.strerror}); free some space"
        ) from error


def forget(path: Path) -> bool:
    """Delete what is kept; whether there was anything."""
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise EarError(f"{path}: this cannot be deleted ({error.strerror}); delete it by hand") from error
    return True


def _write_whole(path: Path, content: bytes) -> None:
    """Either all of ``content`` is in ``path`` afterwards, or what was there before."""
    number, name = tempfile.mkstemp(
        prefix=f".{path.name}.", dir=path.parent
    )  # nobody else may read it from the start
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(PRIVATE)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _enrolment(kept: dict[str, np.ndarray]) -> Enrolment:
    rows = np.asarray(kept["rows"], np.float32)
    others = np.asarray(kept["others"], np.float32)
    lengths = [int(length) for length in kept["lengths"]]
    if rows.ndim != 2 or rows.shape[1] != WIDTH or others.shape[1:] != (WIDTH,) or sum(lengths) != len(rows):
        raise ValueError("rows that do not fit")
    if not (np.isfinite(rows).all() and np.isfinite(others).all() and np.isfinite(kept["levels"]).all()):
        raise ValueError("numbers that are none")
    parts = np.split(rows, np.cumsum(lengths)[:-1])
    names = (kept["words"], kept["numbers"], kept["changed"], parts, kept["ends"])
    takes = tuple(
        KeptTake(str(word), int(number), str(changed), part, int(end))
        for word, number, changed, part, end in zip(*names, strict=True)
    )
    level, noise, delay = (float(value) for value in kept["levels"])
    heard = tuple((str(w), float(s)) for w, s in zip(kept["heard_words"], kept["heard_shares"], strict=True))
    return Enrolment(str(kept["when"]), str(kept["embedding"]), takes, others, level, noise, delay, heard)
