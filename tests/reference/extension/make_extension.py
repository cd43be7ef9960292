# SPDX-License-Identifier: MIT
"""Writes expected.json: penalties, merges and herdings over random inputs, by PyTorch in double precision.

Written from the formulas of the published methods, with autograd for every gradient, without a look at sdkt's sources.
"""

import json
import pathlib

import numpy
import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).resolve().parent
DOUBLE = {"dtype": torch.float64}
N, C, X = 7, 3, 4  # images, classes and inputs of a model of linear logits


def numbers(tensor):
    return [float(f"{value:.17g}") for value in tensor.detach().flatten().tolist()]


def fisher(weights, inputs, labels, batch_size):
    """Sum over batches of size * (gradient of the mean cross-entropy)^2, over the images."""
    total = torch.zeros_like(weights)
    for first in range(0, len(inputs), batch_size):
        x, y = inputs[first:first + batch_size], labels[first:first + batch_size]
        leaf = weights.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(F.cross_entropy(x @ leaf.T, y), leaf)
        total += len(x) * gradient.square()
    return total / len(inputs)


def penalty_and_gradient(penalty, place):
    leaf = place.clone().requires_grad_()
    value = penalty(leaf)
    return {"value": value.item(), "gradient": numbers(torch.autograd.grad(value, leaf)[0])}


def consolidation_of(seed, labels_rule, batch_size):
    """Three tasks; after each, both penalties at a random place."""
    torch.manual_seed(seed)
    strength, keep, add = 2.0 + seed, 0.5, 0.75
    tasks, past, running, result = [], [], torch.zeros(C, X, **DOUBLE), []
    for _ in range(3):
        inputs, labels = torch.randn(N, X, **DOUBLE), torch.randint(C, (N,))
        weights, place = torch.randn(C, X, **DOUBLE), torch.randn(C, X, **DOUBLE)
        at = labels if labels_rule == "given" else (inputs @ weights.T).argmax(1)
        importance = fisher(weights, inputs, at, batch_size)
        past.append((importance, weights))
        running = keep * running + add * importance
        tasks.append({"inputs": numbers(inputs), "labels": labels.tolist(), "weights": numbers(weights),
                      "place": numbers(place)})
        result.append({
            "fisher": numbers(importance),
            "ewc": penalty_and_gradient(
                lambda w: strength / 2 * sum((f * (w - c).square()).sum() for f, c in past), place),
            "online": penalty_and_gradient(
                lambda w, f=running, c=weights: strength / 2 * (f * (w - c).square()).sum(), place)})
    return {"strength": strength, "keep": keep, "add": add, "labels": labels_rule, "batch_size": batch_size,
            "tasks": tasks, "expected": result}


def gift_of(seed):
    """Two tensors, a distillation of them, and its gradient's square over its mean as the weights of an L2 to the start."""
    torch.manual_seed(seed)
    sizes, strength = (5, 9), 0.5 + seed
    start = [torch.randn(n, **DOUBLE) for n in sizes]
    place = [torch.randn(n, **DOUBLE).requires_grad_() for n in sizes]
    mix = torch.randn(5, 9, **DOUBLE)
    distillation = (place[0] @ mix @ place[1]).sin() + place[1].pow(3).sum()
    gradients = torch.autograd.grad(distillation, place)
    weights = [g.square() / g.square().mean() for g in gradients]
    penalty = strength * sum((f * (p - s).square()).sum() for f, p, s in zip(weights, place, start))
    added = torch.autograd.grad(penalty, place)
    flat = torch.cat
    return {"sizes": sizes, "strength": strength, "start": numbers(flat(start)), "place": numbers(flat(place)),
            "distillation": numbers(flat(gradients)), "fisher": numbers(flat(weights)), "added": numbers(flat(added))}


def trim(vector, keep):
    count = vector.numel() - int(keep * vector.numel())
    return vector * (vector.abs() >= vector.abs().kthvalue(count).values)


