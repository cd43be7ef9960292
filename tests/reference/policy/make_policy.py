# SPDX-License-Identifier: MIT
"""Writes expected.json: losses, selections and AdamW over random inputs, computed by PyTorch in double precision.

Written from the formulas of docs/method.md and from torch.optim, without a look at sdkt's sources.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).resolve().parent
R, E, C = 5, 4, 3


def numbers(tensor):
    return [float(f"{value:.17g}") for value in tensor.detach().flatten().tolist()]


def unit(rows):
    return F.normalize(torch.randn(rows, E, dtype=torch.float64), dim=1)


def losses_of(seed):
    torch.manual_seed(seed)
    student = unit(R).requires_grad_()
    # Teachers at distances around the threshold.
    previous = unit(R)
    pretrained = F.normalize(previous + 0.2 * torch.randn(R, E, dtype=torch.float64), dim=1)
    texts, weights = unit(C), torch.rand(R, dtype=torch.float64) * 2
    scale, threshold, strengths = 4.0 + seed, 0.1 + 0.05 * seed, (9.0, 0.5)
    logit_scale, temperature = 20.0, 0.5 + seed

    eta = torch.sigmoid(scale * (torch.linalg.vector_norm(pretrained - previous, dim=1) - threshold))
    to_previous = (student - previous).pow(2).sum(1)
    to_pretrained = (student - pretrained).pow(2).sum(1)
    plain = strengths[0] * (eta * to_previous).mean() + strengths[1] * ((1 - eta) * to_pretrained).mean()
    released = (strengths[0] * (eta[:, None] * to_previous).mean()
                + strengths[1] * ((1 - eta)[:, None] * to_pretrained).mean())

    student_logits = logit_scale * student @ texts.T / temperature
    teacher_logits = logit_scale * previous @ texts.T / temperature
    soft = torch.softmax(teacher_logits, 1)
    each = F.cross_entropy(student_logits, soft, reduction="none") * temperature ** 2
    divergence = (weights * each).mean()

    def gradient(loss):
        return numbers(torch.autograd.grad(loss, student, retain_graph=True)[0])

    return {"student": numbers(student), "previous": numbers(previous), "pretrained": numbers(pretrained),
            "texts": numbers(texts), "weights": numbers(weights), "scale": scale, "threshold": threshold,
            "logit_scale": logit_scale, "temperature": temperature, "eta": numbers(eta),
            "plain": plain.item(), "plain_gradient": gradient(plain),
            "released": released.item(), "released_gradient": gradient(released),
            "divergence": divergence.item(), "divergence_gradient": gradient(divergence)}


def adamw_of(seed, decay):
    torch.manual_seed(seed)
    theta = torch.nn.Parameter(torch.randn(12))
    optimiser = torch.optim.AdamW([theta], lr=1.0, betas=(0.9, 0.999), eps=1e-8, weight_decay=decay)
    start, gradients, rates, path = numbers(theta), [], [], []
    for step in range(20):
        theta.grad = torch.randn(12) * 10.0 ** (step % 4 - 2)
        rates.append(1e-2 / (step + 1))
        optimiser.param_groups[0]["lr"] = rates[-1]
        optimiser.step()
        gradients.append(numbers(theta.grad))
        path.append(numbers(theta))
    return {"decay": decay, "start": start, "rates": rates, "gradients": gradients, "path": path}


def main():
    expected = {"R": R, "E": E, "C": C, "losses": [losses_of(seed) for seed in range(4)],
                "adamw": [adamw_of(7, 0.0), adamw_of(8, 5e-4), adamw_of(9, 0.1)]}
    (HERE / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
