# SPDX-License-Identifier: MIT
"""Trains the mini CLIP on two tasks by other methods in plain PyTorch and writes what every step and every evaluation gave.

    make_methods.py            writes expected.json beside this file

An independent oracle: pictures, views, model, schedule and evaluation are those of ../trace/make_trace.py, what else is read is in
inputs.py, the formulas are those of formulas.py, the optimiser is torch.optim.AdamW, penalties go through autograd, the loop is plain.
Shapes: B task images, R reference images, C classes, T texts, E embedding, V trained weights as one vector.
"""

import copy
import json

import torch
import torch.nn.functional as F

import formulas
from inputs import HERE, TASKS, copies, encode_text, fixed_texts, load_model, load_pairs, load_task, reference_of, set_weights, trace, trained
from parameters import parameters_of

LOGIT_SCALE_RANGE = (0.0, 4.6052)

FINETUNE = dict(trains="image_tower", steps=10, lr=3e-4, weight_decay=5e-4, warmup=0, label_smoothing=0.0,
                reference="none", reference_view=None, reference_batch_size=0, texts="none")  # fmt: skip
BOTH = {**FINETUNE, "trains": "both_towers", "weight_decay": 0.0, "warmup": 2, "label_smoothing": 0.2}
LWF = {**BOTH, "reference": "task", "reference_view": "eval", "reference_batch_size": 24, "texts": "class_prompts", "teacher": "previous", "temperature": 2.0}
ZSCL = {**BOTH, "reference": "pool", "reference_view": "eval", "reference_batch_size": 32, "texts": "captions", "teacher": "pretrained",
        "temperature": 2.0, "l2_strength": 1.0, "average_period": 4}  # fmt: skip
ONLINE_EWC = {**FINETUNE, "lam": 2000.0, "fisher_batch_size": 8, "fisher_labels": "predicted", "fisher_view": "train", "fisher_keep": 0.5, "fisher_add": 0.5}
RUNS = {
    "lwf": LWF,
    "lwf-image": {**LWF, "trains": "image_tower"},
    "zscl": ZSCL,
    "zscl-star": {**ZSCL, "l2_strength": 0.0},
    "ewc": {**FINETUNE, "lam": 50.0, "fisher_batch_size": 1, "fisher_labels": "given", "fisher_view": "eval", "fisher_keep": 1.0, "fisher_add": 1.0},
    "online-ewc": ONLINE_EWC,
    "online-ewc-eval": {**ONLINE_EWC, "fisher_view": "eval"},
    "ewc-magmax": {**ONLINE_EWC, "lam": 1e6},
    "wise-ft": {**FINETUNE, "alpha": 0.8, "towards": "previous"},
    "wise-ft-pretrained": {**FINETUNE, "alpha": 0.5, "towards": "pretrained"},
    "icarl": {**LWF, "reference": "exemplars", "reference_batch_size": 20, "capacity": 20},
    "mod-x": {**BOTH, "trains": "everything", "weight_decay": 0.1, "label_smoothing": 0.0, "reference": "batch", "reference_view": "train",
              "reference_batch_size": 24, "texts": "prompts_of_labels", "teacher": "previous", "strength": 20.0},  # fmt: skip
    "gift": {**LWF, "reference": "pairs", "reference_batch_size": 32, "texts": "pairs", "identity_strength": 0.25, "fisher_strength": 1.0},
    "task-arithmetic": {**FINETUNE, "merge": "task-arithmetic"},
    "ties": {**FINETUNE, "merge": "ties", "keep": 0.2, "merge_scale": 0.55},
    "magmax": {**FINETUNE, "merge": "magmax", "merge_scale": 0.5},
    "relation": {**BOTH, "reference": "pool", "reference_view": "eval", "reference_batch_size": 32, "teacher": "previous", "relation_strength": 100.0},
    "opcm": {**FINETUNE, "merge": "opcm", "energy": 0.5},
    "lora": {**FINETUNE, "lr": 1e-3, "parameters": "low_rank", "rank": 4, "lora_alpha": 8.0},
    "c-clip": {**FINETUNE, "lr": 1e-3, "parameters": "low_rank", "rank": 4, "lora_alpha": 8.0, "reference": "batch", "reference_view": "train",
               "reference_batch_size": 24, "texts": "prompts_of_labels", "teacher": "previous", "contrast": True, "alpha": 0.5, "towards": "previous"},  # fmt: skip
    "codyra": {**FINETUNE, "lr": 1e-3, "beta2": 0.9999, "weight_decay": 0.0, "parameters": "gated", "rank": 4, "largest_threshold": 0.3, "thresholds": 5},
    "nusa-cl": {**FINETUNE, "lr": 1e-3, "parameters": "null_space", "rank": 24, "energy": 0.9},
    "inflora": {**FINETUNE, "lr": 1e-3, "weight_decay": 0.0, "parameters": "inflora", "rank": 4, "energy": 0.95, "last_energy": 1.0, "tasks": 2},
    "keeplora": {**BOTH, "lr": 1e-3, "label_smoothing": 0.0, "parameters": "keeplora", "rank": 4, "image_energy": 0.85, "text_energy": 0.2,
                 "input_energy": 0.99},  # fmt: skip
    "gnsp": {**LWF, "reference": "pairs", "reference_batch_size": 32, "texts": "pairs", "teacher": "pretrained", "identity_strength": 0.75,
             "parameters": "gnsp", "share": 0.15},  # fmt: skip
    "projected": {**FINETUNE, "reference": "pool", "reference_view": "eval", "reference_batch_size": 32, "teacher": "previous", "weight": 20.0,
                  "parameters": "projected", "energy": 0.7},  # fmt: skip
    "zaf-like": {**FINETUNE, "reference": "pool", "reference_view": "eval", "reference_batch_size": 32, "teacher": "average", "decay": 0.85},
}

