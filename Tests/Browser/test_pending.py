"""What a client supplies before a visit, the form and the delivery of an order, what keeps a case open, and notice that a contract is
not renewed: on pages, on a phone, and by the API."""

from test_contracts import staff
from test_quotes import REPORT
from test_work import EXECOM, INTECNIA, contract, shot, ticket, token


def client_of(visitor, desk, company, email):
    client = visitor(width=390)
    client.set_password(desk.invite(company, email, "client"))
    client.sign_in(company, email)
    return client


def test_a_client_prepares_his_visit_on_his_phone_and_the_list_tells_what_is_not_ready(visitor, desk):
    email = "prepara@papeleria.example"
    contract(desk, email)
    folio, ines = ticket(desk, email, "Cambio del firewall"), token(desk)
    work = f"{INTECNIA}/tickets/{folio}/visits"
    planned = desk.api("POST", work, {"begins": "2026-07-14T11:00", "place": "Matriz", "engineer": "ines@intecnia.example"}, ines)
    assert planned.status == 201 and [point["ready"] for point in planned.json["checklist"]] == [False] * 3, planned.body
    client = client_of(visitor, desk, "intecnia", email)
    phone = client.visit(f"/intecnia/requests/{folio}")
    client.check()
    assert "Antes de la visita" in phone.inner_text("#before-1") and "IN-53" in phone.inner_text("#before-1")
    phone.fill("[name=representative-1]", "Rosa <b>Pineda</b>")
    phone.check("[name=ready1-1]")
    phone.fill("[name=point1-1]", "x" * 3000)
    phone.click("#before-1 button")
    assert "pasa de" in phone.inner_text("#before-1") and phone.input_value("[name=representative-1]") == "Rosa <b>Pineda</b>", "what was typed stays"
    client.check()
    phone.fill("[name=point1-1]", "Casco y botas")
    phone.click("#before-1 button")
    client.check()
    shot(phone, "visit-prepared-phone")
    text = phone.inner_text("main")
    assert "Quedó registrado" in text and "Casco y botas" in text and "Sin informar: documentación; capacitación que se requiera" in text, text
    assert phone.is_checked("[name=ready1-1]") and not phone.is_checked("[name=ready2-1]")

    agent = staff(visitor, desk, "intecnia", "ines@intecnia.example", "agent")
    page = agent.visit("/intecnia/desk/visits")
    agent.check()
    row = page.inner_text(f"tr:has-text('{folio}')")
    assert "que el cliente informe: documentación, capacitación que se requiera" in row and "quién recibe" not in row, row
    mine = next(v for v in desk.api("GET", f"{INTECNIA}/visits", None, ines).json["items"] if v["ticket"] == folio)
    assert mine["missing"] == ["preparation"] and mine["not_ready"] == ["documentación", "capacitación que se requiera"], mine
    page = agent.visit(f"/intecnia/desk/tickets/{folio}/work")
    page.click("#w-1 summary:has-text('Guardar lo que está listo')")
    page.check("[name=ready2-1]")
    page.check("[name=ready3-1]")
    page.fill("[name=told-1]", "Rosa Pineda")
    page.select_option("[name=told-via-1]", "phone")
    page.click("#w-1 details[open] button:has-text('Guardar lo que está listo')")
    agent.check()
    assert "Sin informar" not in page.inner_text("#w-1") and "✓ Documentación" in page.inner_text("#w-1") or "✓ documentación" in page.inner_text("#w-1")
    bearer = desk.token("intecnia", email, "client")
    undone = desk.api("POST", f"{work}/1/preparation", {"points": [{"point": "access-3", "ready": False}]}, bearer)
    assert undone.status == 201 and [p["ready"] for p in undone.json["checklist"]] == [True, True, False], undone.body
    assert undone.json["representative"] == "Rosa <b>Pineda</b>" and undone.json["checklist"][0]["text"] == "Casco y botas"
    for wrong in [{"points": [{"point": "nada", "ready": True}]}, {"points": [{}]}]:
        assert desk.api("POST", f"{work}/1/preparation", wrong, bearer).status == 422
    assert desk.api("POST", f"{work}/1/preparation", {"representative": "Ana"}, ines).status == 422, "the staff says who told it"
    assert desk.command("verify").returncode == 0


