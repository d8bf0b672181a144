"""«¿Por qué?»: every decision on a request with what was known, the clause and the reckoning, for staff and for the client."""

import pytest


def ticket(desk, company, token, **more):
    body = {"channel": "email", "requester": {"email": "luna@papeleria.example"}, "subject": "No timbra", "description": "Error 301.", **more}
    answer = desk.api("POST", f"/api/v1/companies/{company}/tickets", body, token)
    assert answer.status == 201, answer.body
    return answer.json["folio"]


def decisions(page):
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    return page.inner_text("main")


def test_each_decision_says_what_was_known_and_which_clause_decided(visitor, desk):
    token = desk.token("intecnia", "ines@intecnia.example")
    folio = ticket(desk, "intecnia", token)
    path = f"/api/v1/companies/intecnia/tickets/{folio}"
    assert desk.api("POST", f"{path}/classifications", {"severity": 2}, token).status == 201
    assert desk.api("POST", f"{path}/waits", {"reason": "information", "question": "¿Qué versión?"}, token).status == 201
    assert desk.api("POST", f"{path}/notes", {"text": "Secreto de la casa"}, token).status == 201
    desk.advance("PT26H", token)
    assert desk.api("POST", f"{path}/replies", {"by": "client", "text": "La 4"}, token).status == 201

    staff = visitor()
    staff.set_password(desk.invite("intecnia", "ines@intecnia.example", "agent", "--level", "1"))
    staff.sign_in("intecnia", "ines@intecnia.example")
    page = staff.visit(f"/intecnia/desk/tickets/{folio}")
    page.click("text=¿Por qué?")
    staff.check()
    text = decisions(page)
    for said in [
        "Se recibió, sin verificar", "IN-27", "Medio\nCorreo", "Primera respuesta, 8 h:", "Primera respuesta, 10 h:", "IN-38",
        "También aplicaba, y decide la regla más específica\n8 h (IN-36", "el reloj se detiene mientras esperamos", "IN-43", "En espera desde\njueves 12 de marzo de 2026, 17:00",
        "en espera del cliente: el reloj se detiene", "ahora vence el",
    ]:
        assert said in text, f"{said}\n{text}"

    client = visitor(width=390, dark=True)
    client.set_password(desk.invite("intecnia", "luna@papeleria.example", "client"))
    client.sign_in("intecnia", "luna@papeleria.example")
    page = client.visit(f"/intecnia/requests/{folio}")
    page.click("text=¿Por qué?")
    client.check()
    text = decisions(page)
    assert "Primera respuesta, 10 h:" in text and "IN-38" in text
    assert "Secreto" not in text
    english = client.visit(f"/intecnia/requests/{folio}/why?lang=en").inner_text("main")
    assert "First response, 10 h: due" in english and "the clock stands while we wait" in english


def test_nobody_asks_why_of_what_he_may_not_see(visitor, desk):
    token = desk.token("intecnia", "ines@intecnia.example")
    folio = ticket(desk, "intecnia", token, requester={"email": "otra@papeleria.example"})
    stranger = visitor()
    stranger.set_password(desk.invite("intecnia", "sol@papeleria.example", "client"))
    stranger.sign_in("intecnia", "sol@papeleria.example")
    stranger.visit(f"/intecnia/requests/{folio}/why", status=404)
    stranger.visit(f"/intecnia/desk/tickets/{folio}/why", status=403)
    stranger.visit("/intecnia/requests/IN-99999/why", status=404)


def test_what_goes_up_at_once_says_by_which_clause(visitor, desk):
    token = desk.token("factupronto", "ines@factupronto.example")
    folio = ticket(desk, "factupronto", token, category="infrastructure")
    staff = visitor()
    staff.set_password(desk.invite("factupronto", "ines@factupronto.example", "agent", "--level", "3"))
    staff.sign_in("factupronto", "ines@factupronto.example")
    text = decisions(staff.visit(f"/factupronto/desk/tickets/{folio}/why"))
    assert "Entró de inmediato al nivel 3" in text and "FP-21" in text, text
