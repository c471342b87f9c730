"""Day 1: one line, and every call of the program is counted."""

from openai import OpenAI
from payi.lib.instrument import payi_instrument

payi_instrument()

client = OpenAI()
answer = client.chat.completions.create(
    model="gpt-4o-mini",
    messages=[{"role": "user", "content": "What does a call to a model cost?"}],
)
print(answer.choices[0].message.content)
print(f"{answer.xproxy_result.cost.total.base:.6f} USD")
