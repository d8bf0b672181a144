"""`policy schema` and `policy check` agree on what a policy is, and `policy new` writes one."""

import copy
import json
import random
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from conftest import POLICIES, PROGRAM, ROOT

PRINTED = sorted(str(path) for path in (ROOT / "Tests/SupportPolicyTests/AsPrinted").glob("*.yaml"))
DRAFT_ANSWERS = 19


def run(*words, stdin=None):
    return subprocess.run([PROGRAM, "policy", *words], input=stdin, capture_output=True, text=True, timeout=120)


class Editor(yaml.SafeLoader):
    """YAML 1.2 as editors have it: `yes` is a word, a date is a text, a key is a text."""


Editor.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", list("-+.0123456789")),
]:
    Editor.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), first)
Editor.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
Editor.add_constructor("!unknown", lambda loader, node: "unknown")


def named(value):
    """Keys are texts to JSON."""
    if isinstance(value, dict):
        return {str(key): named(one) for key, one in value.items()}
    return [named(one) for one in value] if isinstance(value, list) else value


def load(path):
    return named(yaml.load(Path(path).read_text(), Editor))


@pytest.fixture(scope="module")
def schema():
    done = run("schema")
    assert done.returncode == 0
    schema = json.loads(done.stdout)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("path", POLICIES + PRINTED, ids=lambda path: "/".join(path.split("/")[-2:]))
def test_the_policies_fit_the_schema(schema, path):
    assert [error.message for error in schema.iter_errors(load(path))] == []


def test_the_schema_is_one_in_english_too():
    english = json.loads(run("schema", "--language", "en").stdout)
    assert english["properties"]["calendars"]["description"].startswith("The hours")


def refused(folder, documents):
    """Which documents the reader finds an error in; JSON is YAML."""
    paths = []
    for number, document in enumerate(documents):
        path = folder / f"{number}.yaml"
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1))
        paths.append(str(path))
    found = [json.loads(line) for line in run("check", "--json", *paths).stdout.splitlines()]
    return [path in {one["file"] for one in found if one["kind"] == "error"} for path in paths]


def places(value, path=()):
    """Every place of a document, by the keys that lead there."""
    yield path
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(one, path + (key,))


def changed(document, path, change):
    document = copy.deepcopy(document)
    place = document
    for key in path[:-1]:
        place = place[key]
    change(place, path[-1])
    return document


def get(document, path):
    for key in path:
        document = document[key]
    return document


def mutations(document, chance):
    """Of every sort some: a key too many, a value of another shape, a word that is none, a key too few."""

    def put(value):
        return lambda place, key: place.__setitem__(key, value)

    every = [path for path in places(document) if path and path[0] != "schema"]
    groups = [path for path in every if isinstance(get(document, path), dict)]
    texts = [path for path in every if not isinstance(get(document, path), (dict, list))]
    for path in chance.sample(groups, 40):
        yield "intruso", path, changed(document, path + ("intruso",), put({"a": ["b"]}))
    for path in chance.sample(every, 60):
        shape = get(document, path)
        yield "shape", path, changed(document, path, put("x y" if isinstance(shape, dict) else {"intruso": "x"}))
    for path in chance.sample(texts, 40):
        yield "word", path, changed(document, path, put("¿?"))
    for path in chance.sample([path for path in every if isinstance(path[-1], str)], 60):
        yield "less", path, changed(document, path, lambda place, key: place.__delitem__(key))


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.split("/")[-1])
def test_schema_and_reader_refuse_the_same(schema, tmp_path, path):
    document = load(path)
    cases = list(mutations(document, random.Random(7)))
    by_reader = refused(tmp_path, [document for *_, document in cases])
    by_schema = [not schema.is_valid(document) for *_, document in cases]
    # What the schema refuses the reader refuses; the reader alone knows where names lead.
    assert [case[:2] for case, reader, editor in zip(cases, by_reader, by_schema) if editor and not reader] == []
    # Of form both know the same: another shape, a key too many.
    assert [case[:2] for case, reader, editor in zip(cases, by_reader, by_schema)
            if case[0] in ("intruso", "shape") and reader and not editor] == []
    for sort in ("intruso", "shape", "word", "less"):
        assert any(editor for case, editor in zip(cases, by_schema) if case[0] == sort), sort


