# SPDX-License-Identifier: MIT
"""Writes features.json: features of generated pictures by the embedded model with other settings of its images.

    make_features.py SDKT        SDKT is the program, which converts the embedded model for open_clip

transformers prepares images with CLIPImageProcessor and its Pillow back end, open_clip with the view of
create_model_and_transforms. Stored are the first numbers of each unit feature and, of transformers' settings that multiply
bytes by another factor than 1 / 255, a hash of the pixels in fp32. Made with transformers 5.24.0 and open_clip 3.3.0.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import open_clip
import torch
import torch.nn.functional as F
from transformers import CLIPModel, CLIPProcessor, CLIPTokenizer
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

HERE = pathlib.Path(__file__).resolve().parent
MINI = HERE.parents[2] / "examples" / "mini" / "model"
sys.path.insert(0, str(HERE.parent / "image"))
from make_views import fnv, picture  # noqa: E402

SHAPES = [(97, 61), (39, 32), (20, 13)]
KEPT = 24
PLAIN = json.loads((MINI / "preprocessor_config.json").read_text())
TRANSFORMERS = [
    dict(resample=2),
    dict(resample=0),
    dict(resample=1, size=45),
    dict(do_normalize=False),
    dict(do_rescale=False),
    dict(do_rescale=False, do_normalize=False),
    dict(rescale_factor=1),
    dict(rescale_factor=0.0078),
    dict(size={"height": 32, "width": 32}),
    dict(size={"height": 32, "width": 32}, do_center_crop=False, resample=2),
    dict(size={"shortest_edge": 40}),
    dict(do_resize=False),
    dict(image_mean=0.5, image_std=0.25, resample=2),
    dict(do_convert_rgb=False, do_normalize=False),
]
OPEN_CLIP = [
    dict(resize_mode="squash", interpolation="bicubic"),
    dict(resize_mode="squash", interpolation="bilinear", mean=0.5, std=0.25),
    dict(resize_mode="longest", interpolation="bicubic"),
    dict(resize_mode="longest", interpolation="bilinear", fill_color=128),
    dict(resize_mode="shortest", interpolation="bilinear"),
    dict(resize_mode="shortest", interpolation="random", mean=[0.5, 0.5, 0.5], std=[0.5, 0.5, 0.5]),
]


def kept(features):
    return [[round(float(x), 7) for x in row[:KEPT]] for row in F.normalize(features, dim=-1)]


@torch.no_grad()
def by_transformers(settings, folder):
    """Through a folder as transformers writes it: preprocessor_config.json, then processor_config.json alone."""
    path = pathlib.Path(shutil.copytree(MINI, folder / "hf", dirs_exist_ok=True))
    (path / "preprocessor_config.json").write_text(json.dumps({**PLAIN, **settings}))
    model, processor = CLIPModel.from_pretrained(path, dtype=torch.float32).eval(), CLIPImageProcessorPil.from_pretrained(path)
    pixels = [processor(picture(*shape), return_tensors="np")["pixel_values"] for shape in SHAPES]
    values = torch.from_numpy(np.concatenate(pixels)).float()
    factor = 1 if not processor.do_rescale else processor.rescale_factor
    found = {"settings": settings, "features": kept(model.get_image_features(pixel_values=values).pooler_output)}
    if factor != 1 / 255:
        found["pixels"] = fnv(values.numpy().tobytes())
    # The same settings as transformers 5 saves them, to see that they are read from there.
    saved = folder / "saved"
    CLIPProcessor(image_processor=processor, tokenizer=CLIPTokenizer.from_pretrained(path)).save_pretrained(saved)
    found["processor_config"] = json.loads((saved / "processor_config.json").read_text())
    return found


@torch.no_grad()
def by_open_clip(settings, folder, program):
    path = folder / "open_clip"
    if not path.exists():
        subprocess.run([program, "convert", str(MINI), str(path), "--to", "open_clip"], check=True, stdout=subprocess.DEVNULL)
    config = json.loads((path / "open_clip_config.json").read_text())
    config["preprocess_cfg"] = settings
    (path / "open_clip_config.json").write_text(json.dumps(config))
    model, _, view = open_clip.create_model_and_transforms(f"local-dir:{path}")
    pixels = torch.stack([view(picture(*shape)) for shape in SHAPES])
    return {"settings": settings, "features": kept(model.eval().encode_image(pixels))}


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        stored = {"shapes": SHAPES, "transformers": [by_transformers(one, folder) for one in TRANSFORMERS],
                  "open_clip": [by_open_clip(one, folder, sys.argv[1]) for one in OPEN_CLIP]}  # fmt: skip
    (HERE / "features.json").write_text(json.dumps(stored, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
