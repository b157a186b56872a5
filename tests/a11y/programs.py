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
Said = tuple[dict[str, Any], list[dict[str, str]]]
NOT_ASKED: Said = ({"violations": [], "unsure": [], "passed": []}, [])
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


def missing() -> list[str]:
    """Return which programs have not been fetched."""
    return [name for name in WANTED if not program(name).is_file()]


def version(name: str) -> str:
    return str(WANTED[name]["version"])


@cache
def engines() -> str:
    """Return both engines, for a browser to bring to every page; our policy for scripts stays."""
    sources = [program(name).read_text(encoding="utf-8") for name in ENGINES]
    return "\n;".join([*sources, "window.ace = ace;"])


def ask_engines(page: Any) -> Said:
    """Return what axe and what IBM's engine say."""
    axe, ace = page.evaluate(f"async () => [await ({AXE})(), await ({ACE})()]")
    return dict(axe), list(ace)
