"""Mail that is fetched by IMAP from a real Dovecot: each message once, whatever is killed, and nothing in the mailbox changes."""

import base64
import json
import os
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest
from conftest import POLICIES, Desk, Visitor, free_port
from dovecot import Dovecot
from test_mail_out import MailServer


def wait_for(condition, seconds=60, pause=0.1):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(pause)
    raise AssertionError(f"it did not happen in {seconds} s")


def message(number, sender="luna@papeleria.example", body="El error 301 sigue."):
    return (f"From: Luna <{sender}>\r\nTo: soporte@intecnia.example\r\nSubject: Caso {number}\r\n"
            f"Message-ID: <{number}.abc@papeleria.example>\r\n\r\n{body}\r\n").encode()


class Office:
    """A desk and a mail server."""

    def __init__(self, folder, database=None):
        self.folder = Path(folder)
        self.dovecot = Dovecot(folder).start()
        self.desk = Desk(folder, clock=None, database=database)
        self.desk.command("company", "add", *POLICIES)
        (self.folder / "clave").write_text(self.dovecot.password + "\n")
        (self.folder / "mala").write_text("otra\n")

    def add(self, address, *more, server=None, key="clave", check=True):
        return self.desk.command(
            "mailbox", "add", "--company", "intecnia", address, "--imap", server or f"imap://127.0.0.1:{self.dovecot.port}",
            "--user", address.split("@")[0], "--password-file", str(self.folder / key), *more, check=check)

    def rows(self, query):
        with sqlite3.connect(self.folder / "desk.sqlite", timeout=30) as database:
            return database.execute(query).fetchall()

    def subjects(self):
        return sorted(row[0] for row in self.rows("SELECT subject FROM ticket"))

    def problem(self, address):
        return self.rows(f"SELECT problem FROM mailbox WHERE address = '{address}'")[0][0]

    def put(self, user, number, **more):
        self.dovecot.put(user, message(number, **more), f"{number}.x")

    def stop(self):
        self.desk.stop()
        self.dovecot.stop()


@pytest.fixture
def office():
    with tempfile.TemporaryDirectory(prefix="ventanilla-mail-") as folder:
        office = Office(folder)
        try:
            yield office
        finally:
            office.stop()


def test_each_message_is_taken_once_however_often_the_desk_is_killed(office):
    count = 300
    for number in range(count):
        office.put("soporte", number, sender=f"cliente{number}@papeleria.example")
    secure = f"imaps://127.0.0.1:{office.dovecot.secure_port}"
    refused = office.add("soporte@intecnia.example", "--all", server=secure, check=False)
    assert refused.returncode == 69 and "certificado" in refused.stderr.decode(), "a certificate that nobody vouches for"
    office.add("soporte@intecnia.example", "--all", "--ca", str(office.dovecot.certificate), server=secure)
    before = office.dovecot.state("soporte")
    kills = 0
    office.desk.start()
    while len(office.subjects()) < count and kills < 12:
        known = len(office.subjects())
        try:
            wait_for(lambda: len(office.subjects()) >= min(count, known + 30), 30)
        finally:
            office.desk.stop(kill=True)
        kills += 1
        office.desk.start()
    assert kills > 3
    wait_for(lambda: len(office.subjects()) >= count)
    office.put("soporte", count)
    wait_for(lambda: f"Caso {count}" in office.subjects(), 30)
    time.sleep(1)
    assert office.subjects() == sorted(f"Caso {number}" for number in range(count + 1))
    assert office.rows("SELECT COUNT(*), COUNT(DISTINCT digest) FROM received_mail WHERE state = 'taken'") == [(count + 1, count + 1)]
    validity, flags = office.dovecot.state("soporte")
    assert validity == before[0] and len(flags) == count + 1 and not any(b"Seen" in flag or b"Deleted" in flag for flag in flags)
    assert office.desk.command("verify").returncode == 0


