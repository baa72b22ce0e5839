"""Blocking and allowing, for everyone or for some, for a time or for good."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from memory.errors import Mistake
from tools.contract import Args, Call, Caller, Done, Irreversible, Json
from tools.network.devices import OURS
from tools.network.dns.answers import PutBack, RulesChanged, RuleShown, RulesShown
from tools.network.dns.changing import PUT_BACK, Before, Ending, Plan, RuleChanges, ending_of
from tools.network.dns.planning import (
    about,
    groups_for,
    groups_of_devices,
    is_blocked_for,
    plan_allow,
    plan_block,
)
from tools.network.dns.services import pattern_domain, target_domains
from tools.network.dns.verdicts import fits
from tools.network.dns.wanted import Askers, Minutes, Moment, Targets, Wanted, end_of, say_end, say_targets
from tools.network.rules import Book, Key, RuleEdit, Was, inverse_edits, read_book
from tools.trust import is_many

_WAS = TypeAdapter(dict[str, tuple[Was, ...]])
_EDITS = TypeAdapter(tuple[RuleEdit, ...])
_AS_BEFORE = "It is as it was before"


class Rules:
    """The family's own blocks and allowances."""

    def __init__(self, changes: RuleChanges, wanted: Wanted) -> None:
        self._changes = changes
        self._wanted = wanted
        self._clock = changes.clock

    async def block_domain(
        self,
        what: Targets,
        who: Askers | None = None,
        minutes: Minutes | None = None,
        until: Moment | None = None,
        *,
        caller: Caller,
    ) -> Done:
        """Block websites or services such as TikTok, for everyone or only for some devices or people.

        Args:
            what: Services by name ("TikTok", "YouTube", "Fortnite") or domains ("example.com"), with all below them.
            who: Devices or people by name; everyone if left out.
            minutes: For how long, 1 to 44640; for good if this and `until` are left out.
            until: Until when, with time zone, instead of `minutes`.
            caller: On whose behalf.
        """
        return await self._change(
            True,
            what,
            who,
            end_of(self._clock, minutes, until),
            caller,
            lambda book: plan_block(book, what, who, f"{OURS}: blocked by {caller.person.name}"),
        )

    async def allow_domain(
        self,
        what: Targets,
        who: Askers | None = None,
        minutes: Minutes | None = None,
        until: Moment | None = None,
        *,
        caller: Caller,
    ) -> Done:
        """Unblock or allow websites or services, also against the blocklists, for everyone or only for some.

        Args:
            what: Services by name ("TikTok", "YouTube", "Fortnite") or domains ("example.com"), with all below them.
            who: Devices or people by name; everyone if left out.
            minutes: For how long, 1 to 44640; for good if this and `until` are left out.
            until: Until when, with time zone, instead of `minutes`.
            caller: On whose behalf.
        """
        return await self._change(
            False,
            what,
            who,
            end_of(self._clock, minutes, until),
            caller,
            lambda book: plan_allow(book, what, who, f"{OURS}: allowed by {caller.person.name}"),
        )

    async def list_rules(self) -> RulesShown:
        """Show what the family itself blocked and allowed, for whom, and until when."""
        answers = (await self._changes.piholes.ask(read_book)).any()
        ends = {edit.key: at for edit, at in await self._changes.ends()}
        devices = {each.id: each.name for each in await self._wanted.devices.recent()}
        rules = {key: was for book in answers.said.values() for key, was in book.rules.items()}
        shown: list[RuleShown] = []
        for key, was in sorted(rules.items()):
            having = tuple(name for name, book in answers.said.items() if key in book.rules)
            plain = pattern_domain(was.domain) if was.kind == "regex" else was.domain
            shown.append(
                RuleShown(
                    blocks=was.type == "deny",
                    domain=plain or was.domain,
                    pattern=was.kind == "regex" and plain is None,
                    who=tuple(devices.get(each, each) for each in groups_of_devices(was)),
                    until=_local(ends.get(key), self._clock.zone),
                    enabled=was.enabled and bool(was.groups),
                    where=having if len(having) < len(answers.said) else (),
                )
            )
        return RulesShown(rules=tuple(shown), silent=tuple(answers.failed))

    async def end_rules(self, change: str, edits: Sequence[RuleEdit], label: str) -> Done:
        """End what was blocked or allowed for a time; called at that time.

        Args:
            change: The change that ends.
            edits: What takes it back.
            label: What is said of it.
        """
        book = await self._changes.book()
        back = [each.model_dump(mode="json") for each in inverse_edits(edits, book)]
        answers = await self._changes.end(change, edits)
        answer = PutBack(words=label, done=tuple(answers.said), missing=tuple(answers.failed))
        if not back:
            return Done(answer, Irreversible("Nothing was changed."))
        args: dict[str, Json] = {
            "change": f"{change} back",
            "edits": list[Json](back),
            "label": _AS_BEFORE,
        }
        return Done(answer, Call("network_end_rules", args))

    async def put_back_rules(
        self,
        change: str,
        key: str,
        was: Mapping[str, tuple[Was, ...]],
        edits: tuple[RuleEdit, ...],
        ending: Ending | None = None,
        *,
        caller: Caller,
    ) -> Done:
        """Bring rules back to what they were before a change; used to undo.

        Args:
            change: The change.
            key: Under which its end waits.
            was: How the rules of each Pi-hole were.
            edits: What takes it back where that is not known.
            ending: An end that waited before it.
            caller: On whose behalf.
        """
        before = Before(change=change, key=key, was=was, edits=edits, ending=ending)
        now = (await self._changes.piholes.ask(read_book)).any()
        keys = sorted({each.key for rules in was.values() for each in rules} | {each.key for each in edits})
        redo = Before(
            change=f"{change} redo",
            key=key,
            was={name: tuple(book.was(each) for each in keys) for name, book in now.said.items()},
            edits=inverse_edits(edits, now.first),
            ending=ending_of(await self._changes.later.find(key)),
        )
        answers = await self._changes.put_back(before, caller)
        answer = PutBack(words=_AS_BEFORE, done=tuple(answers.said), missing=tuple(answers.failed))
        book = await self._changes.book()
        return Done(
            answer, _put_back(redo), plain_rules([book.was(each) for each in keys if each in book.rules])
        )

    async def resolve(self, args: Args) -> Args:
        """Names resolved, and times that make no sense refused."""
        minutes, until = args.get("minutes"), args.get("until")
        end_of(
            self._clock,
            minutes if isinstance(minutes, int) else None,
            until if isinstance(until, datetime) else None,
        )
        found = dict(await self._wanted.resolve(args))
        if not found.get("what"):
            raise Mistake("Say what: a website such as “example.com”, or a service such as TikTok.")
        return found

    async def observe(self, args: Args) -> Json:
        """The rules about what is named, as the first Pi-hole that answers has them."""
        return plain_rules(about(await self._changes.book(), _strings(args["what"])))

    async def observe_before(self, args: Args) -> Json:
        """The rules that would be put back."""
        was, edits = _WAS.validate_python(args["was"]), _EDITS.validate_python(args["edits"])
        return await self._observe_keys(
            {each.key for some in was.values() for each in some} | {each.key for each in edits}
        )

    async def observe_edits(self, args: Args) -> Json:
        """The rules that would end."""
        return await self._observe_keys({each.key for each in _EDITS.validate_python(args["edits"])})

    async def card(self, blocks: bool, args: Args) -> str:  # noqa: FBT001 - which of the two verbs
        """What will be blocked or allowed."""
        who = await self._wanted.named(_strings(args["who"]) if args.get("who") else None)
        minutes, until = args.get("minutes"), args.get("until")
        end = end_of(
            self._clock,
            minutes if isinstance(minutes, int) else None,
            until if isinstance(until, datetime) else None,
        )
        verb = "Block" if blocks else "Allow"
        return f"{verb} {say_targets(_strings(args['what']))} for {who}{say_end(self._clock, end) or ', for good'}."

    async def _observe_keys(self, keys: Collection[Key]) -> Json:
        book = await self._changes.book()
        return plain_rules([was for key, was in sorted(book.rules.items()) if key in keys])

    async def _change(
        self,
        blocks: bool,  # noqa: FBT001 - which of the two verbs
        what: Targets,
        who: Askers | None,
        end: datetime | None,
        caller: Caller,
        plan: Plan,
    ) -> Done:
        named, until = await self._wanted.named(who), say_end(self._clock, end)
        back = "no longer blocked" if blocks else "no longer allowed"
        label = f"{say_targets(what)} {'are' if len(what) > 1 else 'is'} {back} for {named}"
        digest = hashlib.sha256("\n".join([*sorted(what), "", *sorted(who or ())]).encode()).hexdigest()[:16]
        changed = await self._changes.make(plan, f"dns:rules:{digest}", end, label, caller)
        book = await self._changes.book()
        answer = RulesChanged(
            what=say_targets(what),
            blocked=blocks,
            who=named,
            until=until,
            done=changed.done,
            missing=tuple(changed.failed),
            but=_but(book, what, who) if blocks else "",
        )
        return Done(answer, _put_back(changed.before), plain_rules(about(book, what)))


def _put_back(before: Before) -> Call:
    return Call(PUT_BACK, before.model_dump(mode="json"))


def _but(book: Book, what: Sequence[str], who: Sequence[str] | None) -> str:
    """Which rule of somebody's own lets it through all the same."""
    wanted = set(groups_for(book, who))
    for base in (domain for target in what for domain in target_domains(target)):
        for rule in book.rules.values():
            if rule.type == "allow" and rule.enabled and wanted & set(rule.groups or ()) and fits(rule, base):
                return f"But your rule “{rule.domain}” allows {base}, and that wins."
    return ""


def plain_rules(rules: Sequence[Was]) -> Json:
    """Rules for comparing."""
    return [each.model_dump(mode="json") for each in rules]


def is_blocked(args: Args, book: Book) -> bool:
    """Whether what is named is blocked."""
    wanted = groups_for(book, _strings(args["who"]) if args.get("who") else None)
    return all(
        is_blocked_for(book, base, wanted) for each in _strings(args["what"]) for base in target_domains(each)
    )


def _strings(value: object) -> list[str]:
    return [str(each) for each in value] if is_many(value) else []


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return at.astimezone(zone) if at is not None else None
