"""A client of FEL, by the public form, on desktop and phone, with scripts and without (FEL-14 … FEL-21, FI-26, FI-27)."""

import re

import pytest

NUMBERS = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"]


def answer_human_check(visitor):
    """As somebody who cannot see the picture: by the question in words."""
    other = visitor.context.new_page()
    other.goto(visitor.desk.url + visitor.page.get_attribute("a[href*='/question/']", "href"))
    words = re.search(r"Cuánto es (\w+) más (\w+)", other.inner_text("main"))
    other.close()
    visitor.page.fill("input[name=code]", str(NUMBERS.index(words[1]) + NUMBERS.index(words[2])))


def fill(visitor, subject, email="luna@papeleria.example"):
    page = visitor.page
    page.fill("input[name=email]", email)
    page.fill("input[name=rfc]", "EKU9003173C9")
    page.select_option("select[name=department]", "technical_support")
    page.fill("input[name=subject]", subject)
    page.select_option("select[name=priority]", "high")
    page.fill("textarea[name=description]", "Al timbrar aparece el error 301. Pasos: 1) abrir, 2) timbrar.")


@pytest.mark.parametrize("width,dark,scripts", [(1280, False, True), (390, True, True), (390, False, False)])
def test_a_client_sends_a_request_and_gets_a_folio(visitor, width, dark, scripts):
    client = visitor(width=width, dark=dark, scripts=scripts)
    client.visit("/fel")
    client.page.click("a.button")
    client.check()
    assert "Solamente" in client.page.inner_text("main") or "un ticket" in client.page.inner_text("main").lower()
    fill(client, f"No timbra {width}{dark}{scripts}")
    answer_human_check(client)
    client.page.set_input_files("input[type=file]", files=[{"name": "pantalla.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n123"}])
    client.page.click("main form button.primary")
    client.check()
    text = client.page.inner_text("main")
    assert "Su solicitud fue enviada correctamente. Gracias por su preferencia" in text
    assert re.search(r"FEL-\d+", text)
    assert "viernes 13 de marzo de 2026, 17:00" in text


def test_what_is_missing_is_told_and_nothing_typed_is_lost(visitor):
    client = visitor()
    client.visit("/fel/requests/new")
    fill(client, "Sin RFC")
    client.page.fill("input[name=rfc]", "NO-ES-RFC")
    answer_human_check(client)
    client.page.click("main form button.primary")
    client.check()
    assert client.page.locator(".summary").count() == 1
    assert "RFC" in client.page.inner_text(".summary")
    assert client.page.input_value("input[name=subject]") == "Sin RFC"
    assert "error 301" in client.page.input_value("textarea[name=description]")


def test_a_wrong_code_opens_nothing(visitor, desk):
    token = desk.token("fel", "ines@fel.example")
    before = len(desk.api("GET", "/api/v1/companies/fel/tickets?limit=200", token=token).json["items"])
    client = visitor()
    client.visit("/fel/requests/new")
    fill(client, "Código equivocado")
    client.page.fill("input[name=code]", "XXXXX")
    client.page.click("main form button.primary")
    client.check()
    assert "código" in client.page.inner_text(".summary").lower()
    assert len(desk.api("GET", "/api/v1/companies/fel/tickets?limit=200", token=token).json["items"]) == before


def test_a_folio_is_looked_up_by_a_link_that_works_once(visitor, desk):
    token = desk.token("fel", "ines@fel.example")
    body = {"requester": {"name": "Luna", "email": "luna@papeleria.example", "rfc": "EKU9003173C9"}, "channel": "portal",
            "department": "technical_support", "priority": "high", "subject": "Consulta por folio", "description": "x"}
    folio = desk.api("POST", "/api/v1/companies/fel/tickets", body, token).json["folio"]
    answers = []
    for email in ("luna@papeleria.example", "extrano@otro.example"):
        client = visitor(width=390)
        client.visit("/fel/lookup")
        client.page.fill("input[name=folio]", folio)
        client.page.fill("input[name=email]", email)
        client.page.click("main button.primary")
        client.check()
        answers.append(client.page.inner_text("main"))
    assert answers[0] == answers[1], "a guessed folio must tell nothing"
    links = [re.search(r"/fel/look/[0-9a-f]+", text) for to, _, text in desk.mails("fel", token) if "/fel/look/" in text]
    assert len(links) == 1
    client = visitor(width=390)
    client.visit(links[0][0])
    client.page.click("main button.primary")
    client.check()
    text = client.page.inner_text("main")
    assert folio in text and "Vence" in text and "24 h" in text
    client.page.click("summary >> text=Cómo")
    assert "día hábil 1" in client.page.inner_text("main")
    client.check()
    other = visitor()
    other.visit(links[0][0], status=410)


def test_pages_speak_english_when_asked(visitor):
    client = visitor(language="en-US")
    page = client.visit("/fel")
    assert page.get_attribute("html", "lang") == "en"
    page = client.visit("/fel/requests/new?lang=es")
    assert page.get_attribute("html", "lang") == "es-MX"


@pytest.mark.parametrize("path,status", [
    ("/nadie", 404), ("/fel/requests", 200), ("/fel/desk/queue", 200), ("/fel/password/00", 410), ("/fel/policy", 200), ("/", 200)])
def test_every_public_page_is_accessible(visitor, path, status):
    visitor().visit(path, status=status)
    visitor(width=390, dark=True).visit(path, status=status)


def test_a_reader_who_is_not_signed_in_sees_no_ticket(visitor, desk):
    client = visitor()
    client.visit("/fel/desk/tickets/FEL-101")
    assert "FEL-101" not in client.page.title()
    assert "/session/new" in client.page.url


def test_guessing_passwords_is_slowed_down_and_says_so(visitor, desk):
    client = visitor()
    for turn in range(11):
        client.page.goto(desk.url + "/fel/session/new")
        client.page.fill("input[name=email]", "adivina@fel.example")
        client.page.fill("input[name=password]", f"clave{turn}")
        client.page.click("main button.primary")
    assert "Demasiados intentos" in client.page.inner_text("main")
    client.check()