def test_another_uidvalidity_doubles_nothing_and_old_mail_is_left_alone(office):
    office.put("soporte", "viejo")
    office.add("soporte@intecnia.example")
    office.desk.start()
    for number in range(20):
        office.put("soporte", number)
    wait_for(lambda: len(office.subjects()) == 20)
    validity = office.dovecot.state("soporte")[0]
    office.dovecot.stop()
    office.dovecot.renumber("soporte")
    office.dovecot.start()
    assert office.dovecot.state("soporte")[0] != validity
    office.put("soporte", "nuevo")
    wait_for(lambda: "Caso nuevo" in office.subjects(), 90)
    time.sleep(1)
    # The mail from before was delivered within the hour by which clocks may be apart: it may be taken, never twice.
    assert [s for s in office.subjects() if s != "Caso viejo"] == sorted([f"Caso {number}" for number in range(20)] + ["Caso nuevo"])
    assert office.rows("SELECT uid_validity FROM mailbox") == [(office.dovecot.state("soporte")[0],)]


def test_one_box_that_hangs_or_refuses_delays_no_other_and_says_so(office, chromium):
    listener = socket.create_server(("127.0.0.1", free_port()))
    held = []
    threading.Thread(target=lambda: [held.append(listener.accept()) for _ in range(100)], daemon=True).start()
    mute = f"imap://127.0.0.1:{listener.getsockname()[1]}"
    wrong = office.add("ventas@intecnia.example", key="mala", check=False)
    assert wrong.returncode == 69 and "contraseña" in wrong.stderr.decode()
    assert office.rows("SELECT COUNT(*) FROM mailbox") == [(0,)]
    office.add("ventas@intecnia.example", "--unchecked", key="mala")
    office.add("mudo@intecnia.example", "--unchecked", server=mute)
    office.add("nadie@intecnia.example", "--unchecked", server=f"imap://127.0.0.1:{free_port()}")
    office.add("soporte@intecnia.example")
    # Who is read, and by which server, is a fact of the company's own record; one that was refused is none.
    added = [json.loads(body)["facts"]["address"] for (body,) in office.rows("SELECT body FROM entry WHERE kind = 'mailbox_added' ORDER BY number")]
    assert added == [f"{name}@intecnia.example" for name in ["ventas", "mudo", "nadie", "soporte"]]
    office.desk.start()
    for number in range(5):
        office.put("soporte", number)
        wait_for(lambda: f"Caso {number}" in office.subjects(), 15)
    wait_for(lambda: office.problem("ventas@intecnia.example") == "login")
    wait_for(lambda: office.problem("nadie@intecnia.example") == "unreachable")
    wait_for(lambda: office.problem("mudo@intecnia.example") == "silent")
    assert office.problem("soporte@intecnia.example") is None

    listed = office.desk.command("mailbox", "list", "--company", "intecnia").stdout.decode()
    assert "no contesta" in listed and "leído" in listed and office.dovecot.password not in listed
    assert office.desk.command("mailbox", "check", "--company", "intecnia", "soporte@intecnia.example").returncode == 0
    assert office.desk.command("mailbox", "check", "--company", "intecnia", "ventas@intecnia.example", check=False).returncode == 69
    secret = office.dovecot.password.encode()
    assert all(secret not in path.read_bytes() for path in office.folder.glob("*.sqlite*")), "sealed"
    assert secret not in (office.folder / "serve.log").read_bytes()

    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="es-MX")
    visitor = Visitor(context, office.desk)
    visitor.set_password(office.desk.invite("intecnia", "ines@intecnia.example", "agent"))
    if "/session" in visitor.page.url:
        visitor.sign_in("intecnia", "ines@intecnia.example")
    text = visitor.visit("/intecnia/desk/mailboxes").inner_text("main")
    assert "Salud del correo" in text and "no acepta el usuario o la contraseña" in text and "no contesta" in text and "Se lee" in text
    context.close()

    office.desk.command("mailbox", "remove", "--company", "intecnia", "soporte@intecnia.example")
    assert office.rows("SELECT COUNT(*) FROM entry WHERE kind = 'mailbox_removed'") == [(1,)]
    office.put("soporte", "tarde")
    time.sleep(3)
    assert "Caso tarde" not in office.subjects(), "nobody asked for it any more"


