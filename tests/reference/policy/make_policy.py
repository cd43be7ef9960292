# SPDX-License-Identifier: MIT
"""Writes expected.json: losses, selections, averages and AdamW over random inputs, by PyTorch in double precision.

Written from the published formulas, as the authors' code computes them, and from torch.optim and torch.nn.functional,
without a look at sdkt's sources.
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


def gradients(loss, *places):
    return [numbers(gradient) for gradient in torch.autograd.grad(loss, places, retain_graph=True)]


def soft_cross_entropy(teacher, student, temperature):
    """KD of every row: temperature^2 times the cross-entropy with the teacher's softened probabilities."""
    soft = torch.softmax(teacher / temperature, 1)
    return temperature ** 2 * F.cross_entropy(student / temperature, soft, reduction="none")


def both_axes(teacher, student, temperature, weights):
    """KD of rows and of columns, with each image's weight before its share in either."""
    columns = -temperature ** 2 * torch.softmax(teacher / temperature, 0) * torch.log_softmax(student / temperature, 0)
    images, texts = teacher.shape
    return (weights * soft_cross_entropy(teacher, student, temperature)).mean() \
        + sum(weights[i] * columns[i, j] for i in range(images) for j in range(texts)) / texts


def text_losses_of(seed):
    torch.manual_seed(100 + seed)
    student, teacher, texts = unit(R).requires_grad_(), unit(R), unit(C)
    weights = torch.rand(R, dtype=torch.float64) * 2
    student_scale, teacher_scale, temperature = 20.0, 12.0 + seed, 0.5 + seed
    student_logits, teacher_logits = student_scale * student @ texts.T, teacher_scale * teacher @ texts.T

    contrastive = both_axes(teacher_logits, student_logits, temperature, weights)
    if seed == 0:  # with weights of 1 it is the two-axes loss that ZSCL runs
        plain = both_axes(teacher_logits, student_logits, temperature, torch.ones(R, dtype=torch.float64))
        zscl = soft_cross_entropy(teacher_logits, student_logits, temperature).mean() \
            + soft_cross_entropy(teacher_logits.T, student_logits.T, temperature).mean()
        assert torch.allclose(plain, zscl, rtol=0, atol=1e-13)
    distances = F.l1_loss(torch.softmax(student_logits, 1), torch.softmax(teacher_logits, 1), reduction="none")
    losses = {"contrastive": contrastive, "probability": (weights * distances.mean(1)).mean(),
              "plain": (weights * F.pairwise_distance(student, teacher, eps=0)).mean(),
              "cosine": (weights * (1 - F.cosine_similarity(student, teacher))).mean()}
    one = {"student": numbers(student), "teacher": numbers(teacher), "texts": numbers(texts),
           "weights": numbers(weights), "student_scale": student_scale, "teacher_scale": teacher_scale,
           "temperature": temperature}
    for name, loss in losses.items():
        one[name] = {"value": loss.item(), "images": gradients(loss, student)[0]}
    # The cosine similarity of PyTorch normalises; of unit vectors the loss is 1 - h.h_T and so is its gradient.
    one["cosine"]["images"] = numbers(-weights[:, None] * teacher / R)
    return one


def relational(student, teacher, weights, distance_weight, angle_weight):
    """Relational distillation as in its authors' code: distances over their mean, cosines of angles, smooth L1."""
    def relations(rows):
        towards = rows[None, :, :] - rows[:, None, :]
        # A root of 0 has no gradient: the diagonal is left out of it.
        off = ~torch.eye(len(rows), dtype=torch.bool)
        distances = torch.zeros(len(rows), len(rows), dtype=rows.dtype).masked_scatter(off, towards[off].norm(dim=1))
        unit_vectors = F.normalize(towards, p=2, dim=2)
        return distances / distances[distances > 0].mean(), torch.bmm(unit_vectors, unit_vectors.transpose(1, 2))

    (own, own_angles), (wanted, wanted_angles) = relations(student), relations(teacher)
    distance = F.smooth_l1_loss(own, wanted, reduction="none")
    angle = F.smooth_l1_loss(own_angles, wanted_angles, reduction="none")
    ones = torch.ones_like(weights)
    both = [(w * distance.mean(1)).mean() * distance_weight + (w * angle.mean((1, 2))).mean() * angle_weight for w in (weights, ones)]
    plain = distance_weight * F.smooth_l1_loss(own, wanted) + angle_weight * F.smooth_l1_loss(own_angles.flatten(), wanted_angles.flatten())
    assert torch.allclose(both[1], plain, rtol=0, atol=1e-14)
    return both[0]


