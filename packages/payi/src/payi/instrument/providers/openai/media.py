"""Embeddings, pictures, speech and transcriptions, and the decisions interface."""

from typing import Any

from payi.instrument.operation import Answer, Chunk, Observation
from payi.instrument.providers.openai.calls import Call, Reader, Sent, ended
from payi.instrument.providers.openai.fields import events_in, is_event_stream, json_text, listed, text
from payi.instrument.providers.stainless import offers


class Embeddings(Call):
    interface = "embeddings"

    def answer(self, response: Any, sent: Sent) -> Answer:
        """Its content is numbers, which nobody reads: they are left where they are."""
        usage = getattr(response, "usage", None)
        model = text(getattr(response, "model", None))
        fields = {} if usage else self.estimate(sent)
        return ended(sent, Answer(usage=usage, fields=fields, model=model))

    def reader(self, sent: Sent, observation: Observation) -> "MediaReader":
        return MediaReader(self, sent, observation)


class Media(Embeddings):
    """An answer with usage in the same place wherever it comes from; without any, its text is estimated."""

    def answer(self, response: Any, sent: Sent) -> Answer:
        usage = getattr(response, "usage", None)
        answer = Answer(usage=usage, model=text(getattr(response, "model", None)), content=_content(response))
        if not usage:
            answer.fields = self.estimate(sent, len(text(getattr(response, "text", response)) or ""))
        return ended(sent, answer)


class Decisions(Media):
    interface = "responses"


class Images(Media):
    interface = "images"
    prompt_keys = ("prompt",)

    def answer(self, response: Any, sent: Sent) -> Answer:
        """Older models are priced by the picture and report no usage."""
        answer = super().answer(response, sent)
        if not answer.usage:
            answer.fields = {"data": [None] * len(listed(getattr(response, "data", None)))}
        return answer


class Speech(Media):
    """Only its event stream reports usage; the bytes of a sound say nothing of what they cost."""

    interface = "speech"

    def answer(self, response: Any, sent: Sent) -> Answer:  # noqa: ARG002 - it is a sound
        http, usage = sent.http, None
        if http is not None and is_event_stream(http):
            for _event, chunk in events_in(http.content):
                usage = (chunk and chunk.usage) or usage
        return ended(sent, Answer(usage=usage, fields={} if usage else self.estimate(sent)))


class Transcriptions(Media):
    interface = "transcription"
    prompt_keys = ("prompt",)


class MediaReader(Reader):
    """Follows events of which the last tells the usage: of a picture, a transcription or speech."""

    _usage: Any = None

    def see(self, chunk: Any) -> Chunk:
        super().see(chunk)
        if (usage := getattr(chunk, "usage", None)) is not None:
            self._usage = usage
            return Chunk.CARRIER
        self.characters += len(text(getattr(chunk, "delta", None)) or "")
        return Chunk.SHOWN

    def carries_completion(self, chunk: Any) -> bool:
        kind = getattr(chunk, "type", None) or ""
        return kind.endswith((".delta", ".partial_image", ".completed"))

    def answer(self) -> Answer:
        fields = {} if self._usage else self.estimate()
        return ended(self.sent, Answer(usage=self._usage, fields=fields, content=self.texts))


def _content(response: Any) -> Any:
    readable = isinstance(response, str | dict) or offers(response, "model_dump_json")
    return (lambda: json_text(response)) if readable else None
