"""In which order a page asks when it is opened, and that what is loaded later keeps the focus where it was."""

import pytest
from playwright.sync_api import expect

SESSION, GROUPS, FIRST_REQUEST = "/api/v1/session", "/api/v1/groups", "/api/v1/requests"
QUESTIONS = "/api/v1/questions"
OPENED = {
    "Views": ("menuitem", "Save this view …"),
    "Share Spend over time": ("menuitem", "CSV"),
    "+ Filter": ("textbox", "Find a field"),
    "Account of Dana Meyer": ("menuitem", "People, groups, audit"),
}
"""What has the focus once a button is pressed."""


@pytest.fixture
def overview(untouched_portal):
    return untouched_portal.open("~/overview?range=90d")


def test_who_is_there_is_asked_once_and_before_the_first_question(untouched_portal, overview):
    asked = untouched_portal.asked
    assert (asked.count(SESSION), asked.count(GROUPS)) == (1, 1)
    assert asked.index(SESSION) < asked.index(QUESTIONS)


def test_the_figures_of_the_head_are_asked_first_and_the_first_request_after_what_is_seen(untouched_portal):
    questions = []
    page = untouched_portal.open("/organization")
    page.on("request", lambda request: questions.append(request) if request.method == "POST" else None)
    untouched_portal.go(page, "~/overview?range=90d")
    assert questions[0].post_data_json["metrics"][:2] == ["cost", "requests"]
    assert untouched_portal.asked.index(QUESTIONS) < untouched_portal.asked.index(FIRST_REQUEST)


@pytest.mark.parametrize("name", OPENED)
def test_what_a_button_opens_takes_the_focus_and_gives_it_back(overview, name):
    button = overview.get_by_role("button", name=name)
    role, first = OPENED[name]
    for _again in range(2):
        button.focus()
        overview.keyboard.press("Enter")
        expect(overview.get_by_role(role, name=first, exact=True)).to_be_focused()
        expect(button).to_have_attribute("aria-expanded", "true")
        overview.keyboard.press("Escape")
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-expanded", "false")


def test_what_a_figure_means_is_told_to_who_comes_to_it_by_keyboard(overview):
    label = overview.locator("p[aria-description]").first
    label.focus()
    told = overview.get_by_role("tooltip")
    expect(told).to_have_text(label.get_attribute("aria-description"))
    overview.keyboard.press("Escape")
    expect(told).to_be_hidden()
    label.hover()
    expect(told).to_be_visible()