# -- what is added to the cross-entropy ----------------------------------------------------------------------------------


def distil(o, student, teacher, images_RE, pixels, labels_R, text_TE, prompts):
    """The distillation term before its strength, and its parts."""
    scale = student.logit_scale.exp()
    with torch.no_grad():
        teacher_RE = trace.encode_image(teacher, pixels)
    if o.get("contrast"):
        with torch.no_grad():
            theirs_CE = encode_text(teacher, prompts)
        ours_CE = encode_text(student, prompts)
        return formulas.feature_contrast(images_RE, teacher_RE, ours_CE[labels_R], theirs_CE[labels_R], teacher.logit_scale.exp(), labels_R), {}
    if "relation_strength" in o:
        return o["relation_strength"] * formulas.relation_distance(images_RE, teacher_RE), {}
    if o["reference"] == "pool" and o["texts"] == "none":
        return o.get("weight", 1.0) * formulas.feature_distance(images_RE, teacher_RE), {}
    if o["reference"] == "batch":
        with torch.no_grad():
            p = teacher_RE @ encode_text(teacher, prompts)[labels_R].T
        s = images_RE @ encode_text(student, prompts)[labels_R].T
        rows, columns = formulas.rectified_divergence(p, s, labels_R), formulas.rectified_divergence(p.T, s.T, labels_R)
        return (rows + columns) / 2, dict(rows=rows, columns=columns)
    if o["reference"] == "pairs":
        captions, first = load_pairs()[0], labels_R.tolist()  # a label is the place of the caption's first picture
        ours_TE = encode_text(student, [captions[i] for i in first])
        with torch.no_grad():
            theirs_TE = encode_text(teacher, [captions[i] for i in first])
    else:
        ours_TE = theirs_TE = text_TE
    zs, zt = scale * images_RE @ ours_TE.T, teacher.logit_scale.exp() * teacher_RE @ theirs_TE.T
    parts = dict(rows=formulas.kd(zt, zs), columns=formulas.kd(zt.T, zs.T))
    if o["reference"] == "pairs":
        parts["identity"] = formulas.identity(zs, labels_R, o["label_smoothing"])
    return parts["rows"] + parts["columns"] + o.get("identity_strength", 0) * parts.get("identity", 0), parts


def penalty(o, memory, theta, start, fisher):
    """Closed-form terms on the weights; they are no part of `loss`. None for a method without."""
    squares = lambda weights, centre: sum((f * (a - b).square()).sum() for f, a, b in zip(weights, theta, centre))
    if "l2_strength" in o:
        return o["l2_strength"] * sum((a - b).square().sum() for a, b in zip(theta, start))
    if "fisher_strength" in o:
        return o["fisher_strength"] * squares(fisher, start)
    if "lam" in o:
        return o["lam"] / 2 * sum((squares(f, centre) for f, centre in memory["fisher"]), torch.zeros(()))
    return None


# -- training ------------------------------------------------------------------------------------------------------------