def merges_of(seed, tasks, keep):
    torch.manual_seed(seed)
    # Few digits, so that magnitudes are equal and sums cancel now and then.
    vectors = (torch.randn(tasks, 24, **DOUBLE) * 8).round() / 8
    trimmed = torch.stack([trim(v, keep) for v in vectors])
    sign = trimmed.sum(0).sign()
    sign = torch.where(sign == 0, sign.sum().sign(), sign)
    agrees = (trimmed.sign() == sign) & (trimmed != 0)
    ties = 0.55 * (trimmed * agrees).sum(0) / agrees.sum(0).clamp(min=1)
    # The last of the largest: the first in reversed order.
    latest = vectors.flip(0)
    magmax = 0.5 * latest.gather(0, latest.abs().argmax(0, keepdim=True))[0]
    return {"keep": keep, "vectors": [numbers(v) for v in vectors], "ties": numbers(ties), "magmax": numbers(magmax),
            "task_arithmetic": numbers(vectors.mean(0))}


def opcm_of(seed, tasks, energy):
    """OPCM in NumPy with complete bases, for a matrix each way, a table of embeddings and a bias."""
    rng = numpy.random.default_rng(seed)
    shapes = {"a.weight": (6, 4), "b.weight": (3, 7), "c_embedding.weight": (4, 3), "d.bias": (5,)}
    vectors = [{name: rng.standard_normal(shape) for name, shape in shapes.items()} for _ in range(tasks)]
    norm = lambda parts: numpy.sqrt(sum((part ** 2).sum() for part in parts.values()))
    merged, norms, before, steps = vectors[0], [norm(vectors[0])], 1.0, []
    for vector in vectors[1:]:
        norms.append(norm(vector))
        raw = {}
        for name, part in vector.items():
            if len(shapes[name]) == 2 and "embedding" not in name:
                u, s, vh = numpy.linalg.svd(merged[name], full_matrices=True)
                split = int(numpy.argmax(numpy.cumsum(s) / s.sum() > energy))
                projected = u.T @ part @ vh.T
                numpy.fill_diagonal(projected, 0)
                projected[:split, :split] = 0
                part = u @ projected @ vh
            raw[name] = before * merged[name] + part
        before = norm(raw) / numpy.mean(norms)
        merged = {name: part / before for name, part in raw.items()}
        steps.append(merged)
    flat = lambda parts: [float(f"{value:.17g}") for part in parts.values() for value in part.flatten().tolist()]
    return {"energy": energy, "names": list(shapes), "shapes": [list(shape) for shape in shapes.values()],
            "vectors": [flat(vector) for vector in vectors], "merged": [flat(step) for step in steps]}


def herding_of(seed, images, embedding, count):
    torch.manual_seed(seed)
    features = F.normalize(torch.randn(images, embedding, **DOUBLE) + torch.randn(embedding, **DOUBLE), dim=1)
    mean, total, picked = features.mean(0), torch.zeros(embedding, **DOUBLE), []
    for k in range(count):
        distance = (mean - (features + total) / (k + 1)).norm(dim=1)
        distance[picked] = float("inf")
        picked.append(distance.argmin().item())
        total += features[picked[-1]]
    return {"images": images, "embedding": embedding, "features": numbers(features), "picked": picked}


def main():
    torch.set_num_threads(1)
    expected = {
        "N": N, "C": C, "X": X,
        "consolidation": [consolidation_of(0, "given", 1), consolidation_of(1, "predicted", 3),
                          consolidation_of(2, "given", 7)],
        "gift": [gift_of(seed) for seed in range(3)],
        "merges": [merges_of(seed, tasks, keep) for seed, (tasks, keep) in
                   enumerate([(1, 0.2), (2, 0.2), (3, 0.5), (5, 0.2), (8, 0.347), (8, 0.9)])],
        "opcm": [opcm_of(0, 2, 0.5), opcm_of(1, 2, 0.8), opcm_of(2, 5, 0.5)],
        "herding": [herding_of(0, 40, 6, 40), herding_of(1, 60, 3, 25)],
    }
    (HERE / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
