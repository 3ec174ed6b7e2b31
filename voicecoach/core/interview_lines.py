"""Every line of the talk before a session: plain, calm, at most 15 words each, without a word that the coach obeys."""

from voicecoach.core.lines import call
from voicecoach.core.safety import Advice
from voicecoach.core.screening import Group

WELCOME = "First a few questions. Answer yes, no, or not sure."
ANY_OF_THESE = "Any of these?"
ALL_OF_THESE = "Are all of these so?"
GROUPS: dict[Group, str] = {
    Group.SIGNS: "Lately, any of these:",
    Group.ACCIDENT: "Accidents and bones:",
    Group.HISTORY: "Was there ever:",
    Group.NECK: "Your neck and arms:",
    Group.BODY: "About the rest of you:",
    Group.CONSENT: "Last, these should all be so:",
}
AFTER_ACCIDENT = (
    "We do not start today.",
    "After such an accident, have your neck looked at in an emergency department.",
    "If you feel weak or unsteady, call {emergency}.",
    "I wrote it down.",
)
"""Where an accident nobody looked at is what speaks against it (content 2.2 T2b to T2e: emergency assessment)."""
WHICH = "Then one by one."
NEWS = (
    "Since last time: anything new?",
    "A collapse, a bad headache, fever, unsteadiness, a tight chest, or trouble seeing or speaking?",
    "A fall, clumsy hands, odd feelings in face, arms or legs, or bladder changes?",
)
NEWS_LOW_BACK = "Or a sore low back?"
NEWS_WHY = "What is new may change what fits today."
IS_THAT_RIGHT = "Is that right? Yes or no."
HEARD = {"yes": "I heard yes.", "no": "I heard no."}
WHEN_OPTIONS = ("today", "this week", "this month", "earlier")
CLINICIANS = ("doctor", "physiotherapist")
"""Whose word opens what was closed."""
WHO_OPTIONS = (*CLINICIANS, "someone else")
CLEARED = "Did a doctor or a physiotherapist agree to this? Yes or no."
WHO = "Who was that: a doctor, a physiotherapist, or someone else?"
WHEN = "When: today, this week, this month, or earlier?"
CLEARED_WHY = "With this a clinician decides first, and their word lasts thirty days."
NUMBER_LEAD = "For an emergency I need the number to call where you are."
NUMBER_IS = "If something is wrong, I say: call {emergency}."
NUMBER_WHY = "If something is wrong, I tell you the number. I cannot call."
NEXT_MORNING = "How sore was your neck the morning after last time? Zero to ten."
SORE_LAST_TIME = "In your last session something was sore."
SORE_EARLIER = "In an earlier session something was sore."
SETTLED = "Did it settle within half an hour? Yes or no."
SETTLED_WHY = "Soreness that takes longer is something for a clinician."
NOT_SETTLED = "Please see a clinician if it stays or grows."
"""Said to who does not answer with yes; what is locked by it is said in its own words (content section 3.4, row 4)."""
MORNING_WHY = "It tells whether to do less today."
TOLD_BEFORE = "You told me before:"
STILL_SO = "Is that still so? Yes or no."
STILL_WHY = "If it is still so, this session is not for today."
STATEMENTS = {
    "T6": "Not only the back braced in the accident.",
    "R2": "A neck condition that you were told about.",
    "R5": "A spine problem that could make this unwise.",
    "P6": "Lying face down is not comfortable for you.",
}
"""What was told before, of rows that are in no list."""
LEFT_OUT = "Left out today: {option}."
IN_USE = "Today: {option}."
NO_ANSWER = ("I hear no answer, so we do not start today.", "Come back when it suits you.")
SPOKEN = {"traction": "gentle lengthening", "wall": "at the wall"}
"""Options that are called otherwise in speech (content 2.4)."""

ADVICE: dict[Advice, tuple[str, ...]] = {
    Advice.URGENT: (
        "We do not start today.",
        "Please be seen by a doctor today.",
        "If it grows, or you feel weak or unsteady, call {emergency}.",
        "I wrote it down.",
    ),
    Advice.CLINIC: (
        "We do not start today.",
        "Please ask a doctor or physiotherapist before this session.",
        "I wrote it down.",
    ),
    Advice.WAIT: ("This session does not fit today.", "Another day may be better. I wrote it down."),
}
ONCE_AGREED = "Once they agree, tell me when I ask."
NO_BALL = "Only a soft ball fits. Without one, cervical retraction on a chair is there."
NO_FLOOR = "The sessions on a chair stay open to you."
NOT_SORE = "The other sessions stay open to you."
ADULTS = "These sessions are for adults."
INSTEAD = {"BALL": NO_BALL, "P5": NO_FLOOR, "ELIG": NOT_SORE, "P7": ADULTS}
"""What is added to the advice for these rows."""
SORE_TODAY = (
    "That is rather sore for this session.",
    "Neck range of motion, small and gentle, stays open.",
)
VERY_SORE = ("That is very sore. We do not start today.", "Please see a clinician if it stays or grows.")
PREPARE = "First comes the preparation. Shall we do that now? Yes or no."
NOT_NOW = "All right. We end here. I wrote it down."


def is_it(digits: str) -> str:
    """Whether ``digits`` is the number to call, as a question."""
    return call("Is it {emergency}? Yes or no.", digits)
