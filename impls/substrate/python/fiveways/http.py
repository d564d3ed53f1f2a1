"""`http`: a port of workloads/http/session.cpp with the same replies; a head is parsed once it is whole."""

import re
import time
from email.utils import formatdate

MASK = (1 << 64) - 1
FIVE_BITS_A_BYTE, LETTERS = 0x1F1F1F1F1F1F1F1F, 0x4040404040404040
MOST_HEAD_BYTES, MOST_FIELDS, MOST_CONTENT_BYTES = 8 * 1024, 100, 1 << 20
REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 413: "Content Too Large", 414: "URI Too Long",
           417: "Expectation Failed", 431: "Request Header Fields Too Large", 501: "Not Implemented", 505: "HTTP Version Not Supported"}
METHODS = set(b"GET HEAD POST PUT DELETE OPTIONS PATCH CONNECT TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK BIND REBIND UNBIND ACL "
              b"REPORT MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PURGE MKCALENDAR LINK UNLINK SOURCE".split())

REQUEST_LINE = re.compile(rb"([A-Z-]+) ([\x21-\x7e\x80-\xff]+)(?: HTTP/([0-9]\.[0-9]))?\r\n")
REQUEST_LINE_SO_FAR = re.compile(rb"[A-Z-]*( [\x21-\x7e\x80-\xff]*( [HTP/0-9.]*)?)?\r?")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t\x20-\x7e\x80-\xff]*)\r\n")
FIELDS = re.compile(rb"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*")
BARE_END = re.compile(rb"(?<!\r)\n|\r[^\n]")
ITEM = re.compile(rb"(?:http://[^/]*)?/item/0*([0-9]{1,20})")
LENGTH = re.compile(rb"0*[0-9]{1,19}")
CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]+)(?:;[\t\x20-\x7e\x80-\xff]*)?\r\n")


def joined(words):
    """One large number of words of 64 bits, the first lowest."""
    return int.from_bytes(b"".join(word.to_bytes(8, "little") for word in words), "little")


def mix(value):
    """SplitMix64's finaliser, as workloads/mix.h has it."""
    value = (value + 0x9E3779B97F4A7C15) & MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return value ^ (value >> 31)


