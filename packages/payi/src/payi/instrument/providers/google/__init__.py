"""Google's `google-genai`: Gemini and Imagen, through the Gemini API and through Vertex; from 1.10 on.

Chats go through `models`, and so do the frameworks above it.
"""

from payi.instrument.patching import Patch
from payi.instrument.providers.google.carrying import carrying, observing, observing_async
from payi.instrument.providers.google.generate import GenerateContent, GenerateContentStream
from payi.instrument.providers.google.interactions import CreateInteraction
from payi.instrument.providers.google.media import EmbedContent, GenerateImages

_MODELS = "google.genai.models"
_PICTURES = ("generate_images", "edit_image", "upscale_image", "recontext_image")
# The methods an application calls, above those that send requests.
_ABOVE = ("generate_content", "generate_content_stream")
_ONE_REQUEST = {
    "_generate_content": GenerateContent(),
    "_generate_content_stream": GenerateContentStream(),
    "embed_content": EmbedContent(),
    **dict.fromkeys(_PICTURES, GenerateImages()),
}
_INTERACTION = CreateInteraction()

PATCHES = (
    *(
        Patch(_MODELS, f"{kind}.{name}", wrapper=carrying)
        for kind in ("Models", "AsyncModels")
        for name in _ABOVE
    ),
    *(Patch(_MODELS, f"Models.{name}", wrapper=observing(each)) for name, each in _ONE_REQUEST.items()),
    *(
        Patch(_MODELS, f"AsyncModels.{name}", wrapper=observing_async(each))
        for name, each in _ONE_REQUEST.items()
    ),
    Patch("google.genai._gaos.interactions", "Interactions.create", _INTERACTION),
    Patch("google.genai._gaos.interactions", "AsyncInteractions.create", _INTERACTION, asynchronous=True),
    # Where interactions were in earlier releases.
    Patch("google.genai._interactions.resources.interactions", "InteractionsResource.create", _INTERACTION),
    Patch(
        "google.genai._interactions.resources.interactions",
        "AsyncInteractionsResource.create",
        _INTERACTION,
        asynchronous=True,
    ),
)