def train_task(k, task, student, pretrained, memory, pool, o, order):
    """Trains the student in place; returns a row for every step, of the state before its update."""
    names = [name for name, p in student.named_parameters() if p.requires_grad]
    theta, start = trained(student), copies(student)
    teacher = pretrained if o.get("teacher") == "pretrained" else copy.deepcopy(student)
    pixels_B, labels_B = order(task["train"]), order(task["train_labels"])
    reference, labels_R = reference_of(o, task, memory, pool, order)
    if o["reference"] == "batch":
        labels_R = labels_B
    guided = o["reference"] == "batch" or reference is not None and not (o.get("teacher") == "average" and k == 0)
    text_TE = fixed_texts(o, teacher, task)
    average, averaged = start, 0
    other = parameters_of(student, o, k, memory, task) if "parameters" in o else None
    learner, theta = (other.model, other.theta) if other else (student, theta)
    optimiser = torch.optim.AdamW(theta, lr=o["lr"], betas=(0.9, o.get("beta2", 0.999)), eps=1e-8, weight_decay=o["weight_decay"])
    rows = []
    for step in range(o["steps"]):
        lr = trace.learning_rate(step, o)
        optimiser.param_groups[0]["lr"] = lr
        image_BE = trace.encode_image(learner, pixels_B)
        logits_BC = student.logit_scale.exp() * image_BE @ encode_text(learner, task["prompts"]).T
        loss = F.cross_entropy(logits_BC, labels_B, label_smoothing=o["label_smoothing"])
        row = dict(task=k, step=step, lr=lr, cross_entropy=loss.item())
        fisher = None
        if guided:
            own_batch = o["reference"] == "batch"
            image_RE = image_BE if own_batch else trace.encode_image(learner, reference)
            term, parts = distil(o, student, teacher, image_RE, pixels_B if own_batch else reference, labels_R, text_TE, task["prompts"])
            row.update(distill=term.item(), **{f"distill_{name}": value.item() for name, value in parts.items()})
            loss = loss + o.get("strength", 1.0) * term
            if "fisher_strength" in o:
                fisher = formulas.normalised_square(torch.autograd.grad(term, theta, retain_graph=True), names)
        row["loss"] = loss.item()
        extra = penalty(o, memory, theta, start, fisher)
        if extra is not None:
            row["penalty"], loss = extra.item(), loss + extra
        optimiser.zero_grad()
        loss.backward()
        if other:
            other.before_update()
        optimiser.step()
        if other:
            other.after_update(step)
        rows.append(row)
        with torch.no_grad():
            if o["trains"] == "everything":
                student.logit_scale.clamp_(*LOGIT_SCALE_RANGE)
            if o.get("teacher") == "average" and guided:
                set_weights(teacher, [o["decay"] * a + (1 - o["decay"]) * b for a, b in zip(copies(teacher), theta)])
            if "average_period" in o and (step % o["average_period"] == 0 or step + 1 == o["steps"]):
                averaged += 1
                average = formulas.running_mean(average, copies(student), averaged)
    if other:
        other.merge()
    if "average_period" in o:
        memory["average"] = average
    if o.get("teacher") == "average" and guided:
        memory["average"] = copies(teacher)
    return rows


# -- the end of a task ---------------------------------------------------------------------------------------------------


def fisher_of(model, task, o, order):
    """Mean over the task's images of the squared gradient of their mean cross-entropy, batch by batch in order."""
    pixels, labels = order(task["train_eval_view" if o["fisher_view"] == "eval" else "train"]), order(task["train_labels"])
    with torch.no_grad():
        text_CE = encode_text(model, task["prompts"])
    total, gaps = [torch.zeros_like(p) for p in trained(model)], []
    for x, y in zip(pixels.split(o["fisher_batch_size"]), labels.split(o["fisher_batch_size"])):
        logits = model.logit_scale.exp() * trace.encode_image(model, x) @ text_CE.T
        if o["fisher_labels"] == "predicted":
            y = logits.argmax(1)
            two = logits.topk(2, dim=1).values
            gaps += (two[:, 0] - two[:, 1]).tolist()
        for f, g in zip(total, torch.autograd.grad(F.cross_entropy(logits, y), trained(model))):
            f += len(x) * g.square()
    return [f / len(pixels) for f in total], gaps


def remember_exemplars(k, task, student, memory, o, out):
    """The first images of the first task; later each older set cut to its share and the new one herded into the rest."""
    share = o["capacity"] // (k + 1)
    memory["pictures"].append(task["train_eval_view"])
    if k == 0:
        memory["exemplars"] = [list(range(len(task["train"])))[:share]]
    else:
        with torch.no_grad():
            picked, gaps = formulas.herd(trace.encode_image(student, task["train_eval_view"]), o["capacity"] - share)
        out["herding_gaps"] = gaps
        memory["exemplars"] = [chosen[:share] for chosen in memory["exemplars"]] + [picked]
    out["exemplars"].append(copy.deepcopy(memory["exemplars"]))