def relations_of(seed):
    torch.manual_seed(500 + seed)
    student, teacher = unit(R).requires_grad_(), unit(R)
    weights, distance_weight, angle_weight = torch.rand(R, dtype=torch.float64) * 2, (1.0, 25.0)[seed % 2], (1.0, 50.0)[seed % 2]
    loss = relational(student, teacher, weights, distance_weight, angle_weight)
    return {"student": numbers(student), "teacher": numbers(teacher), "weights": numbers(weights), "distance_weight": distance_weight,
            "angle_weight": angle_weight, "value": loss.item(), "images": gradients(loss, student)[0]}


def right(similarities, labels):
    return labels[similarities.argmax(1)] == labels


def relation_terms(target, own):
    """KL(softmax target || softmax own) of every row."""
    return F.kl_div(torch.log_softmax(own, 1), torch.log_softmax(target, 1), reduction="none", log_target=True).sum(1)


def repaired_terms(target, own, labels):
    """The same, but the cross-entropy with the pair where the target's largest entry is of another label."""
    return torch.where(right(target, labels), relation_terms(target, own),
                       F.cross_entropy(own, torch.arange(len(own)), reduction="none"))


def mod_x(old, own, labels):
    """One direction of Mod-X: a row that the old model gets wrong is replaced by the new model's own."""
    target = torch.where(right(old, labels)[:, None], old, own.detach())
    return relation_terms(target, own).sum()


def pairs_of(seed):
    torch.manual_seed(200 + seed)
    student, teacher = unit(R), unit(R)
    student_texts, teacher_texts = (F.normalize(images + 0.8 * torch.randn(R, E, dtype=torch.float64), dim=1)
                                    for images in (student, teacher))
    student.requires_grad_(), student_texts.requires_grad_()
    labels = torch.tensor([3, 1, 3, 0, 2])
    weights, text_weights = torch.rand(R, dtype=torch.float64) * 2, torch.rand(R, dtype=torch.float64) * 2
    student_scale, teacher_scale, temperature = 20.0, 12.0 + seed, 0.5 + seed

    student_logits = student_scale * student @ student_texts.T
    teacher_logits = teacher_scale * teacher @ teacher_texts.T

    def gift(same, smoothing=0.2):
        target = same.double() / same.sum(1, keepdim=True)
        rows = F.cross_entropy(student_logits, target, label_smoothing=smoothing, reduction="none")
        smooth = (1 - smoothing) * target + smoothing / R
        columns = -(weights[:, None] * smooth * torch.log_softmax(student_logits, 0)).sum() / R
        if seed == 0:  # with weights of 1 it is the cross-entropy of the transposed logits
            literal = F.cross_entropy(student_logits.T, target, label_smoothing=smoothing)
            ours = -(smooth * torch.log_softmax(student_logits, 0)).sum() / R
            assert torch.allclose(ours, literal, rtol=0, atol=1e-13)
        return both_axes(teacher_logits, student_logits, temperature, weights) \
            + 0.25 * ((weights * rows).mean() + columns)

    own, old = student @ student_texts.T, teacher @ teacher_texts.T

    def relation(terms, heat=1.0):
        rows, columns = terms(old / heat, own / heat), terms(old.T / heat, own.T / heat)
        return ((weights * rows).sum() + (text_weights * columns).sum()) / 2

    losses = {"pair": gift(labels[:, None] == labels), "pair_unlabelled": gift(torch.eye(R, dtype=torch.bool)),
              "relation": relation(relation_terms), "relation_softened": relation(relation_terms, 0.5),
              "relation_repaired_mean": relation(lambda target, own: repaired_terms(target, own, labels)) / R,
              "mod_x": 20 * (mod_x(old, own, labels) + mod_x(old.T, own.T, labels)) / 2}
    one = {"student": numbers(student), "teacher": numbers(teacher), "student_texts": numbers(student_texts),
           "teacher_texts": numbers(teacher_texts), "labels": labels.tolist(), "weights": numbers(weights),
           "text_weights": numbers(text_weights), "student_scale": student_scale, "teacher_scale": teacher_scale,
           "temperature": temperature}
    for name, matrices in (("rows", (old, own)), ("columns", (old.T, own.T))):
        old_right, own_right = (right(matrix, labels) for matrix in matrices)
        one["rectified_" + name] = numbers(old_right.double())
        one["both_wrong_" + name] = numbers((old_right | (~old_right & ~own_right)).double())
    for name, loss in losses.items():
        images, texts = gradients(loss, student, student_texts)
        one[name] = {"value": loss.item(), "images": images, "texts": texts}
    return one


