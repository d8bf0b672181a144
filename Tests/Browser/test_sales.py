"""What a contract promises otherwise, what was sold handed over once, and the contents of the public policy."""

import csv
import io

from test_contracts import staff


def test_a_contract_with_promises_of_its_own(visitor, desk):
    seller = staff(visitor, desk, "intecnia", "olga@intecnia.example", "operations")
    page = seller.visit("/intecnia/desk/contracts/new")
    seller.check()
    page.select_option("[name=plan]", "basic")
    page.fill("[name=customer]", "Papelería Luna")
    page.fill("[name=contacts]", "luna@papeleria.example")
    page.fill("[name=number]", "C-9")
    page.fill("[name=price]", "8,000")
    page.select_option("[name=payment]", "03")
    page.click("summary:has-text('Lo que este contrato promete distinto')")
    page.fill("[name='annex.general_response']", "pronto")
    page.click("button.primary")
    seller.check()
    text = page.inner_text(".summary")
    assert "'pronto' no es un plazo como" in text and "Diga en qué parte del contrato está" in text, text
    assert page.input_value("[name='annex.general_response']") == "pronto"
    page.fill("[name='annex.section']", "Anexo B, 3")
    page.fill("[name='annex.text']", "Respondemos en 3 horas.")
    page.fill("[name='annex.general_response']", "3 h")
    page.click("button.primary")
    seller.check()
    text = page.inner_text("main")
    assert "Promesas propias" in text and "Anexo B, 3: Respondemos en 3 horas." in text and "3 h en vez de 8 h" in text, text

    client = visitor(width=390)
    client.set_password(desk.invite("intecnia", "luna@papeleria.example", "client"))
    token = desk.token("intecnia", "ines@intecnia.example")
    body = {"channel": "email", "requester": {"email": "luna@papeleria.example"}, "subject": "No timbra", "description": "Nada"}
    ticket = desk.api("POST", "/api/v1/companies/intecnia/tickets", body, token).json
    cites = [deadline["cites"] for deadline in ticket["deadlines"] if deadline["metric"] == "first_response"]
    assert [(cite["document"], cite["clause"]) for cite in cites] == [("Contrato C-9", "Anexo B, 3")], cites
    client.sign_in("intecnia", "luna@papeleria.example")
    page = client.visit(f"/intecnia/requests/{ticket['folio']}")
    client.check()
    assert "Respondemos en 3 horas." in page.inner_text("main")
    # Support comes by mail alone (IN-30), but to renew is asked of whoever renews (IN-28).
    page = client.visit("/intecnia/contracts/C-9")
    assert page.query_selector("form[action$=requests]")

    # Its client says himself to whom he is invoiced: on his phone.
    page.click("summary:has-text('Datos para facturar')")
    page.fill("[name=name]", "PAPELERIA LUNA")
    page.fill("[name=rfc]", "PLU010203AB1")
    page.fill("[name=postal_code]", "720")
    page.select_option("[name=regime]", "612")
    page.click("button:has-text('Datos para facturar')")
    client.check()
    text = page.inner_text(".summary")
    assert "Son cinco dígitos" in text and "Ese régimen es de personas físicas" in text, text
    assert page.input_value("[name=name]") == "PAPELERIA LUNA" and page.is_visible("[name=postal_code]")
    page.fill("[name=postal_code]", "72000")
    page.select_option("[name=regime]", "601")
    page.click("button:has-text('Datos para facturar')")
    client.check()
    text = page.inner_text("main")
    assert "Se factura a" in text and "PAPELERIA LUNA" in text and "C.P. 72000" in text and "601 General de Ley Personas Morales" in text, text

    # Found by what a caller says, by whoever answers the phone.
    agent = staff(visitor, desk, "intecnia", "ines@intecnia.example", "agent")
    page = agent.visit("/intecnia/desk/contracts?q=papeler")
    agent.check()
    assert "C-9" in page.inner_text("main") and "Vigente" in page.inner_text("main")
    page.fill("#q", "nadie")
    page.click(".search button")
    assert "Quien no tiene póliza no aparece aquí" in page.inner_text("main")
    agent.check()
    agent.visit("/intecnia/desk/sales", status=403)

    # Sold, and handed over once.
    page = seller.visit("/intecnia/desk/sales")
    seller.check()
    text = page.inner_text("main")
    assert "C-9" in text and "$8,000.00 MXN" in text, text
    page.fill("[name=postal_code]", "7 2")
    page.click("#s-place ~ form button")
    seller.check()
    assert "Son cinco dígitos" in page.inner_text(".summary")
    page.fill("[name=postal_code]", "72530")
    page.click("#s-place ~ form button")
    assert page.input_value("[name=postal_code]") == "72530"
    page.click("button.primary")
    seller.check()
    text = page.inner_text("main")
    assert "Se entregaron" in text and "No hay ventas por entregar" in text and "Entrega 1, 1 ventas" in text, text
    operations = desk.token("intecnia", "olga@intecnia.example", "operations")
    again = desk.api("POST", "/api/v1/companies/intecnia/sales", {}, operations)
    assert again.status == 409
    batch = desk.api("GET", "/api/v1/companies/intecnia/sales/1", None, operations)
    assert batch.status == 200 and [sale["price"] for sale in batch.json["sales"]] == [800000]
    assert desk.api("GET", "/api/v1/companies/intecnia/sales/2", None, operations).status == 404
    assert desk.api("GET", "/api/v1/companies/intecnia/sales/1", None, token).status == 403
    report = desk.api("GET", "/api/v1/companies/intecnia/contracts/report", None, operations)
    assert report.status == 200 and report.json["items"][0]["revenue"] == 800000
    with page.expect_download() as download:
        page.click("text=Entrega 1")
    lines = list(csv.DictReader(io.StringIO(open(download.value.path(), encoding="utf-8").read())))
    assert len(lines) == 1 and lines[0]["ValorUnitario"] == "8000.00" and lines[0]["ClaveProdServ"] == "81112200", lines
    receiver = ["Rfc", "Nombre", "DomicilioFiscalReceptor", "RegimenFiscalReceptor", "UsoCFDI", "LugarExpedicion", "MetodoPago", "FormaPago", "Descuento"]
    assert [lines[0][name] for name in receiver] == ["PLU010203AB1", "PAPELERIA LUNA", "72000", "601", "G03", "72530", "PUE", "03", "0.00"], lines
    assert lines[0]["Rfc"] == "PLU010203AB1" and lines[0]["ObjetoImp"] == "02" and "C-9" in lines[0]["Descripcion"]


