"""What a model request costs, in micro-USD. A USD per million tokens is a micro-USD per token."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from bot.brains.providers import ProviderSettings

if TYPE_CHECKING:
    from genai_prices.types import AbstractUsage

BYTES_PER_TOKEN = 3.5
"""UTF-8 bytes of a request or answer for one token, where nobody counted (DESIGN §12)."""
UNKNOWN_IN_USD_PER_MILLION = Decimal(5)
UNKNOWN_OUT_USD_PER_MILLION = Decimal(25)
"""Counted when nobody knows a model's price: that of a large model, so that the cap rather stops too early."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Tokens of one request."""

    tokens_in: int
    tokens_out: int


def cost(settings: ProviderSettings, tally: Tally, usage: "AbstractUsage | None" = None) -> int:
    """What a request costs at most, in micro-USD, rounded up.

    Prices from the settings go first; local servers are free; then genai-prices, which knows cheaper cached tokens
    from `usage`; else the stand-in for unknown prices.
    """
    if settings.free:
        return 0
    if settings.priced:
        price_in = settings.price_in_usd_per_million or Decimal(0)
        price_out = settings.price_out_usd_per_million or Decimal(0)
    else:
        if (known := _listed(settings, tally, usage)) is not None:
            return known
        price_in, price_out = UNKNOWN_IN_USD_PER_MILLION, UNKNOWN_OUT_USD_PER_MILLION
    return _rounded_up(price_in * tally.tokens_in + price_out * tally.tokens_out)


def say_unknown(settings: ProviderSettings) -> str | None:
    """The sentence for the owner when a model's price is unknown, else None."""
    if settings.free or settings.priced or _listed(settings, Tally(1, 1), None) is not None:
        return None
    return (
        f"The price of {settings.label} isn't known; {UNKNOWN_IN_USD_PER_MILLION} USD per million tokens in and "
        f"{UNKNOWN_OUT_USD_PER_MILLION} out are counted. Set price_in_usd_per_million and price_out_usd_per_million."
    )


def _listed(settings: ProviderSettings, tally: Tally, usage: "AbstractUsage | None") -> int | None:
    from genai_prices import Usage, calc_price

    counted = usage or Usage(input_tokens=tally.tokens_in, output_tokens=tally.tokens_out)
    try:
        if settings.base_url:
            price = calc_price(counted, settings.model_name, provider_api_url=settings.base_url)
        else:
            price = calc_price(counted, settings.model_name, provider_id=settings.vendor)
    except (LookupError, ValueError):  # ValueError: counts that contradict each other
        return None
    return _rounded_up(price.total_price * 1_000_000)


def _rounded_up(micro_usd: Decimal) -> int:
    return int(micro_usd.to_integral_value(ROUND_CEILING))
