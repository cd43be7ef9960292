# SPDX-License-Identifier: MIT
"""Trains the mini CLIP on the three tasks in plain PyTorch and writes what every step and every evaluation gave.

    make_trace.py            writes expected.json beside this file

An independent oracle: transformers for the model and the tokenizer, torchvision for the views, torch.optim.AdamW, a plain loop.
Shapes: B task images, R reference images, C classes, E embedding.
"""

import copy
import io
import json
import math
import tarfile
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from torchvision import transforms
from transformers import CLIPModel, CLIPTokenizer

HERE = Path(__file__).resolve().parent
MODEL = HERE.parents[2] / "examples" / "mini" / "model"
TASKS = ["shapes", "flags", "fashion"]
SIZE = 32
TEMPLATE = "a photo of a {}."
MEAN, STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)

DEFAULTS = dict(method="snd", steps=10, lr=3e-4, weight_decay=5e-4, warmup=0, label_smoothing=0.0,
                threshold=0.2, scale=6.0, previous_weight=9.0, pretrained_weight=0.5)  # fmt: skip
RUNS = {
    "snd": DEFAULTS,
    "snd-released": {**DEFAULTS, "method": "snd-released"},
    "finetune": {**DEFAULTS, "method": "finetune"},
    "moved": {**DEFAULTS, "warmup": 3, "label_smoothing": 0.1, "weight_decay": 1.0, "previous_weight": 4.0,
              "pretrained_weight": 2.0, "threshold": 0.1, "scale": 12.0},  # fmt: skip
}

# -- pictures ------------------------------------------------------------------------------------------------------------

to_tensor = transforms.Compose([transforms.ToTensor(), transforms.Normalize(MEAN, STD)])
crop = transforms.RandomResizedCrop((SIZE, SIZE), scale=(0.9, 1.0), ratio=(3 / 4, 4 / 3), interpolation=transforms.InterpolationMode.BICUBIC)
train_view = transforms.Compose([crop, to_tensor])
eval_view = transforms.Compose([
    transforms.Resize(SIZE, interpolation=transforms.InterpolationMode.BICUBIC), transforms.CenterCrop(SIZE), to_tensor,
])  # fmt: skip


def fallback(width, height):
    """(top, left, height, width) of the centred crop with the aspect ratio clamped to (3/4, 4/3)."""
    w, h = (round(height * (4 / 3)), height) if width > height else (width, round(width / (3 / 4)))
    return (height - h) // 2, (width - w) // 2, h, w


def check_train_view(picture):
    """The train view of this picture is one constant crop."""
    long, short = max(picture.size), min(picture.size)
    assert 0.9 * long / short > (4 / 3) * (1 + 0.5 / short) ** 2, picture.size
    for _ in range(50):
        assert crop.get_params(picture, crop.scale, crop.ratio) == fallback(*picture.size), picture.size


def read_tar(path):
    with tarfile.open(path) as tar:
        return {m.name: Image.open(io.BytesIO(tar.extractfile(m).read())).convert("RGB") for m in tar if m.isfile()}


def load_task(name):
    annotation = json.loads((HERE / "tasks" / f"{name}.json").read_text())
    files = read_tar(HERE / "tasks" / annotation["archive"])
    train, test = annotation["data"]["train"], annotation["data"]["test"]
    for path, _ in train:
        check_train_view(files[path])
    return dict(
        name=name,
        classes=annotation["class_names"],
        train=torch.stack([train_view(files[p]) for p, _ in train]),
        train_labels=torch.tensor([y for _, y in train]),
        test=torch.stack([eval_view(files[p]) for p, _ in test]),
        test_labels=torch.tensor([y for _, y in test]),
    )


def load_reference():
    annotation = json.loads((HERE / "tasks" / "reference.json").read_text())
    files = read_tar(HERE / "tasks" / annotation["archive"])
    for path in annotation["images"]:
        check_train_view(files[path])
    pictures = [files[p] for p in annotation["images"]]
    return torch.stack([train_view(p) for p in pictures]), torch.stack([eval_view(p) for p in pictures])


# -- model ---------------------------------------------------------------------------------------------------------------


def load_model(dtype):
    model = CLIPModel.from_pretrained(MODEL, dtype=torch.float32).to(dtype).eval()
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith(("vision_model.", "visual_projection.")))
    return model


