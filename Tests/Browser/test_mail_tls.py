"""Mail that leaves by TLS, from the start or by STARTTLS, with a password: to a server of which we know whose it is, and to no other."""

import base64
import email
import email.policy
import socket
import ssl
import tempfile
import threading

import pytest
from conftest import POLICIES, Desk
from dovecot import certificate
from test_mail_in import wait_for

USER, PASSWORD = "mesa", "clave-4711"


class SecureServer(threading.Thread):
    """Takes mail from whoever has logged in over TLS, and lets nobody log in without it."""

    def __init__(self, folder, starts_plain):
        super().__init__(daemon=True)
        self.starts_plain = starts_plain
        # What was said before TLS, with which user and password somebody tried, and what was taken.
        self.plain, self.logins, self.taken = [], [], []
        self.certificate, key = certificate(folder)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate, key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    @property
    def address(self):
        return f"{'smtp+starttls' if self.starts_plain else 'smtps'}://{USER}:{PASSWORD}@127.0.0.1:{self.port}"

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            self.talk(connection)
        except OSError:
            pass  # A client that trusts nobody hangs up in the middle of the greeting.
        finally:
            connection.close()

    def talk(self, connection):
        is_secure = not self.starts_plain
        if is_secure:
            connection = self.context.wrap_socket(connection, server_side=True)
        lines, is_known, sender, recipient = connection.makefile("rb"), False, "", ""

        def say(text):
            connection.sendall(text.encode() + b"\r\n")

        say("220 prueba")
        while line := lines.readline():
            words = line.decode().strip()
            verb = words.split(" ")[0].upper()
            if not is_secure:
                self.plain.append(verb)
            if verb in ("EHLO", "HELO"):
                say("250-prueba\r\n250 AUTH PLAIN LOGIN" if is_secure else "250-prueba\r\n250 STARTTLS")
            elif verb == "STARTTLS" and not is_secure:
                say("220 adelante")
                connection = self.context.wrap_socket(connection, server_side=True)
                lines, is_secure = connection.makefile("rb"), True
            elif verb == "AUTH" and is_secure:
                said = words.split(" ")
                if said[1].upper() == "PLAIN":
                    if len(said) < 3:
                        say("334 ")
                        said.append(lines.readline().decode().strip())
                    _, user, password = base64.b64decode(said[2]).decode().split("\0")
                else:
                    say("334 VXNlcm5hbWU6")
                    user = base64.b64decode(lines.readline()).decode()
                    say("334 UGFzc3dvcmQ6")
                    password = base64.b64decode(lines.readline()).decode()
                self.logins.append((user, password))
                is_known = (user, password) == (USER, PASSWORD)
                say("235 bien" if is_known else "535 5.7.8 no")
            elif verb == "MAIL" and not is_known:
                say("530 5.7.0 primero entre")
            elif verb == "MAIL":
                sender = words[10:].split(">")[0].strip("<")
                say("250 bien")
            elif verb == "RCPT":
                recipient = words[8:].split(">")[0].strip("<")
                say("250 bien")
            elif verb == "DATA":
                say("354 adelante")
                body = b""
                while (part := lines.readline()) != b".\r\n":
                    body += part[1:] if part.startswith(b".") else part
                self.taken.append((sender, recipient, email.message_from_bytes(body, policy=email.policy.default)))
                say("250 recibido")
            elif verb == "QUIT":
                say("221 adiós")
                return
            else:
                say("250 bien")


def write(desk, token, who):
    body = {"requester": {"name": "Luna", "email": who, "rfc": "EKU9003173C9"}, "channel": "portal", "subject": "No timbra",
            "department": "technical_support", "priority": "low", "description": "x"}
    assert desk.api("POST", "/api/v1/companies/fel/tickets", body, token).status == 201


@pytest.mark.parametrize("starts_plain", [False, True], ids=["smtps", "starttls"])
def test_a_letter_leaves_by_tls_with_a_password_to_whom_we_trust_and_to_nobody_else(starts_plain):
    with tempfile.TemporaryDirectory(prefix="ventanilla-tls-") as folder:
        server = SecureServer(folder, starts_plain)
        server.start()
        desk = Desk(folder, clock=None)
        desk.command("company", "add", *POLICIES)
        token = desk.token("fel", "ines@fel.example")

        def problem(who):
            return desk.rows(f"SELECT COALESCE(problem, '') FROM outbox WHERE recipient = '{who}'")[0][0]

        def check(*more):
            return desk.command("mail", "check", "--company", "fel", "--smtp", server.address, "--dns", "127.0.0.1:1", *more, check=False).stdout.decode()

        try:
            # A certificate that nobody vouches for gets no password.
            desk.start("--smtp", server.address)
            write(desk, token, "luna@papeleria.example")
            wait_for(lambda: problem("luna@papeleria.example"))
            assert desk.outbox_states()["luna@papeleria.example"] == "queued" and not server.taken and not server.logins
            assert "revise TLS y el certificado" in check() and not server.logins
            desk.stop()

            assert "acepta la conexión para enviar" in check("--smtp-ca", str(server.certificate))
            desk.start("--smtp", server.address, "--smtp-ca", str(server.certificate))
            write(desk, token, "sol@papeleria.example")
            wait_for(lambda: desk.outbox_states()["sol@papeleria.example"] == "sent")
            assert set(server.logins) == {(USER, PASSWORD)}
            assert [recipient for _, recipient, _ in server.taken if recipient.startswith("sol@")] == ["sol@papeleria.example"]
            assert next(letter for _, recipient, letter in server.taken if recipient.startswith("sol@"))["Auto-Submitted"] == "auto-generated"
            desk.stop()

            # Another password is refused for now: somebody will set it right.
            before = len(server.taken)
            desk.start("--smtp", server.address.replace(PASSWORD, "otra"), "--smtp-ca", str(server.certificate))
            write(desk, token, "eva@papeleria.example")
            wait_for(lambda: problem("eva@papeleria.example"))
            assert desk.outbox_states()["eva@papeleria.example"] == "queued" and "otra" not in problem("eva@papeleria.example")
            assert len(server.taken) == before
            assert set(server.plain) <= {"EHLO", "STARTTLS", "QUIT"}, "nothing that matters is said in the clear"
        finally:
            desk.stop()
            server.listener.close()
