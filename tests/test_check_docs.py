"""The page about the check shows every rule, and each of its examples is found, or not, as it says."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from voicecoach.assembly.checking import Sounding, Taken, lines_of, problems_heard
from voicecoach.script.check_report import Report
from voicecoach.script.checked import Checked, check_file, check_text
from voicecoach.script.remarks import cues_are_short
from voicecoach.script.rules import Rule
from voicecoach.script.vocabulary import FRONT, STEP

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "check.md").read_text(encoding="utf-8")
SECTIONS = {
    heading: re.findall(r"```markdown\n(.*?)```", body, re.DOTALL)
    for heading, body in re.findall(r"^### (\S+)\n(.*?)(?=^### |^## Editors)", PAGE, re.DOTALL | re.MULTILINE)
}
PAIRS = {heading: blocks for heading, blocks in SECTIONS.items() if len(blocks) == 2}
ALWAYS = (Rule.LENGTH, Rule.SILENCE, Rule.REVIEW)
CARD = """# A card

- Purpose: Try it.
- Version: 1, 2026-11-22
- Position: sitting
- Ask first: emergency signs
{front}
## Set up
- Place: sitting
- Say: Sit tall.
- Wait for: ready

## Step
{step}
## Way out: sitting
- Say: Rest your hands in your lap.
{sections}"""
KNOWN = ("shoulder-rolls", "neck-turns")


def whole(block: str) -> str:
    """A card with the lines of ``block`` where they belong."""
    if block.startswith("# "):
        return block
    lines, heading, sections = block.partition("##")
    front = [line for line in lines.splitlines() if word(line) in FRONT and word(line) not in STEP]
    step = [line for line in lines.splitlines() if line not in front] or ["- Say: Rest."]
    if not any("Say" in line for line in step):
        step.append("- Say: Rest.")
    return CARD.format(front="\n".join(front), step="\n".join(step), sections=heading + sections)


def word(line: str) -> str:
    return line.strip("- ").partition(":")[0]


def rules_in(block: str) -> set[str]:
    """The rules that the check finds broken in a card with ``block``, however it is spoken."""
    checked = check_text(whole(block), "card", "card.md", KNOWN)
    if checked.card is not None:
        slow = {text: Sounding(9.0 if len(text) > 30 else 0.5, ()) for text in lines_of(checked.card, {})}
        checked = checked.more((*cues_are_short(checked.card), *problems_heard(checked.card, {}, slow)))
    return {one.rule.value for one in checked.findings}


def test_the_page_has_every_rule_and_no_other() -> None:
    assert sorted(SECTIONS) == sorted(rule.value for rule in Rule)


@pytest.mark.parametrize("rule", PAIRS)
def test_what_a_rule_shows_as_wrong_is_found_and_what_it_shows_instead_is_not(rule: str) -> None:
    wrong, instead = PAIRS[rule]
    assert (rule in rules_in(wrong), rule in rules_in(instead)) == (True, False)


@pytest.mark.parametrize("rule", sorted({*PAIRS} - {"missing", "position", "ball"}))
def test_what_a_rule_shows_instead_is_right_in_every_way(rule: str) -> None:
    assert rules_in(PAIRS[rule][1]) - {one.value for one in ALWAYS} == set()


def test_the_rules_without_two_examples_are_found_too(tmp_path: Path) -> None:
    good = whole("- Say: Let your arms hang.\n")
    latin = tmp_path / "latin.md"
    latin.write_bytes(good.replace("tall", "ta\u00efl").encode("latin-1"))
    card = check_text(good, "card", "card.md", ())
    assert card.card is not None
    loud = {text: Sounding(1.0, (Taken("stop", 0.4, 0.95, 0.9),)) for text in lines_of(card.card, {})}
    broken = (
        check_file(latin, ()),
        check_text("", "card", "card.md", ()),
        check_text(whole("- Hold: 20 s\n"), "card", "card.md", ()),
        check_text(good.replace("tall", "ta\u200bll"), "card", "card.md", ()),
        check_text(good.replace("Sit tall", "This he" + "als"), "card", "card.md", ()),
        card,
        card.more(problems_heard(card.card, {}, loud)),
    )
    found = {one.rule.value for checked in broken for one in checked.findings}
    assert {*SECTIONS} - {*PAIRS} - found == {
        Rule.NO_SOUND.value
    }  # told by the command, see test_check_command.py


def test_the_json_of_the_check_keeps_to_its_schema_and_the_page_names_its_keys() -> None:
    schema = json.loads((DOCS / "check.schema.json").read_text(encoding="utf-8"))
    report = Report((check_text(whole("- Time: 20\n"), "card", "card.md", ()), Checked("other.md", ())))
    told = json.loads(report.json)
    jsonschema.validate(told, schema)
    keys = {
        *told,
        *told["findings"][0],
        *told["counts"],
        *schema["properties"]["changed"]["items"]["properties"],
    }
    assert {key for key in keys if f"`{key}`" not in PAGE} == set()
