"""Contracts: sold in the console, spent on a request after its cost was shown, followed by the client; the same by the API."""

import re
import struct
import subprocess
import zlib


def staff(visitor, desk, company, email, role, *more):
    someone = visitor()
    someone.set_password(desk.invite(company, email, role, *more))
    someone.sign_in(company, email)
    return someone


def test_a_contract_is_sold_spent_and_followed(visitor, desk):
    seller = staff(visitor, desk, "grupo-execom", "olga@grupo-execom.example", "operations")
    page = seller.visit("/grupo-execom/desk/contracts")
    seller.check()
    assert "Todavía no hay contratos" in page.inner_text("main")
    page.click("text=Escribir un contrato")
    seller.check()
    page.fill("[name=customer]", "Papelería Luna")
    page.fill("[name=customer_number]", "4801")
    page.fill("[name=contacts]", "luna@papeleria.example, nadie")
    page.fill("[name=incident]", "2")
    page.fill("[name=credit]", "6")
    page.fill("[name=price]", "12,500.50")
    page.click("button.primary")
    assert "no es una dirección de correo" in page.inner_text(".summary")
    seller.check()
    page.fill("[name=contacts]", "luna@papeleria.example")
    page.click("button.primary")
    seller.check()
    text = page.inner_text("main")
    assert "Vigente" in text and "NIC 4801" in text and "quedan 2 de 2" in text, text
    number = page.url.split("?")[0].rsplit("/", 1)[1]

    token = desk.token("grupo-execom", "ines@grupo-execom.example")
    body = {"channel": "portal", "type": "case", "category": "incident", "requester": {"email": "luna@papeleria.example"}, "subject": "No abre", "description": "Nada"}
    opened = desk.api("POST", "/api/v1/companies/grupo-execom/tickets", body, token)
    assert opened.status == 201 and opened.json["contract"] == number and opened.json["admission"]["status"] == "ok"
    folio = opened.json["folio"]

    agent = staff(visitor, desk, "grupo-execom", "ines@grupo-execom.example", "agent")
    page = agent.visit(f"/grupo-execom/desk/tickets/{folio}")
    facts = page.inner_text(".facts")
    assert number in facts and "NIC 4801" in facts and "Vigente hasta el jueves 11 de marzo de 2027" in facts, facts
    page.click("text=Cobrar un servicio")
    agent.check()
    page.select_option("[name=item]", "terminal_installation")
    page.fill("[name=quantity]", "6")
    page.click("text=Ver cuánto cuesta")
    agent.check()
    text = page.inner_text("main")
    assert "Cuesta 2 incidentes" in text and "Otras maneras" in text and "GE-65" in text, text
    assert page.query_selector("button:has-text('Cargarlo a la póliza')") is None, "what is taken in advance waits for a quote that he accepts"
    page.select_option("[name=item]", "advice_event")
    page.fill("[name=quantity]", "1")
    page.click("text=Ver cuánto cuesta")
    text = page.inner_text("main")
    assert "GE-63" in text and "se le dijo que su solicitud es 'Incidente de soporte técnico'" in text, text
    assert page.query_selector("button:has-text('Cargarlo a la póliza')") is None, "what he was not told is not charged"
    page.select_option("[name=item]", "support_incident")
    page.fill("[name=quantity]", "9")
    page.click("text=Ver cuánto cuesta")
    agent.check()
    assert "GE-61" in page.inner_text("main") and "Tarjetas de servicio" in page.inner_text("main")
    page.fill("[name=quantity]", "0")
    page.click("text=Ver cuánto cuesta")
    assert "Debe ser de 1" in page.inner_text(".summary")
    page.select_option("[name=item]", "support_incident")
    page.fill("[name=quantity]", "1")
    page.click("text=Ver cuánto cuesta")
    page.click("text=Cargarlo a la póliza")
    assert "Se cargó a la póliza" in page.inner_text("main")
    assert "reservó 1 incidente" in page.inner_text(".timeline")
    agent.check()
    page.click("text=Cobrar un servicio")
    assert "Reservado hasta que el cliente acepte" in page.inner_text("main")
    agent.check()

    client = visitor(width=390, dark=True)
    client.set_password(desk.invite("grupo-execom", "luna@papeleria.example", "client"))
    client.sign_in("grupo-execom", "luna@papeleria.example")
    page = client.visit("/grupo-execom/contracts")
    client.check()
    text = page.inner_text("main")
    assert "quedan 1 de 2" in text and "1 en reserva" in text and folio in text, text
    assert page.query_selector("main form[method=post]:not([action$=requests]):not([action$=tax]):not([action$=notice])") is None
    assert desk.api("POST", f"/api/v1/companies/grupo-execom/tickets/{folio}/closure", {"reason": "Se reparó"}, token).status == 201
    text = client.visit(f"/grupo-execom/requests/{folio}").inner_text(".offer")
    assert "Si lo confirma se descuenta de su contrato: 1 incidente (Incidente de soporte técnico)" in text, text
    client.check()
    assert desk.api("POST", f"/api/v1/companies/grupo-execom/tickets/{folio}/closure", {"reason": ""}, desk.token("grupo-execom", "luna@papeleria.example", "client")).status == 201
    text = client.visit(f"/grupo-execom/contracts/{number}?lang=en").inner_text("main")
    assert "1 used" in text and "Charged" in text, text

    stranger = visitor()
    stranger.set_password(desk.invite("grupo-execom", "sol@ferreteria.example", "client"))
    stranger.sign_in("grupo-execom", "sol@ferreteria.example")
    assert "No tiene un contrato" in stranger.visit("/grupo-execom/contracts").inner_text("main")
    stranger.check()
    assert stranger.page.goto(f"{desk.url}/grupo-execom/contracts/{number}").status == 404
    assert stranger.page.goto(f"{desk.url}/grupo-execom/desk/contracts").status in (403, 404)
    assert b"sound" in desk.command("verify").stdout or desk.command("verify").returncode == 0


