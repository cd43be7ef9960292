# SPDX-License-Identifier: MIT
"""A training step of sdkt, compared with PyTorch implementations of the same step, interleaved.

    compare.py build/benchmarks/bench_step [--rounds 3] [--threads 2] [--steps 3] [--architecture vit-b-16]
               [--batch 32] [--reference 64] [--classes 196] [--teachers 2] [--device cpu|cuda]

All have random weights and images ready in memory. Every round runs each program once, in its own process. The output is
the median over the rounds of each round's median step, the ratios to sdkt's step, the shares of its stages, and the share
that it reaches of the speed of large matrix products, which each of its processes measures. Needs a Python with torch and
transformers.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

PYTORCH = pathlib.Path(__file__).resolve().parent / "pytorch_step.py"
STAGES = ("student", "teachers", "loss", "backward", "optimiser")
RUNS = {
    "sdkt fp32": ("sdkt", "--precision", "fp32"),
    "sdkt bf16": ("sdkt", "--precision", "bf16"),
    "PyTorch as released, fp32": ("pytorch", "--variant", "released"),
    "PyTorch good, fp32": ("pytorch", "--variant", "good"),
    "PyTorch good, bf16": ("pytorch", "--variant", "good", "--precision", "bf16"),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--architecture", default="vit-b-16", choices=["mini", "vit-b-16"])
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    sizes = dict(threads=2, steps=3, batch=32, reference=64, classes=196, teachers=2)
    for name, value in sizes.items():
        parser.add_argument("--" + name, type=int, default=value)
    options = parser.parse_args()
    common = ["--architecture", options.architecture, "--device", options.device]
    for name in sizes:
        common += ["--" + name, str(getattr(options, name))]
    start = {"sdkt": [options.program], "pytorch": [sys.executable, str(PYTORCH)]}

    results = {name: [] for name in RUNS}
    for _ in range(options.rounds):
        for name, (program, *arguments) in RUNS.items():
            run = subprocess.run([*start[program], *arguments, *common], check=True, capture_output=True, text=True)
            results[name].append(json.loads(run.stdout))
            print(f"{name}: {results[name][-1]['seconds']:.4f} s", file=sys.stderr, flush=True)

    def median(name, what):
        return statistics.median(result[what] for result in results[name])

    print(f"{options.architecture}, {options.batch} + {options.reference} pictures, {options.classes} classes, "
          f"{options.teachers} teachers, {options.threads} threads; medians of {options.rounds} rounds")
    print("| implementation | ms per step | times sdkt fp32 | times sdkt bf16 |\n|---|---:|---:|---:|")
    for name in RUNS:
        seconds = median(name, "seconds")
        ratios = [seconds / median(f"sdkt {precision}", "seconds") for precision in ("fp32", "bf16")]
        print(f"| {name} | {1000 * seconds:.1f} | {ratios[0]:.2f} | {ratios[1]:.2f} |")
    print("\n| sdkt | " + " | ".join(STAGES) + " | GFLOP/s | of the products' |\n|---|" + "---:|" * (len(STAGES) + 2))
    for name in ("sdkt fp32", "sdkt bf16"):
        whole = sum(median(name, stage) for stage in STAGES)
        shares = " | ".join(f"{100 * median(name, stage) / whole:.1f} %" for stage in STAGES)
        reached = statistics.median(r["gflop_per_second"] / r["peak_gflop_per_second"] for r in results[name])
        print(f"| {name[5:]} | {shares} | {median(name, 'gflop_per_second'):.0f} | {100 * reached:.0f} % |")


if __name__ == "__main__":
    main()
