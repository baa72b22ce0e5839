"""Commands and buttons of the pretend Discord: three seconds to take notice, fifteen minutes to answer."""

import secrets
from collections.abc import Sequence

from aiohttp import web
from pydantic import JsonValue

from bot.channels.discord.pretend_days import Call, Refused, json_response
from bot.channels.discord.pretend_objects import LOADING, Channel, Kind, Message, Object, User, member_json
from bot.channels.discord.pretend_rest import Files, Rest, as_id, read
from bot.channels.discord.pretend_world import Asked, World

NOTICE_SECONDS, TOKEN_SECONDS = 3.0, 15 * 60.0
COMMAND, COMPONENT = 2, 3
ANSWER, DEFERRED_ANSWER, DEFERRED_UPDATE, UPDATE = 4, 5, 6, 7


class Interactions:
    """See the module."""

    def __init__(self, world: World, rest: Rest) -> None:
        self._world = world
        self._rest = rest

    def calls(self) -> Sequence[Call]:
        """Method, path below /api/v10, and what answers it."""
        original = "/webhooks/{application}/{token}/messages/{message}"
        return [
            ("POST", "/interactions/{interaction}/{token}/callback", self.post_callback),
            ("POST", "/webhooks/{application}/{token}", self.post_followup),
            ("GET", original, self.get_answer),
            ("PATCH", original, self.patch_answer),
            ("DELETE", original, self.delete_answer),
        ]

    def ask(
        self, by: User, channel: Channel, kind: int, data: Object, message: Message | None = None
    ) -> Asked:
        """Somebody uses a command or presses a button."""
        world = self._world
        asked = Asked(
            world.new_id(), secrets.token_urlsafe(60), channel.id, world.time(), message and message.id
        )
        world.asked[asked.id] = asked
        told: Object = {
            "id": str(asked.id),
            "application_id": str(world.bot.id),
            "type": kind,
            "data": data,
            "channel": channel.json(),
            "channel_id": str(channel.id),
            "token": asked.token,
            "version": 1,
            "app_permissions": "0",
            "locale": "en-GB",
            "entitlements": [],
            "authorizing_integration_owners": {},
            "context": 1 if channel.kind is Kind.DM else 0,
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if channel.guild is None:
            told["user"] = by.json()
        else:
            told |= {"guild_id": str(channel.guild), "member": member_json(by)}
        if message is not None:
            told["message"] = message.json(channel.guild)
        world.dispatch("INTERACTION_CREATE", told)
        return asked

    async def post_callback(self, request: web.Request) -> web.Response:
        """The bot takes notice, or answers at once."""
        asked = self._world.asked.get(as_id(request.match_info["interaction"]))
        is_late = asked is None or self._world.time() - asked.at > NOTICE_SECONDS
        if asked is None or is_late or asked.token != request.match_info["token"]:
            raise Refused(404, 10062, "Unknown interaction")
        if asked.acknowledged is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        payload, files = await read(request)
        kind = payload.get("type")
        if not isinstance(kind, int):
            raise Refused(400, 50035, "Invalid Form Body")
        data = payload.get("data")
        await self._acknowledge(asked, kind, data if isinstance(data, dict) else {}, files)
        asked.acknowledged = kind
        self._world.changed()
        if request.query.get("with_response") not in {"1", "true"}:
            return web.Response(status=204)
        told: Object = {"id": str(asked.id), "type": COMMAND if asked.message is None else COMPONENT}
        if asked.answer is None:
            return json_response({"interaction": told})
        told |= {
            "response_message_id": str(asked.answer),
            "response_message_loading": kind == DEFERRED_ANSWER,
        }
        message = self._world.find(asked.channel, asked.answer)
        resource: Object = {"type": kind, "message": None if message is None else message.json(None)}
        return json_response({"interaction": told, "resource": resource})

    async def _acknowledge(self, asked: Asked, kind: int, data: Object, files: Files) -> None:
        channel = self._world.channels[asked.channel]
        shown = self._world.find(channel.id, asked.message) if asked.message is not None else None
        match kind:
            case 4:
                message = self._rest.made(channel, data, files)
            case 5:
                flags = data.get("flags")
                message = Message(
                    self._world.new_id(),
                    channel.id,
                    self._world.bot,
                    self._world.now(),
                    flags=LOADING | (flags if isinstance(flags, int) else 0),
                )
            case 6 if shown is not None:
                return
            case 7 if shown is not None:
                self._rest.change(shown, data, files)
                return
            case _:
                raise Refused(400, 50035, "Invalid Form Body")
        message.interaction = asked.id
        asked.answer = self._world.post(message).id

    async def post_followup(self, request: web.Request) -> web.Response:
        """One more answer; the first one after "thinking" takes its place."""
        asked = self._by_token(request)
        payload, files = await read(request)
        thinking = self._world.find(asked.channel, asked.answer) if asked.answer is not None else None
        if thinking is not None and thinking.is_loading:
            self._fill(thinking, payload, files)
            return json_response(thinking.json(None))
        message = self._rest.made(self._world.channels[asked.channel], payload, files)
        message.interaction = asked.id
        return json_response(self._world.post(message).json(None))

    async def get_answer(self, request: web.Request) -> web.Response:
        """The answer as it stands."""
        return json_response(self._answer(request).json(None))

    async def patch_answer(self, request: web.Request) -> web.Response:
        """Put an answer in the place of "thinking", or of the answer that is there."""
        message = self._answer(request)
        payload, files = await read(request)
        self._fill(message, payload, files)
        return json_response(message.json(None))

    async def delete_answer(self, request: web.Request) -> web.Response:
        """Take the answer back."""
        message = self._answer(request)
        self._world.channels[message.channel].messages.remove(message)
        return web.Response(status=204)

    def _fill(self, message: Message, payload: Object, files: Files) -> None:
        flags = payload.get("flags")
        message.flags = (message.flags & ~LOADING) | (flags if isinstance(flags, int) else 0)
        self._rest.change(message, payload, files)

    def _by_token(self, request: web.Request) -> Asked:
        for asked in self._world.asked.values():
            if asked.token == request.match_info["token"] and asked.acknowledged is not None:
                if self._world.time() - asked.at > TOKEN_SECONDS:
                    raise Refused(401, 50027, "Invalid Webhook Token")
                return asked
        raise Refused(404, 10015, "Unknown Webhook")

    def _answer(self, request: web.Request) -> Message:
        asked, wanted = self._by_token(request), request.match_info["message"]
        number = asked.answer if wanted == "@original" else as_id(wanted)
        found = self._world.find(asked.channel, number) if number is not None else None
        if found is None:
            raise Refused(404, 10008, "Unknown Message")
        return found


def options(given: dict[str, str]) -> JsonValue:
    """What a command was given."""
    return [{"type": 3, "name": name, "value": value} for name, value in given.items()]
