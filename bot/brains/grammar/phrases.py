"""What a family may say to a domain: the phrase files' sentences as trees, with their slots and arguments checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from bot.brains.grammar.faults import fault_at
from bot.brains.grammar.phrase_files import Entry, PhraseFile, Slot, parse_file, read_file
from bot.brains.grammar.templates import Contents, Node, TemplateFault, contents, read_template
from bot.brains.grammar.treebank import Treebank
from tools.contract import Domain, Json, Risk, Verb


@dataclass(frozen=True, slots=True)
class SlotRef:
    """A slot of one domain: its name in the templates, what may stand in it, and whose live names it takes.

    `many`: its argument takes a list, so that several names may stand in it.
    """

    domain: Domain
    name: str
    spec: Slot
    many: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence of a verb: its tree, the arguments that it fixes, and where its slots go."""

    tool: str
    text: str
    tree: Node
    args: dict[str, Json]
    arguments: dict[str, str]
    """Slot -> argument; a slot that the verb has no argument for is heard and left aside."""
    slots: dict[str, SlotRef]
    words: frozenset[str]
    """Every word that it may contain."""
    sure: bool | None
    """Whether it may change something unasked; None leaves that to what it says beside its free words."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A verb with everything that people say for it."""

    tool: str
    domain: Domain
    verb: Verb
    templates: tuple[Template, ...]
    ask: str
    opposite: str | None
    why: str | None
    then: str | None
    """The verb that "do it" means after this one."""
    cues: tuple[Template, ...]
    """Words that a question about it holds, in any order."""
    hints: tuple[str, ...] = field(default=())
    example: str = ""
    """How somebody might say it, for those who want to know what they can ask."""


@dataclass(frozen=True, slots=True)
class _Tree:
    """A template's tree, the names of its slots, and its words."""

    root: Node
    slots: frozenset[str]
    words: frozenset[str]


def load(domain: Domain, language: str = "en") -> tuple[Spoken, ...]:
    """Everything that people may say to a domain.

    Raises:
        Misconfigured: A file is missing or wrong; the sentence names file, line and remedy.
    """
    spoken: list[Spoken] = []
    for folder in domain.phrases:
        path = folder / f"{language}.yaml" if folder.is_dir() else folder
        spoken += _load_file(domain, path)
    return tuple(spoken)


def _load_file(domain: Domain, path: Path) -> list[Spoken]:
    text, data = read_file(path)
    verbs = {verb.name: verb for verb in domain.verbs}
    trees = _known_trees(path, text)
    slots = _slots(domain, path, text, data)
    spoken: list[Spoken] = []
    for name, said in data.verbs.items():
        for method in filter(None, (name, said.opposite, said.why, said.then)):
            if method not in verbs:
                raise fault_at(path, text, ("verbs", name), f"{domain.name} has no verb {method!r}")
        if said.about and verbs[name].risk is not Risk.READ:
            raise fault_at(
                path, text, ("verbs", name, "about"), f"{name} changes something, so it needs whole sentences"
            )
        templates, cues = (
            tuple(
                _template(domain, path, text, (name, key, index), entry, trees, slots)
                for index, entry in enumerate(entries)
            )
            for key, entries in (("say", said.say), ("about", said.about))
        )
        spoken.append(
            Spoken(
                tool=f"{domain.name}_{name}",
                domain=domain,
                verb=verbs[name],
                templates=templates,
                ask=said.ask or f"{name.replace('_', ' ').capitalize()}?",
                opposite=f"{domain.name}_{said.opposite}" if said.opposite else None,
                why=f"{domain.name}_{said.why}" if said.why else None,
                then=f"{domain.name}_{said.then}" if said.then else None,
                cues=cues,
                hints=tuple(data.words),
                example=said.example,
            )
        )
    return spoken