def encode_image(model, pixels):
    return F.normalize(model.get_image_features(pixel_values=pixels).pooler_output, dim=-1)


@torch.no_grad()
def encode_text(model, tokenizer, classes):
    ids = tokenizer([TEMPLATE.format(c) for c in classes], padding="max_length", max_length=tokenizer.model_max_length, return_tensors="pt").input_ids
    return F.normalize(model.get_text_features(input_ids=ids).pooler_output, dim=-1)


# -- training ------------------------------------------------------------------------------------------------------------


def learning_rate(step, o):
    if step < o["warmup"]:
        return o["lr"] * (step + 1) / o["warmup"]
    return o["lr"] * 0.5 * (1 + math.cos(math.pi * (step - o["warmup"]) / (o["steps"] - o["warmup"])))


def train_task(student, pretrained, previous, text_CE, task, reference, o, task_index):
    """Trains the student in place; returns a row for every step, of the state before its update."""
    scale = student.logit_scale.exp()
    optimiser = torch.optim.AdamW([p for p in student.parameters() if p.requires_grad], lr=o["lr"], betas=(0.9, 0.999), eps=1e-8, weight_decay=o["weight_decay"])
    rows = []
    for step in range(o["steps"]):
        lr = learning_rate(step, o)
        for group in optimiser.param_groups:
            group["lr"] = lr
        image_BE = encode_image(student, task["train"])
        cross_entropy = F.cross_entropy(scale * image_BE @ text_CE.T, task["train_labels"], label_smoothing=o["label_smoothing"])
        row = dict(task=task_index, step=step, lr=lr, cross_entropy=cross_entropy.item(), distill_previous=None, distill_pretrained=None, mean_selection=None)
        loss = cross_entropy
        if o["method"] != "finetune":
            with torch.no_grad():
                h0_RE, hp_RE = encode_image(pretrained, reference), encode_image(previous, reference)
                distance_R = (h0_RE - hp_RE).norm(dim=1)
                eta_R = torch.sigmoid(o["scale"] * (distance_R - o["threshold"]))
            h_RE = encode_image(student, reference)
            to_previous_R, to_pretrained_R = (h_RE - hp_RE).square().sum(1), (h_RE - h0_RE).square().sum(1)
            if o["method"] == "snd":
                l_prev, l_pre = (eta_R * to_previous_R).mean(), ((1 - eta_R) * to_pretrained_R).mean()
            else:  # the released program averages a table of [R, 1] times [R]
                eta_R1 = eta_R[:, None]
                l_prev, l_pre = (eta_R1 * to_previous_R).mean(), ((1 - eta_R1) * to_pretrained_R).mean()
            loss = loss + o["previous_weight"] * l_prev + o["pretrained_weight"] * l_pre
            row.update(distill_previous=l_prev.item(), distill_pretrained=l_pre.item(), mean_selection=eta_R.mean().item())
        row["loss"] = loss.item()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        rows.append(row)
    return rows


# -- evaluation ----------------------------------------------------------------------------------------------------------


def classify(image_NE, text_CE, labels_N, scale):
    logits_NC = scale * image_NE @ text_CE.T
    top = logits_NC.topk(2, dim=1)
    predicted_N = top.indices[:, 0]
    accuracy = 100.0 * (predicted_N == labels_N).sum().item() / len(labels_N)
    return accuracy, predicted_N.tolist(), (top.values[:, 0] - top.values[:, 1]).tolist()


@torch.no_grad()
def evaluate(student, pretrained, tasks, texts, reference, reference_eval):
    """One row of every matrix."""
    scale = student.logit_scale.exp()
    union_CE = torch.cat(texts)
    row = {k: dict(accuracy=[], predicted=[], margin=[]) for k in ("own", "union")}
    distance, features, first = [], [], 0
    for task, text_CE in zip(tasks, texts):
        image_NE = encode_image(student, task["test"])
        for space, text, labels in (("own", text_CE, task["test_labels"]), ("union", union_CE, task["test_labels"] + first)):
            for key, value in zip(("accuracy", "predicted", "margin"), classify(image_NE, text, labels, scale)):
                row[space][key].append(value)
        distance.append((image_NE - encode_image(pretrained, task["test"])).norm(dim=1).mean().item())
        features.append(image_NE[:4])
        first += len(text_CE)
    moved = [(encode_image(student, r) - encode_image(pretrained, r)).norm(dim=1).mean().item() for r in (reference_eval, reference)]
    return row, dict(tasks=distance, reference=moved[0], reference_train_view=moved[1]), torch.cat(features)


