#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draws weights.svg: how far Select and Distill follows each teacher, by how far the two are apart.

make.py writes beside itself; with --check it only says whether the picture is what it would write."""

import math
import pathlib
import sys

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 20, 48
FARTHEST, LARGEST = 1.0, 9.0
PREVIOUS, PRETRAINED = "#c2410c", "#1d4ed8"


def x(distance):
    return LEFT + distance / FARTHEST * (WIDTH - LEFT - RIGHT)


def y(weight):
    return HEIGHT - BOTTOM - weight / LARGEST * (HEIGHT - TOP - BOTTOM)


def curve(weight, colour, dash):
    points = " ".join(f"{x(d / 100):.1f},{y(weight(d / 100)):.1f}" for d in range(0, 101, 2))
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"{dash}/>'


def text(place_x, place_y, words, anchor="middle", colour="#525252"):
    return f'<text x="{place_x:.1f}" y="{place_y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


def eta(distance):
    return 1 / (1 + math.exp(-6 * (distance - 0.2)))


def picture():
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="13">',
        "<title>Weights of the two teachers by their distance</title>",
        "<desc>The previous model's weight, 9 eta, rises from 2.1 where the teachers agree to nearly 9; the pre-trained model's, "
        "0.5 (1 - eta), falls from 0.4 to nearly 0.</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for weight in (0, 3, 6, 9):
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(weight):.1f}" y2="{y(weight):.1f}" stroke="#e5e5e5"/>')
        parts.append(text(LEFT - 8, y(weight) + 4, weight, "end"))
    for tenth in range(0, 11, 2):
        parts.append(text(x(tenth / 10), HEIGHT - BOTTOM + 18, f"{tenth / 10:.1f}"))
    parts.append(f'<line x1="{x(0.2):.1f}" x2="{x(0.2):.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#a3a3a3" stroke-dasharray="2 3"/>')
    parts.append(text(x(0.2) + 6, TOP + 12, "threshold", "start"))
    parts.append(curve(lambda d: 9 * eta(d), PREVIOUS, ""))
    parts.append(curve(lambda d: 0.5 * (1 - eta(d)), PRETRAINED, ' stroke-dasharray="7 4"'))
    parts.append(text(x(0.62), y(7.3), "previous model: 9 eta", "start", PREVIOUS))
    parts.append(text(x(0.62), y(0.45), "pre-trained model: 0.5 (1 - eta)", "start", PRETRAINED))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "distance between what the two teachers say about an image"))
    return "\n".join(parts) + "\n</svg>\n"


def main():
    path = pathlib.Path(__file__).with_name("weights.svg")
    if "--check" in sys.argv:
        return 0 if path.read_text() == picture() else "weights.svg is not what make.py writes: run it"
    path.write_text(picture())
    return 0


sys.exit(main())
