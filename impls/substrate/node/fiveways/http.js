// `http`: a port of workloads/http/session.cpp with the same replies; a head is parsed once it is whole. Texts are Latin-1, a letter a byte.
"use strict";

const { Items, dateText, MOST_ITEM } = require("fiveways/items");

const MOST_HEAD_BYTES = 8 * 1024;
const MOST_FIELDS = 100;
const MOST_CONTENT_BYTES = 1 << 20;
const REASONS = {
  200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 413: "Content Too Large", 414: "URI Too Long",
  417: "Expectation Failed", 431: "Request Header Fields Too Large", 501: "Not Implemented", 505: "HTTP Version Not Supported",
};
const METHODS = new Set(("GET HEAD POST PUT DELETE OPTIONS PATCH CONNECT TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK BIND " +
  "REBIND UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PURGE MKCALENDAR LINK UNLINK SOURCE").split(" "));

const REQUEST_LINE = /^([A-Z-]+) ([\x21-\x7e\x80-\xff]+)(?: HTTP\/([0-9]\.[0-9]))?\r\n/;
const REQUEST_LINE_SO_FAR = /^[A-Z-]*( [\x21-\x7e\x80-\xff]*( [HTP/0-9.]*)?)?\r?$/;
const FIELDS = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/;
const BARE_END = /(?<!\r)\n|\r[^\n]/;
const ITEM = /^(?:http:\/\/[^/]*)?\/item\/0*([0-9]{1,20})$/;
const LENGTH = /^0*[0-9]{1,19}$/;
const CHUNK_SIZE = /^([0-9a-fA-F]+)(?:;[\t\x20-\x7e\x80-\xff]*)?\r\n$/;

function headUntilDate(status, contentBytes) {
  return `HTTP/1.1 ${status} ${REASONS[status]}\r\nServer: fiveways\r\n${status === 405 ? "Allow: GET, HEAD\r\n" : ""}` +
    `Content-Type: text/plain\r\nContent-Length: ${contentBytes}\r\nDate: `;
}

// The connection closes with this status.
class Refused {
  constructor(status) {
    this.status = status;
  }
}

class Session {
  constructor(items, okHead) {
    this.items = items;
    this.okHead = okHead;
    this.closed = false;
    this.pending = "";
    this.step = this.readHead;
    this.replies = "";
    this.method = "";
    this.target = "";
    this.minor = 1;
    this.keep = false;
    this.contentBytes = 0; // left of the content or of a chunk
    this.chunksBytes = 0;
  }

  // The replies to the requests that are now complete.
  onInput(input) {
    if (this.closed) return "";
    const data = this.pending + input.toString("latin1");
    this.replies = "";
    let at = 0;
    try {
      for (let end; !this.closed && (end = this.step(data, at)) >= 0; ) at = end;
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      this.closed = true;
      this.answerError(refused.status);
    }
    this.pending = data.slice(at);
    return this.replies;
  }

  // Steps. Each takes what it needs from `at` on, and returns where that ended, or -1 if more must come first.

  readHead(data, at) {
    while (data.startsWith("\r\n", at)) at += 2;
    const end = data.indexOf("\r\n\r\n", at) + 2;
    if (end === 1) {
      refuseEarly(data.slice(at));
      return -1;
    }
    const head = data.slice(at, end);
    const line = REQUEST_LINE.exec(head);
    if (line === null) throw new Refused(statusOfNoRequest(head));
    this.method = line[1];
    this.target = line[2];
    if (!METHODS.has(this.method)) throw new Refused(501);
    if (this.target.length > MOST_HEAD_BYTES) throw new Refused(414);
    const text = head.slice(line[0].length);
    if (!FIELDS.test(text)) throw new Refused(400);
    const fields = text.split("\r\n").slice(0, -1).map(nameAndValue);
    const bytes = fields.reduce((sum, [name, value]) => sum + name.length + value.length, this.target.length);
    if (fields.length > MOST_FIELDS || bytes > MOST_HEAD_BYTES) throw new Refused(431);
    if (line[3] !== "1.1" && line[3] !== "1.0") throw new Refused(505);
    this.minor = Number(line[3][2]);
    this.beginContent(fields);
    return end + 2;
  }

