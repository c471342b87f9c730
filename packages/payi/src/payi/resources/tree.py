"""The resources of a client, each loaded when it is first used."""

import warnings
from typing import TYPE_CHECKING, TypeVar

from payi._cached import cached_property
from payi.resources.generic import GenericCalls

if TYPE_CHECKING:
    from payi.resources.categories import CategoriesResource
    from payi.resources.experiences import ExperiencesResource
    from payi.resources.ingest import IngestResource
    from payi.resources.limits import LimitsResource
    from payi.resources.questions import QuestionsResource
    from payi.resources.reports import ReportsResource
    from payi.resources.requests import RequestsResource
    from payi.resources.use_cases import UseCasesResource

M = TypeVar("M")


class ResourceTree(GenericCalls[M]):
    """What hangs below a client, and below its `with_raw_response` and `with_streaming_response`."""

    @cached_property
    def ingest(self) -> "IngestResource[M]":
        from payi.resources.ingest import IngestResource

        return IngestResource(self.call_mode)

    @cached_property
    def categories(self) -> "CategoriesResource[M]":
        from payi.resources.categories import CategoriesResource

        return CategoriesResource(self.call_mode)

    @cached_property
    def limits(self) -> "LimitsResource[M]":
        from payi.resources.limits import LimitsResource

        return LimitsResource(self.call_mode)

    @cached_property
    def use_cases(self) -> "UseCasesResource[M]":
        from payi.resources.use_cases import UseCasesResource

        return UseCasesResource(self.call_mode)

    @cached_property
    def requests(self) -> "RequestsResource[M]":
        from payi.resources.requests import RequestsResource

        return RequestsResource(self.call_mode)

    @cached_property
    def questions(self) -> "QuestionsResource[M]":
        from payi.resources.questions import QuestionsResource

        return QuestionsResource(self.call_mode)

    @cached_property
    def reports(self) -> "ReportsResource[M]":
        from payi.resources.reports import ReportsResource

        return ReportsResource(self.call_mode)

    @cached_property
    def experiences(self) -> "ExperiencesResource[M]":
        """Deprecated: use cases are what experiences were."""
        from payi.resources.experiences import ExperiencesResource

        warnings.warn(
            "client.experiences is deprecated; use client.use_cases", DeprecationWarning, stacklevel=3
        )
        return ExperiencesResource(self.call_mode)
