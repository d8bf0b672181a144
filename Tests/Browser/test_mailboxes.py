"""Several mailboxes a company: what each is for, what its requests are, and the queue of each."""

import sqlite3

import pytest
from conftest import Desk, Visitor

BOXES = [("soporte@intecnia.example", []), ("ventas@intecnia.example", ["--label", "Ventas", "--severity", "3"])]


@pytest.fixture(scope="module")
def office(desk):
    for address, more in BOXES:
        desk.command("mailbox", "add", "--company", "intecnia", address, "--handed-over", *more)
    for email, role in [("olga@intecnia.example", "operations"), ("ines@intecnia.example", "agent")]:
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
