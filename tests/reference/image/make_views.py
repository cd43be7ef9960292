# SPDX-License-Identifier: MIT
"""Writes views.json: the views of 24 generated pictures by open_clip's and transformers' settings, as hashes of their bytes.

open_clip's are those of its image_transform for evaluation, transformers' those of CLIPImageProcessor with its Pillow back end.
Made with Pillow 13.0.0, torchvision 0.29.2, open_clip 3.3.0 and transformers 5.24.0.  Run in this folder: python make_views.py
"""
import json
import pathlib

import numpy as np
from make_images import fnv
from open_clip.transform import PreprocessCfg, image_transform_v2, merge_preprocess_dict
from PIL import Image
from torchvision.transforms import Normalize, ToTensor
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

SIDE = 32
SHAPES = [(1, 1), (1, 7), (7, 1), (3, 200), (200, 3), (31, 33), (32, 32), (33, 31), (64, 48), (48, 64), (97, 61), (61, 97), (100, 99),
          (99, 100), (35, 32), (32, 35), (39, 32), (32, 39), (321, 77), (77, 321), (20, 13), (13, 20), (250, 167), (160, 213)]  # fmt: skip

FILTERS = ["bicubic", "bilinear", "random"]
OPEN_CLIP = [dict(resize_mode=mode, interpolation=name) for mode in ("squash", "longest", "shortest") for name in FILTERS] + [
    dict(),
    dict(resize_mode="longest"),
    dict(interpolation="bilinear"),
    dict(resize_mode="longest", fill_color=128),
    dict(resize_mode="longest", interpolation="bilinear", fill_color=[200, 100, 0]),
    dict(resize_mode="squash", fill_color=128),
    dict(size=64, resize_mode=None, interpolation=None),
]

SHORT = {"shortest_edge": SIDE}
HEIGHT_WIDTH = {"height": SIDE, "width": SIDE}
TRANSFORMERS = [dict(size=size, resample=number, crop_size=HEIGHT_WIDTH) for size in (SHORT, HEIGHT_WIDTH) for number in range(6)
                if (size, number) != (SHORT, 3)] + [
    dict(size=SIDE, resample=2, crop_size=SIDE),
    dict(size=SIDE, resample=3, crop_size=SIDE, do_normalize=False),
    dict(size=SHORT, resample=3, crop_size=SIDE, do_rescale=False),
    dict(size=SHORT, resample=3, crop_size=SIDE, rescale_factor=1),
    dict(size=SHORT, resample=3, crop_size=SIDE, do_normalize=None),
    dict(size={"shortest_edge": 40}, resample=3, crop_size=SIDE),
    dict(size={"shortest_edge": 45}, resample=2, crop_size=[SIDE, SIDE]),
    dict(size={"shortest_edge": 21}, resample=3, crop_size=SIDE),
    dict(size={"height": 40, "width": 37}, resample=3, crop_size=SIDE),
    dict(size={"height": 29, "width": 50}, resample=0, crop_size=SIDE),
    dict(size=[36, 33], resample=1, crop_size=SIDE),
    dict(size=HEIGHT_WIDTH, resample=3, do_center_crop=False),
    dict(size=HEIGHT_WIDTH, resample=2, do_center_crop=False, crop_size=17),
    dict(size=[SIDE, SIDE], resample=2, do_center_crop=None),
    dict(size=SIDE, default_to_square=True, resample=3, crop_size=SIDE),
    dict(use_square_size=True, resample=3, crop_size=SIDE),
    dict(do_resize=False, crop_size=SIDE),
    dict(do_resize=None, size=SHORT, crop_size=HEIGHT_WIDTH),
    dict(resample=3, crop_size=SIDE),
    dict(size={"shortest_edge": 33}, crop_size=SIDE),
    dict(size=SHORT, crop_size=SIDE, resample=2, do_convert_rgb=False, do_pad=True),
]  # fmt: skip


def picture(width, height):
    """Whole numbers only, so that the test can make the same."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    value = 37 * c + 5 * x + 3 * y + x * y // 7 + 60 * ((x // 11 + y // 13) % 2) + (x * x * y + 17 * c * x) % 23
    return Image.fromarray((value % 256).astype(np.uint8))


def open_clip_view(settings, image):
    config = merge_preprocess_dict(merge_preprocess_dict(PreprocessCfg(), settings), {"size": SIDE})  # as its factory does
    transform = image_transform_v2(PreprocessCfg(**config), is_train=False)
    kept = [step for step in transform.transforms if not isinstance(step, (ToTensor, Normalize))]
    for step in kept:
        image = step(image)
    return np.asarray(image)


def transformers_view(settings, image):
    processor = CLIPImageProcessorPil.from_dict(dict(settings))
    planes = processor(image, do_rescale=False, do_normalize=False, return_tensors="np")["pixel_values"][0]
    return planes.transpose(1, 2, 0)


def hashes(view, settings):
    """A hash a picture; null where the library refuses it, as open_clip does if nothing is left of the shorter side."""
    found = []
    for shape in SHAPES:
        try:
            one = np.ascontiguousarray(view(settings, picture(*shape)), dtype=np.uint8)
        except ValueError:
            assert settings.get("resize_mode") == "longest" and min(shape) / max(shape) * SIDE < 0.51, (settings, shape)
            found.append(None)
            continue
        assert one.shape == (SIDE, SIDE, 3), settings
        found.append(fnv(one.tobytes()))
    return found


def main():
    stored = {"side": SIDE, "shapes": SHAPES,
              "open_clip": [{"settings": one, "views": hashes(open_clip_view, one)} for one in OPEN_CLIP],
              "transformers": [{"settings": one, "views": hashes(transformers_view, one)} for one in TRANSFORMERS]}  # fmt: skip
    (pathlib.Path(__file__).parent / "views.json").write_text(json.dumps(stored, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
