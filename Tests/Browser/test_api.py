"""The REST API as a program uses it: every status it promises, and what the policies do to its calls."""

import concurrent.futures
import os
import signal
import subprocess
import tempfile
import uuid

import pytest
from conftest import POLICIES, PROGRAM, Desk

POSTGRES = os.environ.get("VENTANILLA_TEST_POSTGRES")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def desk(request):
    """The same desk on both engines; the second where a server is at hand, as bin/test starts one."""
    with tempfile.TemporaryDirectory(prefix="ventanilla-api-") as folder:
        address = None
        if request.param == "postgres":
            if not POSTGRES:
                pytest.skip("VENTANILLA_TEST_POSTGRES is not set")
            name = "api" + uuid.uuid4().hex
            subprocess.run(
                ["psql", "-q", "-d", POSTGRES, "-c", f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"], check=True)
            place, _, query = POSTGRES.partition("?")
            address = place.rpartition("/")[0] + "/" + name + "?" + query
        desk = Desk(folder, database=address)
        desk.command("company", "add", *POLICIES)
        desk.start()
        yield desk
        desk.stop()

FEL = {"channel": "portal", "department": "technical_support", "priority": "high"}


def opening(**more):
    return {"requester": {"name": "Luna", "email": "luna@papeleria.example", "rfc": "EKU9003173C9"}, "channel": "email",
            "subject": "No timbra", "description": "No timbra la factura", **more}


def post(desk, company, body, token, headers=None):
    return desk.api("POST", f"/api/v1/companies/{company}/tickets", body, token, headers)


@pytest.mark.parametrize("company,channel,more,status,ids", [
    ("intecnia", "email", {}, 201, "IN-27"),
    ("intecnia", "phone", {}, 409, "IN-30"),
    ("intecnia", "portal", {}, 409, "IN-30"),
    ("intecnia", "chat", {}, 409, "IN-30"),
    ("intecnia", "phone", {"category": "email_outage"}, 201, "IN-27"),
    ("fel", "portal", FEL, 201, None),
    ("fel", "phone", {}, 201, None),
    ("grupo-execom", "portal", {}, 201, "GE-"),
    ("grupo-execom", "email", {}, 409, "GE-"),
    ("factura-inteligente", "email", {}, 201, "FI-5"),
    ("factura-inteligente", "chat", {}, 409, "FI-"),
    ("factupronto", "portal", {}, 201, None),
])
def test_each_policy_admits_what_it_says(desk, company, channel, more, status, ids):
    token = desk.token(company, "ines@desk.example")
    answer = post(desk, company, {**opening(), **more, "channel": channel}, token)
    assert answer.status == status, answer.body
    cites = answer.json["cites"] if status == 409 else answer.json["admission"]["cites"]
    if ids is None:
        assert answer.json["admission"]["status"] == "ok" and cites is None
    else:
        assert any(i.startswith(ids) for i in cites["ids"])


def test_what_is_wrong_is_said_with_its_status(desk):
    token = desk.token("fel", "ines@desk.example")
    client = desk.token("fel", "luna@papeleria.example", "client")
    assert post(desk, "fel", b"{", token).status == 400
    assert post(desk, "fel", opening(**FEL), None).status == 401
    assert post(desk, "fel", opening(**FEL), desk.token("intecnia", "ines@desk.example")).status == 401
    assert post(desk, "nadie", opening(**FEL), token).status == 404
    missing = post(desk, "fel", {"requester": {"email": "a@b.example"}, "channel": "portal", "subject": "x", "description": "y"}, token)
    assert missing.status == 422
    assert {e["field"] for e in missing.json["errors"]} == {"rfc", "department", "priority"}
    assert post(desk, "fel", opening(**{**FEL, "requester": {"email": "a@b.example", "rfc": "MAL"}}), token).status == 422
    wrong_digit = opening(**{**FEL, "requester": {"email": "a@b.example", "rfc": "EKU9003173C0"}})
    assert post(desk, "fel", wrong_digit, token).status == 201, "a wrong check digit only warns"
    assert post(desk, "fel", opening(**{**FEL, "description": "a" * (1 << 20 | 1)}), token).status == 413
    assert post(desk, "fel", opening(**{**FEL, "description": "a" * (30 << 20)}), token).status == 413
    folio = post(desk, "fel", opening(**FEL), token).json["folio"]
    path = f"/api/v1/companies/fel/tickets/{folio}"
    assert desk.api("POST", path + "/notes", {"text": "x"}, client).status == 403
    assert desk.api("GET", path, token=desk.token("fel", "otro@cliente.example", "client")).status == 404
    assert desk.api("POST", path + "/escalations", {"to_level": 2, "reason": "x"}, token).status == 409
    assert desk.api("POST", path + "/assignment", {"to": "nadie@x.example"}, token).status == 422
    assert desk.api("GET", "/api/v1/companies/intecnia/tickets/" + folio, token=desk.token("intecnia", "ines@desk.example")).status == 404


def test_the_same_key_is_answered_once(desk):
    token = desk.token("fel", "ines@desk.example")
    key = {"Idempotency-Key": "clave-1"}
    first, again = (post(desk, "fel", opening(**FEL), token, key) for _ in range(2))
    assert (first.status, again.status) == (201, 201) and first.json == again.json
    assert post(desk, "fel", opening(**{**FEL, "subject": "Otro"}), token, key).status == 422


def test_a_file_comes_back_as_it_went(desk):
    token = desk.token("fel", "ines@desk.example")
    picture = bytes(range(256)) * 40
    boundary = "---------------------------17"
    parts = {**FEL, "name": "Luna", "email": "luna@papeleria.example", "rfc": "EKU9003173C9", "subject": "Con imagen", "description": "Ñandú"}
    body = "".join(f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in parts.items()).encode()
    body += f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="peñón.png"\r\nContent-Type: image/png\r\n\r\n'.encode()
    body += picture + f"\r\n--{boundary}--\r\n".encode()
    answer = post(desk, "fel", body, token, {"Content-Type": f"multipart/form-data; boundary={boundary}"})
    assert answer.status == 201, answer.body
    path = f"/api/v1/companies/fel/tickets/{answer.json['folio']}"
    message = desk.api("GET", path, token=token).json["messages"][0]
    assert "Ñandú" in message["text"] and message["attachments"][0]["name"] == "peñón.png"
    assert desk.api("GET", message["attachments"][0]["href"], token=token).body == picture


def test_levels_of_factupronto_have_their_own_clocks(desk):
    token = desk.token("factupronto", "ines@desk.example")
    ticket = post(desk, "factupronto", opening(channel="portal"), token).json
    path = f"/api/v1/companies/factupronto/tickets/{ticket['folio']}"
    assert ticket["level"] == 1
    skipped = desk.api("POST", path + "/escalations", {"to_level": 3, "reason": "x"}, token)
    assert skipped.status == 409 and "FP-19" in skipped.json["cites"]["ids"]
    second = desk.api("POST", path + "/escalations", {"to_level": 2, "reason": "Módulo"}, token)
    assert second.status == 201 and second.json["level"] == 2
    running = [d for d in second.json["deadlines"] if d["status"] == "running"]
    assert [d["level"] for d in running] == [2]
    back = desk.api("POST", path + "/returns", {}, token)
    assert back.status == 201 and back.json["level"] == 1
    urgent = post(desk, "factupronto", opening(channel="portal", category="infrastructure"), token).json
    assert urgent["level"] == 3


def test_as_soon_as_possible_has_no_date_and_is_met_by_the_answer(desk):
    """GE-30, A-41."""
    token = desk.token("grupo-execom", "ines@desk.example")
    free = post(desk, "grupo-execom", opening(channel="portal", type="case"), token).json
    assert free["type"] == "ticket" and free["deadlines"][0]["due"], "without a contract it is the free ticket, with its promise (GE-24, GE-28)"
    sold = {"plan": "annual", "customer": {"name": "Papelería Luna"}, "contacts": [opening()["requester"]["email"]], "amounts": {"incident": 2}}
    assert desk.api("POST", "/api/v1/companies/grupo-execom/contracts", sold, desk.token("grupo-execom", "olga@desk.example", "operations")).status == 201
    case = post(desk, "grupo-execom", opening(channel="portal", type="case"), token).json
    [owed] = case["deadlines"]
    assert (owed["status"], owed["due"], owed["reckoning"]) == ("indicative", None, [])
    assert "GE-30" in owed["cites"]["ids"]
    answered = desk.api("POST", f"/api/v1/companies/grupo-execom/tickets/{case['folio']}/replies", {"text": "Listo"}, token).json
    [met] = answered["deadlines"]
    assert (met["status"], met["due"]) == ("met", None) and met["ended_at"]


def test_closing_at_factura_inteligente_is_an_offer_and_an_answer_opens_a_linked_ticket(desk):
    agent, client = desk.token("factura-inteligente", "ines@desk.example"), desk.token("factura-inteligente", "luna@papeleria.example", "client")
    ticket = post(desk, "factura-inteligente", opening(channel="portal"), agent).json
    path = f"/api/v1/companies/factura-inteligente/tickets/{ticket['folio']}"
    assert ticket["deadlines"] == [] and ticket["level"] is None and ticket["state_label"] == "Abierto"
    offered = desk.api("POST", path + "/closure", {"reason": "Listo"}, agent).json
    assert (offered["state"], offered["state_label"]) == ("waiting", "En Espera")
    closed = desk.api("POST", path + "/closure", {}, client).json
    assert (closed["state"], closed["state_label"]) == ("closed", "Cerrado")
    linked = desk.api("POST", path + "/replies", {"text": "Otra cosa", "by": "client"}, client)
    assert linked.status == 201 and linked.json["folio"] != ticket["folio"]
    refused = desk.api("POST", path + "/reopening", {"reason": "x"}, client)
    assert refused.status == 409 and "FI-21" in refused.json["cites"]["ids"]


def test_lists_page_without_gaps_and_search_finds(desk):
    token = desk.token("grupo-execom", "ines@desk.example")
    folios = {post(desk, "grupo-execom", opening(channel="portal", subject=f"Báscula {n}"), token).json["folio"] for n in range(7)}
    seen, after = [], ""
    while True:
        page = desk.api("GET", f"/api/v1/companies/grupo-execom/tickets?limit=3&q=basculas{after}", token=token).json
        seen += [t["folio"] for t in page["items"]]
        if not page["next"]:
            break
        after = "&after=" + page["next"]
    assert len(seen) == len(set(seen)) and set(seen) == folios


def test_mail_opens_joins_and_is_refused_visibly(desk):
    def deliver(company, text):
        return desk.command(
            "mail", "deliver", "--company", company, "--authserv-id", "mx.intecnia.com.mx", stdin=text.encode(), check=False)

    first = deliver("intecnia", "From: Luna <luna@papeleria.example>\r\nTo: soporte@intecnia.com.mx\r\nSubject: No hay red\r\nMessage-ID: <1@x>\r\n\r\nHola\r\n")
    assert first.returncode == 0
    folio = first.stdout.decode().strip()
    unproven = deliver("intecnia", f"From: luna@papeleria.example\r\nSubject: Re: [{folio}] No hay red\r\nMessage-ID: <5@x>\r\n\r\nDigo que soy yo\r\n")
    assert unproven.stdout.decode().strip() not in ("", folio)
    proof = "Authentication-Results: mx.intecnia.com.mx; dmarc=pass header.from=papeleria.example\r\n"
    again = deliver("intecnia", proof + f"From: luna@papeleria.example\r\nSubject: Re: [{folio}] No hay red\r\nMessage-ID: <2@x>\r\n\r\nSigue igual\r\n")
    assert again.stdout.decode().strip() == folio
    stranger = deliver("intecnia", f"From: otro@x.example\r\nSubject: [{folio}] hola\r\nMessage-ID: <3@x>\r\n\r\nx\r\n")
    assert stranger.stdout.decode().strip() != folio
    refused = deliver("grupo-execom", "From: luna@papeleria.example\r\nSubject: x\r\nMessage-ID: <4@x>\r\n\r\nx\r\n")
    assert refused.returncode == 0 and not refused.stdout.decode().startswith("GE-")
    assert deliver("intecnia", "\x00\x01 esto no es un correo").returncode == 0
    lost = subprocess.run([PROGRAM, "mail", "deliver", "--company", "intecnia", "--database", "sqlite:/no/existe/x.sqlite"], input=b"From: a@b.c\r\n\r\nx", capture_output=True)
    assert lost.returncode == 75


def test_nothing_acknowledged_is_lost_when_the_desk_is_killed():
    with tempfile.TemporaryDirectory(prefix="ventanilla-kill-") as folder:
        desk = Desk(folder, clock=None)
        desk.command("company", "add", *POLICIES)
        desk.start()
        token = desk.token("intecnia", "ines@desk.example")
        acknowledged = []

        def work(number):
            for turn in range(200):
                try:
                    answer = post(desk, "intecnia", opening(subject=f"{number}-{turn}"), token)
                except OSError:
                    return
                if answer.status == 201:
                    acknowledged.append(answer.json["folio"])
                if len(acknowledged) == 150:
                    os.kill(desk.process.pid, signal.SIGKILL)

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(8)))
        desk.process.wait()
        assert len(acknowledged) >= 150
        desk.start()
        for folio in acknowledged:
            assert desk.api("GET", f"/api/v1/companies/intecnia/tickets/{folio}", token=token).status == 200
        second = subprocess.run([PROGRAM, "serve", "--database", desk.database, "--port", "1"], capture_output=True, timeout=30)
        assert second.returncode != 0, "a second desk on the same file refuses"
        desk.stop()
        verified = desk.command("verify")
        assert verified.returncode == 0
        desk.command("backup", f"{folio_free(folder)}")
        restored = Desk(tempfile.mkdtemp(dir=folder), clock=None)
        restored.command("restore", folio_free(folder))
        assert restored.command("verify").returncode == 0


