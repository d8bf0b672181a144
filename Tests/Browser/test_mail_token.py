"""A mailbox that is opened by an access token of OAuth 2: the file is read at each login, because somebody else renews it."""

import base64
import socket
import tempfile
import threading

from conftest import POLICIES, Desk
from test_mail_in import message, wait_for


class TokenServer(threading.Thread):
    """An IMAP server that lets in who has the token of the hour, by OAUTHBEARER or XOAUTH2, and by nothing else."""

    def __init__(self, token):
        super().__init__(daemon=True)
        self.token, self.messages = token, []
        # By what and with which token somebody came, and whether he was let in.
        self.logins, self.open = [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.open.append(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def hang_up(self):
        for connection in self.open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.open = []

    def serve(self, connection):
        try:
            self.talk(connection)
        except OSError:
            pass
        finally:
            connection.close()

    def talk(self, connection):
        lines, is_in = connection.makefile("rb"), False

        def say(text):
            connection.sendall(text.encode() + b"\r\n")

        say("* OK prueba")
        while line := lines.readline():
            words = line.decode().strip().split(" ")
            tag, verb = words[0], words[1].upper() if len(words) > 1 else ""
            if verb == "CAPABILITY":
                say("* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=OAUTHBEARER AUTH=XOAUTH2\r\n" + tag + " OK")
            elif verb == "AUTHENTICATE":
                say("+ ")
                said = base64.b64decode(lines.readline()).decode()
                shown = said.split("auth=Bearer ")[1].split("\x01")[0]
                is_in = shown == self.token and "soporte" in said
                self.logins.append((words[2].upper(), shown, is_in))
                say(f"{tag} OK" if is_in else f"{tag} NO [AUTHENTICATIONFAILED] no")
            elif verb in ("NOOP", "LOGOUT"):
                say(f"{tag} OK")
            elif not is_in:
                say(f"{tag} NO primero entre")
            elif verb == "EXAMINE":
                say(f"* {len(self.messages)} EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT {len(self.messages) + 1}] x\r\n{tag} OK [READ-ONLY] bien")
            elif verb == "UID" and "BODY.PEEK" in line.decode():
                uid = int(words[3])
                raw = self.messages[uid - 1]
                connection.sendall(f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + f")\r\n{tag} OK\r\n".encode())
            elif verb == "UID":
                for number, raw in enumerate(self.messages, 1):
                    say(f"* {number} FETCH (UID {number} RFC822.SIZE {len(raw)})")
                say(f"{tag} OK")
            else:
                say(f"{tag} BAD qué")


def test_the_token_is_read_anew_at_each_login():
    with tempfile.TemporaryDirectory(prefix="ventanilla-token-") as folder:
        desk = Desk(folder, clock=None)
        desk.command("company", "add", *POLICIES)
        server = TokenServer("uno-zanahoria")
        server.start()
        file = desk.folder / "token"

        def add(check=True):
            return desk.command(
                "mailbox", "add", "--company", "intecnia", "soporte@intecnia.example", "--imap", f"imap://127.0.0.1:{server.port}", "--user", "soporte",
                "--token-file", str(file), "--all", check=check)

        def subjects():
            return {subject for (subject,) in desk.rows("SELECT subject FROM ticket")}

        try:
            assert add(check=False).returncode == 69, "there is no such file"
            file.write_text("viejo\n")
            assert add(check=False).returncode == 69 and server.logins[-1][1:] == ("viejo", False)
            file.write_text("uno-zanahoria\n")
            add()
            server.messages.append(message("uno"))
            desk.start()
            wait_for(lambda: subjects() == {"Caso uno"})
            assert server.logins[-1][0] in ("OAUTHBEARER", "XOAUTH2") and server.logins[-1][1:] == ("uno-zanahoria", True)

            # The hour is over: what is in the file opens nothing until somebody has renewed it.
            server.token = "dos-zanahoria"
            server.messages.append(message("dos"))
            server.hang_up()
            wait_for(lambda: desk.rows("SELECT problem FROM mailbox") == [("login",)])
            assert subjects() == {"Caso uno"} and server.logins[-1][1:] == ("uno-zanahoria", False)
            file.write_text("dos-zanahoria\n")
            wait_for(lambda: subjects() == {"Caso uno", "Caso dos"}, 90)
            assert server.logins[-1][1:] == ("dos-zanahoria", True)
            wait_for(lambda: desk.rows("SELECT problem FROM mailbox") == [(None,)])
            for place in [*desk.folder.glob("*.sqlite*"), desk.folder / "serve.log"]:
                assert b"zanahoria" not in place.read_bytes(), "a token is told to nobody"
        finally:
            desk.stop()
            server.hang_up()
            server.listener.close()
