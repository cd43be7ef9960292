# SPDX-License-Identifier: MIT
"""What the runs read: two tasks and the reference of ../trace, captions.txt, pairs.json and the mini CLIP with what trains of it."""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "trace"))

import make_trace as trace  # noqa: E402

TASKS = trace.TASKS[:2]

# -- data and model ------------------------------------------------------------------------------------------------------


def load_task(name, dtype):
    task = trace.load_task(name)
    annotation = json.loads((trace.HERE / "tasks" / f"{name}.json").read_text())
    files = trace.read_tar(trace.HERE / "tasks" / annotation["archive"])
    task["train_eval_view"] = torch.stack([trace.eval_view(files[path]) for path, _ in annotation["data"]["train"]])
    for key in ("train", "train_eval_view", "test"):
        task[key] = task[key].to(dtype)
    task["prompts"] = [trace.TEMPLATE.format(c) for c in task["classes"]]
    return task


def load_pairs():
    """Captions of the reference pictures, which the pairs hold in the reference's order, and which captions agree."""
    pairs = json.loads((HERE / "pairs.json").read_text())["images"]
    assert [path for path, _ in pairs] == json.loads((trace.HERE / "tasks" / "reference.json").read_text())["images"]
    captions = [caption for _, caption in pairs]
    return captions, torch.tensor([captions.index(c) for c in captions])


def load_model(o, dtype):
    model = trace.load_model(dtype)
    for name, parameter in model.named_parameters():
        image = name.startswith(("vision_model.", "visual_projection."))
        parameter.requires_grad_({"image_tower": image, "both_towers": name != "logit_scale", "everything": True}[o["trains"]])
    return model


def trained(model):
    return [p for p in model.parameters() if p.requires_grad]


def copies(model):
    return [p.detach().clone() for p in trained(model)]


def set_weights(model, values):
    with torch.no_grad():
        for parameter, value in zip(trained(model), values):
            parameter.copy_(value)


def encode_text(model, texts):
    ids = model.tokenizer(texts, padding="max_length", truncation=True, max_length=24, return_tensors="pt").input_ids
    return F.normalize(model.get_text_features(input_ids=ids).pooler_output, dim=-1)


# -- reference -----------------------------------------------------------------------------------------------------------


def reference_of(o, task, memory, pool, order):
    """Reference images of a task in their one batch, and what says which of them belong together."""
    if o["reference"] == "task":
        return order(task["train_eval_view"]), None
    if o["reference"] == "pool" or o["reference"] == "pairs":
        return order(pool), order(load_pairs()[1])
    if o["reference"] == "exemplars" and memory["exemplars"]:
        return order(torch.stack([memory["pictures"][k][i] for k, chosen in enumerate(memory["exemplars"]) for i in chosen])), None
    return None, None


@torch.no_grad()
def fixed_texts(o, teacher, task):
    """The texts that teacher and student are both compared with, by the teacher."""
    if o["texts"] == "class_prompts":
        return encode_text(teacher, task["prompts"])
    if o["texts"] == "captions":
        return encode_text(teacher, (HERE / "captions.txt").read_text().splitlines())
    return None
