# SPDX-License-Identifier: MIT
"""Writes data/ (small images of every supported kind), expected.json and fallback.json: what Pillow and torchvision make of them.

Made with Pillow 13.0.0 and torchvision 0.29.2.  Run in this folder: python make_images.py
"""
import io
import json
import pathlib
import struct
import zlib

import numpy as np
import torchvision.transforms as T
import torchvision.transforms.functional as F
from jpeg_writer import write_jpeg
from PIL import Image
from png_writer import write_png

HERE = pathlib.Path(__file__).parent
DATA = HERE / "data"
BICUBIC = T.InterpolationMode.BICUBIC


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def picture(width, height, channels=3, seed=0, noise=12.0):
    """Waves, an edge and some noise, as floats from 0 to 255."""
    random = np.random.default_rng(1000 * seed + width * 7 + height)
    y, x = np.mgrid[0:height, 0:width]
    planes = []
    for _ in range(channels):
        fx, fy, phase = random.uniform(0.01, 0.2), random.uniform(0.01, 0.2), random.uniform(0, 6)
        wave = 127 + 110 * np.sin(fx * x + fy * y + phase)
        edge = 90 * ((x * random.uniform(0.5, 1.5) + y) > (width + height) / 2) - 45
        planes.append(wave + edge)
    grain = random.normal(0, noise, (height, width, 1))
    return np.clip(np.stack(planes, -1) + grain, 0, 255)


def rgb(width, height, seed=0, noise=12.0):
    return Image.fromarray(np.rint(picture(width, height, 3, seed, noise)).astype(np.uint8))


