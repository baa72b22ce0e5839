"""The voices of a pretend home: they speak on its players, which then go on with what they did."""

import asyncio
from datetime import timedelta

from pydantic import JsonValue

from tools.home.pretend import PretendHome
from tools.home.pretend_services import ServiceFault
from tools.home.pretend_state import Context, Entity, Heard

SPEAKS_SECONDS = 0.3


class PretendVoices:
    """Does what `tts` services say. A player that is off hears nothing, and shows nothing."""

    def __init__(self, home: PretendHome) -> None:
        self._home = home

    def call(self, verb: str, key: str, data: dict[str, JsonValue], context: Context) -> None:
        """A service of one voice; one that does not exist or does not answer is passed over, as in the real one."""
        if verb != "speak":
            raise ServiceFault("not_found", f"Service tts.{verb} not found.")
        told, message = data.get("media_player_entity_id"), data.get("message")
        players = [str(each) for each in told] if isinstance(told, list) else [str(told)] if told else []
        if not players or not isinstance(message, str):
            raise ServiceFault("invalid_format", "required key not provided")
        voice = self._home.state.entities.get(key)
        if voice is None or voice.state == "unavailable":
            return
        made = False
        for player in players:
            entity = self._home.state.entities.get(player)
            if entity is not None and entity.state not in {"off", "unavailable"}:
                self._speak(player, entity, message, context)
                made = True
        if made:  # the words are made when the first player fetches them
            at = self._home.now() + timedelta(microseconds=self._home.state.counter)
            self._home.put(key, context, at.isoformat())

    def _speak(self, player: str, entity: Entity, message: str, context: Context) -> None:
        self._home.state.heard.append(Heard(when=self._home.now(), player=player, message=message))
        content = f"media-source://tts/{self._home.state.counter}"
        self._home.put(player, context, "playing", {"media_content_id": content}, service="speak")
        before = {"media_content_id": entity.attributes.get("media_content_id")}
        asyncio.get_running_loop().call_later(
            SPEAKS_SECONDS, self._go_on, player, entity.state, before, content
        )

    def _go_on(self, player: str, state: str, before: dict[str, JsonValue], content: str) -> None:
        now = self._home.state.entities.get(player)
        if now is not None and now.attributes.get("media_content_id") == content:
            self._home.put(player, now.context, state if now.state == "playing" else None, before)
