"""From the name an application used to the names to look a resource up by: normalised once, in one place."""

from __future__ import annotations

import re
from typing import NamedTuple

BEDROCK = "system.aws.bedrock"

_PATHS = re.compile(r"^(?:models/|publishers/[^/]+/models/|google/|anthropic/|openai/|google\.|anthropic\.)")
_VERTEX_DATE = re.compile(r"@(\d{8})$")
_VERTEX_FLOATING = re.compile(r"@(?:default|latest)$")
_BEDROCK_ARN = re.compile(
    r"^arn:aws[a-z-]*:bedrock:(?P<region>[a-z0-9-]*):\d*:(?P<kind>[a-z-]+)/(?P<id>.+)$", re.IGNORECASE
)
_BEDROCK_GEOGRAPHY = re.compile(r"^(?P<prefix>global|us-gov|us|eu|apac|jp|au|ca|sa|me|af)\.(?=[a-z0-9-]+\.)")


class AskedName(NamedTuple):
    """A name to look up: as it came, normalised, and the scope it carries ('' where it says nothing)."""

    seen: str
    normalised: str
    scope: str


def normalise(category: str, name: str, scope: str = "") -> AskedName:
    """The name as it is to be looked up.

    Path prefixes (`models/`, `publishers/<p>/models/`, `google/`, …) and the `google.` and `anthropic.` that
    published clients put before Vertex names go; `name@20250929` becomes `name-20250929`. Bedrock ARNs become
    the id they end in, and the geographic prefix of a Bedrock id becomes the scope, whatever scope was asked
    for: it is what was called. An application inference profile names no model and stays as it is.
    """
    seen = name.strip()
    if category == BEDROCK or seen.startswith("arn:"):
        return _normalise_bedrock(seen, scope)
    normalised = seen
    while (shorter := _PATHS.sub("", normalised)) != normalised and shorter:
        normalised = shorter
    normalised = _VERTEX_FLOATING.sub("", _VERTEX_DATE.sub(r"-\1", normalised))
    return AskedName(seen, normalised, scope)


def names_no_model(name: str) -> bool:
    """Whether it is the ARN of a Bedrock profile or deployment of one's own, which needs a mapping to have a
    price.
    """
    arn = _BEDROCK_ARN.match(name.strip())
    return arn is not None and arn["kind"] not in {"inference-profile", "foundation-model"}


def _normalise_bedrock(seen: str, scope: str) -> AskedName:
    model = seen
    arn = _BEDROCK_ARN.match(seen)
    if arn is not None:
        if names_no_model(seen):
            return AskedName(seen, seen, scope)
        model = arn["id"]
        scope = scope or (f"region.{arn['region']}" if arn["region"] else "")
    geography = _BEDROCK_GEOGRAPHY.match(model)
    if geography is None:
        return AskedName(seen, model, scope or "region")
    prefix = geography["prefix"]
    return AskedName(seen, model[geography.end() :], "global" if prefix == "global" else f"datazone.{prefix}")
