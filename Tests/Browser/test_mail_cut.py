"""A connection to a mailbox that is cut at any byte: each message is taken, each once, and nothing in the mailbox changes."""

import tempfile

import pytest
from proxy import Proxy
from test_mail_in import Office, message, wait_for


@pytest.fixture
def office():
    with tempfile.TemporaryDirectory(prefix="ventanilla-cut-") as folder:
        office = Office(folder)
        try:
            yield office
        finally:
            office.stop()


def after(count):
    """Cuts once the server has said so many bytes."""
    return lambda said, heard: count if len(said) >= count else None


def within(number, offset):
    """Cuts so many bytes behind the beginning of the answer that holds the message of a number, from 0."""
    def cut(said, heard):
        parts = said.split(b" BODY[]<0> {", number + 1)
        place = len(said) - len(parts[-1]) + offset
        return place if len(parts) == number + 2 and len(said) >= place else None
    return cut


def behind(number):
    """Cuts where the message of a number is over, and its answer not yet."""
    def cut(said, heard):
        parts = said.split(b" BODY[]<0> {", number + 1)
        if len(parts) < number + 2 or b"}\r\n" not in parts[-1]:
            return None
        size, rest = parts[-1].split(b"}\r\n", 1)
        return len(said) - len(rest) + int(size) if len(rest) >= int(size) else None
    return cut


CUTS = {
    "saludo": after(0), "bienvenida": after(20), "entrada": after(300), "carpeta": after(800), "lista": after(1250),
    "medida": within(0, 2), "principio": within(0, 10), "mitad": within(0, 4_000), "fin": behind(0),
    "segundo": within(1, 100), "segundofin": behind(1), "tercero": within(2, 1), "terceromitad": within(2, 4_000), "tercerofin": behind(2),
    "alargado": lambda said, heard: len(said) if b"UID FETCH" in heard and b" BODY[]" not in said else None,
}
# What looks like the protocol within a message is a message all the same.
BODY = "* 1 FETCH (UID 9 BODY[] {3}\r\nv5 OK\r\n)\r\n* BYE\r\n" + "texto de la carta\r\n" * 400


def test_a_fetch_that_is_cut_at_any_byte_loses_nothing_and_doubles_nothing(office):
    proxies = {}
    try:
        for name, cut in CUTS.items():
            for number in range(3):
                office.put(name, f"{name}-{number}", sender=f"{name}@papeleria.example", body=BODY)
            proxies[name] = Proxy(office.dovecot.port, cut, times=2 if name == "mitad" else 1)
            office.add(f"{name}@intecnia.example", "--unchecked", server=f"imap://127.0.0.1:{proxies[name].port}")
        office.desk.start()
        expected = sorted(f"Caso {name}-{number}" for name in CUTS for number in range(3))
        wait_for(lambda: len(office.subjects()) >= len(expected), 150)
        wait_for(lambda: office.rows("SELECT COUNT(*) FROM mailbox WHERE problem IS NULL AND read_at IS NOT NULL") == [(len(CUTS),)], 150)
        assert office.subjects() == expected
        assert {name: proxy.cuts for name, proxy in proxies.items()} == {name: 2 if name == "mitad" else 1 for name in CUTS}
        assert office.rows("SELECT state, COUNT(*) FROM received_mail GROUP BY state") == [("taken", len(expected))]
        whole = BODY.replace("\r\n", "\n").strip()
        assert all(text.strip() == whole for (text,) in office.rows("SELECT text FROM content WHERE text LIKE '%texto de la carta%'")), "no half message"
        for name in CUTS:
            _, flags = office.dovecot.state(name)
            assert len(flags) == 3 and not any(b"Seen" in flag or b"Deleted" in flag for flag in flags)
        assert office.desk.command("verify").returncode == 0
    finally:
        for proxy in proxies.values():
            proxy.close()


def test_the_same_message_twice_in_a_mailbox_and_in_two_is_one_request(office):
    raw = message("una vez")
    for user, name, trace in [("soporte", "a.x", b""), ("soporte", "b.x", b""), ("soporte", "c.x", b"Received: from mx2 by mx1; otra ruta\r\n"),
                              ("ventas", "d.x", b"Delivered-To: ventas@intecnia.example\r\n")]:
        office.dovecot.put(user, trace + raw, name)
    # Somebody who copies its Message-ID hides nothing by it.
    office.dovecot.put("ventas", message("una vez", sender="otra@papeleria.example", body="Otra cosa."), "e.x")
    for box in ("soporte", "ventas"):
        office.add(f"{box}@intecnia.example", "--all")
    office.desk.start()
    wait_for(lambda: office.rows("SELECT COUNT(*) FROM mailbox WHERE read_at IS NOT NULL") == [(2,)])
    wait_for(lambda: office.rows("SELECT COUNT(*) FROM received_mail WHERE state = 'taken'") == [(4,)])
    assert office.subjects() == ["Caso una vez"] * 2
    assert office.rows("SELECT COUNT(DISTINCT requester_id) FROM ticket") == [(2,)]
