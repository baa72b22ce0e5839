"""What gaming mode changed, written down before anything is changed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select
from sqlmodel import col

from tools.pc.models import GamingState
from tools.pc.tables import GamingPhase, PcGamingRow

if TYPE_CHECKING:
    from memory.db import Store


@dataclass(frozen=True, slots=True)
class Gamed:
    """Gaming mode as it stands in the journal: how far it has come, and the former values."""

    phase: GamingPhase
    state: GamingState


class Journal:
    """The record of one PC; there is none while gaming mode is off."""

    def __init__(self, store: "Store", pc: str) -> None:
        self._store = store
        self._pc = pc

    async def read(self) -> Gamed | None:
        """The record."""
        async with self._store.reading() as session:
            query = select(PcGamingRow).where(col(PcGamingRow.pc) == self._pc)
            row = (await session.execute(query)).scalar_one_or_none()
        return None if row is None else Gamed(row.phase, GamingState.model_validate(row.state))

    async def write(self, phase: GamingPhase, state: GamingState) -> None:
        """Keep the record, in place of the one before."""
        async with self._store.fenced() as session:
            await session.execute(delete(PcGamingRow).where(col(PcGamingRow.pc) == self._pc))
            await session.execute(
                insert(PcGamingRow).values(pc=self._pc, phase=phase, state=state.model_dump(mode="json"))
            )

    async def clear(self) -> None:
        """Forget the record: everything is put back."""
        async with self._store.fenced() as session:
            await session.execute(delete(PcGamingRow).where(col(PcGamingRow.pc) == self._pc))