class Items:
    """The bodies: a pattern, every word of which is combined with the item's key. The whole body is one large number."""

    def __init__(self, body_bytes):
        self.body_bytes = body_bytes
        self.words = -(-body_bytes // 8)
        self.pattern = joined(mix(i) & FIVE_BITS_A_BYTE | LETTERS for i in range(self.words))
        self.each_word = joined(1 for _ in range(self.words))

    def body(self, item):
        key = mix(mix(item)) & FIVE_BITS_A_BYTE
        return (self.pattern ^ key * self.each_word).to_bytes(8 * self.words, "little")[:self.body_bytes]


class Date:
    """The text of the current second, formatted once a second."""

    def __init__(self):
        self.second = -1

    def text(self):
        now = int(time.time())
        if now > self.second:
            self.second, self.formatted = now, formatdate(now, usegmt=True).encode()
        return self.formatted


def head_until_date(status, content_bytes):
    allow = "Allow: GET, HEAD\r\n" if status == 405 else ""
    return (f"HTTP/1.1 {status} {REASONS[status]}\r\nServer: fiveways\r\n{allow}"
            f"Content-Type: text/plain\r\nContent-Length: {content_bytes}\r\nDate: ").encode()


class Refused(Exception):
    """The connection closes with this status."""


class Session:
    def __init__(self, items, ok_head, date):
        self.items, self.ok_head, self.date = items, ok_head, date
        self.closed = False
        self.pending = b""
        self.step = self.read_head
        self.replies = []
        self.method, self.target, self.minor, self.keep = b"", b"", 1, False
        self.content_bytes = 0  # left of the content or of a chunk
        self.chunks_bytes = 0

    def on_input(self, data):
        """The replies to the requests that are now complete."""
        if self.closed:
            return b""
        if self.pending:
            data = self.pending + data
        at = 0
        try:
            while not self.closed and (end := self.step(data, at)) >= 0:
                at = end
        except Refused as refused:
            self.closed = True
            self.answer_error(refused.args[0])
        self.pending = data[at:]
        whole = b"".join(self.replies)
        self.replies.clear()
        return whole

    # Steps. Each takes what it needs from `at` on, and returns where that ended, or -1 if more must come first.

    def read_head(self, data, at):
        while data.startswith(b"\r\n", at):
            at += 2
        end = data.find(b"\r\n\r\n", at) + 2
        if end == 1:
            refuse_early(data[at:])
            return -1
        line = REQUEST_LINE.match(data, at, end)
        if line is None:
            raise Refused(status_of_no_request(data[at:end]))
        self.method, self.target, version = line.groups()
        if self.method not in METHODS:
            raise Refused(501)
        if len(self.target) > MOST_HEAD_BYTES:
            raise Refused(414)
        if FIELDS.fullmatch(data, line.end(), end) is None:
            raise Refused(400)
        fields = FIELD.findall(data, line.end(), end)
        if len(fields) > MOST_FIELDS or len(self.target) + sum(len(name) + len(value.strip()) for name, value in fields) > MOST_HEAD_BYTES:
            raise Refused(431)
        if version not in (b"1.1", b"1.0"):
            raise Refused(505)
        self.minor = version[2] - 48
        return self.begin_content([(name.lower(), value.strip()) for name, value in fields], end + 2)

    def begin_content(self, fields, at):
        values = {}
        for name, value in fields:
            values.setdefault(name, []).append(value)
        lengths, codings = values.get(b"content-length", []), values.get(b"transfer-encoding", [])
        bad_length = len(lengths) > 1 or any(not LENGTH.fullmatch(one) for one in lengths)
        bad_coding = codings and (lengths or self.minor == 0 or codings[-1].lower().split(b",")[-1].strip() != b"chunked")
        hosts = len(values.get(b"host", []))
        if bad_length or bad_coding or hosts > 1 or (hosts == 0 and self.minor > 0):
            raise Refused(400)
        if b"expect" in values:
            raise Refused(417)
        wishes = {wish.strip() for value in values.get(b"connection", []) for wish in value.lower().split(b",")}
        self.keep = b"close" not in wishes and (self.minor > 0 or b"keep-alive" in wishes)
        self.content_bytes = int(lengths[0]) if lengths else 0
        if self.content_bytes > MOST_CONTENT_BYTES:
            raise Refused(413)
        if codings:
            self.chunks_bytes = 0
            self.step = self.read_chunk_size
        elif self.content_bytes:
            self.step = self.skip_content
        else:
            self.answer()
        return at

    def skip_content(self, data, at):
        taken = min(self.content_bytes, len(data) - at)
        self.content_bytes -= taken
        if self.content_bytes == 0:
            self.answer()
        return at + taken if taken else -1

    def read_chunk_size(self, data, at):
        end = data.find(b"\n", at) + 1
        if end == 0:
            if len(data) - at > MOST_HEAD_BYTES:
                raise Refused(400)
            return -1
        line = CHUNK_SIZE.fullmatch(data, at, end)
        if line is None:
            raise Refused(status_of_no_request(data[at:end]))
        size = int(line[1], 16)
        self.chunks_bytes += size
        if self.chunks_bytes > MOST_CONTENT_BYTES:
            raise Refused(413)
        self.content_bytes = size
        self.step = self.skip_chunk if size else self.read_trailer
        return end

    def skip_chunk(self, data, at):
        taken = min(self.content_bytes, len(data) - at)
        self.content_bytes -= taken
        at += taken
        if self.content_bytes or len(data) - at < 2:
            return at if taken else -1
        if not data.startswith(b"\r\n", at):
            raise Refused(400)
        self.step = self.read_chunk_size
        return at + 2

    def read_trailer(self, data, at):
        end = data.find(b"\n", at) + 1
        if end == 0:
            if len(data) - at > MOST_HEAD_BYTES:
                raise Refused(431)
            return -1
        if data[at:end] == b"\r\n":
            self.answer()
        elif FIELD.fullmatch(data, at, end) is None:
            raise Refused(400)
        return end

    # Replies.

    def answer(self):
        self.step = self.read_head
        self.closed = not self.keep
        if self.method not in (b"GET", b"HEAD"):
            return self.answer_error(405)
        item = ITEM.fullmatch(self.target)
        if item is None or int(item[1]) > MASK:
            return self.answer_error(404)
        self.replies += (self.ok_head, self.date.text(), self.rest_of_head())
        if self.method == b"GET":
            self.replies.append(self.items.body(int(item[1])))

    def answer_error(self, status):
        body = f"{status} {REASONS[status]}\n".encode()
        self.replies += (head_until_date(status, len(body)), self.date.text(), self.rest_of_head())
        if self.method != b"HEAD":
            self.replies.append(body)

    def rest_of_head(self):
        if self.closed:
            return b"\r\nConnection: close\r\n\r\n"
        return b"\r\n\r\n" if self.minor else b"\r\nConnection: keep-alive\r\n\r\n"


def refuse_early(head):
    """Raises if this beginning of a head cannot become a good one."""
    line_end = head.find(b"\r\n")
    line = head if line_end < 0 else head[:line_end]
    if BARE_END.search(head) or not REQUEST_LINE_SO_FAR.fullmatch(line):
        raise Refused(status_of_no_request(line))
    if len(line) > MOST_HEAD_BYTES + 32:
        raise Refused(414)
    if len(head) > MOST_HEAD_BYTES + 4 * MOST_FIELDS + 64:
        raise Refused(431)


def status_of_no_request(head):
    return 505 if re.match(rb"[A-Z-]+ [\x21-\x7e\x80-\xff]+ HTTP/(?![0-9]\.[0-9])", head) else 400


def session_maker(parameters, _exclusion):
    items, date = Items(parameters["body_bytes"]), Date()
    ok_head = head_until_date(200, parameters["body_bytes"])
    return lambda: Session(items, ok_head, date)
