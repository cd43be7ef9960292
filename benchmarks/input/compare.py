# SPDX-License-Identifier: MIT
"""Images per second on one core, compared with Pillow and torchvision on the same JPEG files, interleaved.

    compare.py build/benchmarks/bench_input [--images 64] [--width 500] [--height 375] [--side 224] [--rounds 5]

pictures.py makes the files. Every round measures each program once; the output is medians and sdkt's ratio to each.
Pillow's views are torchvision's transforms on Pillow's images, as in training scripts; torchvision's own views are its
transforms on tensors, which resample differently. Needs torch, torchvision, numpy and pillow.
"""

import argparse
import io
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

import torch
from PIL import Image
from pictures import make_files
from torchvision.io import ImageReadMode, decode_jpeg
from torchvision.transforms import InterpolationMode, v2

WHAT = ("decode", "eval view", "train view", "decode and eval view", "decode and train view")


def implementations(side):
    bicubic = InterpolationMode.BICUBIC
    crop = dict(scale=(0.9, 1.0), interpolation=bicubic, antialias=True)
    eval_view = v2.Compose([v2.Resize(side, interpolation=bicubic, antialias=True), v2.CenterCrop(side)])
    train_view = v2.RandomResizedCrop(side, **crop)
    pillow = lambda data: Image.open(io.BytesIO(data)).convert("RGB")  # noqa: E731
    tensor = lambda data: decode_jpeg(torch.frombuffer(data, dtype=torch.uint8), mode=ImageReadMode.RGB)  # noqa: E731
    return {"Pillow": (pillow, eval_view, train_view), "torchvision, tensors": (tensor, eval_view, train_view)}


def rate(items, function):
    begin = time.perf_counter()
    for item in items:
        function(item)
    return len(items) / (time.perf_counter() - begin)


def measure(files, decode, eval_view, train_view):
    images = [decode(data) for data in files]
    return {"decode": rate(files, decode), "eval view": rate(images, eval_view), "train view": rate(images, train_view),
            "decode and eval view": rate(files, lambda data: eval_view(decode(data))),
            "decode and train view": rate(files, lambda data: train_view(decode(data)))}  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    for name, value in (("images", 64), ("width", 500), ("height", 375), ("side", 224), ("rounds", 5)):
        parser.add_argument("--" + name, type=int, default=value)
    a = parser.parse_args()
    torch.set_num_threads(1)
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        make_files(folder, a.images, a.width, a.height)
        files = [bytearray(path.read_bytes()) for path in sorted(folder.iterdir())]
        for _ in range(a.rounds):
            own = subprocess.run([a.program, str(folder), str(a.side), "1"], check=True, capture_output=True, text=True)
            results.setdefault("sdkt", []).append(json.loads(own.stdout))
            for name, functions in implementations(a.side).items():
                results.setdefault(name, []).append(measure(files, *functions))
    median = {name: {what: statistics.median(one[what] for one in rounds) for what in WHAT} for name, rounds in results.items()}
    print(f"{a.images} JPEG files of {a.width} x {a.height}, views of {a.side}; images per second on one core, medians of {a.rounds} rounds\n")
    print("| | sdkt | " + " | ".join(f"{name} | sdkt / it" for name in median if name != "sdkt") + " |\n|---|---:|" + "---:|---:|" * (len(median) - 1))
    for what in WHAT:
        own = median["sdkt"][what]
        print(f"| {what} | {own:.0f} | " + " | ".join(f"{median[name][what]:.0f} | {own / median[name][what]:.2f}" for name in median if name != "sdkt") + " |")


if __name__ == "__main__":
    main()
