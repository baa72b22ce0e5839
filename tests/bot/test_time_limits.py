"""What is said when time runs out: the turn's own limit, or somebody else's."""

from bot.brains.witness import Witness
from bot.conversation import Conversation
from bot.recollection import Recollection
from memory.messages import Inbound
from tests.bot.house import House


async def fall_silent(conversation: str, text: str) -> None:
    """A channel that does not take what it is told in time."""
    del conversation, text
    raise TimeoutError


async def test_somebody_elses_time_limit_is_not_told_as_the_turns_own(house: House) -> None:
    local = house.local
    mind = local.parts.mind
    conversation = Conversation(
        store=local.parts.store,
        door=mind.door,
        runner=mind.runner,
        chain=mind.chain,
        clock=local.clock,
        people=local.people,
        limits=local.settings.limits,
        show_progress=fall_silent,
        recollection=Recollection(local.parts.store, local.parts.memory, local.people, has_model=False),
        witness=Witness(mind.offline.understanding),
        wake=lambda: None,
    )
    anna = local.people.owner
    inbound = Inbound("ask", "e1", "ask:anna", anna.id, "what is using memory", local.clock.now())

    report = await conversation.answer(inbound, 1, anna)

    assert "120 seconds" not in report.reply
    assert "did not answer in time (ref " in report.reply