def test_a_balance_is_corrected_by_two_people(visitor, desk):
    token = desk.token("intecnia", "olga@intecnia.example", "operations")
    base = "/api/v1/companies/intecnia/contracts"
    body = {"plan": "basic", "customer": {"name": "Ferretería"}, "contacts": ["sol@ferreteria.example"]}
    number = desk.api("POST", base, body, token).json["number"]
    first = staff(visitor, desk, "intecnia", "olga@intecnia.example", "operations")
    page = first.visit(f"/intecnia/desk/contracts/{number}")
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    first.check()
    page.fill("[name=change]", "-999999")
    page.fill("[name=correction]", "Se contó dos veces")
    page.click("button:has-text('Proponer un ajuste')")
    assert "no quita más de lo que queda" in page.inner_text(".summary")
    page.fill("[name=change]", "-30")
    page.click("button:has-text('Proponer un ajuste')")
    assert "propuesto por" in page.inner_text("main") and page.query_selector("text=Confirmar") is None
    second = staff(visitor, desk, "intecnia", "ada@intecnia.example", "admin")
    page = second.visit(f"/intecnia/desk/contracts/{number}")
    second.check()
    page.click("text=Confirmar")
    assert "quedan 4 h 30 min de 4 h 30 min" in page.inner_text("main")

    # Whoever is staff vouches for a request that came without one; a wrong number is told where it was typed.
    body = {"channel": "email", "requester": {"email": "otra@papeleria.example"}, "subject": "Red", "description": "x"}
    folio = desk.api("POST", "/api/v1/companies/intecnia/tickets", body, token).json["folio"]
    page = second.visit(f"/intecnia/desk/tickets/{folio}")
    page.click("summary:has-text('Atender con un contrato')")
    page.fill("[name=contract]", "P-0")
    page.click("button:has-text('Atender con un contrato')")
    assert "No hay un contrato con este número" in page.inner_text(".summary")
    second.check()
    page.fill("[name=contract]", number)
    page.click("button:has-text('Atender con un contrato')")
    text = page.inner_text("main")
    assert "se atiende con ese contrato" in text and "Sin verificar" not in text and number in page.inner_text(".facts"), text


