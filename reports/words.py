"""How numbers are written: digits that the measurement carries, units named, absent things called absent."""

ABSENT = "n/a"
NARROW = "\u202f"
BOUND = "\u00a0"  # between a number and its unit: no line breaks there


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
    return f"{text}{BOUND}{metric.unit}" if unit and metric.unit != "1" else text


def microseconds(number):
    """A time in the unit that reads best."""
    for unit, size in (("s", 1e6), ("ms", 1e3)):
        if number >= size:
            return f"{significant(number / size)}{BOUND}{unit}"
    return f"{significant(number)}{BOUND}µs"


def ratio(number, like=None):
    """Three decimals near 1, where the third one may be resolved; fewer elsewhere. An interval's ends are written `like` its point."""
    if number is None:
        return ABSENT
    judged = number if like is None else like
    if 0.8 <= judged < 1.25:
        return f"{number:.3f}"
    return f"{number:.2f}" if 0.1 <= judged < 100 else significant(number, 2)


def times(number):
    return ratio(number) + "×"


def interval(contrast):
    """[low, high], or the range of the rounds where there is no interval, called so."""
    if contrast.interval:
        return f"[{ratio(contrast.low, contrast.ratio)}, {ratio(contrast.high, contrast.ratio)}]"
    low, high = (ratio(one, contrast.ratio) for one in contrast.extremes)
    return f"rounds {low}–{high}" if len(contrast.rounds) > 1 else "one round"


def percent(share, digits=2):
    return ABSENT if share is None else f"{significant(100 * share, digits)}{BOUND}%"


def count(number, one, many=None):
    return f"{number} {one if number == 1 else many or one + 's'}"


def listing(names, last="and"):
    names = list(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else ""


def duration(seconds):
    if seconds is None:
        return ABSENT
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.1f} min"
