"""Embeddings and Imagen's pictures: one request a call, and often no count of tokens in its answer."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from payi.instrument.operation import Answer, Asked, Observation
from payi.instrument.providers.google.common import (
    AsSent,
    ModelsOperation,
    Prompted,
    take_prompt,
    text_characters,
    with_headers,
)
from payi.instrument.results import attach


class EmbedContent(ModelsOperation):
    """Vertex counts the tokens of each text, the Gemini API those of the call; its older models none."""

    dialect: ClassVar[str] = "google.generate_content"

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Asked:
        asked = super().ask(instance, args, kwargs)
        return Prompted(asked.target, asked.resource, model=asked.model, prompt=kwargs.get("contents"))

    def attend(self, response: Any, observation: Observation) -> Any:
        usage = _embedding_usage(response)
        prompt = take_prompt(observation.asked)
        fields = {} if usage else {"request_text_characters": text_characters(prompt)}
        return _report(response, observation, Answer(usage=usage, fields=fields))


class GenerateImages(ModelsOperation):
    """Imagen is priced by the picture; one that was filtered out is none."""

    dialect: ClassVar[str] = "google.images"

    def attend(self, response: Any, observation: Observation) -> Any:
        pictures = [generated.image for generated in response.generated_images or ()]
        fields = {"data": [picture.mime_type for picture in pictures if _is_there(picture)]}
        answer = Answer(fields=fields)
        if observation.content_allowed:
            answer.content = lambda: response.model_dump_json(
                exclude={"sdk_http_response"}, exclude_none=True, by_alias=True
            )
        return _report(response, observation, answer)


def _report(response: Any, observation: Observation, answer: Answer) -> Any:
    observation.answered(with_headers(answer, getattr(response, "sdk_http_response", None)))
    attach(response, observation.result)
    return response


def _is_there(picture: Any) -> bool:
    return picture is not None and bool(picture.image_bytes or picture.gcs_uri)


def _embedding_usage(response: Any) -> object:
    if (usage := getattr(response, "usage_metadata", None)) is not None:
        return AsSent(usage)
    counts = [
        embedding.statistics.token_count
        for embedding in response.embeddings or ()
        if embedding.statistics is not None and embedding.statistics.token_count is not None
    ]
    return {"promptTokenCount": sum(counts)} if counts else None
