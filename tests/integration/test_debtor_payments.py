"""Payments of debtors and plans at the desk over HTTP, on SQLite and PostgreSQL: booked once, taken back, told, and who may decide."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import httpx
import pytest
from sqlalchemy import insert

from handoff.store import customers as c
from handoff.web.security import COOKIE
from handoff.work.base import Kit
from handoff.work.dunning import plans
from handoff.work.dunning.run import plan_day
from handoff.work.dunning.stops import stop
from tests.integration.test_debtor_pages import browser
from tests.support.desk_rows import CUSTOMER, desk_only, with_kit
from tests.support.installation import Service, run
from tests.support.servers import postgres

PLANS = {"40000011": 250_00, "40000012": 1_000_00, "40000013": 1_000_01, "40000014": 60_00}  # the last with debt help
PEOPLE = {
    "dina": ("Dina Bos", ("agent", "debtors"), ("klantenservice",)),
    "lena": ("Lena Vos", ("agent", "supervisor", "debtors"), ("debiteurenbeheer",)),
    "otto": ("Otto Mol", ("agent", "supervisor", "debtors"), ("teamleider", "klachtencoordinator")),
}
BOOKED = {"amount": "50,00", "on": "2026-11-20", "way": "transfer", "once": "a-form", "reference": "afschrift 12"}


async def _seed(kit: Kit) -> None:
    day = dt.date(2026, 11, 3)
    owing = {"40000001": 79_00, "40000002": 79_00, "40000003": 79_00, "40000004": 79_00, **PLANS}
    async with kit.db.write() as tx:
        for n, (number, cents) in enumerate(owing.items()):
            await tx.execute(insert(c.customers).values(**{**CUSTOMER, "number": number, "name": f"Klant {number[-2:]}", "flags": []}))
            await tx.execute(insert(c.invoices).values(number=f"F2026-0002{n:02d}", customer_number=number, month=day.replace(day=1), issued_on=dt.date(2026, 10, 20), due_on=day, failed_on=day, lines=[], total_cents=cents))
    claims = {one.claim.customer["number"]: one.claim.id for one in await plan_day(kit)}
    await stop(kit, "40000014", "debt_help", "bot")
    for number in PLANS:
        await plans.propose(kit, claims[number], "bot", dt.date(2026, 12, 1))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with postgres() if request.param == "postgresql" else nullcontext("") as address:
        options = {"DATABASE_URL": address} if address else {}
        with desk_only(tmp_path_factory.mktemp("payments"), **options) as service:
            for username, (name, roles, departments) in PEOPLE.items():
                service.account(username, name, roles, departments)
            run(with_kit(service, _seed))
            yield service


def claim_of(office: Service, customer: str) -> int:
    [row] = office.rows(f"SELECT id FROM debt_claims WHERE customer_number = '{customer}'")
    return int(row["id"])


def paid(office: Service, customer: str) -> int:
    [row] = office.rows(f"SELECT paid_cents FROM invoices WHERE customer_number = '{customer}'")
    return int(row["paid_cents"])


def test_two_posts_of_one_form_book_once(office: Service) -> None:
    root = f"/desk/debtors/40000001/claims/{claim_of(office, '40000001')}/payment"
    with browser(office, "mo") as mo:
        with ThreadPoolExecutor(2) as pool:
            codes = list(pool.map(lambda _: mo.post(root, data=BOOKED).status_code, range(2)))
        assert codes == [303, 303]
        assert paid(office, "40000001") == 50_00
        again = mo.post(root, data={**BOOKED, "once": "another-form", "amount": "50,00"})
        assert again.status_code == 422 or again.status_code == 409
        assert "more-than-open" not in again.text
        page = mo.get("/desk/debtors/40000001").text.replace("\u00a0", " ")
    assert "afschrift 12" in page
    assert "€ 29,00" in page
    assert office.count("debt_bookings") == 1


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"amount": "vijftig"}, "Schrijf een bedrag als 12,50"), ({"amount": "-5,00"}, "Schrijf een bedrag als 12,50"), ({"amount": "0,00"}, "boven nul"), ({"amount": "12.505"}, "Er staat € 79,00 open"),
    ({"amount": "79,01"}, "Er staat € 79,00 open"), ({"on": "2026-11-25"}, "nog niet geweest"), ({"on": "2026-10-19"}, "vóór de factuur"), ({"on": "gisteren"}, "Kies een dag"),
    ({"way": "ruil"}, "Kies hoe"), ({"once": ""}, "Laad deze pagina opnieuw"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "said"), REFUSED)
def test_what_is_wrong_is_said_and_what_was_typed_stays(office: Service, wrong: dict[str, Any], said: str) -> None:
    root = f"/desk/debtors/40000002/claims/{claim_of(office, '40000002')}/payment"
    with browser(office, "mo") as mo:
        got = mo.post(root, data={**BOOKED, "note": "Gebeld met de bank.", **wrong})
    assert got.status_code == 422
    found = re.search(r'data-testid="error">([^<]*)<', got.text)
    assert found is not None
    assert said in found[1].replace("\u00a0", " ")
    assert "Gebeld met de bank." in got.text
    assert paid(office, "40000002") == 0


def test_taken_back_with_a_reason_by_who_may(office: Service) -> None:
    root = "/desk/debtors/40000003"
    with browser(office, "mo") as mo, browser(office, "sanne") as sanne:
        booking = {**BOOKED, "amount": "79,00", "once": "whole"}
        assert mo.post(f"{root}/claims/{claim_of(office, '40000003')}/payment", data=booking).status_code == 303
        assert office.count("debt_claims", "customer_number = '40000003' AND state = 'closed'") == 1
        [row] = office.rows("SELECT id FROM debt_bookings WHERE cents = 7900")
        undo = f"/bookings/{row['id']}/undo"
        assert sanne.post(root + undo, data={"note": "Van een ander."}).status_code == 404
        assert mo.post(f"/desk/debtors/40000001{undo}", data={"note": "Van een ander."}).status_code == 404
        assert mo.post(root + undo, data={"note": " "}).status_code == 422
        assert paid(office, "40000003") == 79_00
        assert mo.post(root + undo, data={"note": "Van een ander."}).status_code == 303
        assert mo.post(root + undo, data={"note": "Nog eens."}).status_code == 303  # changes nothing
        page = mo.get(root).text
    assert paid(office, "40000003") == 0
    assert "Van een ander." in page
    assert "Nog eens." not in page
    assert office.count("debt_claims", "customer_number = '40000003' AND state = 'open'") == 1
    assert office.count("payments", "customer_number = '40000003'") == 2


def test_without_the_token_of_the_form_nothing_is_booked(office: Service) -> None:
    token = browser(office, "mo").headers["authorization"].removeprefix("Bearer ")
    root = f"/desk/debtors/40000002/claims/{claim_of(office, '40000002')}/payment"
    with httpx.Client(base_url=office.url, cookies={COOKIE: token}, timeout=30, trust_env=False) as http:
        assert http.get("/desk/debtors/40000002").status_code == 200, "logged in"
        assert http.post(root, data=BOOKED).status_code == 403
        assert http.post(root, data={**BOOKED, "csrf": "guess"}).status_code == 403
    assert paid(office, "40000002") == 0


def test_word_that_it_was_not_found_is_read_first(office: Service) -> None:
    with browser(office, "mo") as mo:
        assert mo.post("/desk/debtors/40000004/paid", data={"on": "2026-11-20", "amount": "79,00", "last4": "1234"}).status_code == 303
        page = mo.get("/desk/debtors/40000004").text
        found = re.search(r'name="stop" value="(\d+)"', page)
        assert found is not None
        assert 'name="amount" required inputmode="decimal" maxlength="12" autocomplete="off" value="79,00"' in page, "what was reported is filled in"
        said = {"stop": found[1], "on": "2026-11-20", "amount": "79,00", "last4": "1234", "place": ["account", "reference"], "note": "Alles nagekeken."}
        nothing = mo.post("/desk/debtors/40000004/not-found/look", data={**said, "place": []})
        assert nothing.status_code == 422
        assert "Vink aan waar je hebt gezocht" in nothing.text
        looked = mo.post("/desk/debtors/40000004/not-found/look", data=said)
        assert looked.status_code == 200
        assert "Waar we hebben gezocht" in looked.text
        assert office.count("debt_notices", "substr(step, 1, 6) = 'sought'") == 0
        fields: dict[str, Any] = {name: value for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', looked.text) if name != "place"}
        fields["place"] = re.findall(r'name="place" value="(\w+)"', looked.text)
        assert mo.post("/desk/debtors/40000001/not-found", data=fields).status_code == 404
        assert mo.post("/desk/debtors/40000004/not-found", data=fields).status_code == 303
        assert mo.post("/desk/debtors/40000004/not-found", data=fields).status_code == 303  # once
        page = mo.get("/desk/debtors/40000004").text
        assert "betaling nog niet gevonden" in page
        assert "Alles nagekeken." in page
        assert "Klant 04" in mo.get("/desk/debtors/calls").text
        assert mo.get("/desk/debtors/40000004/ledger.csv").status_code == 200
    with browser(office, "sanne") as sanne:  # who may not see arrears sees no trace of who did
        seen = sanne.get("/desk/customers/40000004").text
        assert "Klant 04" in seen
        for words in ("Bericht bekeken", "Rekening gedownload", "Debiteur ingezien", "Schema gestopt", "niet gevonden"):
            assert words not in seen, words
    assert office.count("debt_notices", "substr(step, 1, 6) = 'sought'") == 1
    assert office.count("outbox", "kind = 'dunning'") == 1


DECIDES = [("40000011", ["otto"], "dina"), ("40000012", ["dina", "otto"], "mo"), ("40000013", ["dina", "otto", "mo"], "lena"), ("40000014", ["dina", "otto", "mo"], "lena")]


@pytest.mark.parametrize(("customer", "not_them", "who"), DECIDES)
def test_a_plan_is_decided_by_who_the_handbook_names(office: Service, customer: str, not_them: list[str], who: str) -> None:
    [row] = office.rows(f"SELECT p.id FROM debt_plans p JOIN debt_claims c ON c.id = p.claim_id WHERE c.customer_number = '{customer}'")
    path, yes = f"/desk/debtors/{customer}/plans/{row['id']}", {"decision": "approve"}
    if customer == "40000014":  # made to measure: the parts are written, and none below the least
        yes = {"decision": "approve", "parts": "01-12-2026 10,00\n01-01-2027 50,00"}
    for name in not_them:
        with browser(office, name) as other:
            assert "Iemand anders beslist over deze regeling." in other.get(f"/desk/debtors/{customer}").text
            assert other.post(path, data=yes).status_code == 403, name
    assert office.count("debt_plans", f"id = {row['id']} AND state = 'asked'") == 1
    with browser(office, who) as decider:
        assert 'data-testid="plan-approve"' in decider.get(f"/desk/debtors/{customer}").text
        if customer == "40000014":
            small = decider.post(path, data={"decision": "approve", "parts": "01-12-2026 9,99\n01-01-2027 50,01"})
            assert small.status_code == 422
            assert "minstens € 10,00" in small.text.replace("\u00a0", " ")
        assert decider.post(path, data=yes).status_code == 303
    assert office.count("debt_plans", f"id = {row['id']} AND state = 'running' AND decided_by = 'agent:{who}'") == 1
