# SPDX-License-Identifier: MIT
"""Checks by hand that transformers and open_clip load what `sdkt convert` writes, and measure what sdkt does.

    check_converted.py SDKT [MODEL [TASK.json ...]]      writes converted.json beside this file for the embedded model

MODEL is anything that sdkt loads; with it nothing is stored. Of the model as a Hugging Face folder and as one for
open_clip: no missing and no unexpected key, unit features of images and texts against `sdkt embed`, and zero-shot
accuracies of the tasks against `sdkt evaluate` (all eight of the embedded benchmark, if none is named), each library
with its own tokenizer and its own view of the images.
"""

import csv
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile

import open_clip
import torch
import torch.nn.functional as F
import transformers
from PIL import Image
from safetensors.torch import load_file
from transformers import AutoImageProcessor, AutoTokenizer, CLIPModel

HERE = pathlib.Path(__file__).resolve().parent
MINI = HERE.parents[2] / "examples" / "mini"


def sdkt(program, *words):
    subprocess.run([program, *map(str, words)], check=True, stdout=subprocess.DEVNULL)


def task_of(file):
    """Class prompts, and images and labels of the test list."""
    content = json.loads(file.read_text())
    prompts = [content.get("template", "a photo of a {}.").replace("{}", name) for name in content["class_names"]]
    with tarfile.open(file.parent / content["archive"]) as tar:
        images = [Image.open(io.BytesIO(tar.extractfile(path).read())).convert("RGB") for path, _ in content["data"]["test"]]
    return prompts, images, torch.tensor([label for _, label in content["data"]["test"]])


class HuggingFace:
    name = "transformers"

    def __init__(self, folder):
        self.model, info = CLIPModel.from_pretrained(folder, output_loading_info=True)
        assert not {name: keys for name, keys in info.items() if keys}, info
        self.model.eval()
        self.words = AutoTokenizer.from_pretrained(folder)
        self.view = AutoImageProcessor.from_pretrained(folder, backend="pil")
        self.length = self.model.config.text_config.max_position_embeddings

    def texts(self, texts):
        ids = self.words(texts, padding="max_length", max_length=self.length, truncation=True, return_tensors="pt")["input_ids"]
        return F.normalize(self.model.get_text_features(input_ids=ids).pooler_output, dim=-1)

    def images(self, images):
        pixels = self.view(images, return_tensors="pt")["pixel_values"]
        return F.normalize(self.model.get_image_features(pixel_values=pixels).pooler_output, dim=-1)


class OpenClip:
    name = "open_clip"

    def __init__(self, folder):
        self.model, _, self.view = open_clip.create_model_and_transforms(f"local-dir:{folder}")
        self.model.eval()
        self.words = open_clip.get_tokenizer(f"local-dir:{folder}")

    def texts(self, texts):
        return self.model.encode_text(self.words(texts), normalize=True)

    def images(self, images):
        return self.model.encode_image(torch.stack([self.view(image) for image in images]), normalize=True)


@torch.no_grad()
def main(program, model=None, *tasks):
    torch.set_num_threads(1)
    files = [pathlib.Path(task) for task in tasks] or [MINI / "tasks" / f"{name}.json" for name in
                                                      ("clipart", "digits", "dungeon", "emoji", "fashion", "flags", "letters", "shapes")]  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        sdkt(program, "convert", model or MINI / "model", folder / "hf", "--to", "hf")
        sdkt(program, "convert", model or MINI / "model", folder / "open_clip", "--to", "open_clip")
        sdkt(program, "evaluate", "--model", folder / "hf", "--tasks", *files, "--out", folder / "out", "--threads", 1)
        with open(folder / "out" / "accuracy.csv", encoding="utf-8") as table:
            accuracies = next(iter(csv.DictReader(table)))
        readers = [HuggingFace(folder / "hf"), OpenClip(folder / "open_clip")]
        result = {reader.name: {"images": 0.0, "texts": 0.0, "accuracy": {}} for reader in readers}
        for file in files:
            prompts, images, labels = task_of(file)
            (folder / "texts.txt").write_text("\n".join(prompts) + "\n", encoding="utf-8")
            pictures = folder / f"images_{file.stem}"
            pictures.mkdir()
            for number, image in enumerate(images):
                image.save(pictures / f"{number:06}.png")
            own = folder / f"{file.stem}.safetensors"
            sdkt(program, "embed", "--model", folder / "hf", "--images", pictures, "--texts", folder / "texts.txt", "--out", own, "--threads", 1)
            ours = load_file(own)
            for reader in readers:
                theirs = {"texts": reader.texts(prompts), "images": torch.cat([reader.images(images[i:i + 64]) for i in range(0, len(images), 64)])}
                said = result[reader.name]
                for kind, rows in theirs.items():
                    said[kind] = max(said[kind], (rows - ours[kind]).norm(dim=1).max().item())
                right = ((theirs["images"] @ theirs["texts"].T).argmax(1) == labels).sum().item()
                said["accuracy"][file.stem] = round(100 * right / len(labels), 4)
                sdkts = float(accuracies[file.stem])
                assert abs(said["accuracy"][file.stem] - sdkts) < 1e-3, (reader.name, file.stem, said["accuracy"][file.stem], sdkts)
    for name, said in result.items():
        print(name, said)
        for kind in ("images", "texts"):
            said[kind] = float(f"{said[kind]:.1e}")
            assert said[kind] < 1e-5, (name, kind, said[kind])
    if model is None:
        versions = {"torch": torch.__version__, "transformers": transformers.__version__, "open_clip": open_clip.__version__}
        (HERE / "converted.json").write_text(json.dumps({"versions": versions, "largest_distance_to_sdkt_and_accuracies": result}, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