def test_a_message_that_is_too_large_is_taken_as_its_beginning_and_says_so(office):
    office.add("soporte@intecnia.example")
    office.desk.start()
    office.put("soporte", "enorme", body="Empieza aquí.\r\n" + "x" * 70 + ("\r\n" + "y" * 76) * 650_000)
    office.put("soporte", "siguiente")
    wait_for(lambda: office.subjects() == ["Caso enorme", "Caso siguiente"], 90)
    texts = [row[0] for row in office.rows("SELECT text FROM content WHERE text LIKE '%Empieza aquí%'")]
    assert len(texts) == 1 and "MB, más de lo que se recibe" in texts[0]
    assert office.rows("SELECT COUNT(*) FROM content WHERE name = 'mensaje.eml'") == [(1,)]


def test_the_desk_comes_back_when_the_mail_server_does(office):
    office.add("soporte@intecnia.example")
    office.desk.start()
    office.put("soporte", 1)
    wait_for(lambda: office.subjects() == ["Caso 1"], 20)
    office.dovecot.stop()
    office.put("soporte", 2)
    wait_for(lambda: office.problem("soporte@intecnia.example") is not None, 20)
    office.dovecot.start()
    wait_for(lambda: office.subjects() == ["Caso 1", "Caso 2"], 60)
    wait_for(lambda: office.problem("soporte@intecnia.example") is None)
    office.desk.stop()
    assert office.rows("SELECT reader_id, read_until FROM mailbox") == [(0, 0)], "another node may read it at once"


def test_an_answer_to_the_secret_address_of_a_letter_finds_its_ticket(office):
    server = MailServer()
    server.start()
    office.add("soporte@intecnia.example", "--plus", "--authserv-id", "mx.intecnia.example")
    office.desk.start("--smtp", f"smtp://127.0.0.1:{server.port}")
    office.put("soporte", 1)
    wait_for(lambda: any(to == "luna@papeleria.example" for _, to, _ in server.taken))
    letter = next(letter for _, to, letter in server.taken if to == "luna@papeleria.example")
    address = letter["Reply-To"].addresses[0].addr_spec
    assert address.startswith("soporte+") and address.endswith("@intecnia.example") and len(address.split("@")[0]) > 40
    answer = message(2, sender="otra@casa.example", body="Ya quedó, gracias.").replace(b"To: soporte@intecnia.example", b"To: " + address.encode())
    office.dovecot.put("soporte", answer, "2.x")
    wait_for(lambda: office.rows("SELECT COUNT(*) FROM received_mail WHERE state = 'taken'") == [(2,)])
    assert office.subjects() == ["Caso 1"]
    assert office.rows("SELECT COUNT(*) FROM content WHERE text LIKE '%otra@casa.example%Ya quedó%'") == [(1,)]
    office.put("soporte", 3, body="Sólo el folio: [IN-101]")
    wait_for(lambda: office.subjects() == ["Caso 1", "Caso 3"])


def test_a_letter_that_came_back_is_seen_on_its_entry_and_beside_the_address(office, chromium):
    server = MailServer()
    server.start()
    office.add("soporte@intecnia.example")
    office.desk.start("--smtp", f"smtp://127.0.0.1:{server.port}")
    office.put("soporte", 1)
    wait_for(lambda: office.rows("SELECT state FROM outbox WHERE recipient = 'luna@papeleria.example'") == [("sent",)])
    letter = next(letter for _, to, letter in server.taken if to == "luna@papeleria.example")
    report = "\r\n".join([
        "From: MAILER-DAEMON@mx.example", "Subject: Undelivered Mail", "Content-Type: multipart/report; report-type=delivery-status; boundary=b", "",
        "--b", "", "No se pudo.", "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example", "",
        "Final-Recipient: rfc822; luna@papeleria.example", "Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; 550 no existe", "",
        "--b", "Content-Type: text/rfc822-headers", "", f"Message-ID: {letter['Message-ID']}", "--b--", ""])
    office.dovecot.put("soporte", report.encode(), "rebote.x")
    wait_for(lambda: office.rows("SELECT state FROM outbox WHERE recipient = 'luna@papeleria.example'") == [("failed",)])
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="es-MX")
    visitor = Visitor(context, office.desk)
    visitor.set_password(office.desk.invite("intecnia", "ines@intecnia.example", "agent"))
    if "/session" in visitor.page.url:
        visitor.sign_in("intecnia", "ines@intecnia.example")
    text = visitor.visit("/intecnia/desk/tickets/IN-101").inner_text("main")
    assert "No se entregó a luna@papeleria.example: 5.1.1 550 no existe" in text and "El correo a esta dirección regresa" in text
    text = visitor.visit("/intecnia/desk/outbox").inner_text("main")
    assert "5.1.1 550 no existe" in text and "Enviar de nuevo" in text
    context.close()


