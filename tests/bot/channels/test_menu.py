"""Telegram and Discord show one menu, and the same command says the same on both."""

import pytest

from bot.channels.discord import commands as discord
from bot.channels.menu import MENU, Command, menu
from bot.channels.telegram import commands as telegram


@pytest.mark.parametrize("command", MENU, ids=lambda each: each.name)
def test_a_command_says_the_same_on_every_platform(command: Command) -> None:
    assert telegram.as_words(f"/{command.name}") == discord.as_words(command.name, "") == command.says


def test_who_adds_words_to_a_command_says_those() -> None:
    assert discord.as_words("home", " lights off ") == "lights off"
    assert telegram.as_words("/home lights off") == "home lights off"
    assert discord.as_words("ask", "") == ""


def test_only_what_the_house_has_is_on_the_menu() -> None:
    assert [each.name for each in menu(("home",))] == ["help", "home", "status", "undo", "stop"]


def test_discord_takes_words_only_where_it_asks_for_them() -> None:
    shown = discord.as_payload(menu(("home", "pc", "recall")))
    asking = [each["name"] for each in shown if each["options"]]
    assert asking == ["ask", "home", "pc"]
    assert all(each["description"] for each in shown)
