"""How loud a mono sound is to a listener, by ITU-R BS.1770-4 and EBU R 128, and bringing it to a wanted loudness.

Our own, because a library would bring SciPy (35 MB) for two filters; held in the tests to the signals of EBU Tech 3341
and, where it is installed, to ffmpeg's meter.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]

SILENT: Final = -70.0
"""LUFS: blocks below this never count; also what digital silence is said to have."""
BELOW: Final = 10.0
"""Blocks this much quieter than the mean of the others do not count either."""
ATTACK: Final = 0.005
"""Seconds before a peak that the limiter begins to give way."""
RELEASE: Final = 0.02
"""Seconds after it that it comes back."""
NEAR: Final = 0.1
"""LU from the wanted loudness that are near enough."""
TRIES: Final = 8

_TAPS: Final = 4096
"""What is kept of the filters' answer to a click: after a quarter of a second at 16 kHz there is nothing left."""
_SIZE: Final = 1 << 15
_PIECE: Final = 1 << 12
_STEEPEST: Final = 2.1
"""No sound is higher between its samples than so many times the highest of them: the taps below summed up."""
# BS.1770-4, annex 2: the four phases of the filter that reads between the samples; two of them, and each backwards.
_BETWEEN: Final = (
    (0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000, -0.0594482421875, 0.1373291015625,
     0.9721679687500, -0.1022949218750, 0.0476074218750, -0.0266113281250, 0.0148925781250, -0.0083007812500),
    (-0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250, -0.1665039062500, 0.4650878906250,
     0.7797851562500, -0.2003173828125, 0.1015625000000, -0.0582275390625, 0.0330810546875, -0.0189208984375),
)  # fmt: skip


def loudness(samples: Samples, rate: int) -> float:
    """The integrated loudness in LUFS."""
    tenth = rate // 10
    energies = _energies(samples, rate, tenth)
    if len(energies) < 4:
        return SILENT
    blocks = np.convolve(energies, np.ones(4), "valid") / (4 * tenth)
    loud = blocks[_lufs(blocks) > SILENT]
    if not len(loud):
        return SILENT
    loud = loud[_lufs(loud) > float(_lufs(loud.mean())) - BELOW]
    return float(_lufs(loud.mean()))


def true_peak(samples: Samples) -> float:
    """The loudest point in dBTP, also between the samples."""
    highest = float(np.abs(samples).max(initial=0.0))
    return 20 * float(np.log10(max(float(_heights(samples, highest).max(initial=0.0)), 1e-5)))


def brought_to(samples: Samples, rate: int, wanted: float, peak: float) -> Samples:
    """``samples`` at ``wanted`` LUFS, no point above ``peak`` dBTP: single peaks are bent down, for some hundredths of
    a second."""
    if not np.any(samples):
        return samples
    gain = wanted - loudness(samples, rate)
    ceiling, steepness = peak, 1.0
    before: tuple[float, float] | None = None
    for _ in range(TRIES):
        out = _limited(samples * np.float32(10 ** (gain / 20)), 10 ** (ceiling / 20), rate)
        now, over = loudness(out, rate), true_peak(out) - peak
        if abs(wanted - now) <= NEAR and over <= 0:
            return out
        if before is not None and gain != before[0]:
            # the more is bent, the less a louder sound gains
            steepness = min(1.0, max(0.25, (now - before[1]) / (gain - before[0])))
        before = gain, now
        gain += (wanted - now) / steepness
        ceiling -= max(0.0, over)
    return out


def _lufs(power: npt.ArrayLike) -> Numbers:
    levels: Numbers = -0.691 + 10 * np.log10(np.maximum(power, 1e-12))
    return levels


