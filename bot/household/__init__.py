"""What people ask HomeOps about HomeOps: how it does, what it did and why, who belongs here and who may do what."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memory.people import Role
from tools.contract import Domain, Name, Risk, Verb

if TYPE_CHECKING:
    from bot.admission import Leave
    from bot.aliases import Aliases
    from bot.directory import People
    from bot.house import Status
    from bot.household.members import Members, Rooms
    from bot.household.naming import Naming
    from bot.household.questions import Questions
    from bot.household.rights import Rights, Understand
    from bot.household.tools import Household
    from bot.household.undoing import Undoing
    from bot.verbs import Verbs
    from memory.clock import Clock
    from memory.db import Store


@dataclass(frozen=True, slots=True)
class Around:
    """What this domain knows of the rest of the house.

    Attributes:
        store: Where effects, people and approvals are written down.
        verbs: All verbs, this domain's included; known once everything is connected.
        status: How everything does.
        people: Who is who.
        clock: The house's clock.
        leave: Who may do what.
        understand: Which calls some words ask for.
        rooms: The rooms of the house, by every name that they have.
        aliases: What people taught it to call things.
        domains: All other domains, with those names.
        invitations: How a code brings somebody in, a line for each chat platform.
    """

    store: "Store"
    verbs: "Callable[[], Verbs]"
    status: "Callable[[], Awaitable[Status]]"
    people: "People"
    clock: "Clock"
    leave: "Leave"
    understand: "Understand"
    rooms: "Rooms"
    aliases: "Aliases"
    domains: "Sequence[Domain]"
    invitations: "Callable[[str], Sequence[str]]"


def connect(around: Around) -> Domain:
    """The domain of HomeOps itself."""
    from bot.household.members import Members
    from bot.household.naming import Naming
    from bot.household.questions import Questions
    from bot.household.rights import Rights
    from bot.household.tools import Household
    from bot.household.undoing import Undoing

    store, people = around.store, around.people
    household = Household(store, around.status, people, around.clock)
    undoing = Undoing(store, around.verbs, around.clock)
    naming = Naming(around.aliases, lambda: around.domains)
    members = Members(store, people, around.clock, around.rooms, around.invitations)
    questions = Questions(store, around.verbs, people, around.clock)
    rights = Rights(around.verbs, people, around.leave, around.understand)
    return Domain(
        name="household",
        summary="HomeOps itself: how it does, what it did, who may what, undo.",
        verbs=(
            *_about_itself(household),
            *_about_undoing(undoing),
            *_about_deeds(questions),
            *_about_rights(rights),
            *_about_people(members),
            *_about_names(naming),
        ),
        phrases=(Path(__file__).parent / "phrases",),
        names={"person": members.name_people},
        rehearses=True,
    )


async def rooms_of(domains: Sequence[Domain]) -> list[Name]:
    """The rooms in which any domain knows something, by every name that they have."""
    return [each for domain in domains if "area" in domain.names for each in await domain.names["area"]()]


def _about_itself(household: "Household") -> tuple[Verb, ...]:
    return (
        Verb(household.show_status, role=Role.TEEN, keywords="status brain channels failures health"),
        Verb(household.show_recent, keywords="history what did you do changed log"),
    )


def _about_undoing(undoing: "Undoing") -> tuple[Verb, ...]:
    """Open to everyone: what they stand for is checked by itself."""
    return (
        Verb(
            undoing.undo_last,
            risk=Risk.WRITE,
            role=Role.GUEST,
            expand=undoing.find_last,
            keywords="undo revert put back take back restore",
        ),
        Verb(
            undoing.undo_all,
            risk=Risk.WRITE,
            role=Role.GUEST,
            expand=undoing.find_last,
            spread=undoing.spread_all,
            keywords="undo everything all of it revert put back whole",
        ),
        Verb(
            undoing.undo_change,
            risk=Risk.WRITE,
            role=Role.GUEST,
            expand=undoing.find_change,
            keywords="undo revert put back that one earlier this morning yesterday",
        ),
    )


def _about_deeds(questions: "Questions") -> tuple[Verb, ...]:
    return (
        Verb(questions.why, keywords="why reason who asked for that explain yourself"),
        Verb(questions.who_did, keywords="who did turned changed switched blame"),
    )


def _about_rights(rights: "Rights") -> tuple[Verb, ...]:
    """Open to guests too: everybody may know what they may."""
    return (
        Verb(rights.who_may, keywords="who may can is allowed to permission rights"),
        Verb(rights.what_may, role=Role.GUEST, keywords="what may can allowed to do permission rights role"),
    )


def _about_names(naming: "Naming") -> tuple[Verb, ...]:
    return (
        Verb(
            naming.learn_name,
            risk=Risk.WRITE,
            role=Role.TEEN,
            resolve=naming.resolve,
            card=naming.say_learn,
            observe=naming.see,
            happened=lambda args, seen: seen == args["thing"],
            keywords="call name alias nickname mean from now on",
        ),
        Verb(
            naming.forget_name,
            risk=Risk.WRITE,
            role=Role.TEEN,
            card=naming.say_forget,
            observe=naming.see,
            happened=lambda _, seen: seen is None,
            keywords="forget name alias nickname no longer call",
        ),
        Verb(naming.list_names, keywords="names aliases nicknames learnt taught"),
    )


def _about_people(members: "Members") -> tuple[Verb, ...]:
    """Who belongs here; no model is offered what changes it."""
    return (
        Verb(members.list_people, keywords="people household members family guests roles who lives here"),
        Verb(
            members.invite_person,
            risk=Risk.DANGER,
            role=Role.ADULT,
            resolve=members.resolve_visit,
            card=members.card_invite,
            model=False,
        ),
        Verb(
            members.connect_account, risk=Risk.DANGER, role=Role.ADULT, card=members.card_connect, model=False
        ),
        Verb(
            members.change_role,
            risk=Risk.DANGER,
            role=Role.OWNER,
            resolve=members.resolve_role,
            card=members.card_role,
            model=False,
        ),
        Verb(
            members.remove_person,
            risk=Risk.DANGER,
            role=Role.ADULT,
            resolve=members.resolve_removal,
            card=members.card_removal,
            model=False,
        ),
        Verb(
            members.end_visit,
            risk=Risk.DANGER,
            role=Role.ADULT,
            resolve=members.resolve_end,
            card=members.card_end,
            model=False,
        ),
    )
