"""Plans in files are tests of the cards that they name: from the command line, and in pytest."""

import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from voicecoach.assembly.plan_files import card_of, plans_in, tried
from voicecoach.cli import app
from voicecoach.errors import ScriptError, UsageError
from voicecoach.script.plan import parse_plan
from voicecoach.shipped import shipped

ROOT = Path(__file__).parent.parent
PLAN = """# Pain while pacing is written down
Session: cervical-retraction, sitting
at Repetitions, rep 2, hold
> ow, pain
Diary: pain, Repetitions, rep 2, hold
"""
UNTRUE = PLAN.replace("Diary: pain", "Diary: stop").replace("# Pain", "# No pain")
PLUGIN = ("-p", "no:voicecoach", "-p", "voicecoach.pytest_plugin")
"""The plug-in of this checkout, also where the installed one is older."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "pain.plan.md").write_text(PLAN)
    (tmp_path / "plans" / "notes.md").write_text("# Notes\nNothing here names a session.\n")
    return tmp_path / "plans"


def test_a_plan_is_a_markdown_file_that_names_a_session(folder: Path) -> None:
    (folder / "below").mkdir()
    (folder / "below" / "other.md").write_text(PLAN)
    (folder / ".hidden.md").write_text(PLAN)
    assert plans_in(folder) == (folder / "below" / "other.md", folder / "pain.plan.md")


def test_a_folder_without_a_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r'there is no plan in it; a plan is a \.md file with a line "Session: ..."'
    ):
        plans_in(tmp_path)


def test_the_card_is_beside_the_plan_or_at_its_path_or_the_users_own_or_shipped(folder: Path) -> None:
    text = (shipped("scripts") / "triceps-release.md").read_text(encoding="utf-8")
    own = folder.parent / "own"
    own.mkdir()
    for name in (folder / "beside.md", folder.parent / "above.md", own / "mine.md"):
        name.write_text(text, encoding="utf-8")
    path = folder / "a.md"
    names = ["beside", "../above.md", "mine", "triceps-release"]
    plans = [parse_plan(f"# A\nSession: {name}\n", str(path)) for name in names]
    assert [card_of(plan, path, own).name for plan in plans] == ["beside", "above", "mine", "triceps-release"]
    with pytest.raises(
        ScriptError, match=r'a\.md:2: there is no session "tricep-release"; did you mean triceps'
    ):
        card_of(parse_plan("# A\nSession: tricep-release\n", str(path)), path, own)


def test_the_first_transcript_is_written_and_then_every_difference_is_told(folder: Path) -> None:
    path = folder / "pain.plan.md"
    assert tried(path, folder).passed
    assert not tried(path, folder).compared
    assert tried(path, folder, rewrite=True).written
    again = tried(path, folder)
    assert (again.passed, again.compared) == (True, True)
    beside = folder / "pain.plan.txt"
    beside.write_text(beside.read_text().replace("> ow, pain", "> ow"))
    assert [line for line in tried(path, folder).difference if line[:2] in ("+0", "-0")] == [
        "-01:53.7  > ow",
        "+01:53.7  > ow, pain",
    ]


def test_what_does_not_come_true_is_told_with_file_and_line(folder: Path) -> None:
    path = folder / "pain.plan.md"
    path.write_text(UNTRUE)
    assert tried(path, folder).problems == (f"{path}:5: the diary holds no such halt",)
    path.write_text(PLAN.replace("Repetitions", "Repetition"))
    assert tried(path, folder).problems[0] == (
        f'{path}:4: there is no step "Repetition"; did you mean "Repetitions"?'
    )


def test_a_folder_is_tried_from_the_command_line(folder: Path) -> None:
    run = CliRunner().invoke
    assert run(app, ["rehearse", str(folder)]).output == (
        "1 plan: 1 came as it must, 1 without a transcript yet.\n"
    )
    written = run(app, ["rehearse", str(folder), "--rewrite"])
    assert (written.exit_code, (folder / "pain.plan.txt").is_file()) == (0, True)
    (folder / "pain.plan.md").write_text(PLAN.replace("ow, pain", "it hurts"))
    differs = run(app, ["rehearse", str(folder)])
    assert differs.exit_code == 1
    assert "+01:53.7  > it hurts\n" in differs.output
    assert differs.output.endswith("1 plan: 0 came as it must, 1 differs from its transcript.\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["plans", "--timeline"], "a folder of plans takes no option but --rewrite and --data"),
        (["cervical-retraction", "--record", "a.md"], "--record keeps what is typed; add --interactive"),
        (["cervical-retraction", "--rewrite"], "--rewrite is for a folder of plans; name one"),
        (
            ["cervical-retraction", "--from", "Repetition"],
            'there is no step "Repetition"; did you mean "Repetitions"?',
        ),
    ],
)
def test_what_does_not_go_together_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], told: str
) -> None:
    monkeypatch.chdir(folder.parent)
    assert told in str(CliRunner().invoke(app, ["rehearse", *words]).exception)


def test_from_a_step_on_the_transcript_is_the_end_of_the_whole(tmp_path: Path) -> None:
    run = CliRunner().invoke
    whole = run(app, ["rehearse", "cervical-retraction"]).output
    assert (
        run(app, ["rehearse", "cervical-retraction", "--from", "close"]).output
        == whole[whole.index("## Close") :]
    )


def test_what_is_typed_at_the_command_line_becomes_a_plan_that_comes_true(tmp_path: Path) -> None:
    run = CliRunner().invoke
    plan = tmp_path / "typed.plan.md"
    words = ["rehearse", "cervical-retraction", "--interactive", "--record", str(plan)]
    typed = run(app, words, input="stop now\n3\nat Repetitions, rep 2, hold\now, pain\n")
    told, _, _ = typed.output.partition(f"\n{plan}")
    assert run(app, ["rehearse", "cervical-retraction", "--plan", str(plan)]).output == told
    again = run(app, words, input="")
    assert "this file is there already; --force replaces it" in str(again.exception)


# pytest


def test_two_lines_make_a_folder_of_plans_into_tests(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nvoicecoach_plans = plans\n")
    plans = pytester.mkdir("plans")
    (plans / "pain.plan.md").write_text(PLAN)
    (plans / "untrue.md").write_text(UNTRUE)
    (plans / "notes.md").write_text("# Notes\n")
    outcome = pytester.runpytest(*PLUGIN, "-v")
    outcome.assert_outcomes(passed=1, failed=1)
    outcome.stdout.fnmatch_lines(["*untrue.md:5: the diary holds no such halt"])
    outcome.stdout.no_fnmatch_line("*Traceback*")
    assert not (plans / "pain.plan.txt").exists()


def test_a_difference_is_the_text_of_the_failure_and_can_be_taken_over(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nvoicecoach_plans = *.plan.md\nvoicecoach_cards = cards\n")
    cards = pytester.mkdir("cards")
    text = (shipped("scripts") / "cervical-retraction.md").read_text(encoding="utf-8")
    (cards / "ours.md").write_text(text, encoding="utf-8")
    Path("a.plan.md").write_text(PLAN.replace("cervical-retraction", "ours"))
    Path("b.md").write_text(UNTRUE)
    pytester.runpytest(*PLUGIN, "--voicecoach-rewrite").assert_outcomes(passed=1)
    (cards / "ours.md").write_text(text.replace("Sit tall near", "Sit up near"), encoding="utf-8")
    outcome = pytester.runpytest(*PLUGIN)
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(["-*Sit tall near*", "+*Sit up near*"])


def test_without_the_setting_nothing_is_collected(pytester: pytest.Pytester) -> None:
    Path("a.plan.md").write_text(UNTRUE)
    outcome = pytester.runpytest(*PLUGIN)
    assert outcome.ret is pytest.ExitCode.NO_TESTS_COLLECTED


def test_the_plug_in_is_named_in_the_package_and_loads_nothing_of_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"voicecoach": "voicecoach.pytest_plugin"}
    source = (ROOT / "voicecoach" / "pytest_plugin.py").read_text(encoding="utf-8")
    assert [
        line for line in source.splitlines() if line.startswith(("import voicecoach", "from voicecoach"))
    ] == []
