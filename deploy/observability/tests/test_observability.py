"""Dashboards are what the code says, every alert has its page, and promtool agrees with the rules."""

import json
import re
import runpy
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parents[1]
RUNBOOKS = HERE.parents[1] / "docs" / "runbooks"
MADE: dict[str, dict[str, Any]] = runpy.run_path(str(HERE / "dashboards.py"))["dashboards"]()
RULES = [
    rule
    for group in yaml.safe_load((HERE / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]


def promtool() -> str:
    """The program, where it can be had without building it: of this machine, or out of Debian's package."""
    asked = subprocess.run([HERE / "promtool.sh"], capture_output=True, text=True, check=False, timeout=100)
    if asked.returncode:
        pytest.skip(f"promtool can not be had here ({asked.stderr.strip()[-200:]}); promtool.sh --build needs Go")
    return asked.stdout.strip()


def test_the_files_are_what_the_code_says():
    written = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (HERE / "grafana").glob("*.json")}
    assert written == MADE, "run python deploy/observability/dashboards.py"


def test_panels_lie_beside_each_other():
    for dashboard in MADE.values():
        taken: set[tuple[int, int]] = set()
        for panel in dashboard["panels"]:
            at = panel["gridPos"]
            cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
            assert not taken & cells
            assert at["x"] + at["w"] <= 24
            taken |= cells
            assert panel["targets"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_leads_to_its_runbook(rule):
    page = RUNBOOKS / Path(rule["annotations"]["runbook_url"]).name
    text = page.read_text(encoding="utf-8")
    assert rule["alert"] in text
    assert re.findall(r"^## (\w+)", text, re.MULTILINE) == ["Symptom", "Check", "Mend"]
    assert rule["labels"]["severity"] in {"page", "ticket"}


def test_no_runbook_is_left_over():
    named = {Path(rule["annotations"]["runbook_url"]).name for rule in RULES}
    assert {page.name for page in RUNBOOKS.glob("[A-Z]*.md")} - {"README.md"} == named


def test_promtool_takes_the_rules_and_their_tests():
    program = promtool()
    for arguments in (
        ["check", "rules", "prometheus/alerts.yml"],
        ["check", "config", "--syntax-only", "prometheus.yml"],
        ["test", "rules", "tests/alerts.test.yml", "tests/slow-alerts.test.yml"],
    ):
        done = subprocess.run([program, *arguments], cwd=HERE, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_tested():
    text = "".join(path.read_text(encoding="utf-8") for path in (HERE / "tests").glob("*.test.yml"))
    assert [rule["alert"] for rule in RULES if rule["alert"] not in text] == []
