# SPDX-License-Identifier: MIT
"""Builds the three tasks and the reference of the training trace out of the pictures of examples/mini/tasks.

    make_tasks.py            writes tasks/NAME.json, tasks/NAME.tar, tasks/reference.json, tasks/reference.tar beside this file

Every training and reference picture is so long that the train view (random resized crop) never succeeds in a try and falls
back to its one centred crop: nothing about a run is random. Test pictures have any size, for the eval view.
"""

import io
import json
import random
import tarfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
MINI = HERE.parents[2] / "examples" / "mini" / "tasks"
OUT = HERE / "tasks"

NUM_TRAIN, NUM_TEST, NUM_REFERENCE = 24, 30, 32
CLASSES = {
    "shapes": ["red circle", "green star", "blue triangle", "yellow square", "purple heart"],
    "flags": [f"flag of {c}" for c in ("brazil", "canada", "china", "finland", "france", "greece", "ireland", "jamaica", "japan")],
    "fashion": ["t-shirt", "trouser", "sneaker", "bag"],
}
# Width and height of training and reference pictures: joined side by side if wide, on top of each other if tall.
LONG_SIZES = [(64, 32), (32, 64), (60, 36), (36, 72), (67, 41), (27, 50), (96, 56), (64, 32), (48, 81), (32, 64), (64, 32), (45, 113)]
LARGE_SIZE = (150, 92)
TEST_SIZES = [None, (45, 37), (37, 45), None, (100, 64), (20, 28), (35, 32), None, (29, 36), (16, 50), (31, 31), None, (64, 64), (32, 34), (71, 53)]
LARGE_TEST_SIZE = (150, 100)


def always_falls_back(width, height):
    """No area of at least 0.9 with a ratio within (3/4, 4/3) fits, even when the sides of a try are rounded down by half a pixel."""
    long, short = max(width, height), min(width, height)
    return 0.9 * long / short > (4 / 3) * (1 + 0.5 / short) ** 2


def pictures(archive):
    with tarfile.open(archive) as tar:
        return {m.name: Image.open(io.BytesIO(tar.extractfile(m).read())).copy() for m in tar if m.isfile()}


def coarse(picture):
    """Channels rounded to 32 levels, as in the mini's own pictures: the archives stay small."""
    return picture.point([round(round(v / 255 * 31) / 31 * 255) for v in range(256)] * len(picture.getbands()))


def noisy(picture, rng):
    size, n = picture.size, len(picture.getbands())
    noise = Image.frombytes(picture.mode, size, bytes(rng.choice((96, 112, 128, 144, 160)) for _ in range(size[0] * size[1] * n)))
    return Image.blend(picture, noise, 0.25)


def joined(a, b, size):
    mode = a.mode if a.mode == b.mode else "RGB"
    a, b = a.convert(mode), b.convert(mode)
    wide = size[0] > size[1]
    whole = Image.new(mode, (a.width + b.width, a.height) if wide else (a.width, a.height + b.height))
    whole.paste(a, (0, 0))
    whole.paste(b, (a.width, 0) if wide else (0, a.height))
    return whole if whole.size == size else whole.resize(size, Image.Resampling.BICUBIC)


def long_picture(a, b, index, rng):
    size = LARGE_SIZE if index % 12 == 7 else LONG_SIZES[index % len(LONG_SIZES)]
    assert always_falls_back(*size), size
    picture = joined(a, b, size)
    return coarse(noisy(picture, rng) if size == LARGE_SIZE else picture)


def test_picture(a, index, rng):
    size = LARGE_TEST_SIZE if index == 7 else TEST_SIZES[index % len(TEST_SIZES)]
    if size is None:
        return a
    a = a.resize(size, Image.Resampling.BICUBIC)
    return coarse(noisy(a, rng) if size == LARGE_TEST_SIZE else a)


def write_tar(path, files):
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, picture in files:
            buffer = io.BytesIO()
            picture.save(buffer, "PNG", optimize=True)
            info = tarfile.TarInfo(name)
            info.size = buffer.tell()
            buffer.seek(0)
            tar.addfile(info, buffer)


def write_json(path, value):
    path.write_text(json.dumps(value, separators=(",", ":")) + "\n")


def make_task(name, names, rng):
    annotation = json.loads((MINI / f"{name}.json").read_text())
    source = pictures(MINI / annotation["archive"])
    label_of = {annotation["class_names"].index(c): k for k, c in enumerate(names)}
    files, lists = [], {"train": [], "val": [], "test": []}
    for part, count in (("train", NUM_TRAIN), ("test", NUM_TEST)):
        by_class = [[source[p] for p, label in annotation["data"][part] if label_of.get(label) == k] for k in range(len(names))]
        for i in range(count):
            k, turn = i % len(names), i // len(names)
            pool = by_class[k]
            if part == "train":
                picture = long_picture(pool[2 * turn % len(pool)], pool[(2 * turn + 1) % len(pool)], i, rng)
            else:
                picture = test_picture(pool[turn % len(pool)], i, rng)
            path = f"{part}/{i:02}.png"
            files.append((path, picture))
            lists[part].append([path, k])
    write_tar(OUT / f"{name}.tar", files)
    write_json(OUT / f"{name}.json", {"name": name, "class_names": names, "archive": f"{name}.tar", "data": lists})


def make_reference(rng):
    source = list(pictures(MINI / "reference.tar").values())
    files = []
    for i in range(NUM_REFERENCE):
        a, b = rng.sample(source, 2)
        files.append((f"{i:02}.png", long_picture(a, b, i, rng)))
    write_tar(OUT / "reference.tar", files)
    write_json(OUT / "reference.json", {"archive": "reference.tar", "images": [name for name, _ in files]})


def main():
    OUT.mkdir(exist_ok=True)
    rng = random.Random(20)
    for name, names in CLASSES.items():
        make_task(name, names, rng)
    make_reference(rng)


if __name__ == "__main__":
    main()
