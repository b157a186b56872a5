"""The programs that check pages: where .ci/checkers puts them, and what they say, every rule switched on."""

import json
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
WANTED = json.loads((ROOT / ".lock" / "npm.json").read_text(encoding="utf-8"))
KEPT = ROOT / ".venv" / "checkers"

AXE = """async () => {
  const rules = {};
  for (const {ruleId, tags} of axe.getRules())
    if (!tags.includes('deprecated')) rules[ruleId] = {enabled: true};
  const found = await axe.run(document, {rules, resultTypes: ['violations', 'incomplete']});
  const brief = list => list.map(each => ({
    rule: each.id, tags: each.tags, help: each.help,
    where: each.nodes.slice(0, 5).map(node => `${node.target} ${node.failureSummary}`),
  }));
  return {
    violations: brief(found.violations),
    unsure: brief(found.incomplete),
    passed: found.passes.map(each => [each.id, each.tags]),
  };
}"""
ENGINES = ("axe-core", "accessibility-checker-engine")
FOR_A_PERSON = ("VIOLATION POTENTIAL", "VIOLATION MANUAL")

ACE = """async () => {
  const report = await new ace.Checker().check(document, ['WCAG_2_2', 'IBM_Accessibility']);
  return report.results.filter(each => each.value[1] !== 'PASS').map(each => ({
    rule: each.ruleId, kind: each.value.join(' '), where: `${each.path.dom} ${each.message} ${each.snippet}`,
  }));
}"""


def program(name: str) -> Path:
    row = WANTED[name]
    return KEPT / f"{name}-{row['version']}" / Path(row["file"]).name


def version(name: str) -> str:
    return str(WANTED[name]["version"])


@cache
def engines() -> str:
    """Return both engines, to be evaluated in a page, for which our policy for scripts stays."""
    return "".join(f"{program(name).read_text(encoding='utf-8')}\n;" for name in ENGINES) + "undefined"


def ask_axe(page: Any) -> dict[str, Any]:
    return dict(page.evaluate(AXE))


def ask_ace(page: Any) -> list[dict[str, str]]:
    return list(page.evaluate(ACE))
