"""`store`: a port of workloads/store; the map is a dict, whose values are never changed, only replaced."""

import os
import struct
import sys
from threading import get_ident

from fiveways.http import MASK, mix

REQUEST = struct.Struct("<3Q")  # operation, key, tag; of a SET the value follows
REPLY = struct.Struct("<2Q")  # tag, outcome; of a GET that found something the value follows
VALUE_HEAD = struct.Struct("<4Q")  # key, writer, its count, hash; the hash is in every eight bytes of the rest
GET, SET = 0x746567, 0x746573
ABSENT, FOUND, STORED = 0, 1, 2


def first_values(keys, value_bytes):
    """What keys have from the beginning: values of nobody, as workloads/values.cpp writes them."""
    size = value_bytes - VALUE_HEAD.size
    pattern = int.from_bytes(bytes(mix(i) & 0xff for i in range(size)), "little")
    every_word = sum(1 << at for at in range(0, 8 * size, 64))
    within = (1 << 8 * size) - 1
    nobody = mix(mix(0))
    values = {}
    for key in range(keys):
        hashed = mix(key + nobody & MASK)
        values[key] = VALUE_HEAD.pack(key, 0, 0, hashed) + ((pattern ^ hashed * every_word) & within).to_bytes(size, "little")
    return values


class Map:
    """Plain: it keeps no threads apart. Without an exclusion there must be one thread, which `claim` holds its users to."""

    def __init__(self, values, value_bytes, exclusion):
        self.values = values
        self.value_bytes = value_bytes
        self.exclusion = exclusion
        self.user = None

    def claim(self):
        if self.user is None:
            self.user = get_ident()
        elif self.user != get_ident():
            print("store: several threads share the map without an exclusion", file=sys.stderr, flush=True)
            os.abort()


class Session:
    closed = False

    def __init__(self, shared):
        self.map = shared
        self.held = b""

    def on_input(self, data):
        """The replies to all whole requests, the rest of the input is held. What is no request closes the connection."""
        exclusion = self.map.exclusion
        if exclusion is None:
            self.map.claim()
        data = self.held + data
        at = 0
        replies = []
        while len(data) - at >= REQUEST.size:
            operation, key, tag = REQUEST.unpack_from(data, at)
            if operation != GET and operation != SET:
                self.closed = True
                break
            head_end = at + REQUEST.size
            end = head_end if operation == GET else head_end + self.map.value_bytes
            if len(data) < end:
                break
            value = None if operation == GET else data[head_end:end]
            if exclusion is None:
                replies += self.answer(key, tag, value)
            else:
                with exclusion:
                    replies += self.answer(key, tag, value)
            at = end
        self.held = data[at:]
        return b"".join(replies)

    def answer(self, key, tag, value):
        if value is not None:
            self.map.values[key] = value
            return (REPLY.pack(tag, STORED),)
        found = self.map.values.get(key)
        return (REPLY.pack(tag, ABSENT),) if found is None else (REPLY.pack(tag, FOUND), found)


def session_maker(parameters, exclusion):
    value_bytes = parameters["value_bytes"]
    shared = Map(first_values(parameters["keys"], value_bytes), value_bytes, exclusion)
    return lambda: Session(shared)
