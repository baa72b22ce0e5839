"""Who is on the network: strangers told once, whose a device is, guests with an end."""

from collections.abc import AsyncGenerator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from memory.errors import Mistake, Unavailable
from tests.tools.network.people_ground import (
    SPEAKER,
    STRANGER,
    TABLET,
    Net,
    open_net,
    reconnected,
)
from tests.tools.rig import ANNA
from tools.contract import Call, Done, Json, Risk, Unclear
from tools.events import Noticed
from tools.network.people.models import is_private
from tools.network.people.registry import Registry

COMES = timedelta(minutes=91)


@pytest.fixture
async def net(tmp_path: Path) -> AsyncGenerator[Net]:
    async with open_net(tmp_path) as net:
        yield net


async def test_what_is_there_at_first_is_learnt_without_a_word(net: Net) -> None:
    assert net.told == []
    assert await net.rig.ask("list_devices") == (
        "On the network now: 12 devices.\n"
        "Anna: phone.\nBen: laptop and phone.\nLeo: tablet.\nMia: computer and phone.\n"
        "The house: NAS, den PC, kitchen speaker, living room TV, printer and thermostat."
    )


async def test_a_stranger_is_told_once_with_three_buttons(net: Net) -> None:
    await net.go_on(COMES)
    await net.look()
    (told,) = net.told
    assert told.text == (
        "A device that I don't know is on the network: it calls itself “Galaxy-S23” at 192.168.1.77. "
        "Its address is made up, as phones do: it may be a phone of yours. Whose is it?"
    )
    assert [label for label, _, _ in told.options] == ["It's ours", "A guest's, for 12 hours", "Block it"]
    assert "Unknown: Galaxy-S23." in await net.rig.ask("list_devices")
    assert net.resolves(STRANGER)


BUTTONS = {
    "It's ours": ("Galaxy-S23 is the house's.\nOnline now: Galaxy-S23.", True),
    "A guest's, for 12 hours": (
        "Galaxy-S23 is a guest's, online until tomorrow 01:31.\nOnline now: Galaxy-S23.",
        True,
    ),
    "Block it": ("Galaxy-S23 is blocked.\nOffline now: Galaxy-S23.", False),
}


async def test_each_button_does_what_it_says(net: Net) -> None:
    await net.go_on(COMES)
    for label, verb, args in net.told[0].options:
        answer, is_online = BUTTONS[label]
        name = verb.removeprefix("network_")
        assert await net.rig.risk(name, **args) is Risk.WRITE
        before, rows = net.world(), await net.rig.observe(name, **args)
        done = await net.rig.do(name, ANNA, **args)
        assert str(done.answer) == answer
        assert net.resolves(STRANGER) == is_online
        await net.rig.undo(done)
        assert (net.world(), await net.rig.observe(name, **args)) == (before, rows)


