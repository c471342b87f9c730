"""How the first source's own matcher finds a model, and the aliases and patterns that say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.catalogue.rows import AliasRow, PatternRow
from genai_prices import data
from genai_prices import types as source

_PROVIDERS = {provider.id: provider for provider in data.providers}


def resolve(provider_id: str, name: str) -> str | None:
    """The name of the model the source's own matcher finds for a name at a provider."""
    model = _PROVIDERS[provider_id].find_model(name)
    return None if model is None else model.id


def names(provider_id: str, model_name: str) -> Iterator[AliasRow | PatternRow]:
    """Other names of a model by the source's matcher; the target is the source's own name, no category."""
    position, model = _position(provider_id, model_name)
    for clause in _alternatives(model.match):
        if isinstance(clause, source.ClauseEquals):
            if clause.equals != model.id and resolve(provider_id, clause.equals) == model.id:
                yield AliasRow(category="", alias=clause.equals, target=model.id)
        elif isinstance(clause, source.ClauseStartsWith):
            yield PatternRow(
                category="", kind="prefix", text=clause.starts_with, target=model.id, priority=position
            )
        else:
            yield PatternRow(
                category="", kind="regex", text=_expression(clause), target=model.id, priority=position
            )


def _position(provider_id: str, model_name: str) -> tuple[int, source.ModelInfo]:
    models = _PROVIDERS[provider_id].models
    return next((position, model) for position, model in enumerate(models) if model.id == model_name)


def _alternatives(clause: source.MatchLogic) -> Iterator[source.MatchLogic]:
    if isinstance(clause, source.ClauseOr):
        for part in clause.or_:
            yield from _alternatives(part)
    else:
        yield clause


def _expression(clause: source.MatchLogic) -> str:
    match clause:
        case source.ClauseEquals():
            return f"^{re.escape(clause.equals)}$"
        case source.ClauseStartsWith():
            return f"^{re.escape(clause.starts_with)}"
        case source.ClauseEndsWith():
            return f"{re.escape(clause.ends_with)}$"
        case source.ClauseContains():
            return re.escape(clause.contains)
        case source.ClauseRegex():
            return clause.regex
        case source.ClauseAnd():
            return "^" + "".join(f"(?=.*?(?:{_expression(part)}))" for part in clause.and_)
        case source.ClauseOr():
            return "|".join(_expression(part) for part in clause.or_)
