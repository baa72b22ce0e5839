"""Several short answers that wait for one person go out as one message: platforms let us speak only so often.

Each was a turn of its own, with its own effects; only the words travel together, in their order. Which ones do is written
down before anything is sent, so that after a crash the same message is sent again, which a platform with a key of ours
knows (PROTOCOLS §1). Cards, files and whatever has buttons stay alone, and nobody's answer is put under another's name.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.discord.gate import COMMAND_MARK
from memory import inbox, outbox
from memory.messages import Kind, Outbound

MOST_JOINED = 20
SHORT_CHARS, MOST_CHARS = 400, 1500
"""How long one answer and all together may be; the least that a platform takes at once is 2,000."""


async def join_waiting(session: AsyncSession, head: Outbound) -> Outbound:
    """`head`, which was just claimed, with the answers behind it that may go with it.

    Args:
        session: The fenced session in which it was claimed.
        head: The message that is going to be sent.
    """
    if not _is_light(head):
        return head
    behind = await outbox.waiting_behind(session, head.key, MOST_JOINED - 1)
    light = _first_light(head, behind)
    if not light:
        return head
    source = head.conversation.partition(":")[0]
    senders = await inbox.senders(session, source, [each.reply_to or "" for each in (head, *light)])
    joined = _of_one_person(head, light, senders)
    if not joined:
        return head
    whole = replace(
        head,
        text="\n\n".join(each.text for each in (head, *joined)),
        also_answers=tuple(each.reply_to for each in joined if each.reply_to is not None),
    )
    await outbox.join(session, whole, [each.key for each in joined])
    return whole


def _is_light(message: Outbound) -> bool:
    """Whether it is a short answer in words to something that was written."""
    return (
        message.kind is Kind.ANSWER
        and message.reply_to is not None
        and not message.reply_to.startswith(COMMAND_MARK)  # its answer has a place of its own
        and not (message.choices or message.attachments or message.edits or message.also_answers)
        and 0 < len(message.text) <= SHORT_CHARS
    )


def _first_light(head: Outbound, behind: Sequence[Outbound]) -> list[Outbound]:
    """Those up to the first that must stay alone, for as long as they fit."""
    light, size = list[Outbound](), len(head.text)
    for each in behind:
        size += len(each.text) + 2
        if not _is_light(each) or size > MOST_CHARS:
            break
        light.append(each)
    return light


def _of_one_person(head: Outbound, light: Sequence[Outbound], senders: dict[str, str]) -> list[Outbound]:
    """Those up to the first that answers somebody else."""
    person, ours = senders.get(head.reply_to or ""), list[Outbound]()
    for each in light:
        if person is None or senders.get(each.reply_to or "") != person:
            break
        ours.append(each)
    return ours
