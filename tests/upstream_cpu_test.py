"""What a server upstream used is recorded between the edges of what is measured: neither of the lead-in nor of the warm-up."""
import pytest

from measuring import launches, write_plan

LEAD_IN_MS, SLICE_MS = 300, 30


@pytest.mark.parametrize("load, more", [({"model": "closed", "connections": 4}, {"slices": 3, "slice_ms": SLICE_MS}),
                                        ({"model": "open", "connections": 8, "rate_per_s": 500}, {"launch": "alone", "duration_ms": 100})])
def test_a_service_s_upstream_is_measured_between_its_own_edges(fiveways, tmp_path, load, more):
    plan = write_plan(tmp_path / "plan.json", ["coroutine/epoll"], workload="gateway", parameters={"calls": 10}, load=load, rounds=1,
                      lead_in_ms=LEAD_IN_MS, warm_up_requests=20, **more)
    done = fiveways("run", "--plan", plan, "--out", tmp_path / "run", "--no-report", timeout=300)
    assert done.returncode == 0, done.stderr
    slices = [(launch["role"], one) for launch in launches(tmp_path / "run") for one in launch["slices"]]
    assert slices
    for role, one in slices:
        assert role == "null" or one["upstream_cpu_ns"] > 0
        assert one["upstream_cpu_ns"] <= one["duration_ns"] + LEAD_IN_MS * 1e6 / 3, "with the lead-in it would be far more in a closed loop"