def test_tax_data_by_the_api(desk):
    place = "/api/v1/companies/intecnia/contracts"
    olga, ines = desk.token("intecnia", "olga@intecnia.example", "operations"), desk.token("intecnia", "ines@intecnia.example")

    def sold(name, email):
        answer = desk.api("POST", place, {"plan": "basic", "customer": {"name": name}, "contacts": [email]}, olga)
        assert answer.status == 201, answer.body
        return answer.json["number"]

    number, other = sold("Papelería Fiscal", "fiscal@papeleria.example"), sold("Ferretería Ajena", "ajena@ferreteria.example")
    client, stranger = desk.token("intecnia", "fiscal@papeleria.example", "client"), desk.token("intecnia", "ajena@ferreteria.example", "client")
    data = {"name": "ESCUELA KEMPER URGATE", "rfc": "EKU9003173C9", "postal_code": "72000", "regime": "601"}
    for wrong, field in [({"rfc": "EKU"}, "rfc"), ({"rfc": "XAXX010101000", "regime": "616"}, "rfc"), ({"postal_code": "720"}, "postal_code"), ({"regime": "612"}, "regime"), ({"use": "I04"}, "use")]:
        refused = desk.api("POST", f"{place}/{number}/tax-data", data | wrong, client)
        assert refused.status == 422 and [problem["field"] for problem in refused.json["errors"]] == [field], refused.body
    # Another customer's contract does not exist for him; whoever only answers does not write it either.
    assert desk.api("POST", f"{place}/{number}/tax-data", data, stranger).status == 404
    assert desk.api("POST", f"{place}/{number}/tax-data", data, ines).status == 403
    assert "tax_data" not in desk.api("GET", f"{place}/{number}", None, olga).json["customer"]

    written = desk.api("POST", f"{place}/{number}/tax-data", data, client)
    assert written.status == 201 and written.json["customer"]["tax_data"] == data | {"use": "G03"}, written.body
    assert "tax_data" not in desk.api("GET", f"{place}/{other}", None, olga).json["customer"]
    assert desk.command("verify").returncode == 0


def test_the_public_policy_has_contents(visitor, desk):
    someone = visitor(width=390)
    page = someone.visit("/grupo-execom/policy")
    someone.check()
    page.click("summary:has-text('Contenido')")
    links = [link.get_attribute("href") for link in page.query_selector_all(".contents a")]
    assert len(links) > 10 and len(set(links)) == len(links)
    ids = set(page.eval_on_selector_all("[id]", "all => all.map(one => one.id)"))
    assert all(link.split("#")[1] in ids for link in links), [link for link in links if link.split("#")[1] not in ids]
    someone.check()
    assert "Cuándo se cierra un caso" in page.inner_text("main")


def test_whoever_closes_is_told_when_it_is_done(visitor, desk):
    token = desk.token("grupo-execom", "ines@grupo-execom.example")
    body = {"channel": "portal", "type": "case", "category": "incident", "requester": {"email": "luna@papeleria.example"}, "subject": "No abre", "description": "Nada"}
    folio = desk.api("POST", "/api/v1/companies/grupo-execom/tickets", body, token).json["folio"]
    agent = staff(visitor, desk, "grupo-execom", "ines@grupo-execom.example", "agent")
    page = agent.visit(f"/grupo-execom/desk/tickets/{folio}")
    page.click("summary:has-text('Cerrar')")
    text = page.inner_text("form[action$=closure]")
    assert "Se cierra cuando: solucionado a satisfacción del cliente" in text and "GE-38" in text, text
    agent.check()
