"""Which rules make something blocked or allowed.

On a Pi-hole any rule that allows wins over every one that denies, and over the lists. So a block takes away what allows the
same, and an allowance first takes away our own block; only where a list or a block for everybody stands against it, a rule
that allows is made.
"""

from collections.abc import Sequence

from memory.errors import Mistake
from tools.network.dns.services import is_below, pattern, pattern_domain, target_domains, target_name
from tools.network.rules import ALL, PREFIX, Book, RuleEdit, Was, device_group


def groups_for(book: Book, who: Sequence[str] | None) -> tuple[str, ...]:
    """The groups that reach these devices, or everybody."""
    return tuple(device_group(each) for each in who) if who else (ALL, *book.uncovered)


def about(book: Book, targets: Sequence[str]) -> list[Was]:
    """The rules about these services and domains: those for them and what is below them."""
    bases = [domain for target in targets for domain in target_domains(target)]
    found = [each for each in book.rules.values() if any(is_about(each, base) for base in bases)]
    return sorted(found, key=lambda each: each.key)


def is_about(rule: Was | RuleEdit, base: str) -> bool:
    """Whether a rule is about a domain or something below it; of patterns only such as we write."""
    domain = rule.domain if rule.kind == "exact" else pattern_domain(rule.domain)
    return domain is not None and is_below(domain, base)


def plan_block(book: Book, targets: Sequence[str], who: Sequence[str] | None, comment: str) -> list[RuleEdit]:
    """The edits that block.

    Raises:
        Mistake: It is allowed for everybody, which would win.
    """
    wanted = groups_for(book, who)
    edits: list[RuleEdit] = []
    for rule in about(book, targets):
        if rule.type == "allow" and rule.enabled and rule.groups:
            if who and ALL in rule.groups:
                names = ", ".join(target_name(each) for each in targets)
                raise Mistake(
                    f"{names} is allowed for everyone, which wins over a block; block it for everyone first."
                )
            edits.append(_lose(rule, wanted if who else rule.groups))
    denied = [pattern(base) for base in _bases(targets)]
    edits += [
        RuleEdit(type="deny", kind="regex", domain=each, add=wanted, comment=comment) for each in denied
    ]
    return edits


def plan_allow(book: Book, targets: Sequence[str], who: Sequence[str] | None, comment: str) -> list[RuleEdit]:
    """The edits that allow."""
    wanted = groups_for(book, who)
    edits: list[RuleEdit] = []
    freed: set[str] = set()
    rules = about(book, targets)
    for rule in rules:
        held = set(rule.groups or ()) if rule.type == "deny" and rule.enabled else set[str]()
        losing = held if not who else held & set(wanted)
        if losing:
            edits.append(_lose(rule, tuple(sorted(losing))))
            if held == losing:  # nobody is denied it any more: then no rule that allows is needed
                freed.update(base for base in _bases(targets) if is_about(rule, base))
    for base in _bases(targets):
        if base not in freed or _is_denied_still(rules, base, edits):
            edits.append(
                RuleEdit(type="allow", kind="regex", domain=pattern(base), add=wanted, comment=comment)
            )
    return edits


def is_blocked_for(book: Book, base: str, wanted: Sequence[str]) -> bool:
    """Whether our own rule for a domain reaches these groups."""
    rule = book.was(("deny", "regex", pattern(base)))
    return rule.enabled and set(wanted) <= set(rule.groups or ())


def groups_of_devices(rule: Was) -> list[str]:
    """The devices that a rule is for alone; empty where it is for everybody."""
    groups = rule.groups or ()
    return [] if ALL in groups else [each.removeprefix(PREFIX) for each in groups if each.startswith(PREFIX)]


def _bases(targets: Sequence[str]) -> list[str]:
    return [domain for target in targets for domain in target_domains(target)]


def _lose(rule: Was, groups: Sequence[str]) -> RuleEdit:
    return RuleEdit(
        type=rule.type, kind=rule.kind, domain=rule.domain, drop=tuple(groups), comment=rule.comment or ""
    )


def _is_denied_still(rules: Sequence[Was], base: str, edits: Sequence[RuleEdit]) -> bool:
    dropped = {each.key: set(each.drop) for each in edits}
    return any(
        rule.type == "deny"
        and rule.enabled
        and is_about(rule, base)
        and set(rule.groups or ()) - dropped.get(rule.key, set())
        for rule in rules
    )
