"""Deprecated: an experience type is a use case, an experience an instance of it."""

from payi._models import BaseModel
from payi.types.use_cases import UseCaseDefinitionResponse


class ExperienceType(UseCaseDefinitionResponse):
    pass


class ExperienceInstanceResponse(BaseModel):
    experience_id: str
    limit_id: str | None = None
    type_version: int | None = None
