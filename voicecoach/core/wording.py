"""What no text of ours may say, what to write instead, and the few places where such a word is right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache


class Kind(Enum):
    """What sort of text is looked at; the value is how the page about wording calls it."""

    SPOKEN = "spoken lines and cards"
    QUESTION = "screening questions"
    PAGE = "pages, help and messages for users"
    MAKERS = "pages for makers"


EVERYWHERE = frozenset(Kind)
FOR_USERS = frozenset({Kind.SPOKEN, Kind.QUESTION, Kind.PAGE})
TOLD = frozenset({Kind.SPOKEN, Kind.PAGE})
"""Not in screening questions: to ask about a condition is not to claim anything about it."""

MEDICAL = "names a medical purpose"
PROMISE = "promises what nobody can"
ILLNESS = "makes the session one for an illness"
PROOF = "claims a proof that there is not"
JUDGES = "judges the person's body"
VERDICT = "makes a verdict of numbers"
WATCH = "sounds as if somebody watched over the person"
FRIGHT = "frightens"


@dataclass(frozen=True, slots=True)
class Row:
    """Words to ``avoid`` as people read them, the ``pattern`` of their forms, what to write ``instead``, and why."""

    avoid: str
    pattern: str
    instead: str
    why: str
    kinds: frozenset[Kind] = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Exempt:
    """A ``pattern`` in which a word of the table is right in texts of these ``kinds``, and the ``reason``."""

    pattern: str
    reason: str
    kinds: frozenset[Kind]
    example: str


@dataclass(frozen=True, slots=True)
class Found:
    """The ``word`` at ``start`` of a text, what to write ``instead`` and ``why``."""

    word: str
    instead: str
    why: str
    start: int


_ILLS = (
    "(arthritis|spondylosis|pinched nerves?|((slipped|bulging|herniated) )?dis[ck]s|sciatica|radiculopathy"
    "|stenosis|scoliosis|migraines?|headaches?)"
)
_ACHES = "(pain|pains|aches?|headaches?|migraines?|stiffness|soreness|tension)"
_BODY = "(spine|neck|back|joints?|vertebrae?|discs?|posture|alignment)"
_CLINICIANS = "(doctors?|clinicians?|physios?|physiotherapists?|experts?|surgeons?)"

TABLE: tuple[Row, ...] = (
    Row("treat, treatment", "treat(s|ed|ing|ments?)?", '"practise"', MEDICAL),
    Row("cure", "cure[sd]?|curing|curative", '"may feel easier"', PROMISE),
    Row("heal", "heal(s|ed|ing|ers?)?", '"may feel easier"', PROMISE),
    Row("therapy, therapist", "therap(y|ies|eutic|ists?)", '"self-care"', MEDICAL),
    Row("rehab", r"rehab\w*", '"practice"', MEDICAL),
    Row("prescribe", "prescri(be|bes|bed|bing|ptions?)", '"session"', MEDICAL),
    Row("patient", "patients?", '"user" or "person"', MEDICAL),
    Row(
        "relieve, relief, ease pain, prevent aches, get rid of, pain-free",
        "reliev(e|es|ed|ing)|relief|gets? rid of|pain([ -])?free"
        f"|(reduce|remove|soothe|prevent|ease(?! off))[sd]? (\\w+ ){{0,2}}{_ACHES}",
        '"may feel easier"',
        PROMISE,
    ),
    Row("fix", "fix(es|ed|ing)?", '"may feel easier"', PROMISE, FOR_USERS),
    Row(
        "correct posture, posture correction",
        r"(correct|improv|straighten)\w* (\w+ ){0,2}posture|postur(e|al)[ -]correct\w*",
        '"move more comfortably"',
        PROMISE,
    ),
    Row("fascia", r"(myo)?fascia\w*", '"may feel easier"', PROMISE, FOR_USERS),
    Row("whiplash", "whiplash", '"neck comfort"', ILLNESS, TOLD),
    Row(
        "for arthritis, for a pinched nerve, against headaches, helps with sciatica",
        f"(for|against|helps?( with)?) (\\w+ ){{0,2}}{_ILLS}",
        '"for neck comfort"',
        ILLNESS,
        TOLD,
    ),
    Row("decompress, realign", r"decompress\w*|re-?align\w*", '"gentle lengthening"', PROMISE),
    Row(
        "adjust the spine, spinal adjustment",
        rf"(spinal|neck|chiropractic|vertebral) adjust\w*|adjust\w* ((the|your|a) )?{_BODY}",
        '"gentle lengthening"',
        PROMISE,
    ),
    Row("safe, safely", "safe(r|st|ly)?", '"gentle"', PROMISE, FOR_USERS),
    Row(
        "risk-free, no risk, harmless, guaranteed",
        r"risk[ -]free|(no|without( any)?) (risks?|side[ -]effects?)|harmless|guarantee[sd]?",
        '"gentle"',
        PROMISE,
        FOR_USERS,
    ),
    Row(
        "clinically proven, clinically tested",
        "(clinically|medically|scientifically)[ -](proven|tested|validated)",
        '"not checked by a clinician"',
        PROOF,
    ),
    Row("proven, effective", "proven|effective(ly)?", '"general"', PROOF, FOR_USERS),
    Row(
        "doctor-approved, recommended by physiotherapists",
        f"{_CLINICIANS}[ -](approved|recommended|tested)|(approved|recommended) by ((a|the|many) )?{_CLINICIANS}",
        '"not checked by a clinician"',
        PROOF,
    ),
    Row(
        "you have ..., you suffer from ...",
        "you( have|'ve got|'ve)(?! (to|been)\\b)|you suffer",
        '"please ask a clinician"',
        JUDGES,
        TOLD,
    ),
    Row(
        "this means ..., a sign of ...",
        "(this|that) means|signs? of",
        '"please ask a clinician"',
        JUDGES,
        TOLD,
    ),
    Row("normal, abnormal", "(ab)?normal(ly)?", '"please ask a clinician"', JUDGES, TOLD),
    Row(
        "you improved, getting better, getting worse",
        "improv(e|es|ed|ing|ements?)|worsen(s|ed|ing)?"
        "|(get|gets|got|getting|grows?|growing|becomes?|becoming|you are|you're) "
        "((much|a little|a bit|even|slightly) )?(better|worse)"
        "|(better|worse) than (last time|before|yesterday)",
        'the numbers alone, as "before 4, after 3"',
        VERDICT,
        TOLD,
    ),
    Row("monitor", "monitor(s|ed|ing)?", '"diary"', WATCH, FOR_USERS),
    Row("detect", "detect(s|ed|ing|ion|ors?)?", '"note"', WATCH, FOR_USERS),
    Row("alert", "alert(s|ed|ing)?", '"halt"', WATCH, FOR_USERS),
    Row("diagnose, diagnosis", r"(self-)?diagnos\w+", '"please ask a clinician"', MEDICAL),
    Row("injury", "injur(y|ies|e|es|ed|ing)", '"let\'s finish here"', FRIGHT, TOLD),
    Row("damage", "damag(e|es|ed|ing)", '"let\'s finish here"', FRIGHT, TOLD),
    Row("danger, dangerous", "(en)?danger(s|ed|ous|ously)?", '"let\'s finish here"', FRIGHT, TOLD),
)
"""Content section 4.2, with the forms of each word; a space stands for any white space."""

_DENIED = "(promise|diagnose|treat|cure|heal|prescribe|monitor|examine|judge|interpret|measure|frighten)s?"

EXEMPT: tuple[Exempt, ...] = (
    Exempt(
        "be patient|patient with yourself",
        "the adjective, no sick person",
        EVERYWHERE,
        "Be patient, it comes with practice.",
    ),
    Exempt(
        "not (a |an )?(medical )?(diagnosis|treatment|therapy)",
        "a disclaimer must name what it denies",
        EVERYWHERE,
        "User-entered diary. Not verified. Not a diagnosis.",
    ),
    Exempt(
        "(does not|do not|doesn't|don't|cannot|can't|never|may not|must not|nor) "
        f"({_DENIED}(, or |, nor |, | or | nor )?)+",
        "a disclaimer must name what it denies; only these verbs, right after the denial",
        EVERYWHERE,
        "The coach does not diagnose, treat or cure.",
    ),
    Exempt("breathe normally|normal breath(s|ing)?", "an instruction, no finding", TOLD, "Breathe normally."),
    Exempt("fixed (point|spot)", "something to look at", FOR_USERS, "Look at a fixed point on the wall."),
    Exempt(
        "(physical|occupational) therapists?",
        "the name of a profession",
        EVERYWHERE,
        "Reviewed: Jane Miller, physical therapist, 2026-12-01",
    ),
    Exempt(
        "treated (as|like)", "taken for; nobody is treated", EVERYWHERE, '"Not sure" is treated as a yes.'
    ),
    Exempt(
        "feels? (like a )?safe( thing to do)?",
        "the question about the person's own feeling, and its name",
        frozenset({Kind.QUESTION, Kind.PAGE}),
        "Does it feel like a safe thing to do?",
    ),
    Exempt(
        r"(do|if|when|whether|what|that|which|once|until|because|as|sessions|settings|cards) you( have|'ve got|'ve)",
        "a question, a condition, or about a thing of the user's; a finding is a main clause",
        TOLD,
        "If you have a towel, fold it.",
    ),
    Exempt(
        r"you( have|'ve)(?= (\w+ed|had|done|said|heard|chosen|made|begun|time|"
        r"(about )?\w+ (more )?(seconds?|minutes?|rounds?|to go)))",
        "what the person did, or the time left",
        TOLD,
        "You have ten seconds to find the spot.",
    ),
    Exempt(
        r"(diary|file|kept of your voice) (is|was) damaged",
        "a file, no body",
        frozenset({Kind.PAGE}),
        "the diary is damaged; keep a copy",
    ),
    Exempt(
        "(?<=--)fix",
        "the name of an option; a card is put right, no body",
        frozenset({Kind.PAGE}),
        "voicecoach check --fix my-session.md",
    ),
    Exempt(
        'not "[^"]*"',
        "shown as what not to write",
        frozenset({Kind.PAGE}),
        'Write "may feel easier", not "this heals".',
    ),
)
"""The only places where a word of the table may stand, each with its reason."""


def problems(text: str, kind: Kind) -> Iterator[Found]:
    """Every word of the table in ``text``, in order; of two that begin in one place the upper row's."""
    rows, exempt = _patterns(kind)
    right: list[tuple[int, int]] | None = None
    for found in rows.finditer(text):
        right = [known.span() for known in exempt.finditer(text)] if right is None else right
        if not any(start <= found.start() and found.end() <= end for start, end in right):
            row = TABLE[int((found.lastgroup or "")[1:])]
            yield Found(" ".join(found[0].split()), row.instead, row.why, found.start())


@cache
def _patterns(kind: Kind) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The table and its exceptions, as one pattern each: one look at a long text must do."""
    rows = (f"(?P<r{n}>{row.pattern})" for n, row in enumerate(TABLE) if kind in row.kinds)
    return _whole("|".join(rows)), _whole("|".join(known.pattern for known in EXEMPT if kind in known.kinds))


def _whole(pattern: str) -> re.Pattern[str]:
    """``pattern`` where its words stand whole; an underscore is emphasis, no letter."""
    forms = pattern.replace("[ -]", r"[\s-]+").replace(" ", r"\s+").replace("'", "['\u2019]")
    return re.compile(rf"(?<![^\W_])(?=\w)(?:{forms})(?![^\W_])", re.IGNORECASE)
