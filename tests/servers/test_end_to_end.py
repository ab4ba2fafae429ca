"""The whole product with its real servers: ask, be answered, ask for a call, be recorded."""

from __future__ import annotations

import re
import signal
import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx

from .product import ANSWER_LIMIT_S, Product, Visitor, answers, until

# Up to the question for a phone number; typing alone.
FIRST_HALF = ("can someone ring me please", "no", "me", "31", "yes", "no voicemail please", "Kev")


def test_questions_in_own_words_are_answered(kev: Visitor) -> None:
    assert answers(kev.says("why do people get addicted to heroin?")) == ["cause/overview"]
    assert answers(kev.says("isnt it just a choice they make")) == ["myth/choice"]
    more = kev.says("tell me more about that")
    assert more[0]["answer"] == "myth/choice"
    assert more[0]["text"] != kev.transcript()[3]["text"]


def test_a_request_made_by_typing_is_recorded_and_seen_by_staff(
    product: Product, kev: Visitor
) -> None:
    asked = [kev.says(text)[-1]["answer"] for text in FIRST_HALF]
    assert asked[0] == "flow/crisis_check"
    assert asked[-1] == "flow/phone"
    in_between = answers(kev.says("what is naloxone?"))
    assert in_between == ["harm/naloxone", "flow/phone"]
    assert answers(kev.says("07700 900123")) == ["flow/contact_window"]
    assert answers(kev.says("any time")) == ["flow/red_flags"]
    assert answers(kev.says("none of these")) == ["flow/review"]
    recorded = kev.says("yes send it")[-1]
    assert recorded["answer"] == "flow/recorded"
    reference = re.search(r"FS-\w+-\w+", recorded["text"])
    assert reference

    row = next(r for r in product.referrals() if r["reference"] == reference.group())
    assert (row["name"], row["phone"], row["for_whom"]) == ("Kev", "+447700900123", "self")
    assert row["conversation"] == kev.conversation
    assert row["safe_contact"]["voicemail"] is False
    assert reference.group() in staff_page(product, "/desk/")


def test_a_request_made_by_tapping_needs_typing_only_for_name_and_number(
    product: Product, kev: Visitor
) -> None:
    kev.says("hello")
    taps = ("label:request_contact", "flow:crisis_check=no", "flow:for_whom=self")
    taps += ("flow:age=adult", "flow:consent=yes_if_cut_off", "flow:safe_contact=private")
    for payload in taps:
        replies = kev.tap(payload)
    assert answers(replies) == ["flow/name"]
    kev.says("Marge")
    kev.says("07700 900456")
    kev.tap("flow:contact_window=any_time")
    kev.tap("flow:red_flags=R19")
    kev.tap("flow:red_flags=done")
    recorded = kev.tap("flow:review=send")[-1]
    assert recorded["answer"] in ("flow/recorded", "flow/recorded_urgent")
    row = next(r for r in product.referrals() if r["name"] == "Marge")
    assert (row["priority"], "R19" in row["reasons"]) == ("urgent", True)


def test_refusing_consent_leaves_no_trace_of_a_request(product: Product, kev: Visitor) -> None:
    before = len(product.referrals())
    for text in FIRST_HALF[:4]:
        kev.says(text)
    assert answers(kev.says("no i dont agree"))[-1] == "flow/consent_refused"
    assert len(product.referrals()) == before


def test_the_same_message_twice_at_once_is_one_message(kev: Visitor) -> None:
    message_id = uuid.uuid4().hex
    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(lambda _: kev.post("is addiction genetic?", message_id), range(2)))
    assert {reply.status_code for reply in replies} == {202}
    kev.replies_after(replies[0].json()["seq"])
    mine = [row for row in kev.transcript() if row["sender"] == "visitor"]
    theirs = [row for row in kev.transcript() if row["sender"] == "bot"]
    assert (len(mine), len(theirs)) == (1, 1)


def test_commands_and_markup_typed_by_a_visitor_are_only_text(kev: Visitor) -> None:
    for text in ("/restart", '/admissions{"phone":"x"}', "<script>alert(1)</script>", "\U0001f600"):
        assert kev.says(text)[-1]["text"]
    assert kev.transcript()[0]["text"] == "/restart"


