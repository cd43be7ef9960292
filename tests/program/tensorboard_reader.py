# SPDX-License-Identifier: MIT
"""Reads TensorBoard's event files without any package: records with checked sums, and the scalars of their events."""

import struct


def crc32c(data):
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


def masked(data):
    value = crc32c(data)
    return (((value >> 15) | (value << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    """The data of every record; a ValueError if a sum is wrong or the file ends inside one."""
    place = 0
    while place < len(data):
        (length,) = struct.unpack_from("<Q", data, place)
        head, body = data[place:place + 8], data[place + 12:place + 12 + length]
        if len(data) < place + 16 + length:
            raise ValueError(f"ends inside the record at byte {place}")
        sums = struct.unpack_from("<I", data, place + 8) + struct.unpack_from("<I", data, place + 12 + length)
        if sums != (masked(head), masked(body)):
            raise ValueError(f"a wrong sum at byte {place}")
        yield body
        place += 16 + length


def varint(data, place):
    value = shift = 0
    while True:
        value |= (data[place] & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if data[place - 1] < 0x80:
            return value, place


def fields(data):
    """(number, value) of every field of a message: whole numbers, floats, bytes."""
    place = 0
    while place < len(data):
        key, place = varint(data, place)
        kind = key & 7
        if kind == 0:
            value, place = varint(data, place)
        elif kind == 2:
            length, place = varint(data, place)
            value, place = data[place:place + length], place + length
        else:
            value = struct.unpack_from({1: "<d", 5: "<f"}[kind], data, place)[0]
            place += {1: 8, 5: 4}[kind]
        yield key >> 3, value


def scalars(path):
    """Values by tag: [(step, value), ...]; the first event must be the version."""
    found, times = {}, []
    for number, record in enumerate(records(path.read_bytes())):
        event = dict(fields(record))
        times.append(event[1])
        if number == 0:
            if event.get(3) != b"brain.Event:2" or set(event) != {1, 3}:
                raise ValueError(f"begins with {event}")
            continue
        for _, value in fields(event[5]):
            value = dict(fields(value))
            found.setdefault(value[1].decode(), []).append((event.get(2, 0), value[2]))
    return found, times