def test_an_erasure_that_is_killed_leaves_nothing_half_and_can_be_finished():
    """kill -9 at ten moments of one erasure, beside the running desk: each ticket is as it was or erased, and the journal holds."""
    with tempfile.TemporaryDirectory(prefix="ventanilla-erase-") as folder:
        desk = Desk(folder)
        desk.command("company", "add", *POLICIES)
        desk.start()
        token = desk.token("intecnia", "ines@desk.example")
        paths = []
        for number in range(40):
            folio = post(desk, "intecnia", opening(subject=f"Tejocote {number}", description=f"Vive en Fresno {number}"), token).json["folio"]
            paths.append(f"/api/v1/companies/intecnia/tickets/{folio}")
            assert desk.api("POST", paths[-1] + "/replies", {"text": f"Su ocelote {number}"}, token).status == 201
        words = [PROGRAM, "erase", "--company", "intecnia", "--because", "ARCO 17/2026", "--person", "luna@papeleria.example",
                 "--even-open", "--yes", "--database", desk.database, "--blobs", f"{folder}/blobs"]

        def is_erased(path):
            """Whether a ticket was erased, wholly; half would be neither."""
            ticket = desk.api("GET", path, token=token).json
            said = [ticket["subject"]] + [message["text"] for message in ticket["messages"]]
            erased = [words.startswith("Contenido borrado por ley") for words in said]
            assert all(erased) or not any(erased), said
            return erased[0]

        kills, counts = 0, []
        for turn in range(10):
            command = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            # Until it has erased some of what was left, but hardly all: then it dies, wherever it is.
            before = sum(map(is_erased, paths))
            while command.poll() is None and sum(map(is_erased, paths[before:before + 3])) < 1 + turn % 3 and before < len(paths):
                pass
            command.kill()
            kills += command.wait() == -signal.SIGKILL
            counts.append(sum(map(is_erased, paths)))
            assert desk.command("verify").returncode == 0
            if counts[-1] == len(paths):
                break
        assert kills and any(0 < count < len(paths) for count in counts), "at least one kill came in the middle"
        assert counts == sorted(counts)

        assert subprocess.run(words, capture_output=True, timeout=60).returncode in (0, 65), "finished, or it was by then"
        assert all(map(is_erased, paths))
        requester = desk.api("GET", paths[0], token=token).json["requester"]
        assert requester["name"] == "Persona borrada" and requester["email"].endswith(".invalid")
        assert desk.api("GET", "/api/v1/companies/intecnia/tickets?q=ocelote", token=token).json["items"] == []
        assert desk.command("verify").returncode == 0
        desk.stop()


