"""Turns, effects, approvals, choices: what a turn keeps."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory import approvals, choices, effects, spend, turns
from memory.approvals import Approval, Ruling, hash_args
from memory.columns import Json
from memory.db import Store
from memory.messages import Inbound
from memory.samples import Samples


def said(event_id: str, now: datetime, conversation: str = "t:1") -> Inbound:
    return Inbound("t", event_id, conversation, "anna", "hi", now)


async def test_a_turn_handled_again_goes_on_from_its_checkpoint(store: Store, now: datetime) -> None:
    async with store.fenced() as session:
        await turns.begin(session, id="one", inbound=said("1", now), person="anna", now=now)
        await turns.checkpoint(session, "one", '["\\u0000"]', [{"name": "pc.top"}])

    async with store.fenced() as session:
        again = await turns.begin(session, id="two", inbound=said("1", now), person="anna", now=now)

    assert (again.id, again.state, again.messages) == ("one", turns.State.WORKING, '["\\u0000"]')
    assert again.calls == [{"name": "pc.top"}]
    assert again.started_at == now


async def finish(
    store: Store, event_id: str, now: datetime, state: turns.State, messages: str | None = "[]"
) -> None:
    async with store.fenced() as session:
        await turns.begin(session, id=event_id, inbound=said(event_id, now), person="anna", now=now)
        await turns.finish(
            session,
            event_id,
            state=state,
            messages=messages,
            calls=[],
            brain="grammar",
            tokens_in=10,
            tokens_out=2,
            cost_micro_usd=5_000_000_000,
            reply="done",
            now=now,
        )


async def test_history_is_the_last_turns_that_ended_well_oldest_first(store: Store, now: datetime) -> None:
    for event_id in ("1", "2", "3"):
        await finish(store, event_id, now, turns.State.DONE)
    await finish(store, "4", now, turns.State.FAILED)
    await finish(store, "5", now, turns.State.DONE, None)

    async with store.reading() as session:
        assert [turn.id for turn in await turns.recent(session, "t:1", 2)] == ["2", "3"]
        assert [turn.id for turn in await turns.last_failures(session, 5)] == ["4"]
        kept = await turns.get(session, "3")
    assert kept is not None
    assert (kept.cost_micro_usd, kept.reply, kept.ended_at) == (5_000_000_000, "done", now)


async def test_a_summary_replaces_the_one_before(store: Store) -> None:
    async with store.fenced() as session:
        assert await turns.summary_of(session, "t:1") is None
        await turns.summarise(session, "t:1", 3, "lamps")
        await turns.summarise(session, "t:1", 8, "lamps and discs")
        assert await turns.summary_of(session, "t:1") == turns.Summary(8, "lamps and discs")


async def change(store: Store, now: datetime, key: str, inverse: Json, state: effects.State | None) -> None:
    async with store.fenced() as session:
        await effects.begin(
            session,
            key=key,
            turn="one",
            conversation="t:1",
            verb="pc.clean",
            args={"path": "/tmp", "deep": [1, None]},
            person="anna",
            epoch=1,
            reason="asked",
            now=now,
        )
        if state is not None:
            await effects.end(
                session, key, state=state, answer="ok", fields={"mb": 3}, inverse=inverse, left=None, now=now
            )


async def test_undo_takes_the_newest_change_that_can_be_put_back(store: Store, now: datetime) -> None:
    call: Json = {"verb": "pc.restore", "args": {}}
    await change(store, now, "1", call, effects.State.DONE)
    await change(store, now, "2", call, effects.State.DONE)
    await change(store, now, "3", {"reason": "it was sent"}, effects.State.DONE)
    await change(store, now, "4", call, effects.State.FAILED)
    await change(store, now, "5", call, None)

    async with store.fenced() as session:
        newest = await effects.last_undoable(session, "t:1")
        assert newest is not None
        assert (newest.key, newest.inverse, newest.args) == ("2", call, {"path": "/tmp", "deep": [1, None]})
        await effects.mark_undone(session, "2", by="6")
        older = await effects.last_undoable(session, "t:1")
        assert older is not None
        assert older.key == "1"
        assert await effects.last_undoable(session, "t:2") is None
        assert [doubtful.key for doubtful in await effects.begun(session)] == ["5"]
        assert [effect.key for effect in await effects.of_turn(session, "one")] == ["1", "2", "3", "4", "5"]


async def test_an_effect_is_begun_once(store: Store, now: datetime) -> None:
    await change(store, now, "1", None, effects.State.UNKNOWN)
    await change(store, now, "1", None, None)

    async with store.reading() as session:
        effect = await effects.get(session, "1")
    assert effect is not None
    assert effect.state is effects.State.UNKNOWN


@pytest.fixture
def question(now: datetime) -> Approval:
    args: dict[str, Json] = {"pid": 7}
    return Approval(
        id="ab" * 16,
        turn="one",
        conversation="t:1",
        call_id="c1",
        verb="pc.end_process",
        args=args,
        args_hash=hash_args("pc.end_process", args),
        card="End the game?",
        asked_by="tim",
        least_role=40,
        created_at=now,
        expires_at=now + timedelta(minutes=10),
    )


async def test_a_question_is_decided_once(store: Store, now: datetime, question: Approval) -> None:
    async with store.fenced() as session:
        await approvals.ask(session, question)
        assert await approvals.pending(session, "t:1", now) == [question]
        first = await approvals.decide(session, question.turn, approve=False, by="anna", now=now)
        second = await approvals.decide(session, question.turn, approve=True, by="tim", now=now)

    denied = replace(question, state=approvals.State.DENIED, decided_by="anna", decided_at=now)
    assert first == approvals.Decision(Ruling.MADE, (denied,))
    assert second == approvals.Decision(Ruling.ALREADY, (denied,))


async def test_a_question_too_old_is_closed_and_named(
    store: Store, now: datetime, question: Approval
) -> None:
    late = question.expires_at
    async with store.fenced() as session:
        await approvals.ask(session, question)
        decision = await approvals.decide(session, question.turn, approve=True, by="anna", now=late)
        assert decision == approvals.Decision(Ruling.EXPIRED, (question,))
        assert await approvals.pending(session, "t:1", late) == []
        expired = replace(question, state=approvals.State.EXPIRED)
        assert await approvals.expire(session, late) == [expired]
        assert await approvals.expire(session, late) == []
        assert await approvals.of_turn(session, "one") == [expired]
        unknown = await approvals.decide(session, "never", approve=True, by="anna", now=now)
        assert unknown == approvals.Decision(Ruling.UNKNOWN)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.text(), plain, max_size=4), st.text(), plain)
def test_only_the_same_arguments_have_the_same_fingerprint(
    args: dict[str, Json], name: str, value: Json
) -> None:
    assert hash_args("v", args) == hash_args("v", dict(reversed(args.items())))
    assert hash_args("v", args) != hash_args("w", args)
    assert hash_args("v", {**args, name: value}) != hash_args("v", {**args, name: [value]})


async def test_a_button_works_once_in_its_conversation_while_it_is_fresh(store: Store, now: datetime) -> None:
    async with store.fenced() as session:
        await choices.offer(session, "t:1", [("Old", "old")], now=now, minutes=5)
        yes, no = await choices.offer(session, "t:1", [("Yes", {"do": 1}), ("No", "no")], now=now, minutes=5)

        assert max(len(yes.id), len(no.id)) <= 24
        assert [(o.label, o.payload) for o in await choices.latest(session, "t:1", now)] == [
            ("Yes", {"do": 1}),
            ("No", "no"),
        ]
        assert await choices.press(session, yes.id, "t:2", now) is None
        assert await choices.press(session, yes.id, "t:1", now) == {"do": 1}
        assert await choices.press(session, yes.id, "t:1", now) is None
        assert await choices.press(session, no.id, "t:1", now + timedelta(minutes=5)) is None
        assert [o.id for o in await choices.latest(session, "t:1", now)] == [no.id]


async def test_samples_are_kept_once_an_instant_and_forgotten_when_old(store: Store, now: datetime) -> None:
    samples = Samples(store)
    minutes = [now + timedelta(minutes=n) for n in range(2000)]
    await samples.keep([("disk", at, 0.1 * n) for n, at in enumerate(minutes)] + [("disk", minutes[1], 7.25)])

    assert await samples.latest("disk") == (minutes[-1], 0.1 * 1999)
    assert await samples.latest("cpu") is None
    assert await samples.between("disk", minutes[0], minutes[2]) == [(minutes[0], 0.0), (minutes[1], 7.25)]
    await samples.prune(minutes[1999])
    assert await samples.between("disk", minutes[0], now + timedelta(days=9)) == [(minutes[1999], 0.1 * 1999)]


async def test_spending_adds_up_by_day(store: Store) -> None:
    day = date(2026, 11, 23)
    async with store.fenced() as session:
        await spend.add(session, day, "anna", tokens_in=100, tokens_out=5, cost_micro_usd=3_000_000_000)
        await spend.add(session, day, "anna", tokens_in=10, tokens_out=5, cost_micro_usd=1)
        await spend.add(session, day, "tim", tokens_in=1, tokens_out=1, cost_micro_usd=1)
        assert await spend.today(session, day) == spend.Spent(111, 11, 3_000_000_002, 3)
        assert await spend.today(session, day, "anna") == spend.Spent(110, 10, 3_000_000_001, 2)
        assert await spend.today(session, date(2026, 11, 24)) == spend.Spent(0, 0, 0, 0)
