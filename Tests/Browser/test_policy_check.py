"""`policy check` for people, programs and code hosts."""

import json
import os
import subprocess

import pytest

from conftest import POLICIES, PROGRAM

PRINTED = os.path.join(os.path.dirname(__file__), "..", "SupportPolicyTests", "AsPrinted", "grupo-execom.yaml")


def check(*words):
    return subprocess.run([PROGRAM, "policy", "check", *words], capture_output=True, text=True)


def test_findings_for_programs_are_one_object_a_line():
    done = check("--json", PRINTED)
    assert done.returncode == 1
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(set(one) == {"cites", "file", "kind", "line", "message", "path", "rule"} for one in findings)
    inner = next(one for one in findings if one["rule"] == "inner-step-longer")
    assert [cite["ids"] for cite in inner["cites"]] and len(inner["cites"]) == 2 and inner["line"] > 1


@pytest.mark.parametrize("files,status", [(POLICIES, 0), ([PRINTED], 1), ([PRINTED, "/nowhere.yaml"], 65)])
def test_sarif_for_code_hosts(files, status):
    done = check("--sarif", *files)
    assert done.returncode == status
    log = json.loads(done.stdout)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert run["results"] and all(result["ruleId"] in rules for result in run["results"])
    assert all(result["level"] in {"error", "warning", "note"} for result in run["results"])
    assert any(result["level"] == "error" for result in run["results"]) == (status != 0)
    for result in run["results"]:
        assert result["message"]["text"] and result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1


def test_worked_examples_for_a_person_to_approve():
    done = check("--examples", *POLICIES)
    assert done.returncode == 0
    lines = [line for line in done.stdout.splitlines() if line.lstrip().startswith("severity_2_response")]
    assert len(lines) == 3 and all("IN-38" in line and "→" in line for line in lines)


def test_the_ways_of_telling_exclude_each_other():
    assert check("--json", "--sarif", *POLICIES).returncode not in (0, 1)


def test_a_plan_lies_over_the_document(tmp_path):
    [printed] = [path for path in POLICIES if path.endswith("intecnia.yaml")]
    text = open(printed).read()
    cites = "cites: plan-corporate, assumes: A-64}"
    assert cites in text
    changed = tmp_path / "plan.yaml"
    changed.write_text(text.replace(cites, "overrides: {targets: {severity_2_response: {within: 4 h, count: working_time, cites: plan-corporate}}}, " + cites))

    def explain(*words):
        return subprocess.run(
            [PROGRAM, "policy", "explain", str(changed), "--when", "2026-03-12T10:00", "--channel", "email", "--severity", "2", *words],
            capture_output=True, text=True)

    def promise(*words):
        done = explain("--json", *words)
        assert done.returncode == 0
        return json.loads(done.stdout)["promises"][0]

    everybody, client = promise(), promise("--plan", "corporate")
    assert (everybody["asWritten"], everybody["limitFrom"]["layer"]) == ("10 h", "company")
    assert (client["asWritten"], client["limitFrom"]["layer"], client["limitFrom"]["name"]) == ("4 h", "plan", "corporate")
    assert client["limitFrom"]["clause"]["ids"] == ["IN-17"] and client["hoursFrom"]["layer"] == "company"
    assert client["due"] < everybody["due"]
    assert promise("--plan", "basic")["due"] == everybody["due"]
    assert "del plan 'corporate'" in explain("--plan", "corporate").stdout
    assert explain("--plan", "gold").returncode == 64
