"""Received mail in the console: its dress in a frame that can touch nothing, its bytes, a flood in the queue, and how mail goes."""

import base64
import sqlite3
import tempfile
import time
from pathlib import Path

import pytest
from conftest import POLICIES, Desk, Visitor

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAKklEQVR4nO3NMQEAAAgDILV/51nBzwci0JmSu1EAAAAAAAAAAAAAAAAAgLcW3mYBP9GdFa0AAAAASUVORK5CYII=")

HOSTILE = """<html><head><base href="https://malo.example/" target="_top"><meta http-equiv="refresh" content="0;url=https://malo.example/">
<style>body{background:url(https://malo.example/s.png)}</style><script>parent.document.title='tomado';top.location='https://malo.example/'</script></head>
<body onload="alert(1)"><p style="background:url(https://malo.example/c.png)">Adjunto la <b>captura</b> del error.</p>
<img src="cid:captura@x" alt="La captura" width="160" height="60"><img src="https://malo.example/logo.png" alt="Logotipo"><img src="https://malo.example/p.gif" width="1" height="1">
<svg onload="alert(1)"><script>alert(2)</script></svg><form action="https://malo.example/" method="post"><input name="clave"><button>Entrar</button></form>
<p><a href="javascript:alert(1)">uno</a> <a href="https://sat.example/guia">la guía</a></p>
<table><tr><td>RFC</td><td>XAXX010101000</td></tr></table></body></html>"""


def multipart():
    picture = base64.b64encode(PNG).decode()
    return f"""From: Luna Lara <luna@papeleria.example>
To: soporte@intecnia.example
Cc: sol@ferreteria.example
Subject: No puedo timbrar
Date: Thu, 12 Mar 2026 16:58:00 -0600
Message-ID: <uno@papeleria.example>
MIME-Version: 1.0
Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=s

--s
Content-Type: multipart/related; boundary=r

--r
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=utf-8

Adjunto la captura del error.
--a
Content-Type: text/html; charset=utf-8

{HOSTILE}
--a
Content-Type: text/calendar; method=REQUEST; charset=utf-8

BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Revisión a distancia
DTSTART;TZID=America/Mexico_City:20260313T100000
DTEND:20260313T170000Z
LOCATION:Por teléfono
ORGANIZER;CN=Luna Lara:mailto:luna@papeleria.example
END:VEVENT
END:VCALENDAR
--a--
--r
Content-Type: image/png; name=captura.png
Content-ID: <captura@x>
Content-Transfer-Encoding: base64

{picture}
--r--
--s
Content-Type: application/pgp-signature

abc
--s--
""".replace("\n", "\r\n").encode()


def plain(number, sender):
    return (f"From: {sender}\r\nSubject: Caso {number}\r\nMessage-ID: <{number}.{sender}>\r\n\r\nPalabra {number}\r\n").encode()


@pytest.fixture(scope="module")
def office():
    with tempfile.TemporaryDirectory(prefix="v-mail-pages-") as folder:
        desk = Desk(folder)
        desk.command("company", "add", *POLICIES)
        desk.start()
        key = Path(folder) / "clave"
        key.write_text("x\n")
        desk.command("mailbox", "add", "--company", "intecnia", "soporte@intecnia.example", "--imap", "imap://127.0.0.1:1",
                     "--user", "soporte", "--password-file", str(key), "--unchecked")
        desk.command("mail", "deliver", "--company", "intecnia", stdin=multipart())
        yield desk
        desk.stop()


@pytest.fixture
def staff(office, chromium):
    contexts, known = [], {}

    def sign_in(role, width=1280, height=900, scripts=True, language="es-MX"):
        context = chromium.new_context(viewport={"width": width, "height": height}, locale=language, java_script_enabled=True)
        if not scripts:
            context.route("**/*.js", lambda route: route.abort())
        contexts.append(context)
        visitor = Visitor(context, office)
        email = f"{role}.{len(contexts)}.{time.time_ns()}@intecnia.example"
        visitor.set_password(office.invite("intecnia", email, role))
        if "/session" in visitor.page.url:
            visitor.sign_in("intecnia", email)
        return visitor

    yield sign_in
    for context in contexts:
        context.close()


