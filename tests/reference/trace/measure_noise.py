# SPDX-License-Identifier: MIT
"""How far the trace's float32 lies from float64, and from float32 with every batch reversed: the floor under any tolerance.

    measure_noise.py         prints two lines a run; writes nothing
"""

import torch

from make_trace import RUNS, STEP_COLUMNS, run


def compare(a, b, name):
    """Largest differences between two results of one configuration."""
    columns = {c: max(abs(x[c] - y[c]) for x, y in zip(a["steps"], b["steps"])) for c in STEP_COLUMNS[3:] if a["steps"][0][c] is not None}
    near = flat = 0
    margin = 0.0
    for space in ("own", "union"):
        for x, y in zip(a[space], b[space]):
            for px, py, mx, my in zip(sum(x["predicted"], []), sum(y["predicted"], []), sum(x["margin"], []), sum(y["margin"], [])):
                near, flat = near + (mx < 2e-3), flat + (px != py and mx > 2e-3)
                margin = max(margin, abs(mx - my) if px == py else 0)
    embedding = (torch.tensor(a["image_embeddings"], dtype=torch.float64) - torch.tensor(b["image_embeddings"], dtype=torch.float64)).norm(dim=1).max().item()
    distance = max(abs(x[k] - y[k]) for x, y in zip(a["distance"], b["distance"]) for k in ("reference", "reference_train_view"))
    distance = max([distance] + [abs(p - q) for x, y in zip(a["distance"], b["distance"]) for p, q in zip(x["tasks"], y["tasks"])])
    print(f"{name}: " + ", ".join(f"{c} {v:.1e}" for c, v in columns.items())
          + f"; distances {distance:.1e}, embeddings {embedding:.1e}, margins {margin:.1e}; {flat} predictions differ above 2e-3, {near} margins below")  # fmt: skip


def main():
    torch.set_num_threads(1)
    for name, options in RUNS.items():
        single = run(options, torch.float32)[0]
        compare(single, run(options, torch.float64)[0], f"{name}, against float64")
        compare(single, run(options, torch.float32, lambda x: x.flip(0))[0], f"{name}, against reversed batches")


if __name__ == "__main__":
    main()
