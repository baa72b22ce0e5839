"""The index of words: BM25 over memories, by SQLite's FTS5 in this process's own memory.

It serves before the index of meanings is ready and beside it afterwards. FTS5 is kept up to date a memory at a time,
which the BM25 libraries of PyPI are not (they index a whole corpus anew), and forgets what is removed. A table per
owner, so that nobody's ranking depends on what others have.
"""

import re
import sqlite3
import threading
from collections.abc import Iterable

from memory.owners import Owner

_WORD = re.compile(r"\w+")
IDLE = frozenset(
    _WORD.findall(
        """a about all also am an and any anything are as at be been before being but by can could d did didn do does doesn
        doing don done for from get give had has have having he her hers him his how i if in into is isn it its just know
        let like ll m me might mine must my need now of off on one or our ours out please re remember s said say she should
        so some something t tell than that the their theirs them then there these they thing things this those to too up us
        ve was we were what when where which while who whom whose why will with would you your yours aren wasn won"""
    )
)
"""Words that most sentences have, which say nothing of what one is about."""


def telling(text: str) -> list[str]:
    """The words of a text that say what it is about, folded."""
    return [word for word in _WORD.findall(text.casefold()) if word not in IDLE]


class WordIndex:
    """Finds memories by the words that they share with a question. Safe to use from several threads."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._turn = threading.Lock()
        self._tables: dict[Owner, str] = {}
        self._rows: dict[str, int] = {}

    def put(self, owner: Owner, texts: Iterable[tuple[str, str]]) -> None:
        """Make memories, given as (id, text), findable."""
        with self._turn:
            table = self._table(owner)
            for memory_id, text in texts:
                row = self._rows.setdefault(memory_id, len(self._rows) + 1)
                insert = f"INSERT OR REPLACE INTO {table} (rowid, text, id) VALUES (?, ?, ?)"  # noqa: S608 - the name is ours
                self._db.execute(insert, (row, text, memory_id))

    def remove(self, owner: Owner, memory_id: str) -> None:
        """Make a memory unfindable."""
        with self._turn:
            if (row := self._rows.get(memory_id)) is not None:
                self._db.execute(f"DELETE FROM {self._table(owner)} WHERE rowid = ?", (row,))  # noqa: S608

    def search(self, owner: Owner, query: str, limit: int) -> list[tuple[str, float]]:
        """The ids of an owner's memories that share words with `query`, with their BM25 (higher is better), best first."""
        words = telling(query)
        if not words:
            return []
        any_of = " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
        with self._turn:
            table = self._table(owner)
            found = self._db.execute(
                f"SELECT id, -bm25({table}) FROM {table} WHERE {table} MATCH ? ORDER BY bm25({table}) LIMIT ?",  # noqa: S608
                (any_of, limit),
            )
            return [(str(memory_id), float(score)) for memory_id, score in found]

    def drop(self, owner: Owner) -> None:
        """Forget an owner altogether."""
        with self._turn:
            self._db.execute(f"DELETE FROM {self._table(owner)}")  # noqa: S608

    def close(self) -> None:
        """Forget everything."""
        with self._turn:
            self._db.close()

    def _table(self, owner: Owner) -> str:
        if owner not in self._tables:
            self._tables[owner] = f"of{len(self._tables)}"
            tokens = "porter unicode61 remove_diacritics 2"
            self._db.execute(
                f"CREATE VIRTUAL TABLE {self._tables[owner]} USING fts5(text, id UNINDEXED, tokenize='{tokens}')"
            )
        return self._tables[owner]
