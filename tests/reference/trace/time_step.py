# SPDX-License-Identifier: MIT
"""Times a step of Select and Distill in plain PyTorch on the mini benchmark: 32 task and 64 reference pictures, eval view, float32.

    time_step.py [--threads 2] [--steps 60] [--variant plain good stored]      prints JSON: median seconds of a step, by variant and task

plain    torch.optim.AdamW as it comes, the task's texts encoded in every step, both teachers always, student in two passes, .item() in every step
good     texts encoded once a task, one teacher on the first task, one student pass over both batches, fused AdamW, losses read once a task
stored   good, and the teachers' features of the whole reference computed once a task (the view is constant); that time is in task_start_seconds

Pictures are decoded and normalised beforehand. Times are of the second part of a run: steps after the first five. Task 0 and task 1 are timed apart.
"""

import argparse
import copy
import io
import json
import math
import platform
import statistics
import tarfile
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from torchvision import transforms
from transformers import CLIPModel, CLIPTokenizer

MINI = Path(__file__).resolve().parents[3] / "examples" / "mini"
BATCH, REFERENCE_BATCH, LR, DECAY = 32, 64, 3e-4, 5e-4
WARM = 5  # steps not counted
to_pixels = transforms.Compose([
    transforms.Resize(32, interpolation=transforms.InterpolationMode.BICUBIC), transforms.CenterCrop(32), transforms.ToTensor(),
    transforms.Normalize((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)),
])  # fmt: skip


def read(archive, names):
    with tarfile.open(MINI / "tasks" / archive) as tar:
        return torch.stack([to_pixels(Image.open(io.BytesIO(tar.extractfile(n).read())).convert("RGB")) for n in names])


def load_task(name, tokenizer):
    annotation = json.loads((MINI / "tasks" / f"{name}.json").read_text())
    train = annotation["data"]["train"]
    prompts = [annotation["template"].format(c) for c in annotation["class_names"]]
    ids = tokenizer(prompts, padding="max_length", max_length=tokenizer.model_max_length, return_tensors="pt").input_ids
    return read(annotation["archive"], [p for p, _ in train]), torch.tensor([y for _, y in train]), ids


def image_features(model, pixels):
    return F.normalize(model.get_image_features(pixel_values=pixels).pooler_output, dim=-1)


def text_features(model, ids):
    with torch.no_grad():
        return F.normalize(model.get_text_features(input_ids=ids).pooler_output, dim=-1)


class Batches:
    """Without replacement, from permutations that follow one another."""

    def __init__(self, count, size, generator):
        self.count, self.size, self.generator, self.rows = count, size, generator, torch.empty(0, dtype=torch.long)

    def next(self):
        while len(self.rows) < self.size:
            self.rows = torch.cat([self.rows, torch.randperm(self.count, generator=self.generator)])
        rows, self.rows = self.rows[: self.size], self.rows[self.size :]
        return rows


class Teachers:
    """Features of g0 and gp of a reference batch; `one` spares the second pass while they are the same network."""

    def __init__(self, pretrained, previous, reference, one, stored):
        self.networks, self.reference = [pretrained] if one else [pretrained, previous], reference
        self.table = [torch.cat([self.encode(n, r) for r in reference.split(96)]) for n in self.networks] if stored else None

    @torch.no_grad()
    def encode(self, network, pixels):
        return image_features(network, pixels)

    def look(self, rows):
        seen = [t[rows] for t in self.table] if self.table else [self.encode(n, self.reference[rows]) for n in self.networks]
        return seen[0], seen[-1]


def train_task(student, pretrained, task, reference, steps, variant, first, generator):
    """Seconds of every step and of what precedes the first."""
    plain = variant == "plain"
    begin = time.perf_counter()
    pixels, labels, ids = task
    previous = copy.deepcopy(student)
    teachers = Teachers(pretrained, previous, reference, first and not plain, variant == "stored")
    texts = text_features(student, ids)
    scale = student.logit_scale.exp()
    trained = [p for p in student.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=LR, weight_decay=DECAY, fused=None if plain else True)
    of_task, of_pool = Batches(len(pixels), BATCH, generator), Batches(len(reference), REFERENCE_BATCH, generator)
    start_seconds = time.perf_counter() - begin
    seconds, losses = [], []
    for step in range(steps):
        begin = time.perf_counter()
        optimiser.param_groups[0]["lr"] = LR * 0.5 * (1 + math.cos(math.pi * step / steps))
        rows, pool = of_task.next(), of_pool.next()
        x, y, r = pixels[rows], labels[rows], reference[pool]
        h0, hp = teachers.look(pool)
        eta = torch.sigmoid(6 * ((h0 - hp).norm(dim=1) - 0.2))
        if plain:
            texts = text_features(student, ids)
            h, hr = image_features(student, x), image_features(student, r)
        else:
            h, hr = image_features(student, torch.cat([x, r])).split([BATCH, REFERENCE_BATCH])
        loss = F.cross_entropy(scale * h @ texts.T, y)
        loss = loss + 9 * (eta * (hr - hp).square().sum(1)).mean() + 0.5 * ((1 - eta) * (hr - h0).square().sum(1)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item() if plain else loss.detach())
        seconds.append(time.perf_counter() - begin)
    return seconds, start_seconds, float(losses[-1])


def time_variant(variant, model, tasks, reference, steps):
    student, generator, out = copy.deepcopy(model), torch.Generator().manual_seed(0), {}
    for k, task in enumerate(tasks):
        seconds, start_seconds, loss = train_task(student, model, task, reference, steps, variant, k == 0, generator)
        counted = seconds[WARM:] or seconds
        out[f"task_{k}"] = dict(median_seconds=round(statistics.median(counted), 6), least_seconds=round(min(counted), 6),
                                task_start_seconds=round(start_seconds, 6), last_loss=loss)  # fmt: skip
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--variant", nargs="+", default=["plain", "good", "stored"], choices=["plain", "good", "stored"])
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    tokenizer = CLIPTokenizer.from_pretrained(MINI / "model")
    model = CLIPModel.from_pretrained(MINI / "model", dtype=torch.float32).eval()
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith(("vision_model.", "visual_projection.")))
    tasks = [load_task(name, tokenizer) for name in ("clipart", "digits")]
    annotation = json.loads((MINI / "tasks" / "reference.json").read_text())
    reference = read(annotation["archive"], annotation["images"])
    result = dict(threads=a.threads, steps=a.steps, batch_size=BATCH, reference_batch_size=REFERENCE_BATCH, torch=torch.__version__, python=platform.python_version())
    for variant in a.variant:
        result[variant] = time_variant(variant, model, tasks, reference, a.steps)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
