"""The page about writing a session is right: every word is on it with its example, and its examples are cards."""

import re
from pathlib import Path

import pytest

from voicecoach.core.card import Body
from voicecoach.script.parse import parse
from voicecoach.script.vocabulary import FRONT, QUESTIONS, SCREENING, STEP, read_key

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
    text = CARD.format(front=EXAMPLES[2], step=EXAMPLES[1])
    card = parse(text, "card", "card.md")
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
