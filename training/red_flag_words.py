"""How people say the rarer red-flag phrases, and what only resembles them."""

from voicecoach.core.words import RARER

SAID: dict[str, tuple[str, ...]] = {
    "can't move": ("can't move", "cannot move", "I can't move", "I cannot move", "help, I can't move"),
    "can't feel my legs": (
        "can't feel my legs", "I can't feel my legs", "can't feel my leg", "I can't feel my leg",
    ),
    "can't feel my arms": (
        "can't feel my arms", "I can't feel my arms", "can't feel my arm", "I can't feel my arm",
    ),
    "spinning": ("spinning", "spinning", "I'm spinning", "everything's spinning", "the room is spinning"),
    "can't see": ("can't see", "cannot see", "I can't see", "I cannot see"),
    "slurring": ("slurring", "slurring", "I'm slurring"),
    "can't speak": ("can't speak", "can't speak", "I can't speak"),
    "can't swallow": ("can't swallow", "cannot swallow", "I can't swallow", "I cannot swallow"),
    "terrible headache": ("terrible headache", "terrible headache", "a terrible headache"),
    "sudden headache": ("sudden headache", "sudden headache", "a sudden headache"),
    "worst headache": ("worst headache", "worst headache", "the worst headache"),
    "electric shock": ("electric shock", "electric shocks", "an electric shock", "like electric shocks"),
    "both arms": ("both arms", "both arms", "in both arms", "it's both arms"),
    "both legs": ("both legs", "both legs", "in both legs", "it's both legs"),
    "chest pain": ("chest pain", "chest pain", "I have chest pain", "it's chest pain"),
    "tight chest": ("tight chest", "tight chest", "a tight chest"),
    "chest tightness": ("chest tightness", "chest tightness", "some chest tightness"),
    "breathless": ("breathless", "breathless", "I'm breathless", "I feel breathless"),
    "short of breath": ("short of breath", "short of breath", "I'm short of breath"),
    "numb face": ("numb face", "numb face", "a numb face"),
    "weak arm": ("weak arm", "weak arms", "a weak arm", "my weak arm"),
    "weak leg": ("weak leg", "weak legs", "a weak leg", "my weak leg"),
    "blacking out": ("blacking out", "blacking out", "I'm blacking out"),
    "passing out": ("passing out", "passing out", "I'm passing out"),
    "prickling": ("prickling", "prickling", "it's prickling"),
    "down my arm": ("down my arm", "down the arm", "it goes down my arm", "it's going down the arm"),
    "it slipped": ("it slipped", "it slipped", "oh, it slipped"),
    "something slipped": ("something slipped", "something slipped", "I think something slipped"),
    "in the bone": ("in the bone", "in the bone", "it's in the bone"),
    "in the joint": ("in the joint", "in the joint", "it's in the joint"),
    "feels like bone": ("feels like bone", "feels like bone", "it feels like bone"),
    "that feels wrong": ("that feels wrong", "this feels wrong", "oh, that feels wrong"),
    "doesn't feel right": (
        "doesn't feel right", "does not feel right", "that doesn't feel right", "it does not feel right",
    ),
}  # fmt: skip
"""Each phrase that is told apart, with the ways to say it: a phrase that means the same is one of these."""
PHRASES = tuple(SAID)
WAYS = tuple(dict.fromkeys(way for ways in SAID.values() for way in ways))
MEANS = {way: phrase for phrase, ways in SAID.items() for way in ways}