def test_starttls_is_read_only_where_the_certificate_is_vouched_for_and_never_in_the_clear(office):
    office.dovecot.stop()
    text = office.dovecot.configuration.read_text()
    office.dovecot.configuration.write_text(text.replace("ssl = yes\nssl_cert", "ssl = required\nssl_cert").replace("disable_plaintext_auth = no", "disable_plaintext_auth = yes"))
    office.dovecot.start()
    server = f"imap+starttls://127.0.0.1:{office.dovecot.port}"
    office.put("soporte", "por TLS")
    refused = office.add("soporte@intecnia.example", "--all", server=server, check=False)
    assert refused.returncode == 69 and "certificado" in refused.stderr.decode(), refused.stderr.decode()
    office.add("soporte@intecnia.example", "--all", "--ca", str(office.dovecot.certificate), server=server)
    office.desk.start()
    wait_for(lambda: office.subjects() == ["Caso por TLS"])
    # A server that takes the word back is not trusted with the password.
    office.desk.stop()
    office.dovecot.stop()
    office.dovecot.configuration.write_text(text.replace("ssl = yes\nssl_cert", "ssl = no\nssl_cert").replace("port = %d\n    ssl = yes" % office.dovecot.secure_port, "port = 0"))
    office.dovecot.start()
    office.desk.start()
    wait_for(lambda: office.problem("soporte@intecnia.example") == "insecure")
    assert "Login: user=" not in (office.dovecot.folder / "log").read_text().split("Dovecot v")[-1], "nobody logged in"


def test_what_was_set_aside_is_shown_and_read_again_by_command_and_by_button(office, chromium):
    def park():
        with sqlite3.connect(office.folder / "desk.sqlite", timeout=30) as database:
            database.execute("UPDATE received_mail SET state = 'parked', ticket_id = NULL, problem = 'Se interrumpió 3 veces.'")

    raw = message("aparte")
    office.desk.command("mail", "deliver", "--company", "intecnia", stdin=raw)
    park()
    assert office.desk.command("mail", "deliver", "--company", "intecnia", stdin=raw).stdout.decode().startswith("Recibido y apartado")
    parked = office.desk.command("mail", "parked", "--company", "intecnia").stdout.decode()
    assert "Se interrumpió 3 veces." in parked and len(parked.splitlines()) == 1
    retried = office.desk.command("mail", "retry", "--company", "intecnia", parked.split()[0], "--language", "en")
    assert retried.stdout.decode() == "1 taken, 0 still set aside.\n"
    assert office.desk.command("mail", "parked", "--company", "intecnia").stdout == b""
    assert office.desk.command("mail", "retry", "--company", "intecnia", "ab" * 32, check=False).returncode == 65
    assert len(office.subjects()) == 2

    park()
    office.desk.start()
    context = chromium.new_context(viewport={"width": 390, "height": 800}, locale="es-MX")
    visitor = Visitor(context, office.desk)
    visitor.set_password(office.desk.invite("intecnia", "ines@intecnia.example", "agent"))
    if "/session" in visitor.page.url:
        visitor.sign_in("intecnia", "ines@intecnia.example")
    page = visitor.visit("/intecnia/desk/mailboxes")
    with page.expect_download() as download:
        page.click("a[href*='/parked-mail/']")
    assert open(download.value.path(), "rb").read() == raw
    page.click("form[action$='/reading'] button")
    page.wait_for_load_state()
    assert "Se leerá otra vez" in page.inner_text("body")
    wait_for(lambda: len(office.subjects()) == 3)
    context.close()


