"""Embeddings and Imagen's pictures: one request a call, and often no count of tokens in its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from payi.instrument.operation import Answer, Asked, Observation
from payi.instrument.providers.google.common import AsSent, ModelsOperation, fields_of, text_characters
from payi.instrument.results import attach


@dataclass(slots=True)
class AskedToEmbed(Asked):
    """`contents` are kept until the answer, to estimate a usage it does not have."""

    contents: object = None


class EmbedContent(ModelsOperation):
    """Vertex counts the tokens of each text, the Gemini API those of the call; its older models none."""

    dialect: ClassVar[str] = "google.generate_content"

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Asked:
        asked = super().ask(instance, args, kwargs)
        return AskedToEmbed(asked.target, asked.resource, model=asked.model, contents=kwargs.get("contents"))

    def attend(self, response: Any, observation: Observation) -> Any:
        usage = _embedding_usage(response)
        fields = {}
        if isinstance(observation.asked, AskedToEmbed):
            if usage is None:
                fields = {"request_text_characters": text_characters(observation.asked.contents)}
            observation.asked.contents = None
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
    raw = getattr(response, "sdk_http_response", None)
    if raw is not None and raw.headers:
        answer.headers = raw.headers
        answer.fields = {**answer.fields, **fields_of(raw.headers)}
    observation.answered(answer)
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
