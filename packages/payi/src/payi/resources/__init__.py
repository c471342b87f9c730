"""The methods of the API, a module per resource; the tree mirrors the URLs."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from payi.resources.categories import CategoriesResource as CategoriesResource
    from payi.resources.experiences import ExperiencesResource as ExperiencesResource
    from payi.resources.ingest import IngestResource as IngestResource
    from payi.resources.limits import LimitsResource as LimitsResource
    from payi.resources.questions import QuestionsResource as QuestionsResource
    from payi.resources.reports import ReportsResource as ReportsResource
    from payi.resources.requests import RequestsResource as RequestsResource
    from payi.resources.use_cases import UseCasesResource as UseCasesResource

_MODULE_OF = {
    "CategoriesResource": "categories",
    "ExperiencesResource": "experiences",
    "IngestResource": "ingest",
    "LimitsResource": "limits",
    "QuestionsResource": "questions",
    "ReportsResource": "reports",
    "RequestsResource": "requests",
    "UseCasesResource": "use_cases",
}


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(importlib.import_module(f"payi.resources.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module 'payi.resources' has no attribute {name!r}")
