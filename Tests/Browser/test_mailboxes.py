"""Several mailboxes a company: what each is for, what its requests are, and the queue of each."""

import sqlite3

import pytest
from conftest import POLICIES, Desk, Visitor

BOXES = [("soporte@intecnia.example", []), ("ventas@intecnia.example", ["--label", "Ventas", "--severity", "3"])]


@pytest.fixture(scope="module")
def office(desk):
    for address, more in BOXES:
        desk.command("mailbox", "add", "--company", "intecnia", address, "--handed-over", *more)
    for email, role in [("ada@intecnia.example", "admin"), ("olga@intecnia.example", "operations"), ("ines@intecnia.example", "agent")]:
        desk.links = {**getattr(desk, "links", {}), email: desk.invite("intecnia", email, role)}
    return desk


def mail(number, to):
    return f"From: Luna Lara <luna@papeleria.example>\r\nTo: {to}\r\nSubject: Caso {number}\r\nMessage-ID: <{number}@papeleria.example>\r\n\r\nTexto {number}\r\n".encode()


def deliver(office, number, to, *more):
    return office.command("mail", "deliver", "--company", "intecnia", *more, stdin=mail(number, to)).stdout.decode().strip()


def signed_in(office, visitor, email, **how):
    somebody = visitor(**how)
    if office.links.get(email):
        somebody.set_password(office.links.pop(email))
    somebody.sign_in("intecnia", email)
    return somebody


def test_the_pipe_says_by_which_mailbox(office):
    named = deliver(office, "uno", "contacto@intecnia.example", "--mailbox", "VENTAS+x@intecnia.example")
    addressed = deliver(office, "dos", "ventas@intecnia.example")
    token = office.token("intecnia", "robot@intecnia.example")
    for folio in (named, addressed):
        ticket = office.api("GET", f"/api/v1/companies/intecnia/tickets/{folio}", token=token).json
        assert ticket["mailbox"] == "ventas@intecnia.example" and ticket["severity"] == 3
    listed = office.api("GET", "/api/v1/companies/intecnia/tickets?mailbox=ventas@intecnia.example", token=token).json["items"]
    assert {ticket["folio"] for ticket in listed} == {named, addressed}
    assert office.api("GET", "/api/v1/companies/intecnia/tickets?mailbox=nadie@intecnia.example", token=token).json["items"] == []
    lost = office.command("mail", "deliver", "--company", "intecnia", "--mailbox", "nadie@intecnia.example", stdin=mail("tres", "x@y.example"), check=False)
    assert lost.returncode == 75 and "nadie@intecnia.example" in lost.stderr.decode() and lost.stdout == b""
    with sqlite3.connect(office.folder / "desk.sqlite") as database:
        assert database.execute("SELECT COUNT(*) FROM received_mail").fetchone() == (2,), "the mail server still has it"
    text = office.command("mailbox", "list", "--company", "intecnia").stdout.decode()
    assert "Ventas, severity=3" in text and "lo entrega el servidor de correo" in text
    assert office.command("mailbox", "check", "--company", "intecnia", "ventas@intecnia.example", check=False).returncode == 65
    assert office.command("mailbox", "add", "--company", "intecnia", "otro@intecnia.example", check=False).returncode == 64
    assert office.command("mailbox", "rules", "--company", "intecnia", "ventas@intecnia.example", "--severity", "9", check=False).returncode == 65
    done = office.command("mailbox", "rules", "--company", "intecnia", "ventas@intecnia.example", "--label", "Ventas", "--severity", "2").stdout.decode()
    assert "severity=2" in done


def test_the_pipe_believes_the_server_that_its_mailbox_names(office):
    box = "facturas@intecnia.example"
    office.command("mailbox", "add", "--company", "intecnia", box, "--handed-over", "--authserv-id", "mx.facturas.example")
    try:
        for number, (words, trusted) in enumerate([
            (["--mailbox", box], "mx.facturas.example"), (["--mailbox", box, "--authserv-id", "mx.otro.example"], "mx.facturas.example"),
            (["--mailbox", "soporte@intecnia.example", "--authserv-id", "mx.otro.example"], "mx.otro.example"), (["--mailbox", "soporte@intecnia.example"], None),
        ]):
            deliver(office, f"servidor{number}", "x@y.example", *words)
            assert office.rows(f"SELECT authserv_id FROM received_mail WHERE message_id = 'servidor{number}@papeleria.example'") == [(trusted,)]
        lines = office.command("mail", "check", "--company", "intecnia", "--dns", "127.0.0.1:1", check=False).stdout.decode().splitlines()
        told = [line for line in lines if box in line]
        assert "lo entrega el servidor de correo; el último mensaje llegó" in told[0] and told[0].startswith("bien")
        assert "Authentication-Results de mx.facturas.example" in told[1] and told[1].startswith("mal")
    finally:
        office.command("mailbox", "remove", "--company", "intecnia", box)


