"""What somebody who has just come may try first: three sentences that fit their role and this house."""

from collections.abc import Collection

from memory.people import Person, Role

HOW_MANY = 3

_ALWAYS = "household"
_GROWN: tuple[tuple[str, str], ...] = (
    ("home", "is everything locked?"),
    ("recall", "remember that the bins go out on Thursday"),
    ("pc", "how is the PC doing?"),
    (_ALWAYS, "what did you do today?"),
    (_ALWAYS, "who lives here?"),
    (_ALWAYS, "is everything ok?"),
)
_BY_ROLE: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.TEEN: (
        ("home", "turn on the lights in the {room}"),
        ("home", "what is on the shopping list?"),
        ("pc", "what is using my memory?"),
        ("recall", "remember that I like pancakes"),
        (_ALWAYS, "what did you do today?"),
        (_ALWAYS, "who lives here?"),
        (_ALWAYS, "what may I do?"),
    ),
    Role.CHILD: (
        ("home", "turn on the lights in the {room}"),
        ("home", "what is on the shopping list?"),
        ("recall", "remember that I like pancakes"),
        (_ALWAYS, "what may I do?"),
        (_ALWAYS, "who lives here?"),
        (_ALWAYS, "what can you do?"),
    ),
    Role.GUEST: (
        ("home", "turn on the lights in the {room}"),
        ("home", "turn off the lights in the {room}"),
        (_ALWAYS, "what may I do?"),
        (_ALWAYS, "what can you do?"),
        (_ALWAYS, "who are you?"),
    ),
}


def suggest(person: Person, domains: Collection[str]) -> list[str]:
    """Three sentences that `person` may say in a house with these domains.

    Args:
        person: Whose role they fit; where they have a room of their own, it is named.
        domains: The names of the domains that are set up.
    """
    room = next(iter(person.rooms), "").casefold()
    fitting = [
        words.format(room=room)
        for domain, words in _BY_ROLE.get(person.role, _GROWN)
        if (domain == _ALWAYS or domain in domains) and (room or "{room}" not in words)
    ]
    return fitting[:HOW_MANY]
