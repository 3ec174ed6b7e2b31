"""What `voicecoach diary encrypt` and `decrypt` ask and tell."""

from collections.abc import Callable
from pathlib import Path

from voicecoach.diary.copies import kept_aside
from voicecoach.diary.sealed import PLAIN, forget_kept, is_sealed, keep, require
from voicecoach.diary.sealing import opens, seal, unseal
from voicecoach.errors import DiaryError, UsageError

SHORTEST = 8


def encrypt(diary: Path, ask: Callable[[str], str], keyring: bool) -> list[str]:
    """Encrypt the diary, or let the keyring keep the passphrase of one that is; ``ask`` hides what is typed."""
    require(diary)
    if is_sealed(diary):
        words = ask("Passphrase of the diary: ")
        opens(diary, words)
        return [f"{diary} is encrypted already.", *_kept(words, keyring)]
    words = ask("A new passphrase for the diary: ")
    if len(words) < SHORTEST or not words.isprintable():
        raise UsageError(
            f"a passphrase has at least {SHORTEST} letters, signs or spaces; nothing was changed"
        )
    if ask("The same again: ") != words:
        raise UsageError("these were not the same; nothing was changed")
    sealed = seal(diary, words)
    return [
        f"The diary is encrypted: {sealed}",
        "Write the passphrase down and keep it in another place. Without it nobody can read the diary, ever.",
        *_kept(words, keyring),
        *(f"Not encrypted, from before: {each}" for each in kept_aside(sealed.with_suffix(PLAIN))),
        "Backups and exports that you made before are not encrypted.",
    ]


def decrypt(diary: Path) -> list[str]:
    """Take the encryption away again."""
    if not is_sealed(diary):
        raise DiaryError(f"{diary}: the diary is not encrypted")
    plain = unseal(diary)
    forget_kept()
    return [f"The diary is no longer encrypted: {plain}"]


def _kept(words: str, keyring: bool) -> list[str]:
    if keyring and keep(words):
        return ["This computer's keyring keeps the passphrase, so you are not asked for it here."]
    return ["You are asked for the passphrase whenever the diary is opened."]
