"""What lies in the outbox leaves by SMTP after the commit, once, and says what it is."""

import email
import email.policy
import socket
import tempfile
import threading
import time

from conftest import POLICIES, Desk, Visitor


class MailServer(threading.Thread):
    """A mail server that takes everything but mail to `nadie@`, which it refuses for good.

    `others`: replies to verbs that it would answer otherwise. `opened`: an event for which it makes every recipient wait.
    """

    def __init__(self, greeting="250 prueba", others=None, opened=None):
        super().__init__(daemon=True)
        self.opened = opened
        self.taken, self.refused = [], []
        self.greeting, self.others = greeting, others or {}
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        lines, say = connection.makefile("rb"), lambda text: connection.sendall(text.encode() + b"\r\n")
        say("220 prueba")
        sender = recipient = ""
        for line in lines:
            verb = line.decode().strip()
            if verb.upper().split(" ")[0] in self.others:
                say(self.others[verb.upper().split(" ")[0]])
            elif verb.upper().startswith(("EHLO", "HELO")):
                say(self.greeting)
            elif verb.upper().startswith("MAIL FROM:"):
                sender = verb[10:]
                say("250 bien")
            elif verb.upper().startswith("RCPT TO:"):
                recipient = verb[8:].strip("<> ").split(">")[0]
                if self.opened:
                    self.opened.wait(60)
                if recipient.startswith("nadie@"):
                    self.refused.append(recipient)
                    say("550 no existe")
                else:
                    say("250 bien")
            elif verb.upper() == "DATA":
                say("354 adelante")
                body = b""
                for part in lines:
                    if part == b".\r\n":
                        break
                    body += part[1:] if part.startswith(b".") else part
                self.taken.append((sender, recipient, email.message_from_bytes(body, policy=email.policy.default)))
                say("250 recibido")
            elif verb.upper() == "QUIT":
                say("221 adiós")
                return
            else:
                say("250 bien")


def wait_for(condition):
    for _ in range(200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen in 10 s")


def test_an_open_page_tells_what_became_of_a_letter(chromium):
    opened = threading.Event()
    server = MailServer(opened=opened)
    server.start()
    with tempfile.TemporaryDirectory(prefix="ventanilla-mail-") as folder:
        desk = Desk(folder, clock=None)
        desk.command("company", "add", *POLICIES)
        token = desk.token("fel", "ines@fel.example")
        link = desk.invite("fel", "ines@fel.example", "agent")
        desk.start("--smtp", f"smtp://127.0.0.1:{server.port}")
        context = chromium.new_context(locale="es-MX")
        try:
            body = {"requester": {"name": "Luna", "email": "luna@papeleria.example", "rfc": "EKU9003173C9"}, "channel": "portal", "subject": "No timbra",
                    "department": "technical_support", "priority": "low", "description": "x"}
            assert desk.api("POST", "/api/v1/companies/fel/tickets", body, token).status == 201
            wait_for(lambda: desk.outbox_states().get("luna@papeleria.example") == "sending")
            ines = Visitor(context, desk)
            ines.set_password(link)
            ines.sign_in("fel", "ines@fel.example")
            page = ines.visit("/fel/desk/tickets/FEL-101")
            page.evaluate("document.body.dataset.same = 'yes'")
            assert "Enviándose a luna@papeleria.example" in page.locator("#live").text_content()
            opened.set()
            page.locator("#live", has_text="Enviado a luna@papeleria.example").wait_for(state="attached", timeout=10_000)
            assert page.evaluate("document.body.dataset.same") == "yes", "it was not loaded again"
            ines.check()
        finally:
            opened.set()
            context.close()
            desk.stop()


def test_an_acknowledgement_leaves_once_and_a_refused_one_is_marked():
    server = MailServer()
    server.start()
    with tempfile.TemporaryDirectory(prefix="ventanilla-mail-") as folder:
        desk = Desk(folder, clock=None)
        desk.command("company", "add", *POLICIES)
        token = desk.token("fel", "ines@fel.example")
        desk.start("--smtp", f"smtp://127.0.0.1:{server.port}")
        try:
            for who in ("luna@papeleria.example", "nadie@papeleria.example"):
                body = {"requester": {"name": "Luna Ñuño", "email": who, "rfc": "EKU9003173C9"}, "channel": "portal", "subject": "No timbra ñ",
                        "department": "technical_support", "priority": "low", "description": "x"}
                assert desk.api("POST", "/api/v1/companies/fel/tickets", body, token).status == 201
            wait_for(lambda: server.taken and server.refused)
            time.sleep(1)
            assert [to for _, to, _ in server.taken if to != "ines@fel.example"] == ["luna@papeleria.example"]
            # Whoever holds the ticket hears that its client did not.
            wait_for(lambda: any(to == "ines@fel.example" and "no se entregó" in str(mail["Subject"]) for _, to, mail in server.taken))
            message = next(mail for _, to, mail in server.taken if to == "luna@papeleria.example")
            assert message["Subject"].startswith("[FEL-101]") and "ñ" in message["Subject"]
            assert message["Auto-Submitted"] == "auto-generated"
            assert message.get_content_type() == "multipart/alternative"
            assert "Primera respuesta" in message.get_body(("plain",)).get_content()
            assert "<strong>Primera respuesta" in message.get_body(("html",)).get_content()
            assert message["List-Unsubscribe"] is None, "what is promised cannot be switched off"
            wait_for(lambda: desk.outbox_states() == {"luna@papeleria.example": "sent", "nadie@papeleria.example": "failed", "ines@fel.example": "sent"})
        finally:
            desk.stop()
