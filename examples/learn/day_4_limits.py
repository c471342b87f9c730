"""Day 4: how much may it cost? A limit adds up what is charged to it, and says when it is too much."""

from openai import OpenAI
from openai.types.chat import ChatCompletion
from payi import Payi
from payi.lib.instrument import payi_instrument, track

payi_instrument()
client = OpenAI()

with Payi() as assay:
    # Three calls of 0.00045 USD: the first leaves it ok, the second is past 75 %, the third past all of it.
    limit = assay.limits.create(
        limit_id="learning", limit_name="learning", max=0.001, threshold=0.75, limit_type="allow"
    ).limit
    assay.limits.reset(limit.limit_id)


@track(use_case_name="support_chat", limit_ids=[limit.limit_id])
def reply(question: str) -> ChatCompletion:
    return client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": question}]
    )


for number in range(3):
    result = reply("Where is my parcel?").xproxy_result
    print(number + 1, result.limits[limit.limit_id].state)
