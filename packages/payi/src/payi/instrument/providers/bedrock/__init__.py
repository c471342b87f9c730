"""Amazon Bedrock through boto3, botocore and aiobotocore: Converse and InvokeModel, whole and streamed."""

from payi.instrument.patching import Patch
from payi.instrument.providers.bedrock.calls import observe_async_calls, observe_calls

PATCHES = (
    Patch("botocore.client", "BaseClient._make_api_call", wrapper=observe_calls),
    Patch("aiobotocore.client", "AioBaseClient._make_api_call", wrapper=observe_async_calls),
)
