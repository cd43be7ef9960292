# SPDX-License-Identifier: MIT
"""JPEG files for the input benchmarks: smooth shapes with noise, quality 85, 4:2:0."""

import numpy
from PIL import Image


def make_files(folder, count, width, height):
    random = numpy.random.default_rng(0)
    for index in range(count):
        coarse = Image.fromarray(random.integers(0, 256, (6, 8, 3), dtype=numpy.uint8)).resize((width, height), Image.BICUBIC)
        noise = random.normal(0, 8, (height, width, 3))
        pixels = numpy.clip(numpy.asarray(coarse, dtype=float) + noise, 0, 255).astype(numpy.uint8)
        Image.fromarray(pixels).save(folder / f"{index:05}.jpg", quality=85, subsampling="4:2:0")
