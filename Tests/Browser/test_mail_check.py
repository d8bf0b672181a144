"""`mail check` names what is in the way of a company's mail: names, TLS, passwords, folders, what a domain publishes."""

import socket
import subprocess
import tempfile
import time

import pytest
from nameserver import HOSTILE, NameServer, hostile
from ports import free_port
from test_mail_in import Office, message, wait_for
from test_mail_out import MailServer

SPF, DMARC = "v=spf1 mx -all", "v=DMARC1; p=reject; rua=mailto:dmarc@intecnia.com.mx"


@pytest.fixture(scope="module")
def office():
    with tempfile.TemporaryDirectory(prefix="ventanilla-check-") as folder:
        office = Office(folder)
        try:
            yield office
        finally:
            office.stop()


@pytest.fixture
def names():
    """Makes name servers."""
    made = []

    def make(texts=None, answer=None, is_short=False):
        made.append(NameServer(texts, answer, is_short))
        return made[-1]

    yield make
    for one in made:
        one.close()


def check(office, *more, dns, status):
    done = office.desk.command("mail", "check", "--company", "intecnia", "--dns", getattr(dns, "address", dns), *more, check=False)
    assert done.returncode == status, (done.stdout.decode(), done.stderr.decode())
    return done.stdout.decode().splitlines()


def line(lines, place):
    return next(one for one in lines if place in one)


def test_each_cause_is_told_apart(office, names):
    good = names({"intecnia.com.mx": [SPF, "otra=cosa"], "_dmarc.intecnia.com.mx": [DMARC]})
    relay = MailServer()
    relay.start()
    office.put("soporte", 1)
    # Dovecot makes a maildir when it is first looked into.
    for address, server, key, more in [
        ("soporte@intecnia.example", None, "clave", ["--authserv-id", "mx.intecnia.example"]),
        ("ventas@intecnia.example", None, "mala", []),
        ("nombre@intecnia.example", "imaps://no-existe.invalid", "clave", []),
        ("nadie@intecnia.example", f"imap://127.0.0.1:{free_port()}", "clave", []),
        ("tls@intecnia.example", f"imaps://127.0.0.1:{office.dovecot.secure_port}", "clave", []),
        ("carpeta@intecnia.example", None, "clave", ["--folder", "Inexistente"]),
        ("bien@intecnia.example", f"imaps://127.0.0.1:{office.dovecot.secure_port}", "clave", ["--ca", str(office.dovecot.certificate)]),
    ]:
        office.add(address, "--unchecked", *more, server=server, key=key)
    lines = check(office, "--smtp", f"smtp://127.0.0.1:{relay.port}", dns=good, status=69)
    for address, mark, words in [
        ("soporte@", "bien", "se abre; hay 1 mensajes."), ("ventas@", "mal", "no acepta el usuario o la contraseña"),
        ("nombre@", "mal", "revise su nombre y el DNS"), ("nadie@", "mal", "no acepta la conexión"), ("tls@", "mal", "revise TLS y el certificado"),
        ("carpeta@", "mal", "No se puede abrir la carpeta"), ("bien@", "bien", "se abre"),
        (f"127.0.0.1:{relay.port}", "bien", "acepta la conexión para enviar"),
        (" intecnia.com.mx", "bien", SPF), ("_dmarc.intecnia.com.mx", "bien", "p=reject"),
    ]:
        found = line(lines, address)
        assert found.startswith(mark) and words in found, (found, words)
    assert any(one.startswith("aviso") and "sin --authserv-id" in one for one in lines)
    assert office.dovecot.password not in "\n".join(lines) and not relay.taken
    assert not any(b"Seen" in flag for flag in office.dovecot.state("soporte")[1])

    # The mail server says nothing of what it found out: nobody's DMARC proves him. Then it does.
    office.desk.start()
    try:
        wait_for(lambda: office.subjects() == ["Caso 1"])
        lines = check(office, dns=good, status=69)
        assert any("Authentication-Results de mx.intecnia.example" in one and one.startswith("mal") for one in lines), lines
        report = b"Authentication-Results: mx.intecnia.example; dmarc=pass header.from=papeleria.example\r\n"
        office.dovecot.put("soporte", report + message(2), "2.x")
        wait_for(lambda: len(office.subjects()) == 2)
        assert not any("Authentication-Results" in one for one in check(office, dns=good, status=69))
    finally:
        office.desk.stop()
    for name in ["ventas", "nombre", "nadie", "tls", "carpeta"]:
        office.desk.command("mailbox", "remove", "--company", "intecnia", f"{name}@intecnia.example")
    check(office, "--smtp", f"smtp://127.0.0.1:{relay.port}", dns=good, status=0)


