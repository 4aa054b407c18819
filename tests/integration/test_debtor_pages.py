"""Debtors at the desk over HTTP, on SQLite and PostgreSQL: who may see it, what is written down of a look, files, two starts at once."""

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

from handoff.desk import arrears
from handoff.store import customers as c
from handoff.work.base import Kit
from handoff.work.dunning.run import plan_day
from handoff.work.dunning.stops import stop
from tests.support.desk import Desk
from tests.support.desk_rows import CUSTOMER, desk_only, with_kit
from tests.support.installation import PASSWORD, Service, run
from tests.support.process import until
from tests.support.servers import postgres

LETTERLESS = 12


async def _seed(kit: Kit) -> None:
    day = dt.date(2026, 11, 10)
    async with kit.db.write() as tx:
        for n in range(1, LETTERLESS + 1):
            number, name = f"400000{n:02d}", '=HYPERLINK("x")' if n == 2 else f"Klant {n}"
            await tx.execute(insert(c.customers).values(**{**CUSTOMER, "number": number, "name": name, "flags": []}))
            disputed = 1_900 if n == 5 else 0
            await tx.execute(insert(c.invoices).values(number=f"F2026-0001{n:02d}", customer_number=number, month=day.replace(day=1), issued_on=day, due_on=day, failed_on=day, lines=[], total_cents=7_900, disputed_cents=disputed))
    await plan_day(kit)
    await stop(kit, "40000003", "dispute", "bot", note="Fiets kwam nooit aan.")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with postgres() if request.param == "postgresql" else nullcontext("") as address:
        options = {"DATABASE_URL": address} if address else {}
        with desk_only(tmp_path_factory.mktemp("debtors"), **options) as service:
            run(with_kit(service, _seed))
            yield service


def browser(office: Service, username: str) -> httpx.Client:
    """A client with a Bearer token, which needs no CSRF value."""
    token = Desk.log_in(office.url, username, PASSWORD).http.headers["authorization"]
    return httpx.Client(base_url=office.url, headers={"authorization": token}, timeout=30, trust_env=False)


def routes() -> list[tuple[str, str]]:
    """Every method and address of the debtors' pages, with numbers filled in."""
    found = []
    for blueprint in arrears.PAGES:
        for route in blueprint._future_routes:
            path = re.sub(r"<\w+:int>", "1", re.sub(r"<number:str>", "40000001", route.uri))
            found += [(method, f"{blueprint.url_prefix}{path}".rstrip("/")) for method in route.methods]
    return found


def test_to_who_has_not_the_role_nothing_is_there(office: Service) -> None:
    assert len(routes()) >= 30
    with browser(office, "sanne") as sanne:
        before = {table: office.count(table) for table in ("history", "debt_runs", "debt_stops", "debt_imports")}
        nothing = sanne.get("/desk/nothing-here")
        for method, path in routes():
            got = sanne.request(method, path, data={"seen": "yes", "reason": "dispute"} if method == "POST" else None)
            assert (got.status_code, got.text.replace(path, "")) == (404, nothing.text.replace("/desk/nothing-here", "")), (method, path)
        page = sanne.get("/desk/customers/40000003").text
        for words in ("Schema gestopt", "Debiteur", "debtors", "Achterstand", "Fiets kwam nooit"):
            assert words not in page, words
    assert {table: office.count(table) for table in before} == before


def test_every_look_is_written_down(office: Service) -> None:
    with browser(office, "mo") as mo:
        for path in ("", "/40000003", "/run", "/run/preview", "/calls", "/report", "/list.csv", "/40000003/ledger.csv", "/report/ageing.csv"):
            assert mo.get(f"/desk/debtors{path}").status_code == 200, path
        assert "Fiets kwam nooit aan." in mo.get("/desk/debtors/40000003").text
    seen = {row["what"] for row in office.rows("SELECT what FROM history WHERE actor = 'agent:mo'")}
    assert seen >= {"debtors listed", "debtor viewed", "run viewed", "run previewed", "call list viewed", "report viewed", "debtors exported", "debtor exported", "report exported"}


def test_files_hold_no_formula(office: Service) -> None:
    with browser(office, "mo") as mo:
        got = mo.get("/desk/debtors/list.csv")
    assert got.content.startswith(b"\xef\xbb\xbf")
    assert '"\'=HYPERLINK(""x"")"' in got.text
    assert "79,00" in got.text
    assert got.headers["content-disposition"] == 'attachment; filename="debtors.csv"'


def test_the_list_in_pages_and_by_filter(office: Service) -> None:
    with browser(office, "mo") as mo:
        assert mo.get("/desk/debtors").text.count('data-testid="debtor-row"') == LETTERLESS
        assert mo.get("/desk/debtors?stop=dispute").text.count('data-testid="debtor-row"') == 1
        assert mo.get("/desk/debtors?q=Klant+1").text.count('data-testid="debtor-row"') == 4
        assert mo.get("/desk/debtors?stop=none&step=reminder_1&sort=amount").text.count('data-testid="debtor-row"') == LETTERLESS - 1
        assert "Geen vordering gevonden" in mo.get("/desk/debtors?q=%25").text


