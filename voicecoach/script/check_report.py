"""What a check found, as lines for a person and as JSON for editors and programs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from voicecoach.script.checked import Checked, Finding
from voicecoach.script.fix import Fixed
from voicecoach.script.rules import Severity

FORMAT = 1
READ, PROBLEMS, UNREAD = 0, 1, 2
"""The exit codes: nothing wrong, something wrong, a file that cannot be read."""


@dataclass(frozen=True, slots=True)
class Report:
    """All files that were looked at, and what was changed in each by ``--fix``; ``strict``: warnings count too."""

    files: tuple[Checked, ...]
    changed: tuple[tuple[str, Fixed], ...] = ()
    strict: bool = False

    @property
    def exit_code(self) -> int:
        """0, 1 or 2."""
        if any(one.unread for one in self.files):
            return UNREAD
        wrong = self.count(Severity.ERROR) + (self.count(Severity.WARNING) if self.strict else 0)
        return PROBLEMS if wrong else READ

    @property
    def lines(self) -> Iterator[str]:
        """One line for each finding, in a shape that editors know; then one line for all."""
        for file, change in self.changed:
            yield f"{file}:{change.line}: changed: {change.what} [{change.rule.value}]"
        for one in self.files:
            yield from (finding.text for finding in one.findings)
        counts = [_many(self.count(kind), kind.value) for kind in Severity]
        yield f"{_many(len(self.files), 'file')}: {', '.join(counts)}."

    @property
    def json(self) -> str:
        """As docs/check.schema.json has it."""
        whole = {
            "format": FORMAT,
            "files": [one.file for one in self.files],
            "findings": [_finding(finding) for one in self.files for finding in one.findings],
            "changed": [
                {"file": file, "line": one.line, "rule": one.rule.value, "message": one.what}
                for file, one in self.changed
            ],
            "counts": {kind.value: self.count(kind) for kind in Severity},
            "exit": self.exit_code,
        }
        return json.dumps(whole, indent=2)

    def count(self, kind: Severity) -> int:
        """How many findings there are of that severity."""
        return sum(finding.severity is kind for one in self.files for finding in one.findings)


def by_file(found: Sequence[Finding]) -> tuple[Checked, ...]:
    """Findings from many places, as if each place had been looked at."""
    names = dict.fromkeys(one.file for one in found)
    return tuple(Checked(name, tuple(one for one in found if one.file == name)) for name in names)


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "file": one.file,
        "line": one.line,
        "column": one.column,
        "severity": one.severity.value,
        "rule": one.rule.value,
        "message": one.message,
        "instead": one.instead,
    }


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
