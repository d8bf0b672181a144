"""Mail that a server in front hands over by LMTP: each recipient is answered once the message is durable, and not before."""

import shutil
import smtplib
import socket
import sqlite3
import tempfile
import time
from pathlib import Path

import postfix
import pytest
from conftest import POLICIES, Desk, free_port
from test_mail_in import message, wait_for


class Office:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.socket = f"{folder}/lmtp"
        self.desk = Desk(folder)
        self.desk.command("company", "add", *POLICIES)

    def start(self):
        self.desk.start("--lmtp", self.socket, "--authserv-id", "mx.intecnia.example")
        wait_for(lambda: Path(self.socket).exists())
        return self

    def rows(self, query):
        with sqlite3.connect(self.folder / "desk.sqlite", timeout=30) as database:
            return database.execute(query).fetchall()


@pytest.fixture
def office():
    with tempfile.TemporaryDirectory(prefix="v-lmtp-") as folder:
        office = Office(folder).start()
        yield office
        office.desk.stop()


def codes(client, recipients, raw):
    """What each recipient was answered after the dot."""
    client.mail("luna@papeleria.example")
    asked = [client.rcpt(recipient)[0] for recipient in recipients]
    client.docmd("DATA")
    data = raw if raw.endswith(b"\r\n") else raw + b"\r\n"
    client.send(b"".join(b"." + line if line.startswith(b".") else line for line in data.splitlines(keepends=True)) + b".\r\n")
    return asked, [client.getreply()[0] for code in asked if code == 250]


def test_each_recipient_has_an_answer_of_his_own(office):
    with smtplib.LMTP(office.socket) as client:
        client.ehlo("mx.intecnia.example")
        assert client.has_extn("pipelining") and client.esmtp_features["size"] == "0"
        asked, answered = codes(
            client, ["intecnia@localhost", "nadie@localhost", "FEL+algo@localhost", "intecnia+otra@localhost", "grupo-execom@localhost"],
            message("uno", body=".punto\r\n..dos\r\nfin"))
        assert asked == [250, 550, 250, 250, 250] and answered == [250, 250, 250, 250]
        assert client.sendmail("", ["intecnia@localhost"], message("dos")) == {}
    assert office.rows("SELECT subject, COUNT(*) FROM ticket GROUP BY subject ORDER BY subject") == [("Caso dos", 1), ("Caso uno", 2)]
    assert len(office.rows("SELECT 1 FROM received_mail WHERE state = 'refused'")) == 1
    texts = [row[0] for row in office.rows("SELECT text FROM content WHERE text LIKE '%punto%'")]
    assert len(texts) == 2 and all(text == ".punto\n..dos\nfin" for text in texts), texts
    # The same message again, by whatever way, is taken once.
    with smtplib.LMTP(office.socket) as client:
        assert client.sendmail("otra@papeleria.example", ["intecnia@localhost"], message("dos")) == {}
    office.desk.command("mail", "deliver", "--company", "intecnia", stdin=message("dos"))
    assert office.rows("SELECT COUNT(*) FROM ticket WHERE subject = 'Caso dos'") == [(1,)]