def _slots(domain: Domain, path: Path, text: str, data: PhraseFile) -> dict[str, SlotRef]:
    """The slots of a file by their names."""
    for name, spec in data.slots.items():
        if spec.names is not None and not {*spec.names.split("+")} <= domain.names.keys():
            known = ", ".join(sorted(domain.names)) or "none"
            raise fault_at(
                path, text, ("slots", name), f"the domain has no names {spec.names!r}, only {known}"
            )
    return {name: SlotRef(domain, name, spec) for name, spec in data.slots.items()}


@lru_cache(maxsize=64)
def _known_trees(path: Path, text: str) -> "Mapping[str, _Tree]":
    """The tree of every sentence with what is in it; `path` says `text`."""
    trees, known = _trees(path, text, parse_file(text)), dict[int, Contents]()
    return {sentence: _Tree(tree, *contents(tree, known)) for sentence, tree in trees.items()}


def _trees(path: Path, text: str, data: PhraseFile) -> Mapping[str, Node]:
    """The tree of every sentence."""
    bank = Treebank(path, text)
    kept = bank.load()
    if kept is not None:
        return kept
    rules: dict[str, Node] = {}
    for name in data.rules:
        _read_rule(name, data.rules, rules, path, text)
    trees: dict[str, Node] = {}
    for name, said in data.verbs.items():
        for key, entries in (("say", said.say), ("about", said.about)):
            for index, entry in enumerate(entries):
                sentence = entry if isinstance(entry, str) else entry.sentence
                try:
                    trees[sentence] = read_template(sentence, rules)
                except TemplateFault as fault:
                    raise fault_at(
                        path, text, ("verbs", name, key, index), f"{fault} in {sentence!r}"
                    ) from fault
    bank.save(trees)
    return trees


_RULE = re.compile(r"<([^<>]+)>")


def _read_rule(
    name: str, texts: Mapping[str, str], done: dict[str, Node], path: Path, text: str, depth: int = 0
) -> None:
    """Read a rule after those that it uses."""
    if name in done or name not in texts:
        return
    try:
        for used in _RULE.findall(texts[name]) if depth < len(texts) else ():
            _read_rule(used, texts, done, path, text, depth + 1)
        done[name] = read_template(texts[name], done)
    except TemplateFault as fault:
        raise fault_at(path, text, ("rules", name), f"{fault} in the rule {name!r}") from fault


def _template(
    domain: Domain,
    path: Path,
    text: str,
    where: tuple[str, str, int],
    entry: str | Entry,
    trees: "Mapping[str, _Tree]",
    slots: dict[str, SlotRef],
) -> Template:
    from bot.brains.grammar.arguments import many, parameters

    verb_name, key, index = where
    place = ("verbs", verb_name, key, index)
    entry = Entry(sentence=entry) if isinstance(entry, str) else entry
    tree = trees[entry.sentence]
    used = tree.slots
    for name in used:
        if name not in slots:
            raise fault_at(path, text, place, f"there is no slot {{{name}}}")
    verb = next(verb for verb in domain.verbs if verb.name == verb_name)
    known, lists = parameters(verb), many(verb)
    arguments = {name: entry.slots.get(name, name) for name in used}
    for argument in (*entry.args, *entry.slots.values()):
        if argument not in known:
            raise fault_at(path, text, place, f"{verb_name} takes no argument {argument!r}")
    aside = {name for name in used if arguments[name] not in known and slots[name].spec.time is None}
    return Template(
        f"{domain.name}_{verb_name}",
        entry.sentence,
        tree.root,
        dict(entry.args),
        {name: argument for name, argument in arguments.items() if name not in aside},
        {name: _listed(slots, name) if arguments[name] in lists else slots[name] for name in used},
        tree.words,
        sure=entry.sure,
    )


def _listed(slots: dict[str, SlotRef], name: str) -> SlotRef:
    """A slot as it is for an argument that takes a list."""
    return slots.setdefault(f"{name}[]", replace(slots[name], many=True))
