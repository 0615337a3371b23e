"""`run.py` on a Python without pip, as Debian's is: the environment is made all the same, or the remedy is said."""

import importlib.util
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What a wheel of pip is for whoever runs it: here it installs a module that tells how it was called.
PIP = """
import json, sys, sysconfig
from pathlib import Path
place = Path(sysconfig.get_path("purelib")) / "pip.py"
place.write_text(f"print({json.dumps(sys.argv[1:])})")
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    """`run.py`, with an environment and a machine of the test's own: no pip, no wheel, no ensurepip, no apt."""
    spec = importlib.util.spec_from_file_location("run_program", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path / "venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setattr(module, "WHEELS", tmp_path / "usr" / "share" / "python-wheels")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    works = module.works
    hidden = ("ensurepip", "--python")  # what a bare Debian has not: ensurepip, and a pip of the machine
    monkeypatch.setattr(
        module, "works", lambda *words, **where: not set(hidden) & set(words) and works(*words, **where)
    )
    return module


def wheel_in(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / "pip-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("pip/__init__.py", "")
        wheel.writestr("pip/__main__.py", PIP)


def command(folder, name, code):
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!{sys.executable}\n{code}")
    file.chmod(0o755)


def test_a_wheel_that_lies_on_the_machine_is_used(program):
    wheel_in(program.WHEELS)

    program.make_environment()

    assert program.works(str(program.PYTHON), "-m", "pip", "--version")
    assert program.pip()[0] == str(program.PYTHON)


def test_apt_brings_the_wheel_where_there_is_none(program, tmp_path, monkeypatch):
    made = tmp_path / "made"
    wheel_in(made)
    asked = tmp_path / "asked"
    note = f"import sys, pathlib; open({str(asked)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')\n"
    command(
        tmp_path / "bin",
        "apt-get",
        note + "'download' in sys.argv and pathlib.Path('python3-pip-whl_1_all.deb').touch()",
    )
    unpack = "import shutil, sys, pathlib; assert pathlib.Path(sys.argv[2]).suffix == '.deb'\n"
    target = f"sys.argv[3] + {str(program.WHEELS)!r}"
    command(tmp_path / "bin", "dpkg-deb", unpack + f"shutil.copytree({str(made)!r}, {target})")

    program.make_environment()

    assert program.works(str(program.PYTHON), "-m", "pip", "--version")
    update, download = asked.read_text().splitlines()
    assert update.endswith(" update")
    assert download.endswith(" download python3-pip-whl")
    assert "Dir::State::Lists=" in update, "the machine's own lists are left as they are"
    assert not program.WHEELS.exists()


def test_where_nothing_brings_pip_the_remedy_is_said_in_both_languages(program, tmp_path, capsys):
    command(tmp_path / "bin", "apt-get", "raise SystemExit(100)")

    with pytest.raises(SystemExit) as refused:
        program.make_environment()

    said = capsys.readouterr().err
    assert refused.value.code == 3
    assert "Tapez ceci" in said
    assert "Type this" in said
    assert "apt-get install python3-venv" in said


def test_an_environment_that_was_left_without_pip_is_mended_by_the_next_start(program):
    with pytest.raises(SystemExit):
        program.make_environment()
    assert program.PYTHON.exists()
    wheel_in(program.WHEELS)

    program.make_environment()

    assert program.works(str(program.PYTHON), "-m", "pip", "--version")