def test_a_development_takes_its_form_and_is_closed_once_delivered(visitor, desk, tmp_path):
    email = "desarrollo@papeleria.example"
    olga, ines = desk.token("grupo-execom", "olga@grupo-execom.example", "operations"), desk.token("grupo-execom", "ines@grupo-execom.example")
    body = {"plan": "annual", "customer": {"name": "Papelería Sur"}, "contacts": [email], "amounts": {"credit": 20}}
    assert desk.api("POST", f"{EXECOM}/contracts", body, olga).status == 201
    body = {"channel": "portal", "type": "case", "category": "development", "requester": {"email": email}, "subject": "Un reporte", "description": "x"}
    folio = desk.api("POST", f"{EXECOM}/tickets", body, ines).json["folio"]
    number = desk.api("POST", f"{EXECOM}/tickets/{folio}/quotes", REPORT | {"send": True}, ines).json["number"]
    client = client_of(visitor, desk, "grupo-execom", email)
    phone = client.visit(f"/grupo-execom/quotes/{number}")
    client.check()
    shot(phone, "quote-needs-form-phone")
    assert "Solicitud general de desarrollo" in phone.inner_text("main") and "GE-54" in phone.inner_text("main")
    phone.click("button:has-text('Acepto la cotización')")
    assert "sin ella no empieza" in phone.inner_text("main") and "Adjúntela en la página" in phone.inner_text("main")
    phone = client.visit(f"/grupo-execom/requests/{folio}")
    form = tmp_path / "solicitud.pdf"
    form.write_bytes(b"%PDF-1.4 solicitud")
    phone.set_input_files("#document input[type=file]", str(form))
    phone.click("#document button:has-text('Adjuntar el documento')")
    client.check()
    shot(phone, "form-attached-phone")
    assert phone.query_selector("#document") is None and "adjuntó 'Solicitud general de desarrollo'" in phone.inner_text(".timeline")
    client.visit(f"/grupo-execom/quotes/{number}")
    phone.click("button:has-text('Acepto la cotización')")
    assert "Aceptada" in phone.inner_text("main")

    early = desk.api("POST", f"{EXECOM}/tickets/{folio}/closure", {"reason": "Listo"}, ines)
    assert early.status == 409 and early.json["cites"]["ids"] == ["GE-40"], early.body
    agent = staff(visitor, desk, "grupo-execom", "ines@grupo-execom.example", "agent")
    page = agent.visit(f"/grupo-execom/desk/tickets/{folio}")
    agent.check()
    assert "permanece abierta" in page.inner_text("main")
    page.fill("[name=answer]", "Aquí está su reporte.")
    page.check("[name=delivers]")
    page.click("button:has-text('Enviar respuesta')")
    agent.check()
    assert "respondió y entregó lo ordenado" in page.inner_text(".timeline")
    assert desk.api("POST", f"{EXECOM}/tickets/{folio}/closure", {"reason": "Listo"}, ines).status == 201
    assert desk.command("verify").returncode == 0


