"""Day 5: was it worth it? Properties to group by, a score for the instance, and headers for a single call."""

from openai import OpenAI
from payi import Payi
from payi.lib.helpers import create_headers
from payi.lib.instrument import get_context, payi_instrument, track, track_context

payi_instrument()
client = OpenAI()
assay = Payi()

assay.use_cases.definitions.create(name="support_chat", description="Answers of the help desk")
assay.use_cases.definitions.kpis.create(
    "support_chat", name="solved", description="The customer was helped", kpi_type="boolean", goal=0.8
)


@track(use_case_name="support_chat")
def conversation(questions: list[str], channel: str) -> None:
    with track_context(request_properties={"channel": channel}):
        for question in questions:
            client.chat.completions.create(
                model="gpt-4o-mini",
                messages=[{"role": "user", "content": question}],
                extra_headers=create_headers(use_case_step="answer"),
            )
        # What is still on its way is delivered before the score.
        assay.use_cases.kpis.update(
            "solved", use_case_name="support_chat", use_case_id=get_context()["use_case_id"], score=1
        )


conversation(["Where is my parcel?", "And when?"], channel="web")
for score in assay.use_cases.definitions.kpis.list("support_chat"):
    print(score.name, "goal", score.goal)
assay.close()
