"""Mail that leaves by a real Postfix: greylisted, refused, cut off, killed in the middle, or kept back for days."""

import email
import email.policy
import os
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import postfix
import pytest
from conftest import POLICIES, Desk, Visitor
from ports import free_port
from proxy import Proxy
from test_mail_in import Office, wait_for

pytestmark = pytest.mark.skipif(
    not postfix.is_there(), reason="needs Debian's postfix, installed or unpacked at VENTANILLA_TEST_POSTFIX, and root")


class House:
    """A desk and its mail server, which lays what it takes into maildirs."""

    def __init__(self, folder, more="", **how):
        self.folder = Path(folder)
        self.folder.chmod(0o755)
        self.maildirs = self.folder / "mail"
        self.maildirs.mkdir()
        shutil.chown(self.maildirs, "nobody")
        self.server = postfix.Postfix(self.folder / "postfix", free_port(), maildirs=self.maildirs, boxes={"papeleria.example": "papeleria"}, more=more)
        self.desk = Desk(folder, **how)
        self.desk.command("company", "add", *POLICIES)
        self.token = self.desk.token("fel", "ines@fel.example")

    def start(self, port=None):
        self.desk.start("--smtp", f"smtp://127.0.0.1:{port or self.server.port}", "--url", "http://mesa.fel.example")
        return self

    def stop(self):
        self.desk.stop()
        self.server.stop()

    def write(self, who):
        """Has the desk write a letter: somebody's request is acknowledged."""
        body = {"requester": {"name": "Luna", "email": who, "rfc": "EKU9003173C9"}, "channel": "portal", "subject": "No timbra",
                "department": "technical_support", "priority": "low", "description": "x"}
        answer = self.desk.api("POST", "/api/v1/companies/fel/tickets", body, self.token)
        assert answer.status == 201, answer.body
        return answer.json["folio"]

    def rows(self, query):
        with sqlite3.connect(self.folder / "desk.sqlite", timeout=30) as database:
            return database.execute(query).fetchall()

    def letter(self, who):
        """What the outbox says of the letter to somebody: its state, attempts, doubts and problem."""
        return self.rows(f"SELECT state, attempts, doubts, COALESCE(problem, '') FROM outbox WHERE recipient = '{who}'")[0]

    def advance(self, duration):
        """Moves the clock once nobody is sending: by the desk's clock whoever has a letter in his hands for hours has died."""
        wait_for(lambda: not self.rows("SELECT 1 FROM outbox WHERE state = 'sending' OR state = 'queued' AND next_attempt_at <= (SELECT now_at FROM standing_clock)"))
        self.desk.advance(duration, self.token)

    def box(self, name):
        """The letters that lie there for somebody."""
        letters = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in sorted((self.maildirs / "papeleria/new").glob("*"))]
        return [letter for letter in letters if letter["Delivered-To"] == f"{name}@papeleria.example"]

    def copies(self, name):
        """How often the first letter to somebody lies there; all that does is known to the outbox."""
        known = [row[0] for row in self.rows(f"SELECT message_id FROM outbox WHERE recipient = '{name}@papeleria.example' ORDER BY id")]
        found = [letter["Message-ID"].strip("<>") for letter in self.box(name)]
        assert set(found) <= set(known)
        return found.count(known[0])

    def staff(self, chromium):
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="es-MX")
        visitor = Visitor(context, self.desk)
        visitor.set_password(self.desk.invite("fel", "gema@fel.example", "operations"))
        if "/session" in visitor.page.url:
            visitor.sign_in("fel", "gema@fel.example")
        return visitor


@pytest.fixture
def house():
    """Makes a house whose Postfix is set up as a test wants it."""
    made = []
    folders = []

    def make(more=""):
        folders.append(tempfile.TemporaryDirectory(prefix="ventanilla-sent-"))
        made.append(House(folders[-1].name, more))
        return made[-1]

    yield make
    for one in made:
        one.stop()
    for folder in folders:
        folder.cleanup()


