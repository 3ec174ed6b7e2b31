"""The page about writing a session is right: every word is on it with its example, and its examples are cards."""

import re
from pathlib import Path

import pytest

from voicecoach.core.card import Ask, Body
from voicecoach.script import values
from voicecoach.script.new_questions import Given
from voicecoach.script.new_standard import Standard
from voicecoach.script.parse import parse
from voicecoach.script.vocabulary import FRONT, QUESTIONS, SCREENING, STEP, read_key
from voicecoach.shells.new import Wanted, ask_card

ANSWERED = (
    "Shoulder rolls", "", "Move the shoulders gently.", "", "", "", "", "", "", "Roll", "", "", "Roll both shoulders.",
    "", "", "repetitions", "8 to 10",
)  # fmt: skip
"""What is answered before the questions that the page shows."""
PAGE = (Path(__file__).parent.parent / "docs" / "write-a-session.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```markdown\n(.*?)```", PAGE, re.DOTALL)

CARD = """# A card

- Purpose: Try it.
- Version: 1, 2026-11-22
- Position: sitting
- Ask first: emergency signs
- Switch: small range
- Switch: roller (usual), traction
- Switch: standing
- Choice legs: bent (usual), straight
{front}
## Guided slide
- Place: sitting
- Say if bent: Sit tall.
## Roll side to side
- Say if roller, traction, small range, standing: Sit tall.
## Turn and nod
- Say: Sit tall.
- Ask fine: Was that fine? (yes or no)
## Step
{step}
## Way out: sitting
- Say: Rest your hands in your lap.
## Way out: lying
- Say: Rest.
## Way out: lying with ball
- Say: Rest.
## Put away: ball
- Say: Rest.
"""
INSTEAD = {
    "Purpose": "- Purpose: Try it.\n",
    "Version": "- Version: 1, 2026-11-22\n",
    "Position": "- Position: sitting\n",
    "Switch": "- Switch: roller (usual), traction\n",
    "Variant": "- Switch: standing\n",
    "Choice": "- Choice legs: bent (usual), straight\n",
}
"""The lines of the card above in whose place the example of a word can stand."""
NEEDS = {
    "Cue": "- Reps: 8 times: chin in 2 s\n",
    "At": "- Hold: 30 s\n",
    "If no": "- Ask fine: Was that fine? (yes or no)\n",
    "First time": "- Preset first run: no roller\n",
    "Usual": "- Preset no traction: no traction\n",
}


def words_on_the_page(heading: str) -> dict[str, str]:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| ([A-Z][a-z ]+?) \| .* \| `(.+?)` \|$", section, re.MULTILINE))


def test_the_page_has_every_word_with_the_example_of_the_messages() -> None:
    assert words_on_the_page("In front of the first step") == {w: s.example for w, s in FRONT.items()}
    assert words_on_the_page("A step") == {w: s.example for w, s in STEP.items()}


@pytest.mark.parametrize("word", FRONT)
def test_the_example_of_a_front_word_is_understood(word: str) -> None:
    front = NEEDS.get(word, "") + f"- {FRONT[word].example}\n"
    text = CARD.replace(INSTEAD[word], "") if word in INSTEAD else CARD
    assert parse(text.format(front=front, step="- Say: Sit tall."), "card", "card.md").title == "A card"


@pytest.mark.parametrize("word", STEP)
def test_the_example_of_a_step_word_is_understood(word: str) -> None:
    step = f"{NEEDS.get(word, '')}- {STEP[word].example}\n- Say: Sit tall.\n- If sore: Half the way.\n"
    if word == "If sore":
        step = f"- {STEP[word].example}\n- Say: Sit tall.\n"
    text = CARD.format(front="", step=step)
    assert [step.name for step in parse(text, "card", "card.md").steps][-1] == "Step"


def test_the_card_on_the_page_is_a_card() -> None:
    card = parse(EXAMPLES[0], "shoulder-rolls", "docs/write-a-session.md")
    assert [step.name for step in card.steps] == ["Set up", "Roll", "Close"]


def test_the_questions_on_the_page_are_understood() -> None:
    text = CARD.format(front=EXAMPLES[3], step=EXAMPLES[1] + EXAMPLES[2])
    card = parse(text, "card", "card.md")
    asked = [item.question for item in card.steps[-1].items if isinstance(item, Ask)]
    assert asked[:2] == [QUESTIONS["soreness now"], QUESTIONS["effort"]]
    assert {own.name for own in card.ask_first} == {
        "emergency signs",
        "arthritis",
        "low-back soreness",
        "fever",
    }


def test_the_page_names_every_position_question_and_screening_question() -> None:
    page = " ".join(PAGE.split())
    assert [name for name in (*(b.value for b in Body), *QUESTIONS, *SCREENING) if name not in page] == []


def test_every_example_in_a_message_is_written_as_the_format_is() -> None:
    for words in (FRONT, STEP):
        for word, shape in words.items():
            assert read_key(shape.example.split(":")[0], words).word == word


def test_each_kind_of_time_and_count_on_the_page_is_understood() -> None:
    line = next(line for line in PAGE.split("\n") if line.startswith("Numbers have units:"))
    examples = re.findall(r"`(.+?)`", line)
    counts = [example for example in examples if example.endswith("times") or example == "once"]
    times = [example for example in examples if example not in counts]
    assert [values.seconds(example) for example in times] == [5.0, 1.5, 90.0, 120.0, 90.0]
    assert [values.count(example) for example in counts] == [(10, 10), (8, 10), (1, 1)]


def test_the_words_that_take_a_condition_are_those_on_the_page() -> None:
    paragraph = next(part for part in PAGE.split("\n\n") if "take a condition" in part)
    words, _, examples = paragraph.partition("take a condition")
    assert re.findall(r"`(.+?)`", words) == [word for word, shape in STEP.items() if shape.conditional]
    for example in re.findall(r"`(.+?)`", examples):
        key = read_key(example.partition(":")[0], STEP)
        assert key.condition is not None
        assert values.when(key.condition).terms


def test_the_sections_on_the_page_are_understood() -> None:
    headings = re.findall(r"^\| `(## .+?)` \|", PAGE, re.MULTILINE)
    assert headings == ["## Way out: lying with ball", "## Put away: ball", "## Notes"]
    text = CARD.format(front="", step="- Place: lying with ball\n- Say: Rest.")
    card = parse(f"{text}\n## Notes\nRead me.\n", "card", "card.md")
    assert card.notes == "Read me."
    assert all(heading in CARD for heading in headings[:2])


def test_every_place_of_the_table_is_understood() -> None:
    row = next(line for line in PAGE.split("\n") if line.startswith("| Place |"))
    assert {values.place(name).body for name in re.findall(r"`([a-z ]+)`", row)} == set(Body)


def test_what_is_asked_and_answered_on_the_page_is_so() -> None:
    excerpt = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[0].strip().split("\n")
    typed = iter([*ANSWERED, *(line[2:] for line in excerpt if line.startswith(">"))])
    shown: list[str] = []

    def line() -> str | None:
        said = next(typed, None)
        if said is not None:
            shown.append(f"> {said}".rstrip())
        return said

    wanted = Wanted(Given(Standard({}, {}), lambda name: None), "2026-11-22")
    ask_card(wanted, (), line, shown.extend, lambda answers: None)
    start = shown.index(excerpt[0])
    assert shown[start : start + len(excerpt)] == excerpt