def test_the_api_sells_spends_and_refuses_with_the_clause(desk):
    olga = desk.token("intecnia", "olga@intecnia.example", "operations")
    ines = desk.token("intecnia", "ines@intecnia.example")
    base, tickets = "/api/v1/companies/intecnia/contracts", "/api/v1/companies/intecnia/tickets"
    body = {"plan": "per_event", "customer": {"name": "Papelería", "rfc": "EKU9003173C9"}, "contacts": ["paz@papeleria.example"]}
    assert desk.api("POST", base, body, ines).status == 403
    refused = desk.api("POST", base, body, olga)
    assert refused.status == 409 and refused.json["cites"]["ids"] == ["IN-13"]
    assert desk.api("POST", base, {**body, "plan": "gold"}, olga).status == 422
    assert desk.api("POST", base, {**body, "plan": "basic", "price": -5}, olga).status == 422
    assert desk.api("POST", base, {**body, "plan": "basic", "starts_on": "ayer"}, olga).status == 422
    contract = desk.api("POST", base, {**body, "purchase_order": "OC-7"}, olga)
    assert contract.status == 201 and contract.json["last_day"] is None
    number = contract.json["number"]
    folio = desk.api("POST", tickets, {"channel": "email", "requester": {"email": "paz@papeleria.example"}, "subject": "Red", "description": "x"}, ines).json["folio"]
    order = {"services": [{"service": "support_hour", "minutes": 60}]}
    price = desk.api("POST", f"{tickets}/{folio}/prices", order, ines)
    assert price.status == 200 and price.json["charges"] == [{"unit": "minute", "amount": 60}]
    assert desk.api("POST", f"{tickets}/{folio}/time", {"service": "support_hour", "minutes": -1, "note": "x"}, ines).status == 422
    assert desk.api("POST", f"{tickets}/{folio}/time", {"service": "support_hour", "minutes": 50, "note": "Router"}, ines).status == 201
    found = desk.api("GET", f"{base}/{number}", None, ines).json
    assert found["state"] == "ended" and found["ended_because"] == "used_up" and found["balances"][0]["available"] == 0
    assert found["charges"][0]["lines"][0]["worked"] == 50
    late = desk.api("POST", f"{tickets}/{folio}/charges", order, ines)
    assert late.status == 409 and "IN-27" in late.json["cites"]["ids"]
    assert desk.api("POST", f"{base}/{number}/top-ups", {"amounts": {"minute": 60}}, olga).status == 409
    assert desk.api("POST", f"{tickets}/{folio}/charges/1/settlement", {"state": "captured", "note": "x"}, ines).status == 409
    assert desk.api("POST", f"{tickets}/{folio}/charges/9/settlement", {"state": "captured", "note": "x"}, ines).status == 404
    assert desk.api("GET", f"{base}/nada", None, ines).status == 404
    journal = desk.api("GET", f"{base}/{number}/journal", None, ines).json["items"]
    assert [entry["kind"] for entry in journal][:2] == ["contract_opened", "charged"]


def paper(desk, cookie_page, path):
    answer = cookie_page.context.request.get(desk.url + path)
    return answer.status, answer.body()


