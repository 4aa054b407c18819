"""A word without an end, in everything that anybody may write: no page of the desk scrolls sideways on a telephone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.pages import log_in
from tests.integration.test_attachments import PNG, attach
from tests.support.chat import Chat, new_uuid
from tests.support.desk import Desk
from tests.support.installation import PASSWORD, Service

Open = Callable[..., Page]
WIDTHS = (360, 1280)
WORD = ("verschrikkelijklangwoord" * 13)[:300]
WIDE = """() => {
  const root = document.documentElement, found = [];
  const name = e => `${e.tagName.toLowerCase()}.${[...e.classList].join(".")}#${e.id} "${e.textContent.trim().slice(0, 30)}"`;
  if (root.scrollWidth > root.clientWidth) {
    found.push(`the page: ${root.scrollWidth} > ${root.clientWidth}`);
    for (const e of document.querySelectorAll("body *"))
      if (e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest(".talks") && !e.closest("svg")) found.push(name(e));
  }
  for (const box of document.querySelectorAll("main *"))
    if (/auto|scroll/.test(getComputedStyle(box).overflowX) && !box.matches(".talks") && box.scrollWidth > box.clientWidth + 1)
      found.push(`${name(box)}: ${box.scrollWidth} > ${box.clientWidth}`);
  return found.slice(0, 12);
}"""


def waiting_customer(balie: Service) -> Chat:
    """A customer who writes long words in every field, and waits."""
    chat = Chat.start(balie.url, page=f"https://www.spaakrijk.example/{WORD}")
    chat.ask(f"Hoe zwaar is de E-Ver? {WORD}")
    chat.ask(WORD)
    assert attach(chat, PNG, f"{WORD[:100]}.png").status_code == 201
    chat.settled()
    assert chat.http.post("/api/chat/rating", json={"score": 2, "comment": WORD}).status_code == 200
    if chat.status == "bot":
        chat.handed_over()
    return chat


def handled_conversation(balie: Service, desk: Desk) -> Chat:
    """A conversation in which the colleague does the same, up to its end."""
    chat = waiting_customer(balie)
    desk.claim(chat.id)
    desk.say(chat.id, WORD)
    assert desk.do(chat.id, "notes", text=WORD).status_code == 201
    assert desk.do(chat.id, "transfer", department="werkplaats", reason=WORD).status_code == 200
    desk.claim(chat.id)
    assert desk.do(chat.id, "close", outcome=WORD, feedback=WORD).status_code == 200
    assert chat.http.post("/api/chat/transcript", json={"email": f"{WORD[:60]}@{WORD[:60]}.example"}).status_code == 202
    return chat


def changed_case(desk: Desk, username: str) -> str:
    """A contact by telephone with its case, every field of it filled."""
    contact = desk.http.post("/contacts", json={"channel": "phone", "text": f"Klacht: mijn rem is stuk {WORD}", "customer_name": WORD[:120], "summary": WORD, "outcome": "doorverbonden"})
    assert contact.status_code == 201, contact.text
    number = contact.json()["case"]
    changes = dict.fromkeys(("outcome", "consequences", "feedback", "cause", "improvement", "summary"), WORD)
    assert desk.http.patch(f"/cases/{number}", json={**changes, "owner": username}).status_code == 200
    return str(number)


def too_wide(page: Page, where: str) -> dict[str, list[str]]:
    """What sticks out at either width, by place."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found[f"{where} at {width}"] = page.evaluate(WIDE)
    return found


def test_no_page_scrolls_sideways(balie: Service, open_page: Open) -> None:
    balie.empty_queue()
    username = "l" * 40
    desk = balie.desk(username, name=WORD[:120])
    closed, number = handled_conversation(balie, desk), changed_case(desk, username)
    waiting, mine = waiting_customer(balie), waiting_customer(balie)
    for _ in range(3):  # more of one's own than fit beside each other, with something unread in each
        more = balie.chat().handed_over()
        desk.claim(more.id)
        more.send(WORD)
    desk.claim(mine.id)
    desk.say(mine.id, WORD)
    desk.do(mine.id, "notes", text=WORD)
    contact = desk.get("/contacts", case=number)["contacts"][0]["number"]
    of_chat = desk.contact(closed.id)["number"]
    page = open_page(f"{balie.url}/desk", ok=("404", "422"))
    log_in(page, username, PASSWORD)
    paths = {
        "/desk": "queue", f"/desk/conversations/{waiting.id}": "log", f"/desk/conversations/{mine.id}": "composer",
        f"/desk/conversations/{closed.id}": "history", "/desk/cases": "cases", f"/desk/cases/{number}": "case-form",
        "/desk/contacts": "contacts", f"/desk/contacts/{contact}": "", f"/desk/contacts/{of_chat}": "", f"/desk/contacts?customer={WORD}": "contact-filters",
        "/desk/register": "register-form", "/desk/mail": "mail", f"/desk/cases/{WORD[:40]}": "refused",
    }  # fmt: skip
    found: dict[str, list[str]] = {}
    for path, mark in paths.items():
        page.goto(balie.url + path)
        if mark:
            expect(page.get_by_test_id(mark)).to_be_visible()
        page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = !d.closest('.acts') })")
        found |= too_wide(page, path)
    page.goto(f"{balie.url}/desk/conversations/{mine.id}")
    for act in ("act-transfer", "act-close"):
        page.get_by_test_id(act).click()
        found |= too_wide(page, act)
    page.goto(f"{balie.url}/desk/mail")
    page.locator("td, th").get_by_role("link").first.click()
    expect(page.locator(".letter")).to_contain_text(WORD[:60])
    found |= too_wide(page, "a letter")
    assert {where: wide for where, wide in found.items() if wide} == {}


def test_what_is_typed_does_not_either(balie: Service, open_page: Open) -> None:
    desk = balie.desk()
    chat = balie.chat().handed_over()
    desk.claim(chat.id)
    page = open_page(f"{balie.url}/desk", width=360, height=800, ok=("401",))
    page.get_by_test_id("login-username").fill(WORD)
    page.get_by_test_id("login-password").fill(WORD)
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("login-error")).to_be_visible()
    assert page.evaluate(WIDE) == [], "log-in"
    log_in(page, "sanne", PASSWORD)
    page.goto(f"{balie.url}/desk/register")
    page.get_by_test_id("register-text").fill(f"Mijn ketting is kapot en {WORD} en wat kost de E-Ver?")
    expect(page.get_by_test_id("triage")).to_contain_text(WORD[:50])
    assert page.evaluate(WIDE) == [], "triage while registering"
    page.goto(f"{balie.url}/desk/conversations/{chat.id}")
    page.get_by_test_id("message-box").fill(WORD)
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("log")).to_contain_text(WORD)
    chat.http.post("/api/chat/messages", json={"id": new_uuid(), "text": f"antwoord{WORD}"})
    expect(page.get_by_test_id("log")).to_contain_text(f"antwoord{WORD}")
    assert page.evaluate(WIDE) == [], "the live conversation"
