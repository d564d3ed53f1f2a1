"""How numbers are written: digits that the measurement carries, units named, absent things called absent."""

ABSENT = "n/a"
NARROW = "\u202f"


def significant(value, digits=3):
    """Three significant digits, thousands set apart, never scientific."""
    if value is None:
        return ABSENT
    if value == 0:
        return "0"
    magnitude = abs(value)
    if magnitude >= 100:
        return f"{value:,.0f}".replace(",", NARROW)
    decimals = 0
    while magnitude * 10 ** decimals < 10 ** (digits - 1) and decimals < 6:
        decimals += 1
    return f"{value:.{decimals}f}"


def value(metric, number, unit=True):
    """A metric's number in its shown unit."""
    if number is None:
        return ABSENT
    text = significant(number * metric.factor)
    return f"{text} {metric.unit}" if unit and metric.unit != "1" else text


def ratio(number):
    """Three decimals near 1, where the third one may be resolved; fewer elsewhere."""
    if number is None:
        return ABSENT
    if 0.9 <= number < 1.1:
        return f"{number:.3f}"
    return f"{number:.2f}" if 0.1 <= number < 100 else significant(number, 2)


def times(number):
    return ratio(number) + "×"


def interval(contrast):
    """[low, high], or the range of the rounds where there is no interval, called so."""
    if contrast.interval:
        return f"[{ratio(contrast.low)}, {ratio(contrast.high)}]"
    low, high = contrast.extremes
    return f"rounds {ratio(low)} to {ratio(high)}" if len(contrast.rounds) > 1 else "one round"


def percent(share, digits=2):
    return ABSENT if share is None else f"{significant(100 * share, digits)} %"


def count(number, one, many=None):
    return f"{number} {one if number == 1 else many or one + 's'}"


def listing(names, last="and"):
    names = list(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else ""


def duration(seconds):
    if seconds is None:
        return ABSENT
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.1f} min"
