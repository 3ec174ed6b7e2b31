"""Where the session cards, earcons and languages that come with the program lie, in a clone and when installed."""

from pathlib import Path
from typing import Literal

from voicecoach.errors import CoachError

Folder = Literal["scripts", "audio_cues", "languages"]


def shipped(folder: Folder, package: Path = Path(__file__).parent) -> Path:
    """The folder of that name: in ``package`` when installed from a wheel, else at the top of the clone."""
    installed = package / "_shipped" / folder
    if installed.is_dir():
        return installed
    clone = package.parent
    # Without pyproject.toml the parent is some site-packages, where a folder "scripts" would be another's.
    if (clone / "pyproject.toml").is_file() and (clone / folder).is_dir():
        return clone / folder
    raise CoachError(f"{package}: the folder {folder} of voicecoach is missing; install it again")
