"""Where things are kept on this machine: the diary and own cards among the user's data, rendered lines in a cache."""

from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_data_path


@dataclass(frozen=True, slots=True)
class Folders:
    """``data`` holds the diary and the user's own cards; ``cache`` can be deleted at any time."""

    data: Path
    cache: Path

    @classmethod
    def of(cls, data: Path | None) -> "Folders":
        """The user's folders, or ``data`` in place of the first."""
        return cls(
            data or user_data_path("voicecoach", appauthor=False),
            user_cache_path("voicecoach", appauthor=False),
        )

    @property
    def diary(self) -> Path:
        """The diary's file: the encrypted one, if the user has encrypted it."""
        sealed = self.data / "diary.sqlcipher"
        return sealed if sealed.exists() else self.data / "diary.sqlite3"

    @property
    def enrolment(self) -> Path:
        """The file with the numbers of the user's voice."""
        return self.data / "listen-to-me.npz"

    @property
    def settings(self) -> Path:
        """The file of settings."""
        return self.data / "settings.toml"

    @property
    def cards(self) -> Path:
        """The folder of the user's own cards."""
        return self.data / "scripts"

    @property
    def sounds(self) -> Path:
        """The folder of rendered lines."""
        return self.cache / "lines"
