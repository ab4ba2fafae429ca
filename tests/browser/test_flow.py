"""The questions of the contact flow: why they are asked, days to tap, what is read back."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from playwright.sync_api import expect

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.hours import read_window
from first_step.admissions.opening_hours import LONDON, OpeningHours

from .fake_front_door import FakeFrontDoor
from .script import LIBRARY, REVIEW
from .visitor import Visitor

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=LONDON)
ALWAYS = OpeningHours((((0, 24 * 60),),) * 7)
DETAILS = ("Help for", "Age", "Name", "Phone or e-mail", "When", "How", "Health and safety")


def test_a_question_says_why_it_is_asked_without_asking_the_server(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open().write("please call me")
    kev.sees("Which number may we ring?")
    why = kev.button("Why do you ask?")
    reason = kev.log.get_by_text("so that the team can call you back")
    expect(why).to_have_attribute("aria-expanded", "false")
    expect(reason).to_have_count(0)
    kev.page.context.set_offline(True)
    why.click()
    expect(reason).to_be_visible()
    expect(why).to_have_attribute("aria-expanded", "true")
    kev.page.context.set_offline(False)


def test_an_answer_is_not_asked_why(kev: Visitor) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    expect(kev.button("Why do you ask?")).to_have_count(0)


def test_what_is_read_back_has_a_way_to_change_each_line(kev: Visitor, door: FakeFrontDoor) -> None:
    kev.visit().open().write("check it")
    kev.sees("Nothing is sent until you tap")
    for detail in DETAILS:
        change = kev.page.get_by_role("button", name=f"Change {detail}", exact=True)
        line = kev.log.locator(".line", has=change)
        expect(line).to_contain_text(f"{detail}: ")
    expect(kev.log.locator(".line").nth(2)).to_contain_text("Kev")
    rest = kev.log.get_by_role("group", name="Replies to choose from").last.get_by_role("button")
    expect(rest).to_have_text(["Send it", "Do not send, stop here"])

    sent = []
    kev.page.on("request", lambda each: sent.append(each.post_data_json) if each.post_data else 0)
    kev.log.get_by_role("button", name="Change Name", exact=True).click()
    kev.sees("I did not understand that")
    assert [each["payload"] for each in sent if each.get("payload")] == ["flow:edit=name"]
    expect(kev.log.get_by_role("button", name="Change Name (chosen)")).to_be_visible()


def test_every_line_that_the_content_reads_back_can_be_changed() -> None:
    lines = [line.split(": ")[0] for line in REVIEW.text.splitlines() if ": " in line]
    titles = {title for title, payload in REVIEW.buttons if payload.startswith("flow:edit=")}
    assert titles == {f"Change: {line}" for line in lines}


def test_the_number_read_back_is_not_a_link(kev: Visitor) -> None:
    kev.visit().open().write("check it")
    kev.sees("07700 900123")
    expect(kev.log.locator(".line a")).to_have_count(0)


@pytest.mark.parametrize("part", ["Any time", "Morning", "Afternoon", "Evening"])
def test_a_day_and_a_part_of_it_are_said_in_words_that_the_flow_reads(
    kev: Visitor, door: FakeFrontDoor, part: str
) -> None:
    kev.page.clock.set_fixed_time(NOW)
    kev.visit().open().write("when")
    kev.sees("When is a good and safe time")
    days = kev.page.get_by_role("group", name="Choose a day, then a time").get_by_role("button")
    expect(days).to_have_count(6)
    expect(days.first).to_have_text("Thu 26 Nov")
    days.nth(1).click()
    expect(days.nth(1)).to_have_attribute("aria-pressed", "true")
    days.nth(2).click()  # the weekend is not offered
    expect(days.nth(1)).to_have_attribute("aria-pressed", "false")

    kev.button(part).click()

    kev.sees(f"Monday 30 November, {part.lower()}")
    expect(kev.log.locator(".delivery").last).to_have_text("Sent")
    said = door.said()[-1]
    window = read_window(said, NOW.astimezone(timezone.utc), ALWAYS)
    assert isinstance(window, ContactWindow)
    assert window.words.startswith("Monday 30 November")
    if part != "Any time":
        assert window.start
        assert window.start.date().isoformat() == "2026-11-30"


def test_a_time_without_a_day_is_the_reply_as_offered(kev: Visitor, door: FakeFrontDoor) -> None:
    kev.visit().open().write("when")
    kev.sees("When is a good and safe time")
    day = kev.page.get_by_role("group", name="Choose a day").get_by_role("button").first
    day.click()
    day.click()
    expect(day).to_have_attribute("aria-pressed", "false")
    kev.button("Morning").click()
    expect(kev.button("Morning (chosen)")).to_be_visible()
    kev.sees("I did not understand that")  # the answer: it shows as chosen before it is sent
    assert door.said()[-1] == "Morning"


def test_a_named_member_of_staff_is_named_and_called_a_person(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    door.say("staff", "Hello.", name="Sam")
    kev.sees("Hello.")
    expect(kev.log.locator(".staff .sender")).to_contain_text("Sam, a person")


def test_a_site_that_the_content_names_is_a_link_and_no_other(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    adfam = LIBRARY.helplines["adfam"]
    door.say("staff", f"{adfam.contact}. See evil.example.org or https://evil.example.org too.")
    kev.sees("evil.example.org")
    links = kev.log.locator(".staff").get_by_role("link")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", str(adfam.url))
    expect(links).to_have_attribute("rel", "noreferrer")