def test_what_came_before_and_opened_no_ticket_is_told_as_that(office):
    raw = b"From: luna@papeleria.example\r\nSubject: No abre\r\nMessage-ID: <otra-vez@papeleria.example>\r\n\r\nNada\r\n"
    first, again = [office.command("mail", "deliver", "--company", "grupo-execom", stdin=raw).stdout.decode() for _ in range(2)]
    assert first.startswith("Rechazado por la política") and again.startswith("Ya había llegado, y no abrió ningún ticket")
    listed = office.command("mail", "refused", "--company", "grupo-execom").stdout.decode()
    assert "No abre" in listed and "luna@papeleria.example" in listed and len(listed.splitlines()) == 1


def test_a_company_that_nobody_can_answer_is_told_so(office, visitor):
    added = office.command("company", "add", *POLICIES).stderr.decode().splitlines()
    assert {line.split(":")[0] for line in added if "company.email" in line} == {"factupronto", "grupo-execom"}
    somebody = visitor()
    somebody.set_password(office.invite("grupo-execom", "ada@execom.example", "admin"))
    somebody.sign_in("grupo-execom", "ada@execom.example")
    assert "Escriba company.email en la política" in somebody.visit("/grupo-execom/desk/mailboxes").inner_text("main")
    office.command("mailbox", "add", "--company", "grupo-execom", "soporte@execom.example", "--handed-over")
    assert "Escriba company.email" not in somebody.visit("/grupo-execom/desk/mailboxes").inner_text("main")


@pytest.mark.parametrize("width,scripts", [(1280, True), (390, False)])
def test_rules_and_the_queue_of_a_mailbox(office, visitor, width, scripts):
    olga = signed_in(office, visitor, "olga@intecnia.example", width=width, scripts=scripts)
    page = olga.visit("/intecnia/desk/mailboxes")
    page.click("a:has-text('ventas@intecnia.example')")
    page.wait_for_load_state()
    olga.check()
    page.fill("input[name=label]", f"Ventas {width}")
    page.select_option("select[name=severity]", "1")
    page.select_option("select[name=assignee]", "ines@intecnia.example")
    page.click("main button.primary")
    page.wait_for_load_state()
    olga.check()
    text = page.inner_text("body")
    assert f"Ventas {width}" in text and "Así serán desde ahora sus solicitudes." in text and "Severidad" in text
    folio = deliver(office, f"cola{width}", "ventas@intecnia.example")
    deliver(office, f"otra{width}", "soporte@intecnia.example")

    ines = signed_in(office, visitor, "ines@intecnia.example", width=width, scripts=scripts)
    page = ines.visit("/intecnia/desk/queue")
    page.click(f"nav.filters a:has-text('Ventas {width}')")
    page.wait_for_load_state()
    ines.check()
    text = page.inner_text("main")
    assert f"Caso cola{width}" in text and f"Caso otra{width}" not in text
    page.click(f"text=Caso cola{width}")
    page.wait_for_load_state()
    ines.check()
    text = page.inner_text("main")
    assert folio in text and "ventas@intecnia.example" in text and "a quien atiende ese buzón" in text
    text = ines.visit("/intecnia/desk/mailboxes").inner_text("main")
    assert f"Ventas {width}" in text and ines.page.locator("main table a").count() == 0
    assert ines.context.request.get(office.url + "/intecnia/desk/mailboxes/1").status == 403
    assert office.command("verify").returncode == 0


@pytest.mark.parametrize("width,scripts", [(1280, True), (390, False)])
def test_who_administers_adds_changes_and_removes_a_mailbox(office, visitor, width, scripts):
    ada = signed_in(office, visitor, "ada@intecnia.example", width=width, scripts=scripts)
    # Behind the plus: the address is the company's own.
    address = f"soporte+facturas{width}@intecnia.com.mx"
    page = ada.visit("/intecnia/desk/mailboxes")
    page.click("a:has-text('Agregar un buzón')")
    page.wait_for_load_state()
    ada.check()
    # The house's own network is nobody's of a company to knock at, under whatever name; what he gave stays but for the password.
    for server, told in [("imaps://localhost:993", "red privada"), ("imaps://127.0.0.1:993", "red privada"), ("imap+starttls://[::1]:143", "red privada"), ("correo", "imaps://servidor:993")]:
        page.fill("input[name=address]", address)
        page.fill("input[name=server]", server)
        page.fill("input[name=password]", "secreta4711")
        page.click("main button.primary")
        page.wait_for_load_state()
        ada.check()
        assert told in page.inner_text("main"), server
        assert page.input_value("input[name=server]") == server and "secreta4711" not in page.content()
    assert address not in office.command("mailbox", "list", "--company", "intecnia").stdout.decode()

    page.select_option("select[name=arrives]", "handed_over")
    page.fill("input[name=label]", f"Facturas {width}")
    page.click("main button.primary")
    page.wait_for_load_state()
    ada.check()
    assert "Se agregó el buzón." in page.inner_text("body") and f"Facturas {width}" in page.inner_text("main")
    page.click(f"a:has-text('{address}')")
    page.wait_for_load_state()
    ada.check()
    page.check("input[name=plus]")
    page.fill("input[name=authserv]", "mx.intecnia.example")
    page.click("main button:has-text('Probar y guardar')")
    page.wait_for_load_state()
    assert "se abre así desde ahora" in page.inner_text("body")
    page.click(f"a:has-text('{address}')")
    page.wait_for_load_state()
    assert page.is_checked("input[name=plus]") and page.input_value("input[name=authserv]") == "mx.intecnia.example"
    assert page.input_value("input[name=label]") == f"Facturas {width}", "its rules are as they were"

    olga = signed_in(office, visitor, "olga@intecnia.example", width=width, scripts=scripts)
    assert "Agregar un buzón" not in olga.visit("/intecnia/desk/mailboxes").inner_text("main")
    assert olga.context.request.get(office.url + "/intecnia/desk/new-mailbox").status == 403
    place, secret = page.get_attribute("form[action$='/removal']", "action"), olga.page.get_attribute("input[name=csrf]", "value")
    for way in (place, place.replace("/removal", "/connection")):
        assert olga.context.request.post(office.url + way, form={"csrf": secret, "server": "imaps://x.example"}).status == 403

    page.click("summary:has-text('Quitar el buzón')")
    page.click("main details button:has-text('Quitar el buzón')")
    page.wait_for_load_state()
    ada.check()
    assert "Se quitó el buzón" in page.inner_text("body") and address not in page.inner_text("main")
    assert office.command("verify").returncode == 0