def pillow(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpegs():
    sizes = [(1, 1), (1, 17), (17, 1), (8, 8), (16, 16), (33, 47), (160, 100), (61, 200)]
    for number, (w, h) in enumerate(sizes):
        for name, sampling in [("444", 0), ("422", 1), ("420", 2)]:
            if name == "420" or number in (1, 2, 5):
                yield f"{name}_{w}x{h}.jpg", pillow(rgb(w, h, number), "JPEG", subsampling=sampling, quality=80)
    yield "420_500x375.jpg", pillow(rgb(500, 375, 1, 4), "JPEG", subsampling=2, quality=75)
    yield "420_375x500.jpg", pillow(rgb(375, 500, 2, 4), "JPEG", subsampling=2, quality=60)
    yield "420_300x100.jpg", pillow(rgb(300, 100, 3), "JPEG", subsampling=2, quality=70)
    yield "420_100x300.jpg", pillow(rgb(100, 300, 4), "JPEG", subsampling=2, quality=70)
    yield "low_quality.jpg", pillow(rgb(90, 70, 5, 40), "JPEG", quality=3)
    yield "top_quality.jpg", pillow(rgb(47, 31, 5, 40), "JPEG", quality=100)
    yield "progressive_420.jpg", pillow(rgb(121, 77, 6), "JPEG", progressive=True, subsampling=2)
    yield "progressive_444.jpg", pillow(rgb(65, 49, 7), "JPEG", progressive=True, subsampling=0, optimize=True)
    yield "progressive_grey.jpg", pillow(rgb(50, 66, 8).convert("L"), "JPEG", progressive=True)
    yield "grey.jpg", pillow(rgb(71, 43, 9).convert("L"), "JPEG")
    yield "orientation.jpg", pillow(rgb(60, 40, 10), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0")
    yield "restart_pillow.jpg", pillow(rgb(75, 51, 11), "JPEG", restart_marker_blocks=2)
    cmyk = Image.fromarray(np.rint(picture(58, 45, 4, 12)).astype(np.uint8), "CMYK")
    yield "cmyk_adobe.jpg", pillow(cmyk, "JPEG")
    yield "cmyk_progressive.jpg", pillow(cmyk, "JPEG", progressive=True, quality=90)
    four = [p for p in np.rint(picture(53, 38, 4, 13)).astype(np.uint8).transpose(2, 0, 1)]
    yield "cmyk_no_marker.jpg", write_jpeg(four, [(1, 1)] * 4)
    yield "cmyk_adobe_0.jpg", write_jpeg(four, [(1, 1)] * 4, adobe=0)
    yield "ycck.jpg", write_jpeg(four, [(1, 1)] * 4, adobe=2)
    yield "ycck_420.jpg", write_jpeg(four, [(2, 2), (1, 1), (1, 1), (2, 2)], adobe=2)
    three = [p for p in np.rint(picture(59, 41, 3, 14)).astype(np.uint8).transpose(2, 0, 1)]
    for name, factors in {
            "440": [(1, 2), (1, 1), (1, 1)],
            "411": [(4, 1), (1, 1), (1, 1)],
            "410": [(4, 2), (1, 1), (1, 1)],
            "441": [(1, 4), (1, 1), (1, 1)],
            "mixed": [(2, 2), (1, 2), (2, 1)],
            "luma_half": [(1, 1), (2, 2), (1, 2)],
    }.items():
        yield f"sampling_{name}.jpg", write_jpeg(three, factors, jfif=True)
    yield "rgb_adobe_0.jpg", write_jpeg(three, [(1, 1)] * 3, adobe=0)
    yield "rgb_by_ids.jpg", write_jpeg(three, [(1, 1)] * 3, ids=[ord(c) for c in "RGB"])
    yield "odd_ids.jpg", write_jpeg(three, [(2, 1), (1, 1), (1, 1)], ids=[7, 8, 9])
    yield "three_scans.jpg", write_jpeg(three, [(2, 2), (1, 1), (1, 1)], jfif=True, interleaved=False)
    yield "restart.jpg", write_jpeg(three, [(2, 2), (1, 1), (1, 1)], jfif=True, restart=3)
    yield "grey_2x2.jpg", write_jpeg(three[:1], [(2, 2)], jfif=True)
    yield "trailing_bytes.jpg", pillow(rgb(20, 20, 15), "JPEG") + b"after the end"
    whole = pillow(rgb(24, 18, 16), "JPEG")
    yield "junk_before_end.jpg", whole[:-2] + b"\x12\x34" + whole[-2:]


def pngs():
    def levels(width, height, channels, depth, seed):
        return np.rint(picture(width, height, channels, seed) / 255 * ((1 << depth) - 1)).astype(np.uint16)

    seed = 30
    for colour, kind, depths in [(0, "grey", (1, 2, 4, 8, 16)), (2, "rgb", (8, 16)), (4, "grey_alpha", (8, 16)), (6, "rgba", (8, 16))]:
        channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
        for depth in depths:
            for interlaced in (False, True):
                seed += 1
                width, height = 29 + seed % 7, 21 + seed % 5
                name = f"{kind}_{depth}{'_interlaced' if interlaced else ''}.png"
                yield name, write_png(levels(width, height, channels, depth, seed), colour, depth, interlaced)
    random = np.random.default_rng(5)
    for depth in (1, 2, 4, 8):
        count = 1 << depth
        palette = random.integers(0, 256, 3 * count).astype(np.uint8).tobytes()
        alpha = random.integers(0, 256, count).astype(np.uint8).tobytes()
        indices = random.integers(0, count, (19, 27))
        yield f"palette_{depth}.png", write_png(indices, 3, depth, False, [(b"PLTE", palette)])
        yield f"palette_{depth}_alpha_interlaced.png", write_png(indices, 3, depth, True, [(b"PLTE", palette), (b"tRNS", alpha)])
    indices = random.integers(0, 200, (19, 27))
    yield "palette_short.png", write_png(indices, 3, 8, False, [(b"PLTE", bytes(range(90, 240)))])
    small = np.arange(400).reshape(20, 20).astype(np.uint16)
    yield "grey_16_small_values.png", write_png(small, 0, 16)
    yield "grey_1_key.png", write_png(levels(23, 17, 1, 1, 60), 0, 1, False, [(b"tRNS", struct.pack(">H", 1))])
    yield "grey_8_key.png", write_png(levels(23, 17, 1, 8, 61), 0, 8, False, [(b"tRNS", struct.pack(">H", 100))])
    yield "grey_16_key.png", write_png(small, 0, 16, False, [(b"tRNS", struct.pack(">H", 130))])
    yield "rgb_8_key.png", write_png(levels(23, 17, 3, 8, 62), 2, 8, False, [(b"tRNS", struct.pack(">HHH", 9, 8, 7))])
    yield "rgb_16_key.png", write_png(levels(23, 17, 3, 16, 63), 2, 16, False, [(b"tRNS", struct.pack(">HHH", 9, 8, 7))])
    extra = [(b"gAMA", struct.pack(">I", 10000)), (b"sRGB", b"\0"), (b"bKGD", struct.pack(">HHH", 1, 2, 3)),
             (b"iCCP", b"broken\0\0" + zlib.compress(b"no profile")), (b"sBIT", b"\5\5\5"), (b"tEXt", b"a\0b"), (b"prVt", b"own")]
    yield "rgb_8_metadata.png", write_png(levels(31, 22, 3, 8, 64), 2, 8, False, extra)
    yield "rgb_8_suggested_palette.png", write_png(levels(9, 9, 3, 8, 65), 2, 8, False, [(b"PLTE", bytes(range(48)))])
    yield "rgb_8_small_idat.png", write_png(levels(31, 22, 3, 8, 66), 2, 8, False, (), 7)
    for width, height in [(1, 1), (1, 40), (40, 1), (2, 3), (1, 700), (700, 1), (150, 100), (100, 151)]:
        yield f"rgb_8_{width}x{height}.png", write_png(levels(width, height, 3, 8, 67), 2, 8, width * height < 50)
    yield "rgb_8_pillow.png", pillow(rgb(40, 30, 68, 3), "PNG")
    yield "rgb_8_extremes.png", write_png(random.integers(0, 2, (37, 41, 3)) * 255, 2, 8)


def expect(name, data):
    image = Image.open(io.BytesIO(data)).convert("RGB")
    w, h = image.size
    result = {"file": name, "width": w, "height": h, "pixels": fnv(image.tobytes()), "eval": [], "resize": [], "crop": []}
    for size in (32, 224):
        view = T.CenterCrop(size)(T.Resize(size, BICUBIC)(image))
        result["eval"].append([size, fnv(view.tobytes())])
    for width, height in [(37, 53), (w, 17), (23, h), (w, h), (2 * min(w, 90) + 1, min(h, 90) + 3), (1, 1)]:
        result["resize"].append([width, height, fnv(image.resize((width, height), Image.Resampling.BICUBIC).tobytes())])
    boxes = [(0, 0, w, h, 32), (w // 3, h // 4, w - w // 3, h - h // 4, 48), (w // 5, h // 7, (w + 1) // 2, (h + 1) // 2, 33)]
    for left, top, width, height, size in boxes:
        view = F.resized_crop(image, top, left, height, width, [size, size], BICUBIC)
        result["crop"].append([left, top, width, height, size, fnv(view.tobytes())])
    return result


def fallbacks():
    """Crops of images in which no try succeeds: an area of four times the image never fits."""
    random = np.random.default_rng(9)
    sizes = [(1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (1, 500), (500, 1), (3, 4), (4, 3), (30, 41), (41, 30), (2, 3), (10, 7)]
    sizes += [tuple(int(v) for v in np.exp(random.uniform(0, 7, 2))) for _ in range(200)]
    for w, h in sizes:
        w, h = max(w, 1), max(h, 1)
        top, left, height, width = T.RandomResizedCrop.get_params(Image.new("1", (w, h)), [4.0, 4.0], [3 / 4, 4 / 3])
        yield [w, h, left, top, width, height]


def rows(items):
    return "[\n" + ",\n".join(json.dumps(item) for item in items) + "\n]\n"


def main():
    DATA.mkdir(exist_ok=True)
    expected = []
    for name, data in [*jpegs(), *pngs()]:
        (DATA / name).write_bytes(data)
        expected.append(expect(name, data))
    (HERE / "expected.json").write_text(rows(expected))
    (HERE / "fallback.json").write_text(rows(fallbacks()))
    print(len(expected), "files,", sum(p.stat().st_size for p in DATA.iterdir()), "bytes")


if __name__ == "__main__":
    main()
