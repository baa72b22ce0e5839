"""The buttons below a message of the pretend Telegram, checked as Telegram checks them."""

from bot.channels.telegram.pretend_wire import ROWS, Asked, Object, bad_request, text_in

DATA_LIMIT = 64
BUTTON_LIMIT = 100
_ACTIONS = ("callback_data", "url", "copy_text", "web_app", "switch_inline_query", "login_url")


def read_buttons(asked: Asked) -> list[list[Object]]:
    """The inline keyboard of a call, empty if it has none.

    Raises:
        Refused: It isn't one that Telegram takes, such as one with more than 64 bytes of callback data.
    """
    markup = asked.object("reply_markup") or {}
    try:
        rows = ROWS.validate_python(markup.get("inline_keyboard", []))
    except ValueError as error:
        raise bad_request("can't parse inline keyboard markup JSON object") from error
    for button in (button for row in rows for button in row):
        _check(button)
    if sum(len(row) for row in rows) > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    return [row for row in rows if row]


def _check(button: Object) -> None:
    if not text_in(button.get("text")):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not any(each in button for each in _ACTIONS):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in button and not 1 <= len(text_in(button["callback_data"]).encode()) <= DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    url = text_in(button.get("url"))
    if url and ("." not in url or " " in url) and not url.startswith("tg://"):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
