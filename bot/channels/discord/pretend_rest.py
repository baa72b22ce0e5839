"""The REST side of the pretend Discord: the calls that a bot makes, answered and refused as the real one does."""

from collections.abc import Sequence

from aiohttp import web
from pydantic import JsonValue, TypeAdapter, ValidationError

from bot.channels.discord.pretend_days import Call, Refused, json_response
from bot.channels.discord.pretend_objects import Channel, Message, Object, Upload
from bot.channels.discord.pretend_world import World

TEXT_MOST, FILES_MOST, FILE_BYTES_MOST, NONCE_MOST = 2000, 10, 10 * 1024 * 1024, 25
ROWS_MOST, BUTTONS_MOST, LABEL_MOST, CUSTOM_ID_MOST = 5, 5, 80, 100
_OBJECT = TypeAdapter(Object)
_LIST = TypeAdapter(list[JsonValue])

Files = Sequence[tuple[str, str, bytes]]


class Rest:
    """See the module."""

    def __init__(self, world: World) -> None:
        self._world = world

    def calls(self) -> Sequence[Call]:
        """Method, path below /api/v10, and what answers it."""
        return [
            ("GET", "/gateway", self.get_gateway),
            ("GET", "/gateway/bot", self.get_gateway),
            ("GET", "/users/@me", self.get_me),
            ("GET", "/oauth2/applications/@me", self.get_application),
            ("GET", "/applications/@me", self.get_application),
            ("POST", "/users/@me/channels", self.post_dm),
            ("GET", "/channels/{channel}", self.get_channel),
            ("GET", "/channels/{channel}/messages", self.get_messages),
            ("POST", "/channels/{channel}/messages", self.post_message),
            ("PATCH", "/channels/{channel}/messages/{message}", self.patch_message),
            ("DELETE", "/channels/{channel}/messages/{message}", self.delete_message),
            ("POST", "/channels/{channel}/typing", self.post_typing),
            ("GET", "/applications/{application}/commands", self.get_commands),
            ("PUT", "/applications/{application}/commands", self.put_commands),
        ]

    async def get_gateway(self, request: web.Request) -> web.Response:
        """Where the gateway is, and how many sessions may begin today."""
        del request
        start: Object = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
        url = f"{self._world.address.replace('http', 'ws', 1)}/gateway"
        return json_response({"url": url, "shards": 1, "session_start_limit": start})

    async def get_me(self, request: web.Request) -> web.Response:
        """The bot itself."""
        del request
        return json_response(self._world.bot.json())

    async def get_application(self, request: web.Request) -> web.Response:
        """The bot's application."""
        del request
        bot = self._world.bot
        told: Object = {
            "id": str(bot.id),
            "name": bot.name,
            "description": "",
            "icon": None,
            "bot_public": False,
            "bot_require_code_grant": False,
            "owner": next(iter(self._world.users.values())).json(),
            "verify_key": "0" * 64,
            "flags": 0,
            "interactions_endpoint_url": self._world.interactions_url,
        }
        return json_response(told)

    async def post_dm(self, request: web.Request) -> web.Response:
        """Open the direct chat with somebody."""
        payload, _ = await read(request)
        user = self._world.users.get(as_id(str(payload.get("recipient_id"))))
        if user is None:
            raise Refused(400, 50033, "Invalid Recipient(s)")
        return json_response(self._world.dm(user).json())

    async def get_channel(self, request: web.Request) -> web.Response:
        """One channel."""
        return json_response(self._channel(request).json())

    async def get_messages(self, request: web.Request) -> web.Response:
        """Up to 100 messages, newest first; with `after`, the oldest ones that are newer."""
        channel, query = self._channel(request), request.query
        most = int(query.get("limit", "50"))
        if not 1 <= most <= 100:
            raise Refused(400, 50035, "Invalid Form Body")
        found = list(channel.messages)
        if "after" in query:
            found = [each for each in found if each.id > as_id(query["after"])][:most]
        elif "before" in query:
            found = [each for each in found if each.id < as_id(query["before"])][-most:]
        else:
            found = found[-most:]
        return json_response([each.json(None) for each in reversed(found)])

    async def post_message(self, request: web.Request) -> web.Response:
        """Write a message; the same nonce within a few minutes gives the message that is there already."""
        channel = self._channel(request)
        payload, files = await read(request)
        if channel.closed:
            status = 404 if channel.closed == 10003 else 403
            raise Refused(status, channel.closed, "Cannot send messages here")
        check(payload, files)
        nonce = payload.get("nonce")
        if nonce is not None and payload.get("enforce_nonce") is True:
            known = self._world.known_nonce(channel, self._world.bot, str(nonce))
            if known is not None:
                return json_response(known.json(None))
        reference = payload.get("message_reference")
        message = self._made(channel, payload, files)
        message.nonce = None if nonce is None else str(nonce)
        message.answers = self._answers(channel, reference if isinstance(reference, dict) else {})
        return json_response(self._world.post(message).json(None, with_nonce=True))

    async def patch_message(self, request: web.Request) -> web.Response:
        """Change one of the bot's own messages."""
        message = self._message(request)
        if message.author != self._world.bot:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        payload, files = await read(request)
        self.change(message, payload, files)
        return json_response(message.json(None))

    async def delete_message(self, request: web.Request) -> web.Response:
        """Remove a message."""
        message = self._message(request)
        self._world.channels[message.channel].messages.remove(message)
        self._world.changed()
        return web.Response(status=204)

    async def post_typing(self, request: web.Request) -> web.Response:
        """Show for ten seconds that the bot writes."""
        channel = self._channel(request)
        if channel.closed:
            raise Refused(403, channel.closed, "Missing Access")
        channel.typing += 1
        self._world.changed()
        return web.Response(status=204)

    async def get_commands(self, request: web.Request) -> web.Response:
        """The slash commands that are registered."""
        del request
        return json_response(self._world.commands)

    async def put_commands(self, request: web.Request) -> web.Response:
        """Register these slash commands instead of all others."""
        try:
            given = _LIST.validate_json(await request.read())
        except ValidationError as error:
            raise Refused(400, 50035, "Invalid Form Body") from error
        bot = str(self._world.bot.id)
        defaults: Object = {"type": 1, "application_id": bot, "version": "1", "nsfw": False}
        self._world.commands = [
            {**defaults, "id": str(self._world.new_id()), **each} for each in given if isinstance(each, dict)
        ]
        self._world.changed()
        return json_response(self._world.commands)

    def change(self, message: Message, payload: Object, files: Files = ()) -> None:
        """Change a message as told; what is not told stays."""
        check(payload, files, may_be_empty=True)
        message.versions.append(message.content)
        if "content" in payload:
            message.content = str(payload["content"] or "")
        components = payload.get("components")
        if isinstance(components, list):
            message.components = components
        if files:
            channel = self._world.channels[message.channel]
            message.uploads = self._uploads(channel, payload, files)
        message.edited_at = self._world.now()
        self._world.tell("MESSAGE_UPDATE", message)

    def _made(self, channel: Channel, payload: Object, files: Files) -> Message:
        components, flags = payload.get("components"), payload.get("flags")
        allowed = payload.get("allowed_mentions")
        parse = allowed.get("parse") if isinstance(allowed, dict) else ["users", "roles", "everyone"]
        return Message(
            self._world.new_id(),
            channel.id,
            self._world.bot,
            self._world.now(),
            content=str(payload.get("content") or ""),
            uploads=self._uploads(channel, payload, files),
            flags=flags if isinstance(flags, int) else 0,
            components=components if isinstance(components, list) else [],
            pings=tuple(str(each) for each in parse) if isinstance(parse, list) else (),
        )

    def made(self, channel: Channel, payload: Object, files: Files = ()) -> Message:
        """A message of the bot that is not in its channel yet."""
        check(payload, files)
        return self._made(channel, payload, files)

    def _uploads(self, channel: Channel, payload: Object, files: Files) -> list[Upload]:
        told = payload.get("attachments")
        about = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
        alts = {str(each.get("id")): str(each.get("description") or "") for each in about}
        return [
            self._world.upload(channel, name, media_type, content, alt=alts.get(str(number), ""))
            for number, (name, media_type, content) in enumerate(files)
        ]

    def _answers(self, channel: Channel, reference: Object) -> int | None:
        if "message_id" not in reference:
            return None
        wanted = as_id(str(reference["message_id"]))
        if self._world.find(channel.id, wanted) is not None:
            return wanted
        if reference.get("fail_if_not_exists", True):
            raise Refused(400, 50035, "Unknown message")
        return None

    def _channel(self, request: web.Request) -> Channel:
        found = self._world.channels.get(as_id(request.match_info["channel"]))
        if found is None:
            raise Refused(404, 10003, "Unknown Channel")
        if found.closed == 50001:
            raise Refused(403, 50001, "Missing Access")
        return found

    def _message(self, request: web.Request) -> Message:
        channel = self._channel(request)
        found = self._world.find(channel.id, as_id(request.match_info["message"]))
        if found is None:
            raise Refused(404, 10008, "Unknown Message")
        return found


