# SPDX-License-Identifier: MIT
"""What trains in place of the weights: LoRA, CoDyRA, NuSA-CL, and weights whose gradients are projected.

Autograd goes through the factors (torch.nn.utils.parametrize); nothing here is written with gradients by hand. The
random numbers with which factors begin are those of sdkt: Philox 4x32-10, written from its paper.
"""

import copy
import math

import torch
from torch.nn.utils import parametrize

import layer_inputs

SEED = 1102  # of sdkt's runs
INITIAL_FACTORS = 12  # the purpose of these random numbers


def philox(counter, key):
    counter, key = list(counter), list(key)
    for _ in range(10):
        first, second = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [(second >> 32) ^ counter[1] ^ key[0], second & 0xFFFFFFFF, (first >> 32) ^ counter[3] ^ key[1], first & 0xFFFFFFFF]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return counter


def uniforms(count, task, first, index):
    """Numbers in [0, 1) with 53 bits, each of two words, the high one first."""
    words = []
    block = 0
    while len(words) < 2 * count:
        words += philox((block, index, first, INITIAL_FACTORS << 24 | task), (SEED, 0))
        block += 1
    return [((words[2 * i] << 32 | words[2 * i + 1]) >> 11) * 2.0**-53 for i in range(count)]


def down_factor(rank, columns, task, index):
    bound = 1 / math.sqrt(columns)
    return torch.tensor([-bound + 2 * bound * u for u in uniforms(rank * columns, task, 0, index)]).view(rank, columns)


def normals(count, task, index):
    u = uniforms(2 * count, task, 1, index)
    return torch.tensor([math.sqrt(-2 * math.log(1 - u[2 * i])) * math.cos(2 * math.pi * u[2 * i + 1]) for i in range(count)])


class LowRank(torch.nn.Module):
    def __init__(self, weight, o, task, index):
        super().__init__()
        self.down = torch.nn.Parameter(down_factor(o["rank"], weight.shape[1], task, index).to(weight.dtype))
        self.up = torch.nn.Parameter(torch.zeros(weight.shape[0], o["rank"], dtype=weight.dtype))
        self.gates = torch.nn.Parameter(normals(o["rank"], task, index).to(weight.dtype)) if o["parameters"] == "gated" else None
        self.scale = o.get("lora_alpha", o["rank"]) / o["rank"]

    def forward(self, weight):
        down = self.down if self.gates is None else self.gates[:, None] * self.down
        return weight + self.scale * self.up @ down


class NullSpace(torch.nn.Module):
    def __init__(self, weight, o, task, index):
        super().__init__()
        U, S, Vh = torch.linalg.svd(weight.detach(), full_matrices=False)
        share = S.double().square().cumsum(0) / S.double().square().sum()
        leading = int((share < o["energy"]).sum()) + 1
        kept = torch.arange(len(S)) >= max(leading, len(S) - o["rank"])
        self.U, self.Vh = U[:, kept], Vh[kept]
        self.core = torch.nn.Parameter(torch.zeros(len(self.Vh), len(self.Vh), dtype=weight.dtype))

    def forward(self, weight):
        return weight + self.U @ self.core @ self.Vh


def matrices(model, o):
    """The chosen linear layers of the image tower, in sdkt's order."""
    for layer in model.vision_model.encoder.layers:
        attention, mlp = layer.self_attn, layer.mlp
        yield from (attention.q_proj, attention.k_proj, attention.v_proj, attention.out_proj)
        if o["parameters"] == "gated":
            yield from (mlp.fc1, mlp.fc2)


class Factors:
    """A copy of the student whose chosen matrices are functions of factors."""

    def __init__(self, student, o, task):
        self.student, self.o = student, o
        self.model = copy.deepcopy(student)
        self.model.tokenizer = student.tokenizer
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)
        kind = NullSpace if o["parameters"] == "null_space" else LowRank
        self.factors = []
        for index, linear in enumerate(matrices(self.model, o)):
            self.factors.append(kind(linear.weight, o, task, index))
            parametrize.register_parametrization(linear, "weight", self.factors[-1], unsafe=True)
        self.theta = [parameter for factor in self.factors for parameter in factor.parameters()]

    def before_update(self):
        pass

    @torch.no_grad()
    def after_update(self, step):
        if self.o["parameters"] != "gated" or step < self.o["steps"] // 2:
            return
        later = self.o["steps"] - self.o["steps"] // 2
        part = (step - self.o["steps"] // 2) * self.o["thresholds"] // later
        kappa = self.o["largest_threshold"] * part / (self.o["thresholds"] - 1)
        for factor in self.factors:
            factor.gates.copy_(factor.gates.sign() * (factor.gates.abs() - kappa).clamp_min(0))

    @torch.no_grad()
    def merge(self):
        for own, tuned in zip(matrices(self.student, self.o), matrices(self.model, self.o)):
            own.weight.copy_(tuned.weight)


class Projected:
    """The student itself. `memory` keeps the sums over gradients from task to task."""

    def __init__(self, student, o, task, memory):
        self.model, self.o = student, o
        self.theta = [p for p in student.parameters() if p.requires_grad]
        named = [(name, p) for name, p in student.named_parameters() if p.requires_grad and p.ndim == 2 and "embed" not in name]
        # sdkt has query, key and value as one matrix: their gradients below each other.
        self.groups = {}
        for name, parameter in named:
            for part in ("q_proj", "k_proj", "v_proj"):
                name = name.replace(part, "in_proj")
            self.groups.setdefault(name, []).append(parameter)
        self.sums, self.bases, self.start = memory.setdefault("input_sums", {}), {}, [p.detach().clone() for p in self.theta]
        self.start_of = {id(p): s for p, s in zip(self.theta, self.start)}
        for name, C in self.sums.items():
            values, vectors = torch.linalg.eigh(C.double())
            share = values.clamp_min(0).flip(0).cumsum(0) / values.clamp_min(0).sum()
            fixed = int((share < o["energy"]).sum()) + 1
            self.bases[name] = vectors[:, len(values) - fixed:].to(C.dtype)

    @torch.no_grad()
    def before_update(self):
        for name, group in self.groups.items():
            G = torch.cat([p.grad for p in group])
            self.sums[name] = self.sums.get(name, 0) + G.T @ G / (G * G).sum()
            if name in self.bases:
                V = self.bases[name]
                for p in group:
                    p.grad -= p.grad @ V @ V.T

    @torch.no_grad()
    def after_update(self, step):
        for name, V in self.bases.items():
            for p in self.groups[name]:
                p -= (p - self.start_of[id(p)]) @ V @ V.T

    def merge(self):
        pass


def parameters_of(student, o, task, memory, data):
    if o["parameters"] in ("inflora", "keeplora"):
        return layer_inputs.FixedFactors(student, o, task, memory, data)
    if o["parameters"] == "gnsp":
        return layer_inputs.NullSpaceOfInputs(student, o, task, memory, data)
    return Projected(student, o, task, memory) if o["parameters"] == "projected" else Factors(student, o, task)
