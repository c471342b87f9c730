/** The lessons: what each teaches, the code of it for this server, and where in the portal its traces are. */

export interface Lesson {
  id: string;
  title: string;
  /** What one will know after it. */
  goal: string;
  code: string;
  /** What to notice in the code. */
  notes: readonly string[];
  /** Where to look, below the application. */
  look: readonly { label: string; path: string; search?: Record<string, string> }[];
  /** What ticks the lesson off. */
  proof: string;
}

export function lessonsFor(origin: string, application: string): Lesson[] {
  return [
    {
      id: "first-event",
      title: "One line",
      goal: "Every call your program makes to a model is here, with what it cost.",
      code: `# pip install assay-payi openai
import os
from openai import OpenAI
from payi.lib.instrument import payi_instrument

os.environ.setdefault("PAYI_BASE_URL", "${origin}")
os.environ.setdefault("PAYI_API_KEY", "…")  # a key of ${application}
payi_instrument()

answer = OpenAI().chat.completions.create(
    model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}]
)
print(answer.choices[0].message.content)
print(answer.xproxy_result.cost)`,
      notes: [
        "payi_instrument() comes once, at the start. It changes nothing about the call and is never in its way.",
        "A call that names no use case belongs to one with the name of your program's file.",
      ],
      look: [
        { label: "the request", path: "/requests", search: { range: "1h" } },
        { label: "its cost", path: "/overview", search: { range: "1h" } },
      ],
      proof: "A request has arrived.",
    },
    {
      id: "users",
      title: "Who was it for?",
      goal: "Each call stands under the user and the customer account it was made for.",
      code: `from openai import OpenAI
from payi.lib.instrument import payi_instrument, track_context

payi_instrument()
client = OpenAI()

for user, account in [("ada", "analytical-engines"), ("grace", "compilers")]:
    with track_context(user_id=user, account_name=account):
        client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": f"Hello, I am {user}"}]
        )`,
      notes: [
        "Everything below the block belongs to the user: in functions, tasks, threads and generators started there.",
        "One name in two accounts is two users.",
      ],
      look: [
        { label: "cost by user", path: "/cost-drivers", search: { by: "user", range: "24h" } },
        { label: "cost by account", path: "/cost-drivers", search: { by: "account", range: "24h" } },
      ],
      proof: "A request has a user or an account.",
    },
    {
      id: "use-cases",
      title: "Which feature was it?",
      goal: "Each feature of your product has its own line in every report: a use case.",
      code: `from openai import OpenAI
from payi.lib.instrument import payi_instrument, track

payi_instrument()
client = OpenAI()


@track(use_case_name="chatbot")
def reply(question: str) -> str:
    answer = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": question}]
    )
    return answer.choices[0].message.content or ""


@track(use_case_name="document_summarizer")
def summary(document: str) -> str:
    answer = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": f"Summarize: {document}"}]
    )
    return answer.choices[0].message.content or ""


reply("Where is my parcel?")
summary("A long contract")`,
      notes: [
        "Create chatbot and document_summarizer first under Use Cases › New Use Case, or let them be made when they are first seen.",
        "Each call of reply from outside is an instance: one conversation, one document.",
        "Calls that are not decorated stay in the use case of the program's file.",
      ],
      look: [
        { label: "cost by use case", path: "/cost-drivers", search: { by: "use_case", range: "24h" } },
        { label: "the use cases", path: "/use-cases" },
      ],
      proof: "There are requests in two use cases or more.",
    },
    {
      id: "limits",
      title: "How much may it cost?",
      goal: "A limit adds up what is charged to it, and says when it is too much.",
      code: `from openai import OpenAI
from payi import Payi
from payi.lib.instrument import payi_instrument, track

payi_instrument()
client = OpenAI()

with Payi() as assay:
    limit = assay.limits.create(
        limit_id="learning", limit_name="learning", max=0.001, threshold=0.75, limit_type="allow"
    ).limit


@track(use_case_name="chatbot", limit_ids=[limit.limit_id])
def reply(question: str):
    return client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": question}]
    )


for _ in range(3):
    result = reply("Where is my parcel?").xproxy_result
    print(result.limits[limit.limit_id].state)  # ok, exceeded, overrun`,
      notes: [
        "exceeded warns: it names the threshold. Calls still pass, and past the maximum too: overrun counts the excess.",
        "To refuse calls, make the limit of type block and send calls through the proxy.",
      ],
      look: [{ label: "the limits", path: "/limits" }],
      proof: "A limit has been charged.",
    },
    {
      id: "scores",
      title: "Did it help?",
      goal: "Anything you want to group by later is a property, and a score holds an instance against a goal.",
      code: `from openai import OpenAI
from payi import Payi
from payi.lib.helpers import create_headers
from payi.lib.instrument import get_context, payi_instrument, track, track_context

payi_instrument()
client, assay = OpenAI(), Payi()
assay.use_cases.definitions.create(name="chatbot", description="Answers of the help desk")
assay.use_cases.definitions.kpis.create(
    "chatbot", name="solved", description="The customer was helped", kpi_type="boolean", goal=0.8
)


@track(use_case_name="chatbot")
def conversation(question: str, channel: str) -> None:
    with track_context(request_properties={"channel": channel}):
        client.chat.completions.create(
            model="gpt-4o-mini",
            messages=[{"role": "user", "content": question}],
            extra_headers=create_headers(use_case_step="answer"),
        )
        assay.use_cases.kpis.update(
            "solved", use_case_name="chatbot", use_case_id=get_context()["use_case_id"], score=1
        )


conversation("Where is my parcel?", channel="web")
assay.close()`,
      notes: [
        "get_context() tells which instance you are in; what is on its way is delivered before the score.",
        "create_headers says for one call what a block says for many. The provider never sees it.",
      ],
      look: [
        { label: "KPIs against their goals", path: "/kpis", search: { range: "24h" } },
        { label: "cost by channel", path: "/cost-drivers", search: { by: "property:channel", range: "24h" } },
      ],
      proof: "A request has a property, or an instance a score.",
    },
  ];
}

/** Announced in the list, so that one knows where it will be. */
export const LATER = {
  title: "Was it worth it?",
  what: "Value policies turn KPIs into money and time, and give the first ROI. They come later.",
};
