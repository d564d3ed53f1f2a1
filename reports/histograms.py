"""Latency histograms: merged, never averaged; a percentile is given only where enough samples stand behind it."""
from math import ceil

COMPARED = 100  # the same before two of them are compared (METHOD.md, "Percentiles")
ENOUGH = 10  # samples beyond a percentile before it is printed: 10 / (1 - p) in all (METHOD.md, "Percentiles")


def merge(histograms):
    """One histogram of all samples, or None if there is none. Buckets are those of the harness, so no sample moves."""
    histograms = [one for one in histograms if one and one["count"]]
    if not histograms:
        return None
    counts = {}
    for one in histograms:
        for highest, count in one["buckets"]:
            counts[highest] = counts.get(highest, 0) + count
    total = sum(one["count"] for one in histograms)
    return {
        "count": total,
        "min_ns": min(one["min_ns"] for one in histograms),
        "max_ns": max(one["max_ns"] for one in histograms),
        "mean_ns": sum(one["mean_ns"] * one["count"] for one in histograms) / total,
        "buckets": sorted([highest, count] for highest, count in counts.items()),
    }


def quantile(histogram, p):
    """The highest value of the bucket that holds the ceil(p * count)-th sample: it never understates."""
    wanted = max(1, ceil(round(p * histogram["count"], 6)))
    seen = 0
    for highest, count in histogram["buckets"]:
        seen += count
        if seen >= wanted:
            return highest
    return histogram["max_ns"]


def supported(count, p, beyond=ENOUGH):
    """Whether `count` samples carry the percentile p; `beyond` is how many must lie above it."""
    return count * (1 - p) >= beyond - 1e-9


def percentile(histogram, p):
    """The quantile, or None where the samples are too few."""
    return quantile(histogram, p) if histogram and supported(histogram["count"], p) else None


def spectrum(histogram):
    """(1 / (1 - p), value) at every bucket's edge up to the last percentile that the samples carry."""
    points, below = [], 0
    for highest, count in histogram["buckets"]:
        p = below / histogram["count"]
        if supported(histogram["count"], p):
            points.append((1 / (1 - p), highest))
        below += count
    return points
