"""Delays: what each unit of a computation waited that is about waiting. What that is, in words, by shape."""

MEANING = {"timers": "from when a sleep was due to its task going on", "signals": "from sending a signal to the code that waits for it",
           "client": "from sending a request to its whole reply", "files": "from asking for a block to having it"}


def meaning(case):
    return MEANING.get(case.case.get("shape"), f"what a {case.unit} waited")
