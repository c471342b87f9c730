"""The package as a whole: its names, what importing it costs, what it logs, and whose it is."""

import logging
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import httpx2
import payi
import pytest
from payi._environment import refuse_vendor_distribution

NAMES = [
    "Payi",
    "AsyncPayi",
    "Client",
    "AsyncClient",
    "Timeout",
    "Transport",
    "ProxiesTypes",
    "RequestOptions",
    "DefaultHttpxClient",
    "DefaultAsyncHttpxClient",
    "DefaultAioHttpClient",
    "DEFAULT_TIMEOUT",
    "DEFAULT_MAX_RETRIES",
    "DEFAULT_CONNECTION_LIMITS",
    "APIResponse",
    "AsyncAPIResponse",
    "Stream",
    "AsyncStream",
    "BaseModel",
    "NOT_GIVEN",
    "not_given",
    "NotGiven",
    "Omit",
    "omit",
    "NoneType",
    "PayiError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "APIConnectionError",
    "APIResponseValidationError",
    "BadRequestError",
    "AuthenticationError",
    "PermissionDeniedError",
    "NotFoundError",
    "ConflictError",
    "UnprocessableEntityError",
    "RateLimitError",
    "InternalServerError",
    "file_from_path",
    "types",
    "resources",
    "pagination",
    "lib",
    "errors",
    "__version__",
    "__title__",
]


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_there_and_listed(name):
    assert hasattr(payi, name)
    assert name in dir(payi)


def test_names_are_what_they_say():
    assert payi.Timeout is httpx2.Timeout
    assert payi.Client is payi.Payi
    assert payi.AsyncClient is payi.AsyncPayi
    assert payi.NOT_GIVEN is payi.not_given
    assert payi.__title__ == "payi"
    assert payi.__version__ == version("assay-payi")
    assert not payi.omit
    assert not payi.not_given
    assert (repr(payi.omit), repr(payi.NOT_GIVEN)) == ("omit", "NOT_GIVEN")


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Pay'"):
        _ = payi.Pay
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = payi.resources.Nothing


def test_resources_are_reachable_by_name():
    assert payi.resources.LimitsResource(None).__class__.__module__ == "payi.resources.limits"


def test_types_are_grouped_by_noun():
    for path in (
        "shared.XproxyResult", "shared.XproxyError", "shared.APIError", "shared.PropertiesResponse",
        "limits.LimitTags", "categories.CategoryResponse", "use_cases.KpiListResponse",
        "use_cases.UseCaseDefinition", "use_cases.definitions.KpiCreateResponse", "requests.RequestResult",
        "experiences.ExperienceType", "ExperienceInstanceResponse", "IngestResponse", "BulkIngestResponse",
        "LimitResponse", "LimitHistoryResponse", "UseCaseInstanceResponse", "CategoryResourceResponse",
    ):  # fmt: skip
        value = payi.types
        for name in path.split("."):
            value = getattr(value, name)
        assert isinstance(value, type)


def test_importing_loads_neither_http_nor_models_nor_any_provider_library():
    done = run(
        "import sys, payi, payi.usage\n"
        "heavy = {'httpx2', 'pydantic', 'typing_extensions', 'logging', 'asyncio', 'openai', 'anthropic', 'boto3'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_resource_is_loaded_when_it_is_first_used():
    done = run(
        "import sys; from payi import Payi; c = Payi(api_key='k')\n"
        "before = 'payi.resources.limits' in sys.modules\n"
        "c.limits\n"
        "print(before, 'payi.resources.limits' in sys.modules, 'payi.resources.use_cases' in sys.modules)\n"
        "c.close()"
    )
    assert (done.stdout, done.stderr) == ("False True False\n", "")


class TestLogging:
    def test_is_set_up_by_the_environment(self):
        code = (
            "import payi, logging; logging.getLogger('payi._transport').info('hello'); print(payi.__name__)"
        )
        done = run(code, PAYI_LOG="info")
        assert done.stdout == "payi\n"
        assert done.stderr.rstrip().endswith("- payi._transport:1 - INFO] hello")
        assert done.stderr.startswith("[20")
        assert run(code).stderr == ""

    def test_debug_lets_debug_lines_through(self):
        code = "import payi, logging; logging.getLogger('payi').debug('detail')"
        assert "detail" in run(code, PAYI_LOG="debug").stderr
        assert run(code, PAYI_LOG="info").stderr == ""
        assert run(code, PAYI_LOG="nonsense").stderr == ""

    def test_never_shows_a_secret(self, client, server, caplog):
        server.reply({}, status=500, retry_after_ms="1")
        secrets = {"Authorization": "Bearer other-secret", "X-Visible": "seen"}
        with caplog.at_level(logging.DEBUG):
            for key in ("payi-test-key-4711", "key two"):
                with pytest.raises(payi.InternalServerError):
                    client.with_options(api_key=key).limits.retrieve("l", extra_headers=secrets)
        assert "/api/v1/limits/l" in caplog.text
        assert "seen" in caplog.text
        for secret in ("4711", "key two", "other-secret"):
            assert secret not in caplog.text

    def test_neither_does_the_text_of_an_object_or_an_error(self, client, server):
        server.reply({}, status=401)
        with pytest.raises(payi.AuthenticationError) as caught:
            client.limits.retrieve("l")
        for thing in (client, caught.value, caught.value.request, client.limits):
            assert "4711" not in repr(thing) + str(thing)


class TestTheVendorsDistribution:
    def test_is_refused_with_one_sentence_that_names_both_and_the_way_out(self, tmp_path: Path):
        (tmp_path / "payi-0.1.0a183.dist-info").mkdir()
        with pytest.raises(ImportError) as caught:
            refuse_vendor_distribution([str(tmp_path)])
        assert str(caught.value) == (
            f"The distributions `payi` (in {tmp_path}) and `assay-payi` overwrite each other's files: "
            "run `pip uninstall payi assay-payi`, then `pip install assay-payi`"
        )

    def test_stops_the_import(self, tmp_path: Path):
        (tmp_path / "payi-0.1.0a183.dist-info").mkdir()
        done = run("import payi", PYTHONPATH=str(tmp_path))
        assert done.returncode == 1
        assert "ImportError: The distributions `payi`" in done.stderr

    def test_is_not_seen_in_what_only_sounds_alike(self, tmp_path: Path):
        for name in ("payi_tools-1.0.dist-info", "assay_payi-0.1.0.dist-info", "payi-notes.txt", "payi"):
            (tmp_path / name).mkdir()
        refuse_vendor_distribution([str(tmp_path), str(tmp_path / "missing"), ""])


def test_a_file_is_read_as_its_name_and_its_bytes(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(b"\x00x")
    assert payi.file_from_path(str(tmp_path / "a.txt")) == ("a.txt", b"\x00x")