def folio_free(folder):
    return os.path.join(folder, "respaldo.ventanilla")


def test_health_and_the_way_in_without_companies():
    with tempfile.TemporaryDirectory(prefix="ventanilla-new-") as folder:
        desk = Desk(folder, clock=None).start()
        try:
            health = desk.api("GET", "/health")
            assert health.status == 200 and health.json["status"] == "ok"
            assert b"ventanilla company add" in desk.api("GET", "/").body
            assert desk.api("POST", "/api/v1/clock", {"advance": "PT1H"}).status == 404, "only where --clock was given"
        finally:
            desk.stop()


def test_an_answer_may_be_a_file_alone_but_not_nothing(desk):
    token = desk.token("fel", "ines@desk.example")
    folio = post(desk, "fel", opening(**FEL), token).json["folio"]
    path = f"/api/v1/companies/fel/tickets/{folio}/replies"
    body = b'--xx\r\nContent-Disposition: form-data; name="files"; filename="guia.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--xx--\r\n'
    answer = desk.api("POST", path, body, token, {"Content-Type": "multipart/form-data; boundary=xx"})
    assert answer.status == 201 and answer.json["deadlines"][0]["status"] == "met"
    assert desk.api("POST", path, {"text": " "}, token).status == 422


def test_numbers_and_pages_that_do_not_fit_are_told_with_their_field(desk):
    token = desk.token("intecnia", "ines@desk.example")
    odd = post(desk, "intecnia", opening(severity=1.5), token)
    assert odd.status == 422 and odd.json["errors"][0]["field"] == "severity"
    assert post(desk, "intecnia", opening(severity=9), token).status == 422
    for query in ("after=zzz", "limit=abc", "limit=0", "state=nada"):
        assert desk.api("GET", f"/api/v1/companies/intecnia/tickets?{query}", token=token).status == 422


