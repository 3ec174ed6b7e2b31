"""Where the program starts: who looks into the diary or checks a card does not wait for what plays and listens."""

import sys

from voicecoach.shells.plain import errors_as_lines


def main() -> None:
    """Run the command; only what it needs is loaded (measured by benchmarks/diary.py and authoring.py)."""
    with errors_as_lines():
        match sys.argv[1:]:
            case ["diary", *words]:
                from voicecoach.commands.diary import diary_app

                diary_app(words, prog_name="voicecoach diary")
            case ["report", *words]:
                from voicecoach.commands.report import report_app

                report_app(words, prog_name="voicecoach report")
            case ["check", *words]:
                from voicecoach.commands.check import check_app

                check_app(words, prog_name="voicecoach check")
            case _:
                from voicecoach.cli import app

                app()


if __name__ == "__main__":
    main()
