"""A small program with the real card, for the tests on the virtual room: does what standard input says."""

import json
import sys
import time

import numpy as np

from voicecoach.core.pcm import RATE, Pcm
from voicecoach.sound.card import open_card
from voicecoach.sound.player import Player


def main() -> None:
    began = time.monotonic()

    def clock() -> float:
        return time.monotonic() - began

    def tell(**what: object) -> None:
        sys.stdout.write(json.dumps({"at": round(clock(), 4), **what}) + "\n")
        sys.stdout.flush()

    player, loud = Player(), [0]

    def count(near: bytes, far: bytes, at: float) -> None:
        loud[0] += bool(np.abs(np.frombuffer(near, "<i2").astype(int)).max() > 500)

    def about() -> dict[str, float]:
        return {"pulled": player.written / RATE, "loud": loud[0], "dropped": card.dropped}

    lost, back = (lambda reason: tell(lost=reason)), (lambda what: tell(back=what))
    with open_card(player, on_block=count, on_lost=lost, on_back=back, clock=clock) as card:
        for line in sys.stdin:
            word, *rest = line.split()
            match word:
                case "tone":
                    player.play(tone(float(rest[0])), None if len(rest) == 1 else clock() + float(rest[1]))
                case "hush":
                    player.hush()
                case "until":
                    reached = float(rest[1])
                    while (known := about())[rest[0]] < reached:
                        time.sleep(0.02)
                    tell(**known)
                case other:
                    raise ValueError(f"what is {other}?")


def tone(seconds: float) -> Pcm:
    frames = np.arange(int(seconds * RATE))
    return Pcm((8000 * np.sin(2 * np.pi * 1000 * frames / RATE)).astype("<i2").tobytes())


if __name__ == "__main__":
    main()
