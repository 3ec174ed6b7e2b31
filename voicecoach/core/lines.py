"""The lines that the coach says of itself: plain, calm, at most 15 words each; and how long a line takes to say."""

from voicecoach.core.words import NUMBER_NAMES

OPENER = (
    "This is general movement coaching. It is not medical care.",
    "At any moment, say pain or stop. I will halt at once.",
    "Mild pulling or warmth is fine. Sharp, numb or spreading feelings are not.",
)
"""The safety lines of every session (content section 5.0)."""
FIRST_TIME = (
    "I cannot see you, examine you, or phone anyone.",
    "If you are unsure, ask a clinician first.",
    "You decide. You can end at any time.",
)
"""Said before the safety lines in the first two sessions (content section 4.3)."""

EAR_CHECK = "Let me check my hearing. Say stop now."
EAR_CHECK_AGAIN = "Once more, please. Say stop now."
EAR_GOOD = "Good. I hear you well."
EAR_FAINT = "I hear you, but faintly. Please move the computer closer."
EAR_NOISY = "I hear you, but it is noisy here."
EAR_BAD = "I did not hear that. Please come closer or speak up. Any key works too."
SORE_BEFORE = "From zero to ten, how sore is your neck now?"
SORE_SHORT = "A number from zero to ten, please."
FAREWELL = ("That is the end. I wrote it down.", "Take your time getting up.")

ANOTHER = "Would you like {title} as well, today? Yes or no."
HOW_OFTEN_TODAY = (
    "That was the first today. Three or four a day are meant.",
    "That was the second today. Three or four a day are meant.",
    "That was the third today. Three or four a day are meant.",
    "That was the fourth today, and enough for one day.",
)
"""Said at the end of a session that is meant to be done 3 to 4 times a day (A11)."""

ONCE_MORE = "That is fine. We go through it once more."

READY = "Say ready when you are set."
READY_AGAIN = "Take your time. Say ready."

STOPPED = "Stopped."
PAUSED = "Paused."
ON_HOLD = "Say go on, or say finish."
CARRY_ON = "Carry on? Yes or no."
DEAF = ("I can't hear you. Everything is on hold.", "Press any key to end.")
MENDED = "I can hear you again."

HURT = ("Okay. Stay still. Everything is on hold.", "Breathe out slowly.")
"""PAIN-ACK (content section 3.2)."""
KEEP_STILL = ("Keep still. Do not move your neck.", "Please call {emergency}.")
"""In place of the way out, when the person cannot move or feel a limb (content section 3.2)."""
SIGNS = "Any dizzy or faint feeling, or trouble seeing, speaking or swallowing? Yes or no."
BREATH = "Does your chest feel tight, or are you short of breath? Yes or no."
FEELING = "Do you feel new numbness, tingling, or weakness? Yes or no."
WEAKNESS = "Is it weakness, or in the face, or on both sides? Yes or no."
QUALITY = "Is it sharp, dull, burning, or spreading out?"
HOW_STRONG = "From zero to ten, how strong is it now?"
HOW_STRONG_SHORT = "How strong? Zero to ten."
WHERE = "Where is it? Neck, head, shoulder, arm, low back, or elsewhere?"
WHERE_SHORT = "Where is it?"
TISSUE = "Muscle feeling, or bone and joint feeling?"
NOT_CAUGHT = "I did not understand."
SPREADS = "Does it spread? Yes or no."
IS_DULL = "Does it feel dull, or does it ache? Yes or no."
OVER_SPINE = "Is it right on your spine? Yes or no."
IN_NECK = "Is it in your neck? Yes or no."
IS_MUSCLE = "Does it feel like muscle? Yes or no."
"""Asked in place of `QUALITY`, `WHERE` and `TISSUE` of who was not understood twice."""
AFTER_REST = "How strong is it now? Zero to ten."
REST_END = (
    "We end here today.",
    "Rest a little, then move gently as usual.",
    "See a clinician if it stays or grows.",
)
"""OUT-REST (content section 3.5)."""
CLINIC_END = (
    "We end here today.",
    "Please talk to a clinician before doing this again.",
    "If it grows, or you feel weak or unsteady, call {emergency}.",
)
"""OUT-CLINIC."""
EMERGENCY_END = (
    "These signs need urgent care now.",
    "Call {emergency} or ask someone near you.",
    "Stay on your side or sitting. Do not drive.",
    "The session is over. I wrote it down.",
)
"""OUT-EMERG."""
EMERGENCY_STILL = (EMERGENCY_END[0], EMERGENCY_END[1], EMERGENCY_END[3])
"""OUT-EMERG for who was told to keep still: nobody is told to turn then."""
EASE = "That sounds mild. Rest for one minute."
LEAVE = "We leave that step. Rest for two minutes."
GENTLER = "Say continue for a gentler version, or say finish."
"""OUT-EASE; the rest between its two lines is real time."""
REST_MORE = "Rest a little more."
NO_ANSWER_END = ("I am ending here.", "In trouble, call {emergency}.")
NO_NUMBER = "your emergency number"
ANY_SORE = "Was anything sore? Yes or no."
LEAVE_IT_OUT = "Then leave it out."
REST_WHERE_YOU_ARE = "Rest where you are."
FINISHED = "We end here. I wrote it down."
SAVED_AND_ENDED = "It has been quiet for long. I saved it and end here."
WROTE = ("That is the end. I wrote it down.", FINISHED, SAVED_AND_ENDED, EMERGENCY_END[3])
NOT_WRITTEN = (
    "That is the end. I could not write it down.",
    "We end here. I could not write it down.",
    "It has been quiet for long. I end here.",
    "The session is over. I could not write it down.",
)
"""What is said in place of `WROTE` when the diary could not be written: never a claim that is not so."""

