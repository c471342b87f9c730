"""Day 3: which feature was it? What never changes belongs to the function, as a decorator."""

from openai import OpenAI
from payi.lib.instrument import get_context, payi_instrument, track, track_context

payi_instrument()
client = OpenAI()


def ask(*lines: str) -> str | None:
    messages = [{"role": "user", "content": line} for line in lines]
    return client.chat.completions.create(model="gpt-4o-mini", messages=messages).choices[0].message.content


@track(use_case_name="support_chat")
def reply(question: str, user_id: str) -> str | None:
    """Everything this calls is part of the use case, and each call of it is a new instance."""
    with track_context(user_id=user_id):
        print("instance", get_context()["use_case_id"])
        return ask(question)


@track(use_case_name="document_summary")
def summarize(text: str) -> str | None:
    return ask("Summarize in one sentence:", text)


print(reply("Where is my parcel?", user_id="ada"))
print(summarize("A ledger records each event once, and adds up."))
print(ask("This call belongs to no feature, and so to the program."))