def test_papers_are_printed_and_told_from_changed_ones(visitor, desk, tmp_path):
    olga = desk.token("grupo-execom", "olga@grupo-execom.example", "operations")
    ines = desk.token("grupo-execom", "ines@grupo-execom.example")
    base, tickets = "/api/v1/companies/grupo-execom/contracts", "/api/v1/companies/grupo-execom/tickets"
    body = {"plan": "annual", "customer": {"name": "Muñoz & Niños <b>S.A.</b>"}, "contacts": ["nina@munoz.example"], "amounts": {"event": 3, "credit": 8},
            "products": [{"name": "MaxiComercio 中文"}]}
    number = desk.api("POST", base, body, olga).json["number"]
    folio = desk.api("POST", tickets, {"channel": "portal", "type": "case", "category": "advice_event", "requester": {"email": "nina@munoz.example"}, "subject": "Duda", "description": "x"}, ines).json["folio"]
    assert desk.api("POST", f"{tickets}/{folio}/charges", {"services": [{"service": "advice_event", "quantity": 2}]}, ines).status == 201
    client = visitor()
    client.set_password(desk.invite("grupo-execom", "nina@munoz.example", "client"))
    client.sign_in("grupo-execom", "nina@munoz.example")
    page = client.visit(f"/grupo-execom/contracts/{number}")
    assert "Certificado (PDF)" in page.inner_text("main")

    def text(path):
        status, data = paper(desk, page, path)
        assert status == 200 and data.startswith(b"%PDF"), (status, data[:200])
        (tmp_path / "paper.pdf").write_bytes(data)
        return subprocess.run(["pdftotext", "-layout", str(tmp_path / "paper.pdf"), "-"], capture_output=True, check=True).stdout.decode()

    said = text(f"/grupo-execom/contracts/{number}/certificate.pdf")
    for words in ["Muñoz & Niños <b>S.A.</b>", number, "MaxiComercio 中文", "3 eventos", "8 créditos de servicio"]:
        assert words in said, said
    # Every charge of a period, with how it is paid, so that nothing is invoiced twice.
    export = desk.api("GET", "/api/v1/companies/grupo-execom/charges.csv?from=2026-03-01&through=2026-03-31", None, olga)
    lines = export.body.decode().splitlines()
    assert export.status == 200 and any(f"{number},1,2026-03-12,{folio},reserved" in line and "prepaid_credit" in line and "GE-69" in line for line in lines), lines
    assert desk.api("GET", "/api/v1/companies/grupo-execom/charges.csv?from=2026-03-31&through=2026-03-01", None, olga).status == 422
    assert desk.api("GET", "/api/v1/companies/grupo-execom/charges.csv?from=ayer", None, olga).status == 422
    assert desk.api("GET", "/api/v1/companies/grupo-execom/charges.csv?from=2026-03-01&through=2026-03-31", None, ines).status == 403
    statement = text(f"/grupo-execom/contracts/{number}/statement.pdf")
    assert "Contratación" in statement and folio in statement and "Saldo final" in statement, statement
    assert paper(desk, page, f"/grupo-execom/contracts/{number}/statement.pdf?from=2026-05-01&through=2026-04-01")[0] == 422
    assert paper(desk, page, f"/grupo-execom/contracts/{number}/statement.pdf?from=ayer")[0] == 422
    assert paper(desk, page, f"/grupo-execom/requests/{folio}/summary.pdf")[0] == 409
    assert desk.api("POST", f"{tickets}/{folio}/closure", {"reason": "Se explicó"}, ines).status == 201
    assert desk.api("POST", f"{tickets}/{folio}/closure", {"reason": ""}, desk.token("grupo-execom", "nina@munoz.example", "client")).status == 201
    summary = text(f"/grupo-execom/requests/{folio}/summary.pdf")
    assert "Evento de asesoría × 2" in summary and "Cargo, eventos" in summary and re.search(r"Total\s+2\b", summary), summary

    # What a telephone reads in the code.
    text(f"/grupo-execom/contracts/{number}/certificate.pdf")
    subprocess.run(["pdftoppm", "-r", "200", "-png", str(tmp_path / "paper.pdf"), str(tmp_path / "page")], check=True)
    read = subprocess.run(["zbarimg", "-q", "--raw", *map(str, tmp_path.glob("page*.png"))], capture_output=True, check=True).stdout.decode()
    address = re.search(r"/grupo-execom/papers/[\w-]+", read).group(0)
    anybody = visitor(width=390)
    page2 = anybody.visit(address)
    anybody.check()
    assert "Documento auténtico" in page2.inner_text("main") and "La póliza está vigente hasta" in page2.inner_text("main")
    changed = address[:-5] + ("A" if address[-5] != "A" else "B") + address[-4:]
    answer = page2.context.request.get(desk.url + changed)
    assert answer.status == 404 and "no es auténtico" in answer.text()
    assert len(page2.context.request.get(desk.url + "/grupo-execom/papers/key").text().strip()) == 43
    # The file itself, as it came by mail: genuine to the byte, or not.
    def checked(data):
        page2.goto(desk.url + "/grupo-execom/papers")
        anybody.check()
        page2.set_input_files("input[type=file]", {"name": "certificado.pdf", "mimeType": "application/pdf", "buffer": data})
        page2.get_by_role("button", name="Comprobar").click()
        anybody.check()
        return page2.inner_text("main")

    file = (tmp_path / "paper.pdf").read_bytes()
    said = checked(file)
    assert "Documento auténtico" in said and "hasta el último byte" in said and number in said, said
    middle = len(file) // 2
    said = checked(file[:middle] + bytes([file[middle] ^ 1]) + file[middle + 1:])
    assert "no es auténtico" in said and "alguien lo cambió" in said, said
    assert "no lleva nuestra firma" in checked(b"%PDF-1.7\n%%EOF\n")
    # Another company's seal is another.
    assert page2.context.request.get(desk.url + address.replace("grupo-execom", "fel")).status == 404
    stranger = visitor()
    stranger.set_password(desk.invite("grupo-execom", "otro@otro.example", "client"))
    stranger.sign_in("grupo-execom", "otro@otro.example")
    assert stranger.page.context.request.get(f"{desk.url}/grupo-execom/contracts/{number}/certificate.pdf").status == 404
    assert visitor().page.context.request.get(f"{desk.url}/grupo-execom/contracts/{number}/certificate.pdf", max_redirects=0).status in (302, 303, 401)