async def read(request: web.Request) -> tuple[Object, Files]:
    """What a request says: JSON, or JSON with files."""
    files: list[tuple[str, str, bytes]] = []
    raw = b""
    if request.content_type == "multipart/form-data":
        form = await request.post()
        for key, value in form.items():
            if isinstance(value, web.FileField):
                files.append((value.filename, value.content_type, value.file.read()))
            elif key == "payload_json":
                raw = str(value).encode()
    else:
        raw = await request.read()
    try:
        return _OBJECT.validate_json(raw), files
    except ValidationError as error:
        raise Refused(400, 50109, "The request body contains invalid JSON.") from error


def check(payload: Object, files: Files, *, may_be_empty: bool = False) -> None:
    """Refuse what Discord refuses of a message."""
    text, nonce, components = payload.get("content") or "", payload.get("nonce"), payload.get("components")
    if not may_be_empty and not text and not files:
        raise Refused(400, 50006, "Cannot send an empty message")
    if len(str(text)) > TEXT_MOST or (nonce is not None and len(str(nonce)) > NONCE_MOST):
        raise Refused(400, 50035, "Invalid Form Body")
    if len(files) > FILES_MOST:
        raise Refused(400, 50035, "Invalid Form Body")
    if sum(len(content) for _, _, content in files) > FILE_BYTES_MOST:
        raise Refused(413, 40005, "Request entity too large")
    if isinstance(components, list):
        _check_buttons(components)


def _check_buttons(components: list[JsonValue]) -> None:
    rows = [row.get("components") if isinstance(row, dict) else None for row in components]
    buttons = [each for row in rows if isinstance(row, list) for each in row if isinstance(each, dict)]
    ids = [str(each.get("custom_id")) for each in buttons]
    well = (
        len(rows) <= ROWS_MOST
        and all(isinstance(row, list) and 1 <= len(row) <= BUTTONS_MOST for row in rows)
        and len(set(ids)) == len(ids)
        and all(1 <= len(each) <= CUSTOM_ID_MOST for each in ids)
        and all(1 <= len(str(each.get("label") or "")) <= LABEL_MOST for each in buttons)
    )
    if not well:
        raise Refused(400, 50035, "Invalid Form Body")


def as_id(text: str) -> int:
    """An id; what is none is refused."""
    if not text.isascii() or not text.isdigit():
        raise Refused(400, 50035, "Value is not snowflake.")
    return int(text)
