"""A page on paper: the page itself and nothing around it, light, every row of its tables, and over what."""

import re

import pytest
from playwright.sync_api import Page, expect

QUARTER = {"from": "2026-09-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"}
PAGE = "~/cost-drivers?zone=UTC&range=2026-09-01/2026-11-01&by=user"
SURFACES = "[...document.querySelectorAll('body, .card')].map(box => getComputedStyle(box).backgroundColor)"
WHITE = "rgb(255, 255, 255)"
SWATCHES = "[...document.querySelectorAll('.swatch')].slice(0, 5).map(mark => mark.style.background)"
TOO_WIDE = """[...document.querySelectorAll('figure canvas, table')]
    .map(one => one.getBoundingClientRect().right)
    .filter(right => right > document.documentElement.clientWidth)"""
PATIENCE_MS = 60_000  # all rows and charts are drawn anew


@pytest.fixture
def paper(portal) -> Page:
    """A long page of a person who reads in the dark, as it goes to the printer."""
    page = portal.open(PAGE, scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("html[data-mantine-color-scheme=light]")).to_be_attached(timeout=PATIENCE_MS)
    return page


def test_the_frame_and_what_one_presses_are_left_out(paper):
    for around in (paper.get_by_role("banner"), paper.get_by_role("navigation")):
        expect(around).to_have_count(0)
    for name in ("+ Filter", re.compile("^Share"), re.compile("^Columns of"), "Views"):
        expect(paper.get_by_role("button", name=name)).to_have_count(0)


def test_it_is_light_whatever_the_screen_is(paper):
    assert set(paper.evaluate(SURFACES)) == {WHITE}


def test_series_have_their_colours_on_light_ground(paper):
    printed = paper.evaluate(SWATCHES)
    paper.emulate_media(media="screen", color_scheme="light")
    expect(paper.get_by_role("navigation").first).to_be_visible(timeout=PATIENCE_MS)
    assert paper.evaluate(SWATCHES) == printed


def test_it_says_over_which_time(paper):
    expect(paper.get_by_text("1 Sept 2026, 00:00 until 1 Nov 2026, 00:00, UTC")).to_be_visible()


def test_every_row_is_on_it_and_none_is_cut_off(portal, paper):
    rows = portal.ask(metrics=["cost"], by=["user"], top=200, **QUARTER)["rows"]
    table = paper.get_by_role("region", name="User", exact=True)
    expect(table.locator("tr[data-row]")).to_have_count(len(rows))
    assert len(rows) > 50
    assert table.evaluate("box => box.scrollHeight <= box.clientHeight")


def test_no_chart_and_no_table_is_wider_than_the_paper(paper):
    paper.set_viewport_size({"width": 718, "height": 1000})  # A4 within the margins that Chromium gives it
    expect(paper.locator("figure canvas")).not_to_have_count(0)
    assert paper.evaluate(TOO_WIDE) == []


def test_it_takes_the_pages_that_it_needs(paper):
    assert len(re.findall(rb"/Type\s*/Page\b", paper.pdf(format="A4"))) > 2