def _energies(samples: Samples, rate: int, tenth: int) -> Numbers:
    """The energy of each tenth of a second as a listener's ear weighs it."""
    chunk = _SIZE - _TAPS
    answer = np.fft.irfft(_weighting(rate, np.fft.rfftfreq(2 * _TAPS, 1 / rate)), 2 * _TAPS)[:_TAPS]
    spectrum = np.fft.rfft(answer, _SIZE)
    weighted = np.zeros(len(samples) + _SIZE, np.float32)
    for start in range(0, len(samples), chunk):
        part = samples[start : start + chunk]
        if part.any():
            heard = np.fft.irfft(np.fft.rfft(part, _SIZE) * spectrum, _SIZE)
            weighted[start : start + _SIZE] += heard.astype(np.float32)
    whole = weighted[: len(samples) // tenth * tenth].reshape(-1, tenth)
    energies: Numbers = np.einsum("ij,ij->i", whole, whole, dtype=np.float64)
    return energies


def _weighting(rate: int, frequencies: npt.NDArray[np.floating]) -> npt.NDArray[np.complex128]:
    """The K-weighting at any rate: the standard's two filters, given there for 48 kHz, by their analogue forms."""
    z = np.exp(-2j * np.pi * frequencies / rate)
    k, q, high = np.tan(np.pi * 1681.974450955533 / rate), 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    middle = high**0.4996667741545416
    shelf = (high + middle * k / q + k * k) + 2 * (k * k - high) * z + (high - middle * k / q + k * k) * z * z
    shelf = shelf / ((1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z * z)
    k, q = np.tan(np.pi * 38.13547087602444 / rate), 0.5003270373238773
    below = 1 + k / q + k * k
    passed = (1 - 2 * z + z * z) / (1 + 2 * (k * k - 1) / below * z + (1 - k / q + k * k) / below * z * z)
    return np.asarray(shelf * passed, np.complex128)


def _heights(samples: Samples, above: float) -> Samples:
    """How high the sound is at each sample, or between it and its neighbours if that is more; between them only where
    it could come ``above`` that."""
    heights: Samples = np.abs(samples)
    margin = len(_BETWEEN[0])
    for start in range(0, len(samples), _PIECE):
        own = heights[start : start + _PIECE]
        if len(samples) < margin or float(own.max()) * _STEEPEST < above:
            continue
        first = max(0, start - margin)
        part = samples[first : start + _PIECE + margin]
        for phase in _BETWEEN:
            for taps in (phase, phase[::-1]):
                between = np.abs(np.convolve(part, np.asarray(taps, np.float32), "same"))
                np.maximum(own, between[start - first :][: len(own)], out=own)
    return heights


def _limited(samples: Samples, ceiling: float, rate: int) -> Samples:
    """``samples`` bent down smoothly wherever they would be higher than ``ceiling``."""
    heights = _heights(samples, ceiling)
    ahead, behind = round(ATTACK * rate), round(RELEASE * rate)
    reach = behind + 2 * ahead
    peaks = np.flatnonzero(heights > ceiling)
    if not len(peaks):
        return samples
    out = samples.copy()
    # Only around the peaks, of which speech has few: whole sessions are long.
    apart = np.diff(peaks) > 2 * reach
    firsts, lasts = peaks[np.append(True, apart)], peaks[np.append(apart, True)]
    for start, end in zip(np.maximum(firsts - reach, 0), lasts + reach + 1, strict=True):
        out[start:end] *= _gains(heights[start:end], ceiling, ahead, behind)
    return out


def _gains(heights: Samples, ceiling: float, ahead: int, behind: int) -> Samples:
    """By how much each sample is made smaller, so that none is above ``ceiling``."""
    needed = np.minimum(np.float32(ceiling) / np.maximum(heights, np.float32(1e-9)), np.float32(1))
    needed = _least(
        np.pad(needed, (behind + 2 * ahead, 2 * ahead), constant_values=1.0), behind + 2 * ahead + 1
    )
    ease = np.hanning(2 * ahead + 3)[1:-1].astype(np.float32)
    return np.convolve(needed, ease / ease.sum(), "valid")


def _least(values: Samples, width: int) -> Samples:
    """The least of each ``width`` values in a row."""
    out, have = values, 1
    while have < width:
        step = min(have, width - have)
        out = np.minimum(out[: len(out) - step], out[step:])
        have += step
    return out
