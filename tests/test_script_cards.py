"""The shipped cards say what the content report says: its doses, its cues, its presets, with a source for each."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from voicecoach.core.card import Breathe, Card, Hold, Reps, Rest, Say, Step, Time, usual_switches
from voicecoach.core.lines import estimate
from voicecoach.core.words import named_in
from voicecoach.script.find import all_cards
from voicecoach.script.presets import switches_for

SCRIPTS = Path(__file__).parent.parent / "scripts"
NAMES = (
    "anterior-chain-release", "cervical-retraction", "forward-head-posture-prep", "isometric-neck-press",
    "neck-range-of-motion", "posterior-neck-release", "rhomboid-release", "triceps-release", "upper-trap-release",
)  # fmt: skip

# Our ear takes these words for commands, so the cards say the same without them.
REWORDED = {
    "Then settle on the ball again.": "Then settle on the ball as before.",
    "Hold your head and lift it again.": "Hold your head and lift it once more.",
    "Then draw it gently down again.": "Then draw it gently down.",
    "Shorter and softer is fine.": "Shorter and gentler is fine.",
    "When ready, roll onto one side, all together.": "When you like, roll onto one side, all together.",
    "When ready, roll onto your side.": "When you like, roll onto your side.",
}
# One step for both sides, and one line for with and without: the words are the same but for these.
MERGED = {
    "Roll a little to the right and stay there.": "Roll a little to the {side} and stay there.",
    "Roll a little to the left and stay there.": "Roll a little to the {side} and stay there.",
    "Nod slowly, as if saying a small yes.": "Nod slowly, as if saying a small yes. Small is plenty.",
    "Nod slowly. Small is plenty.": "Nod slowly, as if saying a small yes. Small is plenty.",
    "Come back to the middle.": "Come to the middle.",
    "If you used the roller, bend your knees and slide it away.": "Bend your knees and slide the roller away.",
    "Place your right palm above your right ear.": "Place your {side} palm above your {side} ear.",
    "Place your left palm above your left ear.": "Place your {side} palm above your {side} ear.",
    "Put the ball between the wall and your upper shoulder muscle.": (
        "Put the ball between the wall and your {side} upper shoulder muscle."
    ),
    "Lean in until you feel mild pressure.": "Lean in on the {side} until you feel mild pressure.",
    "Raise your right arm slowly in front.": "Raise your {side} arm slowly in front.",
    "Change sides. Place the ball on the left.": (
        "Put the ball between the wall and your {side} upper shoulder muscle."
    ),
    "Lean in gently and breathe.": "Lean in on the {side} until you feel mild pressure.",
    "Then raise and lower your left arm, five times.": "Raise your {side} arm slowly in front.",
    "Tilt your head to one side. Let it hang there.": "Tilt your head to the {side}. Let it hang there.",
    "Come up slowly. Then the other side.": "Come up slowly.",
    "Put the ball between your spine and right shoulder blade.": (
        "Put the ball between your spine and {side} shoulder blade."
    ),
    "Cross your right arm over your chest.": "Cross your {side} arm over your chest.",
    "Rest on the sore spot.": "Rest on the sore spot on the {side}.",
    "Change sides. Ball between spine and left shoulder blade.": (
        "Put the ball between your spine and {side} shoulder blade."
    ),
    "Roll slowly, then rest on the sore spot.": "Rest on the sore spot on the {side}.",
    "Lay the back of your right upper arm on it.": "Lay the back of your {side} upper arm on it.",
    "Find the sore place and let the arm grow heavy.": "Find the sore place and let the {side} arm grow heavy.",
    "Keep the arm heavy on that spot.": "Keep the {side} arm heavy on that spot.",
    "Change arms.": "Lay the back of your {side} upper arm on it.",
    "Rest on the sore place and breathe.": "Find the sore place and let the {side} arm grow heavy.",
    "Then bend and straighten, five slow times.": "Slowly bend your elbow, then straighten it.",
    "Face the wall. Put the ball below your right collarbone.": (
        "Face the wall. Put the ball below your {side} collarbone."
    ),
    "Lean in lightly and breathe.": "Lean in lightly on the {side} and breathe.",
    "Make tiny slow circles over the ball.": "Make tiny slow circles over the ball, on the {side}.",
    "Change sides. Lean in lightly and breathe.": "Lean in lightly on the {side} and breathe.",
    "Then tiny slow circles.": "Make tiny slow circles over the ball, on the {side}.",
    "Place your right palm on the wall, behind you.": "Place your {side} palm on the wall, behind you.",
    "Turn away slowly until the arm stretches.": "Turn away slowly until the {side} arm stretches.",
    "Now the left palm on the wall.": "Place your {side} palm on the wall, behind you.",
    "Turn away slowly. Breathe.": "Turn away slowly until the {side} arm stretches.",
    "Sit tall. Rest one hand on your collarbone.": "Sit tall. Rest your {side} hand on your {side} collarbone.",
    "Tilt your head away from that hand, a little.": "Tilt your head away from the {side} hand, a little.",
    "Hold, and breathe. Never press the throat.": "Never press the throat.",
}
# A cue that cannot be said within its phase would be left out, so the cards say it shorter: seconds of the phase.
SHORTENED = {"Now back, and up toward the ceiling.": ("Back, and up.", 2.0)}
# The screen's question, not the card's line.
ASKED = {"From zero to ten, how sore is it now?", "Could you move straight back, gently, without tipping?"}


def card(name: str) -> Card:
    found = {listed.found.name: listed for listed in all_cards(Path("/nowhere"), SCRIPTS)}[name]
    assert found.card is not None, found.problem
    return found.card


def spoken(of: Card) -> set[str]:
    lines = set(of.reminders)
    for step in of.steps:
        lines |= set(step.reminders)
        for item in step.items:
            match item:
                case Say():
                    lines.add(item.text)
                case Reps():
                    lines |= {phase.cue for phase in item.phases if phase.cue is not None}
                case _:
                    pass
    return lines


def work(step: Step, switches: frozenset[str], count: int | None = None) -> float:
    """The seconds of exercise in ``step`` on all its sides, in its usual form, ``count`` or all repetitions."""
    total = 0.0
    for item in step.items:
        if not item.when.holds(switches):
            continue
        match item:
            case Reps():
                total += (count or item.most) * sum(phase.seconds for phase in item.phases)
            case Hold() | Time():
                total += item.seconds
            case Breathe():
                total += item.times * (item.inward + item.outward)
            case _:
                pass
    return total * (len(step.sides.names) if step.sides else 1)


def whole(step: Step, switches: frozenset[str]) -> float:
    """The seconds of exercise, rest and change-over in ``step``."""
    rest = sum(i.seconds for i in step.items if isinstance(i, Rest) and i.when.holds(switches))
    rest *= len(step.sides.names) if step.sides else 1
    over = step.sides.change_over * (len(step.sides.names) - 1) if step.sides else 0.0
    return work(step, switches) + rest + over


@dataclass(frozen=True)
class Part:
    """Steps of ours that together are steps of the report, with what is on; ``waited`` seconds of theirs are for
    placing something, where we wait for "ready"; ``more`` seconds are ours alone."""

    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    on: tuple[str, ...] = ()
    waited: float = 0.0
    more: float = 0.0


SAME = {
    ("cervical-retraction", "cervical-retraction/seated"): (
        Part(("Set up",), ("set up",), ("sitting",)),
        Part(("Learn it",), ("teach",), ("sitting",)),
        Part(("Repetitions",), ("repetitions",), ("sitting",)),
    ),
    ("cervical-retraction", "cervical-retraction/prone"): (
        Part(("Set up",), ("set up",), ("prone",)),
        Part(("Learn it",), ("teach",), ("prone",)),
        Part(("Repetitions",), ("repetitions",), ("prone",)),
        Part(("Come up",), ("come up",), ("prone",)),
    ),
    ("forward-head-posture-prep", "forward-head-posture-prep"): (
        Part(("Set up",), ("set up",), ("sitting",)),
        Part(("Guided slide",), ("guided slide",), ("sitting",)),
        Part(("Full comfortable range",), ("full comfortable range",), ("sitting",)),
        Part(("Half way",), ("half way",), ("sitting",)),
        Part(("Without the finger",), ("without the finger",), ("sitting",)),
    ),
    ("cervical-retraction", "cervical-retraction/supine"): (
        Part(("Set up",), ("set up",), ("supine",)),
        Part(("Repetitions",), ("repetitions",), ("supine",)),
        Part(("Come up",), ("come up",), ("supine",)),
    ),
    ("isometric-neck-press", "isometric-neck-press"): (
        Part(("Set up",), ("set up",)),
        Part(("Press forward",), ("forward",)),
        Part(("Press back",), ("backward",)),
        Part(("Press to the side", "Close"), ("right side", "left side")),
    ),
    ("neck-range-of-motion", "neck-range-of-motion"): (
        Part(("Set up",), ("set up",)),
        Part(("Turn",), ("turn",)),
        Part(("Side bend",), ("side bend",)),
        Part(("Chin to chest",), ("chin to chest",)),
        Part(("Look up a little",), ("look up a little [option]",)),
    ),
    ("upper-trap-release", "upper-trap-release"): (
        Part(
            ("Ball on the shoulder", "Leave the ball"),
            ("place the ball, right side", "sink in, right side", "move the arm, right side", "left side"),
            waited=8.0,
            more=5.0,
        ),
        Part(("Side stretch",), ("side stretch",)),
    ),
    ("rhomboid-release", "rhomboid-release"): (
        Part(
            ("Ball beside the spine", "Leave the ball"),
            (
                "place the ball, right side",
                "slow roll, right side",
                "stay and breathe, right side",
                "left side",
            ),
            waited=8.0,
        ),
        Part(("Reset",), ("reset",)),
    ),
    ("triceps-release", "triceps-release"): (
        Part(
            ("Arm on the roller", "Leave the roller"),
            ("place the arm, right", "rest on the spot, right", "bend and straighten, right", "left"),
            waited=8.0,
            more=15.0,
        ),
    ),
    ("anterior-chain-release", "anterior-chain-release"): (
        Part(
            ("Chest on the ball", "Leave the ball"),
            ("chest on the ball, right", "small circles, right", "chest on the ball, left"),
            more=10.0,
        ),
        Part(("Doorway stretch",), ("doorway stretch (chest, front shoulder)",)),
        Part(("Front of the upper arm",), ("front of the upper arm, right", "front of the upper arm, left")),
        Part(("Neck stretch",), ("gentle front-and-side neck stretch",)),
    ),
    ("posterior-neck-release", "posterior-neck-release"): (
        Part(("Settle",), ("settle",)),
        Part(("Place the ball",), ("place the ball",)),
        Part(("Check the ball",), ("check the ball",)),
        Part(("Roller under the pelvis",), ("roller under the pelvis [option]",)),
        Part(("Lengthen the shoulders",), ("lengthen the shoulders",)),
        Part(("Choose your legs",), ("choose your legs [option]",)),
        Part(("Gentle lengthening",), ("gentle lengthening (traction) [option]",)),
        Part(("Roll side to side",), ("roll side to side",)),
        Part(
            ("Turn and nod", "Untuck and retuck"),
            ("turn and nod, right side", "turn and nod, left side", "untuck and retuck"),
        ),
        Part(("Break",), ("break one",)),
        Part(("Find a sore spot",), ("find a sore spot and pin it",)),
        Part(("Pin and release",), ("pin and release",)),
        Part(("Easy rocking",), ("easy rocking [option]",)),
        Part(("Off the ball",), ("break two, off the ball",)),
        Part(("Move the ball lower",), ("move the ball lower",)),
        Part(("Leave the ball",), ("leave the ball",)),
        Part(("Come up",), ("come up",)),
    ),
}


def report(shared_dir: Path, name: str) -> dict[str, dict[str, object]]:
    sessions = json.loads((shared_dir / "content" / "sessions.json").read_text(encoding="utf-8"))["sessions"]
    steps = next(session["steps"] for session in sessions if session["id"] == name)
    return {step["name"]: step for step in steps}


@pytest.mark.shared
@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_the_seconds_of_exercise_and_rest_are_those_of_the_content(
    shared_dir: Path, ours: str, theirs: str
) -> None:
    content = report(shared_dir, theirs)
    found: dict[str, float] = {}
    wanted: dict[str, float] = {}
    for part in SAME[ours, theirs]:
        switches = usual_switches(card(ours)) | {"roller", "traction"}
        if part.on:
            switches = frozenset(part.on)
        steps = [s for s in card(ours).steps if s.name in part.ours and s.when.holds(switches)]
        name = " + ".join(part.ours)
        found[name] = sum(whole(step, switches) for step in steps)
        planned = sum(_number(content[s]["work_s"]) + _number(content[s]["rest_s"]) for s in part.theirs)
        wanted[name] = planned - part.waited + part.more
    assert found == wanted


@pytest.mark.shared
def test_the_second_spot_is_three_of_each_as_in_the_content(shared_dir: Path) -> None:
    floor = card("posterior-neck-release")
    again = next(step.again for step in floor.steps if step.again is not None)
    done = [step for step in floor.steps if step.name in again.steps]
    content = report(shared_dir, "posterior-neck-release")["second spot: roll, nod, tuck"]
    assert again.count == 3
    assert sum(work(step, frozenset(), again.count) for step in done) == content["work_s"]


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


@pytest.mark.shared
@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_the_lines_are_those_of_the_content(shared_dir: Path, ours: str, theirs: str) -> None:
    lines = spoken(card(ours))
    missing = []
    for step in report(shared_dir, theirs).values():
        cues = step["cues"]
        assert isinstance(cues, list)
        for cue in cues:
            line = MERGED.get(cue, REWORDED.get(cue, cue))
            line, _ = SHORTENED.get(cue, (line, 0.0))
            if line not in lines and cue not in ASKED:
                missing.append(cue)
    assert missing == []


@pytest.mark.parametrize("cue", REWORDED)
def test_a_line_was_reworded_only_because_it_holds_a_command(cue: str) -> None:
    assert named_in(cue)
    assert not named_in(REWORDED[cue])


@pytest.mark.parametrize("cue", SHORTENED)
def test_a_cue_was_shortened_only_because_its_phase_is_too_short_for_it(cue: str) -> None:
    short, seconds = SHORTENED[cue]
    assert estimate(cue) > seconds > estimate(short)


@pytest.mark.parametrize("name", NAMES)
def test_every_dose_has_a_source(name: str) -> None:
    unsourced = [
        step.name
        for step in card(name).steps
        if any(isinstance(i, Reps | Hold | Time | Breathe | Rest) for i in step.items) and not step.source
    ]
    assert unsourced == []


@pytest.mark.parametrize("name", NAMES)
def test_every_card_says_that_nobody_has_reviewed_it(name: str) -> None:
    assert card(name).reviewed == "not yet reviewed by a clinician"


def test_the_presets_of_the_floor_session_switch_what_the_content_says() -> None:
    floor = card("posterior-neck-release")
    on = {preset.name: switches_for(floor, preset.name) - {"bent"} for preset in floor.presets}
    assert on == {
        "first run": set(),
        "no roller": {"rocking", "second spot"},
        "no traction": {"roller", "rocking", "second spot"},
        "full": {"roller", "traction", "rocking", "second spot"},
        "first full": {"roller", "traction", "rocking", "second spot", "first lengthening"},
    }
    assert (floor.first_preset, floor.usual_preset) == ("first run", "no traction")


def test_lengthening_lasts_20_s_the_first_time_it_is_allowed_and_30_s_after() -> None:
    floor = card("posterior-neck-release")
    step = next(step for step in floor.steps if step.name == "Gentle lengthening")
    assert {preset: work(step, switches_for(floor, preset)) for preset in ("first full", "full")} == {
        "first full": 20.0,
        "full": 30.0,
    }
    assert not step.when.holds(switches_for(floor, "first run"))


def test_the_first_times_have_eight_repetitions_and_lying_on_the_front_five() -> None:
    retraction = card("cervical-retraction")
    ranges = {
        step.place.body.value: (item.least, item.most)
        for step in retraction.steps
        for item in step.items
        if isinstance(item, Reps) and item.when.holds(frozenset())
    }
    assert ranges == {"sitting": (8, 10), "standing": (8, 10), "prone": (5, 8), "lying": (8, 8)}


def test_the_press_begins_with_three_in_each_direction() -> None:
    press = card("isometric-neck-press")
    counts = {
        step.name: (item.least, item.most)
        for step in press.steps
        for item in step.items
        if isinstance(item, Reps) and item.when.holds(frozenset())
    }
    assert counts == {"Press forward": (3, 5), "Press back": (3, 5), "Press to the side": (3, 5)}


def test_an_easier_form_is_never_longer_than_what_it_replaces() -> None:
    """In the small range too."""
    longer = []
    for name in NAMES:
        for step in card(name).steps:
            if step.easier is None or not step.easier.items:
                continue
            for on in map(
                frozenset[str], ((), ("small range",), ("short hold",), ("small range", "short hold"))
            ):
                if not step.when.holds(on | {"looking up", "doorway", "neck stretch"}):
                    continue
                usual = [_held(item) for item in step.items if item.when.holds(on)]
                gentler = [_held(item) for item in step.easier.items if item.when.holds(on)]
                if max(gentler) > max(usual):
                    longer.append((name, step.name, sorted(on)))
    assert longer == []


def _held(item: object) -> float:
    match item:
        case Reps():
            return item.most * sum(phase.seconds for phase in item.phases)
        case Hold():
            return item.seconds
        case _:
            return 0.0


def test_the_cards_are_handouts_too_and_no_line_of_them_is_lost_when_they_are_rendered() -> None:
    for name in NAMES:
        lines = (SCRIPTS / f"{name}.md").read_text(encoding="utf-8").split("## Notes")[0].splitlines()
        assert [line for line in lines if line and not line.lstrip().startswith(("#", "- "))] == []
