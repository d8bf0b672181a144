"""Quotes: written on the ticket page with their cost shown first, answered by the client on his phone, signed in or by the
link of the letter; the same by the API."""

import os
import re

from test_contracts import staff

EXECOM, TICKETS = "/api/v1/companies/grupo-execom", "/api/v1/companies/grupo-execom/tickets"
REPORT = {
    "title": "Reporte de ventas por zona", "delivery_days": 5, "terms": "Incluye una ronda de ajustes.",
    "lines": [{"service": "general_services", "what": "Reporte y su carga", "amount": 4}],
}


def shot(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def contract(desk, email, credits):
    olga = desk.token("grupo-execom", "olga@grupo-execom.example", "operations")
    body = {"plan": "annual", "customer": {"name": "Papelería Luna"}, "contacts": [email], "amounts": {"credit": credits, "event": 2}}
    answer = desk.api("POST", f"{EXECOM}/contracts", body, olga)
    assert answer.status == 201, answer.body
    return answer.json["number"]


def ticket(desk, email, subject="Un reporte"):
    ines = desk.token("grupo-execom", "ines@grupo-execom.example")
    body = {"channel": "portal", "type": "case", "category": "advice_event", "requester": {"email": email}, "subject": subject, "description": "x"}
    return desk.api("POST", TICKETS, body, ines).json["folio"]


def left(desk, number):
    olga = desk.token("grupo-execom", "olga@grupo-execom.example", "operations")
    balances = desk.api("GET", f"{EXECOM}/contracts/{number}", None, olga).json["balances"]
    return next(b["available"] for b in balances if b["unit"] == "credit")


def link(desk, email):
    """The link of the last letter that brought a quote to somebody."""
    texts = [text for to, _, text in desk.mails("grupo-execom", None) if to == email and "/offers/" in text]
    return re.search(r"/grupo-execom/offers/[0-9a-z-]+", texts[-1]).group(0)


def test_a_quote_is_written_sent_and_accepted_on_a_phone(visitor, desk):
    paid_by, folio = contract(desk, "luna@papeleria.example", 20), ticket(desk, "luna@papeleria.example")
    agent = staff(visitor, desk, "grupo-execom", "ines@grupo-execom.example", "agent")
    page = agent.visit(f"/grupo-execom/desk/tickets/{folio}")
    page.click(".acts a:has-text('Cotizar')")
    agent.check()
    shot(page, "quote-form")
    assert "Cotizar no descuenta nada" in page.inner_text("main")
    page.fill("[name=title]", "Reporte de ventas por zona")
    page.select_option("[name=item-1]", "general_services")
    page.fill("[name=what-1]", "Reporte <b>y</b> su carga")
    page.fill("[name=amount-1]", "muchos")
    page.fill("[name=delivery_days]", "5")
    page.fill("[name=terms]", "Incluye una ronda de ajustes.")
    page.click("button:has-text('Ver la cotización')")
    assert "Es un número entero" in page.inner_text(".summary")
    agent.check()
    page.fill("[name=amount-1]", "-3")
    page.click("button:has-text('Ver la cotización')")
    assert "más que nada" in page.inner_text(".summary")
    page.fill("[name=amount-1]", "15")
    page.select_option("[name=item-2]", "online_training_hour")
    page.fill("[name=quantity-2]", "2")
    page.click("button:has-text('Ver la cotización')")
    agent.check()
    shot(page, "quote-preview")
    text = page.inner_text("main")
    assert "Cuesta 23 créditos de servicio" in text and "Al contrato le falta: 3 créditos" in text and "27 de marzo de 2026, 18:00" in text, text
    assert left(desk, paid_by) == 20
    page.click("button:has-text('Enviar al cliente')")
    agent.check()
    shot(page, "quote-staff")
    text = page.inner_text("main")
    assert "Se envió la cotización" in text and "Espera al cliente" in text and "Reporte <b>y</b> su carga" in text, text
    number = page.inner_text(".kicker b")
    assert page.query_selector("button:has-text('Acepto')") is None, "nobody agrees with himself"
    page.click("summary:has-text('Retirar')")
    page.fill("[name=reason]", " ")
    page.click("button:has-text('Retirar la cotización')")
    assert "Escriba un texto" in page.inner_text(".summary")
    agent.check()
    agent.visit("/grupo-execom/desk/quotes")
    assert number in page.inner_text("main table")
    agent.visit("/grupo-execom/desk/quotes?state=declined")
    assert "No hay cotizaciones" in page.inner_text("main")
    page = agent.visit(f"/grupo-execom/desk/tickets/{folio}")
    assert number in page.inner_text(".record table") and "envió la cotización" in page.inner_text(".timeline")

    client = visitor(width=390, scripts=False)
    client.set_password(desk.invite("grupo-execom", "luna@papeleria.example", "client"))
    client.sign_in("grupo-execom", "luna@papeleria.example")
    page = client.visit(f"/grupo-execom/requests/{folio}")
    assert "Una cotización espera su respuesta: 23 créditos de servicio" in page.inner_text("main")
    shot(page, "quote-request-phone")
    page = client.visit(f"/grupo-execom/contracts/{paid_by}")
    assert number in page.inner_text("main")
    shot(page, "quote-contract-phone")
    page.click(f"a:has-text('{number}')")
    client.check()
    shot(page, "quote-client-phone")
    text = page.inner_text("main")
    assert "Al aceptar se cobra de su póliza: 23 créditos de servicio" in text and "viernes 20 de marzo" in text, text
    paper = page.context.request.get(f"{desk.url}/grupo-execom/quotes/{number}/quote.pdf")
    assert paper.status == 200 and paper.body().startswith(b"%PDF")
    # Not enough: the clause and the way on, and nothing happened.
    page.click("button:has-text('Acepto la cotización')")
    assert "GE-61" in page.inner_text("main") and "Tarjetas de servicio" in page.inner_text("main")
    client.check()
    olga = desk.token("grupo-execom", "olga@grupo-execom.example", "operations")
    assert desk.api("POST", f"{EXECOM}/contracts/{paid_by}/top-ups", {"amounts": {"credit": 5}}, olga).status == 201
    page = client.visit(f"/grupo-execom/quotes/{number}")
    page.click("button:has-text('Acepto la cotización')")
    client.check()
    text = page.inner_text("main")
    assert "Aceptada" in text and "viernes 20 de marzo de 2026, 18:00" in text and page.query_selector("form[action$=acceptance]") is None, text
    assert left(desk, paid_by) == 2
    page = client.visit(f"/grupo-execom/requests/{folio}")
    assert "Entrega prometida" in page.inner_text("main") and "aceptó la cotización" in page.inner_text(".timeline")
    shot(page, "quote-accepted-phone")
    assert "Entrega prometida" in agent.visit(f"/grupo-execom/desk/tickets/{folio}/why").inner_text("main")
    assert desk.command("verify").returncode == 0

    stranger = visitor()
    stranger.set_password(desk.invite("grupo-execom", "sol@ferreteria.example", "client"))
    stranger.sign_in("grupo-execom", "sol@ferreteria.example")
    for path in [f"/grupo-execom/quotes/{number}", f"/grupo-execom/quotes/{number}/quote.pdf"]:
        assert stranger.page.context.request.get(desk.url + path).status == 404


def test_the_link_of_the_letter_answers_once(visitor, desk):
    ines = desk.token("grupo-execom", "ines@grupo-execom.example")
    paid_by, folio = contract(desk, "nina@munoz.example", 9), ticket(desk, "nina@munoz.example")
    made = desk.api("POST", f"{TICKETS}/{folio}/quotes", {**REPORT, "send": True}, ines)
    assert made.status == 201 and made.json["state"] == "sent" and made.json["units"] == [{"unit": "credit", "amount": 4}], made.body
    address = link(desk, "nina@munoz.example")
    anybody = visitor(width=390, dark=True, scripts=False)
    page = anybody.visit(address)
    shot(page, "offer-phone")
    text = page.inner_text("main")
    assert "Reporte de ventas por zona" in text and "4 créditos de servicio" in text and "Incluye una ronda de ajustes" in text, text
    assert page.context.request.get(desk.url + address + "/quote.pdf").body().startswith(b"%PDF")
    # Looking, as programs that open every link do, answers nothing; a name is needed.
    page.eval_on_selector("[name=name]", "field => field.removeAttribute('required')")
    page.click("button:has-text('Acepto la cotización')")
    assert "hace falta" in page.inner_text(".summary") and left(desk, paid_by) == 9
    anybody.check()
    page.fill("#f-name", "C.P. Niña <Muñoz>")
    page.click("button:has-text('Acepto la cotización')")
    anybody.check()
    shot(page, "offer-answered-phone")
    text = page.inner_text("main")
    assert "Aceptada el" in text and "C.P. Niña <Muñoz>" in text and "Reporte" not in text, text
    assert left(desk, paid_by) == 5
    again = page.context.request.post(desk.url + address + "/acceptance", form={"name": "x"})
    assert again.status == 403, "without the secret of a page"
    assert page.context.request.get(desk.url + address + "/quote.pdf").status == 410
    for wrong in [address[:-1], address + "0", "/grupo-execom/offers/x", address.replace("grupo-execom", "fel")]:
        assert page.context.request.get(desk.url + wrong).status == 410
    quote = desk.api("GET", f"{EXECOM}/quotes/{made.json['number']}", None, ines).json
    assert quote["state"] == "accepted" and quote["signed_by"] == "C.P. Niña <Muñoz>" and quote["delivery_due"] == "2026-03-20T18:00:00-06:00"
    found = desk.api("GET", f"{TICKETS}/{folio}", None, ines).json["deadlines"][-1]
    assert found["metric"] == "delivery" and found["status"] == "running" and found["due"] == quote["delivery_due"]


def test_the_api_refuses_what_cannot_be(desk):
    ines = desk.token("grupo-execom", "ines@grupo-execom.example")
    contract(desk, "paz@papeleria.example", 30)
    client = desk.token("grupo-execom", "paz@papeleria.example", "client")
    folio = ticket(desk, "paz@papeleria.example")
    quotes = f"{TICKETS}/{folio}/quotes"
    for wrong in [{"title": ""}, {"lines": []}, {"lines": [{"service": "gold"}]}, {"lines": [{"service": "general_services", "amount": -1}]},
                  {"lines": [{"service": "general_services", "amount": 1.5}]}, {"lines": "x"}, {"tax": 12}, {"valid_through": "ayer"}, {"valid_through": "2020-01-01"},
                  {"delivery_days": 0}, {"delivery_on": "2026-03-18"}, {"replaces": "C-0"}]:
        answer = desk.api("POST", quotes, {**REPORT, **wrong}, ines)
        assert answer.status == 422, (wrong, answer.body)
    assert desk.api("POST", quotes, REPORT, client).status == 403
    assert desk.api("GET", quotes, None, ines).json["items"] == []
    draft = desk.api("POST", quotes, REPORT, ines)
    number = draft.json["number"]
    assert draft.status == 201 and draft.json["state"] == "draft" and desk.api("GET", f"{EXECOM}/quotes/{number}", None, client).status == 404
    assert desk.api("POST", f"{EXECOM}/quotes/{number}/acceptance", {}, client).status == 404
    assert desk.api("POST", f"{EXECOM}/quotes/{number}/sending", {}, ines).json["valid_until"] == "2026-03-27T18:00:00-06:00"
    assert desk.api("POST", f"{EXECOM}/quotes/{number}/acceptance", {}, ines).status == 403
    second = desk.api("POST", quotes, {**REPORT, "replaces": number, "send": True}, ines).json["number"]
    late = desk.api("POST", f"{EXECOM}/quotes/{number}/acceptance", {}, client)
    assert late.status == 409 and second in late.json["detail"], late.body
    assert desk.api("POST", f"{EXECOM}/quotes/{second}/refusal", {"reason": "Caro"}, client).json["state"] == "declined"
    assert desk.api("POST", f"{EXECOM}/quotes/{second}/withdrawal", {"reason": "x"}, ines).status == 409
    third = desk.api("POST", quotes, {**REPORT, "send": True}, ines).json["number"]
    desk.advance("P20D", ines)
    expired = desk.api("POST", f"{EXECOM}/quotes/{third}/acceptance", {}, client)
    assert expired.status == 409 and "GE-55" in expired.json["cites"]["ids"], expired.body
    states = [item["state"] for item in desk.api("GET", f"{EXECOM}/quotes", None, client).json["items"]]
    assert sorted(states) == ["declined", "expired", "withdrawn"]
    assert [item["number"] for item in desk.api("GET", f"{EXECOM}/quotes?state=declined", None, ines).json["items"]] == [second]
    assert desk.api("GET", f"{EXECOM}/quotes?state=gold", None, ines).status == 422
    journal = desk.api("GET", f"{EXECOM}/quotes/{third}/journal", None, ines).json["items"]
    assert [entry["kind"] for entry in journal] == ["quote_made", "quote_sent", "quote_expired"]
    assert desk.api("GET", f"{EXECOM}/quotes/C-0", None, ines).status == 404
    assert desk.command("verify").returncode == 0


def test_a_closing_is_disputed_and_more_is_asked_for(visitor, desk):
    ines, olga = desk.token("grupo-execom", "ines@grupo-execom.example"), desk.token("grupo-execom", "olga@grupo-execom.example", "operations")
    number, folio = contract(desk, "rita@papeleria.example", 5), ticket(desk, "rita@papeleria.example")
    assert desk.api("POST", f"{TICKETS}/{folio}/charges", {"services": [{"service": "advice_event"}]}, ines).status == 201
    assert desk.api("POST", f"{TICKETS}/{folio}/dispute", {"reason": "x"}, desk.token("grupo-execom", "rita@papeleria.example", "client")).status == 409
    assert desk.api("POST", f"{TICKETS}/{folio}/closure", {"reason": "Listo"}, ines).status == 201
    client = visitor(width=390, scripts=False)
    client.set_password(desk.invite("grupo-execom", "rita@papeleria.example", "client"))
    client.sign_in("grupo-execom", "rita@papeleria.example")
    page = client.visit(f"/grupo-execom/requests/{folio}")
    page.click("summary:has-text('No estoy conforme')")
    client.check()
    shot(page, "dispute-phone")
    page.fill("#f-dispute", "Volvió a fallar <i>hoy</i>")
    page.click("button:has-text('No estoy conforme')")
    client.check()
    text = page.inner_text("main")
    assert "no está conforme con el cierre" in text and "<i>hoy</i>" in text and "congeló el cargo" in text, text
    charges = desk.api("GET", f"{EXECOM}/contracts/{number}", None, olga).json["charges"]
    assert [charge["state"] for charge in charges] == ["frozen"]
    quality = staff(visitor, desk, "grupo-execom", "quique@grupo-execom.example", "quality")
    page = quality.visit(f"/grupo-execom/desk/tickets/{folio}/charge")
    page.fill("[name=note-1]", "Procede")
    page.click("button:has-text('Devolver')")
    assert desk.api("GET", f"{EXECOM}/contracts/{number}", None, olga).json["charges"][0]["state"] == "released"

    page = client.visit(f"/grupo-execom/contracts/{number}")
    shot(page, "wishes-phone")
    page.click("summary:has-text('Comprar más')")
    client.check()
    page.eval_on_selector("[name=text-top_up]", "field => field.removeAttribute('required')")
    page.click("button:has-text('Comprar más')")
    assert "Escriba un texto" in page.inner_text("main")
    client.check()
    page.fill("[name=text-top_up]", "Diez créditos más")
    page.click("button:has-text('Comprar más')")
    client.check()
    assert "Recibimos su solicitud" in page.inner_text("main") and f"Comprar más para la póliza {number}" in page.inner_text("h1")
    assert desk.command("verify").returncode == 0


def test_a_quote_is_the_charge_that_costs_least(desk):
    ines = desk.token("grupo-execom", "ines@grupo-execom.example")
    olga = desk.token("grupo-execom", "olga@grupo-execom.example", "operations")
    uma = desk.token("grupo-execom", "uma@menos.example", "client")
    contract(desk, "uma@menos.example", 10)
    folio = ticket(desk, "uma@menos.example", "Cuatro terminales")
    new = {"title": "Instalación", "lines": [{"service": "terminal_installation", "quantity": 4}]}
    shown = desk.api("POST", f"{TICKETS}/{folio}/quotes/preview", new, ines)
    assert shown.status == 200 and shown.json["units"] == [{"unit": "credit", "amount": 4}] and shown.json["missing"] == [], shown.body
    assert desk.api("POST", f"{TICKETS}/{folio}/quotes/preview", new, uma).status == 403
    made = desk.api("POST", f"{TICKETS}/{folio}/quotes", {**new, "send": True}, ines).json["number"]
    body = {"plan": "annual", "customer": {"name": "Menos"}, "contacts": ["uma@menos.example"], "amounts": {"incident": 1}}
    cheaper = desk.api("POST", f"{EXECOM}/contracts", body, olga).json["number"]
    late = desk.api("POST", f"{EXECOM}/quotes/{made}/acceptance", None, uma)
    assert late.status == 409 and late.json["cites"]["ids"] == ["GE-81"] and cheaper in late.json["detail"], late.body
    again = desk.api("POST", f"{TICKETS}/{folio}/quotes", new, ines)
    assert again.status == 409 and again.json["cites"]["ids"] == ["GE-81"] and cheaper in again.json["detail"], again.body
    assert desk.api("POST", f"{TICKETS}/{folio}/contract", {"number": cheaper}, ines).status == 201
    better = desk.api("POST", f"{TICKETS}/{folio}/quotes", {**new, "send": True}, ines)
    assert better.json["units"] == [{"unit": "incident", "amount": 1}], better.body
    assert desk.api("POST", f"{EXECOM}/quotes/{better.json['number']}/acceptance", None, uma).status == 201
    first = desk.api("GET", f"{TICKETS}/{folio}/quotes?limit=1", None, ines).json
    assert len(first["items"]) == 1 and first["next"]
    second = desk.api("GET", f"{TICKETS}/{folio}/quotes?limit=1&after={first['next']}", None, ines).json
    assert {first["items"][0]["number"], second["items"][0]["number"]} == {made, better.json["number"]} and second["next"] is None
