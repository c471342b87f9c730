from typing import Literal, TypeAlias

from pydantic import Field
from typing_extensions import TypedDict

from payi._models import BaseModel
from payi._timestamps import ApiTime


class CategoryResourcePriceUnitsParam(TypedDict, total=False):
    """USD per single unit; a missing side is free."""

    input_price: float
    output_price: float


class CategoryResponse(BaseModel):
    category: str


class CategoryResourcePriceUnits(BaseModel):
    """USD per single unit."""

    input_price: float | None = None
    output_price: float | None = None


class CategoryResourceMappedResource(BaseModel):
    """The resource another one is priced as."""

    category: str | None = None
    resource: str | None = None
    scope: Literal["global", "datazone", "region"] | None = None
    sub_scope: str | None = None


class AwsBedrockResource(BaseModel):
    aws_model_units: int = Field(alias="model_units")


class AzureResource(BaseModel):
    ptus: int


class GoogleVertexResource(BaseModel):
    gsus: int


class CategoryResourceResponse(BaseModel):
    """One version of a priced resource, in force from `start_timestamp` up to `end_timestamp`."""

    resource_id: str
    category: str
    resource: str
    active: bool
    proxy_allowed: bool
    start_timestamp: ApiTime
    units: dict[str, CategoryResourcePriceUnits]
    end_timestamp: ApiTime | None = None
    deprecated_timestamp: ApiTime | None = None
    description: str | None = None
    aliased_resource: str | None = None
    mapped_resource: CategoryResourceMappedResource | None = None
    reservation_id: str | None = None
    character_billing: bool | None = None
    cost_per_hour: float | None = None
    large_context_threshold: int | None = None
    max_input_units: int | None = None
    max_output_units: int | None = None
    max_total_units: int | None = None
    azure_resource: AzureResource | None = None
    aws_bedrock_resource: AwsBedrockResource | None = None
    google_vertex_resource: GoogleVertexResource | None = None


CategoryDeleteResponse: TypeAlias = list[CategoryResourceResponse]
CategoryDeleteResourceResponse: TypeAlias = list[CategoryResourceResponse]
