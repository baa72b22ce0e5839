"""Which of Jellyseerr's users a person is."""

from collections.abc import Mapping, Sequence

from memory.people import Person
from tools.media.requests.jellyseerr import Jellyseerr
from tools.media.requests.models import User


class Accounts:
    """People and their users there, as the settings say, or else by name."""

    def __init__(self, client: Jellyseerr, users: Mapping[str, int | str]) -> None:
        self._client = client
        self._told = users

    async def user_of(self, person: Person) -> int | None:
        """The user in whose name a person asks; None where they have none, so that it is the key's owner."""
        users = await self._client.users()
        told = self._told.get(person.id)
        if told is not None:
            return next((each.number for each in users if _is(each, told)), None)
        named = [each for each in users if _is(each, person.name) or _is(each, person.id)]
        return named[0].number if len(named) == 1 else None

    async def person_of(self, user: int) -> str | None:
        """The id of the person who is this user, if the settings say so; a name alone anybody may give themselves."""
        users: Sequence[User] = await self._client.users()
        one = next((each for each in users if each.number == user), None)
        if one is None:
            return None
        return next((person for person, told in self._told.items() if _is(one, told)), None)


def _is(user: User, told: int | str) -> bool:
    if isinstance(told, int):
        return user.number == told
    return told.casefold() in {each.casefold() for each in (user.name, *user.also)}
