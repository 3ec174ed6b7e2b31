"""What can go wrong outside the program, split by who must act; the command line prints one line and exits with 2."""


class CoachError(Exception):
    """Something the user, the author or the machine must put right: its text says what, where and what to do."""


class ScriptError(CoachError):
    """A session card or a rehearsal plan is not as it must be: for the author."""


class LanguageError(CoachError):
    """The folder of a language is not as it must be: for the translator."""


class UsageError(CoachError):
    """An option or a name on the command line that does not exist."""


class SettingsError(CoachError):
    """A setting is not as it must be."""


class VoiceError(CoachError):
    """The speech synthesiser is missing or failed."""


class DeviceError(CoachError):
    """A loudspeaker or a microphone is missing or failed."""


class EarError(CoachError):
    """A recogniser or its model is missing or failed."""


class DiaryError(CoachError):
    """The diary cannot be opened, read or written."""
