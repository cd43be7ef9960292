# SPDX-License-Identifier: MIT
"""Checks by hand that transformers loads the saved models of runs, and that its features are those of sdkt.

    check_trained.py SDKT FOLDER [FOLDER ...]     run folders of the embedded benchmark, or folders of several methods

Every model must load without a missing or unexpected key, differ from the embedded model, and give 8 random images and
3 texts the features of `sdkt embed` to within 1e-5.
"""

import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file
from transformers import AutoImageProcessor, AutoTokenizer, CLIPModel

warnings.simplefilter("error", UserWarning)

TEXTS = ["a photo of a dog.", "a red circle", "the number seven"]
MINI = pathlib.Path(__file__).resolve().parents[3] / "examples/mini/model/model.safetensors"


def features(output):
    return F.normalize(getattr(output, "pooler_output", output), dim=-1)


@torch.no_grad()
def largest_difference(sdkt, model, folder):
    """Between the features of transformers and those of sdkt, over images and texts."""
    subprocess.run([sdkt, "embed", "--model", model, "--images", folder / "images", "--texts", folder / "texts.txt", "--out", folder / "features.safetensors",
                    "--threads", "1"], check=True, capture_output=True)  # fmt: skip
    ours = load_file(folder / "features.safetensors")
    theirs, info = CLIPModel.from_pretrained(model, output_loading_info=True)
    problems = {name: keys for name, keys in info.items() if keys}
    assert not problems, (model, problems)
    pictures = [Image.open(path).convert("RGB") for path in sorted((folder / "images").iterdir())]
    pixels = AutoImageProcessor.from_pretrained(model)(images=pictures, return_tensors="pt")["pixel_values"]
    length = theirs.config.text_config.max_position_embeddings
    tokens = AutoTokenizer.from_pretrained(model)(TEXTS, padding="max_length", max_length=length, truncation=True, return_tensors="pt")["input_ids"]
    images, texts = features(theirs.get_image_features(pixel_values=pixels)), features(theirs.get_text_features(input_ids=tokens))
    return max((images - ours["images"]).abs().max().item(), (texts - ours["texts"]).abs().max().item())


def main(sdkt, folders):
    models = sorted({path.parent for folder in folders for path in pathlib.Path(folder).glob("**/model/model.safetensors")})
    assert models, "no saved model was found"
    before = load_file(MINI)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "images").mkdir()
        numbers = numpy.random.default_rng(1).integers(0, 256, (8, 32, 32, 3), dtype=numpy.uint8)
        for place, picture in enumerate(numbers):
            Image.fromarray(picture).save(folder / "images" / f"{place}.png")
        (folder / "texts.txt").write_text("\n".join(TEXTS) + "\n")
        for model in models:
            weights = load_file(model / "model.safetensors")
            changed = sum(not torch.equal(values, before[key]) for key, values in weights.items())
            apart = largest_difference(sdkt, model, folder)
            print(f"{model.parent.name}: {changed} of {len(weights)} tensors have changed; features {apart:.1e} apart")
            assert apart < 1e-5, model


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:])