def test_a_flood_is_told_to_wait_and_wrong_tokens_sooner():
    with tempfile.TemporaryDirectory(prefix="ventanilla-rate-") as folder:
        desk = Desk(folder)
        desk.command("company", "add", *POLICIES)
        desk.start("--api-rate", "2")
        try:
            token, other = desk.token("fel", "ines@desk.example"), desk.token("fel", "beto@desk.example")
            path = "/api/v1/companies/fel/tickets"
            flood = [desk.api("GET", path, token=token) for _ in range(60)]
            assert [a.status for a in flood[:20]] == [200] * 20, "ten seconds' worth at once"
            late = next(a for a in flood if a.status == 429)
            assert late.headers["Content-Type"].startswith("application/problem+json") and int(late.headers["Retry-After"]) >= 1
            assert (late.json["status"], late.json["type"]) == (429, "about:blank") and late.json["title"] and late.json["detail"]
            assert {a.status for a in flood} == {200, 429}
            assert desk.api("GET", path, token=other).status == 200, "each token has its own"
            guesses = [desk.api("GET", path, token=f"{n:064x}").status for n in range(40)]
            assert guesses[0] == 401 and guesses.count(429) > 10 and set(guesses) == {401, 429}
            assert desk.api("POST", "/api/v1/clock", {"advance": "PT1H"}).status == 429, "every door counts"
            assert desk.api("GET", path, token=other).status == 200, "whoever has a token is not locked out by who guesses"
        finally:
            desk.stop()


