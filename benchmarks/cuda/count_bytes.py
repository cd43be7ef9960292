# SPDX-License-Identifier: MIT
"""Bytes that PyTorch's operators move in place of a kernel of sdkt, and the number of these operators.

    count_bytes.py [--images 64] [--features 512] [--batch 32] [--classes 196] [--weights 86192640]

Every operator is counted when it is dispatched, forward and backward: each of its tensors once if it is read and once if
it is written; views are not counted. This is the traffic to memory without a cache; a cache reduces it. Needs torch; no
device.
"""

import argparse

import torch
import torch.nn.functional as F
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

VIEWS = {"view", "_unsafe_view", "t", "transpose", "select", "narrow", "slice", "expand", "unsqueeze", "squeeze", "detach",
         "alias", "as_strided", "permute", "_reshape_alias", "lift_fresh", "unbind"}  # fmt: skip


class Counter(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.read = self.written = self.operators = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        name = function._schema.name.removeprefix("aten::")
        if name in VIEWS or name.startswith("empty"):
            return result
        inputs = [one for one in tree_leaves((args, kwargs)) if isinstance(one, torch.Tensor)]
        outputs = [one for one in tree_leaves(result) if isinstance(one, torch.Tensor)]
        if not outputs and inputs:  # in place, without a result
            outputs = inputs
        bytes_of = lambda tensors: sum(one.numel() * one.element_size() for one in tensors)  # noqa: E731
        self.read += bytes_of(inputs)
        self.written += bytes_of(outputs)
        self.operators += 1
        return result


def unit(rows):
    return rows / rows.norm(dim=1, keepdim=True)


def distillation(a):
    student, previous, first = (unit(torch.randn(a.images, a.features)) for _ in range(3))
    student.requires_grad_()

    def step():
        with torch.no_grad():
            eta = torch.sigmoid(((first - previous).norm(dim=1) - 0.2) * 6)
        to_previous = ((student - previous).square().sum(1) * eta).mean()
        to_first = ((student - first).square().sum(1) * (1 - eta)).mean()
        (9 * to_previous + 0.5 * to_first).backward()

    return step


def cross_entropy(a):
    images, texts = unit(torch.randn(a.batch, a.features)).requires_grad_(), unit(torch.randn(a.classes, a.features))
    labels = torch.randint(0, a.classes, (a.batch,))
    return lambda: F.cross_entropy(100 * images @ texts.T, labels).backward()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, value in (("images", 64), ("features", 512), ("batch", 32), ("classes", 196), ("weights", 86192640)):
        parser.add_argument("--" + name, type=int, default=value)
    a = parser.parse_args()
    row = 4 * a.features
    own = {
        "selective distillation": (distillation(a), 3 * a.images * row, a.images * row + 4 * 4 * a.images),
        "cosine cross-entropy": (cross_entropy(a), (a.batch + a.classes) * row, a.batch * row + 4 * a.batch),
    }
    print("| kernel | its MB | operators' MB | ratio | operators |\n|---|---|---|---|---|")
    for name, (step, read, written) in own.items():
        with Counter() as counter:
            step()
        moved = counter.read + counter.written
        print(f"| {name} | {(read + written) / 1e6:.3f} | {moved / 1e6:.3f} | {moved / (read + written):.1f} | {counter.operators} |")
    update = 28 * a.weights
    for name, mine, operators, count in (
        ("AdamW", update, update, 1),
        ("AdamW with an average", update + 8 * a.weights, update + 12 * a.weights, 2),
        ("AdamW with L2 to given weights", update + 4 * a.weights, update + 24 * a.weights, 3),
        ("AdamW with a bf16 copy", update + 2 * a.weights, update + 6 * a.weights, 2),
    ):
        print(f"| {name} | {mine / 1e6:.0f} | {operators / 1e6:.0f} | {operators / mine:.2f} | {count} |")


if __name__ == "__main__":
    main()
