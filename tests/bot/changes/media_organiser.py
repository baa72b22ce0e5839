"""Tidying the folders of films and series."""

from tests.bot.changes import Changes

CHANGES = Changes(
    make={"media_apply_tidying": lambda _: {}},
    attack={"media_apply_tidying": {}, "media_undo_tidying": {"plan": "1"}},
    elsewhere={"media_undo_tidying": "made only by undoing a tidying"},
)
