# SPDX-License-Identifier: MIT
"""Instructions of a training step, composed and by hand, counted by valgrind's callgrind (see callgrind.py).

    count.py build/benchmarks/bench_abstraction [--steps 4] [--model mini|tiny] [--method finetune|snd] [--top 0]

`Own` are the instructions in the program itself. With --top, the functions of the program with the largest difference.
"""

import argparse
import collections
import pathlib
import sys

import callgrind

SIDES = ("composed", "by-hand")


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
            sides = [callgrind.per_step(options.program, model, method, side, options.steps) for side in SIDES]
            all_of = [side.instructions() for side in sides]
            own = [side.instructions(name) for side in sides]
            print(f"| {model}, {method} | {all_of[0]:,.0f} | {all_of[1]:,.0f} | {all_of[0] / all_of[1]:.5f} | "
                  f"{own[0]:,.0f} | {own[1]:,.0f} | {100 * own[0] / all_of[0]:.3f} % |", flush=True)
            gained = collections.Counter(sides[0].costs)
            gained.subtract(sides[1].costs)
            for (where, function), cost in sorted(gained.items(), key=lambda one: -abs(one[1]))[:options.top]:
                print(f"    {cost:12,.0f}  {pathlib.Path(where).name}: {function[:150]}")


if __name__ == "__main__":
    sys.exit(main())