def shot(page, name):
    folder = Path("/tmp/mail-wip/shots")
    if folder.exists():
        page.screenshot(path=folder / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width,scripts", [(1280, True), (390, True), (390, False)])
def test_a_mail_is_shown_in_a_frame_that_touches_nothing(staff, width, scripts):
    visitor = staff("agent", width=width, scripts=scripts)
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    page = visitor.visit("/intecnia/desk/tickets/IN-101")
    shot(page, f"ticket-{width}")
    line = page.locator(".entry.client")
    assert "firmado" in line.inner_text() and "invitación" in line.inner_text()
    line.locator("a", has_text="Ver el correo original").click()
    page.wait_for_load_state()
    visitor.check()
    text = page.inner_text("main")
    for words in ["Luna Lara <luna@papeleria.example>", "sol@ferreteria.example", "la firma no se comprobó", "Invitación a un evento", "Revisión a distancia", "10:00 (America/Mexico_City)", "Adjunto la captura del error."]:
        assert words in text, words
    frame = page.locator("iframe")
    assert frame.get_attribute("sandbox") == "allow-popups allow-popups-to-escape-sandbox"
    frame.scroll_into_view_if_needed()
    inside = page.frame_locator("iframe")
    inside.locator("text=Adjunto la captura").wait_for()
    assert inside.locator("img").count() == 1
    # The picture that came with it is drawn; the others are words.
    content = page.frames[1]
    assert content.evaluate("document.images[0].naturalWidth") == 32
    assert inside.locator(".remote-image").inner_text() == "[Logotipo]"
    for gone in ["form", "script", "svg", "input", "a[href^=javascript]"]:
        assert inside.locator(gone).count() == 0, gone
    assert inside.locator("a").count() == 2 and inside.locator("a[href='https://sat.example/guia']").count() == 1
    assert page.title() != "tomado" and page.url.startswith(visitor.desk.url)
    assert content.evaluate("(() => { try { return parent.document.title } catch (error) { return 'no' } })()") == "no"
    assert content.evaluate("origin") == "null"
    shot(page, f"mail-{width}")

    # Pictures that lie elsewhere are asked for only once the reader wants it, by TLS.
    assert not [url for url in asked if "malo.example" in url]
    page.click("text=Mostrarlas de todos modos")
    page.wait_for_load_state()
    page.locator("iframe").scroll_into_view_if_needed()
    page.frame_locator("iframe").locator("img").nth(1).wait_for(state="attached")
    page.wait_for_timeout(300)
    assert {url for url in asked if "malo.example" in url} <= {"https://malo.example/logo.png"}
    assert "Se muestran las imágenes" in page.inner_text("main")
    page.click("text=Ocultarlas")
    assert "pictures" not in page.url
    with page.expect_download() as download:
        page.click("text=Guardar como llegó")
    assert download.value.suggested_filename == "IN-101-1.eml"
    assert Path(download.value.path()).read_bytes() == multipart()
    # The frame of a mail whose pictures cannot be loaded may complain; nothing else may.
    assert not [p for p in visitor.problems if "malo.example" not in p and "ERR_" not in p and ".js" not in p], visitor.problems


def test_what_is_served_has_no_rights_of_its_own(staff, office):
    visitor = staff("agent")
    answer = visitor.context.request.get(office.url + "/intecnia/desk/tickets/IN-101/mails/1/dress")
    policy = answer.headers["content-security-policy"]
    for part in ["sandbox allow-popups", "default-src 'none'", "img-src data:;", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'"]:
        assert part in policy, policy
    assert "script" not in policy and "unsafe" not in policy and answer.headers["x-content-type-options"] == "nosniff"
    raw = visitor.context.request.get(office.url + "/intecnia/desk/tickets/IN-101/mails/1/original")
    assert raw.headers["content-type"] == "message/rfc822" and raw.headers["content-disposition"].startswith("attachment") and raw.body() == multipart()
    assert visitor.context.request.get(office.url + "/intecnia/desk/tickets/IN-101/mails/2/original").status == 404
    # Who opens the dress alone gets a document that runs nothing and belongs to nobody.
    page = visitor.page
    page.goto(office.url + "/intecnia/desk/tickets/IN-101/mails/1/dress")
    assert page.evaluate("origin") == "null" and page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    outside = visitor.context.browser.new_context()
    assert outside.request.get(office.url + "/intecnia/desk/tickets/IN-101/mails/1/original", max_redirects=0).status in (302, 303, 401, 403, 404)
    outside.close()


def nested(levels):
    """Parts inside parts, from two authors, with an answer to a third."""
    text = "From: eva@otra.example\r\nFrom: ana@otra.example\r\nReply-To: Beto <beto@otra.example>\r\nSubject: Anidado\r\nMessage-ID: <anidado@otra.example>\r\n"
    for level in range(levels):
        text += f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"
    return (text + "Content-Type: text/plain\r\n\r\nfondo\r\n").encode()


@pytest.mark.parametrize("width,language", [(1280, "es-MX"), (390, "en-US")])
def test_what_could_not_be_read_is_said_on_the_ticket_on_the_mail_and_in_the_api(staff, office, width, language):
    folio = office.command("mail", "deliver", "--company", "intecnia", stdin=nested(1000)).stdout.decode().strip()
    visitor = staff("agent", width=width, language=language)
    page = visitor.visit(f"/intecnia/desk/tickets/{folio}")
    visitor.check()
    spanish = language == "es-MX"
    line = page.locator(".entry.client")
    assert ("demasiado complejo: no se leyó todo" if spanish else "too complex: not all was read") in line.inner_text()
    line.locator("a[href*='/mails/']").click()
    page.wait_for_load_state()
    visitor.check()
    text = page.inner_text("main")
    words = ["Trae partes dentro de partes", "Dice tener varios autores", "Responder a"] if spanish else ["It has parts inside parts", "It claims to have several authors", "Reply to"]
    for expected in words + ["eva@otra.example, ana@otra.example", "Beto <beto@otra.example>"]:
        assert expected in text, expected
    shot(page, f"anidado-{width}")
    token = office.token("intecnia", f"api{width}@intecnia.example")
    answer = office.api("GET", f"/api/v1/companies/intecnia/tickets/{folio}", token=token)
    mail = answer.json["messages"][0]["mail"]
    assert answer.status == 200 and "too_deep" in mail["problems"] and mail["traits"] == []
    answer = visitor.context.request.get(office.url + mail["original"], headers={"Authorization": f"Bearer {token}"})
    assert answer.status == 200 and answer.body() == nested(1000) and answer.headers["content-type"] == "message/rfc822"
    assert visitor.context.request.get(office.url + mail["original"].replace("/mails/1/", "/mails/2/"), headers={"Authorization": f"Bearer {token}"}).status == 404


@pytest.mark.parametrize("width", [1280, 390])
def test_mail_health_a_try_and_what_was_set_aside(staff, office, width):
    office.command("mail", "deliver", "--company", "intecnia", stdin=plain(f"aparte{width}", "eva@otra.example"))
    with sqlite3.connect(office.folder / "desk.sqlite", timeout=30) as database:
        database.execute("UPDATE received_mail SET state = 'parked', parked_because = 'broke_often', problem = '', ticket_id = NULL WHERE sender = 'eva@otra.example'")
    visitor = staff("operations", width=width)
    page = visitor.visit("/intecnia/desk/outbox")
    page.click("text=Salud del correo")
    page.wait_for_load_state()
    visitor.check()
    text = page.inner_text("main")
    assert "soporte@intecnia.example" in text and "Leerlo" not in text and "El programa se interrumpió 3 veces al leerlo." in text
    page.click("text=Probar")
    page.wait_for_load_state()
    visitor.check()
    assert "La prueba salió hacia el buzón" in page.inner_text("body") or "todavía está en camino" in page.inner_text("body")
    page.goto(office.url + "/intecnia/desk/mailboxes?lang=en")
    visitor.check()
    text = page.inner_text("main")
    assert "The program broke 3 times while reading it." in text and "Has not left yet" in text, text
    shot(page, f"mailboxes-{width}")
    with page.expect_download() as download:
        page.click("a[href*='/parked-mail/']")
    assert b"eva@otra.example" in Path(download.value.path()).read_bytes()
    agent = staff("agent", width=width)
    text = agent.visit("/intecnia/desk/mailboxes").inner_text("main")
    assert "soporte@intecnia.example" in text and agent.page.locator("text=Probar").count() == 0
    page.click("form[action$='/reading'] button")
    page.wait_for_load_state()
    assert "/desk/mailboxes" in page.url


@pytest.mark.parametrize("width,scripts", [(1280, True), (390, False)])
def test_what_failed_is_red_until_somebody_puts_it_away(staff, office, width, scripts):
    recipient = f"nadie{width}@otra.example"
    office.command("mail", "deliver", "--company", "intecnia", stdin=plain(f"fallo{width}", recipient))
    with sqlite3.connect(office.folder / "desk.sqlite", timeout=30) as database:
        database.execute(f"UPDATE outbox SET state = 'failed', problem = '550 5.1.1 no existe' WHERE recipient = '{recipient}'")
        # What its mail server never gave, and lies nowhere any more.
        database.execute(f"UPDATE received_mail SET state = 'parked', parked_because = 'not_given', problem = 'UID {width}', raw_blob = NULL WHERE sender = '{recipient}'")
    visitor = staff("agent", width=width, scripts=scripts)
    page = visitor.visit("/intecnia/desk/mailboxes")
    assert "No se pudieron entregar: 1." in page.locator(".mark.late", has_text="Por enviar").inner_text()
    page.click("main a[href$='/desk/outbox']")
    page.wait_for_load_state()
    page.click("nav.filters a:has-text('No se pudieron entregar')")
    page.wait_for_load_state()
    visitor.check()
    assert page.locator("tbody tr").count() == 1 and recipient in page.inner_text("tbody")
    page.click("form[action$='/removal'] button")
    page.wait_for_load_state()
    visitor.check()
    assert "Se archivó" in page.inner_text("body")
    assert recipient not in visitor.visit("/intecnia/desk/outbox?undone=failed").inner_text("main")
    assert recipient not in visitor.visit("/intecnia/desk/outbox?undone=waiting").inner_text("main")
    row = visitor.visit("/intecnia/desk/outbox").locator("tr", has_text=recipient)
    assert "Enviar de nuevo" in row.inner_text() and "Archivar" not in row.inner_text(), "it is there, and can still be sent"
    page = visitor.visit("/intecnia/desk/mailboxes")
    assert "No se pudieron entregar" not in page.inner_text("main")
    lost = page.locator("li", has_text=f"UID {width}")
    assert lost.locator("form[action$='/reading']").count() == 0
    lost.locator("form[action$='/removal'] button").click()
    page.wait_for_load_state()
    visitor.check()
    assert f"UID {width}" not in page.inner_text("main")


@pytest.mark.parametrize("width,scripts", [(1280, True), (390, False)])
def test_a_flood_leaves_the_queue_with_one_click(staff, office, width, scripts):
    for number in range(23):
        office.command("mail", "deliver", "--company", "intecnia", stdin=plain(number, f"plaga{width}@otra.example"))
    agent = staff("agent", width=width)
    assert "llegan sin acuse" in agent.visit("/intecnia/desk/queue").inner_text("main")
    assert agent.page.locator(".flood form").count() == 0
    visitor = staff("operations", width=width, scripts=scripts)
    page = visitor.visit("/intecnia/desk/queue")
    flood = page.locator(".flood", has_text=f"plaga{width}@otra.example")
    assert "23 tickets" in flood.inner_text()
    shot(page, f"flood-{width}")
    flood.locator("button").click()
    page.wait_for_load_state()
    visitor.check()
    assert "Se quitó el alud" in page.inner_text("body") and page.locator(".flood").count() == 0
    assert f"plaga{width}@otra.example" not in page.inner_text("main")
    text = visitor.visit("/intecnia/desk/queue?state=closed").inner_text("main")
    assert "Caso 22" in text, "nothing is deleted"
    folio = page.locator("a", has_text="Caso 22").first.get_attribute("href")
    assert "llegó en un alud de correo" in visitor.visit(folio).inner_text("main")
    done = office.command("verify")
    assert done.returncode == 0
