# SPDX-License-Identifier: MIT
"""Writes gif_bmp/ (small GIF and BMP files of every kind) and gif_bmp.json: the pixels that Pillow's convert("RGB") gives.

Made with Pillow 13.0.0.  Run in this folder: python make_gif_bmp.py
"""
import io
import json
import pathlib
import random
import struct

from PIL import Image

HERE = pathlib.Path(__file__).parent
DATA = HERE / "gif_bmp"


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def noise(count, limit, seed):
    source = random.Random(seed)
    return [source.randrange(limit) for _ in range(count)]


def stripes(width, height, limit):
    return [(x // 3 + y // 2) % limit for y in range(height) for x in range(width)]


def colours(count, seed=3):
    return bytes(noise(3 * count, 256, seed))


def pillow(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


# GIF


def packed(indices, bits, clear_every=0):
    """The codes of the pixels, in blocks.  The table is used until it is full, and then on, unless it is cleared every so many codes."""
    clear, end = 1 << bits, (1 << bits) + 1
    value = filled = 0
    data = bytearray()

    def put(code, size):
        nonlocal value, filled
        value |= code << filled
        filled += size
        while filled >= 8:
            data.append(value & 255)
            value >>= 8
            filled -= 8

    def fresh():
        return {(i,): i for i in range(clear)}, end + 1, bits + 1

    table, following, size = fresh()
    put(clear, size)
    text, since = (), 0
    for index in indices:
        longer = text + (index,)
        if longer in table:
            text = longer
            continue
        put(table[text], size)
        since += 1
        if clear_every and since == clear_every:
            put(clear, size)
            table, following, size = fresh()
            since = 0
        elif following < 4096:
            table[longer] = following
            if following == 1 << size and size < 12:
                size += 1
            following += 1
        text = (index,)
    put(table[text], size)
    if not clear_every and following == 1 << size and size < 12:
        size += 1
    put(end, size)
    if filled:
        data.append(value & 255)
    blocks = b"".join(bytes([len(data[i : i + 255])]) + bytes(data[i : i + 255]) for i in range(0, len(data), 255))
    return bytes([bits]) + blocks + b"\0"


def interlaced(indices, width, height):
    rows = [indices[y * width : (y + 1) * width] for y in range(height)]
    order = [*range(0, height, 8), *range(4, height, 8), *range(2, height, 4), *range(1, height, 2)]
    return [index for y in order for index in rows[y]]


def gif(screen, box, indices, bits, palette=b"", local=b"", before=b"", interlace=False, version=b"GIF89a", clear_every=0, after=b""):
    def flags(table):
        return 128 | (len(table) // 3).bit_length() - 2 if table else 0

    left, top, width, height = box
    head = version + struct.pack("<HHBBB", *screen, flags(palette), 0, 0) + palette + before
    pixels = interlaced(indices, width, height) if interlace else indices
    frame = b"," + struct.pack("<HHHHB", left, top, width, height, flags(local) | (64 if interlace else 0)) + local
    return head + frame + packed(pixels, bits, clear_every) + after + b";"


def control(flags, index):
    return b"!\xf9\x04" + bytes([flags, 0, 0, index]) + b"\0"


def gifs():
    p = Image.new("P", (23, 17))
    p.putdata(noise(23 * 17, 200, 1))
    p.putpalette(colours(200))
    yield "pillow.gif", pillow(p, "GIF")
    yield "pillow_transparent.gif", pillow(p, "GIF", transparency=7)
    yield "pillow_interlaced.gif", pillow(p, "GIF", interlace=1)
    yield "pillow_grey.gif", pillow(Image.frombytes("L", (9, 6), bytes(noise(54, 256, 2))), "GIF")
    yield "pillow_animated.gif", pillow(p, "GIF", save_all=True, append_images=[p.rotate(180), p.rotate(90)], duration=40, disposal=2)
    for bits in range(1, 9):
        pixels = noise(11 * 9, 1 << bits, bits)
        yield f"bits_{bits}.gif", gif((11, 9), (0, 0, 11, 9), pixels, max(bits, 2), colours(1 << bits))
    for height in (1, 2, 3, 4, 5, 8, 9, 17):
        yield f"interlaced_{height}.gif", gif((6, height), (0, 0, 6, height), stripes(6, height, 16), 4, colours(16), interlace=True)
    yield "full_table.gif", gif((70, 70), (0, 0, 70, 70), noise(4900, 256, 9), 8, colours(256))
    yield "cleared_often.gif", gif((30, 20), (0, 0, 30, 20), noise(600, 16, 9), 4, colours(16), clear_every=5)
    yield "one_colour.gif", gif((40, 40), (0, 0, 40, 40), [1] * 1600, 2, colours(4))
    yield "local_palette.gif", gif((8, 5), (0, 0, 8, 5), stripes(8, 5, 8), 3, colours(8), local=colours(8, 4))
    yield "only_local_palette.gif", gif((8, 5), (0, 0, 8, 5), stripes(8, 5, 8), 3, local=colours(8, 4))
    yield "no_palette.gif", gif((8, 5), (0, 0, 8, 5), noise(40, 256, 5), 8)
    ramp = bytes(i for i in range(16) for _ in range(3))
    yield "grey_ramp.gif", gif((8, 5), (0, 0, 8, 5), noise(40, 256, 6), 8, ramp)
    yield "grey_local_ramp.gif", gif((8, 5), (0, 0, 8, 5), noise(40, 16, 6), 4, colours(16), local=ramp)
    yield "beyond_palette.gif", gif((8, 5), (0, 0, 8, 5), noise(40, 256, 7), 8, colours(16))
    inside = stripes(5, 4, 8)
    yield "smaller.gif", gif((12, 10), (3, 2, 5, 4), inside, 3, colours(8))
    yield "smaller_transparent.gif", gif((12, 10), (3, 2, 5, 4), inside, 3, colours(8), before=control(1, 6))
    yield "smaller_grey_transparent.gif", gif((12, 10), (3, 2, 5, 4), inside, 3, before=control(1, 6))
    yield "smaller_transparent_beyond.gif", gif((12, 10), (3, 2, 5, 4), inside, 3, colours(8), before=control(1, 200))
    yield "larger.gif", gif((4, 3), (2, 1, 5, 4), inside, 3, colours(8))
    yield "larger_transparent.gif", gif((4, 3), (2, 1, 5, 4), inside, 3, colours(8), before=control(1, 2))
    yield "two_controls.gif", gif((7, 6), (1, 1, 5, 4), inside, 3, colours(8), before=control(1, 2) + control(0, 5))
    extensions = b"!\xfe\x05hello\x03you\0" + b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0" + b"!\x01\x02ab\0"
    yield "extensions.gif", gif((5, 4), (0, 0, 5, 4), inside, 3, colours(8), before=extensions + control(1, 3))
    yield "stray_bytes.gif", gif((5, 4), (0, 0, 5, 4), inside, 3, colours(8), before=b"\0\0\x07")
    yield "old_version.gif", gif((5, 4), (0, 0, 5, 4), inside, 3, colours(8), version=b"GIF87a")
    yield "bytes_after.gif", gif((5, 4), (0, 0, 5, 4), inside, 3, colours(8), after=b"junk")
    yield "disposal.gif", gif((9, 9), (1, 1, 5, 4), inside, 3, colours(8), before=control(0b1001, 1))


# BMP


def rows_of(values, width, height, bits, top_down):
    stride = (width * bits + 31) // 32 * 4
    rows = []
    for y in range(height):
        number = 0
        row = values[y * width : (y + 1) * width]
        if bits < 8:
            for value in row:
                number = number << bits | value
            data = (number << (-width * bits % 8)).to_bytes((width * bits + 7) // 8, "big")
        else:
            data = b"".join(value.to_bytes(bits // 8, "little") for value in row)
        rows.append(data.ljust(stride, b"\0"))
    return b"".join(rows if top_down else rows[::-1])


def bmp(width, height, bits, data, palette=b"", header=40, compression=0, top_down=False, masks=(), colours_given=0, no_offset=False, gap=0):
    if header == 12:
        second = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        second = struct.pack("<IiiHHIIiiII", 40, width, -height if top_down else height, 1, bits, compression, len(data), 2835, 2835, colours_given, 0)
        second = struct.pack("<I", header) + second[4:]
        inside = b"".join(struct.pack("<I", mask) for mask in masks)
        second = second + inside if header == 40 else (second + inside).ljust(header, b"\0")
    offset = 14 + len(second) + len(palette) + gap
    if no_offset:
        offset = 14 + header
    return b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + second + palette + bytes(gap) + data


def entries(count, size=4, seed=3):
    return b"".join(bytes(noise(3, 256, seed + i)) + b"\0" * (size - 3) for i in range(count))


def bmps():
    width, height = 13, 7
    for bits in (1, 4, 8):
        count = 1 << bits
        values = noise(width * height, count, bits)
        for top_down in (False, True):
            name = f"bits_{bits}{'_top_down' if top_down else ''}.bmp"
            yield name, bmp(width, height, bits, rows_of(values, width, height, bits, top_down), entries(count), top_down=top_down)
        yield f"bits_{bits}_os2.bmp", bmp(width, height, bits, rows_of(values, width, height, bits, False), entries(count, 3), header=12)
        yield f"bits_{bits}_no_offset.bmp", bmp(width, height, bits, rows_of(values, width, height, bits, False), entries(count), no_offset=True)
        yield f"bits_{bits}_gap.bmp", bmp(width, height, bits, rows_of(values, width, height, bits, False), entries(count), gap=6)
    black_white = b"\0\0\0\0\xff\xff\xff\0"
    ones = noise(width * height, 2, 8)
    yield "black_white.bmp", bmp(width, height, 1, rows_of(ones, width, height, 1, False), black_white)
    yield "white_black.bmp", bmp(width, height, 1, rows_of(ones, width, height, 1, False), black_white[4:] + black_white[:4])
    greys = b"".join(bytes([i, i, i, 0]) for i in range(256))
    yield "grey_8.bmp", bmp(width, height, 8, rows_of(noise(width * height, 256, 9), width, height, 8, False), greys)
    few = rows_of(noise(width * height, 256, 10), width, height, 8, False)
    yield "short_palette.bmp", bmp(width, height, 8, few, entries(20), colours_given=20)
    for bits in (16, 24, 32):
        values = noise(width * height, 1 << bits, bits)
        for header in (12, 40, 52, 56, 64, 108, 124):
            if header != 12 or bits == 24:
                yield f"bits_{bits}_header_{header}.bmp", bmp(width, height, bits, rows_of(values, width, height, bits, False), header=header)
        yield f"bits_{bits}_top_down.bmp", bmp(width, height, bits, rows_of(values, width, height, bits, True), top_down=True)
    masks = {
        "565": (16, (0xF800, 0x7E0, 0x1F)),
        "555": (16, (0x7C00, 0x3E0, 0x1F)),
        "bgr": (24, (0xFF0000, 0xFF00, 0xFF)),
        "bgrx": (32, (0xFF0000, 0xFF00, 0xFF)),
        "xbgr": (32, (0xFF000000, 0xFF0000, 0xFF00)),
        "bgxr": (32, (0xFF000000, 0xFF00, 0xFF)),
        "none": (32, (0, 0, 0)),
    }
    for name, (bits, given) in masks.items():
        data = rows_of(noise(width * height, 1 << bits, bits + 1), width, height, bits, False)
        yield f"masks_{name}.bmp", bmp(width, height, bits, data, compression=3, masks=given)
        yield f"masks_{name}_52.bmp", bmp(width, height, bits, data, header=52, compression=3, masks=given)
    alphas = {"rgba": (0xFF, 0xFF00, 0xFF0000, 0xFF000000), "bgra": (0xFF0000, 0xFF00, 0xFF, 0xFF000000), "abgr": (0xFF000000, 0xFF0000, 0xFF00, 0xFF), "bgar": (0xFF000000, 0xFF00, 0xFF, 0xFF0000)}  # fmt: skip
    for name, given in alphas.items():
        data = rows_of(noise(width * height, 1 << 32, 40), width, height, 32, False)
        yield f"masks_{name}_124.bmp", bmp(width, height, 32, data, header=124, compression=3, masks=given)
    runs = b"\x05\x11\x08\x02\0\0" + b"\0\x05\x01\x02\x03\x04\x05\0" + b"\x08\x09\0\0" + b"\0\x02\x04\x01" + b"\x09\x07\0\0"
    runs += b"\x14\x03\0\0" + b"\x0d\x01\0\0" + b"\0\x0d" + bytes(range(13)) + b"\0" + b"\x0d\x02" + b"\0\x01"
    yield "runs_8.bmp", bmp(width, height, 8, runs, entries(256), compression=1)
    yield "runs_8_odd_place.bmp", bmp(width, height, 8, b"\x0d\x05\0\x03\1\2\3" + runs + runs, entries(256), compression=1, gap=1)
    runs = b"\x05\x1a\x08\x27\0\0" + b"\0\x05\x12\x34\x50\0" + b"\x08\x9f\0\0" + b"\0\x02\x04\x01" + b"\x09\x7a\0\0"
    runs += b"\x14\x3b\0\0" + b"\x0d\x14\0\0" + b"\0\x0d\x12\x34\x56\x78\x9a\xbc\xd0\0" + b"\x0d\x2e" + b"\0\x01"
    yield "runs_4.bmp", bmp(width, height, 4, runs, entries(16), compression=2)
    yield "pillow_rgb.bmp", pillow(Image.frombytes("RGB", (6, 5), bytes(noise(90, 256, 11))), "BMP")
    yield "pillow_grey.bmp", pillow(Image.frombytes("L", (6, 5), bytes(noise(30, 256, 12))), "BMP")


def main():
    DATA.mkdir(exist_ok=True)
    for old in DATA.iterdir():
        old.unlink()
    expected = []
    for name, data in [*gifs(), *bmps()]:
        (DATA / name).write_bytes(data)
        image = Image.open(io.BytesIO(data))
        assert image.format.lower() == name[-3:], name
        pixels = image.convert("RGB")
        expected.append({"file": name, "width": pixels.width, "height": pixels.height, "pixels": fnv(pixels.tobytes())})
    (HERE / "gif_bmp.json").write_text("[\n" + ",\n".join(json.dumps(one) for one in expected) + "\n]\n")
    print(len(expected), "files,", sum(path.stat().st_size for path in DATA.iterdir()), "bytes")


if __name__ == "__main__":
    main()