def test_a_greylisted_letter_waits_and_arrives_once_and_each_recipient_has_an_answer_of_his_own(house, chromium):
    met = set()

    def decide(facts):
        first = facts["recipient"] not in met
        met.add(facts["recipient"])
        return "450 4.7.1 vuelva en un minuto" if first and facts["recipient"].startswith("luna") else "dunno"

    policy = postfix.PolicyService(decide)
    mail = house(f"""
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:{policy.port},
  check_recipient_access inline:{{ {{lleno@papeleria.example = 452 4.2.2 buzon lleno}}, {{nadie@papeleria.example = 550 5.1.1 no existe}} }},
  permit_mynetworks, reject
""")
    try:
        mail.server.start()
        mail.start()
        for who in ("luna", "lleno", "nadie", "sol"):
            mail.write(f"{who}@papeleria.example")
        wait_for(lambda: all(mail.letter(f"{who}@papeleria.example")[1] == 1 and mail.letter(f"{who}@papeleria.example")[0] != "sending"
                             for who in ("luna", "lleno", "nadie", "sol")))
        assert mail.letter("luna@papeleria.example")[::3] == ("queued", "450 4.7.1 <luna@papeleria.example>: Recipient address rejected: vuelva en un minuto")
        assert mail.letter("lleno@papeleria.example")[0] == "queued" and "452 4.2.2" in mail.letter("lleno@papeleria.example")[3]
        assert mail.letter("nadie@papeleria.example")[0] == "failed" and "550 5.1.1" in mail.letter("nadie@papeleria.example")[3]
        assert mail.letter("sol@papeleria.example") == ("sent", 1, 0, "")
        mail.desk.advance("PT59S", mail.token)
        time.sleep(1)
        assert mail.letter("luna@papeleria.example")[1] == 1, "not before its minute is over"
        mail.desk.advance("PT2S", mail.token)
        wait_for(lambda: mail.letter("luna@papeleria.example") == ("sent", 2, 0, ""))
        wait_for(lambda: mail.copies("luna") == 1 and mail.copies("sol") == 1)
        wait_for(lambda: mail.letter("lleno@papeleria.example")[:2] == ("queued", 2))
        assert not mail.box("lleno") and not mail.box("nadie")
        letter = mail.box("luna")[0]
        assert "from mesa.fel.example" in letter["Received"] and letter["Auto-Submitted"] == "auto-generated"
        text = mail.staff(chromium).visit("/fel/desk/outbox").inner_text("main")
        assert "Sin enviar todavía" in text and "452 4.2.2" in text and "No se pudo entregar" in text and "550 5.1.1" in text
    finally:
        policy.stop()


def test_automatic_mail_has_no_envelope_sender_and_each_letter_is_told_on_its_entry(house, chromium):
    mail = house()
    mail.server.start()
    mail.start()
    folio = mail.write("luna@papeleria.example")
    wait_for(lambda: mail.copies("luna") == 1)
    answer = mail.desk.api("POST", f"/api/v1/companies/fel/tickets/{folio}/replies", {"text": "Reinicie el equipo."}, mail.token)
    assert answer.status == 201, answer.body
    wait_for(lambda: len(mail.box("luna")) == 2)
    first, second = sorted(mail.box("luna"), key=lambda letter: "Reinicie" in letter.as_string())
    assert first["Return-Path"] == "<>" and first["Auto-Submitted"] == "auto-generated"
    assert "@" in second["Return-Path"] and second["Auto-Submitted"] is None, "what a person says is no automatic mail"
    wait_for(lambda: not mail.rows("SELECT 1 FROM outbox WHERE state IN ('queued', 'sending')"))

    read = mail.desk.api("GET", f"/api/v1/companies/fel/tickets/{folio}", token=mail.token).json
    letters = [letter for entry in read["messages"] for letter in entry["letters"] if letter["to"] == "luna@papeleria.example"]
    assert [(letter["state"], letter["problem"]) for letter in letters] == [("sent", None)] * 2 and all(letter["sent_at"] for letter in letters)
    page = mail.staff(chromium).visit(f"/fel/desk/tickets/{folio}")
    details = page.locator(".entry details", has_text="correo")
    assert details.count() >= 2
    details.last.locator("summary").click()
    assert "Enviado a luna@papeleria.example" in details.last.inner_text()