EASIEST = "That is the gentlest form."
NO_EASIER = "Smaller and softer is fine."
MORE_TIME = "More time from here."
LESS_TIME = "A little brisker from here."
NO_SLOWER = "That is the calmest beat I have."
NO_BRISKER = "That is the briskest beat I have."
HINT_MOVING = "I can do next, again, easier, stop."
HINT_WAITING = "Say ready, again, next, or finish."
HINT_ANSWER_YES_NO = "Yes, no, or not sure?"
HINT_EAR = "Say stop."
BREATHE = "Breathe."
BREATHE_IN = "Breathe in."
BREATHE_OUT = "And out."
REST = "Rest."
CHANGE = "Change sides. Now the {side}."
FEW_SECONDS = "A few seconds."
TEN_MINUTES = "Roughly ten minutes."
"""To the ear there is a "dizzy" in "about ten minutes"."""

_TENS = {
    20: "twenty",
    30: "thirty",
    40: "forty",
    50: "fifty",
    60: "sixty",
    70: "seventy",
    80: "eighty",
    90: "ninety",
}
_TEENS = (
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip


def number(value: int) -> str:
    """``value`` (0 to 9999) in words."""
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if value >= size:
            rest = f" and {number(value % size)}" if value % size else ""
            return f"{number(value // size)} {name}{rest}"
    if value <= 10:
        return NUMBER_NAMES[value]
    if value < 20:
        return _TEENS[value - 11]
    tens = _TENS[value // 10 * 10]
    return tens if value % 10 == 0 else f"{tens}-{number(value % 10)}"


def count(value: int) -> str:
    """The number alone, as a line: "Three."."""
    return f"{number(value).capitalize()}."


def call(text: str, emergency: str) -> str:
    """``text`` with the ``emergency`` number ("112") as it is said, digit by digit."""
    spoken = " ".join(number(int(digit)) for digit in emergency) or NO_NUMBER
    return text.replace("{emergency}", spoken)


def more(value: int) -> str:
    """How many repetitions are left, as a line."""
    return f"{number(value).capitalize()} more."


def about(seconds: float) -> str:
    """``seconds`` as a person would say them."""
    if seconds < 10:
        return FEW_SECONDS
    if seconds < 22:
        return "About fifteen seconds."
    if seconds < 45:
        return "About half a minute."
    minutes = max(1, min(99, round(seconds / 60)))
    if minutes == 10:
        return TEN_MINUTES
    return "About one minute." if minutes == 1 else f"About {number(minutes)} minutes."


def estimate(text: str) -> float:
    """Seconds that ``text`` takes to say, without a voice at hand: 150 words a minute and a breath at full stops.

    Rehearsals use it, so that their times do not depend on the voices of a machine.
    """
    words = len(text.split())
    breaths = max(0, sum(text.count(mark) for mark in ".?!") - 1)
    return round(0.25 + words * 0.36 + breaths * 0.35, 2)
