"""A child process that plays a speech engine with faults; its arguments say which, its folder counts its starts."""

import json
import math
import sys
import time
import wave
from array import array
from pathlib import Path

RATE = 22_050
VOICES = [
    {"id": "gmw/en-us", "name": "English (America)", "languages": ["en-us"]},
    {"id": "gmw/en", "name": "English (Great Britain)", "languages": ["en-gb"]},
    {"id": "roa/es", "name": "Spanish (Spain)", "languages": ["es"]},
]


def main() -> None:
    folder, faults = Path(sys.argv[1]), sys.argv[2:]
    starts = len(list(folder.glob("start*")))
    (folder / f"start{starts}").touch()
    if "no engine" in faults:
        answer(error="the speech engine cannot be started (no espeak): install espeak-ng", fatal=True)
        return
    answer(driver="espeak")
    for line in sys.stdin:
        request = json.loads(line)
        with (folder / "asked").open("a") as asked:
            asked.write(json.dumps({key: request.get(key) for key in ("do", "text", "voice", "rate")}) + "\n")
        if request["do"] == "voices":
            answer(voices=VOICES)
            continue
        fault = faults[min(starts, len(faults) - 1)] if faults else "none"
        match fault:
            case "hang":
                time.sleep(60)
            case "die":
                sys.exit("espeak: no data")
            case "nonsense":
                print("Audio saved", flush=True)
            case "complain":
                answer(error="RuntimeError: cannot")
            case _:
                speak(Path(request["path"]), request["text"], fault)
                answer(path=request["path"])


def speak(path: Path, text: str, fault: str) -> None:
    """A tone of 60 ms a letter between two silences, with a fault."""
    silence, sound = array("h", [0] * 4000), array("h")
    if fault != "silent":
        length = 40 if fault == "short" else round(0.06 * RATE) * len(text)
        sound.extend(round(9000 * math.sin(2 * math.pi * 220 * n / RATE)) for n in range(length))
    samples = array("h") if fault == "empty" else silence + sound
    if fault not in ("empty", "broken off"):
        samples += silence
    if fault == "broken off":
        samples[-20:] = array("h", [9000] * 20)
    if fault == "no file":
        return
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, len(samples), "NONE", "not compressed"))
        file.writeframes(samples.tobytes())
    if fault == "truncated":
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2])
    if fault == "no sound":
        path.write_bytes(b"this is no sound file")


def answer(**what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
