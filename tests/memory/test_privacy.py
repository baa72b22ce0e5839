"""What is kept of a person is found in every table, and emptied in every table; others keep theirs."""

import json
from datetime import UTC, datetime, timedelta

from memory import audit, effects, inbox, mailbox, outbox, privacy, tokens, turns
from memory.db import Store
from memory.messages import Inbound, Outbound
from memory.privacy import Trace
from memory.scopes import Scope
from memory.tables import EffectState, TurnState
from memory.tokens import Client

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LEO = Trace("leo", ("ask:leo", "telegram:7"))
SECRET = "zebra"


async def lives(store: Store, person: str, conversation: str, sender: str) -> None:
    """A message, its turn, a change, an answer, a line that came unasked, and two links of the chain."""
    said = Inbound("telegram", f"e-{person}", conversation, sender, f"{SECRET} said {person}", NOON)
    async with store.fenced() as session:
        await inbox.accept(session, said)
        turn = await turns.begin(session, id=f"t-{person}", inbound=said, person=person, now=NOON)
        await effects.begin(
            session,
            key=f"k-{person}",
            turn=turn.id,
            conversation=conversation,
            verb="pc_note",
            args={"text": SECRET},
            person=person,
            epoch=1,
            reason=SECRET,
            now=NOON,
        )
        await effects.end(
            session,
            f"k-{person}",
            state=EffectState.DONE,
            answer=SECRET,
            fields={"text": SECRET},
            inverse={"verb": "pc_note", "args": {"text": SECRET}},
            left=SECRET,
            now=NOON,
        )
        await turns.finish(
            session,
            turn.id,
            state=TurnState.DONE,
            messages=json.dumps({"messages": [], "decisions": {}, "offline": False, "x": SECRET}),
            calls=[SECRET],
            brain="",
            tokens_in=0,
            tokens_out=0,
            cost_micro_usd=0,
            reply=SECRET,
            now=NOON,
        )
        await turns.summarise(session, conversation, 1, SECRET)
        await outbox.put(
            session, Outbound(f"answer:{turn.id}", "telegram:group", f"{SECRET} to {person}"), NOON
        )
        await outbox.put(session, Outbound(f"push:{person}", conversation, f"{SECRET} to {person}"), NOON)
        deed = audit.Deed(NOON, person, "pc_note", "done", {"answer": SECRET})
        await audit.append(session, deed, deed)


async def exported(store: Store, trace: Trace) -> str:
    async with store.reading() as session:
        return json.dumps(await privacy.export(session, trace))


async def test_a_trace_is_whole_and_then_gone(store: Store) -> None:
    await lives(store, "leo", "telegram:7", "7")
    await lives(store, "mia", "telegram:8", "8")
    mia = Trace("mia", ("telegram:8",))
    before = await exported(store, mia)
    assert (await exported(store, LEO)).count(SECRET) == 7

    async with store.fenced() as session:
        counted = await privacy.erase(session, LEO)

    assert counted == {"messages": 1, "answers": 2, "changes": 1, "files": 0, "audit details": 2}
    assert SECRET not in await exported(store, LEO)
    assert await exported(store, mia) == before
    async with store.reading() as session:
        found = await audit.verify(session)
        assert (found.bad, found.erased) == (None, 2)
        assert await turns.summary_of(session, "telegram:7") is None
        assert await turns.summary_of(session, "telegram:8") is not None
        leo = await turns.get(session, "t-leo")
        assert leo is not None
        assert (leo.messages, leo.calls, leo.reply) == (None, [], None)
        assert await effects.last_undoable(session, "telegram:7") is None


async def test_what_programs_fetched_in_a_persons_name_is_emptied_and_they_are_let_in_no_more(
    store: Store,
) -> None:
    tablets = [
        Client(f"{person}-tablet", person, frozenset({Scope.MESSAGES}), NOON, NOON + timedelta(days=1))
        for person in ("leo", "mia")
    ]
    async with store.fenced() as session:
        for each in tablets:
            await tokens.create(session, each)
            told = Outbound(f"push:{each.name}", f"limited:{each.name}:main", SECRET)
            await mailbox.keep(session, each.name, told, NOON)

    async with store.fenced() as session:
        await privacy.erase(session, LEO)

    async with store.reading() as session:
        assert [each.name for each in await tokens.clients(session)] == ["mia-tablet"]
        texts = [(await mailbox.after(session, each.name, 0, 9))[0].message.text for each in tablets]
    assert texts == ["(erased)", SECRET]
