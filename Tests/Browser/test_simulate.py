"""`ventanilla policy simulate`: past requests lived again under another policy, from the command line."""

import json
import subprocess

import pytest

from conftest import POLICIES, PROGRAM

INTECNIA = next(path for path in POLICIES if path.endswith("intecnia.yaml"))


@pytest.fixture(scope="module")
def lived(desk):
    token = desk.token("intecnia", "ines@intecnia.example")
    for number in range(2):
        body = {"channel": "email", "requester": {"email": f"luna{number}@papeleria.example"}, "subject": "Falla", "description": "No abre."}
        folio = desk.api("POST", "/api/v1/companies/intecnia/tickets", body, token).json["folio"]
    desk.advance("PT1H30M", token)
    assert desk.api("POST", f"/api/v1/companies/intecnia/tickets/{folio}/replies", {"text": "Listo"}, token).status == 201
    return desk


@pytest.fixture
def candidate(tmp_path):
    with open(INTECNIA, encoding="utf-8") as file:
        text = file.read()
    path = tmp_path / "nueva.yaml"
    path.write_text(text.replace("id: general_response, metric: first_response, within: 8 h", "id: general_response, metric: first_response, within: 1 h"), encoding="utf-8")
    return str(path)


def test_the_same_policy_changes_nothing(lived):
    answer = json.loads(lived.command("policy", "simulate", INTECNIA, "--json").stdout)
    assert answer["requests"] == 2 and answer["different"] == 0 and answer["differences"] == []
    assert answer["old"] == answer["new"]


def test_a_shorter_promise_says_what_would_have_been_late(lived, candidate):
    answer = json.loads(lived.command("policy", "simulate", candidate, "--json").stdout)
    assert answer["kinds"]["verdict"] == 2
    assert answer["old"]["metrics"]["first_response"] == {"met": 1, "breached": 0, "pending": 1, "indicative": 0}
    assert answer["new"]["metrics"]["first_response"] == {"met": 0, "breached": 2, "pending": 0, "indicative": 0}
    text = lived.command("policy", "simulate", candidate, "--reckonings", "--limit", "1").stdout.decode()
    assert "2 solicitudes, 2 serían distintas" in text and "Otro resultado de un plazo  2" in text
    assert "vie 13 mar, 17:00 (corre) → jue 12 mar, 18:00 (tarde)" in text or "(a tiempo) → jue 12 mar, 18:00 (tarde)" in text
    assert text.count("IN-10") == 1 and "jue 12 mar, 17:00 – 18:00  1 h" in text, text
    english = lived.command("policy", "simulate", candidate, "--language", "en").stdout.decode()
    assert "2 requests, 2 would differ" in english


def test_only_the_days_asked_for(lived, candidate):
    for window, count in [(["--from", "2026-03-12", "--to", "2026-03-12"], 2), (["--from", "2026-03-13"], 0), (["--to", "2026-03-11"], 0)]:
        assert json.loads(lived.command("policy", "simulate", candidate, "--json", *window).stdout)["requests"] == count


@pytest.mark.parametrize("words,code,said", [
    (["/no/hay.yaml"], 65, "No se puede leer"), ([INTECNIA, "--from", "ayer"], 64, "no es una fecha"),
    ([INTECNIA, "--from", "2026-03-02", "--to", "2026-03-01"], 64, "--from queda después de --to"),
    ([INTECNIA, "--company", "nadie"], 67, "No hay una empresa"), ([INTECNIA, "--limit", "-1"], 64, "--limit"),
])
def test_what_cannot_be_asked_is_told(lived, words, code, said):
    done = lived.command("policy", "simulate", *words, check=False)
    assert done.returncode == code and said in done.stderr.decode(), done.stderr.decode()
    assert done.stdout == b""


def test_without_a_desk_there_is_nothing_to_live(tmp_path):
    done = subprocess.run([PROGRAM, "policy", "simulate", INTECNIA, "--database", f"sqlite:{tmp_path}/no.sqlite"], capture_output=True, timeout=60)
    assert done.returncode == 69 and "No hay una base de datos" in done.stderr.decode()
    assert not (tmp_path / "no.sqlite").exists()
