"""Scenes, which set many things at once, and scripts, which may do anything."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from memory.people import Role
from tools.contract import Args, Call, Done, Irreversible, Json, Name, Risk, Verb
from tools.home.answers import say_standings
from tools.home.homeassistant import HomeAssistant, ServiceCall
from tools.home.kept import Kept, keep
from tools.home.models import Device, Home, Kind, Noun
from tools.home.orders import PUT_BACK, Orders
from tools.home.routines.called import find_routine, name_routines
from tools.home.settings import HomeSettings
from tools.home.words import capital, join_words, say_device

PHRASES = Path(__file__).parent / "phrases"
SCRIPT_SECONDS = 30.0
QUIET_SECONDS = 0.25
_GUARDED = frozenset({Kind.LOCK, Kind.ALARM, Kind.GARAGE, Kind.VALVE})
_MOVED = frozenset(
    {
        Kind.LIGHT,
        Kind.SWITCH,
        Kind.FAN,
        Kind.CLIMATE,
        Kind.COVER,
        Kind.MEDIA,
        Kind.LOCK,
        Kind.GARAGE,
        Kind.VALVE,
    }
) | {Kind.ALARM}
_MOST_LINES = 8


class Routines(Noun):
    """The scenes and scripts that there are."""

    scenes: tuple[str, ...]
    scripts: tuple[str, ...]

    def __str__(self) -> str:
        """A line for each sort."""
        lines = [f"Scenes: {join_words(self.scenes)}."] if self.scenes else []
        lines += [f"Scripts: {join_words(self.scripts)}."] if self.scripts else []
        return "\n".join(lines) or "Home Assistant has no scenes or scripts; make some there."


class Ran(Noun):
    """What a scene or script changed, as seen."""

    name: str
    changed: tuple[str, ...]

    @classmethod
    def of(cls, home: Home, routine: Device, changed: list[Device]) -> Self:
        """Put together from the devices that changed."""
        return cls(name=routine.name, changed=tuple(say_standings(changed, home)))

    def __str__(self) -> str:
        """What changed, a line for each state."""
        lines = [f"{capital(each)}." for each in self.changed]
        if len(lines) > _MOST_LINES:
            lines = [*lines[: _MOST_LINES - 1], f"… and {len(lines) - _MOST_LINES + 1} more."]
        return "\n".join([f"{self.name}:", *lines]) if lines else f"{self.name} ran; nothing had to change."


class Routine:
    """Runs scenes and scripts, and sees what they change."""

    def __init__(self, client: HomeAssistant, orders: Orders, settings: HomeSettings) -> None:
        self.client = client
        self._orders = orders
        self._settings = settings

    async def list_scenes(self) -> Routines:
        """List the scenes and scripts of the home."""
        home = await self.client.home()
        return Routines(
            scenes=tuple(each.name for each in home.of_kind(Kind.SCENE)),
            scripts=tuple(each.name for each in home.of_kind(Kind.SCRIPT)),
        )

    async def activate_scene(self, scene: str) -> Done:
        """Activate a scene, such as "Movie night"; it sets several devices at once.

        Args:
            scene: The scene by name or id.
        """
        home = await self.client.home()
        return await self._run(find_routine(home, scene, Kind.SCENE), "scene.turn_on")

    async def run_script(self, script: str) -> Done:
        """Run a script of Home Assistant, such as "Good night".

        Args:
            script: The script by name or id.
        """
        home = await self.client.home()
        return await self._run(find_routine(home, script, Kind.SCRIPT), "script.turn_on")

    async def resolve_scene(self, args: Args) -> Args:
        """The scene by its id."""
        found = find_routine(await self.client.home(), str(args["scene"]), Kind.SCENE)
        return {**args, "scene": found.id}

    async def resolve_script(self, args: Args) -> Args:
        """The script by its id."""
        found = find_routine(await self.client.home(), str(args["script"]), Kind.SCRIPT)
        return {**args, "script": found.id}

    def weigh_scene(self, args: Args) -> Risk:
        """A scene that touches locks, alarm, garage or valves is dangerous, and so is one that does not tell."""
        scene = self.client.last_seen.devices.get(str(args["scene"]))
        members = _members(scene) if scene is not None else ()
        devices = [self.client.last_seen.devices.get(each) for each in members]
        is_safe = members and not any(each is not None and each.kind in _GUARDED for each in devices)
        return Risk.WRITE if is_safe else Risk.DANGER

    def weigh_script(self, args: Args) -> Risk:
        """A script may do anything, so that it is asked about unless the settings let it run."""
        return Risk.WRITE if args["script"] in self._settings.free_scripts else Risk.DANGER

    async def say_scene(self, args: Args) -> str:
        """The card of `activate_scene`: what it touches."""
        home = await self.client.home()
        scene = find_routine(home, str(args["scene"]), Kind.SCENE)
        devices = [home.devices[each] for each in _members(scene) if each in home.devices]
        if not devices:
            return f"Activate the scene {scene.name}. Home Assistant does not say what it changes."
        named = join_words([say_device(each, home) for each in devices])
        return f"Activate the scene {scene.name}. It sets {named}."

    async def say_script(self, args: Args) -> str:
        """The card of `run_script`."""
        script = find_routine(await self.client.home(), str(args["script"]), Kind.SCRIPT)
        return f"Run the script {script.name}. It may change anything that it was written for."

    async def observe(self, args: Args) -> Json:
        """How all that could have been changed stands; for a scene only what it is about."""
        home = await self.client.home()
        scene = home.devices.get(str(args.get("scene", "")))
        ids = (scene and _members(scene)) or [each.id for each in home.of_kind(*_MOVED)]
        return await self._orders.observe(ids)

    async def name_scenes(self) -> list[Name]:
        """The scenes."""
        return name_routines(await self.client.home(), Kind.SCENE)

    async def name_scripts(self) -> list[Name]:
        """The scripts."""
        return name_routines(await self.client.home(), Kind.SCRIPT)

    async def _run(self, routine: Device, service: str) -> Done:
        before = await self._snapshot(routine)
        await self.client.serve(ServiceCall(service), [routine.id], seconds=SCRIPT_SECONDS)
        home = await self.client.settle(QUIET_SECONDS, self._orders.seconds)
        changed = [home.devices[key] for key in _changed(home, before)]
        devices: list[Json] = [before[each.id].plain() for each in changed]
        inverse = Call(PUT_BACK, {"devices": devices}) if devices else Irreversible("Nothing had changed.")
        ids = {"scene": routine.id} if routine.kind is Kind.SCENE else {}
        return Done(Ran.of(home, routine, changed), inverse, await self.observe(ids))

    async def _snapshot(self, routine: Device) -> Mapping[str, Kept]:
        home = await self.client.home()
        members = _members(routine) or [each.id for each in home.of_kind(*_MOVED)]
        return {
            key: keep(home.devices[key], remembered=self.client.remembered(key))
            for key in members
            if key in home.devices
        }


def _members(routine: Device) -> tuple[str, ...]:
    return routine.texts("entity_id") if routine.kind is Kind.SCENE else ()


def _changed(home: Home, before: Mapping[str, Kept]) -> list[str]:
    """What stands otherwise than before; how a lamp that stays off would shine is not seen and does not count."""
    return [
        key
        for key, kept in before.items()
        if key in home.devices
        and (now := keep(home.devices[key])) != kept
        and not (now.state == kept.state == "off" and home.devices[key].kind is Kind.LIGHT)
    ]


def verbs(subject: Routine) -> tuple[Verb, ...]:
    """What `subject` can do."""
    return (
        Verb(subject.list_scenes, keywords="scene script routine mood which"),
        Verb(
            subject.activate_scene,
            risk=Risk.WRITE,
            role=Role.CHILD,
            escalate=subject.weigh_scene,
            card=subject.say_scene,
            observe=subject.observe,
            resolve=subject.resolve_scene,
            keywords="mood movie dinner night morning reading party relax",
        ),
        Verb(
            subject.run_script,
            risk=Risk.WRITE,
            role=Role.TEEN,
            escalate=subject.weigh_script,
            card=subject.say_script,
            observe=subject.observe,
            resolve=subject.resolve_script,
            keywords="routine good night leaving bedtime start",
        ),
    )