def test_danger_is_answered_mid_form_while_the_action_server_hangs(
    product: Product, kev: Visitor
) -> None:
    for text in FIRST_HALF[:3]:
        kev.says(text)
    hung = product.part("actions")
    hung.suspend()
    try:
        stuck = kev.post("31")
        assert stuck.status_code == 202
        reply = kev.post("hes gone blue and i cant wake him")
        assert [m["answer"] for m in reply.json()["messages"]] == ["crisis/overdose"]
        # Rasa itself, asked past the front door, answers too.
        assert "999" in rasa_says(product, "she isnt breathing her lips are blue")
    finally:
        hung.resume()
    until(lambda: said(kev, "flow/") >= 4, ANSWER_LIMIT_S, "the message kept is answered")
    assert said(kev, "crisis/overdose") == 1


def test_danger_is_answered_mid_form_after_the_action_server_was_killed(
    product: Product, kev: Visitor
) -> None:
    for text in FIRST_HALF[:3]:
        kev.says(text)
    product.part("actions").send_signal(signal.SIGKILL)
    reply = kev.post("i have just taken all my tablets and i want to die")
    assert reply.json()["messages"][0]["answer"].startswith("crisis/")
    # Another one is started, and the flow goes on where it was.
    until(lambda: is_up(f"{product.environment['FIRST_STEP_ACTION_URL']}/health"), 60, "restart")
    assert answers(kev.says("ok the ambulance is here. can someone call me"))


def test_a_request_survives_the_action_server_dying_at_every_step(
    product: Product, kev: Visitor
) -> None:
    rest = ("07700 900789", "tomorrow morning", "none", "yes send it")
    for number, text in enumerate((*FIRST_HALF, *rest)):
        if number in (2, 5, len(FIRST_HALF) + 3):
            product.part("actions").send_signal(signal.SIGKILL)
        replies = kev.says(text)
        if answers(replies)[-1].startswith("system/"):
            seq = replies[-1]["seq"]
            replies = kev.replies_after(seq)
    assert answers(replies)[-1].startswith("flow/recorded")
    assert [r["phone"] for r in product.referrals()].count("+447700900789") == 1


def test_a_message_sent_while_rasa_is_down_is_kept_and_answered_later(
    product: Product, kev: Visitor
) -> None:
    kev.says("hello")
    product.part("bot").send_signal(signal.SIGKILL)
    reply = kev.post("is addiction genetic?")
    seq = reply.json()["seq"]
    first = kev.replies_after(seq)
    assert answers(first)[0].startswith("system/")
    danger = kev.post("i am going to kill myself tonight").json()
    assert danger["messages"][0]["answer"] == "crisis/suicide"
    until(lambda: said(kev, "cause/genetic"), 120, "the question kept is answered")
    assert said(kev, "cause/genetic") == 1


def said(visitor: Visitor, beginning: str) -> int:
    rows = visitor.transcript()
    return sum(1 for row in rows if (row["answer"] or "").startswith(beginning))


def rasa_says(product: Product, text: str) -> str:
    url = f"{product.environment['FIRST_STEP_RASA_URL']}/webhooks/rest/webhook"
    message = {"sender": uuid.uuid4().hex, "message": text}
    return httpx.post(url, json=message, timeout=10, trust_env=False).text


def is_up(url: str) -> bool:
    try:
        return httpx.get(url, timeout=1, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def staff_page(product: Product, path: str) -> str:
    with httpx.Client(base_url=product.url, follow_redirects=True, trust_env=False) as staff:
        form = staff.get("/desk/sign-in").text
        token = re.search(r'name="(\w*csrf\w*)"\s+value="([^"]+)"', form)
        assert token
        signed_in = staff.post(
            "/desk/sign-in",
            data={token.group(1): token.group(2), "login": "admin", "password": product.password()},
        )
        assert signed_in.status_code == 200, signed_in.text
        return staff.get(path).text
