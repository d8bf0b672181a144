"""What `bin/run` fills a new desk with, whatever story its seed tells."""

import os
import subprocess

import pytest

from conftest import PROGRAM, ROOT


@pytest.mark.parametrize("seed", [2026, 7, 30])
def test_the_sample_loads_and_is_sound(tmp_path, seed):
    places = ["--database", f"sqlite:{tmp_path}/v.sqlite", "--blobs", f"{tmp_path}/blobs"]
    load = [PROGRAM, "sample", "load", "--policies", str(ROOT / "Policies"), *places, "--url", "http://127.0.0.1:8099", "--seed", str(seed)]
    loaded = subprocess.run(load, capture_output=True, text=True, timeout=300, env=os.environ | {"LANG": "es_MX.UTF-8"})
    assert loaded.returncode == 0, loaded.stderr[-2000:]
    assert "gabriela.ponce@intecnia.example" in loaded.stdout
    sound = subprocess.run([PROGRAM, "verify", *places], capture_output=True, text=True, timeout=300)
    assert sound.returncode == 0, sound.stdout[-2000:] + sound.stderr[-2000:]