def test_the_half_hour_of_an_incident_is_remarked_and_a_procedure_keeps_it_open(visitor, desk):
    email = "media-hora@papeleria.example"
    olga, ines = desk.token("grupo-execom", "olga@grupo-execom.example", "operations"), desk.token("grupo-execom", "ines@grupo-execom.example")
    sold = {"plan": "annual", "customer": {"name": "Papelería Media"}, "contacts": [email], "amounts": {"incident": 2, "credit": 9}}
    assert desk.api("POST", f"{EXECOM}/contracts", sold, olga).status == 201
    body = {"channel": "phone", "type": "case", "category": "incident", "requester": {"email": email}, "subject": "No imprime", "description": "x"}
    folio = desk.api("POST", f"{EXECOM}/tickets", body, ines).json["folio"]
    place = f"{EXECOM}/tickets/{folio}"
    agent = staff(visitor, desk, "grupo-execom", "ines@grupo-execom.example", "agent")
    page = agent.visit(f"/grupo-execom/desk/tickets/{folio}/work")
    assert "Van 0 de los 30 min" in page.inner_text(".time-box") and "GE-38" in page.inner_text(".time-box")
    desk.api("POST", f"{place}/work", {"minutes": 42, "done": "Diagnóstico"}, ines)
    page = agent.visit(f"/grupo-execom/desk/tickets/{folio}")
    agent.check()
    shot(page, "time-box")
    text = page.inner_text(".time-box")
    assert "12 de más" in text and "por aparte" in text and "GE-38" in text and "GE-66" in text, text
    assert "se pasó 12 min de su tiempo" in page.inner_text(".timeline")
    for path, sent in [("sessions", {"tool": "AnyDesk", "fees": ["out_of_hours_fee"]}), ("sessions/2/consent", {"by": "Ana", "via": "phone"}), ("sessions/2/beginning", {}), ("sessions/2/end", {"outcome": "further_procedure", "done": "Falta formatear"})]:
        assert desk.api("POST", f"{place}/{path}", sent, ines).status == 201, path
    refused = desk.api("POST", f"{place}/closure", {"reason": "Listo"}, ines)
    assert refused.status == 409 and refused.json["cites"]["ids"] == ["GE-38", "GE-39"], refused.body
    page = agent.visit(f"/grupo-execom/desk/tickets/{folio}")
    page.click("summary:has-text('Cerrar')")
    assert "se acordó otro procedimiento" in page.inner_text("main")
    page.fill("[name=solution]", "Lo verá su técnico")
    page.fill("[name=agreed]", "Ana Ruiz")
    page.select_option("[name=agreed_via]", "phone")
    page.click("details[open] button:has-text('Cerrar')")
    agent.check()
    assert "ofreció cerrar de común acuerdo" in page.inner_text(".timeline") and "Ana Ruiz" in page.inner_text(".timeline")


def test_a_client_gives_notice_on_his_contracts_page(visitor, desk):
    email = "aviso@papeleria.example"
    place = "/api/v1/companies/factupronto/contracts"
    olga = desk.token("factupronto", "olga@factupronto.example", "operations")
    body = {"customer": {"name": "Papelería Aviso"}, "contacts": [email], "last_day": "2026-12-31"}
    number = desk.api("POST", place, body, olga).json["number"]
    late = desk.api("POST", place, body | {"last_day": "2026-03-20"}, olga).json["number"]
    client = client_of(visitor, desk, "factupronto", email)
    page = client.visit(f"/factupronto/contracts/{late}")
    client.check()
    assert "El plazo para avisar de este periodo terminó" in page.inner_text("main") and page.query_selector("[name=notice]") is None
    bearer = desk.token("factupronto", email, "client")
    refused = desk.api("POST", f"{place}/{late}/notice", {"reason": "No"}, bearer)
    assert refused.status == 409 and "FP-36" in refused.json["cites"]["ids"], refused.body
    page = client.visit(f"/factupronto/contracts/{number}")
    assert "avise por escrito a más tardar el lunes 30 de noviembre de 2026" in page.inner_text("main") and "FP-3" in page.inner_text("[aria-labelledby=notice]"), page.inner_text("main")
    page.click("summary:has-text('Dar aviso')")
    page.fill("[name=notice]", "No renovaremos <b>este</b> servicio.")
    shot(page, "notice-phone")
    page.click("button:has-text('Dar aviso')")
    client.check()
    text = page.inner_text("main")
    assert "Recibimos su aviso" in text and "No se renueva; aviso del" in text and page.query_selector("[name=notice]") is None, text
    assert desk.api("POST", f"{place}/{number}/notice", {"reason": "Otra vez"}, bearer).status == 409
    told = [text for to, subject, text in desk.mails("factupronto", None) if to == "olga@factupronto.example" and number in subject]
    # What he wrote stands on the contract alone, where an erasure reaches it.
    assert told and f"/desk/contracts/{number}" in told[-1] and "No renovaremos" not in told[-1], told
    page = staff(visitor, desk, "factupronto", "olga@factupronto.example", "operations").visit(f"/factupronto/desk/contracts/{number}")
    assert "No renovaremos <b>este</b> servicio." in page.inner_text("main")
