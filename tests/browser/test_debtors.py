"""A day with debtors in a browser: a list comes in, the run is looked at and started, its letter is looked at, a plan approved."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert

from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.work.base import Kit
from handoff.work.dunning import plans
from handoff.work.dunning.run import plan_day
from tests.browser.pages import log_in, no_barriers, no_barriers_at
from tests.support.desk_rows import CUSTOMER, desk_only, with_kit
from tests.support.installation import PASSWORD, Service, run

Open = Callable[..., Page]
LIST = """Klant;Debiteur;Straat;Huisnummer;Postcode;Plaats;E-mail;Nota;Saldo;Vervaldatum
41000001;Jan Jansen;Dorpsstraat;1;1234 AB;Zwolle;jan@example.org;F2026-100001;79,00;27-10-2026
41000002;=HYPERLINK("x");Dorpsstraat;3;1234 AB;Zwolle;piet@example.org;F2026-100002;1.259,50;27-10-2026
4100;Kort Nummer;Dorpsstraat;5;1234 AB;Zwolle;kort@example.org;F2026-100003;79,00;27-10-2026
41000004;Vaag Bedrag;Dorpsstraat;7;1234 AB;Zwolle;vaag@example.org;F2026-100004;1,2k;27-10-2026
"""


async def _seed(kit: Kit) -> None:
    """Fatima is due for her 14-day letter; Kees asked for a plan; Els was called and has a plan that runs."""
    failed, month = dt.date(2026, 10, 20), dt.date(2026, 10, 1)
    people = ((CUSTOMER["number"], "Fatima El Amrani"), ("40000002", "Kees van der Wal"), ("40000003", "Els de Groot"))
    async with kit.db.write() as tx:
        for n, (number, name) in enumerate(people, 1):
            await tx.execute(insert(c.customers).values(**{**CUSTOMER, "number": number, "name": name, "flags": []}))
            for m in range(2):
                await tx.execute(insert(c.invoices).values(number=f"F2026-0000{n}{m}", customer_number=number, month=month, issued_on=dt.date(2026, 9, 20), due_on=failed, failed_on=failed + dt.timedelta(days=m), lines=[], total_cents=12_950, paid_cents=2_950 if m else 0))
            await tx.execute(insert(c.payments).values(customer_number=number, invoice_number=f"F2026-0000{n}1", at=dt.date(2026, 11, 12), cents=2_950, way="link"))
    found = {one.claim.customer["number"]: one.claim.id for one in await plan_day(kit)}
    async with kit.db.write() as tx:
        for claim in found.values():
            for step, on in (("reminder_1", dt.date(2026, 10, 27)), ("reminder_2", dt.date(2026, 11, 10))):
                await tx.execute(insert(d.steps).values(claim_id=claim, step=step, on=on, at=kit.clock.now(), by="agent:mo"))
    await plans.propose(kit, found["40000002"], "bot", dt.date(2026, 12, 1), terms=3)
    running = await plans.propose(kit, found["40000003"], "bot", dt.date(2026, 12, 1), terms=3)
    await plans.decide(kit, running, {"username": "mo", "roles": ["debtors"], "departments": ["debiteurenbeheer"]}, approved=True)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with desk_only(tmp_path_factory.mktemp("debtors")) as service:
        run(with_kit(service, _seed))
        yield service


def desk(office: Service, open_page: Open, who: str = "mo", **more: Any) -> Page:
    page = open_page(f"{office.url}/desk", **more)
    log_in(page, who, PASSWORD)
    return page


def letters_as_pictures(pdf: Path) -> list[Path]:
    """The pages of a PDF as pictures, and that each has something on it."""
    program = shutil.which("pdftoppm")
    if program is None:
        pytest.skip("pdftoppm is not installed")
    subprocess.run([program, "-r", "70", "-png", str(pdf), str(pdf.with_suffix(""))], check=True)
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))


def test_a_day(office: Service, open_page: Open, tmp_path: Path) -> None:
    page = desk(office, open_page, ok=("422",))
    page.get_by_test_id("nav-more").locator("summary").click()
    page.get_by_test_id("nav-debtors").click()
    expect(page.get_by_test_id("debtor-row")).to_have_count(3)
    # a list comes in; its columns are named once
    page.get_by_test_id("debt-tab-lists").click()
    file = tmp_path / "lijst.csv"
    file.write_text(LIST, encoding="cp1252")
    page.get_by_test_id("list-file").set_input_files(file)
    page.get_by_test_id("list-source").fill("kas")
    page.get_by_test_id("list-upload").click()
    expect(page.get_by_test_id("list-would")).to_contain_text("factuurnummer")
    page.get_by_test_id("column-invoice").select_option("Nota")
    page.get_by_test_id("column-name").select_option("Debiteur")
    page.get_by_test_id("column-customer").select_option("Klant")
    page.get_by_test_id("list-take").click()
    expect(page.get_by_test_id("list-counts")).to_contain_text("2 nieuw")
    refused = page.get_by_test_id("refused")
    expect(refused).to_contain_text("Klantnummer “4100”: het heeft 8 cijfers")
    expect(refused.get_by_role("row").nth(2)).to_contain_text("1,2k")
    no_barriers(page, "report of a list")
    # the run: nothing is sent before it is started
    page.get_by_test_id("debt-tab-run").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Run van di 24 nov 2026")
    expect(page.get_by_test_id("run-counts")).to_contain_text("14-dagenbrief")
    assert office.count("outbox", "kind = 'dunning' AND key LIKE 'dunning:%:letter_14:%'") == 0
    page.get_by_test_id("run-preview").click()
    expect(page.get_by_test_id("previews")).to_contain_text("binnen veertien dagen vanaf de dag nadat deze brief bij je is bezorgd")
    expect(page.get_by_test_id("previews")).to_contain_text("€\u00a040,00")
    no_barriers(page, "preview")
    page.go_back()
    page.get_by_test_id("run-seen").check()
    page.get_by_test_id("run-start").click()
    expect(page.get_by_test_id("run-state")).to_have_text("Klaar")
    expect(page.get_by_test_id("run-result")).to_contain_text("3 debiteuren")
    sent = office.count("debt_notices"), office.count("outbox", "kind = 'dunning'")
    with page.expect_download() as got:
        page.get_by_test_id("run-letters").click()
    pdf = tmp_path / "letters.pdf"
    got.value.save_as(pdf)
    pictures = letters_as_pictures(pdf)
    assert len(pictures) in (1, 2)
    # a second start: nothing is left to send
    page.reload()
    expect(page.get_by_test_id("run-nothing")).to_be_visible()
    assert (office.count("debt_notices"), office.count("outbox", "kind = 'dunning'")) == sent
    page.get_by_test_id("posted-form").get_by_role("button").click()
    expect(page.get_by_test_id("said")).to_contain_text("termijnen lopen")
    # the letter as it was sent, in the file of its debtor
    page.goto(f"{office.url}/desk/debtors/40000001")
    expect(page.get_by_test_id("course").locator("[aria-current]")).to_contain_text("Incassokosten")
    page.get_by_test_id("notice-link").first.click()
    expect(page.get_by_test_id("notice-text")).to_contain_text("Fatima El Amrani")
    # a plan is approved and confirmed in writing
    page.goto(f"{office.url}/desk/debtors?stop=plan_requested")
    page.get_by_role("link", name="Kees van der Wal").click()
    page.get_by_test_id("plan-refuse").click()
    expect(page.get_by_test_id("error")).to_contain_text("reden")
    page.get_by_test_id("plan-approve").click()
    expect(page.get_by_test_id("said")).to_contain_text("bevestiging")
    expect(page.get_by_test_id("plan")).to_contain_text("Loopt")
    expect(page.get_by_test_id("notices")).to_contain_text("Je betalingsregeling")


def test_a_stop_and_a_promise(office: Service, open_page: Open) -> None:
    page = desk(office, open_page, ok=("422",))
    page.goto(f"{office.url}/desk/debtors/40000001")
    page.get_by_test_id("promise-open").click()
    page.get_by_test_id("promise-until").fill("2026-12-01")
    page.get_by_test_id("promise").click()
    expect(page.get_by_test_id("claim-now")).to_contain_text("Beloofd te betalen")
    page.get_by_test_id("paid-open").click()
    form = page.get_by_test_id("paid-form")
    form.locator("[name=on]").fill("2026-11-23")
    form.locator("[name=amount]").fill("zeven")
    page.get_by_test_id("paid").click()
    expect(page.get_by_test_id("error")).to_contain_text("12,50")
    form.locator("[name=amount]").fill("100,00")
    page.get_by_test_id("paid").click()
    expect(page.get_by_test_id("claim-now")).to_contain_text("Zegt dat betaald is")
    page.get_by_test_id("lift-open").click()
    page.get_by_test_id("lift-form").locator("textarea").fill("Niet gevonden; klant gebeld.")
    page.get_by_test_id("lift").click()
    expect(page.get_by_test_id("stops")).to_contain_text("Niet gevonden; klant gebeld.")
    expect(page.get_by_test_id("history")).to_contain_text("Debiteur ingezien")


WIDTHS = (1280, 1920, 768)
PATHS = ("", "?q=Els", "?stop=any", "run", "run/preview", "calls", "lists", "report", "40000001", "40000002", "40000003", "40000003/notices/1")


def test_no_barriers(office: Service, open_page: Open) -> None:
    page = desk(office, open_page)
    for path in PATHS:
        page.goto(f"{office.url}/desk/debtors{'' if path.startswith('?') or not path else '/'}{path}")
        no_barriers_at(page, path, WIDTHS)
    page.goto(f"{office.url}/desk/debtors/40000002")
    for summary in page.locator("details.do > summary").all():
        summary.click()
    no_barriers_at(page, "all forms open", WIDTHS)


def test_to_others_these_pages_do_not_exist(office: Service, open_page: Open) -> None:
    page = desk(office, open_page, who="sanne", ok=("404",))
    page.get_by_test_id("nav-more").locator("summary").click()
    expect(page.get_by_test_id("nav-search")).to_be_visible()
    expect(page.get_by_test_id("nav-debtors")).to_have_count(0)
    page.goto(f"{office.url}/desk/nothing-here")
    nothing = page.locator("body").inner_text()
    for path in PATHS:
        page.goto(f"{office.url}/desk/debtors{'' if path.startswith('?') or not path else '/'}{path}")
        assert page.locator("body").inner_text() == nothing
    page.goto(f"{office.url}/desk/customers/40000002")
    expect(page.get_by_test_id("to-debtor")).to_have_count(0)
    assert "Debiteur" not in page.locator("main").inner_text()
