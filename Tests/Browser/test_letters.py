"""What leaves the house: in the company's own words, as text and as HTML, one by one or together, until its reader has enough."""

import re
import sqlite3
import tempfile
import urllib.error
import urllib.request
from html.parser import HTMLParser

import pytest
from conftest import POLICIES, Desk, Visitor
from test_mail_out import MailServer, wait_for

PEOPLE = {"ada@intecnia.example": "admin", "olga@intecnia.example": "operations", "ines@intecnia.example": "agent", "luna@papeleria.example": "client"}
OWN = """Hola, {{name}}:

Su folio es {{folio}}.

{{#deadlines}}
{{deadlines}}

{{/deadlines}}
{{#asked}}
{{asked}}

{{/asked}}
{{formalities}}
{{type}}{{price}}
{{way_in}}

{{clause}}

La mesa de {{company}} <siempre>"""


@pytest.fixture(scope="module")
def office():
    server = MailServer()
    server.start()
    with tempfile.TemporaryDirectory(prefix="v-letters-") as folder:
        desk = Desk(folder)
        desk.server = server
        desk.command("company", "add", *POLICIES)
        desk.start("--smtp", f"smtp://127.0.0.1:{server.port}")
        desk.links = {who: desk.invite("intecnia", who, role) for who, role in PEOPLE.items()}
        yield desk
        desk.stop()


@pytest.fixture
def somebody(office, chromium):
    contexts = []

    def make(who, width=1280, dark=False, scripts=True, language="es-MX"):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", locale=language)
        if not scripts:
            context.route("**/*.js", lambda route: route.abort())
        contexts.append(context)
        visitor = Visitor(context, office)
        if who is None:
            return visitor
        if who in office.links:
            visitor.set_password(office.links.pop(who))
        visitor.sign_in("intecnia", who)
        return visitor

    yield make
    for context in contexts:
        context.close()


def ask(office, who, subject="No puedo timbrar"):
    token = office.token("intecnia", "ines@intecnia.example")
    body = {"channel": "email", "requester": {"name": "Luna Lara", "email": who}, "subject": subject, "description": "No abre."}
    answer = office.api("POST", "/api/v1/companies/intecnia/tickets", body, token)
    assert answer.status == 201, answer.body
    return answer.json["folio"]


def received(office, who, word):
    """The last mail that somebody really got."""
    wait_for(lambda: any(to == who and word in str(mail["Subject"]) for _, to, mail in office.server.taken))
    return [mail for _, to, mail in office.server.taken if to == who and word in str(mail["Subject"])][-1]


def words(mail, kind):
    return mail.get_body((kind,)).get_content()


