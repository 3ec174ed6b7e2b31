"""The cache of rendered lines: whole or not there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.core.pcm import Pcm
from voicecoach.errors import VoiceError
from voicecoach.voice.cache import Cache, key

SOUND = Pcm(bytes(range(200)))


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "not" / "there" / "yet")
    cache.put("a", SOUND)
    assert (cache.get("a"), cache.get("b")) == (SOUND, None)
    assert [path.name for path in (tmp_path / "not" / "there" / "yet").iterdir()] == ["a.pcm"]


@given(st.integers(0, 209), st.integers(1, 255))
def test_any_changed_byte_is_noticed(tmp_path_factory: pytest.TempPathFactory, where: int, by: int) -> None:
    folder = tmp_path_factory.getbasetemp() / "changed"
    cache = Cache(folder)
    cache.put("a", SOUND)
    data = bytearray((folder / "a.pcm").read_bytes())
    data[where] ^= by
    (folder / "a.pcm").write_bytes(data)
    assert cache.get("a") is None


@pytest.mark.parametrize("length", [0, 1, 9, 10, 11, 100, 209])
def test_a_file_that_was_cut_off_is_noticed(tmp_path: Path, length: int) -> None:
    cache = Cache(tmp_path)
    cache.put("a", SOUND)
    (tmp_path / "a.pcm").write_bytes((tmp_path / "a.pcm").read_bytes()[:length])
    assert cache.get("a") is None


def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.pcm").write_bytes(b"rubbish")
    cache = Cache(tmp_path)
    cache.put("a", SOUND)
    assert cache.get("a") == SOUND


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VoiceError, match=r"file/sounds: rendered lines cannot be kept \(Not a directory\)"):
        Cache(tmp_path / "file" / "sounds").put("a", SOUND)


def test_a_folder_in_place_of_a_line_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.pcm").mkdir()
    with pytest.raises(VoiceError, match=r"rendered lines cannot be read \(Is a directory\)"):
        Cache(tmp_path).get("a")


def test_keys_differ_wherever_a_part_differs() -> None:
    parts = [("a", "b"), ("ab", ""), ("", "ab"), ("a", "B"), ("a", "b", "")]
    assert len({key(*part) for part in parts}) == len(parts)
