# SPDX-License-Identifier: MIT
"""Weights that any program can make again: every element is a hash of its tensor's name and its index.

    h(key, i) = splitmix64( fnv1a64(key) + i )          uint64 arithmetic, i the row-major flat index, key in UTF-8
    splitmix64(x): z = x + 0x9E3779B97F4A7C15; z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9; z = (z ^ z >> 27) * 0x94D049BB133111EB; z ^ z >> 31
    fnv1a64: start 0xCBF29CE484222325; for every byte: value = (value ^ byte) * 0x100000001B3
    u = (h >> 40) * 2^-23 - 1                           in [-1, 1), exact in float32
    weight = float32( offset + scale * u )              in float64, rounded once
    pixel = h("pixels", i) >> 56                        uint8 [N, 3, S, S]

Keys are those of transformers' CLIPModel. RULES says offset and scale: the first rule whose suffix ends the key holds.
A rule with a gain has scale = gain / sqrt(fan_in), fan_in = the product of all dimensions but the first.
"""

import math

import numpy as np

MASK = (1 << 64) - 1

# {"suffix", "offset", "scale"} or {"suffix", "offset", "gain"}
RULES = [
    {"suffix": "logit_scale", "offset": math.log(1 / 0.07), "scale": 0.0},
    {"suffix": "class_embedding", "offset": 0.0, "scale": 0.3},
    {"suffix": "position_embedding.weight", "offset": 0.0, "scale": 0.3},
    {"suffix": "token_embedding.weight", "offset": 0.0, "scale": 0.5},
    {"suffix": "layer_norm1.weight", "offset": 1.0, "scale": 0.1},
    {"suffix": "layer_norm2.weight", "offset": 1.0, "scale": 0.1},
    {"suffix": "final_layer_norm.weight", "offset": 1.0, "scale": 0.1},
    {"suffix": "pre_layrnorm.weight", "offset": 1.0, "scale": 0.1},
    {"suffix": "post_layernorm.weight", "offset": 1.0, "scale": 0.1},
    {"suffix": "layer_norm1.bias", "offset": 0.0, "scale": 0.05},
    {"suffix": "layer_norm2.bias", "offset": 0.0, "scale": 0.05},
    {"suffix": "final_layer_norm.bias", "offset": 0.0, "scale": 0.05},
    {"suffix": "pre_layrnorm.bias", "offset": 0.0, "scale": 0.05},
    {"suffix": "post_layernorm.bias", "offset": 0.0, "scale": 0.05},
    {"suffix": "q_proj.weight", "offset": 0.0, "gain": 3.0},
    {"suffix": "k_proj.weight", "offset": 0.0, "gain": 3.0},
    {"suffix": ".weight", "offset": 0.0, "gain": 1.7},
    {"suffix": ".bias", "offset": 0.0, "scale": 0.02},
]


def fnv1a64(key):
    value = 0xCBF29CE484222325
    for byte in key.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def hashes(key, count):
    with np.errstate(over="ignore"):
        z = np.arange(count, dtype=np.uint64) + np.uint64(fnv1a64(key)) + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def weight(key, shape):
    rule = next(r for r in RULES if key.endswith(r["suffix"]))
    scale = rule["scale"] if "scale" in rule else rule["gain"] / math.sqrt(math.prod(shape[1:]))
    u = (hashes(key, math.prod(shape)) >> np.uint64(40)).astype(np.float64) * 2.0**-23 - 1.0
    return (rule["offset"] + scale * u).astype(np.float32).reshape(shape)


def pixels(count, size):
    return (hashes("pixels", count * 3 * size * size) >> np.uint64(56)).astype(np.uint8).reshape(count, 3, size, size)
