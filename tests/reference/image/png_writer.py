# SPDX-License-Identifier: MIT
"""A small PNG writer for the kinds that Pillow does not write: any bit depth, interlaced, any transparency chunk."""
import struct
import zlib

import numpy as np

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def pack_row(row, depth):
    """Samples of one row, already flat, to bytes."""
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype(np.uint8).tobytes()
    bits = "".join(format(int(v), f"0{depth}b") for v in row)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def filtered(rows, pixel_bytes):
    """Gives each row one of the five filters in turn."""
    out, above = b"", None
    for y, row in enumerate(rows):
        kind = y % 5
        above = above if above is not None else bytes(len(row))
        line = bytearray([kind])
        for i, value in enumerate(row):
            a = row[i - pixel_bytes] if i >= pixel_bytes else 0
            b = above[i]
            c = above[i - pixel_bytes] if i >= pixel_bytes else 0
            p = a + b - c
            nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            line.append((value - [0, a, b, (a + b) // 2, nearest][kind]) & 255)
        out += bytes(line)
        above = row
    return out


def write_png(samples, colour, depth, interlaced=False, before=(), idat=8192):
    """samples: [height, width, channels]; before: chunks (kind, body) between header and pixels."""
    height, width = samples.shape[:2]
    channels = CHANNELS[colour]
    samples = samples.reshape(height, width, channels)
    pixel_bytes = max(1, channels * depth // 8)
    passes = ADAM7 if interlaced else [(0, 0, 1, 1)]
    data = b""
    for x0, y0, dx, dy in passes:
        part = samples[y0::dy, x0::dx]
        if part.size:
            data += filtered([pack_row(row.reshape(-1), depth) for row in part], pixel_bytes)
    packed = zlib.compress(data, 9)
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))
    for kind, body in before:
        out += chunk(kind, body)
    for at in range(0, len(packed), idat):
        out += chunk(b"IDAT", packed[at:at + idat])
    return out + chunk(b"IEND", b"")
