# SPDX-License-Identifier: MIT
"""Zero-shot evaluation compared with open_clip: the same model, files and prompts, interleaved.

    compare.py build/sdkt [--model ViT-B-16] [--images 96] [--classes 100] [--threads 2] [--rounds 3]

The model has random weights, the files are JPEG of 500 x 375; both are made here. A process of each program is timed from
outside over all images and over a quarter of them: the difference is the cost of the images, and loading and texts
cancel out. open_clip reads with its own preprocessing in DataLoader workers, one per thread, and computes in fp32 or
under autocast.
Needs torch, torchvision, open_clip_torch, safetensors and pillow.
"""

import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

OPEN_CLIP = """
import json, sys, torch, open_clip
from PIL import Image
from safetensors.torch import load_file
model_name, weights, annotation, threads, precision = sys.argv[1:]
torch.set_num_threads(int(threads))
model, _, preprocess = open_clip.create_model_and_transforms(model_name)
model.load_state_dict(load_file(weights))
model.eval()
lists = json.loads(open(annotation).read())
test = lists["data"]["test"]

class Files(torch.utils.data.Dataset):
    def __len__(self):
        return len(test)
    def __getitem__(self, index):
        path, label = test[index]
        return preprocess(Image.open(path).convert("RGB")), label

loader = torch.utils.data.DataLoader(Files(), batch_size=64, num_workers=int(threads))
with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
    texts = model.encode_text(open_clip.get_tokenizer(model_name)([f"a photo of a {name}." for name in lists["class_names"]]), normalize=True)
    right = count = 0
    for images, labels in loader:
        logits = 100 * model.encode_image(images, normalize=True) @ texts.T
        right += (logits.argmax(1) == labels).sum().item()
        count += len(labels)
print(right / count)
"""


def make_model(path, name):
    import open_clip
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    model = open_clip.create_model(name)
    save_file({key: value.contiguous() for key, value in model.state_dict().items()}, path)
    vocabulary = "bpe_simple_vocab_16e6.txt.gz"
    shutil.copy(pathlib.Path(open_clip.__file__).parent / vocabulary, path.parent / vocabulary)


def make_files(folder, images, classes):
    import numpy
    from PIL import Image

    random = numpy.random.default_rng(0)
    lists = []
    for index in range(images):
        coarse = Image.fromarray(random.integers(0, 256, (6, 8, 3), dtype=numpy.uint8)).resize((500, 375), Image.BICUBIC)
        path = folder / f"{index:05}.jpg"
        coarse.save(path, quality=85, subsampling="4:2:0")
        lists.append([str(path), index % classes])
    return lists


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--model", default="ViT-B-16")
    for name, value in (("images", 96), ("classes", 100), ("threads", 2), ("rounds", 3)):
        parser.add_argument("--" + name, type=int, default=value)
    a = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        weights = folder / "open_clip_model.safetensors"
        make_model(weights, a.model)
        lists = make_files(folder, a.images, a.classes)
        names = {}
        for kind, count in (("whole", a.images), ("quarter", a.images // 4)):
            names[kind] = folder / f"{kind}.json"
            names[kind].write_text(json.dumps({"class_names": [f"thing {number}" for number in range(a.classes)],
                                               "data": {"train": lists[:1], "val": [], "test": lists[:count]}}))  # fmt: skip
        runs = {}
        for precision in ("fp32", "bf16"):
            runs[f"sdkt {precision}"] = lambda kind, p=precision: [
                a.program, "evaluate", "--model", weights, "--tasks", names[kind], "--allow-outside", "--precision", p,
                "--threads", str(a.threads), "--quiet"]  # fmt: skip
            runs[f"open_clip {precision}"] = lambda kind, p=precision: [
                sys.executable, "-c", OPEN_CLIP, a.model, weights, names[kind], str(a.threads), p]  # fmt: skip
        seconds = {name: [] for name in runs}
        for _ in range(a.rounds):
            for name, command in runs.items():
                took = {}
                for kind in ("whole", "quarter"):
                    begin = time.perf_counter()
                    done = subprocess.run([str(word) for word in command(kind)], capture_output=True, text=True)
                    if done.returncode != 0:
                        sys.exit(f"{name}: {done.stderr}")
                    took[kind] = time.perf_counter() - begin
                seconds[name].append((took["whole"] - took["quarter"]) / (a.images - a.images // 4))
                print(f"{name}: {seconds[name][-1] * 1000:.1f} ms per image", file=sys.stderr, flush=True)
    each = {name: statistics.median(values) for name, values in seconds.items()}
    print(f"{a.model}, {a.threads} threads, medians of {a.rounds} rounds\n\n| | images/s | against sdkt fp32 | against sdkt bf16 |\n|---|---:|---:|---:|")
    for name, value in each.items():
        print(f"| {name} | {1 / value:.1f} | {value / each['sdkt fp32']:.2f} | {value / each['sdkt bf16']:.2f} |")


if __name__ == "__main__":
    main()