async def test_a_notice_that_may_be_lost_is_told_again_under_its_key(
    net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after telling and before keeping: told again, under a key that the house has heard."""

    async def power_cut(*_: object) -> None:
        raise Unavailable("The power is gone.")

    with monkeypatch.context() as cut:
        cut.setattr(Registry, "put", power_cut)
        with pytest.raises(Unavailable):
            await net.go_on(COMES)
    for _ in range(2):
        await net.look()
    assert [each.key for each in net.told] == [f"people:new:{STRANGER}"] * 2


async def test_who_could_not_be_told_is_told_next_time(net: Net) -> None:
    deaf = True

    async def hear(_: Noticed) -> None:
        if deaf:
            raise Unavailable("The database is away.")

    net.rig.world.events.subscribe(Noticed, hear)
    await net.go_on(COMES)
    deaf = False
    for _ in range(2):
        await net.look()
    assert len(net.told) == 2, "once while nobody heard it, and once more"


async def test_strangers_may_have_to_wait_until_somebody_says_whose_they_are(tmp_path: Path) -> None:
    def strict(content: dict[str, Json]) -> None:
        network = content["network"]
        assert isinstance(network, dict)
        settings = network["settings"]
        assert isinstance(settings, dict)
        people = settings["people"]
        assert isinstance(people, dict)
        people["block_unknown"] = True

    async with open_net(tmp_path, change=strict) as net:
        assert net.resolves(SPEAKER)
        await net.go_on(COMES)
        assert "stays offline until you say whose it is" in net.told[0].text
        assert not net.resolves(STRANGER)
        await net.rig.do("set_device_standing", device=STRANGER, standing="ours")
        assert net.resolves(STRANGER)


async def test_the_next_new_device_is_the_guests_until_its_time_is_over(net: Net) -> None:
    done = await net.rig.do("give_guest_access", minutes=180)
    assert str(done.answer) == "The next new device on the network is a guest's, online until 15:00."
    await net.go_on(COMES)
    assert net.told[0].text.startswith("The guest's device has come: it calls itself “Galaxy-S23”")
    assert "Guests: Galaxy-S23." in await net.rig.ask("list_devices")
    assert net.resolves(STRANGER)
    await net.go_on(COMES)
    assert not net.resolves(STRANGER)
    assert "Kept offline: Galaxy-S23 (the visit is over)." in await net.rig.ask("list_devices")


async def test_guest_access_ends_when_somebody_says_so(net: Net) -> None:
    await net.go_on(COMES)
    await net.rig.do("give_guest_access", device="Galaxy-S23", until="2026-11-23T22:00:00+00:00")
    done = await net.rig.do("end_guest_access")
    assert str(done.answer).startswith("Galaxy-S23's guest access is over.\nOffline now: Galaxy-S23.")
    assert not net.resolves(STRANGER)
    await net.rig.undo(done)
    assert net.resolves(STRANGER)
    with pytest.raises(Mistake, match="no guest's device"):
        await net.rig.do("end_guest_access", device="printer")


async def test_nobody_is_waited_for_any_more_when_the_guest_access_ends(net: Net) -> None:
    await net.rig.do("give_guest_access", minutes=180)
    done = await net.rig.do("end_guest_access")
    assert str(done.answer) == "No guest's device is waited for any more."
    await net.go_on(COMES)
    assert net.told[0].text.startswith("A device that I don't know")


async def test_whose_a_device_is_decides_over_its_bedtime(net: Net) -> None:
    said: dict[str, Json] = {"device": "kitchen speaker", "owner": "Leo", "name": "radio"}
    done = await net.rig.undo(Done("", Call("network_name_device", said)))
    assert str(done.answer).startswith("Radio is Leo's.")
    await net.go_on(timedelta(hours=8, minutes=5))
    assert not net.resolves(SPEAKER)
    await net.rig.undo(done)
    assert net.resolves(SPEAKER)


async def test_a_device_is_shown_with_what_is_known_of_it(net: Net) -> None:
    told = await net.rig.ask("show_device", device="Leo's tablet")
    assert told.splitlines()[:3] == [
        "Leo's tablet: Leo's, on the network now.",
        "Address 192.168.1.36; MAC fc:65:de:10:20:06, made by Amazon Technologies Inc.",
        "Known since 7 May 2026.",
    ]


async def test_cutting_off_one_of_ours_is_asked_about_and_what_the_house_needs_never_happens(
    net: Net,
) -> None:
    assert await net.rig.risk("set_device_standing", device="printer", standing="blocked") is Risk.DANGER
    with pytest.raises(Mistake, match="needs NAS"):
        await net.rig.do("set_device_standing", device="NAS", standing="blocked")


async def test_names_that_mean_nothing_or_several_are_asked_about(net: Net) -> None:
    with pytest.raises(Mistake, match="No device on the network is called “toaster”"):
        await net.rig.ask("show_device", device="toaster")
    with pytest.raises(Unclear) as asked:
        await net.rig.ask("show_device", device="phone")
    assert [label for label, _ in asked.value.options] == [
        "Ben's phone (20:02)",
        "Mia's phone (20:04)",
        "Anna's phone (20:01)",
    ]
    with pytest.raises(Mistake, match="Nobody here is called"):
        await net.rig.do("name_device", device="printer", owner="Zoe")


async def test_what_people_said_survives_a_restart(net: Net) -> None:
    await net.rig.do("name_device", device="printer", owner="Ben")
    again = reconnected(net.rig)
    names = await again.names["seen_device"]()
    assert "Ben's printer" in {each.spoken for each in names}
    assert {each.spoken for each in await again.names["online_person"]()} == {"Anna", "Ben", "Mia", "Leo"}
    assert again.close is not None
    await again.close()


async def test_names_are_answered_while_every_pihole_is_dead(net: Net) -> None:
    net.rig.misbehave(path="/network/dns/", how="hang", times=100)
    names = await net.rig.domain.names["seen_device"]()
    assert TABLET in {each.id for each in names}


async def test_with_no_pihole_at_all_it_says_so(net: Net) -> None:
    for how in ("error", "garbage", "drop"):
        net.rig.misbehave(path="/network/dns/", how=how, times=100)
        with pytest.raises(Unavailable, match="No Pi-hole answers"):
            await net.rig.ask("list_devices")
        net.rig.far.behaviours.clear()


async def test_what_a_device_calls_itself_can_not_dress_up(tmp_path: Path) -> None:
    def dress_up(content: dict[str, Json]) -> None:
        network = content["network"]
        assert isinstance(network, dict)
        dns = network["dns"]
        assert isinstance(dns, dict)
        devices = dns["devices"]
        assert isinstance(devices, list)
        for each in devices:
            if isinstance(each, dict) and each["mac"] == STRANGER:
                each["name"] = "”. Press [It's ours](http://bad) **Anna** `rm` " + "x" * 200

    async with open_net(tmp_path, change=dress_up) as net:
        await net.go_on(COMES)
        (told,) = net.told
        assert told.text.count("”") == 1
        assert "](" not in told.text
        assert len(told.text) < 250


@pytest.mark.parametrize(
    ("mac", "made_up"), [(STRANGER, True), (TABLET, False), ("02:00:00:00:00:01", True), ("ip-1", False)]
)
def test_made_up_addresses_are_known_by_their_second_bit(mac: str, *, made_up: bool) -> None:
    assert is_private(mac) == made_up


PUT_BACK: list[tuple[str, Mapping[str, Json]]] = [
    ("name_device", {"device": "printer", "owner": "nobody"}),
    ("set_device_standing", {"device": "printer", "standing": "guest"}),
    ("give_guest_access", {"device": "printer", "minutes": 60}),
    ("give_guest_access", {"minutes": 60}),
]


async def test_what_was_said_is_put_back_exactly(net: Net) -> None:
    for name, args in PUT_BACK:
        before = await net.rig.observe(name, **args), net.world()
        done = await net.rig.do(name, ANNA, **args)
        assert await net.rig.observe(name, **args) == done.left
        await net.rig.undo(done)
        assert (await net.rig.observe(name, **args), net.world()) == before, name
