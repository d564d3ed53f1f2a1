"""The two ways in which a report fails, each one sentence that names the flag or file, with design's exit statuses."""


class UsageError(Exception):
    """The command line cannot be carried out as written."""

    status = 2


class CannotReport(Exception):
    """The folder does not hold what a report needs, or the page cannot be written."""

    status = 4
