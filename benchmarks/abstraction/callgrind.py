# SPDX-License-Identifier: MIT
"""The cost of a training step of bench_abstraction, counted by valgrind's callgrind.

Each count runs twice, with N and with 2N steps per task: the difference is the cost of N steps; start-up, evaluation
and the fixed cost of a task cancel out. Only the training thread counts, not the thread that decodes images. Valgrind
does not support AVX-512, so LibTorch executes more instructions here than outside of valgrind.
"""

import collections
import pathlib
import re
import subprocess
import tempfile

TASKS = 2
ALLOCATORS = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign"}


class names:
    """Resolves names: callgrind writes each name once, as (3) name, and then only (3)."""

    def __init__(self):
        self.known = {}

    def __call__(self, text):
        number, name = re.match(r"(\(\d+\))\s*(.*)", text).groups()
        if name:
            self.known[number] = name
        return self.known[number]


class profile:
    """The profile of one thread: instructions of every (object, function), without those of the functions that it
    calls, and the number of calls of every function."""

    def __init__(self, file=()):
        self.costs, self.calls = collections.Counter(), collections.Counter()
        objects, functions = names(), names()
        here, where, callee, is_call = None, None, None, False
        for line in file:
            if line.startswith("ob="):
                where = objects(line[3:].strip())
            elif line.startswith("cob="):
                objects(line[4:].strip())
            elif line.startswith("fn="):
                here = (where, functions(line[3:].strip()))
            elif line.startswith("cfn="):
                callee = functions(line[4:].strip())
            elif line.startswith("calls="):
                self.calls[callee] += int(line[6:].split()[0])
                is_call = True  # the next line is the cost of the call
            elif line[:1] in "+-*0123456789" and line.strip():
                if not is_call:
                    self.costs[here] += int(line.split()[-1])
                is_call = False

    def instructions(self, program=None):
        """All instructions, or only those in the program itself, without LibTorch and the C library: sdkt's templates
        with the inlined handling of tensors or, by hand, the loop with the same."""
        return sum(cost for (where, _), cost in self.costs.items() if program is None or where.endswith(program))

    def allocations(self):
        """Number of allocated blocks of memory, for tensors and others."""
        return sum(count for function, count in self.calls.items() if function.split("'")[0] in ALLOCATORS)

    def operators(self):
        """Number of calls of LibTorch's operators, including calls by other operators."""
        return sum(count for function, count in self.calls.items()
                   if function.startswith("at::_ops::") and "::call(" in function)


def run(program, model, method, side, steps):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "profile"
        command = ["valgrind", "--tool=callgrind", "--separate-threads=yes", f"--callgrind-out-file={out}", program,
                   "--model", model, "--method", method, "--only", side, "--steps", str(steps)]
        subprocess.run(command, check=True, capture_output=True)
        with open(f"{out}-01") as file:
            return profile(file)


def per_step(program, model, method, side, steps):
    few, many = (run(program, model, method, side, count) for count in (steps, 2 * steps))
    result = profile()
    for of_many, of_few, each in ((many.costs, few.costs, result.costs), (many.calls, few.calls, result.calls)):
        for key, count in of_many.items():
            each[key] = (count - of_few[key]) / (TASKS * steps)
    return result
