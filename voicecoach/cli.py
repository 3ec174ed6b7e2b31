"""The whole program, every command of it loaded."""

from voicecoach.shells.plain import errors_as_lines
from voicecoach.start import COMMANDS, command_line

app = command_line(*COMMANDS)


def main() -> None:
    """Run the command; what the user must put right is one line and exit code 2."""
    with errors_as_lines():
        app()


if __name__ == "__main__":
    main()
