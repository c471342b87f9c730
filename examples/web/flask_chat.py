"""A Flask application that knows which feature and which user each model call is for.

`flask --app flask_chat run`
"""

from collections.abc import Iterator

from flask import Flask, Response, request
from openai import OpenAI
from payi.lib.instrument import payi_instrument, track, track_context

payi_instrument()
app = Flask(__name__)
client = OpenAI()


@track(use_case_name="chat")
def reply(question: str) -> str | None:
    completion = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": question}]
    )
    return completion.choices[0].message.content


@track(use_case_name="chat_stream")
def words(question: str) -> Iterator[str]:
    stream = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": question}], stream=True
    )
    for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            yield chunk.choices[0].delta.content


@app.post("/chat")
def chat() -> dict[str, str | None]:
    with track_context(user_id=request.headers["X-User"]):
        return {"answer": reply(request.get_json()["question"])}


@app.post("/chat/stream")
def chat_stream() -> Response:
    with track_context(user_id=request.headers["X-User"]):
        # The generator keeps the context it was made in, although Flask reads it after this block.
        return Response(words(request.get_json()["question"]), mimetype="text/plain")