def test_two_starts_at_once_send_once(office: Service) -> None:
    with browser(office, "mo") as mo:
        assert mo.post("/desk/debtors/run").status_code == 422  # the texts come first
        assert office.count("debt_notices") == 0
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda _: mo.post("/desk/debtors/run", data={"seen": "yes"}).status_code, range(2)))
        assert answers == [303, 303]
        until(lambda: office.count("debt_runs", "state = 'done'") == 1, 60)
        # The task that carries it out ends a moment after its last row says so; until then the page asks again.
        until(lambda: mo.get("/desk/debtors/run/progress").headers.get("hx-refresh") == "true", 20)
        mo.post("/desk/debtors/run", data={"seen": "yes"})
        until(lambda: office.rows("SELECT state FROM debt_runs")[0]["state"] == "done", 60)
    assert office.count("debt_notices") == office.count("outbox", "kind = 'dunning'") == LETTERLESS - 1
    (row,) = office.rows("SELECT planned, done FROM debt_runs")
    assert row == {"planned": LETTERLESS - 1, "done": LETTERLESS - 1}


def test_mail_about_arrears_is_not_for_everybody(office: Service) -> None:
    until(lambda: office.count("outbox", "state = 'sent' AND kind = 'dunning'") == LETTERLESS - 1, 60)
    with browser(office, "mo") as mo, browser(office, "sanne") as sanne:
        names = re.findall(r"/desk/mail/(\d+\.eml)", mo.get("/desk/mail").text)
        assert len(set(names)) == LETTERLESS - 1
        assert "Herinnering" in mo.get(f"/desk/mail/{names[0]}").text
        assert re.findall(r"/desk/mail/(\d+\.eml)", sanne.get("/desk/mail").text) == []
        assert sanne.get(f"/desk/mail/{names[0]}").status_code == 404


def test_a_list_is_uploaded_looked_at_and_taken(office: Service) -> None:
    text = "Klantnummer;Naam;Factuurnummer;Openstaand;Vervaldatum\n42000001;Nieuw;F2026-900001;10,00;01-11-2026\n42;Kort;F2026-900002;10,00;01-11-2026\n"
    with browser(office, "mo") as mo:
        looked = mo.post("/desk/debtors/lists", data={"source": "kas"}, files={"file": ("l.csv", text.encode(), "text/csv")})
        assert "1 regels kunnen worden overgenomen, 1 niet" in looked.text
        assert office.count("invoices", "number = 'F2026-900001'") == 0
        fields: dict[str, Any] = {name: value for name, value in re.findall(r'name="(token|name|source|complete)" value="([^"]*)"', looked.text)}
        fields |= {f"column-{key}": column for key, column in (("customer", "Klantnummer"), ("name", "Naam"), ("invoice", "Factuurnummer"), ("open", "Openstaand"), ("due_on", "Vervaldatum"))}
        done = mo.post("/desk/debtors/lists/take", data=fields, follow_redirects=True)
        assert "Klantnummer “42”: het heeft 8 cijfers" in done.text
        assert mo.post("/desk/debtors/lists/take", data=fields).status_code == 422  # the file does not stay
        for token in ("../balie.db", "x" * 22, ""):
            assert mo.post("/desk/debtors/lists/take", data={**fields, "token": token}).status_code in (404, 422)
        refused = mo.get(f"{done.url.path}/refused.csv")
        assert refused.text.splitlines()[1].startswith("3;")
        empty = mo.post("/desk/debtors/lists", data={"source": "kas"}, files={"file": ("l.csv", b"", "text/csv")})
        assert empty.status_code == 422
    assert office.count("invoices", "number = 'F2026-900001'") == 1


def test_what_is_of_another_customer_cannot_be_touched(office: Service) -> None:
    (found,) = office.rows("SELECT id FROM debt_stops WHERE customer_number = '40000003'")
    (claim,) = office.rows("SELECT id FROM debt_claims WHERE customer_number = '40000004'")
    with browser(office, "mo") as mo:
        assert mo.post(f"/desk/debtors/40000001/stops/{found['id']}/lift", data={"note": "x"}).status_code == 404
        assert mo.post(f"/desk/debtors/40000001/claims/{claim['id']}/promise", data={"kind": "promise", "until": "2026-12-01"}).status_code == 404
        assert mo.post(f"/desk/debtors/40000003/stops/{found['id']}/lift", data={"note": " "}).status_code == 422
        assert mo.post(f"/desk/debtors/40000003/stops/{found['id']}/lift", data={"note": "Opgelost."}).status_code == 303
    assert office.count("debt_stops", "lifted_by = 'agent:mo'") == 1
    assert office.count("debt_promises") == 0


def test_a_disputed_part_is_decided_on_with_a_reason_and_only_where_it_belongs(office: Service) -> None:
    [row] = office.rows("select id from debt_claims where customer_number = '40000005'")
    root = f"/desk/debtors/40000005/claims/{row['id']}/part"
    with browser(office, "mo") as mo:
        page = mo.get("/desk/debtors/40000005").text
        assert root in page
        assert "€ 19,00" in page.replace("\u00a0", " ")
        assert "/part" not in mo.get("/desk/debtors/40000006").text
        said = {"invoice": "F2026-000105", "note": "De monteur heeft het nagezien: geen korting."}
        assert mo.post(root.replace("40000005", "40000006"), data=said).status_code == 404
        assert mo.post(root, data={**said, "invoice": "F2026-000106"}).status_code == 404
        assert mo.post(root, data={**said, "note": " "}).status_code == 422
        assert office.count("invoices", "disputed_cents > 0") == 1, "nothing of that changed anything"
        assert mo.post(root, data=said).status_code == 303
    assert office.count("invoices", "disputed_cents > 0") == 0
    assert office.count("debt_stops", "customer_number = '40000005' and lifted_by = 'agent:mo' and resume_on is not null") == 1