def test_the_command_erases_what_it_announced_and_the_api_says_so(desk):
    token = desk.token("fel", "ines@desk.example")
    who = {"requester": {"name": "Yolanda Cruz", "email": "yolanda@cruz.example", "rfc": "EKU9003173C9"}}
    folio = post(desk, "fel", opening(**{**FEL, **who, "subject": "Tejocote azul", "description": "Vive en Fresno 12"}), token).json["folio"]
    path = f"/api/v1/companies/fel/tickets/{folio}"
    assert desk.api("POST", path + "/replies", {"text": "Su ocelote"}, token).status == 201
    words = ["erase", "--company", "fel", "--because", "ARCO 17/2026", "--language", "es"]

    told = desk.command(*words, "--ticket", folio).stdout.decode()
    assert told.startswith("Se borraría: ") and "textos 3" in told and "tickets 1" in told and "--yes" in told
    assert "Vive en Fresno 12" in desk.api("GET", path, token=token).json["messages"][0]["text"], "nothing was changed"
    told = desk.command(*words, "--ticket", folio, "--yes").stdout.decode()
    assert told.startswith("Borrado: ") and "textos 3" in told

    ticket = desk.api("GET", path, token=token).json
    sentence = "Contenido borrado por ley, jueves 12 de marzo de 2026"
    assert ticket["subject"] == sentence and {m["text"] for m in ticket["messages"]} == {sentence}
    assert all(m["erased_at"] == "2026-03-12T17:00:00-06:00" for m in ticket["messages"])
    assert desk.api("GET", path + "?lang=en", token=token).json["subject"].startswith("Content erased by law, ")
    assert desk.api("GET", path + "/journal", token=token).json["items"][-1]["facts"]["because"] == "ARCO 17/2026"
    assert desk.api("GET", "/api/v1/companies/fel/tickets?q=tejocote", token=token).json["items"] == []
    assert desk.command("verify").returncode == 0
    assert "Ya no había nada" in desk.command(*words, "--ticket", folio, "--yes").stdout.decode()

    person = [*words, "--person", "yolanda@cruz.example"]
    open_yet = desk.command(*person, "--yes", check=False)
    assert open_yet.returncode == 65 and folio in open_yet.stderr.decode() and "--even-open" in open_yet.stderr.decode()
    assert "personas 1" in desk.command(*person, "--even-open", "--yes").stdout.decode()
    requester = desk.api("GET", path, token=token).json["requester"]
    assert requester["name"] == "Persona borrada" and requester["email"].endswith(".invalid")
    assert desk.command("verify").returncode == 0
    for wrong, said in [(["--ticket", "FEL-9999"], "No hay un ticket FEL-9999"), (["--person", "yolanda@cruz.example"], "Nadie en esta empresa")]:
        refused = desk.command(*words, *wrong, "--yes", check=False)
        assert refused.returncode == 65 and said in refused.stderr.decode()
    assert desk.command(*words, check=False).returncode == 64, "neither a ticket nor a person"
    assert desk.command("erase", "--company", "nadie", "--because", "x", "--ticket", folio, check=False).returncode == 67


def test_pages_say_what_was_erased(desk):
    token = desk.token("fel", "ines@desk.example")
    folio = post(desk, "fel", opening(**{**FEL, "subject": "Chapulín rojo"}), token).json["folio"]
    desk.command("erase", "--company", "fel", "--because", "ARCO 18/2026", "--ticket", folio, "--yes")
    listed = desk.api("GET", "/api/v1/companies/fel/tickets?limit=1", token=token).json["items"][0]
    assert listed["folio"] == folio and listed["subject"].startswith("Contenido borrado por ley"), "lists have it, too"
