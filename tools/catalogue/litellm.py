"""The second source, the table inside a litellm wheel, in our units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, cast

from tools.catalogue.listing import MILLION, Listing, Price, Prices
from tools.catalogue.rules import Problem, Rules
from tools.catalogue.wheel import NAME

_FIELDS: dict[str, tuple[str, int]] = {
    "input_cost_per_token": ("text.input", MILLION),
    "output_cost_per_token": ("text.output", MILLION),
    "input_cost_per_image_token": ("vision.input", MILLION),
    "output_cost_per_image_token": ("image.output", MILLION),
    "output_cost_per_image": ("picture.output", 1),
    "input_cost_per_audio_token": ("audio.input", MILLION),
    "output_cost_per_audio_token": ("audio.output", MILLION),
    "input_cost_per_video_token": ("video.input", MILLION),
    "output_cost_per_video_token": ("video.output", MILLION),
    "output_cost_per_second": ("video_second.output", 1),
    "output_cost_per_video_per_second": ("video_second.output", 1),
    "output_cost_per_reasoning_token": ("reasoning.output", MILLION),
    "cache_read_input_token_cost": ("text_cache_read.input", MILLION),
    "cache_creation_input_token_cost": ("text_cache_write.input", MILLION),
    "cache_creation_input_token_cost_above_1hr": ("text_cache_write_1h.input", MILLION),
    "cache_read_input_image_token_cost": ("vision_cache_read.input", MILLION),
    "cache_read_input_audio_token_cost": ("audio_cache_read.input", MILLION),
    "search_context_cost_per_query": ("web_search_request.output", 1_000),
    "ocr_cost_per_page": ("page.input", 1_000),
    "input_cost_per_query": ("search.output", 1_000),
    "input_cost_per_second": ("audio_second.input", 1),
    "input_cost_per_character": ("character.input", MILLION),
}
_TIERS = {"_batches": "_batch", "_flex": "_flex", "_priority": "_priority"}
_ABOVE = re.compile(r"_above_(\d+)k_tokens")
_GEOGRAPHY = re.compile(r"^(global|us-gov|us|eu|apac|jp|au|ca|in|sa)\.(?=[a-z0-9-]+\.)")


class _Field(NamedTuple):
    """A price field taken apart: the line it prices, for how many units, from which context on, in which
    tier.
    """

    line: str
    per: int
    above: int | None
    tier: str


def listings(
    table: Mapping[str, dict[str, Any]], rules: Rules, checked: str
) -> Iterator[tuple[str, Listing]]:
    """(Provider name in the source, listing) for every entry with a price, in the order of the table."""
    for key, entry in table.items():
        provider = str(entry.get("litellm_provider", ""))
        place = _place(key, provider, rules)
        if place is None or rules.skips(key):
            continue
        resource, scope = place
        listing = _listing(key, entry, rules, checked, resource, scope)
        if listing is None:
            continue
        yield provider, listing


def _place(key: str, provider: str, rules: Rules) -> tuple[str, str] | None:
    """(Resource, scope) of an entry; None when we keep no category for its provider."""
    if provider not in rules.second_source:
        return None
    name = key
    for prefix in rules.second_source[provider].prefixes:
        name = name.removeprefix(prefix)
    if provider.startswith("bedrock"):
        return _bedrock(name)
    if provider == "azure":
        return _azure(name)
    return name, "global"


def _bedrock(name: str) -> tuple[str, str]:
    region, slash, model = name.partition("/")
    if slash and re.fullmatch(r"[a-z]+(-[a-z]+)+-\d", region):
        return model, f"region.{region}"
    geography = _GEOGRAPHY.match(name)
    if geography is None:
        return name, "region"
    return name[geography.end() :], "global" if geography[1] == "global" else f"datazone.{geography[1]}"


def _azure(name: str) -> tuple[str, str]:
    zone, slash, model = name.partition("/")
    if slash and zone in {"global", "global-standard"}:
        return model, "global"
    if slash and zone in {"eu", "us"}:
        return model, f"datazone.{zone}"
    if slash and zone in {"us-gov", "apac"}:
        return model, f"region.{zone}"
    return name, "global"


def _listing(
    key: str, entry: dict[str, Any], rules: Rules, checked: str, resource: str, scope: str
) -> Listing | None:
    found: dict[_Field, Price] = {}
    for name, value in entry.items():
        field = _field(key, name, rules)
        if field is not None and (price := _price(field, value)) is not None:
            found.setdefault(field, price)
    found = _for_mode(found, str(entry.get("mode", "")))
    thresholds = {field.above for field in found if field.above is not None and not field.tier}
    threshold = min(thresholds, default=None)
    listing = Listing("", resource, NAME, checked, Prices(), scope)
    listing.threshold = threshold * 1000 if threshold is not None else None
    listing.deprecated = str(entry.get("deprecation_date", ""))
    listing.max_input_units = _count(entry.get("max_input_tokens"))
    listing.max_output_units = _count(entry.get("max_output_tokens"))
    for field, price in found.items():
        prices = listing.tiers.setdefault(field.tier, Prices()) if field.tier else listing.prices
        if field.above is None:
            prices.base[field.line] = price
        elif field.above == threshold:
            prices.large[field.line] = price
    listing.tiers = {tier: prices for tier, prices in listing.tiers.items() if prices.base}
    return listing if listing.prices.base else None


def _field(key: str, name: str, rules: Rules) -> _Field | None:
    if name in rules.ignored_fields(NAME) or not re.search("cost|multiplier", name):
        return None
    above = _ABOVE.search(name)
    plain = _ABOVE.sub("", name)
    tier = next((tier for tier in _TIERS if plain.endswith(tier)), "")
    plain = plain.removesuffix(tier)
    if plain in _FIELDS:
        return _Field(*_FIELDS[plain], int(above[1]) if above else None, _TIERS.get(tier, ""))
    if any(re.search(pattern, name) for pattern in rules.ignored_fields(NAME)):
        return None
    raise Problem(f"{NAME}: {key} has a price {name}: map or ignore it")


def _price(field: _Field, value: object) -> Price | None:
    if isinstance(value, dict):  # by size of a search: medium is what a request has that names none
        value = cast("dict[str, object]", value).get("search_context_size_medium")
    if not isinstance(value, Decimal) or value <= 0:
        return None  # the source writes 0 both for free and for unknown
    return Price(value * field.per, field.per)


def _for_mode(found: dict[_Field, Price], mode: str) -> dict[_Field, Price]:
    """Without the prices that mean something else in the mode: a picture is priced once, and a second of what
    is heard.
    """
    lines = {field.line for field in found}
    dropped: set[str] = set()
    if "image.output" in lines or mode in {"chat", "completion", "responses"}:
        dropped.add("picture.output")
    if mode != "video_generation":
        dropped.add("video_second.output")
    if mode not in {"audio_transcription", "realtime"}:
        dropped.add("audio_second.input")
    return {field: price for field, price in found.items() if field.line not in dropped}


def _count(value: object) -> int | None:
    return int(value) if isinstance(value, Decimal) else None
