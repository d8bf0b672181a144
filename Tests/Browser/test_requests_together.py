"""Two requests about one problem become one; colleagues in copy are let in by one click."""

import re
import sqlite3

import pytest

PROOF = "Authentication-Results: mx.intecnia.example; dmarc=pass header.from=papeleria.example\r\n"


def deliver(desk, name, subject, text, *headers, sender="Luna Lara <luna@papeleria.example>"):
    mail = PROOF + f"From: {sender}\r\nSubject: {subject}\r\nMessage-ID: <{name}@papeleria.example>\r\n" + "".join(h + "\r\n" for h in headers) + f"\r\n{text}\r\n"
    return desk.command("mail", "deliver", "--company", "intecnia", "--authserv-id", "mx.intecnia.example", stdin=mail.encode()).stdout.decode().strip()


@pytest.fixture(scope="module")
def office(desk):
    desk.links = {email: desk.invite("intecnia", email, role) for email, role in [
        ("ines@intecnia.example", "agent"), ("luna@papeleria.example", "client"), ("memo@papeleria.example", "client")]}
    return desk


def entered(office, visitor, email, **how):
    somebody = visitor(**how)
    if office.links.get(email):
        somebody.set_password(office.links.pop(email))
    somebody.sign_in("intecnia", email)
    return somebody


@pytest.mark.parametrize("width,scripts", [(1280, True), (390, False)])
def test_the_later_goes_on_in_the_earlier(office, visitor, width, scripts):
    first = deliver(office, f"a{width}", f"No abre la caja {width}", f"La caja {width} no abre desde ayer")
    second = deliver(office, f"b{width}", f"Sigue sin abrir la caja {width}", f"La caja {width} no abre todavía")
    token = office.token("intecnia", "robot@intecnia.example")
    base = f"/api/v1/companies/intecnia/tickets/{second}"
    likeness = {item["folio"]: item["likeness"] for item in office.api("GET", base + "/alike", token=token).json["items"]}
    assert likeness[first] == max(likeness.values()) >= 50
    ines = entered(office, visitor, "ines@intecnia.example", width=width, scripts=scripts)
    page = ines.visit(f"/intecnia/desk/tickets/{second}")
    alike = page.locator("section.alike li").first
    assert first in alike.inner_text() and "dice casi lo mismo" in alike.inner_text()
    alike.locator("button").click()
    page.wait_for_load_state()
    ines.check()
    assert page.url.split("?")[0].endswith(first) and "Se juntaron" in page.inner_text("body")
    page.click(f"section:has(#merged) summary:has-text('{second}')")
    ines.check()
    assert f"La caja {width} no abre todavía" in page.inner_text("section:has(#merged)")
    page.click(f"text=Todo lo de {second}")
    page.wait_for_load_state()
    ines.check()
    text = page.inner_text("main")
    assert f"Sigue en {first}" in text and f"la juntó con {first}" in text and "Cerrado" in text

    luna = entered(office, visitor, "luna@papeleria.example", width=width, scripts=scripts)
    page = luna.visit(f"/intecnia/requests/{second}")
    assert f"Sigue en {first}" in page.inner_text("main")
    page.fill("textarea[name=text]", f"Ya abrió la {width}")
    page.click("form[action$='/messages'] button.primary")
    page.wait_for_load_state()
    luna.check()
    assert page.url.split("?")[0].endswith(first) and f"Ya abrió la {width}" in page.inner_text(".timeline >> nth=-1")
    assert second in page.inner_text("section:has(#merged)")
    letters = [text for recipient, subject, text in office.mails("intecnia", token) if recipient == "luna@papeleria.example" and "Juntamos" in text and second in text]
    assert len(letters) == 1 and first in letters[0]
    shown = office.api("GET", f"/api/v1/companies/intecnia/tickets/{first}", token=token).json
    assert shown["merged"] == [second] and office.api("GET", base, token=token).json["merged_into"] == first
    assert office.api("POST", base + "/merging", {"into": first}, token).status == 409
    assert office.api("POST", f"/api/v1/companies/intecnia/tickets/{first}/merging", {"into": "IN-9999"}, token).status == 422
    assert office.command("verify").returncode == 0


