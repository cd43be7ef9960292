# SPDX-License-Identifier: MIT
"""Writes expected.json: RAIL on small made-up features, in double precision and as the source computes it.

The dual is solved with a general inverse; the primal starts with the inverse of the first task's moments and continues
recursively by blocks of images. The random units come from an own Philox generator, which the test compares first.
"""

import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
WIDTH, UNITS, SEED, BLOCK = 12, 40, 77, 8
GAMMA, DUAL_RIDGE, PRIMAL_RIDGE, FUSION, SCALE = 0.1, 0.001, 0.1, 0.8, 8.0
MASK = 0xFFFFFFFF
HIDDEN_UNITS = 13  # random_purpose::hidden_units


def philox(counter, key):
    for _ in range(10):
        first, second = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [(second >> 32) ^ counter[1] ^ key[0], second & MASK, (first >> 32) ^ counter[3] ^ key[1], first & MASK]
        key = [(key[0] + 0x9E3779B9) & MASK, (key[1] + 0xBB67AE85) & MASK]
    return counter


def random_units():
    words = []
    for block in range(WIDTH * UNITS * 2 // 4):
        words += philox([block, 0, 0, HIDDEN_UNITS << 24], [SEED & MASK, SEED >> 32])
    uniform = [((high << 32 | low) >> 11) * 2.0**-53 for high, low in zip(words[::2], words[1::2])]
    bound = 1 / np.sqrt(WIDTH)
    drawn = np.array([-bound + 2 * bound * number for number in uniform], dtype=np.float32)
    return drawn.reshape(WIDTH, UNITS).astype(np.float64)


def unit_rows(generator, rows):
    values = generator.normal(size=(rows, WIDTH))
    values = (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)
    return values.astype(np.float64)


def one_hot(labels, classes):
    return np.eye(classes)[labels]


def kernel(left, right):
    return np.exp(-GAMMA * ((left[:, None, :] - right[None, :, :]) ** 2).sum(axis=2))


def fused(logits, regressed, classes):
    """classes: the number of the class of each name, -1 for names that are not learnt."""
    logits = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    padded = np.zeros_like(p)
    for name, number in enumerate(classes):
        if number >= 0:
            padded[:, name] = regressed[:, number]
    learnt = np.array(classes)[p.argmax(axis=1)] >= 0
    return np.where(learnt[:, None], (1 - FUSION) * p + FUSION * padded, p), learnt


def main():
    generator = np.random.default_rng(1)
    names = 8  # two tasks of 3 names and one of 2; the second name of the last is the first of the first
    texts = unit_rows(generator, names)
    texts[7] = texts[0]
    space = [0, 1, 2, 3, 4, 5, 6, 0]
    tasks = [([0, 1, 2], 13), ([3, 4, 5], 17), ([6, 0], 11)]
    asked = np.concatenate([texts, unit_rows(generator, 16)])
    logits = SCALE * asked @ texts.T
    units = random_units()

    features, labels, stages = [], [], []
    inverse = weights = None
    num_classes = 0
    for known, images in tasks:
        rows = unit_rows(generator, images)
        own = np.array([known[image % len(known)] for image in range(images)])
        features.append(rows), labels.append(own)
        num_classes = max(num_classes, max(known) + 1)
        classes = [number if number < num_classes else -1 for number in space]

        everything, all_labels = np.concatenate(features), np.concatenate(labels)
        dual = np.linalg.inv(kernel(everything, everything) + DUAL_RIDGE * np.eye(len(everything)))
        by_dual = kernel(asked, everything) @ dual @ one_hot(all_labels, num_classes)

        hidden = np.maximum(rows @ units, 0)
        if inverse is None:
            inverse = np.linalg.inv(hidden.T @ hidden + PRIMAL_RIDGE * np.eye(UNITS))
            weights = inverse @ hidden.T @ one_hot(own, num_classes)
        else:
            weights = np.concatenate([weights, np.zeros((UNITS, num_classes - weights.shape[1]))], axis=1)
            for first in range(0, images, BLOCK):
                block, wanted = hidden[first:first + BLOCK], one_hot(own[first:first + BLOCK], num_classes)
                gain = np.linalg.pinv(np.eye(len(block)) + block @ inverse @ block.T)
                inverse = inverse - inverse @ block.T @ gain @ block @ inverse
                weights = weights + inverse @ block.T @ (wanted - block @ weights)
        by_primal = np.maximum(asked @ units, 0) @ weights

        stage = {"features": rows.tolist(), "labels": own.tolist(), "num_classes": num_classes, "classes": classes}
        for form, regressed in (("dual", by_dual), ("primal", by_primal)):
            scores, learnt = fused(logits, regressed, classes)
            stage[form] = {"regressed": regressed.tolist(), "scores": scores.tolist()}
            stage["learnt"] = learnt.tolist()
        stages.append(stage)

    text = json.dumps({"seed": SEED, "scale": SCALE, "texts": texts.tolist(), "asked": asked.tolist(),
                       "units": units[:, :5].tolist(), "num_units": UNITS, "stages": stages}, separators=(",", ":"))  # fmt: skip
    (HERE / "expected.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
