"""Where the calls of Bedrock's runtime are met: the one method through which botocore makes every call.

It is on the class, so clients made before the instrumentation are covered as well (docs/decisions/0083).
Other services, and other operations of this one, pass at the price of a look at their names.
"""

from collections.abc import Mapping
from typing import Any

from payi.instrument import current
from payi.instrument.operation import Keywords
from payi.instrument.providers.bedrock.converse import Converse, ConverseStream
from payi.instrument.providers.bedrock.invoke import InvokeModel, InvokeModelStream
from payi.instrument.providers.bedrock.proxy import through_proxy
from payi.instrument.wrapping import Observer, Wrapper

SERVICE = "bedrock-runtime"


def observe_calls(observer: Observer) -> Wrapper:
    """For `botocore.client.BaseClient._make_api_call`."""
    return _wrapper(observer, asynchronous=False)


def observe_async_calls(observer: Observer) -> Wrapper:
    """For `aiobotocore.client.AioBaseClient._make_api_call`, which does not call the other."""
    return _wrapper(observer, asynchronous=True)


def _wrapper(observer: Observer, *, asynchronous: bool) -> Wrapper:
    observe = observer.observe_async if asynchronous else observer.observe
    settings = observer.settings
    observed: Mapping[str, Wrapper] = {
        "Converse": observe(Converse(settings)),
        "ConverseStream": observe(ConverseStream(settings)),
        "InvokeModel": observe(InvokeModel(settings)),
        "InvokeModelWithResponseStream": observe(InvokeModelStream(settings)),
    }

    def make_api_call(wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: Keywords) -> Any:
        name, parameters = _call_of(*args, **kwargs)
        operation = observed.get(name)
        if operation is None or instance.meta.service_model.service_name != SERVICE:
            return wrapped(*args, **kwargs)

        def call(**prepared: Any) -> Any:
            headers = prepared.pop("extra_headers", None)
            if observer.active and (context := current.context()) is not None and context.proxy:
                prepared = through_proxy(instance, prepared, settings.server, headers or {})
            return wrapped(name, prepared)

        return operation(call, instance, (), parameters)

    return make_api_call


def _call_of(operation_name: str, api_params: Keywords) -> tuple[str, Keywords]:
    """The arguments, however they were passed."""
    return operation_name, api_params