def test_the_way_out_is_tried_without_sending(office, names):
    good = names({"intecnia.com.mx": [SPF], "_dmarc.intecnia.com.mx": [DMARC]})

    def way_out(address, status=69):
        return line(check(office, *(["--smtp", address] if address else []), dns=good, status=status), "127.0.0.1" if address else "smtp")

    assert way_out(None, status=0).startswith("aviso")
    lines = check(office, "--smtp", "smtp://no-existe.invalid", dns=good, status=69)
    assert "revise su nombre y el DNS" in line(lines, "no-existe.invalid:25")
    assert "no acepta la conexión" in way_out(f"smtp://127.0.0.1:{free_port()}")
    plain = MailServer()
    plain.start()
    assert "revise TLS" in way_out(f"smtp+starttls://127.0.0.1:{plain.port}"), "a server that offers no TLS"
    # Its certificate is nobody's: a real TLS server that speaks SMTP is not needed for that.
    key = office.dovecot.folder / "key.pem"
    port = free_port()
    tls = subprocess.Popen(["openssl", "s_server", "-quiet", "-accept", f"127.0.0.1:{port}", "-cert", office.dovecot.certificate, "-key", key],
                           stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        def is_up():
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return True
            except OSError:
                return False

        wait_for(is_up)
        assert "revise TLS y el certificado" in way_out(f"smtps://127.0.0.1:{port}")
    finally:
        tls.kill()
        tls.wait()
    login = MailServer(greeting="250-prueba\r\n250 AUTH PLAIN LOGIN", others={"AUTH": "535 5.7.8 no"})
    login.start()
    told = way_out(f"smtp://yo:clave-secreta@127.0.0.1:{login.port}")
    assert "no acepta el usuario o la contraseña" in told and "clave-secreta" not in told
    assert not plain.taken and not login.taken


def test_what_the_domain_publishes_is_read_as_receivers_read_it(office, names):
    def told(texts, status=0):
        lines = check(office, dns=names(texts), status=status)
        return [one for one in lines if "intecnia.com.mx" in one]

    spf, dmarc = told({})
    assert spf.startswith("aviso") and "no publica SPF" in spf and dmarc.startswith("aviso") and "no publica DMARC" in dmarc
    spf, dmarc = told({"intecnia.com.mx": [SPF, "v=spf1 -all"], "_dmarc.intecnia.com.mx": [DMARC, DMARC]}, status=69)
    assert spf.startswith("mal") and "2 registros" in spf and dmarc.startswith("mal")
    long = "v=spf1 " + " ".join(f"ip4:192.0.2.{number}" for number in range(40)) + " -all"
    spf, dmarc = told({"intecnia.com.mx": [long], "_dmarc.intecnia.com.mx": ["v=DMARC1;p=none"]})
    assert "ip4:192.0.2.39 -all" in spf and dmarc.startswith("aviso") and "p=none" in dmarc


def test_a_domain_below_has_what_is_said_of_those_below(office, names):
    def told(text):
        return line(check(office, dns=names({"intecnia.com.mx": [SPF], "_dmarc.com.mx": [text]}), status=0), "_dmarc.com.mx")

    assert told("v=DMARC1; p=reject; sp=none").startswith("aviso") and "sp=none" in told("v=DMARC1; p=reject; sp=none")
    assert told("v=DMARC1; p=none; sp=reject").startswith("bien")
    assert told("v=DMARC1; p=reject").startswith("bien")


def test_what_does_not_fit_into_a_datagram_is_asked_for_again(office, names):
    many = [f"algo={number} " + "x" * 200 for number in range(60)]
    server = names({"intecnia.com.mx": [*many, SPF], "_dmarc.intecnia.com.mx": [DMARC]}, is_short=True)
    lines = check(office, dns=server, status=0)
    assert line(lines, " intecnia.com.mx").startswith("bien") and SPF in line(lines, " intecnia.com.mx")
    assert line(lines, "_dmarc").startswith("bien") and server.streams == 2
    # Nobody listens there: what was cut is not taken for the whole.
    server.listener.close()
    assert "no dice qué publica" in line(check(office, dns=server, status=69), " intecnia.com.mx")


@pytest.mark.parametrize("number", range(HOSTILE))
def test_a_name_server_that_says_nonsense_is_left(office, names, number):
    server = names(answer=hostile(number))
    lines = check(office, dns=server, status=69)
    assert "el servidor de nombres no dice qué publica" in line(lines, " intecnia.com.mx")


def test_a_name_server_that_says_nothing_is_left_soon(office, names):
    began = time.monotonic()
    assert "silent" in line(check(office, dns=names(answer=lambda question: b""), status=69), " intecnia.com.mx")
    assert time.monotonic() - began < 60
    refused = office.desk.command("mail", "check", "--company", "intecnia", "--dns", "no es", check=False)
    assert refused.returncode == 64