def test_a_program_asks_for_more_of_a_contract_for_its_client(desk):
    base = "/api/v1/companies/grupo-execom/contracts"
    olga = desk.token("grupo-execom", "olga@grupo-execom.example", "operations")
    body = {"plan": "annual", "customer": {"name": "Ferretería Sol"}, "contacts": ["sol@ferreteria.example"], "amounts": {"credit": 8}}
    number = desk.api("POST", base, body, olga).json["number"]
    client = desk.token("grupo-execom", "sol@ferreteria.example", "client")
    wished = desk.api("POST", f"{base}/{number}/requests", {"wish": "top_up", "text": "Diez créditos más."}, client)
    assert wished.status == 201 and number in wished.json["subject"], wished.json
    assert desk.api("POST", f"{base}/{number}/requests", {"wish": "gift", "text": "x"}, client).status == 422
    assert desk.api("POST", f"{base}/{number}/requests", {"wish": "renewal", "text": ""}, client).status == 422
    assert desk.api("POST", f"{base}/{number}/requests", {"wish": "renewal", "text": "x"}, olga).status == 403
    stranger = desk.token("grupo-execom", "otra@otra.example", "client")
    assert desk.api("POST", f"{base}/{number}/requests", {"wish": "renewal", "text": "x"}, stranger).status == 404
    # Where support comes by mail alone, it is a request of whoever renews.
    sold = desk.api("POST", base.replace("grupo-execom", "intecnia"), {"plan": "basic", "customer": {"name": "Sol"}, "contacts": ["sol@ferreteria.example"]},
                    desk.token("intecnia", "olga@intecnia.example", "operations")).json["number"]
    renewal = desk.api("POST", f"/api/v1/companies/intecnia/contracts/{sold}/requests", {"wish": "renewal", "text": "x"},
                       desk.token("intecnia", "sol@ferreteria.example", "client"))
    assert renewal.status == 201 and renewal.json["subject"].startswith("Renovar"), renewal.json


