"""The portal's files as a browser gets them."""

import gzip
import json
from pathlib import Path

import pytest
from assay.http.app import PREFIX
from assay.http.routes import admin, operations
from assay.portal.files import NOT_PAGES, PortalFiles
from starlette.testclient import TestClient


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A small build: a page, a hashed script with its compressed form, and a neighbour that is not part of it."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>Assay</title>")
    (folder / "assets/page-1a2b3c.js").write_text("page();")
    (folder / "assets/page-1a2b3c.js.gz").write_bytes(gzip.compress(b"page();"))
    (folder / ".sources").write_text("digest")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


@pytest.fixture
def browser(build: Path) -> TestClient:
    return TestClient(PortalFiles(build))


def test_every_address_of_a_page_gets_the_page(browser):
    for address in ("/", "/a/default/cost-drivers", "/a/x/use-cases/name.with.dots"):
        assert browser.get(address).text == "<title>Assay</title>"


@pytest.fixture
def hinted(build: Path) -> Path:
    """A build whose pages have documents of their own."""
    documents = {
        "/sign-in": "sign-in.html",
        "/welcome": "welcome.html",
        "/": "home.html",
        "/a/$app/limits": "limits.html",
        "/a/$app/limits/$limit": "limit.html",
    }
    for name in documents.values():
        (build / name).write_text(name)
    (build / "addresses.json").write_text(json.dumps(documents))
    return build


@pytest.mark.parametrize(
    ("address", "document"),
    [
        ("/", "home.html"),
        ("/a/app-1/limits", "limits.html"),
        ("/a/app-1/limits/", "limits.html"),
        ("/a/app-1/limits/team%20a", "limit.html"),
        ("/a/app-1/limits/x/y", "<title>Assay</title>"),
        ("/a", "<title>Assay</title>"),
    ],
)
def test_an_address_gets_the_document_of_its_page(hinted, address, document):
    assert TestClient(PortalFiles(hinted, lambda _: True)).get(address).text == document


def test_who_is_not_signed_in_gets_the_document_for_signing_in(hinted):
    browser = TestClient(PortalFiles(hinted))
    assert browser.get("/a/app-1/limits").text == browser.get("/nowhere").text == "sign-in.html"
    assert browser.get("/welcome").text == "welcome.html"


def test_a_page_is_asked_for_anew_and_a_hashed_file_never_again(browser):
    assert browser.get("/").headers["cache-control"] == "no-cache"
    assert "immutable" in browser.get("/assets/page-1a2b3c.js").headers["cache-control"]


def test_a_file_comes_in_the_form_the_browser_takes(browser):
    packed = browser.get("/assets/page-1a2b3c.js", headers={"accept-encoding": "gzip"})
    plain = browser.get("/assets/page-1a2b3c.js", headers={"accept-encoding": "identity"})
    assert (packed.headers["content-encoding"], packed.text) == ("gzip", "page();")
    assert ("content-encoding" in plain.headers, plain.text) == (False, "page();")
    assert packed.headers["content-type"] == plain.headers["content-type"] == "text/javascript; charset=utf-8"


def test_a_script_of_another_build_is_missing_and_not_a_page(browser):
    assert browser.get("/assets/page-999999.js").status_code == 404


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "/.sources", "/%00"]
)
def test_nothing_outside_the_build_is_handed_out(browser, path):
    assert browser.get(path).text == "<title>Assay</title>"


def test_a_page_may_run_its_own_scripts_only_and_speak_to_this_server_only(browser):
    policy = dict(
        part.split(" ", 1) for part in browser.get("/").headers["content-security-policy"].split("; ")
    )
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"


def test_without_a_build_the_page_says_how_to_get_one(tmp_path):
    assert "ASSAY_SKIP_PORTAL" in TestClient(PortalFiles(tmp_path)).get("/").text


def test_no_address_of_the_interface_is_a_page():
    own = [route.path for router in (operations.router, admin.router) for route in router.routes]
    assert {path.split("/")[1] for path in [PREFIX, "/openapi.json", *own]} <= NOT_PAGES
