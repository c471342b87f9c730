"""Where the server is, seen from a browser, and which requests a page of this site made."""

from __future__ import annotations

import pytest
from assay.domain.errors import Forbidden
from assay.http.site import Site
from hypothesis import given
from hypothesis import strategies as st


def scope(method: str = "POST", **headers: str):
    """A request that came over plain http from 10.0.0.7."""
    sent = {"host": "assay.test", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return {
        "type": "http",
        "method": method,
        "scheme": "http",
        "client": ("10.0.0.7", 1),
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }


FORWARDED = {"x_forwarded_proto": "https", "x_forwarded_for": "1.1.1.1, 2.2.2.2"}


def test_a_proxy_is_believed_where_it_is_declared():
    site = Site(trusted_proxy=True)
    assert site.is_https(scope(**FORWARDED))
    assert site.base_url(scope(**FORWARDED)) == "https://assay.test"
    assert site.address(scope(**FORWARDED)) == "2.2.2.2", "the nearest: what stands before it anybody can say"
    assert (site.address(scope()), site.is_https(scope())) == ("10.0.0.7", False)


def test_nobody_else_is_believed():
    site = Site()
    assert not site.is_https(scope(**FORWARDED))
    assert site.address(scope(**FORWARDED)) == "10.0.0.7"


def test_a_public_address_stands_in_links_whatever_was_asked_for():
    site = Site("https://assay.example.com/")
    assert site.welcome_url(scope(host="evil.example"), "t") == "https://assay.example.com/welcome#token=t"
    assert site.is_https(scope())


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": "http://assay.test"},
        {"sec_fetch_site": "same-origin", "origin": "http://assay.test"},
    ],
)
def test_what_a_page_of_this_site_or_no_browser_asks_for_passes(headers):
    Site().refuse_other_sites(scope(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "http://assay.test.evil.example"},
        {"origin": "http://other.test"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site", "origin": "http://assay.test"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_a_page_of_another_site_asks_for_is_refused(method, headers):
    with pytest.raises(Forbidden) as refusal:
        Site().refuse_other_sites(scope(method, **headers))
    assert refusal.value.code == "cross_site_request"


@given(st.sampled_from(["GET", "HEAD", "OPTIONS"]), st.text("abc-/:.", max_size=20))
def test_reading_is_never_refused_for_where_it_comes_from(method, origin):
    Site().refuse_other_sites(scope(method, sec_fetch_site="cross-site", origin=origin))


def test_behind_a_proxy_that_changes_the_host_the_public_address_is_this_site_too():
    Site("https://assay.example.com").refuse_other_sites(scope(origin="https://assay.example.com"))
