import ast
import shutil
import subprocess
import sys
import venv
from importlib.metadata import files
from pathlib import Path

import pytest
from log_builders import POLICY, publish, statements

import ledger
from ledger.policy import format_policy

PACKAGE = Path(ledger.__file__).parent
NEEDED = ["cryptography", "cffi", "pycparser"]


@pytest.fixture
def bare_python(tmp_path):
    """The interpreter of a new virtual environment that has nothing but `cryptography`."""
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    (site_packages,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    for name in NEEDED:
        for top in {Path(file.parts[0]) for file in files(name) or [] if not file.parts[0].startswith("..")}:
            origin = Path(files(name)[0].locate()).parents[len(files(name)[0].parts) - 1] / top
            if origin.exists():
                (site_packages / top).symlink_to(origin)
    return tmp_path / "venv" / "bin" / "python"


def test_a_log_is_verified_where_nothing_else_is_installed(bare_python, tmp_path):
    publish(tmp_path / "log", statements(2600))
    (tmp_path / "policy").write_bytes(format_policy(POLICY))
    home = tmp_path / "home"
    shutil.copytree(PACKAGE, home / "ledger", ignore=shutil.ignore_patterns("__pycache__"))

    def run(*arguments):
        command = [bare_python, "-W", "error", *arguments]
        return subprocess.run(command, cwd=home, env={}, capture_output=True, text=True, check=False)

    verified = run("-m", "ledger", "verify", tmp_path / "log", "--policy", tmp_path / "policy", "--jobs", "2")
    assert (verified.returncode, verified.stderr) == (0, "")
    assert verified.stdout.startswith("OK 2600 entries")

    for absent in ("civic", "connectors", "flask"):
        assert f"No module named '{absent}'" in run("-c", f"import {absent}").stderr


def test_the_ledger_imports_only_itself_cryptography_and_the_standard_library():
    for path in PACKAGE.rglob("*.py"):
        optional = {"ed25519.py": {"nacl"}, "unique_json.py": {"orjson"}}.get(path.name, set())
        allowed = {"ledger", "cryptography", *optional, *sys.stdlib_module_names}
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module]
            else:
                continue
            assert {name.partition(".")[0] for name in names} <= allowed, path.name
