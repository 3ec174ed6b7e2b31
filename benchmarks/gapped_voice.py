"""The product's voice process, told how long espeak-ng waits between words: ``python -m benchmarks.gapped_voice 4``."""

import sys
from typing import Final

from voicecoach.voice import child

WORD_GAP: Final = 7
"""``espeakWORDGAP`` of espeak-ng's ``speak_lib.h``, which pyttsx3 has no property for; hundredths of a second."""


def main() -> None:
    """Set the gap, then answer requests as ever."""
    import pyttsx3
    from pyttsx3.drivers import _espeak

    engine = pyttsx3.init()  # kept until the end: the product's process is given the same one
    _espeak.SetParameter(WORD_GAP, int(sys.argv.pop(1)), 0)
    child.main()
    del engine


if __name__ == "__main__":
    main()
