# SPDX-License-Identifier: MIT
"""Writes expected.json: paths of SGD by torch.optim.SGD, and of Muon by its formulas in double precision.

torch.optim.Muon runs its iterations in bf16, so it is no reference for digits: the script checks that its paths are
those of the formulas up to the rounding of bf16.
"""

import json
import pathlib

import torch

HERE = pathlib.Path(__file__).resolve().parent
STEPS = 12
MATRICES = [(6, 4), (3, 5)]
REST = 7


def numbers(tensor):
    return [float(f"{value:.17g}") for value in tensor.detach().flatten().tolist()]


def sgd_of(seed, momentum, nesterov):
    torch.manual_seed(seed)
    theta = torch.nn.Parameter(torch.randn(9, dtype=torch.float64))
    optimiser = torch.optim.SGD([theta], lr=1.0, momentum=momentum, nesterov=nesterov)
    start, gradients, rates, path = numbers(theta), [], [], []
    for step in range(STEPS):
        theta.grad = torch.randn(9, dtype=torch.float64)
        rates.append(1e-2 / (step + 1))
        optimiser.param_groups[0]["lr"] = rates[-1]
        optimiser.step()
        gradients.append(numbers(theta.grad))
        path.append(numbers(theta))
    return {"momentum": momentum, "nesterov": nesterov, "start": start, "rates": rates, "gradients": gradients, "path": path}


def orthogonal(matrix):
    X = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    X = X / X.norm().clamp_min(1e-7)
    for _ in range(5):
        A = X @ X.T
        X = 3.4445 * X + (-4.7750 * A + 2.0315 * A @ A) @ X
    return X.T if matrix.shape[0] > matrix.shape[1] else X


def muon_of(seed, decay):
    torch.manual_seed(seed)
    weights = [torch.randn(*shape, dtype=torch.float64) for shape in MATRICES]
    rest = torch.nn.Parameter(torch.randn(REST, dtype=torch.float64))
    adamw = torch.optim.AdamW([rest], lr=1.0, weight_decay=decay)
    theirs = [torch.nn.Parameter(weight.float()) for weight in weights]
    muon = torch.optim.Muon(theirs, lr=1.0, weight_decay=decay, momentum=0.95, adjust_lr_fn="match_rms_adamw")
    moving = [torch.zeros_like(weight) for weight in weights]
    start, gradients, rates, path = [*map(numbers, weights), numbers(rest)], [], [], []
    for step in range(STEPS):
        rate = 1e-2 / (step + 1)
        gradient = [torch.randn_like(weight) for weight in weights]
        rest.grad = torch.randn_like(rest)
        for optimiser in (adamw, muon):
            optimiser.param_groups[0]["lr"] = rate
        for place, (weight, g) in enumerate(zip(weights, gradient)):
            moving[place] = 0.95 * moving[place] + 0.05 * g
            direction = orthogonal(0.05 * g + 0.95 * moving[place])
            weights[place] = (1 - rate * decay) * weight - rate * 0.2 * max(weight.shape) ** 0.5 * direction
            theirs[place].grad = g.float()
        adamw.step()
        muon.step()
        for weight, other in zip(weights, theirs):
            assert (weight - other).abs().max() < 2e-3, (weight - other).abs().max()
        rates.append(rate)
        gradients.append([*map(numbers, gradient), numbers(rest.grad)])
        path.append([*map(numbers, weights), numbers(rest)])
    return {"decay": decay, "start": start, "rates": rates, "gradients": gradients, "path": path}


def main():
    expected = {"sgd": [sgd_of(1, 0.0, False), sgd_of(2, 0.9, False), sgd_of(3, 0.9, True)],
                "muon": [muon_of(4, 0.0), muon_of(5, 0.1)]}
    (HERE / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
