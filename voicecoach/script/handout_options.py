"""The conditions of a card as a reader meets them: "with roller", "sitting or standing", or settled by a choice."""

from dataclasses import dataclass

from voicecoach.core.card import Card, Switch, Term, When
from voicecoach.core.interview_lines import SPOKEN
from voicecoach.language import handout_words as words
from voicecoach.script.handout import Line


@dataclass(frozen=True, slots=True)
class Options:
    """The switches of a ``card``; ``chosen``: those that are on, where the page is for one choice only."""

    card: Card
    chosen: frozenset[str] | None = None

    def holds(self, when: When) -> bool:
        """Whether ``when`` can be so on this page."""
        return self.chosen is None or when.holds(self.chosen)

    def there(self, things: tuple[str, ...]) -> bool:
        """Whether these can be there on this page: what is called as a switch is there only while that is on."""
        known = {switch.name for switch in self.card.switches}
        return self.chosen is None or all(thing in self.chosen or thing not in known for thing in things)

    def told(self, when: When) -> str:
        """``when`` in words; nothing where it is settled, or says no more than that it is as usual."""
        if self.chosen is not None:
            return ""
        parts: list[str] = []
        for term in when.terms:
            part = self._term(term, when)
            if part and part not in parts:
                parts.append(part)
        return ", ".join(parts)

    def behind(self, when: When, text: str) -> Line:
        """A ``text`` of the card behind its condition; in brackets, so that what follows is not taken to hang on it."""
        told = self.told(when)
        return Line(f"{text})", f"({capital(told)}:", by_card=True) if told else Line(text, by_card=True)

    def _term(self, term: Term, when: When) -> str:
        switch = next((s for s in self.card.switches if s.name == term.switch), Switch(term.switch))
        if switch.group is None:
            if term.on:
                return words.WITH.format(option=called(switch.name))
            return words.WITHOUT.format(option=called(switch.name)) if switch.usual else ""
        members = {s.name for s in self.card.switches if s.group == switch.group}
        named = [other.switch for other in when.terms if other.on and other.switch in members]
        if named:
            return called(named[0])
        off = {other.switch for other in when.terms if not other.on}
        group = [s.name for s in self.card.switches if s.group == switch.group and s.name not in off]
        return words.OR.join(called(name) for name in group)


def capital(text: str) -> str:
    """``text`` as it begins a sentence."""
    return text[:1].upper() + text[1:]


def called(option: str) -> str:
    """How ``option`` is called in speech and on paper."""
    return SPOKEN.get(option, option)


def listed(card: Card) -> tuple[str, ...]:
    """The options of ``card``, each choice in one."""
    out: list[str] = []
    for group in dict.fromkeys(switch.group for switch in card.switches):
        members = [_usual(switch) for switch in card.switches if switch.group == group]
        out += members if group is None else [words.CHOICE.format(names=", ".join(members))]
    return tuple(out)


def on(card: Card, switches: frozenset[str]) -> tuple[str, ...]:
    """What is on, and what is off though it is usually on."""
    names = [called(s.name) if s.group else words.WITH.format(option=called(s.name)) for s in card.switches
             if s.name in switches]  # fmt: skip
    off = [s.name for s in card.switches if s.usual and s.group is None and s.name not in switches]
    return (*names, *(words.WITHOUT.format(option=called(name)) for name in off))


def _usual(switch: Switch) -> str:
    name = called(switch.name)
    return words.BY_USUAL.format(name=name) if switch.usual else name
