"""The verbs of the ad blockers, each with who may use it, its card, and how it is seen and put back."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from memory.people import Role
from tools.contract import Args, Json, Risk, Verb
from tools.network.dns.care_verbs import Care
from tools.network.dns.look_verbs import Looking
from tools.network.dns.name_verbs import LocalNames
from tools.network.dns.pause_verbs import Switching
from tools.network.dns.rule_verbs import Rules
from tools.network.dns.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

PHRASES = Path(__file__).parent / "phrases"
Card = Callable[[Args], Awaitable[str]]


def verbs(
    looking: Looking, rules: Rules, switching: Switching, names: LocalNames, care: Care, wanted: Wanted
) -> tuple[Verb, ...]:
    """What the ad blockers can do."""
    return (
        *_looks(looking, rules, names, care, wanted),
        *_rules(rules),
        *_switches(switching),
        *_names(names),
        Verb(
            care.refresh_lists,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=care.card_refresh,
            observe=care.observe_lists,
            keywords="gravity update blocklists adlists fetch",
        ),
        Verb(
            care.mend_drift,
            risk=Risk.DANGER,
            role=Role.ADULT,
            card=care.card_mend,
            observe=care.observe_drift,
            happened=lambda _, left: left == 0,
            resolve=care.resolve_mend,
            keywords="pihole sync synchronise copy same differ",
        ),
    )


def _looks(looking: Looking, rules: Rules, names: LocalNames, care: Care, wanted: Wanted) -> tuple[Verb, ...]:
    return (
        Verb(looking.show_blocking, keywords="pihole pi-hole ad blocker status share percent dns"),
        Verb(looking.top_clients, keywords="pihole busiest devices queries chatty"),
        Verb(looking.top_domains, resolve=wanted.resolve, keywords="pihole most blocked websites queries"),
        Verb(looking.explain_block, resolve=wanted.resolve, keywords="pihole why blocked reach load website"),
        Verb(rules.list_rules, keywords="pihole blocked allowed whitelist blacklist denylist allowlist"),
        Verb(names.list_local_names, keywords="dns hosts records"),
        Verb(care.list_blocklists, keywords="pihole adlists subscriptions gravity"),
        Verb(care.compare_piholes, keywords="pihole differ drift in step sync same"),
    )


def _rules(rules: Rules) -> tuple[Verb, ...]:
    def verb(run: Callable[..., Awaitable[object]], *, blocks: bool, keywords: str) -> Verb:
        return Verb(
            run,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=partial(rules.card, blocks),
            observe=rules.observe,
            resolve=rules.resolve,
            keywords=keywords,
        )

    def back(
        run: Callable[..., Awaitable[object]], role: Role, observe: Callable[[Args], Awaitable[Json]]
    ) -> Verb:
        return Verb(run, risk=Risk.WRITE, role=role, card=_say_back, observe=observe, model=False)

    return (
        verb(
            rules.block_domain, blocks=True, keywords="pihole ban forbid website app kids no tiktok youtube"
        ),
        verb(
            rules.allow_domain, blocks=False, keywords="pihole unblock whitelist permit let through website"
        ),
        # A timed block may have been asked for by a child, in whose name it ends; what ends is fixed beforehand.
        back(rules.end_rules, Role.CHILD, rules.observe_edits),
        back(rules.put_back_rules, Role.ADULT, rules.observe_before),
    )


def _switches(switching: Switching) -> tuple[Verb, ...]:
    return (
        Verb(
            switching.pause_blocking,
            risk=Risk.WRITE,
            role=Role.ADULT,
            escalate=switching.escalate,
            card=switching.card,
            observe=switching.observe,
            happened=lambda _, states: _all(states, "disabled"),
            resolve=switching.resolve,
            keywords="pihole disable off adblock ads",
        ),
        Verb(
            switching.resume_blocking,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=_say_resume,
            observe=switching.observe,
            happened=lambda _, states: _all(states, "enabled"),
            keywords="pihole enable on adblock ads",
        ),
        Verb(
            switching.put_back_blocking,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=_say_back,
            observe=switching.observe,
            model=False,
        ),
    )


def _names(names: LocalNames) -> tuple[Verb, ...]:
    return (
        Verb(
            names.add_local_name,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=names.card_new,
            observe=names.observe,
            happened=lambda _, present: present is True,
            resolve=names.resolve_new,
            keywords="dns hosts record hostname",
        ),
        Verb(
            names.remove_local_name,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=names.card_gone,
            observe=names.observe,
            happened=lambda _, present: present is False,
            resolve=names.resolve_gone,
            keywords="dns hosts record hostname delete",
        ),
    )


def _all(states: Json, state: str) -> bool:
    return isinstance(states, dict) and bool(states) and all(each == state for each in states.values())


async def _say_back(args: "Mapping[str, object]") -> str:
    del args
    return "Bring the Pi-holes back to how they were before."


async def _say_resume(args: "Mapping[str, object]") -> str:
    del args
    return "Switch blocking on again on all Pi-holes."
