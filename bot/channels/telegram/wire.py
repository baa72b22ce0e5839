"""`telegram.Bot` with news taken one by one, so that an update that nobody can read does not keep all others away.

Imported only where the bot is made: the library is heavy.
"""

import logging
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from telegram import Bot, Update

ROWS = TypeAdapter(list[dict[str, Any]])
log = logging.getLogger(__name__)


class WireBot(Bot):
    """The bot of one household."""

    __slots__ = ()

    async def news(
        self, offset: int | None, *, seconds: int, patience: float, kinds: Sequence[str]
    ) -> tuple[list[Update], int | None]:
        """Wait up to `seconds` for updates; also says from which id on the next ones are.

        `patience` is how many seconds the answer may take beyond that.

        Raises:
            TelegramError: As the platform says.
        """
        data: dict[str, object] = {"timeout": seconds, "offset": offset, "allowed_updates": kinds}
        rows = ROWS.validate_python(await self._post("getUpdates", data, read_timeout=seconds + patience))
        updates = [update for row in rows if (update := self._read(row)) is not None]
        return updates, max(_id_of(row) for row in rows) + 1 if rows else offset

    def _read(self, row: dict[str, Any]) -> Update | None:
        try:
            return Update.de_json(row, self)
        except Exception as error:  # noqa: BLE001 - whatever is in there, the rest must get through
            log.warning("an update of Telegram can't be read (%s)", type(error).__name__)
            return None


def _id_of(row: dict[str, Any]) -> int:
    return int(row["update_id"])
