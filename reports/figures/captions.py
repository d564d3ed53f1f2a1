"""The sentence below every figure: sample size, duration, server CPUs, loopback, and what the whiskers are."""
from reports.words import count


def sample(cases):
    """How much was measured, for one case or for those of a curve."""
    case = cases[0]
    rounds = sorted({one.rounds for one in cases})
    parts = [count(rounds[-1], "round") if len(rounds) == 1 else f"{rounds[0]} to {rounds[-1]} rounds"]
    if case.case.get("launch", "sliced") == "sliced":
        slices = case.case.get("slices", 1)
        parts.append(f"{count(slices, 'slice')} of {case.case.get('slice_ns', 0) / 1e6:.0f} ms a round")
    elif case.case.get("duration_ns"):
        parts.append(f"launches alone, {case.case['duration_ns'] / 1e9:.3g} s each")
    return ", ".join(parts)


def place(case):
    if case.kind == "computation":
        return count(case.case.get("workers", 1), "worker")
    transport = "Unix socket on one host (loopback, no TCP)" if case.load.get("transport") == "unix" else "TCP over loopback"
    return f"{count(case.server_cpus, 'server CPU')}, {transport}"


def peers(case):
    """Whom the generator drives: of a broadcast its subscribers."""
    return count(case.load.get("connections", 1), "subscriber" if case.case.get("shape") == "broadcast" else "connection")


def whiskers(contrasts):
    contrasts = list(contrasts)
    if not contrasts:
        return ""
    if any(one.interval for one in contrasts):
        size = max(one.contrasts for one in contrasts)
        return f"Bars: exact 95 % intervals, simultaneous over {count(size, 'contrast')}; small dots: rounds."
    needed = max(one.needed for one in contrasts)
    return f"Exploratory: thin lines span the rounds, they are no interval; an interval needs {needed} rounds."


def conditions(cases):
    return f"{sample(cases)}; {place(cases[0])}"
