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
