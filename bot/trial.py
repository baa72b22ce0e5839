"""What would happen: a verb runs as it would, and is held back where it would first change something (DESIGN §4)."""

import asyncio

from bot.admission import Admitted
from memory.errors import Mistake, Unavailable
from memory.holding import HeldBack, held
from tools.contract import Done

CARD_LINES = 4
TRIAL_SECONDS = 60.0
WOULD = "This would happen: {card}"
ONLY_SAID = "This one can't be tried without doing it; that is what it is meant to do."
ASK_FIRST = "I would ask {whom} first."
NOTHING = "Nothing would change: {answer}"
WOULD_FAIL = "That would not work: {why}"


async def try_out(admitted: Admitted, card: str) -> tuple[str, bool]:
    """What `admitted` would do, in at most six lines, and whether it would change anything; nothing of it is done.

    Raises:
        Unavailable: What it is about does not answer.
    """
    if admitted.bound.rehearses and (instead := await _run(admitted)) is not None:
        return instead, False
    lines = card.strip().splitlines()
    if len(lines) > CARD_LINES:
        lines = [*lines[: CARD_LINES - 1], f"… and {len(lines) - CARD_LINES + 1} more."]
    told = [WOULD.format(card="\n".join(lines))]
    if not admitted.bound.rehearses:
        told.append(ONLY_SAID)
    if admitted.needs_approval:
        told.append(ASK_FIRST.format(whom="an adult" if admitted.beyond else "you"))
    return "\n".join(told), True


async def _run(admitted: Admitted) -> str | None:
    """Run it with its effects held back; None where it came to one, else what it said instead."""
    with held() as rehearsal:
        try:
            async with asyncio.timeout(TRIAL_SECONDS):
                result = await admitted.bound.run(admitted.args)
        except (HeldBack, BaseExceptionGroup):
            if not rehearsal.reached:
                raise
            return None
        except Mistake as error:
            return None if rehearsal.reached else WOULD_FAIL.format(why=error.sentence)
        except TimeoutError:
            raise Unavailable("That took too long to try, so I stopped; nothing was done.") from None
    if rehearsal.reached:
        return None
    first = str(result.answer if isinstance(result, Done) else result).partition("\n")[0]
    return NOTHING.format(answer=first)
