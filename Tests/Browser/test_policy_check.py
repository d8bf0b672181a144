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
