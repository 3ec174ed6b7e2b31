"""A rehearsal plan written down, so that reading it gives the same plan."""

from voicecoach.core.card import Card
from voicecoach.errors import UsageError
from voicecoach.script.plan import Plan, Says, Silent
from voicecoach.script.plan_moments import moment_text
from voicecoach.script.presets import switches_of


def plan_text(plan: Plan) -> str:
    """``plan`` with what its person says and where it is silent; what must come of it is for the author to add."""
    lines = [f"# {plan.title}", f"Session: {', '.join((plan.card, *plan.options))}"]
    for entry in plan.entries:
        match entry:
            case Says():
                lines += [moment_text(entry.at)] if entry.at is not None else []
                lines.append(f"> {entry.text}")
            case Silent():
                lines += [moment_text(entry.at)] if entry.at is not None else []
                lines.append(f"Silence: {seconds_text(entry.seconds)}")
            case _:
                pass
    return "\n".join(lines) + "\n"


def seconds_text(seconds: float) -> str:
    """``seconds`` as a plan writes them, to the tenth."""
    return f"{seconds:.1f}".removesuffix(".0") + " s"


def options_for(card: Card, switches: frozenset[str]) -> tuple[str, ...]:
    """The shortest options of a plan that leave just these ``switches`` on."""
    presets = [()] + [(preset.name,) for preset in card.presets]
    every = tuple(s.name if s.name in switches else f"no {s.name}" for s in card.switches)
    named = tuple(name for name in every if not _is_left_of_a_choice(card, name))
    for options in (*presets, *((name,) for name in named), named):
        try:
            if switches_of(card, options) == switches:
                return options
        except UsageError:  # an option that does not go alone: the next way is tried
            continue
    raise UsageError(f"{card.name}: no plan can name the options {', '.join(sorted(switches))}")


def _is_left_of_a_choice(card: Card, option: str) -> bool:
    """Whether ``option`` is the "no" to one of a choice, which needs no word: another one is named."""
    return any(s.group and option == f"no {s.name}" for s in card.switches)
