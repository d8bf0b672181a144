"""Another version of the policy: proposed, compared, lived with past requests, put in force."""

import re

import pytest

from conftest import POLICIES

PEOPLE = {"quique@intecnia.example": "quality", "ada@intecnia.example": "admin", "ines@intecnia.example": "agent"}


@pytest.fixture(scope="module")
def people(desk):
    for email, role in PEOPLE.items():
        desk.links = getattr(desk, "links", {})
        desk.links[email] = desk.invite("intecnia", email, role)
    token = desk.token("intecnia", "ines@intecnia.example")
    for number in range(3):
        body = {"channel": "email", "requester": {"email": f"luna{number}@papeleria.example"}, "subject": f"Falla {number}", "description": "No abre."}
        assert desk.api("POST", "/api/v1/companies/intecnia/tickets", body, token).status == 201
    return desk


def document():
    path = next(path for path in POLICIES if path.endswith("intecnia.yaml"))
    with open(path, encoding="utf-8") as file:
        return file.read()


def signed_in(visitor, desk, email, **options):
    person = visitor(**options)
    if desk.links.get(email):
        person.set_password(desk.links.pop(email))
    person.sign_in("intecnia", email)
    return person


def test_a_version_is_proposed_compared_simulated_and_put_in_force(visitor, people):
    quique = signed_in(visitor, people, "quique@intecnia.example", scripts=False)
    page = quique.visit("/intecnia/desk/policy")
    page.click("text=Cambiar la política")
    quique.check()
    assert "Nadie ha propuesto otra versión." in page.inner_text("main")
    assert page.input_value("textarea[name=policy]").strip() == document().strip(), "the one in force, to be changed right here"
    page.click("main form button.primary")
    page.wait_for_load_state()
    assert "Es la que ya está en vigor" in page.inner_text(".summary")
    changed = document().replace("id: general_response, metric: first_response, within: 8 h", "id: general_response, metric: first_response, within: 1 h")
    page.fill("textarea[name=policy]", changed)
    page.click("main form button.primary")
    page.wait_for_load_state()
    quique.check()
    text = page.inner_text("main")
    assert "Se propuso la versión" in page.inner_text("body")
    assert "targets[general_response].within" in text and "8 h" in text and "1 h" in text
    assert re.search(r"Primera respuesta, 1 h, mar \d+ mar, 10:00\s+mié \d+ mar, 10:00\s+mar \d+ mar, 11:00", text), text
    assert page.locator("text=Poner en vigor").count() == 0, "quality proposes, who administers decides"

    page.fill("input[name=from]", "2026-03-01")
    page.fill("input[name=to]", "2026-03-31")
    page.click("text=Simular")
    page.wait_for_load_state()
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    quique.check()
    text = page.inner_text("main")
    assert "3 de 3." in text and "Otro vencimiento" in text
    assert "vie 13 mar, 17:00" in text and "jue 12 mar, 18:00" in text
    assert page.locator("article.pair").count() == 3
    assert not page.locator("div.progress").is_visible(), "the bar goes once the page is there"

    ada = signed_in(visitor, people, "ada@intecnia.example", width=390, dark=True)
    page = ada.visit("/intecnia/desk/policy/proposals")
    page.click("ul.requests a")
    ada.check()
    page.click("text=Poner en vigor >> nth=-1")
    page.wait_for_load_state()
    ada.check()
    assert "Se puso en vigor." in page.inner_text("body")
    answer = people.api("POST", "/api/v1/companies/intecnia/tickets", {
        "channel": "email", "requester": {"email": "sol@papeleria.example"}, "subject": "Otra", "description": "No abre."},
        people.token("intecnia", "ines@intecnia.example"))
    assert answer.status == 201 and answer.json["deadlines"][0]["due"] == "2026-03-12T18:00:00-06:00", answer.body
    page = ada.visit("/intecnia/policy")
    assert "Versiones" in page.inner_text("main")


