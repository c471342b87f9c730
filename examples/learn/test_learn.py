"""Each day of the learning path runs, twice, against a real server, and leaves there what its page says."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from payi import Payi
from pytest_httpserver import HTTPServer
from werkzeug import Response

HERE = Path(__file__).parent
KEY = "learning-key-0123456789"
COMPLETION = {
    "id": "chatcmpl-",
    "object": "chat.completion",
    "created": 1_790_000_000,
    "model": "gpt-4o-mini-2024-07-18",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Less than a stamp."},
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500},
}


class Learner:
    """A server of its own, a stand-in for the provider, and the programs run against both."""

    def __init__(self, assay_url: str, provider: HTTPServer) -> None:
        self.client = Payi(base_url=assay_url, api_key=KEY)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ASSAY_", "PAYI_"))},
            "PAYI_BASE_URL": assay_url,
            "PAYI_API_KEY": KEY,
            "OPENAI_BASE_URL": provider.url_for("/v1"),
            "OPENAI_API_KEY": "sk-none",
        }

    def runs(self, program: str) -> list[str]:
        """What it prints, line by line; the same instance ids aside, the second time as the first."""
        for _ in range(2):
            done = subprocess.run(
                [sys.executable, "-W", "error", str(HERE / f"{program}.py")],
                capture_output=True,
                text=True,
                check=False,
                env=self._environment,
            )
            assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    def rows(self, *by: str, metrics: tuple[str, ...] = ("requests", "cost")) -> list[list[object]]:
        answer = self.client.post(
            "/api/v1/questions",
            cast_to=object,
            body={"metrics": list(metrics), "by": list(by), "from": "2020-01-01", "to": "2100-01-01"},
        )
        return [list(row) for row in answer["rows"]]


@pytest.fixture
def learner(tmp_path: Path, httpserver: HTTPServer) -> Iterator[Learner]:
    numbers = iter(range(1, 1000))

    def completion(_request: object) -> Response:
        body = {**COMPLETION, "id": f"chatcmpl-{os.getpid()}-{next(numbers)}"}
        return Response(json.dumps(body), content_type="application/json")

    httpserver.expect_request("/v1/chat/completions").respond_with_handler(completion)
    command = [sys.executable, "-m", "assay", "serve", "--data", str(tmp_path / "data"), "--port", "0"]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("ASSAY_", "PAYI_"))
    }
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**environment, "ASSAY_BOOTSTRAP_KEY": KEY},
        ) as server,
    ):
        assert server.stdout is not None
        found = (re.match(r"export PAYI_BASE_URL=(\S+)", line) for line in server.stdout)
        learner = Learner(next(match[1] for match in found if match), httpserver)
        yield learner
        learner.client.close()
        server.terminate()
        server.communicate()


def test_day_1_one_line_counts_every_call(learner: Learner) -> None:
    assert learner.runs("day_1_one_line") == ["Less than a stamp.", "0.000450 USD"]
    assert learner.rows("use_case") == [["day_1_one_line", 2, "0.0009"]]


def test_day_2_users_are_known(learner: Learner) -> None:
    learner.runs("day_2_users")
    rows = sorted(learner.rows("account", "user"))
    assert rows == [
        ["analytical-engines", "ada", 2, "0.0009"],
        ["compilers", "grace", 2, "0.0009"],
    ]


def test_day_3_features_are_told_apart(learner: Learner) -> None:
    learner.runs("day_3_use_cases")
    rows = sorted(learner.rows("use_case", metrics=("requests", "instances")))
    assert rows == [["day_3_use_cases", 2, 2], ["document_summary", 2, 2], ["support_chat", 2, 2]]


def test_day_4_a_limit_says_when_it_is_too_much(learner: Learner) -> None:
    assert learner.runs("day_4_limits") == ["1 ok", "2 exceeded", "3 overrun"]


def test_day_5_scores_and_properties_tell_whether_it_helped(learner: Learner) -> None:
    assert learner.runs("day_5_did_it_help") == ["solved goal 0.8"]
    assert learner.rows("property:channel", "step") == [["web", "answer", 4, "0.0018"]]
