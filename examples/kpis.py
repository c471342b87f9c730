"""KPIs: what an instance of a use case was worth, beside what it cost."""

from payi import Payi
from payi.lib.helpers import increment_kpi_score

client = Payi()

# What is measured.
deflection = client.use_cases.definitions.kpis.create(
    use_case_name="Chat-Bot",
    kpi_name="Deflection Rate",
    description="Measures when AI resolves issues without human intervention",
    kpi_type="boolean",
    goal=0.25,
)
print(f"Created '{deflection.name}' KPI for Chat-Bot use case type")
client.use_cases.definitions.kpis.create(
    "Chat-Bot",
    name="Customer Satisfaction",
    description="User satisfaction rating for AI interaction",
    kpi_type="likert5",
    goal=4.0,
)
client.use_cases.definitions.kpis.create(
    "Chat-Bot", name="Turns", description="Messages of the customer", kpi_type="number", goal=5.0
)
for kpi in client.use_cases.definitions.kpis.list(use_case_name="Chat-Bot"):
    print(f" {kpi.name}: Type={kpi.kpi_type}, Goal={kpi.goal}")

# One conversation.
chat_session = client.use_cases.create(
    use_case_name="Chat-Bot", user_id="user_12345", properties={"channel": "website"}
)
chat_id = chat_session.use_case_id

# Its scores: by the id alone, or with the name of the use case.
client.use_cases.kpis.create(kpi_name="Deflection Rate", use_case_id=chat_id, score=1.0)
client.use_cases.kpis.create(
    "Customer Satisfaction", use_case_name="Chat-Bot", use_case_id=chat_id, score=4.5
)
client.use_cases.kpis.update(kpi_name="Customer Satisfaction", use_case_id=chat_id, score=5.0)
client.use_cases.kpis.update("Turns", use_case_name="Chat-Bot", use_case_id=chat_id, score=1)
increment_kpi_score(client, "Turns", "Chat-Bot", chat_id)
client.use_cases.kpis.increment("Turns", use_case_name="Chat-Bot", use_case_id=chat_id, increment=2)

print(f"KPI values for chat session {chat_id}:")
for score in client.use_cases.kpis.list(use_case_id=chat_id):
    print(f" {score.kpi_name}: {score.score}")
    print(f" Created: {score.create_timestamp}")
    print(f" Updated: {score.update_timestamp}")

# The same KPIs on two versions can be compared.
for version in ["Chat-Bot-v1", "Chat-Bot-v2"]:
    client.use_cases.definitions.kpis.create(
        use_case_name=version,
        kpi_name="Deflection Rate",
        description="Measures when AI resolves issues without human intervention",
        kpi_type="boolean",
        goal=0.25,
    )

client.close()