def test_what_cannot_run_is_shown_with_its_lines_and_kept_in_the_form(visitor, people):
    ada = signed_in(visitor, people, "ada@intecnia.example")
    page = ada.visit("/intecnia/desk/policy/proposals")
    broken = document().replace("within: 10 h", "within: pronto").replace("starts: received", "starts: unknown", 1)
    line = 1 + broken[:broken.index("within: pronto")].count("\n")
    page.fill("textarea[name=policy]", broken)
    page.click("main form button.primary")
    page.wait_for_load_state()
    ada.check()
    summary = page.inner_text(".summary")
    assert f"policy:{line}" in summary and "'pronto' no es una duración" in summary
    assert "no dice desde cuándo corre el plazo" in summary
    assert page.input_value("textarea[name=policy]").replace("\r", "").strip() == broken.strip()


def test_only_who_may_comes_here(visitor, people):
    ines = signed_in(visitor, people, "ines@intecnia.example")
    page = ines.visit("/intecnia/desk/policy")
    assert page.locator("text=Cambiar la política").count() == 0
    ines.visit("/intecnia/desk/policy/proposals", status=403)
    ines.visit("/intecnia/desk/policy/proposals/1", status=403)
    ines.visit("/intecnia/desk/policy/proposals/1/simulation", status=403)
    ada = signed_in(visitor, people, "ada@intecnia.example")
    for path in ["proposals/1", "proposals/1/simulation", "proposals/x", "proposals/99999999999999999999/simulation"]:
        ada.visit(f"/intecnia/desk/policy/{path}", status=404)


@pytest.mark.parametrize("query", ["from=ayer", "from=2026-05-01&to=2026-04-01"])
def test_a_window_that_is_none_is_told(visitor, people, query):
    ada = signed_in(visitor, people, "ada@intecnia.example")
    page = ada.visit("/intecnia/desk/policy/proposals")
    page.fill("textarea[name=policy]", document().replace("within: 12 h", "within: 11 h"))
    page.click("main form button.primary")
    page.wait_for_load_state()
    path = re.sub(r"^https?://[^/]+|\?.*$", "", page.url)
    page = ada.visit(f"{path}/simulation?{query}", status=422)
    assert page.locator(".summary").count() == 1


def test_a_day_closed_after_all_shows_what_it_moves_and_then_moves_it(visitor, people):
    ada = signed_in(visitor, people, "ada@intecnia.example", width=390)
    page = ada.visit("/intecnia/desk/policy")
    page.click("text=Día cerrado no previsto")
    ada.check()
    page.fill("input[name=date]", "2026-03-13")
    page.fill("input[name=reason]", "Un sismo <b>fuerte</b>.")
    page.click("text=Ver qué se mueve")
    page.wait_for_load_state()
    ada.check()
    text = page.inner_text("main")
    assert "Primera respuesta" in text and "vie 13 mar, 17:00" in text and "mar 17 mar, 17:00" in text, "Monday 16 is a holiday"
    page.click("text=Registrar el día cerrado")
    page.wait_for_load_state()
    ada.check()
    assert "Se registró el día cerrado" in page.inner_text("body")
    token = people.token("intecnia", "ines@intecnia.example")
    answer = people.api("GET", "/api/v1/companies/intecnia/tickets/IN-101", token=token)
    assert answer.json["deadlines"][0]["due"] == "2026-03-17T17:00:00-06:00"
    assert any("aunque el horario diga lo contrario" in line["note"] for line in answer.json["deadlines"][0]["reckoning"])
    page = ada.visit("/intecnia/desk/tickets/IN-101")
    assert "cerró la empresa el viernes 13 de marzo de 2026; los plazos se movieron" in page.inner_text("main")
    assert "Un sismo <b>fuerte</b>." in page.inner_text("main")
    page = ada.visit("/intecnia/desk/policy/closed-day?date=2026-03-13&reason=x", status=422)
    assert "ya se registró" in page.inner_text(".summary")


def test_agents_close_no_days(visitor, people):
    ines = signed_in(visitor, people, "ines@intecnia.example")
    ines.visit("/intecnia/desk/policy/closed-day", status=403)
