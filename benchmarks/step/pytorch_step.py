# SPDX-License-Identifier: MIT
"""A training step of Select and Distill in PyTorch, with random weights and with images ready in memory.

    pytorch_step.py --variant released|good [--precision fp32|bf16] [--architecture mini|vit-b-16] [--batch 32]
                    [--reference 64] [--classes 196] [--teachers 1|2] [--threads 2] [--steps 5] [--device cpu|cuda]

released  as in the authors' program: the task's texts through the text tower of all three networks in every step,
          always both teachers, the student in two passes, torch.optim.AdamW with its defaults, .item() in every step
good      texts encoded once per task, one teacher on the first task, one student pass over both batches, fused AdamW,
          losses read at the end; in bf16 under torch.autocast

Prints one line of JSON. Needs torch and transformers.
"""

import argparse
import copy
import json
import statistics
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import CLIPConfig, CLIPModel

MINI = Path(__file__).resolve().parents[2] / "examples" / "mini" / "model"
WARM = 2  # steps not counted


def make_model(architecture):
    if architecture == "mini":
        return CLIPModel.from_pretrained(MINI, dtype=torch.float32).eval()
    vision = dict(hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12, image_size=224, patch_size=16)
    return CLIPModel(CLIPConfig(vision_config=vision)).eval()  # the text tower's defaults are ViT-B/16's


def image_features(model, pixels):
    return F.normalize(model.get_image_features(pixel_values=pixels).pooler_output.float(), dim=-1)


def text_features(model, ids):
    return F.normalize(model.get_text_features(input_ids=ids).pooler_output.float(), dim=-1)


def finished(device):
    """The time at which the device has finished its work."""
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


def time_steps(a):
    released = a.variant == "released"
    student = make_model(a.architecture).to(a.device)
    for name, parameter in student.named_parameters():
        parameter.requires_grad_(name.startswith(("vision_model.", "visual_projection.")))
    pretrained, previous = copy.deepcopy(student), copy.deepcopy(student)
    size = student.config.vision_config.image_size
    length, words = student.config.text_config.max_position_embeddings, student.config.text_config.vocab_size
    ids = torch.randint(1, words - 2, (a.classes, length), device=a.device)
    ids[:, -1] = words - 1
    x, r = (torch.randn(count, 3, size, size, device=a.device) for count in (a.batch, a.reference))
    y = torch.randint(0, a.classes, (a.batch,), device=a.device)
    optimiser = torch.optim.AdamW([p for p in student.parameters() if p.requires_grad], lr=1e-5, weight_decay=5e-4,
                                  fused=None if released else True)
    with torch.no_grad():
        texts = text_features(student, ids[:1]).expand(a.classes, -1) if not released else None
    scale, seconds = student.logit_scale.exp().detach(), []
    for _ in range(a.steps + WARM):
        begin = finished(a.device)
        with torch.autocast(a.device, torch.bfloat16, enabled=a.precision == "bf16"):
            with torch.no_grad():
                if released:
                    for network in (student, previous, pretrained):
                        texts = text_features(network, ids)
                h0 = image_features(pretrained, r)
                hp = image_features(previous, r) if released or a.teachers == 2 else h0
            if released:
                h, hr = image_features(student, x), image_features(student, r)
            else:
                h, hr = image_features(student, torch.cat([x, r])).split([a.batch, a.reference])
        eta = torch.sigmoid(6 * ((h0 - hp).norm(dim=1) - 0.2))
        loss = F.cross_entropy(scale * h @ texts.T, y)
        loss = loss + 9 * (eta * (hr - hp).square().sum(1)).mean() + 0.5 * ((1 - eta) * (hr - h0).square().sum(1)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if released:
            loss.item()
        seconds.append(finished(a.device) - begin)
    return statistics.median(seconds[WARM:])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--variant", choices=["released", "good"], required=True)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--architecture", choices=["mini", "vit-b-16"], default="vit-b-16")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    for name, value in (("batch", 32), ("reference", 64), ("classes", 196), ("teachers", 2), ("threads", 2), ("steps", 5)):
        parser.add_argument("--" + name, type=int, default=value)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    print(json.dumps(dict(seconds=time_steps(a), torch=torch.__version__)))


if __name__ == "__main__":
    main()