class Shape(HTMLParser):
    """Tags that open and close in order, and addresses that only lead to the web."""

    def __init__(self):
        super().__init__()
        self.open, self.links, self.seen = [], [], set()

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        if tag not in ("br", "meta"):
            self.open.append(tag)
        self.links += [value for name, value in attributes if name in ("href", "src")]
        assert not any(name.startswith("on") for name, _ in attributes)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_an_administrator_words_a_letter_without_scripts_and_the_client_gets_it(office, somebody):
    ada = somebody("ada@intecnia.example", scripts=False)
    page = ada.visit("/intecnia/desk/outbox")
    page.click("text=Textos de las cartas")
    ada.check()
    page.click("text=Español: Texto de la mesa (Acuse de recibo)")
    ada.check()
    assert "Recibimos su solicitud. Su folio es {{folio}}" in page.input_value("textarea[name=text]")
    assert "Recibimos su solicitud. Su folio es IN-101." in page.inner_text("#preview") and "Cómo se contó:" in page.inner_text("#preview")

    page.fill("textarea[name=text]", OWN.replace("{{folio}}", "{{foolio}}"))
    page.click("text=Ver cómo queda")
    page.wait_for_load_state()
    ada.check()
    assert "Renglón 3: «foolio» no existe en esta carta. Se puede usar: greeting, name, folio" in page.inner_text(".summary")
    page.fill("textarea[name=text]", "Hola {{folio}} {{asked}} {{clause}}")
    page.click("text=Usar este texto")
    page.wait_for_load_state()
    ada.check()
    assert "Falta {{deadlines}}, que la política promete decir" in page.inner_text(".summary")
    assert page.input_value("textarea[name=text]") == "Hola {{folio}} {{asked}} {{clause}}", "what was written is kept"

    page.fill("textarea[name=text]", OWN)
    page.click("text=Ver cómo queda")
    page.wait_for_load_state()
    ada.check()
    assert page.inner_text("#preview pre").startswith("Hola, Luna Lara:\n\nSu folio es IN-101.\n\nPrimera respuesta: a más tardar el")
    assert "<siempre>" in page.inner_text("#preview pre")
    assert "Texto de la mesa" in page.inner_text(".lead"), "seeing it changes nothing"
    page.click("text=Usar este texto")
    page.wait_for_load_state()
    ada.check()
    assert "Así saldrá la carta desde ahora" in page.inner_text("main") and "Texto propio" in page.inner_text(".lead")

    folio = ask(office, "luna@papeleria.example")
    mail = received(office, "luna@papeleria.example", f"[{folio}]")
    plain, html = words(mail, "plain"), words(mail, "html")
    assert plain.startswith("— Escriba su respuesta arriba de esta línea —") and f"Hola, luna:\n\nSu folio es {folio}." in plain.replace("\r", "")
    assert "La mesa de Intecnia" in plain and "<siempre>" in plain and "Cómo se contó:" in plain
    assert "&lt;siempre&gt;" in html and f">{folio}</td>" in html and "<strong>Primera respuesta: a más tardar" in html
    shape = Shape()
    shape.feed(html)
    assert shape.open == [] and not {"script", "img", "link", "style", "form"} & shape.seen
    assert mail["List-Unsubscribe"] is None

    # The text before is kept, and comes back.
    page.click("summary >> nth=0")
    page.click("text=Volver al texto de la mesa")
    page.wait_for_load_state()
    ada.check()
    assert "Texto de la mesa" in page.inner_text(".lead") and page.locator("details").count() == 2
    folio = ask(office, "luna@papeleria.example")
    assert "Recibimos su solicitud. Su folio es" in words(received(office, "luna@papeleria.example", f"[{folio}]"), "plain")
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    ada.check()
    page.click("text=Volver a este texto")
    page.wait_for_load_state()
    assert page.input_value("textarea[name=text]").replace("\r", "") == OWN
    verified = office.command("verify")
    assert verified.returncode == 0


def test_while_somebody_types_the_letter_is_seen_on_a_phone_in_the_dark(office, somebody):
    olga = somebody("olga@intecnia.example", width=390, dark=True)
    page = olga.visit("/intecnia/desk/letters/answer/en")
    assert "We looked into it" in page.inner_text("#preview")
    page.fill("textarea[name=text]", "Hello {{name}}!\n\n{{text}}\n\n{{clause}}")
    page.locator("#preview", has_text="Hello Luna Lara!").wait_for()
    olga.check()
    page.fill("textarea[name=text]", "Hello {{nombre}}! {{text}} {{clause}}")
    page.locator("#preview", has_text="Renglón 1: «nombre» no existe").wait_for()
    olga.check()
    assert not [problem for problem in olga.problems if "422" not in problem]


def test_agents_do_not_word_letters(office, somebody):
    ines = somebody("ines@intecnia.example")
    assert "Textos de las cartas" not in ines.visit("/intecnia/desk/outbox").inner_text("main")
    ines.visit("/intecnia/desk/letters", status=403)
    ines.visit("/intecnia/desk/letters/answer/es", status=403)


def test_an_answer_above_our_html_reaches_the_client_alone(office):
    """Our letter, received by SMTP, comes back quoted as Gmail quotes it, and only what was written above it is an answer."""
    folio = ask(office, "sol@ferreteria.example", "Sin red")
    notice = received(office, "ines@intecnia.example", f"[{folio}] Se le asignó")
    ours = words(notice, "html").split("<body", 1)[1].split(">", 1)[1].replace("</body></html>", "")
    answer = f"""Authentication-Results: mx.intecnia.example; dmarc=pass header.from=intecnia.example
From: Ines <ines@intecnia.example>
To: soporte@intecnia.example
Subject: Re: {notice["Subject"]}
Message-ID: <r1@intecnia.example>
In-Reply-To: {notice["Message-ID"]}
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<div dir="ltr">Ya volvi&oacute; la red: era el cable.</div><br><div class="gmail_quote"><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{ours}</blockquote></div>
"""
    done = office.command("mail", "deliver", "--company", "intecnia", "--authserv-id", "mx.intecnia.example", stdin=answer.replace("\r", "").replace("\n", "\r\n").encode())
    assert done.stdout.decode().strip() == folio
    wait_for(lambda: len([1 for _, to, _ in office.server.taken if to == "sol@ferreteria.example"]) == 2)  # After the acknowledgement.
    plain = words(received(office, "sol@ferreteria.example", f"[{folio}] Sin red"), "plain").replace("\r", "")
    assert "Ya volvió la red: era el cable." in plain, plain
    assert "Se le asignó" not in plain and "letters/" not in plain and plain.count("arriba de esta línea") == 1