@pytest.mark.parametrize("old,new", [
    ("kind: phone", "kind: fax"), ("kind: phone", "kind: phone\n    colour: red"), ("language: es", "language: fr"), ("id: fel", "id: Fel S.A."),
    ("count: business_days", "count: horas_habiles"), ("within: 24 h, count: business_days, ", "within: 24 h, "), ("within: 24 h", "within: un día"),
    ("within: 24 h, ", ""), ("metric: first_response, ", ""), ("human_check: yes", "human_check: true"), ("closed: [mx_lft]", "closed: [mx_feriados]"),
])
def test_a_mistake_is_one_to_both(schema, tmp_path, old, new):
    text = Path(next(path for path in POLICIES if path.endswith("fel.yaml"))).read_text()
    assert old in text
    path = tmp_path / "fel.yaml"
    path.write_text(text.replace(old, new, 1))
    assert not schema.is_valid(load(path))
    assert run("check", str(path)).returncode == 1


# MARK: policy new

def test_a_policy_by_its_suggestions(tmp_path, schema):
    path = tmp_path / "nueva.yaml"
    assert run("new", "--defaults", "--output", str(path)).returncode == 0
    assert run("check", str(path)).returncode == 0
    assert schema.is_valid(load(path))
    before = path.read_text()
    again = run("new", "--defaults", "--output", str(path))
    assert again.returncode == 65 and "ya existe" in again.stderr
    assert path.read_text() == before


def test_a_policy_by_answers(tmp_path):
    path = tmp_path / "luna.yaml"
    answers = ["Papelería Luna", "", "Luna!", "luna", "", "https://luna.example", "ayuda@luna.example", "America/Puebla", "America/Tijuana",
               "mon-fri", "9 a 5", "09:00-14:00, 16:00-19:00", "09:00-13:00", "mx_lft", "email, phone", "55 1234 5678", "10 h", "business_days",
               "working_time", "close", "3 d", "", "never"]
    done = run("new", "--output", str(path), "--language", "es", stdin="\n".join(answers) + "\n")
    assert done.returncode == 0, done.stderr
    for sentence in ["sólo minúsculas", "No existe esa zona horaria", "no es un horario", "no se puede contar como business_days"]:
        assert sentence in done.stderr
    checked = run("check", "--language", "es", str(path))
    assert checked.returncode == 0 and "errores: 0; sin decidir: 0" in checked.stdout
    document = load(path)
    assert document["company"]["name"] == "Papelería Luna" and document["policy"]["id"] == "luna"
    assert document["calendars"]["service"]["weekly"] == {"mon-fri": ["09:00-14:00", "16:00-19:00"], "sat": ["09:00-13:00"]}
    assert len(re.findall(r"    # \S", path.read_text())) > 20, "every key is explained"


def test_what_is_left_open_is_an_open_question(tmp_path):
    path = tmp_path / "abierta.yaml"
    # What cannot stay open is asked again.
    done = run("new", "--output", str(path), stdin="?\nLuna\n" + "\n" * 5 + "?\n" + "\n" * DRAFT_ANSWERS)
    assert done.returncode == 0 and "no puede quedar sin decidir" in done.stderr
    checked = run("check", "--json", str(path))
    assert checked.returncode == 1
    assert [one["path"] for one in map(json.loads, checked.stdout.splitlines()) if one["kind"] in ("unknown", "error")] == ["calendars.service.zone"]


@pytest.mark.parametrize("answers", [0, 1, 7, 12])
def test_the_end_of_the_answers_leaves_nothing_behind(tmp_path, answers):
    path = tmp_path / "a-medias.yaml"
    done = run("new", "--output", str(path), "--language", "es", stdin="\n" * answers)
    assert done.returncode == 64 and "no se escribió nada" in done.stderr
    assert done.stdout == "" and list(tmp_path.iterdir()) == []
