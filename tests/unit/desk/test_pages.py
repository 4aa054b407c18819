"""Templates compile, keep to the content policy and send nobody elsewhere; vendored files are what they say."""

from __future__ import annotations

import hashlib
import re

import pytest

from handoff.desk.page_kit import environment, inside
from handoff.desk.pages_mail import NAME, read_folder, read_letter
from handoff.settings import ROOT

TEMPLATES = sorted((ROOT / "handoff" / "web" / "templates" / "desk").glob("*.html"))
STATIC = ROOT / "handoff" / "web" / "static"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_compiles(template) -> None:
    environment.get_template(f"desk/{template.name}")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_nothing_is_inline(template) -> None:
    source = template.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=|javascript:|\|\s*safe\b|hx-on", source)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_changes_something_carries_the_csrf_value(template) -> None:
    for form in re.findall(r'<form[^>]*method="post".*?</form>', template.read_text("utf-8"), re.S):
        if 'action="/desk/login"' in form or template.name == "login.html":
            continue
        assert "csrf_field(csrf)" in form


def test_texts_are_escaped() -> None:
    assert environment.from_string("{{ text }}").render(text="<b>&") == "&lt;b&gt;&amp;"


@pytest.mark.parametrize(
    ("given", "goes"),
    [
        ("/desk", "/desk"),
        ("/desk/cases?status=new", "/desk/cases?status=new"),
        ("/deskundig", "/desk"),
        ("//evil.example/desk", "/desk"),
        ("https://evil.example/desk/", "/desk"),
        ("/\\evil.example", "/desk"),
        ("/desk/\\..", "/desk"),
        ("/desk/\r\nset-cookie: x", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("", "/desk"),
        (None, "/desk"),
    ],
)
def test_after_log_in_one_stays_at_the_desk(given, goes: str) -> None:
    assert inside(given) == goes


def test_vendored_files_are_those_of_the_list() -> None:
    listed = dict(
        re.findall(r"^\| (\S+) \|.*`([0-9a-f]{64})` \|$", (STATIC / "vendor" / "VERSIONS.md").read_text("utf-8"), re.M)
    )
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (STATIC / "vendor").glob("*.js")}
    assert listed == found


def test_the_mail_folder_shows_the_newest_first_and_nothing_else(tmp_path) -> None:
    for number, subject in ((1, "Eerste"), (2, "Tweede")):
        text = f"To: a@example.com\nSubject: {subject}\nDate: Tue, 24 Nov 2026 10:0{number}:00 +0100\n\nBeste klant\n"
        (tmp_path / f"00000{number}.eml").write_text(text)
    (tmp_path / ".000003.eml").write_text("half")
    (tmp_path / "notes.txt").write_text("x")
    assert [letter["subject"] for letter in read_folder(tmp_path)] == ["Tweede", "Eerste"]
    letter = read_letter(tmp_path / "000001.eml", whole=True)
    assert (letter["to"], letter["text"].strip()) == ("a@example.com", "Beste klant")
    assert read_folder(tmp_path / "missing") == []


@pytest.mark.parametrize("name", ["../secret", "a/b.eml", ".hidden.eml", "x.txt", "..eml"])
def test_a_mail_is_named_simply(name: str) -> None:
    assert not NAME.fullmatch(name)


def test_a_mail_without_a_date_still_reads(tmp_path) -> None:
    (tmp_path / "1.eml").write_text("Subject: x\nDate: nonsense\n\n")
    assert read_letter(tmp_path / "1.eml")["at"] is None