  beginContent(fields) {
    const valuesOf = (wanted) => fields.filter(([name]) => name === wanted).map(([, value]) => value);
    const lengths = valuesOf("content-length");
    const codings = valuesOf("transfer-encoding");
    const hosts = valuesOf("host").length;
    const badLength = lengths.length > 1 || lengths.some((one) => !LENGTH.test(one));
    const lastCoding = codings.length > 0 ? codings.at(-1).toLowerCase().split(",").at(-1).trim() : "";
    const badCoding = codings.length > 0 && (lengths.length > 0 || this.minor === 0 || lastCoding !== "chunked");
    if (badLength || badCoding || hosts > 1 || (hosts === 0 && this.minor > 0)) throw new Refused(400);
    if (valuesOf("expect").length > 0) throw new Refused(417);
    const wishes = valuesOf("connection").flatMap((value) => value.toLowerCase().split(",").map((wish) => wish.trim()));
    this.keep = !wishes.includes("close") && (this.minor > 0 || wishes.includes("keep-alive"));
    this.contentBytes = lengths.length > 0 ? Number(lengths[0]) : 0;
    if (this.contentBytes > MOST_CONTENT_BYTES) throw new Refused(413);
    if (codings.length > 0) {
      this.chunksBytes = 0;
      this.step = this.readChunkSize;
    } else if (this.contentBytes > 0) {
      this.step = this.skipContent;
    } else {
      this.answer();
    }
  }

  skipContent(data, at) {
    const taken = Math.min(this.contentBytes, data.length - at);
    this.contentBytes -= taken;
    if (this.contentBytes === 0) this.answer();
    return taken > 0 ? at + taken : -1;
  }

  readChunkSize(data, at) {
    const end = data.indexOf("\n", at) + 1;
    if (end === 0) {
      if (data.length - at > MOST_HEAD_BYTES) throw new Refused(400);
      return -1;
    }
    const line = CHUNK_SIZE.exec(data.slice(at, end));
    if (line === null) throw new Refused(400);
    this.contentBytes = parseInt(line[1], 16);
    this.chunksBytes += this.contentBytes;
    if (this.chunksBytes > MOST_CONTENT_BYTES) throw new Refused(413);
    this.step = this.contentBytes > 0 ? this.skipChunk : this.readTrailer;
    return end;
  }

  skipChunk(data, at) {
    const taken = Math.min(this.contentBytes, data.length - at);
    this.contentBytes -= taken;
    at += taken;
    if (this.contentBytes > 0 || data.length - at < 2) return taken > 0 ? at : -1;
    if (!data.startsWith("\r\n", at)) throw new Refused(400);
    this.step = this.readChunkSize;
    return at + 2;
  }

  readTrailer(data, at) {
    const end = data.indexOf("\n", at) + 1;
    if (end === 0) {
      if (data.length - at > MOST_HEAD_BYTES) throw new Refused(431);
      return -1;
    }
    const line = data.slice(at, end);
    if (line === "\r\n") this.answer();
    else if (!FIELDS.test(line)) throw new Refused(400);
    return end;
  }

  // Replies.

  answer() {
    this.step = this.readHead;
    this.closed = !this.keep;
    if (this.method !== "GET" && this.method !== "HEAD") return this.answerError(405);
    const found = ITEM.exec(this.target);
    const item = found === null ? MOST_ITEM + 1n : BigInt(found[1]);
    if (item > MOST_ITEM) return this.answerError(404);
    this.replies += this.okHead + dateText() + this.restOfHead();
    if (this.method === "GET") this.replies += this.items.body(item);
  }

  answerError(status) {
    const body = `${status} ${REASONS[status]}\n`;
    this.replies += headUntilDate(status, body.length) + dateText() + this.restOfHead();
    if (this.method !== "HEAD") this.replies += body;
  }

  restOfHead() {
    if (this.closed) return "\r\nConnection: close\r\n\r\n";
    return this.minor > 0 ? "\r\n\r\n" : "\r\nConnection: keep-alive\r\n\r\n";
  }
}

function nameAndValue(field) {
  const colon = field.indexOf(":");
  return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "")];
}

// Throws if this beginning of a head cannot become a good one.
function refuseEarly(head) {
  const lineEnd = head.indexOf("\r\n");
  const line = lineEnd < 0 ? head : head.slice(0, lineEnd);
  if (BARE_END.test(head) || !REQUEST_LINE_SO_FAR.test(line)) throw new Refused(statusOfNoRequest(line));
  if (line.length > MOST_HEAD_BYTES + 32) throw new Refused(414);
  if (head.length > MOST_HEAD_BYTES + 4 * MOST_FIELDS + 64) throw new Refused(431);
}

function statusOfNoRequest(head) {
  return /^[A-Z-]+ [\x21-\x7e\x80-\xff]+ HTTP\/(?![0-9]\.[0-9])/.test(head) ? 505 : 400;
}

function sessionMaker(parameters) {
  const items = new Items(parameters.body_bytes);
  const okHead = headUntilDate(200, parameters.body_bytes);
  return () => new Session(items, okHead);
}

module.exports = { sessionMaker };
