"""What loads beyond the plain loops show, from one launch each: goodput, recovery, the highest rate, bytes a connection (METHOD.md, "Loads")."""
from statistics import median

from reports import histograms
from reports.regression import slope

CHANGING = ("ramp", "burst")
MODELS = ("overload", "slo", "churn", "crowd", "slow_senders", "slow_readers", "one_connection")
GOOD_SHARE = 0.99  # of what is due, within the objective: then the server counts as recovered


def name(load):
    """The load's own name, or None of a plain closed or open loop."""
    if load.get("model") == "open":
        return load["arrivals"] if load.get("arrivals") in CHANGING else None
    return load.get("model") if load.get("model") in MODELS else None


def windows(launch):
    """[(due, of these within the objective, answered)] of a launch whose rate changes."""
    return launch.get("overload", {}).get("windows") or launch.get("latency", {}).get("windows") or []


def share(found):
    """Good ÷ due, or None where nothing was due."""
    due = sum(one[0] for one in found)
    return sum(one[1] for one in found) / due if due else None


def goodput_share(launches):
    return share([one for launch in launches for one in windows(launch)])


def phases(launch):
    """The windows of each of the three phases of an overload, of which the last is longer."""
    found = launch["overload"]
    each = round(found["phase_ns"] / found["window_ns"])
    return [found["windows"][:each], found["windows"][each:2 * each], found["windows"][2 * each:]]


def recovery(launch):
    """(ns, whether it did): from the end of the overload to the end of the first window that is good and after which, to the end, all that was due is good.

    In whole windows, so at least one; a launch that does not recover has the length of the last phase, which it exceeds.
    """
    last, window = phases(launch)[2], launch["overload"]["window_ns"]
    for at, one in enumerate(last):
        if one[0] and share([one]) >= GOOD_SHARE and share(last[at:]) >= GOOD_SHARE:
            return (at + 1) * window, True
    return len(last) * window, False


def recovery_ns(launches):
    found = [recovery(launch)[0] for launch in launches if launch.get("overload")]
    return median(found) if found else None


def slo_rate(launches):
    found = [launch["slo"]["highest_passed_per_s"] for launch in launches if "highest_passed_per_s" in launch.get("slo", {})]
    return median(found) if found else None


def growth(launches, *keys):
    """Slope of memory on connections: at each size the median over launches of the first key that it has."""
    sizes = {}
    for launch in launches:
        for point in launch.get("crowd", {}).get("points", []):
            value = next((point[key] for key in keys if key in point), None)
            if value is not None:
                sizes.setdefault(point["connections"], []).append(value)
    return slope({size: median(values) for size, values in sorted(sizes.items())})


def bytes_per_connection(*keys):
    def of(launches):
        found = growth(launches, *keys)
        return None if found.reason else found.value
    return of


def response(p):
    def of(launches):
        return histograms.percentile(histograms.merge([launch.get("response") for launch in launches]), p)
    return of


def alone_p99(launches):
    return histograms.percentile(histograms.merge([launch.get("slow", {}).get("alone", {}).get("from_due") for launch in launches]), 0.99)


def held_per_peer(key):
    """What the server, or the kernel, held more with the slow peers than before them, each; the median over launches."""
    def of(launches):
        found = [(one["after"][key] - one["before"][key]) / one["peers"] for one in (launch.get("slow", {}) for launch in launches)
                 if key in one.get("after", {}) and key in one.get("before", {})]
        return median(found) if found else None
    return of