def test_a_company_puts_its_logo_on_its_pages_and_papers(visitor, desk, tmp_path):
    def png(width, height):
        row = b"\0" + b"\x1f\x5f\xbf" * width
        def chunk(kind, data):
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(row * height)) + chunk(b"IEND", b"")

    boss = staff(visitor, desk, "factupronto", "olga@factupronto.example", "operations")
    page = boss.visit("/factupronto/desk/people")
    page.get_by_role("link", name="Imagen de la empresa").click()
    boss.check()
    page.set_input_files("input[type=file]", {"name": "logo.png", "mimeType": "image/png", "buffer": b"GIF89a"})
    page.get_by_role("button", name="Usar esta imagen").click()
    assert "No es una imagen PNG" in page.inner_text("main")
    boss.check()
    page.set_input_files("input[type=file]", {"name": "logo.png", "mimeType": "image/png", "buffer": png(400, 120)})
    page.get_by_role("button", name="Usar esta imagen").click()
    boss.check()
    shown = page.locator("header .company img")
    assert shown.get_attribute("alt") == "FactuPronto" and shown.evaluate("image => image.naturalWidth") == 400
    # Everybody sees it, and it is one word for whoever sees nothing.
    anybody = visitor(width=390)
    home = anybody.visit("/factupronto")
    anybody.check()
    assert home.locator("header .company img").evaluate("image => image.complete && image.naturalWidth") == 400
    # An agent does not change it.
    agent = staff(visitor, desk, "factupronto", "nora@factupronto.example", "agent")
    assert agent.page.context.request.get(desk.url + "/factupronto/desk/company").status == 403
    assert agent.visit("/factupronto/desk/people").get_by_role("link", name="Imagen de la empresa").count() == 0
    page.goto(desk.url + "/factupronto/desk/company")
    page.get_by_role("button", name="Quitar el logotipo").click()
    boss.check()
    assert page.locator("header .company img").count() == 0 and "FactuPronto" in page.inner_text("header")
    assert page.context.request.get(desk.url + "/factupronto/logo.png").status == 404


def test_who_asks_under_a_contract_comes_and_goes(visitor, desk):
    ines = desk.token("grupo-execom", "ines@grupo-execom.example")
    olga = desk.token("grupo-execom", "olga@grupo-execom.example", "operations")
    base, tickets = "/api/v1/companies/grupo-execom/contracts", "/api/v1/companies/grupo-execom/tickets"
    body = {"plan": "annual", "customer": {"name": "Colegas S.A."}, "contacts": ["ana@colegas.example"], "amounts": {"event": 3, "credit": 9}}
    number = desk.api("POST", base, body, olga).json["number"]
    seller = staff(visitor, desk, "grupo-execom", "olga@grupo-execom.example", "operations")
    page = seller.visit(f"/grupo-execom/desk/contracts/{number}")
    page.click("summary:has-text('Agregar a quien puede pedir soporte')")
    page.fill("[name=contact]", "ines@grupo-execom.example")
    page.click("button:has-text('Agregar a quien puede pedir soporte')")
    assert "ya es de otro cliente, o del personal" in page.inner_text(".summary")
    seller.check()
    page.fill("[name=contact]", "beto@colegas.example")
    page.click("button:has-text('Agregar a quien puede pedir soporte')")
    seller.check()
    text = page.inner_text("main")
    assert "ana@colegas.example" in text and "agregó a beto@colegas.example a quienes pueden pedir soporte" in text, text

    # A colleague's request stands on the contract of both, and is a link only for him whose it is.
    opened = desk.api("POST", tickets, {"channel": "portal", "type": "case", "category": "advice_event", "requester": {"email": "beto@colegas.example"}, "subject": "Duda", "description": "x"}, ines)
    folio = opened.json["folio"]
    assert opened.json["contract"] == number, opened.body
    assert desk.api("POST", f"{tickets}/{folio}/charges", {"services": [{"service": "advice_event"}]}, ines).status == 201
    people = {}
    for name in ["ana", "beto"]:
        people[name] = visitor()
        people[name].set_password(desk.invite("grupo-execom", f"{name}@colegas.example", "client"))
        people[name].sign_in("grupo-execom", f"{name}@colegas.example")
        page = people[name].visit(f"/grupo-execom/contracts/{number}")
        people[name].check()
        assert folio in page.inner_text("main table")
        assert (page.query_selector(f"a:has-text('{folio}')") is None) == (name == "ana"), name
        assert "beto@colegas.example" not in page.inner_text("main"), "who else asks is not theirs to learn"
    page.click(f"a:has-text('{folio}')")
    assert "Duda" in page.inner_text("main")

    page = seller.visit(f"/grupo-execom/desk/contracts/{number}")
    page.click("summary:has-text('Quitar a quien ya no pide soporte')")
    page.select_option("[name=former_contact]", "beto@colegas.example")
    page.click("button:has-text('Quitar a quien ya no pide soporte')")
    seller.check()
    assert "quitó a beto@colegas.example" in page.inner_text(".timeline")
    get = people["beto"].page.context.request.get
    assert get(f"{desk.url}/grupo-execom/contracts/{number}").status == 404
    assert get(f"{desk.url}/grupo-execom/requests/{folio}").status == 200, "his own requests stay his"
    # The same by the API.
    assert [c["email"] for c in desk.api("GET", f"{base}/{number}", None, ines).json["contacts"]] == ["ana@colegas.example"]
    contact = {"email": "beto@colegas.example"}
    assert desk.api("POST", f"{base}/{number}/contacts/removal", contact, olga).status == 422
    assert desk.api("POST", f"{base}/{number}/contacts", contact, ines).status == 403
    added = desk.api("POST", f"{base}/{number}/contacts", contact, olga)
    assert added.status == 201 and len(added.json["contacts"]) == 2
    assert desk.api("POST", f"{base}/{number}/contacts", contact, olga).status == 409
    assert desk.api("POST", f"{base}/{number}/contacts/removal", contact, olga).status == 201
    ana = desk.token("grupo-execom", "ana@colegas.example", "client")
    assert "contacts" not in desk.api("GET", f"{base}/{number}", None, ana).json
    assert desk.command("verify").returncode == 0


