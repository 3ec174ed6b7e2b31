"""The pytest plug-in: with ``voicecoach_plans = plans`` in its settings, pytest rehearses every plan in that folder."""

from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # pytest gives these types no public name
    from _pytest._code.code import TerminalRepr, TracebackStyle


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings that switch it on."""
    parser.addini(
        "voicecoach_plans", 'folders of rehearsal plans, or names as "*.plan.md"', type="args", default=[]
    )
    parser.addini("voicecoach_cards", "the folder of your session cards", default="")
    group = parser.getgroup("voicecoach")
    group.addoption(
        "--voicecoach-rewrite", action="store_true", help="write the transcripts of the plans anew"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Nothing more happens where no plans are asked for."""
    wanted = config.getini("voicecoach_plans")
    if wanted:
        config.pluginmanager.register(_Plans(config.rootpath, tuple(wanted)), "voicecoach-plans")


class _Plans:
    """Collects the plans."""

    def __init__(self, root: Path, wanted: tuple[str, ...]) -> None:
        self._root = root
        self._wanted = wanted

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """A plan that is asked for is a test."""
        if file_path.suffix != ".md" or not any(self._asked_for(file_path, each) for each in self._wanted):
            return None
        from voicecoach.assembly.plan_files import is_plan  # only where there is a plan

        return PlanFile.from_parent(parent, path=file_path) if is_plan(file_path) else None

    def _asked_for(self, path: Path, wanted: str) -> bool:
        if "*" in wanted:
            return fnmatch(path.name, wanted)
        return path.is_relative_to((self._root / wanted).resolve()) or path.is_relative_to(
            self._root / wanted
        )


class PlanFile(pytest.File):
    """The file of a plan."""

    def collect(self) -> Iterable[pytest.Item]:
        """One test: the plan comes true and its transcript is as it was."""
        yield PlanItem.from_parent(self, name=self.path.name.removesuffix(".md").removesuffix(".plan"))


class PlanDiffersError(Exception):
    """What did not come as the plan says, as text."""


class PlanItem(pytest.Item):
    """A plan, rehearsed."""

    def runtest(self) -> None:
        """Rehearse it, and compare."""
        from voicecoach.assembly.plan_files import tried
        from voicecoach.folders import Folders

        cards = self.config.getini("voicecoach_cards")
        own = self.config.rootpath / cards if cards else Folders.of(None).cards
        came = tried(self.path, own, rewrite=bool(self.config.getoption("--voicecoach-rewrite")))
        if not came.passed:
            raise PlanDiffersError("\n".join((*came.problems, *came.difference)))

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: "TracebackStyle | None" = None
    ) -> "str | TerminalRepr":
        """The difference, and nothing of the program's inside; a bug keeps its traceback."""
        if isinstance(excinfo.value, PlanDiffersError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the plan is."""
        return self.path, 0, f"plan {self.name}"
