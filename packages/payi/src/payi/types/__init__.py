"""Response models and parameter types, a module per noun."""

from payi.types._costs import CostData as CostData
from payi.types._costs import CostDetails as CostDetails
from payi.types._costs import (
    PayICommonModelsBudgetManagementCostDetailsBase as PayICommonModelsBudgetManagementCostDetailsBase,
)
from payi.types._costs import RequestsData as RequestsData
from payi.types._costs import TotalCostData as TotalCostData
from payi.types.categories import CategoryDeleteResourceResponse as CategoryDeleteResourceResponse
from payi.types.categories import CategoryDeleteResponse as CategoryDeleteResponse
from payi.types.categories import CategoryResourceMappedResource as CategoryResourceMappedResource
from payi.types.categories import CategoryResourcePriceUnits as CategoryResourcePriceUnits
from payi.types.categories import CategoryResourcePriceUnitsParam as CategoryResourcePriceUnitsParam
from payi.types.categories import CategoryResourceResponse as CategoryResourceResponse
from payi.types.categories import CategoryResponse as CategoryResponse
from payi.types.experiences import ExperienceInstanceResponse as ExperienceInstanceResponse
from payi.types.experiences import ExperienceType as ExperienceType
from payi.types.ingest import BulkIngestRequestParam as BulkIngestRequestParam
from payi.types.ingest import BulkIngestResponse as BulkIngestResponse
from payi.types.ingest import FunctionCallInfoParam as FunctionCallInfoParam
from payi.types.ingest import IngestResponse as IngestResponse
from payi.types.ingest import (
    PayICommonModelsAPIRouterHeaderInfoParam as PayICommonModelsAPIRouterHeaderInfoParam,
)
from payi.types.limits import DefaultResponse as DefaultResponse
from payi.types.limits import Limit as Limit
from payi.types.limits import LimitHistory as LimitHistory
from payi.types.limits import LimitHistoryResponse as LimitHistoryResponse
from payi.types.limits import LimitListResponse as LimitListResponse
from payi.types.limits import LimitResponse as LimitResponse
from payi.types.questions import Answer as Answer
from payi.types.questions import QuestionParam as QuestionParam
from payi.types.reports import SavedReport as SavedReport
from payi.types.requests import RequestDetail as RequestDetail
from payi.types.requests import RequestResult as RequestResult
from payi.types.requests import RequestSummary as RequestSummary
from payi.types.shared import APIError as APIError
from payi.types.shared import EvaluationResponse as EvaluationResponse
from payi.types.shared import IngestUnits as IngestUnits
from payi.types.shared import (
    PayICommonModelsBudgetManagementCreateLimitBase as PayICommonModelsBudgetManagementCreateLimitBase,
)
from payi.types.shared import PropertiesRequest as PropertiesRequest
from payi.types.shared import PropertiesResponse as PropertiesResponse
from payi.types.shared import XproxyError as XproxyError
from payi.types.shared import XproxyResult as XproxyResult
from payi.types.use_cases import UseCaseDefinition as UseCaseDefinition
from payi.types.use_cases import UseCaseDefinitionResponse as UseCaseDefinitionResponse
from payi.types.use_cases import UseCaseInstanceResponse as UseCaseInstanceResponse
