# SPDX-License-Identifier: MIT
"""Checks that a training step costs its host no more than recorded in counts.json.

Counted, not timed: instructions of sdkt's own code, calls of LibTorch's operators, and allocations.

    check_counts.py build/benchmarks/bench_abstraction --compiler "GNU 12.2.0" --libtorch 2.14.1 [--write]

The step is that of a model with hardly any arithmetic (tiny_model.hpp), fine-tuned and with Select and Distill.
LibTorch's cost inside of its operators depends on the processor and is not counted. A step that costs more than a
figure plus its tolerance fails; a step that costs less passes with a message. After a change of the step, run this
with --write and give the reason in the commit. Exits with 77 if the figures belong to a different compiler or LibTorch,
or if valgrind is missing.
"""

import argparse
import json
import pathlib
import shutil
import sys

import callgrind

FILE = pathlib.Path(__file__).with_name("counts.json")
TOLERANCE = {"own instructions": 0.02, "operators": 0.0, "allocations": 0.02}
STEPS = 4


def figures_of(program, method):
    step = callgrind.per_step(program, "tiny", method, "composed", STEPS)
    return {"own instructions": round(step.instructions(pathlib.Path(program).name)),
            "operators": round(step.operators(), 2), "allocations": round(step.allocations(), 2)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--libtorch", required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    here = {"compiler": options.compiler, "libtorch": options.libtorch}
    if not shutil.which("valgrind"):
        print("skipped: valgrind is not installed")
        return 77
    stored = json.loads(FILE.read_text()) if FILE.exists() else {}
    differs = [name for name in here if stored.get(name) != here[name]]
    if differs and not options.write:
        print("skipped: " + "; ".join(f"counts.json was recorded with {stored.get(name)}, not {here[name]}" for name in differs))
        return 77
    counted = {method: figures_of(options.program, method) for method in ("finetune", "snd")}
    if options.write:
        FILE.write_text(json.dumps({**here, "a step of": counted}, indent=2) + "\n")
        return 0
    failed = False
    for method, figures in counted.items():
        for name, figure in figures.items():
            before = stored["a step of"][method][name]
            verdict = "unchanged"
            if figure > before * (1 + TOLERANCE[name]):
                verdict, failed = "MORE", True
            elif figure < before * (1 - TOLERANCE[name]):
                verdict = "LESS: record it with --write"
            print(f"{method:9} {name:17} {figure:12,.2f}  was {before:12,.2f}  {verdict}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
