"""The tools a model wants called, in the shapes the makers' models answer InvokeModel with."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from payi.instrument.operation import FunctionCall
from payi.instrument.providers.bedrock.answers import objects, part


class _Piece(NamedTuple):
    """A part of a call in a stream: the name comes with the first, the arguments in any number."""

    place: int
    name: str | None
    arguments: str | None


def calls_in(body: Mapping[str, Any]) -> list[FunctionCall]:
    """Of a whole answer: Anthropic's, one with OpenAI's interface, or Nova's."""
    functions = [
        call["function"]
        for choice in objects(body.get("choices"))
        for call in objects(part(choice, "message").get("tool_calls"))
    ]
    uses = [block for block in objects(body.get("content")) if block.get("type") == "tool_use"]
    uses += [
        block["toolUse"]
        for block in objects(part(body, "output", "message").get("content"))
        if "toolUse" in block
    ]
    return [
        *(FunctionCall(use["name"], json.dumps(use["input"])) for use in uses),
        *(FunctionCall(function["name"], function.get("arguments")) for function in functions),
    ]


def calls_in_chunks(chunks: Iterable[Mapping[str, Any]]) -> list[FunctionCall]:
    """Of a stream's chunks, in the order the calls began."""
    names: dict[int, str] = {}
    arguments: dict[int, list[str]] = {}
    for piece in (piece for chunk in chunks for piece in _pieces_of(chunk)):
        if piece.name:
            names[piece.place] = piece.name
        arguments.setdefault(piece.place, []).append(piece.arguments or "")
    return [FunctionCall(name, "".join(arguments[index])) for index, name in names.items()]


def _pieces_of(chunk: Mapping[str, Any]) -> Iterator[_Piece]:
    yield from _piece_of_anthropic(chunk)
    yield from _piece_of_nova(chunk)
    for choice in objects(chunk.get("choices")):
        for call in objects(part(choice, "delta").get("tool_calls")):
            function = part(call, "function")
            yield _Piece(call.get("index", 0), function.get("name"), function.get("arguments"))


def _piece_of_anthropic(chunk: Mapping[str, Any]) -> Iterator[_Piece]:
    block, delta = part(chunk, "content_block"), part(chunk, "delta")
    if block.get("type") == "tool_use":
        yield _Piece(chunk["index"], block["name"], None)
    elif "partial_json" in delta:
        yield _Piece(chunk["index"], None, delta["partial_json"])


def _piece_of_nova(chunk: Mapping[str, Any]) -> Iterator[_Piece]:
    if use := part(chunk, "contentBlockStart", "start", "toolUse"):
        yield _Piece(chunk["contentBlockStart"]["contentBlockIndex"], use["name"], None)
    elif use := part(chunk, "contentBlockDelta", "delta", "toolUse"):
        yield _Piece(chunk["contentBlockDelta"]["contentBlockIndex"], None, use["input"])