@pytest.mark.parametrize("delay", ["yes", "no"])
def test_a_real_server_that_takes_no_empty_sender_gets_ours_from_then_on(house, chromium, delay):
    """Postfix says so at RCPT, or at MAIL where it does not delay."""
    mail = house(f"""
smtpd_delay_reject = {delay}
smtpd_sender_restrictions = check_sender_access inline:{{ {{<> = 550 5.7.1 hace falta un remitente}} }}
""")
    mail.server.start()
    mail.start()
    for who in ("luna", "sol"):
        mail.write(f"{who}@papeleria.example")
        wait_for(lambda: mail.copies(who) == 1)
    assert all("@" in mail.box(who)[0]["Return-Path"] for who in ("luna", "sol"))
    wait_for(lambda: not mail.rows("SELECT 1 FROM outbox WHERE state IN ('queued', 'sending')"))
    assert mail.server.log().count("hace falta un remitente") == 1, "it is not tried twice"
    assert mail.letter("luna@papeleria.example") == ("sent", 1, 0, "")
    text = mail.staff(chromium).visit("/fel/desk/mailboxes").inner_text("main")
    assert "no acepta remitente de sobre vacío" in text and "hace falta un remitente" not in text, "the relay's words may tell of others"
    checked = mail.desk.command("mail", "check", "--company", "fel", "--smtp", f"smtp://127.0.0.1:{mail.server.port}", "--dns", "127.0.0.1:1", check=False)
    assert "remitente de sobre vacío" in checked.stdout.decode()


def test_of_a_letter_whose_connection_drops_after_the_final_dot_there_are_two_copies_at_most_and_the_desk_says_so(house, chromium):
    mail = house()
    mail.server.start()
    # What Postfix says after the dot never reaches the desk.
    drops = Proxy(mail.server.port, lambda said, heard: 0 if b"queued as" in said else None)
    try:
        mail.start(drops.port)
        folio = mail.write("luna@papeleria.example")
        wait_for(lambda: mail.letter("luna@papeleria.example")[:3] == ("queued", 1, 1))
        wait_for(lambda: mail.copies("luna") == 1)
        drops.cut = lambda said, heard: None
        mail.desk.advance("PT1M", mail.token)
        wait_for(lambda: mail.letter("luna@papeleria.example") == ("sent", 2, 1, ""))
        wait_for(lambda: mail.copies("luna") == 2)

        # A way on which it happens every time makes no third copy: somebody has to say so.
        drops.cut = lambda said, heard: 0 if b"queued as" in said else None
        mail.write("sol@papeleria.example")
        wait_for(lambda: mail.letter("sol@papeleria.example")[:3] == ("queued", 1, 1))
        mail.desk.advance("PT1M", mail.token)
        wait_for(lambda: mail.letter("sol@papeleria.example")[:3] == ("failed", 2, 2))
        mail.desk.advance("PT72H", mail.token)
        time.sleep(1)
        assert mail.copies("sol") == 2
        drops.cut = lambda said, heard: None

        visitor = mail.staff(chromium)
        text = visitor.visit("/fel/desk/outbox").inner_text("main")
        assert "Enviado, quizá dos veces" in text and "No se sabe si llegó" in text
        assert "Enviado a luna@papeleria.example, quizá dos veces" in visitor.visit(f"/fel/desk/tickets/{folio}").inner_text("main")
        page = visitor.visit("/fel/desk/outbox")
        page.locator("tr", has_text="sol@papeleria.example").locator("button", has_text="Enviar de nuevo").first.click()
        wait_for(lambda: mail.letter("sol@papeleria.example")[::2] == ("sent", 1))
        wait_for(lambda: mail.copies("sol") == 3)
        assert mail.desk.command("verify").returncode == 0
    finally:
        drops.close()


