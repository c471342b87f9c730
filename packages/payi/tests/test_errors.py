import httpx2
import payi
import payi._exceptions
import payi.errors
import pytest

NAMES = payi.errors.__all__


@pytest.mark.parametrize("name", NAMES)
def test_a_class_is_the_same_wherever_it_is_imported_from(name):
    error = getattr(payi, name)
    assert error is getattr(payi.errors, name) is getattr(payi._exceptions, name)
    assert error.__module__ == "payi"
    assert issubclass(error, payi.PayiError)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, payi.BadRequestError),
        (401, payi.AuthenticationError),
        (403, payi.PermissionDeniedError),
        (404, payi.NotFoundError),
        (409, payi.ConflictError),
        (422, payi.UnprocessableEntityError),
        (429, payi.RateLimitError),
        (500, payi.InternalServerError),
        (503, payi.InternalServerError),
        (402, payi.APIStatusError),
        (408, payi.APIStatusError),
        (424, payi.APIStatusError),
    ],
)
def test_the_status_chooses_the_class(client, server, status, error):
    server.reply({"statusCode": status, "message": "m"}, status=status)
    with pytest.raises(payi.APIStatusError) as caught:
        client.with_options(max_retries=0).limits.retrieve("l")
    assert type(caught.value) is error
    assert caught.value.status_code == status


def test_an_error_carries_the_body_the_response_and_the_reason(client, server):
    body = {
        "statusCode": 400,
        "message": "no",
        "xproxy_error": {"code": "limit_reached", "message": "limit team-a reached"},
        "xproxy_result": {"blocked_limit_ids": ["team-a"], "limits": {"team-a": {"state": "blocked"}}},
    }
    server.reply(body, status=400)
    with pytest.raises(payi.BadRequestError) as caught:
        client.limits.retrieve("l")
    error = caught.value
    assert str(error) == error.message == f"Error code: 400 - {body}"
    assert error.body == body
    assert error.code == "limit_reached"
    assert error.error_message == "limit team-a reached"
    assert error.xproxy_result.blocked_limit_ids == ["team-a"]
    assert error.xproxy_result.limits["team-a"].state == "blocked"
    assert isinstance(error.response, httpx2.Response)
    assert isinstance(error.request, httpx2.Request)


def test_without_json_the_text_is_the_message(client, server):
    server.reply("upstream is gone", status=404)
    with pytest.raises(payi.NotFoundError, match=r"^upstream is gone$") as caught:
        client.limits.retrieve("l")
    assert caught.value.body == "upstream is gone"
    assert (caught.value.code, caught.value.error_message, caught.value.xproxy_result) == (None, None, None)


def test_without_a_body_the_status_is_the_message(client, server):
    server.reply(status=404)
    with pytest.raises(payi.NotFoundError, match=r"^Error code: 404$") as caught:
        client.limits.retrieve("l")
    assert caught.value.body is None


@pytest.mark.parametrize("body", [[], [1], 3, {"xproxy_error": "text"}, {"xproxy_error": {"code": 3}}])
def test_an_unexpected_json_body_has_no_code(client, server, body):
    server.reply(body, status=400)
    with pytest.raises(payi.BadRequestError) as caught:
        client.limits.retrieve("l")
    assert caught.value.code is None
    assert caught.value.xproxy_result is None


def test_a_redirect_that_is_not_followed_is_a_status_error(server):
    server.reply(status=302, location="http://elsewhere.invalid/")
    with httpx2.Client(follow_redirects=False) as http:
        client = payi.Payi(api_key="k", base_url=server.url, http_client=http)
        with pytest.raises(payi.APIStatusError) as caught:
            client.limits.retrieve("l")
    assert caught.value.status_code == 302


class TestStrictValidation:
    @pytest.fixture
    def strict(self, server):
        with payi.Payi(api_key="k", base_url=server.url, _strict_response_validation=True) as client:
            yield client

    def test_another_shape_is_an_error_naming_the_field(self, strict, server):
        server.reply({"request_id": "r", "message": None})
        with pytest.raises(payi.APIResponseValidationError, match="limit") as caught:
            strict.limits.retrieve("l")
        assert caught.value.status_code == 200
        assert caught.value.body == {"request_id": "r", "message": None}

    def test_text_is_an_error(self, strict, server):
        server.reply("<html>", content_type="text/html")
        with pytest.raises(payi.APIResponseValidationError, match="text/html"):
            strict.limits.retrieve("l")

    def test_the_promised_shape_is_the_value(self, strict, server):
        server.reply({"request_id": "r", "event_timestamp": "2025-05-20T16:45:12.345678Z",
                      "ingest_timestamp": "2025-05-20T16:45:12Z", "xproxy_result": {"extra": 1}})  # fmt: skip
        response = strict.ingest.units(category="c", units={})
        assert f"{response.event_timestamp}" == "2025-05-20T16:45:12.345678Z"
        assert response.xproxy_result.extra == 1

    def test_a_page_is_validated_too_and_goes_on(self, strict, server):
        server.reply({"items": [{"category": "a"}], "cursor": "c"})
        server.reply({"items": [{"category": "b"}]})
        assert [item.category for item in strict.categories.list()] == ["a", "b"]
        server.reply({"items": [{}]})
        server.answers.pop(0)
        with pytest.raises(payi.APIResponseValidationError, match="category"):
            strict.categories.list()


class TestLooseReading:
    def test_text_is_returned_as_it_is(self, client, server):
        server.reply("<html>", content_type="text/html")
        assert client.limits.retrieve("l") == "<html>"

    def test_what_claims_to_be_json_and_is_not_is_text(self, client, server):
        server.reply("{oops", content_type="application/json")
        assert client.limits.retrieve("l") == "{oops"

    def test_an_empty_body_is_none(self, client, server):
        server.reply()
        assert client.limits.retrieve("l") is None

    @pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "application/problem+json"])
    def test_json_may_have_parameters_and_a_profile(self, client, server, media_type):
        server.reply({"limit": {"limit_id": "l"}}, content_type=media_type)
        assert client.limits.retrieve("l").limit.limit_id == "l"


def test_errors_of_the_transport_are_still_reachable_as_the_cause(client, server):
    server.hang_up()
    with pytest.raises(payi.APIConnectionError) as caught:
        client.with_options(max_retries=0).limits.retrieve("l")
    assert isinstance(caught.value.__cause__, httpx2.TransportError)
