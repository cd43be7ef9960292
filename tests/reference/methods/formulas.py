# SPDX-License-Identifier: MIT
"""The formulas of the methods in plain PyTorch, and what each must give on figures worked out by hand.

    formulas.py              checks the figures; writes nothing

Zt, Zs: logits of teacher and student, images as rows, logit scale already multiplied. P, S: cosines of teacher and student.
Shapes: R images, T texts, V weights of a trained range as one vector.
"""

import math

import torch
import torch.nn.functional as F

TEMPERATURE = 2.0

# -- losses --------------------------------------------------------------------------------------------------------------


def kd(zt, zs, tau=TEMPERATURE):
    """A cross-entropy, not a divergence: tau^2 times the mean over rows."""
    return tau**2 * -(F.softmax(zt / tau, dim=1) * F.log_softmax(zs / tau, dim=1)).sum(1).mean()


def agreeing(labels_R):
    """Y: one over the number of images with the row's prompt where prompts agree, else 0."""
    same_RR = labels_R[:, None] == labels_R[None, :]
    return same_RR / same_RR.sum(1, keepdim=True)


def identity(zs, labels_R, smoothing):
    """Both axes, temperature 1, before the factor 0.25."""
    target_RR = agreeing(labels_R).to(zs.dtype)
    return F.cross_entropy(zs, target_RR, label_smoothing=smoothing) + F.cross_entropy(zs.T, target_RR, label_smoothing=smoothing)


def right_rows(p, labels_R):
    """Rows in which the teacher's best partner has the row's label."""
    return labels_R[p.argmax(1)] == labels_R


def rectified_divergence(p, s, labels_R):
    """Sum over rows of KL(softmax P_i || softmax S_i); a wrong row of P is replaced by S's, and so gives 0."""
    p = torch.where(right_rows(p, labels_R)[:, None], p, s)
    log_p, log_s = F.log_softmax(p, dim=1), F.log_softmax(s, dim=1)
    return (log_p.exp() * (log_p - log_s)).sum()


def feature_distance(h_RE, t_RE):
    return (h_RE - t_RE).square().sum(1).mean()


def relations(h_RE):
    """Distances between images over their mean, and the cosines of the angles at each image, [R, R, R] by vertex."""
    towards_RRE = h_RE[None, :, :] - h_RE[:, None, :]
    off = ~torch.eye(len(h_RE), dtype=torch.bool)
    distance_RR = torch.zeros_like(towards_RRE[..., 0]).masked_scatter(off, towards_RRE[off].norm(dim=1))
    unit_RRE = F.normalize(towards_RRE, p=2, dim=2)
    return distance_RR / distance_RR[distance_RR > 0].mean(), torch.bmm(unit_RRE, unit_RRE.transpose(1, 2))


def relation_distance(h_RE, t_RE):
    return sum(F.smooth_l1_loss(own, wanted) for own, wanted in zip(relations(h_RE), relations(t_RE)))


# -- weights -------------------------------------------------------------------------------------------------------------


def running_mean(average, theta, n):
    """The n-th entry, counted from 1, on top of the start."""
    return [(n * a + b) / (n + 1) for a, b in zip(average, theta)]


def normalised_square(gradients, names):
    """F = g^2 / mean(g^2) per tensor, where query, key and value projections are one tensor, as CLIP was written."""
    packed = [n.replace("q_proj", "in_proj").replace("k_proj", "in_proj").replace("v_proj", "in_proj") for n in names]
    sums, counts = {}, {}
    for name, g in zip(packed, gradients):
        sums[name] = sums.get(name, 0) + g.square().sum()
        counts[name] = counts.get(name, 0) + g.numel()
    return [g.square() / (sums[name] / counts[name]) for name, g in zip(packed, gradients)]


def trimmed(d_V, keep):
    """Magnitudes below the (V - floor(keep V))-th smallest become 0."""
    threshold = d_V.abs().kthvalue(d_V.numel() - int(keep * d_V.numel())).values
    return torch.where(d_V.abs() >= threshold, d_V, 0)


def ties(vectors, keep):
    d_KV = torch.stack([trimmed(d, keep) for d in vectors])
    sign_V = d_KV.sum(0).sign()
    sign_V = torch.where(sign_V == 0, sign_V.sum().sign(), sign_V)
    elected_KV = (d_KV.sign() == sign_V) & (d_KV != 0)
    return (d_KV * elected_KV).sum(0) / elected_KV.sum(0).clamp(min=1)


def largest(vectors):
    """Per entry the change of largest magnitude, of equal ones the later."""
    best = vectors[0]
    for d in vectors[1:]:
        best = torch.where(d.abs() >= best.abs(), d, best)
    return best


def merged(rule, vectors, o):
    """What is added to the pre-trained weights."""
    if rule == "task-arithmetic":
        return torch.stack(vectors).sum(0) / len(vectors)
    return o["merge_scale"] * (ties(vectors, o["keep"]) if rule == "ties" else largest(vectors))


def orthogonal_part(change_MN, known_MN, energy):
    """What a change has beside a known one: no diagonal and no first block in the bases of its singular vectors."""
    u, s, vh = torch.linalg.svd(known_MN, full_matrices=True)
    split = (s.cumsum(0) / s.sum() > energy).float().argmax().item()
    projected = u.T @ change_MN @ vh.T
    projected.diagonal().fill_(0)
    projected[:split, :split] = 0
    return u @ projected @ vh