@pytest.mark.parametrize("width,scripts", [(1280, True), (390, False)])
def test_a_colleague_in_copy_is_let_in_by_one_click(office, visitor, width, scripts):
    folio = deliver(office, f"c{width}", f"Red caída {width}", f"Sin red en la bodega {width}", "To: soporte@intecnia.com.mx", "Cc: Memo Mora <memo@papeleria.example>, nora@papeleria.example")
    memo = entered(office, visitor, "memo@papeleria.example", width=width, scripts=scripts)
    memo.page.goto(office.url + f"/intecnia/requests/{folio}")
    assert "bodega" not in memo.page.inner_text("body"), "CC gives nobody access by itself"
    ines = entered(office, visitor, "ines@intecnia.example", width=width, scripts=scripts)
    page = ines.visit(f"/intecnia/desk/tickets/{folio}")
    around = page.locator("section.around")
    assert "memo@papeleria.example" in around.inner_text() and "Iban en copia" in around.inner_text()
    around.locator("li", has_text="memo@papeleria.example").locator("button").click()
    page.wait_for_load_state()
    ines.check()
    assert "Ya participa" in page.inner_text("body") and "agregó a" in page.inner_text(".timeline")
    page.fill("textarea[name=answer]", f"Vamos en camino {width}")
    page.click("form[action$='/messages'] button.primary")
    page.wait_for_load_state()
    letters = [text for recipient, subject, text in office.mails("intecnia", None) if recipient == "memo@papeleria.example" and folio in subject]
    assert len(letters) == 2 and f"Vamos en camino {width}" in letters[1]

    page = memo.visit(f"/intecnia/requests/{folio}")
    text = page.inner_text("main")
    assert "Usted participa en esta solicitud de" in text and f"bodega {width}" in text
    assert page.locator("form[action$='/closure']").count() == 0 and page.locator("form[action$='/participants']").count() == 0
    page.fill("textarea[name=text]", f"Los espero {width}")
    page.click("form[action$='/messages'] button.primary")
    page.wait_for_load_state()
    memo.check()
    assert f"Los espero {width}" in page.inner_text(".timeline") and folio in memo.visit("/intecnia/requests").inner_text("main")

    luna = entered(office, visitor, "luna@papeleria.example", width=width, scripts=scripts)
    page = luna.visit(f"/intecnia/requests/{folio}")
    page.click("section.around summary")
    luna.check()
    page.fill("input[name=email] >> visible=true", f"eva{width}@papeleria.example")
    page.click("section.around details button")
    page.wait_for_load_state()
    luna.check()
    assert f"eva{width}@papeleria.example" in page.inner_text("section.around")
    page.locator("section.around li", has_text="memo@papeleria.example").locator("button").click()
    page.wait_for_load_state()
    luna.check()
    memo.page.goto(office.url + f"/intecnia/requests/{folio}")
    assert "bodega" not in memo.page.inner_text("body")
    token = office.token("intecnia", "robot@intecnia.example")
    base = f"/api/v1/companies/intecnia/tickets/{folio}"
    assert office.api("POST", base + "/participants", {"email": "memo@papeleria.example", "name": "Memo"}, token).status == 201
    people = office.api("GET", base, token=token).json
    assert {one["email"] for one in people["participants"]} == {f"eva{width}@papeleria.example", "memo@papeleria.example"}
    assert [one["email"] for one in people["copied"]] == ["nora@papeleria.example"]
    page = memo.visit(f"/intecnia/requests/{folio}")
    page.click("text=Dejar de participar")
    page.wait_for_load_state()
    memo.check()
    assert page.url.split("?")[0].endswith("/intecnia/requests") and folio not in page.inner_text("main")
    assert office.api("POST", base + "/participants/removal", {"email": f"eva{width}@papeleria.example"}, token).status == 204
    assert office.api("POST", base + "/participants/removal", {"email": f"eva{width}@papeleria.example"}, token).status == 404
    assert office.command("verify").returncode == 0