def test_three_days_without_a_mail_server_lose_no_letter_and_five_days_of_refusals_end_visibly(house, chromium):
    mail = house("smtpd_recipient_restrictions = check_recipient_access inline:{ {lleno@papeleria.example = 452 4.2.2 lleno} }, permit_mynetworks, reject")
    mail.start()
    for who in ("luna", "lleno"):
        mail.write(f"{who}@papeleria.example")

    def try_again(duration, attempts):
        mail.advance(duration)
        wait_for(lambda: mail.letter("lleno@papeleria.example")[1] == attempts and mail.letter("lleno@papeleria.example")[0] != "sending")

    wait_for(lambda: mail.letter("luna@papeleria.example")[:2] == ("queued", 1) and mail.letter("lleno@papeleria.example")[:2] == ("queued", 1))
    waits = ["PT1M", "PT5M", "PT15M", "PT1H", "PT1H"] + ["PT4H"] * 28
    outage = 5 + 18
    for number, wait in enumerate(waits[:outage]):
        try_again(wait, number + 2)
    # 74 hours and 21 minutes after they were written.
    assert mail.letter("luna@papeleria.example")[0] == "queued" and mail.letter("luna@papeleria.example")[3]
    visitor = mail.staff(chromium)
    text = visitor.visit("/fel/desk/outbox").inner_text("main")
    assert "Sin enviar todavía" in text and f"({outage + 1} intentos)" in text
    text = visitor.visit("/fel/desk/mailboxes").inner_text("main")
    assert "Por enviar:" in text and "el más antiguo, desde" in text
    mail.server.start()
    try_again("PT4H", outage + 2)
    wait_for(lambda: mail.letter("luna@papeleria.example")[::2] == ("sent", 0))
    wait_for(lambda: mail.copies("luna") == 1)
    for number in range(outage + 1, len(waits)):
        try_again("PT4H", number + 2)
    state, attempts, doubts, problem = mail.letter("lleno@papeleria.example")
    assert (state, attempts, doubts) == ("failed", len(waits) + 1, 0) and "452 4.2.2" in problem
    assert not mail.box("lleno") and mail.copies("luna") == 1
    visitor.sign_in("fel", "gema@fel.example")  # Sessions end, too.
    text = visitor.visit("/fel/desk/mailboxes").inner_text("main")
    assert "No se pudieron entregar: 1." in text, text


def test_a_desk_that_is_killed_while_it_sends_loses_no_letter_and_makes_two_copies_at_most(house):
    asked, kill_at, is_up = [], [], threading.Event()

    def decide(facts):
        asked.append((facts["protocol_state"], facts["recipient"]))
        if kill_at and kill_at[0] == facts["protocol_state"]:
            kill_at.pop()
            is_up.wait(60)
            mail.desk.process.kill()
        elif facts["protocol_state"] == "END-OF-MESSAGE":
            time.sleep(0.1)  # There is time to die in.
        return "dunno"

    policy = postfix.PolicyService(decide)
    check = f"check_policy_service inet:127.0.0.1:{policy.port}"
    mail = house(f"""
smtpd_recipient_restrictions = {check}, permit_mynetworks, reject
smtpd_data_restrictions = {check}
smtpd_end_of_data_restrictions = {check}
""")
    try:
        mail.server.start()
        # At each step of the conversation, one letter after the other.
        mail.start()
        is_up.set()
        for number, (step, copies) in enumerate([("RCPT", 1), ("DATA", 1), ("END-OF-MESSAGE", 2)]):
            kill_at.append(step)
            mail.write(f"cliente{number}@papeleria.example")
            wait_for(lambda: mail.desk.process.poll() is not None)
            assert mail.letter(f"cliente{number}@papeleria.example")[0] == "sending"
            mail.desk.stop()
            mail.start()
            wait_for(lambda: mail.letter(f"cliente{number}@papeleria.example")[:3] == ("sent", 2, 1))
            wait_for(lambda: mail.copies(f"cliente{number}") == copies)

        # Twice over the same letter: whether it left is somebody's to say, and whoever has its ticket is told, once.
        kill_at.append("RCPT")
        folio = mail.write("dos@papeleria.example")
        wait_for(lambda: mail.desk.process.poll() is not None)
        mail.desk.stop()
        is_up.clear()
        kill_at.append("RCPT")
        mail.start()
        is_up.set()
        wait_for(lambda: mail.desk.process.poll() is not None)
        mail.desk.stop()
        mail.start()
        wait_for(lambda: mail.letter("dos@papeleria.example") == ("failed", 2, 2, ""))
        journal = mail.desk.api("GET", f"/api/v1/companies/fel/tickets/{folio}/journal", token=mail.token).json["items"]
        assert [entry["kind"] for entry in journal].count("noted") == 1, journal
        wait_for(lambda: mail.letter("ines@fel.example")[0] == "sent")
        assert mail.copies("dos") == 0 and asked.count(("RCPT", "dos@papeleria.example")) == 2, "nobody sends it a third time"

        # Killed when it happens to be, but never over a letter that it was killed over before.
        count = 40
        mail.desk.stop()
        mail.desk.start()  # Nothing leaves yet.
        for number in range(count):
            mail.write(f"otro{number}@papeleria.example")

        def rows(condition):
            return [row[0] for row in mail.rows(f"SELECT id FROM outbox WHERE recipient LIKE 'otro%' AND {condition}")]

        mail.desk.stop()
        mail.start()
        hit = set()
        for kills in range(5):
            known = len(rows("state = 'sent'"))
            wait_for(lambda: len(rows("state = 'sent'")) >= min(known + 2, count) and hit <= set(rows("state = 'sent'")))
            time.sleep(0.03 * kills)
            mail.desk.stop(kill=True)
            hit |= set(rows("state = 'sending'"))
            mail.start()
        wait_for(lambda: not mail.rows("SELECT 1 FROM outbox WHERE state IN ('queued', 'sending')"))
        wait_for(lambda: all(mail.box(f"otro{number}") for number in range(count)))
        time.sleep(0.5)
        letters = mail.rows("SELECT id, recipient, state, doubts FROM outbox WHERE recipient LIKE 'otro%'")
        assert len(letters) == count
        for letter, recipient, state, doubts in letters:
            assert state == "sent" and doubts == (letter in hit), (recipient, state, doubts)
            assert 1 <= mail.copies(recipient.split("@")[0]) <= 1 + doubts, (recipient, doubts)
        assert mail.desk.command("verify").returncode == 0
    finally:
        policy.stop()


