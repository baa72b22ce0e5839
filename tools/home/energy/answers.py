"""What verbs about energy answer; `str()` is the chat answer."""

from pydantic import AwareDatetime

from memory.messages import Attachment
from tools.home.models import Noun
from tools.home.words import format_time, say_number

_MOST_USES = 7

_BEFORE = {
    "today": "yesterday by this time",
    "yesterday": "the day before",
    "this week": "last week by this time",
    "last week": "the week before",
    "this month": "four weeks ago",
}


class Use(Noun):
    """What one device used, in kilowatt-hours."""

    name: str
    kwh: float


class EnergyUse(Noun):
    """What the home used between `start` and `end`; `before` is that of the time it is compared with."""

    period: str | None
    start: AwareDatetime
    end: AwareDatetime
    now: AwareDatetime
    uses: tuple[Use, ...]
    whole: float | None
    before: float | None

    @property
    def total(self) -> float:
        """What the house's meter says, or else the sum of its devices."""
        return self.whole if self.whole is not None else sum(each.kwh for each in self.uses)

    def __str__(self) -> str:
        """The total, the largest, and how it compares."""
        rows = [f"{each.name}: {say_kwh(each.kwh)}" for each in self.uses[:_MOST_USES]]
        if (hidden := self.uses[_MOST_USES:]) and len(hidden) > 0:
            rows.append(f"{len(hidden)} more: {say_kwh(sum(each.kwh for each in hidden))}")
        if self.whole is not None and (rest := self.whole - sum(each.kwh for each in self.uses)) > 0.05:
            rows.append(f"everything else: {say_kwh(rest)}")
        return "\n".join([f"{self._when()}: {say_kwh(self.total)}{self._compare()}.", *rows])

    def chart(self) -> Attachment | None:
        """A bar for each device; none for fewer than two."""
        from tools.charts import Bar, draw_bars

        if len(self.uses) < 2:
            return None
        bars = [Bar(each.name, each.kwh, say_kwh(each.kwh)) for each in self.uses]
        return draw_bars(f"Electricity, {self._when().lower()}", bars, unit="kWh")

    def _when(self) -> str:
        if self.period is not None:
            return self.period.capitalize()
        return f"{format_time(self.start, self.now)} to {format_time(self.end, self.now)}"

    def _compare(self) -> str:
        if not self.before or self.before <= 0:
            return ""
        change = round((self.total / self.before - 1) * 100)
        if abs(change) < 3:
            return f", as much as {self._before()}"
        return f", {abs(change)} % {'more' if change > 0 else 'less'} than {self._before()}"

    def _before(self) -> str:
        return _BEFORE.get(self.period or "", "in the same time before")


def say_kwh(kwh: float) -> str:
    """Energy with the digits that matter: "0.34 kWh", "5.2 kWh", "212 kWh"."""
    if kwh < 1:
        return f"{kwh:.2f} kWh"
    return f"{say_number(kwh)} kWh" if kwh < 100 else f"{kwh:,.0f} kWh"