def selections_of(seed):
    torch.manual_seed(300 + seed)
    previous = unit(R)
    pretrained = F.normalize(previous + 0.2 * torch.randn(R, E, dtype=torch.float64), dim=1)
    previous[3], pretrained[3] = previous[0], pretrained[0]  # two images at the same distance
    distances = F.pairwise_distance(previous, pretrained, eps=0)
    distances[3] = distances[0]
    threshold = 0.1 + 0.1 * seed
    places = {}
    for place, distance in enumerate(sorted(distances.tolist())):
        places.setdefault(distance, []).append(place)
    ranks = [sum(places[distance]) / len(places[distance]) / (R - 1) for distance in distances.tolist()]
    return {"previous": numbers(previous), "pretrained": numbers(pretrained), "threshold": threshold,
            "eta_threshold": numbers((distances > threshold).double()), "eta_rank": ranks}


def averages_of(seed):
    """Where a student is after every step, and its averages by torch.optim.swa_utils; two passes of five steps."""
    torch.manual_seed(400 + seed)
    student = torch.nn.Linear(3, 2, dtype=torch.float64)
    decay, steps, steps_a_pass = 0.6 + 0.1 * seed, 10, 5
    flat = lambda model: numbers(torch.cat([parameter.flatten() for parameter in model.parameters()]))
    ema = torch.optim.swa_utils.get_ema_multi_avg_fn(decay)
    averages = {"ema_step": torch.optim.swa_utils.AveragedModel(student, multi_avg_fn=ema),
                "ema_pass": torch.optim.swa_utils.AveragedModel(student, multi_avg_fn=ema),
                "running": torch.optim.swa_utils.AveragedModel(student)}
    for average in averages.values():
        average.update_parameters(student)  # the first of them copies
    one = {"decay": decay, "steps_a_pass": steps_a_pass, "start": flat(student), "path": []}
    for step in range(steps):
        for parameter in student.parameters():
            parameter.data += torch.randn_like(parameter)
        one["path"].append(flat(student))
        for name, average in averages.items():
            if name != "ema_pass" or (step + 1) % steps_a_pass == 0:
                average.update_parameters(student)
            one.setdefault(name, []).append(flat(average.module))
    return one


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
                "text_losses": [text_losses_of(seed) for seed in range(4)],
                "pairs": [pairs_of(seed) for seed in range(4)],
                "selections": [selections_of(seed) for seed in range(4)],
                "averages": [averages_of(seed) for seed in range(3)],
                "relations": [relations_of(seed) for seed in range(4)],
                "adamw": [adamw_of(7, 0.0), adamw_of(8, 5e-4), adamw_of(9, 0.1)]}
    (HERE / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