def test_a_desk_that_is_stopped_while_it_sends_hears_the_answer_first(house):
    asked = []

    def decide(facts):
        asked.append(facts["recipient"])
        time.sleep(2)
        return "dunno"

    policy = postfix.PolicyService(decide)
    mail = house(f"smtpd_end_of_data_restrictions = check_policy_service inet:127.0.0.1:{policy.port}")
    try:
        mail.server.start()
        mail.start()
        mail.write("luna@papeleria.example")
        wait_for(lambda: asked)
        mail.desk.stop()
        assert mail.letter("luna@papeleria.example") == ("sent", 1, 0, "")
        wait_for(lambda: mail.copies("luna") == 1)
    finally:
        policy.stop()


def test_an_answer_that_is_here_before_its_letter_is_known_to_have_left_joins_its_ticket(house):
    mail = house()
    mail.server.start()
    # The letter is in its reader's hands while the desk still waits to hear that it was taken.
    answered = threading.Event()

    def hold(said, heard):
        if b"queued as" in said:
            answered.wait(60)

    held = Proxy(mail.server.port, hold)
    try:
        mail.start(held.port)
        folio = mail.write("luna@papeleria.example")
        wait_for(lambda: mail.copies("luna") == 1)
        name = mail.box("luna")[0]["Message-ID"].strip("<>")
        answer = (f"From: luna@papeleria.example\r\nTo: soporte@fel.example\r\nSubject: Re: eso\r\nMessage-ID: <r1@papeleria.example>\r\n"
                  f"In-Reply-To: <{name}>\r\n\r\nYa quedó.\r\n").encode()
        told = mail.desk.command("mail", "deliver", "--company", "fel", stdin=answer).stdout.decode().strip()
        assert told == folio and mail.letter("luna@papeleria.example")[0] == "sending"
        answered.set()
        wait_for(lambda: mail.letter("luna@papeleria.example") == ("sent", 1, 0, ""))
        # What somebody answers to a message of his own that is still on its way: each is kept, whatever comes first.
        second = b"From: sol@papeleria.example\r\nSubject: Re: Otra cosa\r\nMessage-ID: <b@papeleria.example>\r\nIn-Reply-To: <a@papeleria.example>\r\n\r\nLa foto.\r\n"
        first = b"From: sol@papeleria.example\r\nSubject: Otra cosa\r\nMessage-ID: <a@papeleria.example>\r\n\r\nFalla.\r\n"
        folios = [mail.desk.command("mail", "deliver", "--company", "fel", stdin=raw).stdout.decode().strip() for raw in (second, first, second, first)]
        assert folios[:2] == folios[2:] and len(set(folios)) == 2 and folio not in folios
    finally:
        answered.set()
        held.close()


