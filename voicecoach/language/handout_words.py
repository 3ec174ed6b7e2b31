"""What a handout says of itself, in English, for a language's folder to translate."""

from voicecoach.core.safety import Advice

REVIEWED = "reviewed by {who}"
NOT_REVIEWED = "not yet reviewed by a clinician"

READ_FIRST = "Read this first"
DISCLAIMERS = (
    "This is general information about movement. It is not medical care, and no handout puts you in the care of a "
    "clinician.",
    "It is for adults, and not for emergencies. In an emergency call your emergency number.",
    "If you are unsure, ask a clinician first. You decide, and you can end at any time.",
    "Mild pulling or warmth is fine. Sharp, spreading or numb feelings are not: come to rest, and see below.",
)
"""Content section 4.3, in writing."""

ABOUT_TO_PLAY = "{title}, version {version} of {date}: {review}."
IF_UNSURE = "If you are not sure that it is for you, ask a clinician first."
"""Shown on the screen before a session begins."""

WHO_NOT = "Who should not start, and who changes something"
WHO_NOT_LEAD = "Go through it before every session; “not sure” counts as a yes."
NOW = "Get help now: call your emergency number"
ADVICE = {
    Advice.EMERGENCY: NOW,
    Advice.URGENT: "Do not start. Be seen by a doctor today",
    Advice.CLINIC: "Do not start. Ask a doctor or physiotherapist",
    Advice.WAIT: "Not today",
}
CLEARABLE = "Only if a doctor or physiotherapist has agreed, in the last 30 days"
LEFT_OUT = "Without {options}"
IN_USE = "With {options}"
ONLY_IN = "Only {options}"
AND = " and "
NAMED = "{option}"
"""An option as it is named behind "with": other languages put it in quotation marks, as they would have to bend it."""
AGREED = "anything that a clinician has agreed to"
"""An option that stays off, one that is turned on, and one of a choice; also when a clinician agreed to the rest."""
VERY_SORE = "a neck as sore as {least} or more, of 10, right now"
SORE_ONLY = "Only neck range of motion, small and gentle"
SORE = "a neck as sore as {least} or {most}, of 10, right now"
OWN_YES = "“Yes” to: {question}"

PHRASES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("EMERG-1",), "a sudden severe headache or neck soreness, unlike any before"),
    (("EMERG-7",), "a stiff neck with fever, or eyes that cannot bear light"),
    (("EMERG-2a",), "new unsteadiness, spinning or sickness along with your neck trouble"),
    (("EMERG-2b",), "new double or lost vision, or trouble speaking or swallowing"),
    (("EMERG-2c",), "a sudden collapse or blackout"),
    (("EMERG-3",), "a newly drooping face, or a face, arm or leg without feeling or strength"),
    (("EMERG-4",), "clumsy hands, unsteady walking, heavy legs, or shocks when bending the neck"),
    (("EMERG-5",), "new bladder or bowel changes, or no feeling between the legs"),
    (("EMERG-6",), "a tight chest or short breath with an ache in neck, jaw or arm"),
    (("T1",), "a fall, crash or blow to head or neck in the last three days"),
    (("T0",), "soreness that came with an accident, however long ago"),
    (("T2a",), "soreness after an accident that no clinician has checked"),
    (
        ("T2b", "T2c", "T2d", "T2e"),
        "soreness after an accident that no clinician has checked, at sixty-five or over, or after a fall over one "
        "metre, a head-first blow, a fast crash or a bicycle crash, or with odd feelings in arms or legs since, or "
        "if you cannot turn your head halfway to each side (do not try it)",
    ),
    (("T6",), "soreness after an accident in which the front of your body braced, or front and back"),
    (("T3",), "a broken bone, known or suspected"),
    (("T4",), "something that feels out of place in your spine"),
    (("T5",), "soreness deep in bones or joints, not in the muscles"),
    (("HIST-1",), "cancer at any time, unexplained weight loss, or long use of steroids"),
    (("HIST-2",), "rheumatoid or other inflamed joints, weak bones, or very loose joints"),
    (("HIST-3",), "neck surgery, neck artery trouble, a stroke or a mini-stroke"),
    (("HIST-4",), "weakened immunity, or a recent infection or fever"),
    (("R1",), "soreness, odd feelings or weakness going down an arm"),
    (("R1-new",), "soreness or odd feelings going down an arm that are new or growing, or a weak arm"),
    (("R3",), "neck arthritis"),
    (("R4",), "a bulging disc or a trapped nerve"),
    (("R2",), "any other neck condition that you were told about"),
    (("R5",), "another spine problem that could make this unwise"),
    (("R6",), "a sore low back now"),
    (("P1",), "pregnancy, from sixteen weeks on"),
    (("P2",), "high blood pressure that is not under control, or heart trouble"),
    (("P3",), "broken skin, a rash, swelling, a blood clot, blood thinners, or easy bleeding"),
    (("P4",), "a room that spins when you lie down or look up"),
    (("P6",), "you are not comfortable lying face down"),
    (("P7",), "you are under eighteen"),
    (("P5",), "you cannot get down to the floor and up alone, or no phone is near"),
    (("BALL",), "a ball that is hard or squashy"),
    (("ELIG",), "a neck that is not sore, stiff, achy or tired"),
    (("WHY",), "you do not know why you are doing this today"),
    (("SAFE",), "doing this does not feel right to you today"),
    (("R7",), "no gentle spine lengthening before, or it did not feel good"),
)
"""The cautious answer to each row of `core.screening`, in words for paper; rows that always go together share one."""

