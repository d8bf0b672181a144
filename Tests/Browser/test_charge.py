"""`charge`: what a service would cost, without a database."""

import json
import os
import subprocess

import pytest

from conftest import PROGRAM, ROOT

EXECOM = str(ROOT / "Policies/grupo-execom.yaml")
INTECNIA = str(ROOT / "Policies/intecnia.yaml")
PRINTED = str(ROOT / "Tests/SupportPolicyTests/AsPrinted/grupo-execom.yaml")


def charge(*words, policy=EXECOM):
    return subprocess.run([PROGRAM, "charge", "--policy", policy, *words], capture_output=True, text=True, timeout=30)


def asked(words, policy=EXECOM):
    done = charge(*words.split(), "--json", policy=policy)
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("words,charges,ids", [
    ("--holds incident=1,credit=10 --service terminal_installation --quantity 6", "1 incident, 2 credit", "GE-80 GE-81"),
    ("--holds credit=10 --service terminal_installation --quantity 6", "6 credit", "GE-80 GE-70 GE-68"),
    ("--holds event=1,credit=10 --service advice_event", "1 event", "GE-69 GE-63"),
    ("--holds credit=10 --service advice_event", "1 credit", "GE-69 GE-68"),
    ("--holds credit=10 --service support_incident", "4 credit", "GE-70 GE-68"),
    ("--holds credit=10 --service support_incident --unsolved", "", "GE-70"),
    ("--holds incident=1,credit=10 --service server_installation --quantity 3", "1 incident, 2 credit", "GE-79"),
    ("--holds credit=20 --service technical_hour --quantity 2", "8 credit", "GE-71 GE-65"),
    ("--holds credit=20 --service technical_hour --minutes 61 --on-site", "10 credit", "GE-71 GE-73"),
    ("--holds credit=20 --service technical_hour --on-site --urgent --out-of-hours", "16 credit", "GE-73 GE-74 GE-75"),
    ("--holds credit=20 --service online_training_hour --participants 11", "8 credit", "GE-72"),
    ("--holds credit=2 --service visit_fee", "2 credit", "GE-73"),
    ("--holds credit=9 --service general_services --quoted 9", "9 credit", "GE-76 GE-77"),
    ("--service quotation", "", "GE-64"),
    ("--holds credit=4@2026-12-31 --on 2026-12-31 --service technical_hour", "4 credit", "GE-71"),
])
def test_the_charge_for_programs(words, charges, ids):
    status, answer = asked(words)
    assert status == 0
    assert ", ".join(f"{one['amount']} {one['unit']}" for one in answer["charges"]) == charges
    assert set(ids.split()) <= {one for cite in answer["cites"] for one in cite["ids"]}
    assert all(way["loses"] and way["charges"] != answer["charges"] for way in answer["alternatives"])
    assert "refusal" not in answer


@pytest.mark.parametrize("words,charges", [
    ("--plan basic --service support_hour --minutes 50", "60 minute"),
    ("--plan corporate --service advice_on_site_hour", "60 minute, 60 on_site_minute"),
    ("--plan per_event --service support_hour", "60 minute"),
])
def test_hours_of_a_plan(words, charges):
    status, answer = asked(words, INTECNIA)
    assert status == 0
    assert ", ".join(f"{one['amount']} {one['unit']}" for one in answer["charges"]) == charges


@pytest.mark.parametrize("policy,words,ids,way_in", [
    (EXECOM, "--holds credit=3 --service support_incident", "GE-61", "Tarjetas de servicio"),
    (EXECOM, "--service technical_hour", "GE-61", "Tarjetas de servicio"),
    (EXECOM, "--holds credit=9@2026-01-31 --on 2026-02-01 --service technical_hour", "GE-61", "renueve"),
    (EXECOM, "--holds credit=99 --service general_services", "GE-76", "cotización"),
    (INTECNIA, "--plan basic --service support_hour --quantity 6", "IN-28", "orden de compra"),
    (INTECNIA, "--plan basic --service advice_on_site_hour", "IN-23", "se cobra por hora"),
])
def test_what_cannot_be_paid_is_refused_with_its_clause(policy, words, ids, way_in):
    status, answer = asked(words, policy)
    assert status == 1
    assert ids in answer["refusal"]["clause"]["ids"] and way_in in answer["refusal"]["wayIn"]
    assert "charges" not in answer
    assert all(way["missing"] for way in answer["alternatives"])
    told = charge(*words.split(), policy=policy)
    assert told.returncode == 1 and way_in in told.stdout and ids in told.stdout and told.stderr == ""


def test_a_person_reads_it_in_either_language():
    words = "--holds incident=1,credit=10 --service terminal_installation --quantity 6 --on-site".split()
    spanish, english = charge(*words, "--language", "es").stdout, charge(*words, "--language", "en").stdout
    for said in ("Se cobra: 1 incidente y 4 créditos de servicio", "Otras maneras:", "Cuesta 2 créditos de servicio más.", "Viáticos", "GE-80"):
        assert said in spanish
    for said in ("Charged: 1 incidente and 4 créditos", "Other ways:", "It costs 2 créditos de servicio more."):
        assert said in english


@pytest.mark.parametrize("words,said", [
    (["--service", "teleport"], "advice_event, support_incident, technical_hour, online_training_hour, visit_fee"),
    (["--service", "technical_hour", "--quantity", "-3"], "no -3"),
    (["--service", "technical_hour", "--quantity", "0"], "no 0"),
    (["--service", "terminal_installation", "--quantity", "1000000000000000000"], "1 a 10000"),
    (["--service", "technical_hour", "--quantity", "9" * 40], "no es un número entero"),
    (["--service", "technical_hour", "--minutes", "9223372036854775807"], "1 a 600000"),
    (["--service", "technical_hour", "--minutes", "30", "--quantity", "2"], "no ambos"),
    (["--service", "online_training_hour", "--participants", "26"], "1 a 25"),
    (["--service", "visit_fee", "--holds", "credit"], "incident=1,credit=10"),
    (["--service", "visit_fee", "--holds", "credit=x"], "incident=1,credit=10"),
    (["--service", "visit_fee", "--holds", "credit=1=2"], "incident=1,credit=10"),
    (["--service", "visit_fee", "--holds", "credit=1,"], "incident=1,credit=10"),
    (["--service", "visit_fee", "--holds", "credit=5@mañana"], "no es una fecha"),
    (["--service", "visit_fee", "--holds", "credit=-5"], "de 0 a"),
    (["--service", "visit_fee", "--holds", "credit=9223372036854775807"], "de 0 a"),
    (["--service", "visit_fee", "--holds", "gold=5"], "event, incident, credit"),
    (["--service", "visit_fee", "--plan", "gold"], "annual"),
    (["--service", "visit_fee", "--plan", "annual"], "--holds"),
    (["--service", "visit_fee", "--on", "2026-02-30"], "no es una fecha"),
])
def test_a_mistake_is_one_clear_sentence(words, said):
    done = charge(*words)
    assert done.returncode == 64 and done.stdout == ""
    assert said in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.parametrize("policy,said", [
    ("/nowhere.yaml", "No se puede leer"), (os.devnull, "No se puede leer"), (PRINTED, "sin decidir"), (PROGRAM, "no es texto UTF-8"),
])
def test_a_policy_that_cannot_be_used(policy, said):
    done = charge("--service", "visit_fee", policy=policy)
    assert done.returncode == 65 and done.stdout == "" and said in done.stderr