def test_contracts_are_read_page_by_page(desk):
    olga = desk.token("grupo-execom", "olga@grupo-execom.example", "operations")
    base = "/api/v1/companies/grupo-execom/contracts"
    for credits in [5, 6, 7]:
        body = {"plan": "annual", "customer": {"name": "Páginas S.A.", "number": "NIC-9"}, "contacts": ["eva@paginas.example"], "amounts": {"credit": credits}}
        assert desk.api("POST", base, body, olga).status == 201
    first = desk.api("GET", f"{base}?q=NIC-9&limit=2", None, olga).json
    assert len(first["items"]) == 2 and first["next"] and first["items"][0]["use"] is None
    second = desk.api("GET", f"{base}?q=NIC-9&limit=2&after={first['next']}", None, olga).json
    assert len(second["items"]) == 1 and second["next"] is None
    assert len({c["number"] for c in first["items"] + second["items"]}) == 3
    assert desk.api("GET", f"{base}?after=ayer", None, olga).status == 422
    assert desk.api("GET", f"{base}?limit=0", None, olga).status == 422


def test_a_company_chooses_its_colour(visitor, desk):
    boss = staff(visitor, desk, "factupronto", "olga@factupronto.example", "operations")
    page = boss.visit("/factupronto/desk/company")
    csrf = page.locator("form[action$='/company/color'] [name=csrf]").get_attribute("value")
    wrong = page.context.request.post(desk.url + "/factupronto/desk/company/color", form={"csrf": csrf, "color": "red;}"})
    assert wrong.status == 422 and "Es un color como" in wrong.text()
    # Far too pale to be read: text in it is darkened, on light ground and on dark.
    page.fill("[name=color]", "#ffee00")
    page.get_by_role("button", name="Usar este color").click()
    boss.check()
    assert page.input_value("[name=color]") == "#ffee00"
    for dark in (False, True):
        anybody = visitor(width=390, dark=dark)
        home = anybody.visit("/factupronto")
        anybody.check()
        accent = home.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent')").strip()
        red, green, blue = (int(accent[at:at + 2], 16) for at in (1, 3, 5))
        assert red >= green > blue and ((red > 200) == dark), accent
    other = visitor().visit("/intecnia").evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent')").strip()
    assert other != accent, "another company keeps its own"
    assert page.context.request.get(desk.url + "/factupronto/colors/zz.css").status == 404
    agent = staff(visitor, desk, "factupronto", "nora@factupronto.example", "agent")
    token = agent.visit("/factupronto/desk").locator("[name=csrf]").first.get_attribute("value")
    assert agent.page.context.request.post(desk.url + "/factupronto/desk/company/color", form={"csrf": token, "color": "#123456"}).status == 403
    page.get_by_role("button", name="Usar el color sugerido").click()
    boss.check()
    assert page.locator("link[href*='/colors/']").count() == 0