def finish_task(k, task, student, pretrained, start, memory, o, order, out):
    """Returns the weights that are evaluated and those that the next task starts from."""
    theta = copies(student)
    if "lam" in o:
        fisher, out["fisher_gaps"] = fisher_of(student, task, o, order)
        out["fisher_sums"].append(sum(f.sum().item() for f in fisher))
        if o["fisher_keep"] < 1:  # online: one centre
            before = memory["fisher"][0][0] if memory["fisher"] else [torch.zeros_like(f) for f in fisher]
            memory["fisher"] = [([o["fisher_keep"] * a + o["fisher_add"] * b for a, b in zip(before, fisher)], theta)]
        else:
            memory["fisher"].append((fisher, theta))
    if o["reference"] == "exemplars":
        remember_exemplars(k, task, student, memory, o, out)
    if "alpha" in o:
        towards = start if o["towards"] == "previous" else copies(pretrained)
        theta = [o["alpha"] * a + (1 - o["alpha"]) * b for a, b in zip(theta, towards)]
    if memory.get("average"):
        theta = memory.pop("average")
    if o.get("merge") == "opcm":  # the next task starts from the pre-trained weights
        zero = copies(pretrained)
        memory["changes"].append([a - b for a, b in zip(theta, zero)])
        names = [name for name, p in student.named_parameters() if p.requires_grad]
        return [z + d for z, d in zip(zero, formulas.opcm(memory["changes"], names, o["energy"]))], zero
    if "merge" in o:
        zero = copies(pretrained)
        memory["changes"].append(torch.cat([(a - b).flatten() for a, b in zip(theta, zero)]))
        change = formulas.merged(o["merge"], memory["changes"], o).split([z.numel() for z in zero])
        return [z + d.view_as(z) for z, d in zip(zero, change)], theta
    return theta, theta


# -- a run ---------------------------------------------------------------------------------------------------------------


def run(o, dtype, order=lambda batch: batch):
    """order changes the order of pictures within every batch."""
    tokenizer = trace.CLIPTokenizer.from_pretrained(trace.MODEL)
    tasks = [load_task(name, dtype) for name in TASKS]
    pool_train_view, pool = (r.to(dtype) for r in trace.load_reference())
    pretrained = load_model(o, dtype)
    pretrained.tokenizer = tokenizer
    student = copy.deepcopy(pretrained)

    def evaluate(model):
        with torch.no_grad():
            texts = [encode_text(model, task["prompts"]) for task in tasks]
        row, _, features = trace.evaluate(model, pretrained, tasks, texts, pool_train_view, pool)
        return row, features, torch.cat([t[:2] for t in texts])

    out = dict(options=o, steps=[], fisher_sums=[], exemplars=[])
    memory = dict(fisher=[], pictures=[], exemplars=[], changes=[])
    evaluations = [evaluate(student)]
    for k, task in enumerate(tasks):
        start = copies(student)
        out["steps"] += train_task(k, task, student, pretrained, memory, pool, o, order)
        evaluated, next_start = finish_task(k, task, student, pretrained, start, memory, o, order, out)
        set_weights(student, evaluated)
        evaluations.append(evaluate(student))
        set_weights(student, next_start)
    out["own"], out["union"] = [row["own"] for row, _, _ in evaluations], [row["union"] for row, _, _ in evaluations]
    out["image_embeddings"], out["text_embeddings"] = evaluations[-1][1].tolist(), evaluations[-1][2].tolist()
    for (name, a), b in zip(pretrained.named_parameters(), student.parameters()):
        assert a.requires_grad or torch.equal(a, b), f"{name} is frozen and moved"
    return out


# -- output --------------------------------------------------------------------------------------------------------------

STEP_COLUMNS = ["task", "step", "lr", "loss", "cross_entropy", "distill", "penalty", "distill_rows", "distill_columns", "distill_identity"]


def written(result):
    texts = result["options"]["trains"] != "image_tower"
    out = dict(
        options=result["options"],
        steps=[[row.get(c) for c in STEP_COLUMNS] for row in result["steps"]],
        accuracy=[row["accuracy"] for row in result["own"]],
        accuracy_union=[row["accuracy"] for row in result["union"]],
        predictions=[dict(own=trace.pick(a), union=trace.pick(b)) for a, b in zip(result["own"], result["union"])],
        image_embeddings=result["image_embeddings"],
    )
    return {**out, **{key: result[key] for key in ("fisher_sums", "exemplars") if result[key]}, **(dict(text_embeddings=result["text_embeddings"]) if texts else {})}


def main():
    torch.set_num_threads(1)
    formulas.check()
    runs = {name: written(run(options, torch.float32)) for name, options in RUNS.items()}
    out = dict(tasks=TASKS, batch_size=24, step_columns=STEP_COLUMNS, runs=runs)
    (HERE / "expected.json").write_text(json.dumps(trace.rounded(out), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
