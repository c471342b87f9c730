"""What a call is booked as: its own category and model, or what a mapping or the caller says instead."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from payi.instrument.context import Context
from payi.instrument.operation import Answer, Asked
from payi.instrument.settings import ModelMapping, Settings

UNKNOWN_MODEL = "system.unknown_model"

# The section of the configuration that holds the model mappings for calls of a library.
_SECTIONS: Mapping[str, str] = {
    "anthropic": "anthropic",
    "aiobotocore": "aws",
    "boto3": "aws",
    "botocore": "aws",
    "databricks-sdk": "openai",
    "google-genai": "google",
    "openai": "openai",
}


class Booking(NamedTuple):
    category: str
    resource: str
    scope: str | None
    guessed: bool
    """The model is a name of the customer's own, and nothing says what it is."""


def booking_of(library: str, asked: Asked, answer: Answer, context: Context, settings: Settings) -> Booking:
    """The context wins; else the first mapping of the model, else that of the host; else the call's own."""
    target = asked.target
    host = _host_of(target.provider_uri)
    category = _category_of_host(host, settings) or target.category
    resource = asked.resource or answer.model
    scope = context.resource_scope
    if context.price_as_category or context.price_as_resource:
        category = context.price_as_category or category
        resource = context.price_as_resource or resource
        scope = scope or _scope_in(category, asked, answer)
        return Booking(category, resource or UNKNOWN_MODEL, scope, guessed=False)
    mapping = _mapping_of(library, asked.model or resource, host, settings)
    if mapping is not None:
        category = mapping.price_as_category or category
        resource = mapping.price_as_resource or resource
        scope = scope or mapping.resource_scope
    guessed = target.needs_mapping and mapping is None and category == target.category
    scope = scope or _scope_in(category, asked, answer)
    return Booking(category, resource or UNKNOWN_MODEL, scope, guessed)


def _scope_in(category: str, asked: Asked, answer: Answer) -> str | None:
    """The scope an answer names is one of its provider's price list, and means nothing in another."""
    return answer.resource_scope if category == asked.target.category else None


def _mapping_of(library: str, model: str | None, host: str | None, settings: Settings) -> ModelMapping | None:
    for mapping in settings.model_mappings.get(_SECTIONS.get(library, library), ()):
        if mapping.model == model and (mapping.host is None or is_same_host(mapping.host, host)):
            return mapping
    return None


def _category_of_host(host: str | None, settings: Settings) -> str | None:
    if host is None:
        return None
    mapped = settings.host_mappings
    return mapped.get(host) or mapped.get(host.partition(":")[0])


def is_same_host(mapped: str, host: str | None) -> bool:
    """A mapping without a port is for every port."""
    return host is not None and mapped in {host, host.partition(":")[0]}


@lru_cache(maxsize=64)  # asked for every event, of the few addresses a process calls
def host_of(address: str) -> str | None:
    """Host, and port where one is named, of a URL or a host, in lower case; None for neither."""
    text = address.strip()
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname
    if not host or any(character.isspace() for character in host):
        return None
    return host if port is None else f"{host}:{port}"


def _host_of(uri: str | None) -> str | None:
    return None if uri is None else host_of(uri)