def opcm(vectors, names, energy):
    """Vectors are lists of tensors by name. Returns what is added to the pre-trained weights."""
    norm = lambda parts: torch.cat([p.flatten() for p in parts]).norm()
    merged, before = vectors[0], 1.0
    for count, vector in enumerate(vectors[1:], 2):
        parts = [orthogonal_part(d, m, energy) if d.dim() == 2 and "embedding" not in n else d for n, d, m in zip(names, vector, merged)]
        raw = [before * m + p for m, p in zip(merged, parts)]
        before = norm(raw) / (sum(norm(v) for v in vectors[:count]) / count)
        merged = [r / before for r in raw]
    return merged


# -- exemplars -----------------------------------------------------------------------------------------------------------


def herd(features_NE, count):
    """Indices; each pick brings the mean of the picked nearest to the mean of all. Gaps: by how much the second was worse."""
    mean_E, total_E = features_NE.mean(0), torch.zeros_like(features_NE[0])
    picked, gaps = [], []
    for k in range(count):
        distance_N = (mean_E - (features_NE + total_E) / (k + 1)).square().sum(1)
        distance_N[picked] = math.inf
        two = distance_N.topk(2, largest=False).values
        picked.append(distance_N.argmin().item())
        gaps.append((two[1] - two[0]).item())
        total_E = total_E + features_NE[picked[-1]]
    return picked, gaps


# -- figures worked out by hand ------------------------------------------------------------------------------------------


def near(a, b, tolerance=1e-6):
    assert torch.allclose(torch.as_tensor(a, dtype=torch.float64), torch.as_tensor(b, dtype=torch.float64), rtol=0, atol=tolerance), (a, b)


def check():
    double = dict(dtype=torch.float64)
    zt = torch.tensor([[2.0, 0, 0], [0, 0, 0]], **double)
    near(kd(zt, torch.zeros_like(zt)), 4.394449)
    near(kd(zt.T, torch.zeros_like(zt).T), 2.772589)
    zs = torch.zeros(1, 2, **double, requires_grad=True)
    near(torch.autograd.grad(kd(torch.tensor([[2.0, 0]], **double), zs), zs)[0], [[-0.462117, 0.462117]])

    p, s = torch.tensor([[0.9, 0.1], [0.8, 0.2]], **double), torch.tensor([[0.5, 0.5], [0.3, 0.7]], **double)
    own = torch.tensor([0, 1])
    near([right_rows(p, own).tolist(), right_rows(p.T, own).tolist()], [[1, 0], [1, 1]])
    near([rectified_divergence(p, s, own), rectified_divergence(p.T, s.T, own) / 2], [0.074026, 0.001244])
    near(0.5 * (rectified_divergence(p, s, own) + rectified_divergence(p.T, s.T, own)), 0.038257, 1.1e-6)

    near(agreeing(torch.zeros(64, dtype=torch.long)), torch.full((64, 64), 1 / 64))
    near(identity(torch.zeros(4, 4, **double), torch.tensor([0, 0, 1, 2]), 0.2), 2 * math.log(4))

    average = [torch.zeros(1, **double)]
    for n, iteration in enumerate(range(0, 1001, 100), 1):
        average = running_mean(average, [torch.tensor([iteration + 1.0], **double)], n)
    near(average[0], [459.25])
    for f in normalised_square([torch.randn(3, 4), torch.randn(3, 4)], ["a.weight", "b.weight"]):
        near(f.mean(), 1)

    d = [torch.tensor(v, **double) for v in ([4, -1, 0.5, 2, 0.1], [-3, -2, 0.2, 1, 0.3])]
    near(merged("task-arithmetic", d, {}), [0.5, -1.5, 0.35, 1.5, 0.2])
    near(merged("magmax", d, dict(merge_scale=0.5)), [2, -1, 0.25, 1, 0.15])
    near(merged("ties", d, dict(merge_scale=1, keep=0.4)), [4, -1.5, 0, 1.5, 0])

    side = torch.tensor([[0.0, 0], [3, 0], [0, 4]], **double), torch.tensor([[0.0, 0], [1, 0], [2, 0]], **double)
    near(relation_distance(*side), 2 * 0.25 / 9 + 2 * (0.5 + 1.1 + 0.02) / 27)

    known, change = torch.diag(torch.tensor([4.0, 3, 1], **double)), torch.arange(1.0, 10, **double).view(3, 3)
    near(orthogonal_part(change, known, 0.49), [[0, 2, 3], [4, 0, 6], [7, 8, 0]])
    near(orthogonal_part(change, known, 0.9), [[0, 0, 3], [0, 0, 6], [7, 8, 0]])

    angles = torch.tensor([0.0, 10, 80, 90, 40], **double).deg2rad()
    unit = torch.stack([angles.cos(), angles.sin()], 1)
    assert [[0, 10, 80, 90, 40][i] for i in herd(unit, 5)[0]] == [40, 80, 0, 90, 10]
    assert herd(unit, 3)[0] == herd(unit, 5)[0][:3]


if __name__ == "__main__":
    check()


def feature_contrast(student_RE, teacher_RE, student_texts_RE, teacher_texts_RE, scale, labels_R):
    """InfoNCE between two networks, both ways, of images and of their texts; texts of one label are one target."""
    logits = scale * student_RE @ teacher_RE.T
    own = torch.arange(len(logits))
    images = F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)
    logits = scale * student_texts_RE @ teacher_texts_RE.T
    same = (labels_R[:, None] == labels_R[None, :]).to(logits.dtype)
    same = same / same.sum(1, keepdim=True)
    return (images + F.cross_entropy(logits, same) + F.cross_entropy(logits.T, same)) / 2
