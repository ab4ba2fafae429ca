from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.cluster import Cluster
from benchmarks.soak_faults import FAULTS, give_clocks, set_clock


def test_each_fault_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_each_process_has_a_clock_of_its_own(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path, tmp_path / "model.tar.gz", {}, each=1)
    if not give_clocks(cluster):
        pytest.skip("needs libfaketime, as the fault itself does")
    web, rasa = cluster.of("web")[0], cluster.of("rasa")[0]
    set_clock(web, -3600)
    times = [
        int(
            subprocess.run(
                [sys.executable, "-c", "import time; print(int(time.time()))"],
                env=dict(member.environment),
                capture_output=True,
                check=True,
            ).stdout
        )
        for member in (web, rasa)
    ]
    assert times[1] - times[0] == pytest.approx(3600, abs=60)
