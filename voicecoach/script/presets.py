"""Which switches are on for a run: the usual ones, a preset, and what was asked for with or without."""

from voicecoach.core.card import Card, Term, usual_switches, with_terms
from voicecoach.errors import UsageError
from voicecoach.script.values import nearest


def switches_for(
    card: Card, preset: str | None, with_: tuple[str, ...] = (), without: tuple[str, ...] = ()
) -> frozenset[str]:
    """The switches of ``card`` that are on; ``preset`` None is the card's usual one."""
    both = sorted(_plain(name) for name in with_ if _plain(name) in {_plain(other) for other in without})
    if both:
        raise UsageError(f'"{both[0]}" is asked for with and without; leave one of them out')
    switches = usual_switches(card)
    name = preset if preset is not None else card.usual_preset
    if name:
        switches = with_terms(card, switches, _preset(card, name))
    chosen: dict[str, str] = {}
    for switch in (_switch(card, name) for name in with_):
        group = _group(card, switch)
        if group and chosen.setdefault(group, switch) != switch:
            raise UsageError(f'of the choice "{group}" only one can be had; "{chosen[group]}" or "{switch}"')
        switches = with_terms(card, switches, (Term(switch),))
    for switch in (_switch(card, name) for name in without):
        group = _group(card, switch)
        if group:
            others = ", ".join(s.name for s in card.switches if s.group == group and s.name != switch)
            raise UsageError(f'"{switch}" is one of a choice; say which to have instead: {others}')
        switches = with_terms(card, switches, (Term(switch, on=False),))
    return switches


def switches_of(card: Card, options: tuple[str, ...]) -> frozenset[str]:
    """The switches that a plan's ``options`` leave on: presets, switches and "no ..." in any order."""
    presets = [o for o in options if any(_plain(p.name) == _plain(o) for p in card.presets)]
    if len(presets) > 1:
        raise UsageError(f'"{presets[0]}" and "{presets[1]}" are both presets; name one')
    others = [option for option in options if option not in presets]
    off = [option for option in others if _plain(option).startswith("no ")]
    return switches_for(
        card,
        presets[0] if presets else None,
        tuple(option for option in others if option not in off),
        tuple(_plain(option).removeprefix("no ") for option in off),
    )


def _preset(card: Card, name: str) -> tuple[Term, ...]:
    """The terms of the preset; the name of a variant or choice does as well: "standing"."""
    wanted = _plain(name)
    for preset in card.presets:
        if _plain(preset.name) == wanted:
            return preset.terms
    for switch in card.switches:
        if switch.group and _plain(switch.name) == wanted:
            return (Term(switch.name),)
    known = [p.name for p in card.presets] + [s.name for s in card.switches if s.group]
    raise UsageError(f'{card.name}: there is no preset "{name}"; {_known(wanted, known)}')


def _switch(card: Card, name: str) -> str:
    known = {_plain(switch.name): switch.name for switch in card.switches}
    wanted = _plain(name)
    if wanted in known:
        return known[wanted]
    raise UsageError(f'{card.name}: there is no option "{name}"; {_known(wanted, list(known.values()))}')


def _known(name: str, known: list[str]) -> str:
    near = nearest(name, known)
    meant = f"did you mean {near}? " if near else ""
    return f"{meant}there are: {', '.join(known)}" if known else "this card has none"


def _group(card: Card, name: str) -> str | None:
    return next((switch.group for switch in card.switches if switch.name == name), None)


def _plain(name: str) -> str:
    """As on a card: lower case with spaces, also where the command line has hyphens or underscores."""
    return " ".join(name.lower().replace("-", " ").replace("_", " ").split())
