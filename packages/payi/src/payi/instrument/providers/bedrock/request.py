"""What a call of Bedrock's runtime asks for: which model, under which guardrail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from payi.instrument.operation import Asked, Target
from payi.lib.helpers import PayiCategories, PayiPropertyNames

_ARN = re.compile(r"arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d*:(?P<kind>[a-z-]+)/", re.IGNORECASE)
# Others (application profiles, provisioned, custom and imported models) are the customer's own.
_NAMING_A_MODEL = frozenset({"inference-profile", "foundation-model"})
_ROUTERS = frozenset({"prompt-router", "default-prompt-router"})


@dataclass(slots=True)
class BedrockAsked(Asked):
    """A call with what its answer needs later.

    model: as it was called: an id, or an ARN. A prompt router has no resource before it has chosen one.
    scope: the region of the endpoint, whose prices hold for an id without a geographic prefix.
    prompt: what a stream that tells no usage is estimated from.
    """

    model: str | None = None
    scope: str | None = None
    prompt: object = None


def ask(client: Any, model: object, dialect: str, *, streaming: bool, prompt: object) -> BedrockAsked:
    """One call of `client`; the prefix of an id, and the id in an ARN, are the server's to read."""
    name = model if isinstance(model, str) else None
    kind = _kind_of(name)
    return BedrockAsked(
        Target(
            PayiCategories.aws_bedrock,
            dialect,
            provider_uri=client.meta.endpoint_url,
            needs_mapping=kind is not None and kind not in _NAMING_A_MODEL | _ROUTERS,
        ),
        resource=None if kind in _ROUTERS else name,
        streaming=streaming,
        model=name,
        scope=f"region.{client.meta.region_name}" if name and kind is None else None,
        prompt=prompt,
    )


def _kind_of(name: str | None) -> str | None:
    """Of what the name is an ARN; None for an id."""
    arn = _ARN.match(name) if name else None
    return arn["kind"].lower() if arn else None


def guardrail_properties(settings: Mapping[str, object]) -> dict[str, str]:
    """The guardrail a call asks for, as properties of the request."""
    named = {
        PayiPropertyNames.aws_bedrock_guardrail_id: settings.get("guardrailIdentifier"),
        PayiPropertyNames.aws_bedrock_guardrail_version: settings.get("guardrailVersion"),
    }
    return {name: value for name, value in named.items() if isinstance(value, str)}
