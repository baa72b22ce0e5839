"""What every room's tables are made of: rows, and columns of time, money, plain data, words, measures.

Times and money enter the store only through these, so that a naive time or a rounded amount can't get in.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Double, Integer, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel
from typing_extensions import TypeAliasType

Json = TypeAliasType("Json", "str | int | float | bool | list[Json] | dict[str, Json] | None")
"""Plain data, as it stands in a `Plain` column."""


class Row(SQLModel):
    """A table, named after its class: `PcGamingRow` is the table pc_gaming.

    Write with `insert` and `update`, read through frozen dataclasses; a row object never leaves its room.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__.removesuffix("Row")).lower()
        type.__setattr__(
            cls, "__tablename__", name
        )  # SQLModel declares it as what it is not: a `declared_attr`


class Moment(TypeDecorator[datetime]):
    """An instant: UTC in the store, aware in code. A naive time is refused, since nobody can tell what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware again: SQLite keeps no zone, PostgreSQL answers in the session's."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text as people and platforms write it.

    NUL (which PostgreSQL refuses) is dropped and half an emoji (which no UTF-8 can hold) is replaced, so that an odd
    message is stored rather than lost.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To text that every database can hold."""
        del dialect
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Member(TypeDecorator[StrEnum]):
    """One word out of a `StrEnum`, stored as that word."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """The word."""
        del dialect
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """The member."""
        del dialect
        return None if value is None else self.words(value)


class Plain(TypeDecorator[Json]):
    """Plain data as JSON; None is the database's NULL."""

    impl = JSON(none_as_null=True)
    cache_ok = True


class Order(TypeDecorator[int]):
    """A number that only grows: in which order rows came. Never used twice, even after a row is erased."""

    impl = BigInteger().with_variant(Integer, "sqlite")
    cache_ok = True


class Whole(TypeDecorator[int]):
    """A whole number of up to 64 bits, such as a count or money in minor units."""

    impl = BigInteger
    cache_ok = True


class Measure(TypeDecorator[float]):
    """A physical measurement, which is a float by nature. Never money."""

    impl = Double
    cache_ok = True


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as it stands in the store: three columns, of which `minor` is a `Whole`.

    Attributes:
        minor: Whole minor units, such as cents.
        currency: ISO 4217 code.
        exponent: How many decimals the minor unit stands for: 2 for cents, 0 for yen, 6 for millionths.
    """

    minor: int
    currency: str
    exponent: int = 2

    @classmethod
    def of(cls, amount: Decimal, currency: str, exponent: int = 2) -> "Money":
        """The stored form of `amount`; ValueError if it has more decimals than the minor unit can hold."""
        minor = amount.scaleb(exponent)
        if minor != minor.to_integral_value():
            raise ValueError(f"{amount} {currency} has more than {exponent} decimals.")
        return cls(int(minor), currency, exponent)

    @property
    def amount(self) -> Decimal:
        """The exact amount in major units."""
        return Decimal(self.minor).scaleb(-self.exponent)
