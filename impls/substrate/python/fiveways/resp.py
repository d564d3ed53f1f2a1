"""The protocol of Redis, RESP2, as far as a gateway's calls need it: a command to bytes, and whether bytes are one whole reply."""

MORE, COMPLETE, BROKEN = "more", "complete", "broken"
MOST_LINE, MOST_TEXT = 64 * 1024, 1 << 20


def command(*parts):
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)


def framed(received):
    """Exactly one reply is complete, anything beyond it is broken. Arrays, which no call is answered with, are whole only if null."""
    if received[:1] not in (b"", b"+", b"-", b":", b"$", b"*"):
        return BROKEN
    line = received.find(b"\r\n")
    if line < 0:
        return MORE if len(received) < MOST_LINE else BROKEN
    end = line + 2
    if received[:1] in b"$*":
        try:
            size = int(received[1:line])
        except ValueError:
            return BROKEN
        if size < -1 or size > MOST_TEXT or (received[:1] == b"*" and size >= 0):
            return BROKEN
        end += size + 2 if size >= 0 else 0
    if len(received) < end:
        return MORE
    return COMPLETE if len(received) == end and received.endswith(b"\r\n") else BROKEN
