"""The verbs about who belongs to the household. No model is offered those that change it (PROTOCOLS §5)."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from bot.directory import People, slug
from bot.household.answers import Everybody, describe, in_words
from bot.household.visits import read_visit
from memory import household, outbox
from memory.clock import Clock
from memory.db import Store
from memory.errors import Mistake
from memory.messages import Kind, Outbound
from memory.people import Person, Role
from tools.contract import Args, Caller, Done, Irreversible, Name

CODE_GOOD = timedelta(days=2)
CODE = "The code for {name}: {code}\nIt works once, until {until:%A %H:%M}. They write “join {code}” to me."
EASIER = "{code}\nEasier still, on their phone:\n{ways}"
COMES = "The code comes in a message of its own."
UNTIL_WHEN = "Until when does {name} stay, and where? Say for example “invite {name} until Sunday, kitchen and living room”."
NOT_ABOVE = "You may invite people only with a role below your own; ask the owner."

GivenRole = Literal["owner", "adult", "teen", "child", "guest"]
Rooms = Callable[[], Awaitable[Sequence[Name]]]
Invitations = Callable[[str], Sequence[str]]


class Members:
    """Who belongs to the household, and how someone comes to or leaves it."""

    def __init__(
        self, store: Store, people: People, clock: Clock, rooms: Rooms, invitations: Invitations
    ) -> None:
        self._store = store
        self._people = people
        self._clock = clock
        self._rooms = rooms
        self._invitations = invitations

    async def name_people(self) -> Sequence[Name]:
        """Everybody who belongs to the household."""
        return [Name(each.person.name, each.person.name) for each in self._people.known]

    async def list_people(self) -> Everybody:
        """List who belongs to the household, with role, rooms and how long a guest stays."""
        here = {person.id for person in self._people.all}
        known = [each.person for each in self._people.known]
        someone = [describe(each).model_copy(update={"here": each.id in here}) for each in known]
        return Everybody(
            people=[each.model_copy(update={"until": self._local(each.until)}) for each in someone]
        )

    def _local(self, at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(self._clock.zone)

    async def resolve_visit(self, args: Args) -> Args:
        """The invitation's words as a role, rooms that this house has, and an end.

        Raises:
            Mistake: There is no such room, or nobody said until when a guest stays.
        """
        visit = read_visit(str(args.get("details", "")), self._clock.now(), await self._rooms())
        name = " ".join(part.capitalize() for part in str(args["name"]).split())
        role, until = args.get("role") or "guest", self._end_of(args.get("until")) or visit.until
        self._check_invited(name, Role[str(role).upper()], until, args["caller"])
        if role == "guest" and until is None and not self._people.has(slug(name)):
            raise Mistake(UNTIL_WHEN.format(name=name))
        return {**args, "name": name, "role": role, "details": ", ".join(visit.rooms), "until": until}

    def _end_of(self, until: object) -> datetime | None:
        """A day that is named as the end is meant to its own end."""
        if not isinstance(until, datetime):
            return None
        local = until.astimezone(self._clock.zone)
        return local + timedelta(days=1, minutes=-1) if (local.hour, local.minute) == (0, 0) else local

    def _check_invited(self, name: str, role: Role, until: datetime | None, caller: object) -> None:
        assert isinstance(caller, Caller)
        own = caller.person.role
        if role >= own and own is not Role.OWNER and not self._people.has(slug(name)):
            raise Mistake(NOT_ABOVE)
        if until is not None and until <= self._clock.now():
            raise Mistake(f"That visit would be over already ({until:%a %d %b %H:%M}); name a later end.")

    def _invited(self, args: Args) -> Person:
        name, until = str(args["name"]), args.get("until")
        known = next((each.person for each in self._people.known if each.person.id == slug(name)), None)
        if known is not None:
            return known
        rooms = tuple(filter(None, str(args.get("details", "")).split(", ")))
        role = Role[str(args.get("role") or "guest").upper()]
        end = until if isinstance(until, datetime) else None
        return Person(slug(name), name, role, self._people.owner.locale, rooms, end)

    async def card_invite(self, args: Args) -> str:
        """Who would be let in, as what, where and until when."""
        person = self._invited(args)
        if self._people.has(person.id):
            return f"Make a code with which {person.name} ({person.role.spoken}) can write to me from one more account."
        rooms = f" They may act in {in_words(person.rooms)}." if person.rooms else ""
        if person.role is Role.GUEST and not person.rooms:
            rooms = " They may act in no room, only ask."
        until = self._local(person.until)
        end = f"until {until:%A %d %B, %H:%M}" if until is not None else "with no end"
        return f"Invite {person.name} as {person.role.spoken}, {end}.{rooms}"

    async def invite_person(
        self,
        name: str,
        caller: Caller,
        role: GivenRole | None = None,
        details: str = "",
        until: datetime | None = None,
    ) -> Done:
        """Invite someone into the household, or let someone of it write from one more account.

        Args:
            name: What they are called.
            caller: Who invites.
            role: What they will be to the house; a guest if left out.
            details: The rooms where a guest may act and until when, in words.
            until: When a guest's visit ends.
        """
        args = {"name": name, "role": role, "details": details, "until": until}
        person = self._invited(args)
        is_new = not self._people.has(person.id)
        await self._send_code(person, caller, is_new=is_new)
        done = f"{person.name} is invited as {person.role.spoken}." if is_new else "That is done."
        return Done(f"{done} {COMES}", Irreversible("The code has been given out; end the visit instead."))

    async def connect_account(self, caller: Caller) -> Done:
        """Make a code with which the person who asks can write from one more account of theirs."""
        await self._send_code(caller.person, caller, is_new=False)
        return Done(f"That is done. {COMES}", Irreversible("The code has been given out; it ends by itself."))

    async def card_connect(self, args: Args) -> str:
        """What a code would be for."""
        caller = args["caller"]
        assert isinstance(caller, Caller)
        return f"Make a code with which {caller.person.name} can write to me from one more account."

    async def _send_code(self, person: Person, caller: Caller, *, is_new: bool) -> None:
        """The code goes past the answer, so that neither the conversation's history nor the ledger keeps it."""
        now = self._clock.now()
        expires = now + CODE_GOOD
        async with self._store.fenced() as session:
            if is_new:
                await household.put(session, person, now, joined=False)
            code = await household.invite(
                session, person.id, by=caller.person.id, now=now, expires_at=expires
            )
            text = CODE.format(name=person.name, code=code, until=expires)
            if ways := self._invitations(code):
                text = EASIER.format(code=text, ways="\n".join(ways))
            notice = Outbound(
                f"code:{person.id}:{now.isoformat()}", caller.conversation, text, kind=Kind.NOTICE
            )
            await outbox.put(session, notice, now)
        await self._people.reload()

    async def resolve_role(self, args: Args) -> Args:
        """Whose role, by the name that everybody uses.

        Raises:
            Mistake: Nobody is called so, or nobody would be owner any more.
        """
        person = self._people.named(str(args["name"]))
        self._keep_an_owner(person, leaves=args["role"] != "owner")
        return {**args, "name": person.name}

    async def card_role(self, args: Args) -> str:
        """Whose role would change, from what to what."""
        person = self._people.named(str(args["name"]))
        return f"Make {person.name} {_a(str(args['role']))} instead of {_a(person.role.spoken)}."

    async def change_role(self, name: str, role: GivenRole) -> Done:
        """Give somebody of the household another role.

        Args:
            name: Whose.
            role: What they will be to the house.
        """
        person = self._people.named(name)
        async with self._store.fenced() as session:
            await household.set_role(session, person.id, Role[role.upper()])
        await self._people.reload()
        return Done(f"{person.name} is {_a(role)} now.", Irreversible("Change the role again instead."))

    async def resolve_removal(self, args: Args) -> Args:
        """Who leaves, by the name that everybody uses.

        Raises:
            Mistake: Nobody is called so, they are not below who asks, or nobody would be owner any more.
        """
        person, caller = self._people.named(str(args["name"])), args["caller"]
        assert isinstance(caller, Caller)
        self._keep_an_owner(person, leaves=True)
        if person.role >= caller.person.role and caller.person.role is not Role.OWNER:
            raise Mistake(f"{person.name} is {_a(person.role.spoken)}; only the owner may do that.")
        return {**args, "name": person.name}

    async def card_removal(self, args: Args) -> str:
        """Who would lose what."""
        person = self._people.named(str(args["name"]))
        return f"Remove {person.name} ({person.role.spoken}) from the household; none of their accounts can reach me any more."

    async def remove_person(self, name: str, caller: Caller) -> Done:
        """Remove somebody from the household.

        Args:
            name: Whom.
            caller: Who removes them.
        """
        del caller  # `resolve_removal` needs it
        person = self._people.named(name)
        async with self._store.fenced() as session:
            await household.let_go(session, person.id, self._clock.now())
        await self._people.reload()
        return Done(
            f"{person.name} does not belong to the household any more.", Irreversible("Invite them again.")
        )

    async def resolve_end(self, args: Args) -> Args:
        """Whose visit, by the name that everybody uses.

        Raises:
            Mistake: Nobody is called so, or they are no guest.
        """
        person = self._people.named(str(args["name"]))
        if person.role is not Role.GUEST:
            raise Mistake(f"{person.name} is no guest but {_a(person.role.spoken)}; remove them instead.")
        return {**args, "name": person.name}

    async def card_end(self, args: Args) -> str:
        """Whose visit would end."""
        person = self._people.named(str(args["name"]))
        return f"End {person.name}'s visit now; they can do nothing here any more."

    async def end_visit(self, name: str) -> Done:
        """End a guest's visit now.

        Args:
            name: Whose.
        """
        person = self._people.named(name)
        async with self._store.fenced() as session:
            await household.end(session, person.id, self._clock.now())
        await self._people.reload()
        return Done(f"{person.name}'s visit has ended.", Irreversible("Invite them again."))

    def _keep_an_owner(self, person: Person, *, leaves: bool) -> None:
        owners = [each for each in self._people.all if each.role is Role.OWNER]
        if leaves and owners == [person]:
            raise Mistake(f"{person.name} is the only owner; make somebody else owner first.")


def _a(role: str) -> str:
    return f"{'an' if role[0] in 'ao' else 'a'} {role}"