def test_a_message_over_which_the_desk_dies_three_times_is_set_aside_and_the_next_one_is_taken(office):
    """Nothing in the desk knows of it: it is killed as soon as its database says that it began to look."""
    office.add("soporte@intecnia.example")
    # So large that the look lasts until somebody has seen that it began.
    files = [f"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename={number}.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
             + base64.encodebytes(os.urandom(3_000_000)).decode().replace("\n", "\r\n") for number in range(6)]
    lethal = (b"From: Luna <luna@papeleria.example>\r\nSubject: Caso mortal\r\nMessage-ID: <mortal@papeleria.example>\r\n"
              b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=borde\r\n\r\n--borde\r\n\r\nLea esto.\r\n--borde\r\n"
              + "--borde\r\n".join(files).encode() + b"--borde--\r\n")
    state = "SELECT attempts, state FROM received_mail"

    def die(look):
        """Starts the desk, and kills it in the middle of that look."""
        def kill():
            wait_for(lambda: office.rows(state) == [(look, "waiting")], pause=0.002)
            office.desk.process.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            office.desk.start()
        except AssertionError:
            pass  # It died before it answered.
        killer.join()
        office.desk.stop(kill=True)
        assert office.rows(state) == [(look, "waiting")], "it was killed while it looked"

    office.dovecot.put("soporte", lethal, "mortal.x")
    for look in (1, 2, 3):
        die(look)
    office.put("soporte", "siguiente")
    office.desk.start()
    wait_for(lambda: office.subjects() == ["Caso siguiente"])
    wait_for(lambda: sorted(office.rows(state)) == [(1, "taken"), (3, "parked")])
    office.desk.stop()
    parked = office.desk.command("mail", "parked", "--company", "intecnia").stdout.decode()
    assert len(parked.splitlines()) == 1 and "3 veces" in parked, parked
    # Nothing was wrong with it, and nothing of it was lost.
    assert office.desk.command("mail", "retry", "--company", "intecnia", "--language", "en").stdout.decode() == "1 taken, 0 still set aside.\n"
    assert office.subjects() == ["Caso mortal", "Caso siguiente"]
    assert office.rows("SELECT COUNT(*) FROM content WHERE name LIKE '%.bin'") == [(6,)]
    assert office.desk.command("verify").returncode == 0


@pytest.mark.skipif("VENTANILLA_TEST_POSTGRES" not in os.environ, reason="bin/test starts PostgreSQL")
def test_of_two_nodes_one_reads_a_mailbox_and_the_other_goes_on():
    host, name = os.environ["VENTANILLA_TEST_POSTGRES"].split("host=")[1], f"mail_{os.getpid()}"

    def psql(database, text):
        done = subprocess.run(["psql", "-h", host, "-U", "postgres", "-d", database, "-At", "-c", text], check=True, capture_output=True)
        return done.stdout.decode().split("\n")[:-1]

    psql("postgres", f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
    with tempfile.TemporaryDirectory(prefix="ventanilla-mail-") as folder:
        office = Office(folder, database=f"postgres://postgres@/{name}?host={host}")
        other = Desk(folder, clock=None, database=office.desk.database)
        try:
            for number in range(150):
                office.put("soporte", number, sender=f"cliente{number}@papeleria.example")
            office.add("soporte@intecnia.example", "--all")
            office.desk.start()
            other.start()
            wait_for(lambda: int(psql(name, "SELECT COUNT(*) FROM ticket")[0]) >= 40)
            reader = psql(name, "SELECT reader_id FROM mailbox")
            assert reader != ["0"]
            office.desk.stop()
            wait_for(lambda: psql(name, "SELECT reader_id FROM mailbox") not in (reader, ["0"]), 20)
            wait_for(lambda: int(psql(name, "SELECT COUNT(*) FROM ticket")[0]) >= 150)
            time.sleep(1)
            assert sorted(psql(name, "SELECT subject FROM ticket")) == sorted(f"Caso {number}" for number in range(150))
            assert psql(name, "SELECT state, COUNT(*) FROM received_mail GROUP BY state") == ["taken|150"]
        finally:
            other.stop()
            office.stop()
            psql("postgres", f"DROP DATABASE {name} WITH (FORCE)")
