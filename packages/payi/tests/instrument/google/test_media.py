"""Embeddings and pictures: one event a call, in tokens where Google counts them and in pictures where not."""

import base64
from typing import Any, ClassVar

import pytest

from packages.payi.tests.instrument.conftest import Collecting

Json = dict[str, Any]
PIXEL = base64.b64encode(b"\x89PNG" + bytes(range(256))).decode()
PICTURE = {"mimeType": "image/png", "bytesBase64Encoded": PIXEL}
FILTERED = {"raiFilteredReason": "it shows a person"}
PROMPT: Json = {"model": "imagen-4.0-generate-001", "prompt": "A dog."}


class TestEmbeddings:
    ASKING: ClassVar[Json] = {"model": "gemini-embedding-001", "contents": ["one two", "three"]}

    def test_on_vertex_the_tokens_of_all_texts_add_up(
        self, collected: Collecting, vertex: Any, google_api: Any
    ) -> None:
        embeddings = [
            {"embeddings": {"values": [0.1, 0.2], "statistics": {"token_count": count, "truncated": False}}}
            for count in (3, 4)
        ]
        google_api.answers({"predictions": embeddings, "metadata": {"billableCharacterCount": 11}})
        response = vertex("models.embed_content", **self.ASKING)
        assert len(response.embeddings) == 2
        event = collected.only
        assert (event["category"], event["resource"]) == (
            "system.google.vertex",
            "google.gemini-embedding-001",
        )
        assert event["units"] == {"text": {"input": 7, "output": 0}}
        assert "properties" not in event

    def test_without_a_count_they_are_estimated_from_the_text(
        self, collected: Collecting, gemini: Any, google_api: Any
    ) -> None:
        """12 characters."""
        google_api.answers({"embeddings": [{"values": [0.1]}, {"values": [0.2]}]})
        gemini("models.embed_content", **self.ASKING)
        event = collected.only
        assert event["units"] == {"text": {"input": 3, "output": 0}}
        assert event["properties"] == {"system.usage_marks": "estimated"}

    def test_headers_are_taken_and_not_sent(
        self, collected: Collecting, gemini: Any, google_api: Any
    ) -> None:
        google_api.answers({"embeddings": [{"values": [0.1]}]})
        gemini("models.embed_content", **self.ASKING, extra_headers={"xProxy-User-ID": "ada"})
        assert collected.only["user_id"] == "ada"
        assert "xproxy-user-id" not in google_api.asked[0].headers

    def test_their_result_is_on_the_response(
        self, collected: Collecting, gemini: Any, google_api: Any
    ) -> None:
        google_api.answers({"embeddings": [{"values": [0.1]}]})
        response = gemini("models.embed_content", **self.ASKING)
        assert response.xproxy_result.request_id == collected.only["provider_response_id"]


@pytest.mark.filterwarnings("ignore:The generate_images method is deprecated")
class TestPictures:
    def test_each_picture_counts(self, collected: Collecting, vertex: Any, google_api: Any) -> None:
        google_api.answers({"predictions": [PICTURE, PICTURE]})
        response = vertex("models.generate_images", **PROMPT)
        assert len(response.generated_images) == 2
        event = collected.only
        assert event["resource"] == "google.imagen-4.0-generate-001"
        assert event["units"] == {"picture": {"input": 0, "output": 2}}
        assert PIXEL not in event["provider_response_json"]

    def test_one_that_was_filtered_out_does_not(
        self, collected: Collecting, vertex: Any, google_api: Any
    ) -> None:
        google_api.answers({"predictions": [PICTURE, FILTERED]})
        vertex("models.generate_images", **PROMPT)
        assert collected.only["units"] == {"picture": {"input": 0, "output": 1}}

    def test_a_picture_made_larger_is_one(self, collected: Collecting, vertex: Any, google_api: Any) -> None:
        from google.genai.types import Image

        google_api.answers({"predictions": [PICTURE]})
        image = Image(image_bytes=b"\x89PNG", mime_type="image/png")
        vertex("models.upscale_image", model="imagen-4.0-upscale", image=image, upscale_factor="x2")
        assert collected.only["units"] == {"picture": {"input": 0, "output": 1}}
        assert collected.only["resource"] == "google.imagen-4.0-upscale"

    def test_a_refusal_is_recorded(self, collected: Collecting, vertex: Any, google_api: Any) -> None:
        from google.genai.errors import ClientError

        google_api.answers({"error": {"code": 429, "message": "quota"}}, 429)
        with pytest.raises(ClientError):
            vertex("models.generate_images", **PROMPT)
        assert (collected.only["http_status_code"], collected.only["units"]) == (429, {})
