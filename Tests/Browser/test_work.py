"""Time, remote sessions and visits: recorded on the ticket's work page, seen and consented to by the client on his phone; the
same by the API."""

import os

from test_contracts import staff

INTECNIA = "/api/v1/companies/intecnia"
EXECOM = "/api/v1/companies/grupo-execom"


def shot(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def token(desk, who="ines", role="agent", company="intecnia"):
    return desk.token(company, f"{who}@{company}.example", role)


def contract(desk, email, plan="corporate"):
    body = {"plan": plan, "customer": {"name": "Papelería Luna"}, "contacts": [email]}
    answer = desk.api("POST", f"{INTECNIA}/contracts", body, token(desk, "olga", "operations"))
    assert answer.status == 201, answer.body
    return answer.json["number"]


def ticket(desk, email, subject="Sin red en la bodega"):
    body = {"channel": "email", "requester": {"email": email}, "subject": subject, "description": "x"}
    answer = desk.api("POST", f"{INTECNIA}/tickets", body, token(desk))
    assert answer.status == 201, answer.body
    return answer.json["folio"]


def left(desk, number):
    balances = desk.api("GET", f"{INTECNIA}/contracts/{number}", None, token(desk, "olga", "operations")).json["balances"]
    return {b["unit"]: b["available"] for b in balances}


def test_a_timer_is_started_stopped_and_charged_once(visitor, desk):
    number, folio = contract(desk, "reloj@papeleria.example"), ticket(desk, "reloj@papeleria.example")
    agent = staff(visitor, desk, "intecnia", "ines@intecnia.example", "agent")
    page = agent.visit(f"/intecnia/desk/tickets/{folio}")
    assert page.query_selector("#work") is None, "nothing was worked yet"
    page.click("button:has-text('Iniciar cronómetro')")
    agent.check()
    assert "El cronómetro corre" in page.inner_text("main") and "Corre desde hoy 17:00" in page.inner_text("main")
    agent.visit("/intecnia/desk/queue")
    assert folio in page.inner_text(".timers") if page.query_selector(".timers[open]") else "Cronómetros que corren (1)" in page.inner_text(".timers")
    desk.advance("PT37M", token(desk))
    page = agent.visit(f"/intecnia/desk/tickets/{folio}/work")
    shot(page, "work-timer")
    page.click("summary:has-text('Detener el cronómetro')")
    page.fill("[name=done-1]", "Revisé el <b>switch</b>")
    page.fill("[name=minutes-1]", "900")
    page.click("button:has-text('Detener el cronómetro')")
    assert "Corrió 37 min" in page.inner_text(".summary")
    agent.check()
    assert page.input_value("[name=done-1]") == "Revisé el <b>switch</b>", "what was typed stays"
    page.fill("[name=minutes-1]", "")
    page.click("button:has-text('Detener el cronómetro')")
    agent.check()
    assert "37 min, que por sí solos se cobran como 45" in page.inner_text("#w-1") and "Revisé el <b>switch</b>" in page.inner_text("#w-1")
    page.click("#w-1 a:has-text('Cobrar')")
    agent.check()
    shot(page, "work-charge")
    assert "Cronómetro, hoy 17:00" in page.inner_text("main") and page.input_value("[name=worked]") == "37"
    page.fill("[name=done]", "Diagnóstico del switch")
    page.click("main section[aria-labelledby=time] button")
    agent.check()
    assert left(desk, number)["minute"] == 70 * 60 - 45
    text = page.inner_text("main")
    assert "37 min, cobrado" in text and "Se registró el tiempo" in text, text
    agent.visit(f"/intecnia/desk/tickets/{folio}/work")
    assert page.query_selector("#w-1 a:has-text('Cobrar')") is None
    again = desk.api("POST", f"{INTECNIA}/tickets/{folio}/time", {"service": "support_hour", "minutes": 37, "note": "x", "work": 1}, token(desk))
    assert again.status == 409 and left(desk, number)["minute"] == 70 * 60 - 45


def test_a_forgotten_timer_stands_open_on_the_queue(visitor, desk):
    folio = ticket(desk, "olvido@papeleria.example")
    beto = token(desk, "beto")
    assert desk.api("POST", f"{INTECNIA}/tickets/{folio}/timers", {}, beto).status == 201
    second = desk.api("POST", f"{INTECNIA}/tickets/{ticket(desk, 'olvido@papeleria.example')}/timers", {}, beto)
    assert second.status == 409 and folio in second.json["detail"]
    desk.advance("PT9H", token(desk))
    timers = desk.api("GET", f"{INTECNIA}/timers", None, token(desk)).json["items"]
    assert [t["forgotten"] for t in timers if t["ticket"] == folio] == [True]
    agent = staff(visitor, desk, "intecnia", "carla@intecnia.example", "agent")
    page = agent.visit("/intecnia/desk/queue")
    shot(page, "work-forgotten")
    assert page.query_selector(".timers[open]") and "parece olvidado" in page.inner_text(".timers")
    assert desk.api("POST", f"{INTECNIA}/tickets/{folio}/timers/1/end", {"done": "x", "minutes": 20}, token(desk)).status == 403
    stopped = desk.api("POST", f"{INTECNIA}/tickets/{folio}/timers/1/end", {"done": "Revisión", "minutes": 20}, beto)
    assert stopped.status == 201 and stopped.json["minutes"] == 20 and stopped.json["state"] == "done", stopped.body


def test_a_session_waits_for_the_clients_yes_on_his_phone(visitor, desk):
    email = "sesion@papeleria.example"
    contract(desk, email)
    folio = ticket(desk, email)
    agent = staff(visitor, desk, "intecnia", "ines@intecnia.example", "agent")
    page = agent.visit(f"/intecnia/desk/tickets/{folio}/work")
    page.click("summary:has-text('Proponer una sesión remota')")
    shot(page, "work-session-form")
    assert "IN-49" in page.inner_text("main") and page.input_value("[name=tool]") == "TeamViewer"
    page.click("details[open] button:has-text('Proponer una sesión remota')")
    agent.check()
    assert "Espera la autorización del cliente" in page.inner_text("#w-1")
    page.click("#w-1 button:has-text('Empezar la sesión')")
    assert "Nadie entra a un equipo sin que el cliente lo autorice" in page.inner_text("main") and "IN-49" in page.inner_text("main")
    agent.check()
    page = agent.visit(f"/intecnia/desk/tickets/{folio}/work")
    page.click("summary:has-text('Registrar la autorización')")
    page.fill("[name=by-1]", "x" * 301)
    page.click("#w-1 details[open] button:has-text('Registrar la autorización')")
    assert "300 caracteres" in page.inner_text(".summary")
    agent.check()

    client = visitor(width=390, scripts=False)
    client.set_password(desk.invite("intecnia", email, "client"))
    client.sign_in("intecnia", email)
    phone = client.visit(f"/intecnia/requests/{folio}")
    shot(phone, "work-consent-phone")
    assert "¿Autoriza esta sesión?" in phone.inner_text("main") and "nadie más debe usar el equipo" in phone.inner_text("main")
    phone.click("button:has-text('Sí, la autorizo')")
    client.check()
    assert "Autorizada" in phone.inner_text("main") and phone.query_selector("button:has-text('Sí, la autorizo')") is None
    stranger = desk.api("POST", f"{INTECNIA}/tickets/{folio}/sessions/1/consent", {}, desk.token("intecnia", "otra@papeleria.example", "client"))
    assert stranger.status == 404

    page = agent.visit(f"/intecnia/desk/tickets/{folio}/work")
    page.click("#w-1 button:has-text('Empezar la sesión')")
    agent.check()
    desk.advance("PT25M", token(desk))
    agent.visit(f"/intecnia/desk/tickets/{folio}/work")
    page.click("summary:has-text('Terminar la sesión')")
    page.select_option("[name=outcome-1]", "explained")
    page.fill("[name=done-1]", "El disco falla: hay que cambiarlo en sitio.")
    page.click("#w-1 details[open] button:has-text('Terminar la sesión')")
    agent.check()
    shot(page, "work-session-over")
    assert "se explicó el procedimiento, 25 min" in page.inner_text("#w-1")
    client.visit(f"/intecnia/requests/{folio}")
    assert "El disco falla" in phone.inner_text("main")
    letters = [text for to, _, text in desk.mails("intecnia", None) if to == email]
    assert any("Por esta vía no es posible" in text for text in letters)


def test_a_visit_is_agreed_on_moved_denied_and_printed(visitor, desk):
    email = "visita@papeleria.example"
    number, folio = contract(desk, email), ticket(desk, email)
    agent = staff(visitor, desk, "intecnia", "ines@intecnia.example", "agent")
    page = agent.visit(f"/intecnia/desk/tickets/{folio}/work")
    page.click("summary:has-text('Acordar una visita')")
    page.fill("[name=begins]", "2026-03-01T11:00")
    page.fill("[name=place]", "Bodega, 11 Sur 1905")
    page.click("details[open] button:has-text('Acordar una visita')")
    assert "La cita es futura" in page.inner_text(".summary")
    agent.check()
    page.fill("[name=begins]", "2026-03-18T11:00")
    page.click("details[open] button:has-text('Acordar una visita')")
    agent.check()
    shot(page, "work-visit-agreed")
    assert "Acordada" in page.inner_text("#w-1") and "Bodega, 11 Sur 1905" in page.inner_text("#w-1")
    page.click("summary:has-text('Mover la cita')")
    page.fill("[name=begins-1]", "2026-03-18T12:00")
    page.fill("[name=why-1]", "Lo pidió el cliente")
    page.click("#w-1 details[open] button:has-text('Mover la cita')")
    agent.check()
    assert "12:00–13:00" in page.inner_text("#w-1") and "Bodega" in page.inner_text("#w-1"), "the place stays"

    client = visitor(width=390, dark=True)
    client.set_password(desk.invite("intecnia", email, "client"))
    client.sign_in("intecnia", email)
    phone = client.visit(f"/intecnia/requests/{folio}")
    shot(phone, "work-visit-phone")
    assert "Trabajo en su solicitud" in phone.inner_text("main") and "12:00–13:00" in phone.inner_text("main")
    sheet = phone.context.request.get(f"{desk.url}/intecnia/requests/{folio}/visits/1/sheet.pdf")
    assert sheet.status == 200 and sheet.body().startswith(b"%PDF")
    assert phone.context.request.get(f"{desk.url}/intecnia/requests/{folio}/visits/9/sheet.pdf").status == 404

    now = desk.advance("PT1M", token(desk))
    desk.advance(f"PT{minutes_until(now, '2026-03-18T18:05:00Z')}M", token(desk))
    # Sessions end sooner than that.
    agent.sign_in("intecnia", "ines@intecnia.example")
    client.sign_in("intecnia", email)
    page = agent.visit(f"/intecnia/desk/tickets/{folio}/work")
    page.click("#w-1 summary:has-text('Registrar la llegada')")
    page.click("#w-1 details[open] button:has-text('Registrar la llegada')")
    agent.check()
    page.click("#w-1 summary:has-text('La visita fue en vano')")
    shot(page, "work-visit-in-vain")
    assert "IN-53" in page.inner_text("#w-1")
    page.select_option("[name=failure-1]", "access_denied")
    page.fill("[name=why-1]", "Pidieron un curso que no avisaron")
    page.fill("[name=failed-expenses-1]", "mucho")
    page.click("#w-1 details[open] button:has-text('La visita fue en vano')")
    assert "importe como" in page.inner_text(".summary")
    agent.check()
    page.fill("[name=failed-expenses-1]", "350.50")
    page.fill("[name=failed-spent-1]", "Casetas")
    page.click("#w-1 details[open] button:has-text('La visita fue en vano')")
    agent.check()
    shot(page, "work-visit-over")
    text = page.inner_text("#w-1")
    assert "Proporcionada y concluida" in text and "IN-53" in text and "$350.50" in text, text
    assert left(desk, number) == {"minute": 69 * 60, "at_company_minute": 5 * 60, "on_site_minute": 4 * 60}
    page = agent.visit(f"/intecnia/desk/tickets/{folio}")
    shot(page, "work-ticket")
    assert "cuenta como proporcionada y concluida" in page.inner_text(".timeline") and "Proporcionada y concluida" in page.inner_text("#work ~ table, section[aria-labelledby=work]")
    client.visit(f"/intecnia/requests/{folio}")
    assert "Pidieron un curso que no avisaron" in phone.inner_text("main")


def minutes_until(now, then):
    from datetime import datetime

    return int((datetime.fromisoformat(then) - datetime.fromisoformat(now)).total_seconds() // 60)


def test_programs_do_the_same_and_wrong_input_changes_nothing(desk):
    email = "api@papeleria.example"
    folio, ines = ticket(desk, email), token(desk)
    work = f"{INTECNIA}/tickets/{folio}"
    for path, body, status in [
        ("work", {"minutes": 0, "done": "x"}, 422), ("work", {"minutes": -4, "done": "x"}, 422), ("work", {"minutes": 1.5, "done": "x"}, 422), ("work", {"minutes": 5}, 422),
        ("sessions", {"tool": "AnyDesk"}, 409), ("visits", {"begins": "mañana", "place": "x"}, 422), ("visits", {"place": "x"}, 422),
        ("visits", {"begins": "2030-01-01T10:00", "place": "x"}, 422), ("timers/1/end", {"done": "x"}, 404), ("visits/x/arrival", {}, 404),
        ("sessions/-1/beginning", {}, 404), ("visits/1/failure", {"failure": "rain", "reason": "x"}, 422),
    ]:
        answer = desk.api("POST", f"{work}/{path}", body, ines)
        assert answer.status == status, (path, body, answer.body)
    assert desk.api("GET", f"{work}/work", None, ines).json["items"] == []
    logged = desk.api("POST", f"{work}/work", {"minutes": 12, "done": "Leí el manual"}, ines)
    assert logged.status == 201 and (logged.json["kind"], logged.json["minutes"], logged.json["charged"]) == ("time", 12, False)
    visit = desk.api("POST", f"{work}/visits", {"begins": "2026-05-20T11:00", "minutes": 90, "place": "Matriz", "representative": "Rosa Pineda"}, ines)
    assert visit.status == 201 and visit.json["number"] == 2 and visit.json["begins"] == "2026-05-20T11:00:00-06:00" and visit.json["representative"] == "Rosa Pineda", visit.body
    assert desk.api("POST", f"{work}/visits/1/arrival", {}, ines).status == 404, "written time is no visit"
    client = desk.token("intecnia", email, "client")
    seen = desk.api("GET", f"{work}/work", None, client).json["items"]
    assert [item["kind"] for item in seen] == ["visit"], "the client sees visits and sessions"
    assert desk.api("POST", f"{work}/timers", {}, client).status == 403
    moved = desk.api("POST", f"{work}/visits/2/move", {"begins": "2026-05-21T11:00:00-06:00", "reason": "Lluvia"}, ines)
    assert moved.status == 201 and moved.json["place"] == "Matriz" and moved.json["ends"] == "2026-05-21T12:30:00-06:00", moved.body
    desk.token("intecnia", "beto@intecnia.example")
    engineer = desk.api("POST", f"{work}/visits/2/engineer", {"engineer": "beto@intecnia.example"}, ines)
    assert engineer.status == 201 and engineer.json["engineer"] and engineer.json["revision"] == 2, engineer.body
    assert desk.api("POST", f"{work}/visits/2/engineer", {"engineer": "nadie@intecnia.example"}, ines).status == 422
    assert desk.api("POST", f"{work}/visits/2/wish", {"begins": "2026-05-22T11:00"}, ines).status == 403, "the staff moves it"
    assert desk.api("POST", f"{work}/visits/2/wish", {"begins": "ayer"}, client).status == 422
    wished = desk.api("POST", f"{work}/visits/2/wish", {"begins": "2026-05-22T11:00", "text": "Inventario"}, client)
    assert wished.status == 201 and wished.json["wish"]["begins"] == "2026-05-22T11:00:00-06:00" and wished.json["begins"] == "2026-05-21T11:00:00-06:00", wished.body
    assert desk.api("POST", f"{work}/visits/2/wish/acceptance", {}, client).status == 403
    coming = desk.api("GET", f"{INTECNIA}/visits", None, ines).json["items"]
    mine = [visit for visit in coming if visit["ticket"] == folio]
    assert len(mine) == 1 and mine[0]["missing"][0] == "answer" and mine[0]["place"] == "Matriz", coming
    assert [visit["ticket"] for visit in desk.api("GET", f"{INTECNIA}/visits?mine=1", None, token(desk, "beto")).json["items"]] == [folio]
    assert desk.api("GET", f"{INTECNIA}/visits", None, client).status == 403
    moved = desk.api("POST", f"{work}/visits/2/wish/acceptance", {}, ines)
    assert moved.status == 201 and moved.json["begins"] == "2026-05-22T11:00:00-06:00" and moved.json["wish"] is None, moved.body
    assert desk.api("POST", f"{work}/visits/2/wish/refusal", {"reason": "x"}, ines).status == 409
    assert desk.api("POST", f"{work}/visits/2/cancellation", {"reason": "Ya no hace falta"}, client).json["state"] == "cancelled"
    assert desk.command("verify").returncode == 0


def test_what_comes_is_one_list_and_a_client_changes_his_visit_on_his_phone(visitor, desk):
    email = "cambio@papeleria.example"
    contract(desk, email)
    folio = ticket(desk, email, "Cambio del firewall")
    desk.token("intecnia", "ines@intecnia.example")
    agent = staff(visitor, desk, "intecnia", "ines@intecnia.example", "agent")
    page = agent.visit("/intecnia/desk/visits?mine=1")
    agent.check()
    assert "No hay visitas a las que vaya usted" in page.inner_text("main") and "Se acuerdan en la solicitud" in page.inner_text("main")
    page = agent.visit(f"/intecnia/desk/tickets/{folio}/work")
    page.click("summary:has-text('Acordar una visita')")
    page.fill("[name=begins]", "2026-06-18T11:00")
    page.fill("[name=place]", "Matriz, Av. Juárez 2318")
    page.click("details[open] button:has-text('Acordar una visita')")
    agent.check()
    assert "Por nombrar" in page.inner_text("#w-1")
    agent.visit("/intecnia/desk/queue")
    page.click("nav a:has-text('Visitas')")
    agent.check()
    shot(page, "visits")
    row = f"tr:has-text('{folio}')"
    assert "quién va" in page.inner_text(row) and "quién recibe" in page.inner_text(row) and "Matriz" in page.inner_text(row)
    assert "jueves 18 de junio" in page.inner_text("main")
    page.click(f"{row} a")
    page.click("#w-1 summary:has-text('Decir quién va')")
    shot(page, "visit-engineer")
    page.select_option("[name=engineer-1]", "ines@intecnia.example")
    page.click("#w-1 details[open] button:has-text('Decir quién va')")
    agent.check()
    assert "Quedó dicho quién va" in page.inner_text("main")
    page = agent.visit("/intecnia/desk/visits?mine=1")
    assert folio in page.inner_text("main")
    page.click("button:has-text('Hacer una dirección')")
    agent.check()
    shot(page, "visits-feed")
    feed = page.input_value("#f-feed")
    stranger = visitor().page
    answer = stranger.context.request.get(desk.url + "/intecnia/visits/" + feed.split("/")[-1])
    assert answer.status == 200 and answer.headers["content-type"].startswith("text/calendar") and folio in answer.text(), answer.text()
    assert stranger.context.request.get(desk.url + "/intecnia/visits/" + "0" * 64 + ".ics").status == 404

    client = visitor(width=390, scripts=False)
    client.set_password(desk.invite("intecnia", email, "client"))
    client.sign_in("intecnia", email)
    phone = client.visit(f"/intecnia/requests/{folio}")
    shot(phone, "visit-client-phone")
    file = phone.context.request.get(f"{desk.url}/intecnia/requests/{folio}/visits/1/visit.ics")
    assert file.status == 200 and "METHOD:PUBLISH" in file.text() and "DTSTART:20260618T170000Z" in file.text()
    phone.click("a:has-text('Pedir otra fecha o cancelar')")
    client.check()
    shot(phone, "visit-change-phone")
    text = phone.inner_text("main")
    assert "no cuesta nada" in text and "cuenta como proporcionada y concluida" in text and "IN-53" in text and "Hora de asesoría en sitio" in text, text
    phone.fill("[name=begins]", "2026-01-01T10:00")
    phone.click("button:has-text('Pedir esta fecha')")
    client.check()
    assert "La cita es futura" in phone.inner_text(".summary")
    phone.fill("[name=begins]", "2026-06-19T16:00")
    phone.fill("[name=text]", "El jueves hay inventario")
    phone.click("button:has-text('Pedir esta fecha')")
    client.check()
    shot(phone, "visit-wished-phone")
    assert "la cita sigue como estaba" in phone.inner_text("main") and "Usted pidió vie 19 jun" in phone.inner_text("main"), phone.inner_text("main")

    page = agent.visit("/intecnia/desk/visits")
    assert "contestar al cliente, que pide otra fecha" in page.inner_text(row)
    page = agent.visit("/intecnia/desk/queue")
    assert "pide mover la visita" in page.inner_text("main")
    page = agent.visit(f"/intecnia/desk/tickets/{folio}/work")
    agent.check()
    shot(page, "visit-wish")
    page.click("#w-1 button:has-text('Aceptar: vie 19 jun')")
    agent.check()
    assert "16:00–17:00" in page.inner_text("#w-1")
    phone = client.visit(f"/intecnia/requests/{folio}/visits/1/change")
    phone.click("button:has-text('Sí, cancelar la visita')")
    client.check()
    shot(phone, "visit-cancelled-phone")
    assert "Cancelada" in phone.inner_text("main") and phone.query_selector("a:has-text('Pedir otra fecha')") is None
    client.visit(f"/intecnia/requests/{folio}/visits/1/change")
    assert phone.url.endswith(f"/requests/{folio}"), "nothing is left to change"
    letters = [text for to, _, text in desk.mails("intecnia", None) if to == email]
    assert any("Canceló la visita" in text for text in letters)


def test_travel_expenses_are_handed_over_as_lines_of_their_own(visitor, desk):
    import csv
    import io

    email = "viaticos@papeleria.example"
    folio, ines = ticket(desk, email), token(desk)
    operations = token(desk, "olga", "operations")
    work = f"{INTECNIA}/tickets/{folio}/visits"
    now = desk.advance("PT1M", ines)
    from datetime import datetime, timedelta

    begins = datetime.fromisoformat(now) + timedelta(minutes=10)
    assert desk.api("POST", work, {"begins": begins.isoformat(), "place": "Matriz"}, ines).status == 201
    desk.advance("PT30M", ines)
    assert desk.api("POST", f"{work}/1/arrival", {}, ines).status == 201
    desk.advance("PT30M", ines)
    assert desk.api("POST", f"{work}/1/end", {"done": "Listo", "expenses": 18600, "expenses_for": "Casetas"}, ines).status == 201
    seller = staff(visitor, desk, "intecnia", "olga@intecnia.example", "operations")
    page = seller.visit("/intecnia/desk/sales")
    seller.check()
    shot(page, "visit-sales")
    assert f"Viáticos, visita del" in page.inner_text("main") and "$186.00" in page.inner_text("main")
    batch = desk.api("POST", f"{INTECNIA}/sales", {}, operations).json["batch"]
    lines = list(csv.DictReader(io.StringIO(desk.api("GET", f"{INTECNIA}/sales/{batch}.csv", None, operations).body.decode())))
    mine = [line for line in lines if line["Referencia"] == folio and line["NoIdentificacion"] == "travel_expenses"]
    assert [(line["Referencia"], line["Partida"], line["ValorUnitario"], line["TasaOCuota"]) for line in mine] == [(folio, "1", "186.00", "0.160000")], lines
    assert desk.api("POST", f"{INTECNIA}/sales", {}, operations).status == 409
    assert desk.command("verify").returncode == 0


def test_a_request_is_told_as_what_it_is_and_what_comes_up_is_asked(visitor, desk):
    olga, ines = desk.token("grupo-execom", "olga@grupo-execom.example", "operations"), desk.token("grupo-execom", "ines@grupo-execom.example")
    body = {"plan": "annual", "customer": {"name": "Papelería Nube", "number": "NIC-900"}, "contacts": ["nube@papeleria.example"], "amounts": {"event": 2, "incident": 2}}
    number = desk.api("POST", f"{EXECOM}/contracts", body, olga).json["number"]
    agent = staff(visitor, desk, "grupo-execom", "ines@grupo-execom.example", "agent")
    # Who calls is found by what he says, and the form filled in.
    page = agent.visit("/grupo-execom/desk/new-ticket")
    page.fill("#q", "NIC-900")
    page.click("form.search button")
    agent.check()
    shot(page, "caller")
    text = page.inner_text("main")
    assert "Papelería Nube" in text and "vigente" in text and "2 eventos y 2 incidentes" in text, text
    page.click("main li a")
    assert page.input_value("[name=email]") == "nube@papeleria.example" and page.input_value("[name=channel]") == "phone"
    page.fill("#q", "NIC-999")
    page.click("form.search button")
    assert "NIC-999" in page.inner_text("main")
    agent.check()

    body = {"channel": "phone", "type": "case", "requester": {"email": "nube@papeleria.example"}, "subject": "No imprime", "description": "x"}
    folio = desk.api("POST", f"{EXECOM}/tickets", body, ines).json["folio"]
    page = agent.visit(f"/grupo-execom/desk/tickets/{folio}")
    assert "Quedan: 2 eventos y 2 incidentes" in page.inner_text(".facts")
    page.click("summary:has-text('Clasificar')")
    page.select_option("[name=category]", "incident")
    agent.check()
    page.click("button:has-text('Guardar clasificación')")
    assert "Se atiende como Incidente de soporte técnico: 1 incidente" in page.inner_text(".facts")
    agent.check()
    shot(page, "told-ticket")

    page = agent.visit(f"/grupo-execom/desk/tickets/{folio}/work")
    page.click("summary:has-text('Preguntar por algo que surgió')")
    agent.check()
    page.fill("[name=need-text]", "También pide aprender a <b>timbrar</b>")
    page.select_option("[name=service]", "advice_event")
    page.fill("[name=quantity]", "0")
    page.click("button:has-text('Preguntar por algo que surgió')")
    assert "Es de 1 a" in page.inner_text(".summary") and page.input_value("[name=need-text]").startswith("También")
    page.fill("[name=quantity]", "1")
    page.click("button:has-text('Preguntar por algo que surgió')")
    agent.check()
    shot(page, "need-asked")

    client = visitor(width=390, scripts=False)
    client.set_password(desk.invite("grupo-execom", "nube@papeleria.example", "client"))
    client.sign_in("grupo-execom", "nube@papeleria.example")
    page = client.visit(f"/grupo-execom/requests/{folio}")
    client.check()
    shot(page, "need-phone")
    text = page.inner_text(".offer")
    assert "También pide aprender a <b>timbrar</b>" in text and "quedan 30 min" in text and "(1 evento)" in text and "GE-66" in text, text
    page.click("button:has-text('por aparte')")
    client.check()
    assert page.query_selector(".offer") is None and "Por aparte: falta cobrarlo" in page.inner_text("main")

    page = agent.visit(f"/grupo-execom/desk/tickets/{folio}/work")
    assert "Decidió" in page.inner_text("main")
    page.click("#w-1 a:has-text('Cobrar')")
    page.click("text=Ver cuánto cuesta")
    page.click("text=Cargarlo a la póliza")
    assert "reservó 1 evento" in page.inner_text(".timeline")
    works = desk.api("GET", f"{EXECOM}/tickets/{folio}/work", None, ines).json["items"]
    assert works[0]["kind"] == "need" and works[0]["choice"] == "apart" and works[0]["charged"] and works[0]["decision"]["via"] == "portal", works

    # By phone, and within the time; wrong input is refused with its clause.
    made = desk.api("POST", f"{EXECOM}/tickets/{folio}/needs", {"service": "advice_event", "text": "Otra duda"}, ines)
    assert made.status == 201 and made.json["minutes_left"] == 30, made.body
    place = f"{EXECOM}/tickets/{folio}/needs/2"
    assert desk.api("POST", f"{place}/decision", {"choice": "perhaps"}, ines).status == 422
    assert desk.api("POST", f"{place}/decision", {"choice": "within_time", "by": "Nube", "via": "phone"}, ines).status == 201
    refused = desk.api("POST", f"{place}/end", {"minutes": 31, "done": "Se explicó"}, ines)
    assert refused.status == 409 and "GE-66" in refused.json["cites"]["ids"], refused.body
    assert desk.api("POST", f"{place}/end", {"minutes": 10, "done": "Se explicó"}, ines).json["state"] == "done"
    paper = f"/grupo-execom/contracts/{number}/certificate.pdf"
    assert desk.api("GET", paper, None, olga).body.startswith(b"%PDF"), "programs read papers with their token"
    for wrong in ("x" * 64, desk.token("intecnia", "olga@intecnia.example", "operations")):
        assert not desk.api("GET", paper, None, wrong).body.startswith(b"%PDF")
    assert desk.command("verify").returncode == 0


def test_what_a_visit_adds_is_seen_before_it_is_agreed_on_and_told(visitor, desk):
    """GE-61, GE-73 … GE-75."""
    email = "cuotas@papeleria.example"
    olga, ines = desk.token("grupo-execom", "olga@grupo-execom.example", "operations"), desk.token("grupo-execom", "ines@grupo-execom.example")
    sold = {"plan": "annual", "customer": {"name": "Papelería Cuotas"}, "contacts": [email], "amounts": {"incident": 2, "credit": 12}}
    number = desk.api("POST", f"{EXECOM}/contracts", sold, olga).json["number"]
    body = {"channel": "phone", "type": "case", "category": "incident", "requester": {"email": email}, "subject": "Mudanza de la caja", "description": "x"}
    folio = desk.api("POST", f"{EXECOM}/tickets", body, ines).json["folio"]
    agent = staff(visitor, desk, "grupo-execom", "ines@grupo-execom.example", "agent")
    page = agent.visit(f"/grupo-execom/desk/tickets/{folio}/work")
    # A visit that takes longer than anybody can count is refused like any other.
    form = {"csrf": page.get_attribute("input[name=csrf]", "value"), "begins": "2026-05-20T11:00", "length": "900000000000000000", "place": "Tuxtla"}
    refused = agent.context.request.post(f"{desk.url}/grupo-execom/desk/tickets/{folio}/visits", form=form)
    assert refused.status == 422 and "1440" in refused.text(), refused.status
    page.click("summary:has-text('Acordar una visita')")
    page.fill("[name=begins]", "2026-05-20T11:00")
    page.fill("[name=place]", "Tuxtla, Av. Central 4")
    page.select_option("[name=urgent]", "yes")
    page.click("details[open] button:has-text('Acordar una visita')")
    text = page.inner_text("main")
    assert "Cuota fija por visita a domicilio: 2 créditos" in text and "sitio urgente: 5 créditos" in text and "fuera de horario" not in page.inner_text(".summary"), text
    assert page.input_value("[name=place]") == "Tuxtla, Av. Central 4", "what was typed stays"
    agent.check()
    shot(page, "visit-fees")
    page.select_option("[name=fees]", "yes")
    # Another hour meanwhile: what he agreed on is not that.
    page.fill("[name=begins]", "2026-05-20T19:00")
    page.click("details[open] button:has-text('Acordar una visita')")
    assert "fuera de horario: 5 créditos" in page.inner_text(".summary")
    page.fill("[name=begins]", "2026-05-20T11:00")
    page.select_option("[name=fees]", "yes")
    page.click("details[open] button:has-text('Acordar una visita')")
    agent.check()
    assert "Cuota: Cuota fija por visita a domicilio: 2 créditos" in page.inner_text("#w-1")

    # Its charge has what was agreed on; nothing else has circumstances.
    page.click("#w-1 a:has-text('Cobrar')")
    agent.check()
    assert page.query_selector("select[name=urgent]") is None and "urgente" in page.inner_text("main")
    page.select_option("[name=item]", "technical_hour")
    page.click("text=Ver cuánto cuesta")
    assert "11 créditos" in page.inner_text("#cost")
    free = desk.api("POST", f"{EXECOM}/tickets/{folio}/charges", {"services": [{"service": "support_incident"}], "on_site": True}, ines)
    assert free.status == 409 and free.json["cites"]["ids"] == ["GE-73"], free.body

    client = visitor(width=390, scripts=False)
    client.set_password(desk.invite("grupo-execom", email, "client"))
    client.sign_in("grupo-execom", email)
    phone = client.visit(f"/grupo-execom/requests/{folio}")
    client.check()
    shot(phone, "visit-fees-phone")
    assert "sitio urgente: 5 créditos" in phone.inner_text("main")
    client.visit(f"/grupo-execom/requests/{folio}/visits/1/change")
    phone.fill("[name=begins]", "2026-05-23T11:00")
    phone.click("button:has-text('Pedir esta fecha')")
    client.check()
    shot(phone, "wish-fees-phone")
    assert "fuera de horario: 5 créditos" in phone.inner_text("main")
    phone.select_option("[name=fees]", "yes")
    phone.click("button:has-text('Pedir esta fecha')")
    assert "Recibimos la fecha que pide" in phone.inner_text("main")
    works = desk.api("GET", f"{EXECOM}/tickets/{folio}/work", None, ines).json["items"]
    assert [fee["service"] for fee in works[0]["fees"]] == ["visit_fee", "urgent_on_site_fee"] and works[0]["fees"][0]["price"] == [{"unit": "credit", "amount": 2}], works
    plan = {"begins": "2026-05-21T11:00", "place": "Tuxtla", "urgent": True}
    asked = desk.api("POST", f"{EXECOM}/tickets/{folio}/visits", plan | {"fees": ["visit_fee", "urgent_on_site_fee"]}, ines)
    assert asked.status == 409 and "GE-61" in asked.json["cites"]["ids"], asked.body
    asked = desk.api("POST", f"{EXECOM}/tickets/{folio}/visits", plan | {"urgent": False}, ines)
    assert asked.status == 422 and "visita a domicilio: 2 créditos" in asked.body.decode(), asked.body
    assert desk.command("verify").returncode == 0


def test_what_a_quote_paid_is_shown_as_paid_and_not_charged_again(visitor, desk):
    """GE-73, GE-75: with its visit, and of a session only where it begins out of hours."""
    email = "pagada@papeleria.example"
    olga, ines = desk.token("grupo-execom", "olga@grupo-execom.example", "operations"), desk.token("grupo-execom", "ines@grupo-execom.example")
    sold = {"plan": "annual", "customer": {"name": "Papelería Pagada"}, "contacts": [email], "amounts": {"incident": 2, "credit": 30}}
    assert desk.api("POST", f"{EXECOM}/contracts", sold, olga).status == 201
    body = {"channel": "phone", "type": "case", "category": "general_service", "requester": {"email": email}, "subject": "Otra caja", "description": "x"}
    folio = desk.api("POST", f"{EXECOM}/tickets", body, ines).json["folio"]
    place = f"{EXECOM}/tickets/{folio}"
    quote = desk.api("POST", f"{place}/quotes", {"title": "Revisión en sitio", "lines": [{"service": "technical_hour"}], "on_site": True, "delivery_days": 5, "send": True}, ines)
    assert quote.status == 201, quote.body
    accepted = desk.api("POST", f"{EXECOM}/quotes/{quote.json['number']}/acceptance", {}, desk.token("grupo-execom", email, "client"))
    assert accepted.json["state"] == "accepted", accepted.body
    assert desk.api("POST", f"{place}/visits", {"begins": "2026-05-20T11:00", "place": "Tuxtla"}, ines).status == 201
    work = desk.api("GET", f"{place}/work", None, ines).json["items"][0]
    assert [(fee["service"], fee["paid"]) for fee in work["fees"]] == [("visit_fee", True)], work

    agent = staff(visitor, desk, "grupo-execom", "ines@grupo-execom.example", "agent")
    page = agent.visit(f"/grupo-execom/desk/tickets/{folio}/work")
    assert "Cuota fija por visita a domicilio: 2 créditos de servicio (pagada)" in page.inner_text("#w-1")
    page.click("#w-1 a:has-text('Cobrar')")
    agent.check()
    assert "item=visit_fee" not in page.url, page.url

    # Sessions end sooner than the day.
    now = desk.advance("PT1M", token(desk))
    desk.advance(f"PT{minutes_until(now, now[:10] + 'T20:30:00-06:00')}M", token(desk))
    client = visitor(width=390, scripts=False)
    client.set_password(desk.invite("grupo-execom", email, "client"))
    client.sign_in("grupo-execom", email)
    offered = desk.api("POST", f"{place}/sessions", {"tool": "AnyDesk", "fees": ["out_of_hours_fee"]}, ines)
    assert offered.status == 201, offered.body
    phone = client.visit(f"/grupo-execom/requests/{folio}")
    client.check()
    text = phone.inner_text("main")
    assert "2 créditos de servicio (pagada)" in text, text
    assert "Cuota, si empieza fuera de horario: Cuota fija adicional por servicio fuera de horario: 5 créditos" in text, text
    assert desk.command("verify").returncode == 0