def test_what_cannot_be_kept_is_451(office):
    lock = sqlite3.connect(office.folder / "desk.sqlite", timeout=5, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    with smtplib.LMTP(office.socket, timeout=60) as client:
        client.ehlo("mx")
        _, answered = codes(client, ["intecnia@localhost"], message("ocupado"))
        assert answered == [451]
        lock.execute("ROLLBACK")
        assert codes(client, ["intecnia@localhost"], message("ocupado"))[1] == [250]
    lock.close()
    assert sorted(row[0] for row in office.rows("SELECT subject FROM ticket")) == ["Caso ocupado"]


def test_of_what_is_too_large_the_beginning_is_taken_and_memory_is_bounded(office):
    pid = office.desk.process.pid
    small = message("grande", body="Le mando todo.\r\n.punto\r\n" + ("y" * 998 + "\r\n") * 42_000)
    with smtplib.LMTP(office.socket, timeout=120) as client:
        client.ehlo("mx")
        assert client.docmd("MAIL FROM:<a@b.example> SIZE=999999999")[0] == 250
        client.rset()
        assert codes(client, ["intecnia@localhost", "FEL@localhost"], small)[1] == [250, 250]
        before = peak(pid)
        # Much more than a desk may hold, in lines and in one that never ends.
        client.mail("luna@papeleria.example")
        client.rcpt("intecnia@localhost")
        client.docmd("DATA")
        client.sock.sendall(message("enorme", body="Va todo.\r\n").rstrip(b"\r\n") + b"\r\n")
        for _ in range(150):
            client.sock.sendall((b"z" * 998 + b"\r\n") * 1_048)
        for _ in range(150):
            client.sock.sendall(b"w" * (1 << 20))
        client.sock.sendall(b"\r\n.\r\n")
        assert client.getreply()[0] == 250
        assert peak(pid) - before < 120_000, (before, peak(pid))
        assert codes(client, ["intecnia@localhost"], message("después"))[1] == [250]
    assert sorted(row[0] for row in office.rows("SELECT subject FROM ticket")) == ["Caso después", "Caso enorme", "Caso grande", "Caso grande"]
    assert sorted(row[0] >> 20 for row in office.rows("SELECT whole_size FROM received_mail WHERE whole_size > 0")) == [40, 40, 299]
    text = office.rows("SELECT text FROM content WHERE text LIKE '%Le mando todo%'")[0][0]
    assert text.startswith("[El mensaje tiene 40 MB") and "\n.punto\n" in text and len(text) < 1 << 20
    assert office.desk.command("verify").returncode == 0


def test_addresses_in_any_script_are_taken(office):
    with smtplib.LMTP(office.socket, timeout=60) as client:
        client.ehlo("mx")
        assert client.has_extn("smtputf8")
        client.command_encoding = "utf-8"
        assert client.docmd("MAIL", "FROM:<jos\u0085@pe\u00f1a.example> SMTPUTF8")[0] == 501, "what cannot be seen stands in no address"
        assert client.docmd("MAIL", "FROM:<jos\u00e9@pe\u00f1a.example> BODY=8BITMIME SMTPUTF8")[0] == 250
        assert client.docmd("RCPT", "TO:<intecnia@localhost>")[0] == 250
        assert client.data("From: José <josé@peña.example>\r\nSubject: Señales\r\n\r\nNo abre\r\n".encode())[0] == 250
    assert ("Señales", "josé@peña.example") in office.rows("SELECT subject, person.email FROM ticket JOIN person ON person.id = requester_id")


def peak(pid):
    """The most memory that a process ever had, in kB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def test_nonsense_and_sudden_ends_harm_nobody(office):
    def talk(*lines, ends=True):
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(20)
            client.connect(office.socket)
            client.sendall(b"".join(lines) + (b"QUIT\r\n" if ends else b""))
            answer = b""
            if not ends:
                return time.sleep(0.5)
            while chunk := client.recv(65536):
                answer += chunk
            return [line[:3].decode() for line in answer.splitlines()]

    assert talk(b"EHLO x\r\nMAIL FROM:<a@b>\r\nDATA\r\n\xff\xfe\r\nRCPT TO:<a>\r\n") == ["220", "500", "503", "503", "501", "503", "221"]
    assert talk(b"LHLO x\r\n" + b"A" * 100_000 + b"\r\nNOOP\r\n")[-3:] == ["501", "250", "221"]
    assert talk(b"LHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<a@b\nBcc: x>\r\nRCPT TO:<<intecnia@x>>\r\n")[-2] == "501"
    # Cut in the middle of a message: nothing was promised, nothing is taken.
    talk(b"LHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<intecnia@x>\r\nDATA\r\nFrom: a@b.example\r\nSubject: cortado\r\n\r\nhola\r\n", ends=False)
    assert office.rows("SELECT COUNT(*) FROM received_mail") == [(0,)]
    with smtplib.LMTP(office.socket) as client:
        assert client.sendmail("a@b.example", ["intecnia@localhost"], message("entero")) == {}
    assert office.rows("SELECT subject FROM ticket") == [("Caso entero",)]
    assert oct(Path(office.socket).stat().st_mode)[-3:] == "660"


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n", b"\r.\r\n"])
@pytest.mark.parametrize("pieces", [False, True])
def test_nothing_but_a_dot_on_a_line_of_its_own_ends_a_message(office, end, pieces):
    """Where the server in front passes on another end, what follows is still the same message and no command (SMTP smuggling)."""
    smuggled = b"MAIL FROM:<director@intecnia.example>\r\nRCPT TO:<intecnia@localhost>\r\nDATA\r\n" + message("contrabando")
    data = message("entero", body="antes") .rstrip(b"\r\n") + end + smuggled + b"\r\n.\r\n"
    with smtplib.LMTP(office.socket, timeout=20) as client:
        client.ehlo("mx")
        client.mail("luna@papeleria.example")
        client.rcpt("intecnia@localhost")
        client.docmd("DATA")
        for piece in [data[at:at + 1] for at in range(len(data))] if pieces else [data]:
            client.sock.sendall(piece)
        assert client.getreply()[0] == 250
        assert client.docmd("NOOP")[0] == 250
    assert office.rows("SELECT subject FROM ticket") == [("Caso entero",)]
    assert "RCPT TO:<intecnia@localhost>" in office.rows("SELECT text FROM content WHERE text LIKE '%antes%'")[0][0]


def test_killed_after_the_answer_nothing_is_lost(office):
    with smtplib.LMTP(office.socket) as client:
        client.ehlo("mx")
        assert codes(client, ["intecnia@localhost"], message("antes"))[1] == [250]
        office.desk.stop(kill=True)
    office.start()
    with smtplib.LMTP(office.socket) as client:
        assert client.sendmail("a@b.example", ["intecnia@localhost"], message("otra")) == {}
    wait_for(lambda: sorted(row[0] for row in office.rows("SELECT subject FROM ticket")) == ["Caso antes", "Caso otra"])


@pytest.mark.skipif(not postfix.is_there(), reason="needs Debian's postfix, installed or unpacked at VENTANILLA_TEST_POSTFIX, and root")
def test_a_real_postfix_hands_over_each_message_once_whatever_happens(office):
    office.folder.chmod(0o755)
    server = postfix.Postfix(office.folder / "postfix", free_port(), office.socket)

    def open_the_socket():
        # The desk's owner and Postfix share a group.
        shutil.chown(office.socket, group="news")

    def send(number, *recipients):
        with smtplib.SMTP("127.0.0.1", server.port) as client:
            assert client.sendmail("luna@papeleria.example", recipients, message(number)) == {}

    def subjects():
        return sorted(row[0] for row in office.rows("SELECT subject FROM ticket"))

    open_the_socket()
    server.start()
    try:
        send(1, "intecnia@localhost", "fel@localhost")
        wait_for(lambda: subjects() == ["Caso 1", "Caso 1"])
        # Nobody there: the sender is told, the other recipient has it.
        send(2, "intecnia@localhost", "nadie@localhost")
        wait_for(lambda: subjects() == ["Caso 1", "Caso 1", "Caso 2"])
        wait_for(lambda: "550 5.1.1" in server.log())
        # A desk that can keep nothing for a while, then one that is killed and comes back: Postfix keeps what it has.
        lock = sqlite3.connect(office.folder / "desk.sqlite", timeout=5, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        send(3, "intecnia@localhost")
        wait_for(lambda: "451 4.3.0" in server.log())
        office.desk.stop(kill=True)
        lock.execute("ROLLBACK")
        lock.close()
        send(4, "intecnia@localhost")
        wait_for(lambda: server.log().count("status=deferred") >= 2)
        office.start()
        open_the_socket()
        wait_for(lambda: subjects() == ["Caso 1", "Caso 1", "Caso 2", "Caso 3", "Caso 4"])
        time.sleep(3)
        assert subjects() == ["Caso 1", "Caso 1", "Caso 2", "Caso 3", "Caso 4"]
        assert office.desk.command("verify").returncode == 0
    finally:
        server.stop()
