"""Agents at work: the queue, a ticket, what a clause forbids, live pages."""

import re
from email.message import EmailMessage

import pytest


@pytest.fixture(scope="module")
def staff(desk):
    """Inés and Beto of Intecnia, with passwords; Inés has a ticket."""
    links = {name: desk.invite("intecnia", f"{name}@intecnia.example", "agent", "--level", "1") for name in ("ines", "beto")}
    return links


def mail_request(desk, subject, severity=2):
    token = desk.token("intecnia", "ines@intecnia.example")
    body = {"requester": {"name": "Luna", "email": "luna@papeleria.example"}, "channel": "email", "subject": subject,
            "description": "No funciona el enlace.", "severity": severity}
    answer = desk.api("POST", "/api/v1/companies/intecnia/tickets", body, token)
    assert answer.status == 201, answer.body
    return answer.json


@pytest.fixture
def ines(visitor, staff):
    return enter(visitor(), "ines", staff)


def enter(agent, name, staff):
    if staff.get(name):
        agent.set_password(staff[name])
        staff[name] = None
    agent.sign_in("intecnia", f"{name}@intecnia.example")
    return agent


def test_the_queue_shows_first_what_falls_due_first(ines, desk):
    late = mail_request(desk, "Vence después", severity=3)["folio"]
    soon = mail_request(desk, "Vence antes", severity=1)["folio"]
    page = ines.visit("/intecnia/desk/queue")
    folios = re.findall(r"IN-\d+", page.inner_text("table"))
    assert folios.index(soon) < folios.index(late)
    assert "Vence" in page.inner_text("table")


def test_an_agent_works_a_ticket_from_taking_to_closing(ines, desk):
    folio = mail_request(desk, "Enlace caído")["folio"]
    page = ines.visit(f"/intecnia/desk/tickets/{folio}")
    if page.locator("form[action$='/assignment'] button.primary").count():
        page.click("form[action$='/assignment'] button.primary")
        ines.check()
    page.fill("textarea[name=answer]", "Estamos revisando el enlace.")
    page.click("form[action$='/messages'] button.primary")
    ines.check()
    assert "Estamos revisando el enlace." in page.inner_text(".timeline")
    page.click("summary >> text=nota")
    page.fill("textarea[name=note]", "Parece el proveedor.")
    page.click("form[action$='/notes'] button")
    assert "Nota interna" in page.inner_text(".timeline")
    page.click("details:has(form[action$='/waits']) summary")
    page.fill("textarea[name=question]", "¿Nos manda una foto del módem?")
    page.click("form[action$='/waits'] button")
    ines.check()
    assert "En Espera" in page.inner_text("main")
    page.click("details:has(form[action$='/contact-attempts']) summary")
    assert "1 de 3" in page.inner_text("main")
    page.fill("textarea[name=told]", "Le avisé cuándo se cierra.")
    page.click("form[action$='/contact-attempts'] button")
    ines.check()
    assert "intento de contacto 1 de 3" in page.inner_text(".timeline")
    page.click("details:has(form[action$='/escalations']) summary")
    page.fill("textarea[name=why]", "El cliente lo pide.")
    page.click("form[action$='/escalations'] button")
    ines.check()
    assert "IN-47" in page.inner_text(".timeline")
    page.click("details:has(form[action$='/closure']) summary")
    page.fill("textarea[name=solution]", "El proveedor repuso el enlace.")
    page.click("form[action$='/closure'] button")
    ines.check()
    assert "Cerrado" in page.inner_text("main")


def test_what_a_clause_forbids_is_shown_with_the_clause(visitor, desk, staff):
    folio = mail_request(desk, "De otro consultor")["folio"]
    token = desk.token("intecnia", "ines@intecnia.example")
    desk.api("POST", f"/api/v1/companies/intecnia/tickets/{folio}/assignment", {"to": "ines@intecnia.example"}, token)
    beto = enter(visitor(), "beto", staff)
    page = beto.visit(f"/intecnia/desk/tickets/{folio}")
    assert "IN-57" in page.inner_text("#closure")
    assert page.locator("#closure button[disabled]").count() == 1


def test_a_refused_act_answers_with_its_clause(visitor, desk, staff):
    folio = mail_request(desk, "Se cierra por otro")["folio"]
    token = desk.token("intecnia", "ines@intecnia.example")
    desk.api("POST", f"/api/v1/companies/intecnia/tickets/{folio}/assignment", {"to": "ines@intecnia.example"}, token)
    other = desk.token("intecnia", "beto@intecnia.example")
    answer = desk.api("POST", f"/api/v1/companies/intecnia/tickets/{folio}/closure", {"reason": "Listo"}, other)
    assert answer.status == 409
    assert "IN-57" in answer.json["cites"]["ids"]
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_an_open_page_learns_what_another_wrote(ines, desk):
    folio = mail_request(desk, "En vivo")["folio"]
    page = ines.visit(f"/intecnia/desk/tickets/{folio}")
    token = desk.token("intecnia", "beto@intecnia.example")
    desk.api("POST", f"/api/v1/companies/intecnia/tickets/{folio}/notes", {"text": "Llegó mientras mirabas."}, token)
    page.wait_for_selector("text=Llegó mientras mirabas.", timeout=8000)


def test_eight_tabs_share_one_stream(ines, desk):
    for _ in range(7):
        ines.context.new_page().goto(desk.url + "/intecnia/desk/queue")
    page = ines.visit("/intecnia/desk/queue")
    assert page.locator("table.queue").count() == 1, "the ninth request is not starved"


