"""What the bot asks the pretend Telegram about itself and others: getMe, updates, webhook, commands, chats, files."""

from pydantic import JsonValue

from bot.channels.telegram.pretend_access import chat_of
from bot.channels.telegram.pretend_wire import Asked, Method, Object, bad_request, text_in
from bot.channels.telegram.pretend_world import World

LONGEST_POLL = 50
_COMMAND_LIMIT = 100


class Account:
    """Answers those calls; `commands` are the menus by scope and language."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.commands: dict[tuple[str, str], list[Object]] = {}
        self.methods: dict[str, Method] = {
            "getme": self._get_me,
            "getupdates": self._get_updates,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._set_webhook,
            "getwebhookinfo": self._get_webhook_info,
            "setmycommands": self._set_commands,
            "getmycommands": self._get_commands,
            "deletemycommands": self._delete_commands,
            "getchat": self._get_chat,
            "getchatmember": self._get_member,
            "getchatmembercount": self._count_members,
            "getfile": self._get_file,
            "logout": self._say_true,
            "close": self._say_true,
        }

    async def _get_me(self, asked: Asked) -> JsonValue:
        del asked
        may: Object = {
            "can_join_groups": True,
            "can_read_all_group_messages": self._world.reads_all,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
        return self._world.bot.as_json() | may

    async def _get_updates(self, asked: Asked) -> JsonValue:
        timeout = min(max(asked.number("timeout"), 0), LONGEST_POLL)
        got = await self._world.updates.get(
            asked.number("offset"), asked.number("limit", 100), timeout, asked.strings("allowed_updates")
        )
        return [*got]

    async def _set_webhook(self, asked: Asked) -> JsonValue:
        url = asked.text("url") if asked.method == "setwebhook" else ""
        if url and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if asked.flag("drop_pending_updates"):
            self._world.updates.forget_all()
        self._world.updates.set_webhook(url)
        return True

    async def _get_webhook_info(self, asked: Asked) -> JsonValue:
        del asked
        updates = self._world.updates
        return {
            "url": updates.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(updates.waiting),
        }

    async def _set_commands(self, asked: Asked) -> JsonValue:
        commands = asked.objects("commands")
        if len(commands) > _COMMAND_LIMIT:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for each in commands:
            name, about = text_in(each.get("command")).removeprefix("/"), text_in(each.get("description"))
            if not 1 <= len(name) <= 32 or not name.replace("_", "a").isalnum() or name != name.lower():
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(about) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_scope(asked)] = commands
        return True

    async def _get_commands(self, asked: Asked) -> JsonValue:
        return [*self.commands.get(_scope(asked), [])]

    async def _delete_commands(self, asked: Asked) -> JsonValue:
        self.commands.pop(_scope(asked), None)
        return True

    async def _get_chat(self, asked: Asked) -> JsonValue:
        chat = chat_of(self._world, asked, write=False)
        full: Object = {
            "accent_color_id": 1,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": True,
                "limited_gifts": True,
                "unique_gifts": True,
                "premium_subscription": True,
                "gifts_from_channels": True,
            },
        }
        return chat.as_json() | full

    async def _get_member(self, asked: Asked) -> JsonValue:
        chat = chat_of(self._world, asked, write=False)
        person = self._world.people.get(asked.number("user_id"))
        if person is None:
            raise bad_request("PARTICIPANT_ID_INVALID")
        usual = "member" if chat.kind == "private" and person in {chat.person, self._world.bot} else "left"
        return member_as_json(chat.members.get(person.id, usual), person.as_json())

    async def _count_members(self, asked: Asked) -> JsonValue:
        chat = chat_of(self._world, asked, write=False)
        inside = [each for each in chat.members.values() if each not in {"left", "kicked"}]
        return len(inside) + (2 if chat.kind == "private" else 0)

    async def _get_file(self, asked: Asked) -> JsonValue:
        return self._world.files.find(asked.text("file_id")).as_json()

    async def _say_true(self, asked: Asked) -> JsonValue:
        del asked
        return True


def member_as_json(status: str, user: Object) -> Object:
    """Telegram's ChatMember."""
    told: Object = {"status": status, "user": user}
    if status == "kicked":
        return told | {"until_date": 0}
    if status == "creator":
        return told | {"is_anonymous": False}
    if status == "administrator":
        may = ("manage_chat", "delete_messages", "manage_video_chats", "restrict_members", "promote_members")
        also = ("change_info", "invite_users", "post_stories", "edit_stories", "delete_stories", "be_edited")
        return told | {"is_anonymous": False, **{f"can_{each}": True for each in (*may, *also)}}
    return told


def _scope(asked: Asked) -> tuple[str, str]:
    scope = asked.object("scope") or {"type": "default"}
    key = ":".join(str(scope[each]) for each in ("type", "chat_id", "user_id") if each in scope)
    return key, asked.text("language_code")
