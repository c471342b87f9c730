"""The ways there are to read the body of an InvokeModel, of botocore and of aiobotocore."""

from collections.abc import Awaitable, Callable
from typing import Any

Read = Callable[[Any], bytes]
ReadAsync = Callable[[Any], Awaitable[bytes]]


def whole(body: Any) -> bytes:
    return body.read()


def by_pieces(body: Any) -> bytes:
    return b"".join(iter(lambda: body.read(7), b""))


def by_pieces_to_the_last_byte(body: Any) -> bytes:
    """Never asks whether there is more."""
    total = int(body._raw_stream.headers["Content-Length"])
    return b"".join(body.read(1) for _ in range(total))


def by_chunks(body: Any) -> bytes:
    return b"".join(body.iter_chunks(5))


def by_lines(body: Any) -> bytes:
    return b"".join(body.iter_lines(keepends=True))


def by_all_lines(body: Any) -> bytes:
    return b"".join(body.readlines())


def by_iteration(body: Any) -> bytes:
    return b"".join(body)


def by_next(body: Any) -> bytes:
    return b"".join(iter(lambda: next(body, b""), b""))


def in_a_block(body: Any) -> bytes:
    with body as connection:
        return connection.read()


def in_a_block_by_pieces(body: Any) -> bytes:
    with body as connection:
        return b"".join(connection.stream(11))


def in_a_block_by_lines(body: Any) -> bytes:
    with body as connection:
        return b"".join(connection)


def in_a_block_line_by_line(body: Any) -> bytes:
    with body as connection:
        return b"".join(iter(connection.readline, b""))


def in_a_block_into_a_buffer(body: Any) -> bytes:
    read, buffer = b"", bytearray(9)
    with body as connection:
        while count := connection.readinto(buffer):
            read += bytes(buffer[:count])
    return read


WAYS: tuple[Read, ...] = (
    whole,
    by_pieces,
    by_pieces_to_the_last_byte,
    by_chunks,
    by_lines,
    by_all_lines,
    by_iteration,
    by_next,
    in_a_block,
    in_a_block_by_pieces,
    in_a_block_by_lines,
    in_a_block_line_by_line,
    in_a_block_into_a_buffer,
)


async def whole_async(body: Any) -> bytes:
    return await body.read()


async def by_pieces_async(body: Any) -> bytes:
    read = b""
    while piece := await body.read(7):
        read += piece
    return read


async def by_chunks_async(body: Any) -> bytes:
    return b"".join([chunk async for chunk in body.iter_chunks(5)])


async def by_lines_async(body: Any) -> bytes:
    return b"".join([line async for line in body.iter_lines(keepends=True)])


async def by_all_lines_async(body: Any) -> bytes:
    """aiobotocore's lines come without their ends."""
    return b"\n".join(await body.readlines())


async def by_iteration_async(body: Any) -> bytes:
    return b"".join([chunk async for chunk in body])


async def by_next_async(body: Any) -> bytes:
    read = b""
    try:
        while True:
            read += await body.__anext__()
    except StopAsyncIteration:
        return read


async def in_a_block_async(body: Any) -> bytes:
    async with body as entered:
        return await entered.read()


ASYNC_WAYS: tuple[ReadAsync, ...] = (
    whole_async,
    by_pieces_async,
    by_chunks_async,
    by_lines_async,
    by_all_lines_async,
    by_iteration_async,
    by_next_async,
    in_a_block_async,
)

WHOLE = (whole, whole_async)
