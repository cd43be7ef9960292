# SPDX-License-Identifier: MIT
"""A small baseline JPEG writer for the kinds that Pillow does not write: any sampling factors, colour markers and scans."""
import io
import struct

import numpy as np
from PIL import Image

ZIGZAG = sorted(range(64), key=lambda i: (i // 8 + i % 8, i // 8 if (i // 8 + i % 8) % 2 else i % 8))


def standard_tables():
    """The Huffman tables {(class, id): (counts, symbols)} that Pillow writes unless told to optimise."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    data, at, tables = out.getvalue(), 2, {}
    while data[at + 1] != 0xDA:
        length = struct.unpack(">H", data[at + 2:at + 4])[0]
        if data[at + 1] == 0xC4:
            body = data[at + 4:at + 2 + length]
            while body:
                total = sum(body[1:17])
                tables[(body[0] >> 4, body[0] & 15)] = (body[1:17], body[17:17 + total])
                body = body[17 + total:]
        at += 2 + length
    return tables


TABLES = standard_tables()


def codes(table):
    result, code, k = {}, 0, 0
    for length, count in enumerate(table[0], 1):
        for _ in range(count):
            result[table[1][k]] = (code, length)
            code, k = code + 1, k + 1
        code <<= 1
    return result


CODES = {key: codes(table) for key, table in TABLES.items()}
BASIS = np.array([[np.cos((2 * x + 1) * u * np.pi / 16) * (np.sqrt(0.125) if u == 0 else 0.5) for x in range(8)]
                  for u in range(8)])


class Bits:
    def __init__(self):
        self.text = []

    def put(self, value, length):
        if length:
            self.text.append(format(value & ((1 << length) - 1), f"0{length}b"))

    def flush(self):
        text = "".join(self.text)
        text += "1" * (-len(text) % 8)
        data = bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8))
        self.text = []
        return data.replace(b"\xff", b"\xff\x00")


def put_number(bits, table, run, value):
    size = int(abs(value)).bit_length()
    bits.put(*CODES[table][(run << 4) | size])
    bits.put(int(value) if value >= 0 else int(value) + (1 << size) - 1, size)


def put_block(bits, block, previous, table):
    put_number(bits, (0, table), 0, block[0] - previous)
    run = 0
    last = max((i for i in range(1, 64) if block[i]), default=0)
    for i in range(1, last + 1):
        if block[i] == 0:
            run += 1
            continue
        while run > 15:
            bits.put(*CODES[(1, table)][0xF0])
            run -= 16
        put_number(bits, (1, table), run, block[i])
        run = 0
    if last < 63:
        bits.put(*CODES[(1, table)][0])


def write_jpeg(planes, factors, ids=None, adobe=None, jfif=False, interleaved=True, restart=0, quantum=6):
    """planes: full-size uint8 arrays; factors: (h, v) of each; adobe: the marker's transform; restart: in MCUs."""
    height, width = planes[0].shape
    h_max, v_max = max(h for h, _ in factors), max(v for _, v in factors)
    if len(planes) == 1:
        h_max, v_max = factors[0]
    mcus_x, mcus_y = -(-width // (8 * h_max)), -(-height // (8 * v_max))
    ids = ids or list(range(1, len(planes) + 1))
    quant = np.array([min(255, quantum + (i // 8 + i % 8)) for i in range(64)])
    blocks = []
    for plane, (h, v) in zip(planes, factors):
        step_x, step_y = h_max // h, v_max // v
        full = np.pad(plane.astype(float), ((0, mcus_y * 8 * v_max - height), (0, mcus_x * 8 * h_max - width)), "edge")
        small = full.reshape(full.shape[0] // step_y, step_y, full.shape[1] // step_x, step_x).mean((1, 3)) - 128
        grid = small.reshape(small.shape[0] // 8, 8, small.shape[1] // 8, 8).transpose(0, 2, 1, 3)
        spectrum = (BASIS @ grid @ BASIS.T).reshape(*grid.shape[:2], 64) / quant
        blocks.append(np.rint(spectrum).astype(int)[..., ZIGZAG])

    def segment(marker, body):
        return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body

    out = b"\xff\xd8"
    if jfif:
        out += segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    if adobe is not None:
        out += segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, adobe))
    out += segment(0xDB, b"\0" + bytes(int(quant[i]) for i in ZIGZAG))
    out += segment(0xC0, struct.pack(">BHHB", 8, height, width, len(planes)) +
                   b"".join(bytes([i, h << 4 | v, 0]) for i, (h, v) in zip(ids, factors)))
    for (kind, which), (counts, symbols) in TABLES.items():
        out += segment(0xC4, bytes([kind << 4 | which]) + counts + symbols)
    if restart:
        out += segment(0xDD, struct.pack(">H", restart))
    scans = [list(range(len(planes)))] if interleaved else [[i] for i in range(len(planes))]
    for scan in scans:
        tables = [0 if c == 0 else 1 for c in scan]
        out += segment(0xDA, bytes([len(scan)]) +
                       b"".join(bytes([ids[c], t << 4 | t]) for c, t in zip(scan, tables)) + b"\0\x3f\0")
        if len(scan) == 1:  # a scan of one component has only the blocks that the image reaches
            h, v = factors[scan[0]]
            blocks_x = -(-(-(-width * h // h_max)) // 8)
            blocks_y = -(-(-(-height * v // v_max)) // 8)
            units = [[(0, y, x)] for y in range(blocks_y) for x in range(blocks_x)]
        else:
            units = [[(k, my * factors[c][1] + y, mx * factors[c][0] + x) for k, c in enumerate(scan)
                      for y in range(factors[c][1]) for x in range(factors[c][0])]
                     for my in range(mcus_y) for mx in range(mcus_x)]
        bits, previous, count = Bits(), [0] * len(scan), 0
        for n, unit in enumerate(units):
            if restart and n and n % restart == 0:
                out += bits.flush() + bytes([0xFF, 0xD0 + count % 8])
                previous, count = [0] * len(scan), count + 1
            for k, y, x in unit:
                block = blocks[scan[k]][y, x]
                put_block(bits, block, previous[k], tables[k])
                previous[k] = block[0]
        out += bits.flush()
    return out + b"\xff\xd9"
