"""Which price list a response says it was served on."""

from collections.abc import Mapping

from payi.usage.reading import Tier, as_object

_TIERS: Mapping[str, Tier] = {
    "": "",
    "default": "",
    "standard": "",
    "auto": "",
    "on_demand": "",
    "unspecified": "",
    "traffic_type_unspecified": "",
    "batch": "batch",
    "flex": "flex",
    "on_demand_flex": "flex",
    "priority": "priority",
    "on_demand_priority": "priority",
    "fast": "fast",
}
# A call has one tier: the first field that says anything but standard names it.
_FIELDS = ("service_tier", "serviceTier", "trafficType", "speed")


def tier_of(fields: Mapping[str, object], usage: Mapping[str, object]) -> Tier | None:
    """The tier a response or its usage names: '' when neither does, None when it is unknown here."""
    answer: Tier | None = ""
    for name in _FIELDS:
        if name not in fields and name not in usage:
            continue
        for stated in (fields.get(name), usage.get(name)):
            # Bedrock wraps its tier: {"type": "flex"}.
            wrapped = as_object(stated)
            text = wrapped.get("type") if wrapped else stated
            tier = _TIERS.get(str(text or "").casefold())
            if tier:
                return tier
            if tier is None:
                answer = None
    return answer