def test_an_expired_session_is_asked_to_sign_in(ines, desk):
    ines.visit("/intecnia/desk/queue")
    ines.context.clear_cookies()
    page = ines.visit("/intecnia/desk/queue")
    assert "/session/new" in page.url


@pytest.mark.parametrize("place", ["queue", "notices", "outbox", "people", "policy", "new-ticket", "queue?state=closed", "queue?q=nada"])
def test_every_page_of_the_console_is_accessible(ines, visitor, desk, staff, place):
    ines.visit(f"/intecnia/desk/{place}")
    phone = enter(visitor(width=390, dark=True), "ines", staff)
    phone.visit(f"/intecnia/desk/{place}")


def test_mail_that_the_policy_refuses_is_kept_where_staff_sees_it(visitor, desk):
    mail = b"From: Luna <luna@papeleria.example>\r\nSubject: Por correo no se puede\r\nMessage-ID: <77@x>\r\n\r\nHola\r\n"
    assert desk.command("mail", "deliver", "--company", "grupo-execom", stdin=mail).returncode == 0
    agent = visitor()
    agent.set_password(desk.invite("grupo-execom", "ines@execom.example", "agent"))
    agent.sign_in("grupo-execom", "ines@execom.example")
    page = agent.visit("/grupo-execom/desk/mailboxes")
    assert "Por correo no se puede" in page.inner_text("main") and "luna@papeleria.example" in page.inner_text("main")
    with page.expect_download() as download:
        page.click("a[href*='/refused-mail/']")
    assert open(download.value.path(), "rb").read() == mail


def test_a_document_counts_as_the_form_until_somebody_says_that_it_is_none(visitor, desk):
    """FI-11."""
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = "Luna <luna@papeleria.example>", "Alta de una clave", "<forma@papeleria.example>"
    mail.set_content("Va el formato.")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="escaneo.pdf")
    assert desk.command("mail", "deliver", "--company", "factura-inteligente", stdin=mail.as_bytes()).returncode == 0
    agent = visitor(width=390, scripts=False)
    agent.set_password(desk.invite("factura-inteligente", "ines@facturainteligente.example", "agent"))
    agent.sign_in("factura-inteligente", "ines@facturainteligente.example")
    page = agent.visit("/factura-inteligente/desk/queue")
    page.click("text=Alta de una clave")
    page.wait_for_load_state()
    assert page.locator("form[action$='/missing-forms']").count() == 0
    page.click("details:has(form[action$='/classification']) summary")
    page.select_option("select[name=type]", "access_change")
    page.click("form[action$='/classification'] button")
    page.wait_for_load_state()
    agent.check()
    assert "Se tiene por recibido: revíselo" in page.inner_text("#live")
    page.click("details:has(form[action$='/missing-forms']) summary")
    page.click("form[action$='/missing-forms'] button")
    page.wait_for_load_state()
    agent.check()
    assert "no es el documento «Solicitud de Control de Acceso»" in page.inner_text(".timeline")
    assert "Se tiene por recibido" not in page.inner_text("#live") and page.locator("form[action$='/missing-forms']").count() == 0
    folio = page.url.rsplit("/", 1)[1].split("?")[0].split("#")[0]
    token = desk.token("factura-inteligente", "ines@facturainteligente.example")
    again = desk.api("POST", f"/api/v1/companies/factura-inteligente/tickets/{folio}/missing-forms", {"form": "access_control"}, token)
    assert again.status == 409, again.body


def test_what_is_late_stands_first_and_says_how_late(visitor, desk, staff):
    token = desk.token("intecnia", "ines@intecnia.example")
    late = mail_request(desk, "Nadie contestó", severity=1)["folio"]
    desk.advance("P6D", token)
    agent = enter(visitor(), "ines", staff)
    page = agent.visit("/intecnia/desk/queue")
    first = page.inner_text("table.queue tbody tr:first-child")
    assert "Venció" in first and "hace" in first
    assert late in page.inner_text("table.queue")


def test_what_is_owed_as_soon_as_possible_stands_above_what_is_late(visitor, desk):
    """GE-30, A-41."""
    token = desk.token("grupo-execom", "gema@execom.example")
    sold = {"plan": "annual", "customer": {"name": "Papelería Luna"}, "contacts": ["luna@papeleria.example"], "amounts": {"incident": 2}}
    assert desk.api("POST", "/api/v1/companies/grupo-execom/contracts", sold, desk.token("grupo-execom", "olga@execom.example", "operations")).status == 201
    folios = []
    for kind, subject in (("ticket", "Con plazo"), ("case", "Con prisa")):
        answer = desk.api("POST", "/api/v1/companies/grupo-execom/tickets", {
            "requester": {"name": "Luna", "email": "luna@papeleria.example"}, "channel": "portal", "type": kind, "subject": subject,
            "description": "No abre."}, token)
        assert answer.status == 201, answer.body
        folios.append(answer.json["folio"])
    desk.advance("P6D", token)
    agent = visitor()
    agent.set_password(desk.invite("grupo-execom", "gema@execom.example", "agent"))
    agent.sign_in("grupo-execom", "gema@execom.example")
    page = agent.visit("/grupo-execom/desk/queue")
    first, second = (page.inner_text(f"table.queue tbody tr:nth-child({row})") for row in (1, 2))
    assert folios[1] in first and "Lo antes posible" in first and "Lo más pronto posible" in first
    assert folios[0] in second and "Venció" in second
    page = agent.visit(f"/grupo-execom/desk/tickets/{folios[1]}")
    assert page.inner_text(".owed .due") == "Lo antes posible"
    page = agent.visit(f"/grupo-execom/desk/tickets/{folios[1]}?lang=en")
    assert page.inner_text(".owed .due") == "As soon as possible"
