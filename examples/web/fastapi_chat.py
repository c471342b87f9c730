"""A FastAPI application that knows which feature and which user each model call is for.

`uvicorn fastapi_chat:app`
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import FastAPI, Header
from fastapi.responses import StreamingResponse
from openai import AsyncOpenAI
from payi.lib.instrument import payi_instrument, track, track_context
from pydantic import BaseModel

payi_instrument()
app = FastAPI()
client = AsyncOpenAI()

User = Annotated[str, Header(alias="X-User")]


class Question(BaseModel):
    question: str


@track(use_case_name="chat")
async def reply(question: str) -> str | None:
    completion = await client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": question}]
    )
    return completion.choices[0].message.content


@track(use_case_name="chat_stream")
async def words(question: str) -> AsyncIterator[str]:
    stream = await client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": question}], stream=True
    )
    async for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            yield chunk.choices[0].delta.content


@app.post("/chat")
async def chat(asked: Question, user: User) -> dict[str, str | None]:
    with track_context(user_id=user):
        return {"answer": await reply(asked.question)}


@app.post("/chat/both")
async def chat_both(asked: Question, user: User) -> list[str | None]:
    """Two calls at once: tasks take the context along."""
    with track_context(user_id=user):
        return list(await asyncio.gather(reply(asked.question), reply(asked.question)))


@app.post("/chat/stream")
async def chat_stream(asked: Question, user: User) -> StreamingResponse:
    with track_context(user_id=user):
        # The generator keeps the context it was made in, although FastAPI reads it after this block.
        return StreamingResponse(words(asked.question), media_type="text/plain")
