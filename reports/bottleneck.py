"""What limited a point: server, generator, both, the wake-up between them or a server upstream (METHOD.md, "What limited a point"), and what saturates one."""

SERVER = "server-bound"
BOTH = "co-limited"
WAKE_UP = "wake-up-bound"
GENERATOR = "generator-bound"
UPSTREAM = "upstream-bound"
CLASSES = {
    SERVER: "the server's CPUs are full and the generator's are not: requests/s is the server's capacity",
    BOTH: "server and generator are both full: requests/s is not ranked",
    WAKE_UP: "neither is full: the time goes into waking the other side; requests/s is not ranked",
    GENERATOR: "the generator's CPUs are full and the server's are not: requests/s is not ranked",
    UPSTREAM: "a server upstream is full: times and requests/s are its own and not ranked, CPU is",
}
FULL, SPARE, OUTSTANDING = 0.95, 0.90, 16
SATURATED = 0.90  # of the CPU that is left to an upstream server
ONE_THREAD = ("gateway", "redis")  # their upstream is redis-server, which computes in one thread


def closed_loop_class(server, generator, outstanding):
    """The class of a closed-loop point from both utilisations, or None below 16 requests outstanding (and where unknown)."""
    if outstanding < OUTSTANDING or server is None or generator is None:
        return None
    if server >= FULL and generator >= FULL:
        return BOTH
    if server >= FULL and generator <= SPARE:
        return SERVER
    if server < FULL and generator < FULL:
        return WAKE_UP
    return GENERATOR


def upstream_is_full(workload, upstream, generator, cpus):
    """`upstream` and `generator` in CPUs used, of the `cpus` that they share; the one that uses less does not hold up the other."""
    left = min(cpus - generator, 1 if workload in ONE_THREAD else cpus)
    return upstream >= max(SATURATED * left, generator) and upstream > 0


def delivered_as_offered(delivered, offered):
    """Outside 0.99 to 1.01 a point of an open loop is saturated: it ranks worse, its percentiles are not compared."""
    return bool(offered) and 0.99 <= delivered / offered <= 1.01


def generator_kept_pace(lag_p999_ns, p50_ns, working_share):
    """Open loop: the generator's own lateness is small beside what it measures, and it had CPU to spare."""
    return (lag_p999_ns < 0.1 * p50_ns or lag_p999_ns < 50_000) and working_share < 0.70


def too_many_errors(errors, requests):
    """More than 0.1 % of requests failed, timed out or were wrong: the point is marked."""
    return errors > 0.001 * requests
