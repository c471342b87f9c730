"""The first source, genai-prices, in our units. The only module that knows its types, which move between
versions.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from genai_prices import data
from genai_prices import types as source

from tools.catalogue.listing import Listing, Price, Prices
from tools.catalogue.rules import Problem, Rules

NAME = "genai-prices"

_FIELDS: tuple[tuple[str, str, int], ...] = (
    ("input_text_mtok", "text.input", 1_000_000),
    ("input_mtok", "text.input", 1_000_000),
    ("output_text_mtok", "text.output", 1_000_000),
    ("output_mtok", "text.output", 1_000_000),
    ("input_image_mtok", "vision.input", 1_000_000),
    ("output_image_mtok", "image.output", 1_000_000),
    ("input_audio_mtok", "audio.input", 1_000_000),
    ("output_audio_mtok", "audio.output", 1_000_000),
    ("input_video_mtok", "video.input", 1_000_000),
    ("output_video_mtok", "video.output", 1_000_000),
    ("output_reasoning_mtok", "reasoning.output", 1_000_000),
    ("output_citation_mtok", "citation.output", 1_000_000),
    ("cache_text_read_mtok", "text_cache_read.input", 1_000_000),
    ("cache_read_mtok", "text_cache_read.input", 1_000_000),
    ("cache_write_5m_mtok", "text_cache_write.input", 1_000_000),
    ("cache_write_mtok", "text_cache_write.input", 1_000_000),
    ("cache_write_1h_mtok", "text_cache_write_1h.input", 1_000_000),
    ("cache_image_read_mtok", "vision_cache_read.input", 1_000_000),
    ("cache_audio_read_mtok", "audio_cache_read.input", 1_000_000),
    ("cache_video_read_mtok", "video_cache_read.input", 1_000_000),
    ("web_searches_kcount", "web_search_request.output", 1_000),
    ("input_document_kpages", "page.input", 1_000),
    ("rerank_searches_kcount", "search.output", 1_000),
    ("audio_hours", "audio_second.input", 3_600),
    ("input_audio_hours", "audio_second.input", 3_600),
    ("input_mchars", "character.input", 1_000_000),
)
_TIERS = {
    ("processing", "batch"): "_batch",
    ("service_tier", "flex"): "_flex",
    ("service_tier", "priority"): "_priority",
    ("service_tier", "fast"): "_fast",
    ("speed", "fast"): "_fast",
}


class Model(NamedTuple):
    """A model of the source: its provider, its own name, and its versions, oldest first, under no category
    yet.
    """

    provider: str
    name: str
    listings: list[Listing]


def version() -> str:
    """The installed version of the source."""
    return importlib.metadata.version(NAME)


def digest() -> str:
    """SHA-256 of the data module that is read."""
    return hashlib.sha256(Path(data.__file__).read_bytes()).hexdigest()


def models(rules: Rules, checked: str) -> list[Model]:
    """Every model with a price. Raises Problem for a field or condition neither mapped nor ignored."""
    found: list[Model] = []
    for provider in data.providers:
        for model in provider.models:
            listings = list(_listings(provider.id, model, rules, checked))
            if listings:
                found.append(Model(provider.id, model.id, listings))
    return found


def _listings(provider_id: str, model: source.ModelInfo, rules: Rules, checked: str) -> Iterator[Listing]:
    conditional = (
        model.prices if isinstance(model.prices, list) else [source.ConditionalPrice(prices=model.prices)]
    )
    dated = [price for price in conditional if not isinstance(price.constraint, source.TimeOfDateConstraint)]
    standards = [(_start(price.constraint), price.prices) for price in dated]
    variants = _Variants(provider_id, model, rules, checked)
    boundaries = sorted({start for start, _ in standards} | variants.changes)
    for boundary in boundaries:
        standard = max((s for s in standards if s[0] <= boundary), key=lambda s: s[0])[1]
        until = next((other for other in boundaries if other > boundary), "9999")
        listing = _listing(provider_id, model, rules, checked, standard)
        if listing is None:
            continue
        listing.start = boundary
        for tier in variants.tiers:
            found = variants.prices(tier, boundary, until, standard, standards)
            if found is not None and found.base:
                listing.tiers[tier] = found
                if variants.verified[tier] > boundary:
                    listing.verified[tier] = variants.verified[tier]
        for price in conditional:
            if isinstance(price.constraint, source.TimeOfDateConstraint):
                window = _prices(provider_id, model, price.prices, rules)
                times = price.constraint.start_time, price.constraint.end_time
                listing.windows.append((f"{times[0]:%H:%M}", f"{times[1]:%H:%M}", window))
        yield listing


def _listing(
    provider_id: str, model: source.ModelInfo, rules: Rules, checked: str, standard: source.ModelPrice
) -> Listing | None:
    prices = _prices(provider_id, model, standard, rules)
    if not prices.base:
        return None
    starts = sorted({tier.start for price in _given(standard).values() for tier in _tiers_of(price)})
    return Listing(
        category="",
        resource=model.id,
        source=NAME,
        checked=checked,
        prices=prices,
        threshold=starts[0] if starts else None,
        description=model.name or "",
        max_input_units=model.context_window,
        assumed=len(starts) > 1,
    )


class _Variants:
    """The tier prices of a model over time.

    The first date of a tier is the day its price was first confirmed, unless it lies after the day the source
    was checked: then, and for every later date, it is a change of price that takes effect on that date.
    """

    def __init__(self, provider_id: str, model: source.ModelInfo, rules: Rules, checked: str) -> None:
        self._place = provider_id, model, rules
        self._dated: dict[str, list[tuple[str, source.ModelPrice]]] = {}
        for variant in model.price_variants or []:
            tier = _tier(provider_id, variant, rules)
            if tier is not None:
                self._dated.setdefault(tier, []).append((_start(variant.constraint), variant.prices))
        self.tiers = sorted(self._dated)
        first = {tier: min(start for start, _ in dated) for tier, dated in self._dated.items()}
        self.verified = {tier: start if start <= checked else "" for tier, start in first.items()}
        starts = {(tier, start) for tier, dated in self._dated.items() for start, _ in dated}
        self.changes = {start for tier, start in starts if start != self.verified[tier] and start}

    def prices(
        self,
        tier: str,
        start: str,
        until: str,
        standard: source.ModelPrice,
        standards: list[tuple[str, source.ModelPrice]],
    ) -> Prices | None:
        """The tier's prices in a version from `start` to `until`; None where nothing confirms them.

        Before the confirmation they hold if the standard price was the same then.
        """
        confirmed = self.verified[tier]
        moment = max(start, confirmed)
        if moment >= until:
            at_confirmation = max((s for s in standards if s[0] <= confirmed), key=lambda s: s[0])[1]
            if _given(at_confirmation) != _given(standard):
                return None
        return self._active(tier, moment)

    def _active(self, tier: str, moment: str) -> Prices | None:
        active = [prices for start, prices in self._dated[tier] if start <= moment]
        if not active:
            return None
        resolved = Prices()
        provider_id, model, rules = self._place
        for prices in (_prices(provider_id, model, given, rules) for given in active):
            resolved.base = prices.base | resolved.base
            resolved.large = prices.large | resolved.large
        return resolved


def _tier(provider_id: str, variant: source.PriceVariant, rules: Rules) -> str | None:
    ((condition, value),) = variant.when.items()
    if (condition, value) == (
        "service_tier",
        "default",
    ) or f"{condition}={value}" in rules.ignored_conditions:
        return None
    try:
        return _TIERS[condition, value]
    except KeyError:
        raise Problem(
            f"{NAME}: {provider_id} has prices when {condition} is {value}: map or ignore it"
        ) from None


def _start(constraint: source.StartDateConstraint | source.TimeOfDateConstraint | None) -> str:
    if constraint is None:
        return ""
    assert isinstance(constraint, source.StartDateConstraint), (
        "tier prices by time of day are not known to exist"
    )
    start: date = constraint.start_date
    return start.isoformat()


def _given(prices: source.ModelPrice) -> dict[str, Decimal | source.TieredPrices]:
    return {name: value for name, value in vars(prices).items() if value is not None}


def _tiers_of(price: Decimal | source.TieredPrices) -> list[source.Tier]:
    return price.tiers if isinstance(price, source.TieredPrices) else []


def _prices(provider_id: str, model: source.ModelInfo, given: source.ModelPrice, rules: Rules) -> Prices:
    fields = _given(given)
    unknown = fields.keys() - {name for name, _, _ in _FIELDS} - rules.ignored_fields(NAME)
    if unknown:
        raise Problem(f"{NAME}: {provider_id}/{model.id} has prices {sorted(unknown)}: map or ignore them")
    if not fields and rules.states_free(model.id):
        return Prices({"text.input": Price(Decimal(0)), "text.output": Price(Decimal(0))})
    prices = Prices()
    for name, line, per in _FIELDS:
        price = fields.get(name)
        if price is None or line in prices.base:
            continue
        base = price.base if isinstance(price, source.TieredPrices) else price
        if base or rules.states_free(model.id):
            prices.base[line] = Price(base, per)
        if _tiers_of(price):
            prices.large[line] = Price(_tiers_of(price)[0].price, per)
    if rules.only_pictures(model.id) and "text.output" in prices.base:
        prices.base.setdefault("image.output", prices.base["text.output"])
    return prices
