"""The answers to the questions after "pain", how people say them, and what only resembles them."""

from voicecoach.core.after_pain import QUALITIES, TISSUES, WHERE
from voicecoach.core.words import phrases_for

WORDS = tuple(dict.fromkeys((*QUALITIES, *TISSUES, *phrases_for(WHERE))))
"""What the head for these answers tells apart: kinds of pain, muscle or bone and joint, places with their sides."""
SIDED = tuple(word for word in WORDS if word.startswith(("left ", "right ")))
ADJECTIVES = QUALITIES[:6]
HELD = ("neck", "head", "shoulder", "arm")
_FORMS = {
    **dict.fromkeys(ADJECTIVES, ("it's {}", "kind of {}")),
    **dict.fromkeys(HELD, ("my {}", "in my {}")),
    **dict.fromkeys(SIDED, ("my {}",)),
}
_ALSO = {
    "burning": ("a bit of burning",),
    "spreading": ("spreading out", "it's spreading out"),
    "something else": ("it's something else",),
    "not sure": ("I'm not sure", "I don't know"),
    "muscle": ("muscle feeling", "a muscle feeling", "it's muscle", "the muscle"),
    "bone or joint": ("bone and joint", "bone and joint feeling", "bone or joint feeling"),
    "bone": ("bone feeling", "the bone"),
    "joint": ("joint feeling", "the joint"),
    "low back": ("lower back", "my low back", "my lower back", "my back"),
    "elsewhere": ("somewhere else", "it's elsewhere"),
    "left": ("on the left",),
    "right": ("on the right",),
    "middle": ("the middle", "in the middle"),
    "both": ("both sides",),
}
MORE = {word: (*(form.format(word) for form in _FORMS.get(word, ())), *_ALSO.get(word, ())) for word in WORDS}
"""Each answer's other ways to be said: as the question names it, or with a small word before it."""
MEANS = {word: word for word in WORDS} | {way: word for word, ways in MORE.items() for way in ways}

AGAINST = (
    "not dull", "not sharp", "it's not dull", "it isn't dull", "not muscle", "it's not muscle", "not the muscle",
    "not aching", "it isn't aching", "not bone", "not my neck", "not burning", "no muscle", "not a muscle feeling",
    "sharp or dull", "dull or sharp", "sharp and dull", "dull and burning", "aching and burning", "sharp and aching",
    "muscle or bone", "muscle and bone", "muscle and joint", "burning or spreading", "neck or shoulder",
    "neck and head", "head and neck", "shoulder and arm", "dull or aching",
)  # fmt: skip
"""What denies an answer or gives two: to hear one of its words alone would be wrong."""
NEAR = (
    "doll", "adult", "dial", "dell", "duel", "bull", "gull", "hull", "null", "dumb", "double", "dove", "duck", "done",
    "tall", "ball", "tool", "deal", "idle", "all", "skull", "dollar", "cool", "pull", "full", "dusk", "dot",
    "shark", "shop", "shut", "chart", "harp", "shape", "shot", "chop", "sharpen", "shock", "shirt", "short", "shy",
    "turning", "learning", "earning", "morning", "burger", "yearning", "boring", "returning", "birthday", "working",
    "breading", "threading", "spending", "shredding", "sledding", "wedding", "heading", "reading", "spring", "bedding",
    "sweating", "stretching", "spread", "speeding", "bread", "stopping", "grabbing", "tapping", "dabbing", "standing",
    "stepping", "stuffing", "cabin", "starting", "stubborn", "stable", "making", "taking", "baking", "waking",
    "shaking", "acting", "bacon", "eighty", "a king", "eating", "raking", "asking", "aged", "talking", "walking",
    "something", "somebody", "someone", "sometimes", "something more", "nothing else", "anything else", "some help",
    "missile", "hustle", "muzzle", "muffle", "mouse", "whistle", "muddle", "must", "music", "puzzle", "vessel",
    "rustle", "mostly", "metal", "marvel", "bond", "phone", "bowl", "boat", "bonus", "bun", "born", "tone", "home",
    "own", "boom", "stone", "zone", "alone", "point", "join", "joined", "jaunt", "giant", "coin", "enjoy", "joy",
    "paint", "jaw", "chin", "net", "next", "nap", "knack", "deck", "check", "knock", "wreck", "nick", "neat", "knee",
    "bed", "had", "hat", "ahead", "heard", "dead", "red", "hid", "shed", "hen", "hello", "help", "hot", "hip",
    "solder", "older", "soldier", "should", "colder", "boulder", "folder", "holder", "show", "sugar", "harm", "hand",
    "am", "farm", "aunt", "charm", "calm", "alarm", "palm", "army", "art", "arch", "go back", "come back", "hold back",
    "low", "lower", "look back", "lay back", "slow", "rollback", "payback", "lumber", "somewhere", "everywhere",
    "nowhere", "anywhere", "else", "welfare", "otherwise", "software", "lift", "laugh", "light", "write", "bright",
    "bath", "boat", "little", "model", "riddle", "well", "nothing", "chest", "foot", "leg", "ear", "what", "why",
    "not now", "not yet", "jump", "muscat", "nonsense",
    "no", "yes", "stop", "pain", "pause", "okay", "hm", "um", "oh", "wait",
)  # fmt: skip
"""What is one sound away, or a part of the body that nobody asked for."""
NEVER_TAUGHT = (
    "golf", "dough", "dulcet", "gulp", "daughter", "dollop", "scarf", "shrub", "shovel", "sharing", "churning",
    "burden", "burying", "spelling", "splitting", "spraying", "scrubbing", "stabling", "stammering", "quaking",
    "ageing", "icing", "achieve", "busily", "mustard", "mumble", "muslin", "cone", "bony", "bow", "joker", "journey",
    "ointment", "nest", "nectar", "neckerchief", "hedge", "head over", "shed light", "moulder", "shouldn't", "almond",
    "armchair", "arbour", "low bank", "rowback", "local", "elsewise", "health care", "leftover", "rights", "boast",
    "mineral", "myself", "something new", "summer",
)  # fmt: skip
"""More of the kind, for the test alone."""
INSTEAD = {
    "kind of pain": (
        "throbbing", "shooting", "stinging", "pulling", "pinching", "stiff", "tight", "sore", "tender", "heavy", "hot",
        "cramping", "pounding", "electric", "squeezing", "pressure", "deep", "mild", "strong", "strange", "pulsing",
        "a stitch", "grinding", "clicking", "bad", "tiring", "gnawing", "tugging",
    ),
    "tissue": (
        "tendon", "nerve", "skin", "ligament", "disc", "spine", "cartilage", "inside", "outside", "the surface",
        "neither", "deep inside", "the spine", "vertebra", "tissue", "blood", "nerves", "a nerve",
    ),
    "place": (
        "jaw", "chest", "hip", "knee", "foot", "hand", "ear", "throat", "wrist", "elbow", "tummy", "ribs", "thigh",
        "ankle", "finger", "forehead", "collarbone", "buttock", "upper leg", "stomach", "spine",
    ),
}  # fmt: skip
"""What a person may well say in place of one of the answers: for the test alone."""


def _unlike_an_answer(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text not in MEANS))


NOT_AN_ANSWER = _unlike_an_answer((*AGAINST, *NEAR))