def test_a_notice_says_where_it_is_switched_off(office):
    folio = ask(office, "luna@papeleria.example")
    notice = received(office, "ines@intecnia.example", f"[{folio}] Se le asignó")
    assert re.search(r"/intecnia/letters/[a-z0-9]+-work-[0-9a-f]{64}>$", notice["List-Unsubscribe"])
    assert notice["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and notice["Auto-Submitted"] == "auto-generated"


def test_a_digest_leaves_when_the_company_opens_and_one_click_ends_it(office, somebody):
    ines = somebody("ines@intecnia.example", scripts=False)
    page = ines.visit("/intecnia/desk/notices")
    page.click("text=Qué recibo por correo")
    page.wait_for_load_state()
    ines.check()
    page.select_option("select[name=work]", "daily")
    page.click("main button.primary")
    page.wait_for_load_state()
    ines.check()
    assert "Así lo recibirá desde ahora." in page.inner_text("main") and page.input_value("select[name=work]") == "daily"

    folio = ask(office, "luna@papeleria.example", "Se cae la red <hoy>")
    token = office.token("intecnia", "ines@intecnia.example")
    office.advance("PT20H", token)
    ines.sign_in("intecnia", "ines@intecnia.example")
    digest = received(office, "ines@intecnia.example", "Intecnia: ")
    assert folio in words(digest, "plain") and "se le asignó" in words(digest, "plain")
    assert "Se cae la red &lt;hoy&gt;" in words(digest, "html") and f"/intecnia/desk/tickets/{folio}</a>" in words(digest, "html")
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(r"<(http://127\.0\.0\.1:\d+/intecnia/letters/[a-z0-9_-]+)>", digest["List-Unsubscribe"]).group(1)
    assert link in words(digest, "plain")
    assert not [1 for _, to, mail in office.server.taken if to == "ines@intecnia.example" and f"[{folio}] Se le asignó" in str(mail["Subject"])], "told once"

    # Looking at the link ends nothing; a mail program's one click does, without a session, cookie or page of ours.
    stranger = somebody(None)
    page = stranger.visit(link.removeprefix(office.url))
    assert "ines@intecnia.example" in page.inner_text("main")
    assert ines.visit("/intecnia/letters").input_value("select[name=work]") == "daily"
    for _ in range(2):
        request = urllib.request.Request(link, data=b"List-Unsubscribe=One-Click", method="POST")
        assert urllib.request.urlopen(request, timeout=10).status == 200
    assert ines.visit("/intecnia/letters").input_value("select[name=work]") == "never"
    page.click("text=Ya no enviarlos")
    page.wait_for_load_state()
    stranger.check()
    assert "Ya no los enviaremos" in page.inner_text("main")
    stranger.visit("/intecnia/letters/abc-work-00", status=410)
    request = urllib.request.Request(link[:-1] + ("0" if link[-1] != "0" else "1"), data=b"List-Unsubscribe=One-Click", method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 410
    with sqlite3.connect(office.database.removeprefix("sqlite:")) as database:
        assert database.execute("SELECT COUNT(*) FROM notice WHERE digest_at IS NOT NULL").fetchone() == (0,)
    assert office.command("verify").returncode == 0


def test_a_client_sees_what_always_comes_and_why(office, somebody):
    luna = somebody("luna@papeleria.example", width=390, scripts=False)
    page = luna.visit("/intecnia/requests")
    page.click("text=Qué recibo por correo")
    page.wait_for_load_state()
    luna.check()
    text = page.inner_text("main")
    assert "Cada intento de contacto, con la fecha en que se cerraría" in text and "IN-60" in text
    assert page.locator("select").count() == 3 and page.input_value("select[name=language]") == "es"
    page.select_option("select[name=receipts]", "never")
    page.select_option("select[name=language]", "en")
    page.click("main button.primary")
    page.wait_for_load_state()
    luna.check()
    assert page.input_value("select[name=receipts]") == "never" and page.input_value("select[name=language]") == "en"
    somebody(None).visit("/intecnia/letters")
