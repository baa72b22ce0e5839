"""`homeops setup`: the questions of bot/setup, and then HomeOps itself."""

from bot.commands.run import run
from bot.commands.wanted import Wanted

AGAIN = "\nWhat you answered is kept; run `homeops setup` again to go on."
START = "Start HomeOps now? It runs until Ctrl-C (y/n)"


async def set_up(wanted: Wanted) -> int:
    """Ask, write down, and start HomeOps if that is wanted."""
    import os

    import httpx2

    from bot.settings import load_settings, settings_path
    from bot.setup.asking import Left, Terminal
    from bot.setup.steps import Setup
    from bot.setup.written import Progress, SettingsFile

    asker, path = Terminal(), settings_path(os.environ)
    file = SettingsFile(path)
    file.begin()
    progress = Progress(load_settings(path).data / "setup.json")
    async with httpx2.AsyncClient(trust_env=False) as http:
        try:
            await Setup(asker, file, progress, http, lambda: load_settings(path)).run()
            wants = asker.ask(START, "y").casefold().startswith("y")
        except Left:
            asker.tell(AGAIN)
            return 1
    return await run(wanted) if wants else 0