NEAR = (
    "can move", "I can move it", "can't wait", "don't move", "can't remember", "can't hear you", "can't do that",
    "cannot wait", "I can feel it", "move slowly", "can you move", "we can move on", "can't lose", "can't prove it",
    "I can feel my legs", "I can feel my arm", "feel my legs", "can't feel it", "I feel fine", "feel my back",
    "spinach", "beginning", "winning", "spinal", "singing", "sitting", "swimming", "pinning", "listening", "thinning",
    "spending", "can see", "I can see", "can't say", "can't be", "candy", "you can see", "can't sit", "can't sleep",
    "slowing", "stirring", "sliding", "during", "slipping", "surfing", "purring", "sleeping",
    "can speak", "speak up", "can't think", "can't keep", "so to speak", "can't speed", "can't spell",
    "swallow", "shallow", "can swallow", "can't follow", "hollow", "can't allow", "follow me",
    "headache", "a slight headache", "a little headache", "toothache", "terrible weather", "sudden noise",
    "worst case", "terrible", "sudden", "worst of all", "had a cake", "a sudden idea", "terrible mistake",
    "electric car", "electric bike", "electrician", "a shock", "electric clock", "what a shock", "elected",
    "both", "both sides", "both hands", "both shoulders", "both of them", "both eyes", "left arm", "right arm",
    "both hips", "my arms", "both knees", "your arms", "raise both hands", "left leg", "right leg", "bent legs",
    "my legs", "cross your legs", "both lines", "both ways", "both ends", "both are", "bow and arrow",
    "chest", "chess", "chest press", "chest of drawers", "chin to chest", "open your chest", "the chest is open",
    "best pen", "just plain", "test page", "chest day", "chess game", "tight", "a bit tight", "tight neck",
    "tight muscles", "tight shoulders", "tight jaw", "my best", "light test", "tidy desk", "tightness", "just tight",
    "brightness", "likeness", "breath", "breathe", "breathing", "breakfast", "restless", "breathe easy",
    "a long breath", "short of time", "short of money", "sort of", "short break", "take a breath",
    "hold your breath", "sort of red", "short and bright", "bread list", "dress less", "useless",
    "my face", "number eight", "wash your face", "some space", "long face", "number phase", "funny face", "one face",
    "week", "weekend", "this week", "weak tea", "weak point", "strong arm", "the arm", "keep the leg", "we can",
    "week on", "big leg", "we are", "weakling", "sleek arm", "week ten", "break a leg",
    "backing out", "blackout", "looking out", "packing up", "black cat", "walking out", "working out", "blocking it",
    "passing by", "parking", "passing through", "pass it on", "handing out", "asking about", "passing it round",
    "trickling", "tickling", "pickling", "prickly", "pickle", "wrinkling", "sprinkling", "bricklayer",
    "down my street", "down my list", "under my arm", "lift my arm", "my arm", "on my arm", "down the road",
    "down the hall", "around my arm", "down the line", "lower the arm", "down the stairs", "bend the arm",
    "town farm", "down the farm", "down my aunt", "don't be alarmed", "it slept", "it skipped", "it's flipped",
    "it dripped", "something else", "something slow", "it's lit", "it split", "slippers", "it fits", "something left",
    "something sweet", "something simple", "it ripped", "in the phone", "in the boat", "in the box", "in the zone",
    "on the phone", "in the road", "in the room", "a bone", "the bone", "in the bowl", "in Rome", "dog bone",
    "in the point", "in the morning", "join in", "the joint", "at this point", "in the coin", "enjoy it", "in the jar",
    "in the middle", "in the evening", "feels like home", "feels like rain", "feels like snow", "feels alone",
    "feels like a lot", "looks like bone", "feels like fun", "feels like stone", "feels like both", "that feels good",
    "that feels right", "that feels strong", "that feels long", "that feels better", "this feels good",
    "this feels warm", "that feels nice", "that feels warm", "this feels right", "that feels okay", "that feels wet",
    "that feels soft", "feels right", "does it feel right", "it feels right", "doesn't feel bad", "doesn't feel tight",
    "doesn't matter", "doesn't feel like it", "feel alright", "turn right", "does that feel right",
    "doesn't feel light", "it doesn't fit right", "feeling great", "does not seem long",
)  # fmt: skip
"""What is one sound or one word away, and must not be taken for one of them."""


def unsaid() -> tuple[str, ...]:
    """The phrases of the coach that no way to say stands for: there should be none."""
    return tuple(phrase for phrases in RARER.values() for phrase in phrases if phrase not in MEANS)
