"""The conditions of a card as a reader meets them: "with roller", "sitting or standing", or settled by a choice."""

from dataclasses import dataclass

from voicecoach.core.card import Card, Switch, Term, When
from voicecoach.core.interview_lines import SPOKEN
from voicecoach.language import handout_words as words
from voicecoach.language.printed import Paper
from voicecoach.script.handout import Line


@dataclass(frozen=True, slots=True)
class Options:
    """The switches of a ``card``; ``chosen``: those that are on, where the page is for one choice only."""

    card: Card
    paper: Paper
    chosen: frozenset[str] | None = None

    def called(self, option: str) -> str:
        """How ``option`` is called in speech and on paper."""
        return self.paper.named(SPOKEN.get(option, option))

    def named(self, option: str) -> str:
        """The same where it stands in a sentence."""
        return self.paper.say(words.NAMED).format(option=self.called(option))

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

    def listed(self) -> tuple[str, ...]:
        """The options of the card, each choice in one."""
        out: list[str] = []
        switches = self.card.switches
        for group in dict.fromkeys(switch.group for switch in switches):
            members = [self._usual(switch) for switch in switches if switch.group == group]
            choice = self.paper.say(words.CHOICE).format(names=", ".join(members))
            out += members if group is None else [choice]
        return tuple(out)

    def on(self, chosen: frozenset[str]) -> tuple[str, ...]:
        """What is on of ``chosen``, and what is off though it is usually on."""
        switches = self.card.switches
        names = [self.called(s.name) if s.group else self._with(s.name) for s in switches if s.name in chosen]
        off = [s.name for s in switches if s.usual and s.group is None and s.name not in chosen]
        return (*names, *map(self._without, off))

    def _term(self, term: Term, when: When) -> str:
        switch = next((s for s in self.card.switches if s.name == term.switch), Switch(term.switch))
        if switch.group is None:
            if term.on:
                return self._with(switch.name)
            return self._without(switch.name) if switch.usual else ""
        members = {s.name for s in self.card.switches if s.group == switch.group}
        named = [other.switch for other in when.terms if other.on and other.switch in members]
        if named:
            return self.called(named[0])
        off = {other.switch for other in when.terms if not other.on}
        group = [s.name for s in self.card.switches if s.group == switch.group and s.name not in off]
        return self.paper.say(words.OR).join(self.called(name) for name in group)

    def _with(self, option: str) -> str:
        return self.paper.say(words.WITH).format(option=self.named(option))

    def _without(self, option: str) -> str:
        return self.paper.say(words.WITHOUT).format(option=self.named(option))

    def _usual(self, switch: Switch) -> str:
        name = self.called(switch.name)
        return self.paper.say(words.BY_USUAL).format(name=name) if switch.usual else name


def capital(text: str) -> str:
    """``text`` as it begins a sentence."""
    return text[:1].upper() + text[1:]
