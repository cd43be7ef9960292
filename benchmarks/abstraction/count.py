# SPDX-License-Identifier: MIT
"""Instructions of a training step, composed and by hand, counted by valgrind's callgrind.

    count.py build/benchmarks/bench_abstraction [--steps 4] [--model mini|tiny] [--method finetune|snd] [--top 0]

Each side runs twice, with N and with 2N steps a task: the difference is what N steps cost, and start-up, evaluation
and what a task costs once cancel out. Only the thread that trains counts, not the one that decodes pictures. `Own` is
what is spent in the program itself instead of in LibTorch and the C library: the templates of sdkt with the handles of
tensors that are inlined there or, by hand, the loop with the same. With --top, the functions of the program with the
largest difference. Valgrind knows no AVX-512, so LibTorch takes more instructions here than outside.
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

TASKS = 2
SIDES = ("composed", "by-hand")


class names:
    """Callgrind writes each name once, as (3) name, and then only (3)."""

    def __init__(self):
        self.known = {}

    def __call__(self, text):
        number, name = re.match(r"(\(\d+\))\s*(.*)", text).groups()
        if name:
            self.known[number] = name
        return self.known[number]


def own_costs(file):
    """Instructions of every (object, function) of a profile, without those of the functions that it calls."""
    objects, functions = names(), names()
    costs = collections.Counter()
    here, is_call = None, False
    where = None
    for line in file:
        if line.startswith("ob="):
            where = objects(line[3:].strip())
        elif line.startswith("cob="):
            objects(line[4:].strip())
        elif line.startswith("fn="):
            here = (where, functions(line[3:].strip()))
        elif line.startswith("cfn="):
            functions(line[4:].strip())
        elif line.startswith("calls="):
            is_call = True  # the next line is what the call costs
        elif line[:1] in "+-*0123456789" and line.strip():
            if not is_call:
                costs[here] += int(line.split()[-1])
            is_call = False
    return costs


def run(program, model, method, side, steps):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "profile"
        command = ["valgrind", "--tool=callgrind", "--separate-threads=yes", f"--callgrind-out-file={out}", program,
                   "--model", model, "--method", method, "--only", side, "--steps", str(steps)]
        subprocess.run(command, check=True, capture_output=True)
        with open(f"{out}-01") as file:
            return own_costs(file)


def per_step(program, model, method, side, steps):
    few, many = (run(program, model, method, side, count) for count in (steps, 2 * steps))
    many.subtract(few)
    return {key: cost / (TASKS * steps) for key, cost in many.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--model", choices=["mini", "tiny"], action="append")
    parser.add_argument("--method", choices=["finetune", "snd"], action="append")
    parser.add_argument("--top", type=int, default=0)
    options = parser.parse_args()
    name = pathlib.Path(options.program).name
    print("| step | trainer | by hand | trainer / by hand | own, trainer | own, by hand | own share of the trainer |")
    print("|---|---|---|---|---|---|---|")
    for model in options.model or ["tiny", "mini"]:
        for method in options.method or ["finetune", "snd"]:
            sides = [per_step(options.program, model, method, side, options.steps) for side in SIDES]
            all_of = [sum(costs.values()) for costs in sides]
            own = [sum(cost for (where, _), cost in costs.items() if where.endswith(name)) for costs in sides]
            print(f"| {model}, {method} | {all_of[0]:,.0f} | {all_of[1]:,.0f} | {all_of[0] / all_of[1]:.5f} | "
                  f"{own[0]:,.0f} | {own[1]:,.0f} | {100 * own[0] / all_of[0]:.3f} % |", flush=True)
            gained = collections.Counter(sides[0])
            gained.subtract(sides[1])
            for (where, function), cost in sorted(gained.items(), key=lambda one: -abs(one[1]))[:options.top]:
                print(f"    {cost:12,.0f}  {pathlib.Path(where).name}: {function[:150]}")


if __name__ == "__main__":
    sys.exit(main())