def test_the_button_sends_and_receives_by_real_servers(chromium):
    with tempfile.TemporaryDirectory(prefix="ventanilla-round-") as folder:
        office = Office(folder)
        server = postfix.Postfix(Path(folder) / "postfix", free_port(), maildirs=office.dovecot.mail, boxes={"intecnia.example": "soporte"})
        try:
            server.start()
            office.add("soporte@intecnia.example")
            office.desk.start("--smtp", f"smtp://127.0.0.1:{server.port}")
            context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="es-MX")
            visitor = Visitor(context, office.desk)
            visitor.set_password(office.desk.invite("intecnia", "olga@intecnia.example", "operations"))
            if "/session" in visitor.page.url:
                visitor.sign_in("intecnia", "olga@intecnia.example")
            page = visitor.visit("/intecnia/desk/mailboxes")
            page.click("text=Probar")
            page.wait_for_load_state()
            assert "La prueba salió hacia el buzón" in page.inner_text("body")
            wait_for(lambda: office.rows("SELECT COUNT(*) FROM received_mail WHERE state = 'taken'") == [(1,)])
            text = visitor.visit("/intecnia/desk/mailboxes").inner_text("main")
            assert "Salió y llegó en" in text and "Se lee" in text
            assert office.subjects() == [], "a try opens nothing"
            assert office.rows("SELECT state FROM outbox") == [("sent",)]
            # A mailbox that takes nothing any more is seen, too.
            server.stop()
            page.click("text=Probar")
            wait_for(lambda: office.rows("SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND problem IS NOT NULL") == [(1,)])
            assert "Todavía no sale" in visitor.visit("/intecnia/desk/mailboxes").inner_text("main")
            context.close()
        finally:
            server.stop()
            office.stop()


@pytest.mark.skipif("VENTANILLA_TEST_POSTGRES" not in os.environ, reason="bin/test starts PostgreSQL")
def test_two_nodes_on_postgresql_send_each_letter_once_and_one_that_goes_leaves_the_rest_to_the_other():
    host, name = os.environ["VENTANILLA_TEST_POSTGRES"].split("host=")[1], f"sent_{os.getpid()}"

    def psql(database, text):
        done = subprocess.run(["psql", "-h", host, "-U", "postgres", "-d", database, "-At", "-c", text], check=True, capture_output=True)
        return done.stdout.decode().split("\n")[:-1]

    psql("postgres", f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
    with tempfile.TemporaryDirectory(prefix="ventanilla-sent-") as folder:
        mail = House(folder, database=f"postgres://postgres@/{name}?host={host}", clock=None)
        other = Desk(folder, clock=None, database=mail.desk.database)
        try:
            mail.server.start()
            # First they lie there; then both send.
            mail.desk.start()
            folios = [mail.write(f"cliente{number}@papeleria.example") for number in range(60)]
            mail.desk.stop()
            mail.start()
            other.start("--smtp", f"smtp://127.0.0.1:{mail.server.port}", "--url", "http://mesa.fel.example")
            wait_for(lambda: int(psql(name, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'")[0]) >= 20)
            mail.desk.stop()
            wait_for(lambda: psql(name, "SELECT DISTINCT state || ' ' || doubts FROM outbox WHERE recipient LIKE 'cliente%'") == ["sent 0"])
            wait_for(lambda: all(len(mail.box(f"cliente{number}")) == 1 for number in range(60)))
            read = other.api("GET", f"/api/v1/companies/fel/tickets/{folios[0]}", token=mail.token).json
            letters = [letter for entry in read["messages"] for letter in entry["letters"] if letter["to"] == "cliente0@papeleria.example"]
            assert [(letter["state"], letter["problem"]) for letter in letters] == [("sent", None)]
            assert other.command("verify").returncode == 0
        finally:
            other.stop()
            mail.stop()
            psql("postgres", f"DROP DATABASE {name} WITH (FORCE)")
