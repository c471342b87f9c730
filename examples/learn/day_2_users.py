"""Day 2: who was it for? Values that differ from call to call belong to a block."""

from openai import OpenAI
from payi.lib.instrument import payi_instrument, track_context

payi_instrument()
client = OpenAI()


def answer(question: str) -> str | None:
    completion = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": question}]
    )
    return completion.choices[0].message.content


for user_id, account in [("ada", "analytical-engines"), ("grace", "compilers")]:
    with track_context(user_id=user_id, account_name=account):
        print(user_id, answer("Are you there?"))