def test_a_program_does_with_mailboxes_what_its_role_may_and_reads_no_password(office):
    base = "/api/v1/companies/intecnia/mailboxes"
    ada, olga, ines = (office.token("intecnia", f"{name}@intecnia.example", role) for name, role in [("ada", "admin"), ("olga", "operations"), ("ines", "agent")])
    address, secret = "soporte+api@intecnia.com.mx", "secreta4711"
    told = []

    def api(method, path="", body=None, token=ada):
        answer = office.api(method, base + path, body, token)
        told.append(answer.body.decode())
        return answer

    def problems(answer):
        assert answer.status == 422, answer.body
        return [error["field"] for error in answer.json["errors"]]

    # The house's own network, and what no server can be.
    new = {"address": address, "server": "imaps://127.0.0.1:993", "password": secret}
    for server in ("imaps://127.0.0.1:993", "imap+starttls://[::1]:143", "correo"):
        refused = api("POST", body=new | {"server": server})
        assert problems(refused) == ["server"], refused.body
    assert "red privada" in told[0] and "imaps://servidor:993" in told[2]
    assert problems(api("POST", body=new | {"arrives": "paloma"})) == ["arrives"]
    handed = {"address": address, "arrives": "handed_over", "label": "Programas", "severity": 2}
    assert problems(api("POST", body=handed | {"address": "otra@fel.mx"})) == ["address"]
    assert problems(api("POST", body=handed | {"severity": 9})) == ["severity"]
    for token, status in ((olga, 403), (ines, 403), (office.token("fel", "ada@fel.example", "admin"), 401), (None, 401)):
        assert api("POST", body=handed, token=token).status == status

    added = api("POST", body=handed)
    assert added.status == 201 and added.headers["Location"] == f"{base}/{address}"
    assert (added.json["label"], added.json["severity"], added.json["arrives"]) == ("Programas", 2, "handed_over")
    assert api("POST", body=handed).status == 409
    listed = api("GET", token=ines).json
    mine = next(box for box in listed["items"] if box["address"] == address)
    assert "connection" not in mine and mine["waiting"] == 0 and mine["test"] is None and listed["leaving"]["failed"] == 0
    assert api("GET", f"/{address.upper().replace('@', '%40')}").json["connection"]["plus"] is False
    assert api("GET", "/nadie@intecnia.example").status == 404

    # Rules are of who runs the house; how it is reached, of who administers.
    changed = api("PUT", f"/{address}/rules", {"label": "Robots", "assignee": "ines@intecnia.example"}, olga)
    assert changed.status == 200 and (changed.json["label"], changed.json["severity"], changed.json["assignee"]) == ("Robots", None, "ines@intecnia.example")
    assert problems(api("PUT", f"/{address}/rules", {"assignee": "luna@papeleria.example"}, olga)) == ["assignee"]
    assert api("PUT", f"/{address}/rules", {"label": "x"}, ines).status == 403
    way = {"plus": True, "authserv": "mx.intecnia.example", "password": secret}
    assert api("PUT", f"/{address}/connection", way, olga).status == 403
    connection = api("PUT", f"/{address}/connection", way).json["connection"]
    assert connection == {"server": None, "user": None, "folder": None, "authserv": "mx.intecnia.example", "plus": True}
    assert api("POST", f"/{address}/tests", token=ines).status == 403
    tried = api("POST", f"/{address}/tests", token=olga)
    assert tried.status == 201 and tried.json["test"]["letter"] == "queued" and tried.json["test"]["arrived_at"] is None
    assert api("POST", f"/{address}/tests", token=olga).status == 409, "one is on its way"

    assert api("DELETE", f"/{address}", token=olga).status == 403
    assert api("DELETE", f"/{address}").status == 204
    assert api("DELETE", f"/{address}").status == 404
    assert all(secret not in text for text in told)
    assert office.command("verify").returncode == 0