def metrics(zero, a):
    """a[j][i]: accuracy on task i after training task j."""
    k = len(a)
    return dict(
        forgetting=sum(max(a[j][i] for j in range(k - 1)) - a[k - 1][i] for i in range(k - 1)) / (k - 1),
        zero_shot_degradation=sum(zero[i] - min(a[j][i] for j in range(i + 1)) for i in range(1, k)) / (k - 1),
        average_accuracy=sum(a[k - 1]) / k,
        transfer=sum(sum(a[j][i] for j in range(i)) / i for i in range(1, k)) / (k - 1),
        average=sum(map(sum, a)) / k**2,
        last=sum(a[k - 1]) / k,
    )


def run(o, dtype, order=None):
    tokenizer = CLIPTokenizer.from_pretrained(MODEL)
    tasks = [load_task(name) for name in TASKS]
    reference, reference_eval = (r.to(dtype) for r in load_reference())
    for task in tasks:
        task["train"], task["test"] = task["train"].to(dtype), task["test"].to(dtype)
        if order:
            task["train"], task["train_labels"] = order(task["train"]), order(task["train_labels"])
    if order:
        reference = order(reference)
    pretrained = load_model(dtype)
    texts = [encode_text(pretrained, tokenizer, task["classes"]) for task in tasks]
    student = copy.deepcopy(pretrained)

    out = dict(options=o, steps=[], own=[], union=[], distance=[])
    evaluations = [evaluate(student, pretrained, tasks, texts, reference, reference_eval)]
    for k, task in enumerate(tasks):
        previous = copy.deepcopy(student)
        out["steps"] += train_task(student, pretrained, previous, texts[k], task, reference, o, k)
        evaluations.append(evaluate(student, pretrained, tasks, texts, reference, reference_eval))
    for row, distance, _ in evaluations:
        out["own"].append(row["own"])
        out["union"].append(row["union"])
        out["distance"].append(distance)
    for space in ("own", "union"):
        matrix = [row["accuracy"] for row in out[space]]
        out[f"metrics_{space}"] = metrics(matrix[0], matrix[1:])
    out["image_embeddings"] = evaluations[-1][2].tolist()
    frozen = zip(pretrained.named_parameters(), student.parameters())
    assert all(torch.equal(a, b) for (name, a), b in frozen if not name.startswith("vis")), "a frozen parameter moved"
    return out, torch.cat([t[:2] for t in texts]).tolist()


# -- output --------------------------------------------------------------------------------------------------------------

STEP_COLUMNS = ["task", "step", "lr", "loss", "cross_entropy", "distill_previous", "distill_pretrained", "mean_selection"]


def rounded(value, digits=9):
    if isinstance(value, float):
        return float(f"{value:.{digits}g}")
    if isinstance(value, dict):
        return {k: rounded(v, 6 if k == "margin" else digits) for k, v in value.items()}
    return [rounded(v, digits) for v in value] if isinstance(value, list) else value


def write(results, text_embeddings):
    runs = {}
    for name, r in results.items():
        runs[name] = dict(
            options=r["options"],
            steps=[[row[c] for c in STEP_COLUMNS] for row in r["steps"]],
            accuracy=[row["accuracy"] for row in r["own"]],
            accuracy_union=[row["accuracy"] for row in r["union"]],
            metrics=r["metrics_own"],
            metrics_union=r["metrics_union"],
            distance=r["distance"],
            predictions=[{"own": pick(a), "union": pick(b)} for a, b in zip(r["own"], r["union"])],
            image_embeddings=r["image_embeddings"],
        )
    out = dict(tasks=TASKS, batch_size=24, reference_batch_size=32, step_columns=STEP_COLUMNS, text_embeddings=text_embeddings, runs=runs)
    (HERE / "expected.json").write_text(json.dumps(rounded(out), separators=(",", ":")) + "\n")


def pick(row):
    return dict(predicted=row["predicted"], margin=row["margin"])


def main():
    torch.set_num_threads(1)
    runs = {name: run(options, torch.float32) for name, options in RUNS.items()}
    write({name: result for name, (result, _) in runs.items()}, runs["snd"][1])


if __name__ == "__main__":
    main()
