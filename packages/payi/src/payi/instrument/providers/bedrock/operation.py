"""What the four operations share: how they are told apart from other calls of AWS, and how they fail."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from payi.instrument.operation import Asked, Failure, Keywords, Operation
from payi.instrument.providers.bedrock.answers import failure_of
from payi.instrument.providers.bedrock.request import BedrockAsked, ask, guardrail_properties
from payi.instrument.settings import Settings


class BedrockOperation(Operation):
    """One operation of `bedrock-runtime`; its keywords are the parameters of the client's method."""

    library = "botocore"
    accepts_extra_headers = True  # botocore knows none: `calls.py` takes them out, and to the proxy
    dialect: ClassVar[str]
    streaming: ClassVar[bool] = False

    def __init__(self, settings: Settings) -> None:
        self._traces_guardrails = settings.guardrail_trace
        self._marks_streams = settings.add_streaming_xproxy_result

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> BedrockAsked:  # noqa: ARG002
        asked = ask(
            instance,
            kwargs.get("modelId"),
            self.dialect,
            streaming=self.streaming,
            prompt=self.prompt(kwargs) if self.streaming else None,
        )
        asked.properties = guardrail_properties(self.guardrail(kwargs))
        return asked

    @abstractmethod
    def guardrail(self, parameters: Mapping[str, Any]) -> Mapping[str, object]:
        """Where a call says its guardrail: `guardrailIdentifier`, `guardrailVersion` and `trace`."""

    @abstractmethod
    def prompt(self, parameters: Mapping[str, Any]) -> object:
        """What holds the prompt, safe from later changes; counted only when it has to be."""

    @abstractmethod
    def traced(self, parameters: Keywords) -> Keywords:
        """The same parameters, asking for the guardrail's trace."""

    def prepare(self, asked: Asked, kwargs: Keywords) -> Keywords:  # noqa: ARG002
        guardrail = self.guardrail(kwargs)
        named = guardrail.get("guardrailIdentifier") and guardrail.get("guardrailVersion")
        if self._traces_guardrails and named and "trace" not in guardrail:
            return self.traced(kwargs)
        return kwargs

    def failure(self, error: BaseException) -> Failure | None:
        return failure_of(error)
