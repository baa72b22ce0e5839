"""A sentence spoken to Home Assistant Assist, as deploy/homeassistant has it sent: the room is its conversation."""

import json
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml

from memory.scopes import Scope
from tests.bot.house import Place
from tests.bot.web.callers import Caller, Served, api_of

PACKAGE = Path(__file__).parents[3] / "deploy/homeassistant/homeops.yaml"
ADDRESS = "http://homeops.local:8126"
KITCHEN = ("light.kitchen_ceiling", "light.worktop")
_HOLE = re.compile(r"\{\{ ([\w.]+)(?: \| string)?( \| to_json)? \}\}")
_WHERE = re.compile(r"\{% if (\w+) %\}(.*?)\{% endif %\}", re.DOTALL)


class Loader(yaml.SafeLoader):
    """Reads a file of Home Assistant's."""


def _secret(_: yaml.SafeLoader, node: yaml.Node) -> str:
    return f"secret:{node.value}"


Loader.add_constructor("!secret", _secret)


class Assist:
    """Does with the package what Home Assistant does with it, as far as it goes over the wire."""

    def __init__(self, http: httpx2.AsyncClient, bearer: str) -> None:
        self._http = http
        self._bearer = bearer
        self._package: dict[str, Any] = yaml.load(PACKAGE.read_text(), Loader)
        self._heard = 0

    async def hears(self, words: str, room: str = "") -> str:
        """The response to a sentence that was spoken in a room."""
        self._heard += 1
        known: dict[str, Any] = {
            "trigger": {"slots": {"words": words}},
            "context": {"id": f"01HK{self._heard:022d}"},
            "room": room,
        }
        (automation,) = self._package["automation"]
        for step in automation["action"]:
            if "service" not in step:
                assert step.keys() == {"set_conversation_response"}
                break
            data = {key: render(value, known) for key, value in step.get("data", {}).items()}
            known[step["response_variable"]] = await self._call(step["service"], data)
        return known["answer"]["content"]["text"]

    async def _call(self, service: str, data: dict[str, Any]) -> dict[str, Any]:
        command = self._package["rest_command"][service.removeprefix("rest_command.")]
        headers = {
            key: render(value.replace("secret:homeops_bearer", self._bearer), data)
            for key, value in command["headers"].items()
        }
        if "content_type" in command:
            headers["content-type"] = command["content_type"]
        answer = await self._http.request(
            command["method"],
            command["url"].removeprefix(ADDRESS),
            headers=headers,
            content=render(command.get("payload", ""), data),
        )
        assert answer.status_code == 200, answer.text
        return {"content": answer.json(), "status": answer.status_code}


def render(template: str, known: dict[str, Any]) -> str:
    """What the few templates of the package come to."""

    def fill(hole: re.Match[str]) -> str:
        value: Any = known
        for part in hole[1].split("."):
            value = value[part]
        return json.dumps(str(value)) if hole[2] else str(value)

    return _HOLE.sub(fill, _WHERE.sub(lambda found: found[2] if known[found[1]] else "", template))


@pytest.fixture
async def api(place: Place) -> AsyncGenerator[Served]:
    async with place.open(home=place.home_settings(), api={"port": 0}) as house, api_of(house) as served:
        yield served


async def assist_of(api: Served, person: str = "Anna") -> Assist:
    caller: Caller = await api.caller(f"assist-{person.lower()}", person, program=True)
    client = api.clients.find(caller.name)
    assert client is not None
    assert client.scopes == {Scope.STATUS, Scope.MESSAGES}
    return Assist(api.http, f"Bearer {caller.refresh}")


async def test_the_light_that_is_turned_off_is_the_one_in_the_room(api: Served) -> None:
    assist = await assist_of(api)
    await api.house.says("turn on all the lights")

    told = await assist.hears("turn off the light", room="Kitchen")

    assert told == "The kitchen ceiling light and the worktop lights are off."
    off = {
        key
        for key, each in api.house.home().entities.items()
        if key.startswith("light.") and each.state == "off"
    }
    assert off == {*KITCHEN}


async def test_the_room_is_a_conversation_of_its_own(api: Served) -> None:
    assist = await assist_of(api)
    await assist.hears("turn off the lights", room="Kitchen")
    await assist.hears("turn on the lights", room="Living room")

    undone = await assist.hears("undo that", room="Kitchen")

    assert "kitchen ceiling light" in undone
    assert {api.house.shows(key) for key in KITCHEN} == {"on"}
    assert api.house.shows("light.living_room_ceiling") == "on"


async def test_without_a_room_it_is_the_house(api: Served) -> None:
    assist = await assist_of(api)
    await api.house.says("turn on all the lights")
    await assist.hears("turn off the lights")
    assert {each.state for key, each in api.house.home().entities.items() if key.startswith("light.")} == {
        "off"
    }


@pytest.mark.parametrize("words", ["unlock the front door", "open the garage", "disarm the alarm"])
async def test_nothing_is_opened_from_a_room_whatever_is_said(api: Served, words: str) -> None:
    assist = await assist_of(api)
    before = {key: each.state for key, each in api.house.home().entities.items()}

    told = await assist.hears(words, room="Hall")
    for yes in ("yes", "yes, do it", words):
        await assist.hears(yes, room="Hall")

    assert "Nothing that could do harm is done from here" in told
    after = {key: each.state for key, each in api.house.home().entities.items()}
    doors = [key for key in before if key.startswith(("lock.", "cover.", "alarm_control_panel."))]
    assert [after[key] for key in doors] == [before[key] for key in doors]


async def test_an_announcement_made_in_one_room_is_heard_in_all(api: Served) -> None:
    assist = await assist_of(api)
    told = await assist.hears("tell everybody dinner is ready", room="Kitchen")
    assert told.startswith("Said on the bedroom speaker and the kitchen speaker")
    assert {each.message for each in api.house.home().heard} == {"Dinner is ready"}


async def test_odd_words_are_heard_as_they_are(api: Served) -> None:
    assist = await assist_of(api)
    await assist.hears("announce that J\u00f6rg's {tea} is ready & hot", room="Kitchen")
    assert {each.message for each in api.house.home().heard} == {"J\u00f6rg's {tea} is ready & hot"}
