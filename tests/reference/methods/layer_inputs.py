# SPDX-License-Identifier: MIT
"""InfLoRA, KeepLoRA and GNSP: what trains depends on the inputs of layers, which forward hooks see.

sdkt computes the last block of a tower for one token where more are not needed: its query, output projection and MLP
have that token's inputs only, here too.
"""

import copy
import math

import torch
import torch.nn.functional as F
from torch.nn.utils import parametrize

import make_trace as trace


def encode_text(model, texts):
    """Unit features, of as many positions as the longest text has."""
    ids = model.tokenizer(texts, padding="longest", truncation=True, max_length=24, return_tensors="pt").input_ids
    return F.normalize(model.get_text_features(input_ids=ids).pooler_output, dim=-1), ids.argmax(-1)


def layers(model, o):
    """(name, layer, whether it reads one token only) of the chosen layers."""
    for tower in ("vision_model", "text_model") if o["trains"] == "both_towers" and o["parameters"] != "gnsp" else ("vision_model",):
        blocks = getattr(model, tower).encoder.layers
        for place, block in enumerate(blocks):
            last = place + 1 == len(blocks)
            attention = block.self_attn
            chosen = {
                "inflora": ((attention.k_proj, False), (attention.v_proj, False)),
                "keeplora": ((attention.q_proj, True), (attention.k_proj, False), (attention.v_proj, False), (attention.out_proj, True)),
                "gnsp": ((block.mlp.fc1, True), (block.mlp.fc2, True)),
            }[o["parameters"]]
            for layer, of_one in chosen:
                yield tower, layer, last and of_one
    if o["parameters"] == "gnsp":
        yield "vision_model", model.visual_projection, False


@torch.no_grad()
def grams(model, o, task):
    """The sum of x x^T per chosen layer over the task's images, or its prompts, and the count."""
    sums, ends = [], []

    def see(place, of_one, tower):
        def hook(_, inputs):
            x = inputs[0]
            if of_one:
                x = x[:, 0] if tower == "vision_model" else x[torch.arange(len(x)), ends[0]]
            x = x.reshape(-1, x.shape[-1])
            sums[place] = (x.T @ x, len(x))

        return hook

    hooks = []
    for place, (tower, layer, of_one) in enumerate(layers(model, o)):
        sums.append(None)
        hooks.append(layer.register_forward_pre_hook(see(place, of_one, tower)))
    if o["trains"] == "both_towers":
        ids = model.tokenizer(task["prompts"], padding="longest", truncation=True, max_length=24, return_tensors="pt").input_ids
        ends.append(ids.argmax(-1))
        encode_text(model, task["prompts"])
    trace.encode_image(model, task["train_eval_view"])
    for hook in hooks:
        hook.remove()
    return sums


def outside(U, X):
    return X if U is None else X - U @ (U.T @ X)


def grown(U, X, energy):
    """GPM's growth of an orthonormal basis by the features X."""
    X = X.double()
    share = torch.linalg.svdvals(X).square().sum()
    if U is None:
        vectors, values, _ = torch.linalg.svd(X, full_matrices=False)
        return vectors[:, : max(1, int(((values.square() / share).cumsum(0) < energy).sum()))]
    vectors, values, _ = torch.linalg.svd(outside(U, X), full_matrices=False)
    held, count = 1 - values.square().sum() / share, 0
    while count < len(values) and held < energy:
        held, count = held + values[count].square() / share, count + 1
    return torch.cat([U, vectors[:, :count]], dim=1)


class Fixed(torch.nn.Module):
    def __init__(self, weight, A):
        super().__init__()
        self.A = A.to(weight.dtype)
        self.B = torch.nn.Parameter(torch.zeros(len(weight), len(A), dtype=weight.dtype))

    def forward(self, weight):
        return weight + self.B @ self.A


class FixedFactors:
    def __init__(self, student, o, number, memory, task):
        self.student, self.o, self.number, self.task = student, o, number, task
        own = list(layers(student, o))
        self.kept = memory.setdefault("kept", [None] * len(own))
        if o["parameters"] == "inflora":
            features, length = [gram.double() for gram, _ in grams(student, o, task)], 1 / math.sqrt(3)
        else:
            if number == 0:
                for place, (tower, layer, _) in enumerate(own):
                    self.kept[place] = grown(None, layer.weight.detach().T, o["image_energy" if tower == "vision_model" else "text_energy"])
            images = trace.encode_image(student, task["train_eval_view"])
            logits = student.logit_scale.exp() * images @ encode_text(student, task["prompts"])[0].T
            loss = F.cross_entropy(logits, task["train_labels"])
            features = [g.T.double() for g in torch.autograd.grad(loss, [layer.weight for _, layer, _ in own])]
            length = 1 / o["rank"]
        self.model = copy.deepcopy(student)
        self.model.tokenizer = student.tokenizer
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)
        self.factors = []
        for (_, layer, _), X, U in zip(layers(self.model, o), features, self.kept):
            A = torch.linalg.svd(outside(U, X), full_matrices=False)[0][:, : o["rank"]].T * length
            self.factors.append(Fixed(layer.weight, A))
        for (_, layer, _), factor in zip(list(layers(self.model, o)), self.factors):
            parametrize.register_parametrization(layer, "weight", factor, unsafe=True)
        self.theta = [factor.B for factor in self.factors]

    def before_update(self):
        pass

    def after_update(self, step):
        pass

    @torch.no_grad()
    def merge(self):
        o = self.o
        for (_, own, _), (_, tuned, _) in zip(layers(self.student, o), layers(self.model, o)):
            own.weight.copy_(tuned.weight)
        for place, (gram, count) in enumerate(grams(self.student, o, self.task)):
            if o["parameters"] == "inflora":
                energy = o["energy"] + (o["last_energy"] - o["energy"]) * self.number / o["tasks"]
                self.kept[place] = grown(self.kept[place], gram / count, energy)
            else:
                values, vectors = torch.linalg.eigh(gram.double())
                self.kept[place] = grown(self.kept[place], vectors * values.clamp_min(0).sqrt(), o["input_energy"])


class NullSpaceOfInputs:
    def __init__(self, student, o, number, memory, task):
        self.model, self.o, self.task = student, o, task
        self.sums, self.bases = memory.setdefault("grams", []), []
        self.own = [layer.weight for _, layer, _ in layers(student, o)]
        self.theta = self.own if number else [p for p in student.parameters() if p.requires_grad]
        for M in self.sums:
            U, S, _ = torch.linalg.svd(M.double())
            tails = S.flip(0).cumsum(0).flip(0) / S.sum()
            self.bases.append(U[:, tails < o["share"]].to(M.dtype))

    @torch.no_grad()
    def before_update(self):
        for weight, basis in zip(self.own, self.bases):
            weight.grad = weight.grad @ basis @ basis.T

    def after_update(self, step):
        pass

    def merge(self):
        found = [gram / torch.linalg.matrix_norm(gram) for gram, _ in grams(self.model, self.o, self.task)]
        self.sums[:] = [a + b for a, b in zip(self.sums, found)] if self.sums else found