ABOUT = "What you need, how often, how long"
POSITION, NEED, NOT_USE = "Position", "You need", "Do not use"
OFTEN, LONG, FIRST, OPTIONS, CHOSEN = "How often", "How long", "Do this first", "Options", "This page is for"
MINUTES = "about {minutes} minutes"
A_MINUTE = "about a minute"
AS_USUAL = "as usual"
FIRST_TIME = "the first time"
QUESTIONS_TOO = "and a minute or two for questions"
DAILY = (
    "once a day",
    "twice a day",
    "{count} times a day",
    "{least} to {most} times a day",
    "at most once a day",
    "at most twice a day",
    "at most {count} times a day",
    "once or twice a day",
    "every other day",
)
"""How often, as the rules read it; a card in another language writes it so, and its handout says it in its own."""
BY_USUAL = "{name} (usual)"
CHOICE = "one of {names}"

STEPS = "The steps, in order"
STEP_HEADS = ("Step", "What to do", "How much")
STEP_HEADS_LARGE = ("Step", "What to do, and how much")
WITH, WITHOUT, OR = "with {option}", "without {option}", " or "
EASIER, IF_SORE_DOSE = "If sore:", "if sore"
ONCE_MORE = "once more: {steps}"
TIMES_EACH = "{count} times each"
REPEAT = "After “no” or “not sure”, once more: {steps}."
SECOND_SIDE = "{first}, then {second}"
CHANGE_OVER = "change over {seconds}"
ONE_TIME, TIMES, RANGE = "once", "{count} times", "{least} to {most} times"
SETS = "{count} sets of these, {rest} between them"
HOLD, SEARCH, REST = "hold {seconds}", "search up to {seconds}", "rest {seconds}"
BREATHS = "breathe {times}"
IN_OUT = "in {inward}, out {outward}"
SECONDS = "{number}\N{NO-BREAK SPACE}s"
FRACTION = "{whole}.{tenths}"

IF_SORE = "If it is sore, and how to come out"
SORE_LINES: tuple[tuple[str, str], ...] = (
    ("At once:", "stay still and breathe out slowly. Then come out as it stands below."),
    (
        "Call your emergency number:",
        "unsteady or faint; trouble seeing, speaking or swallowing; a tight chest or short breath; weakness; a numb "
        "face or both sides numb; an electric shock; you cannot move (then keep still). Do not drive.",
    ),
    (
        "End, and talk to a clinician before the next time:",
        "any other tingling or numb feeling; spreading down an arm or the spine; soreness of 8 or more of 10, or that "
        "has not eased after half an hour.",
    ),
    (
        "End for today:",
        "sharp or burning; bone, joint or the middle of the spine; 6 or more of 10; a second time today; or not sure. "
        "See a clinician if it stays or grows.",
    ),
    (
        "Mild and dull:",
        "rest for one or two minutes, and leave that step out, with its ball, roller or lengthening. If it is 3 or "
        "less then, go on, with half the way.",
    ),
)
"""The decision table after pain (content section 3.4) in writing, simplified towards the cautious side."""
WAY_LEAD = "Come out like this, where you are:"
PLACES = ("lying", "prone", "supine", "sitting", "standing", "at a wall", "at a table")
"""Positions, by the words of a card and by the names of the usual choices."""
PLACE_WITH = "{place} with {things}"
PUT_AWAY = "{thing}: put it away"

TO_SAY = "Words to say to the coach, each by itself"
SAYABLE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("stop",), "all on hold at once"),
    (("pain",), "the same; then the way out"),
    (("dizzy", "numb"), "as pain"),
    (("pause", "go on"), "hold on; start once more"),
    ((), "all on hold at once"),
    (("ready",), "when you are set"),
    (("next",), "on to what follows"),
    (("again",), "the last line once more"),
    (("go back",), "the step before"),
    (("easier",), "the gentler form"),
    (("slower",), "more time"),
    (("how long",), "what is left"),
    (("finish",), "the way out, then the end"),
)
"""Commands, as a person may say them, and what each does; the one without words is any key."""
ANY_KEY = "any key"

TICK = "Tick the days"
WEEKS, DAYS = ("Week 1", "Week 2", "Week 3", "Week 4"), ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SMALL_PRINT = "Notes and sources"
SOURCES = "Sources:"
NOTES = "Notes:"
VERSION = "Version {version}, {date}"
DATE = "{year}-{month}-{day}"
BY = "by {author}"
FOOT = "{title}, version {version}, {date}. General information, not medical care. Printed with voicecoach."
