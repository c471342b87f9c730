"""Experiences, the older name of use cases; new code uses client.use_cases."""

import uuid
import warnings

from payi import Payi
from payi.lib.helpers import create_headers
from payi.types.ingest import Units

warnings.simplefilter("ignore", DeprecationWarning)
EXPERIENCE = "quickstart_experience"
UNITS: Units = {"text": {"input": 1_000, "output": 1_000}}

client = Payi()
client.experiences.types.create(name=EXPERIENCE, description="An example experience type.")

# An id from the server, for requests to come.
experience_id = client.experiences.create(experience_name=EXPERIENCE).experience_id
client.ingest.units(
    category="system.openai",
    resource="gpt-3.5-turbo",
    units=UNITS,
    extra_headers=create_headers(experience_id=experience_id),
)

# An id made with the first request.
first = client.ingest.units(
    category="system.openai", resource="gpt-3.5-turbo", units=UNITS, experience_name=EXPERIENCE
)
print(f"Started experience {first.xproxy_result.experience_id or first.xproxy_result.use_case_id}")

# An id of one's own.
client.ingest.units(
    category="system.openai",
    resource="gpt-3.5-turbo",
    units=UNITS,
    extra_headers={"xProxy-Experience-Name": EXPERIENCE, "xProxy-Experience-Id": str(uuid.uuid4())},
)

for experience_type in client.experiences.types.list():
    print(f"{experience_type.name}: {experience_type.description}")

client.close()
