# SPDX-License-Identifier: MIT
"""How far each run's float32 lies from float64, and from float32 with every batch reversed: the floor under any tolerance.

    measure_noise.py [RUN ..]         prints two lines a run, and what a run decides by comparing numbers; writes nothing
"""

import sys

import torch

from make_methods import RUNS, STEP_COLUMNS, run


def largest(values):
    return max(values, default=0.0)


def compare(a, b, name):
    """Largest differences between two results of one configuration."""
    parts = []
    for c in STEP_COLUMNS[3:]:
        pairs = [(x[c], y[c]) for x, y in zip(a["steps"], b["steps"]) if x.get(c) is not None]
        if pairs:
            parts.append(f"{c} {largest(abs(p - q) for p, q in pairs):.1e}")
    norms = lambda key: (torch.tensor(a[key], dtype=torch.float64) - torch.tensor(b[key], dtype=torch.float64)).norm(dim=1).max().item()
    entries = (torch.tensor(a["image_embeddings"], dtype=torch.float64) - torch.tensor(b["image_embeddings"], dtype=torch.float64)).abs().max().item()
    margin, flips = 0.0, []
    for space in ("own", "union"):
        for x, y in zip(a[space], b[space]):
            for px, py, mx, my in zip(sum(x["predicted"], []), sum(y["predicted"], []), sum(x["margin"], []), sum(y["margin"], [])):
                margin = max(margin, abs(mx - my) if px == py else mx + my)
                flips += [mx] if px != py else []
    parts += [f"images {norms('image_embeddings'):.1e} (an entry {entries:.1e})", f"texts {norms('text_embeddings'):.1e}", f"margins {margin:.1e}"]
    if a["fisher_sums"]:
        parts.append(f"Fisher {largest(abs(p / q - 1) for p, q in zip(a['fisher_sums'], b['fisher_sums'])):.1e} of itself")
    print(f"{name}: {', '.join(parts)}; {len(flips)} predictions differ" + (f" (margins up to {max(flips):.1e})" if flips else ""))
    assert a["exemplars"] == b["exemplars"], "herding differs"


def decisions(a, name):
    margins = [m for space in ("own", "union") for row in a[space] for task in row["margin"] for m in task]
    text = f"{name}: smallest margin {min(margins):.1e}, {sum(m < 2e-3 for m in margins)} below 2e-3"
    if a.get("fisher_gaps"):
        text += f", between the two likeliest labels {min(a['fisher_gaps']):.1e}"
    if "herding_gaps" in a:
        text += f", between the two best picks {min(a['herding_gaps']):.1e}"
    print(text, flush=True)


def main():
    torch.set_num_threads(1)
    for name in sys.argv[1:] or RUNS:
        single = run(RUNS[name], torch.float32)
        compare(single, run(RUNS[name], torch.float64), f"{name}, against float64")
        compare(single, run(RUNS[name], torch.float32, lambda x: x.flip(0)), f"{name}, against reversed batches")
        decisions(single, name)


if __name__ == "__main__":
    main()
