# SPDX-License-Identifier: MIT
"""Who may include whom in include/sdkt.

Each floor stands on those below it and on nothing above; of one floor none knows another. Every folder also says
what it may include from outside, which is what keeps a user's compile time in seconds. And sdkt.hpp has it all.
"""

import pathlib
import re
import sys

FLOORS = [
    {"words"},
    {"weights", "image", "cuda"},
    {"concepts"},
    {"clip", "stream", "teacher", "selection", "loss", "extension"},
    {"train"},
    {"report"},
    {"trainer"},
    {"presets"},
    {"sdkt"},
]
FLOOR = {module: number for number, floor in enumerate(FLOORS) for module in floor}
UMBRELLAS = {"images.hpp": "image", "run_result.hpp": "trainer"}  # at the top, and not named after their folder
WORDS = {"error.hpp", "random.hpp", "version.hpp", "config.hpp", "tensor.hpp"}

# What no header includes: seconds and hundreds of megabytes each.
HEAVY = re.compile(r"^(torch/(torch|nn|all|types|optim|data)\.h|torch/nn/.*|ATen/ATen\.h|ATen/Functions\.h"
                   r"|range/v3/(all|core|view|action|algorithm)\.hpp)$")
TORCH = re.compile(r"^(torch|ATen|c10)/")
RANGES = re.compile(r"^range/")
CUDA_TOOLKIT = re.compile(r"^(cuda|nvrtc|cub/|thrust/|cooperative_groups)")
STD = re.compile(r"^[a-z0-9_]+$")
POSIX = re.compile(r"^(sys/.*|unistd|fcntl|dirent|poll|signal|termios|dlfcn|pthread|sched|time)(\.h)?$")

# The umbrella leaves out what needs more than sdkt::sdkt links, or loads what few programs want.
NOT_IN_UMBRELLA = re.compile(r"^(detail/.*|cuda/.*|clip/torchscript\.hpp|train/kernel_check\.hpp|sdkt\.hpp)$")


def module_of(header):
    """error.hpp -> words, loss/x.hpp -> loss, loss.hpp (a folder's umbrella) -> loss; None if it has no place."""
    if header in UMBRELLAS:
        return UMBRELLAS[header]
    first = header.split("/")[0]
    if header in WORDS:
        return "words"
    name = first.removesuffix(".hpp")
    return name if name in FLOOR and name != "words" or name == "detail" else None


def outside_problem(header, module, target):
    """Why this header may not include something from outside, or None."""
    if HEAVY.match(target):
        return "is too heavy for a header; include what declares the one name"
    if STD.match(target) or POSIX.match(target):
        return None
    if module == "words":
        if header == "tensor.hpp" and target == "ATen/core/Tensor.h":
            return None
        return "is not of the standard library, which is all that the words know"
    if module == "image" and TORCH.match(target):
        return "is LibTorch, which the image folder does without"
    if module == "concepts" and TORCH.match(target) and target not in ("ATen/core/Tensor.h",) \
            and not target.startswith("c10/"):
        return "is dearer than ATen/core/Tensor.h, all that a concept needs of LibTorch"
    if module == "concepts" and RANGES.match(target) and not target.startswith("range/v3/range/"):
        return "is more of range-v3 than what a range is, which is all that a concept asks"
    if header.startswith("cuda/kernel/") and (TORCH.match(target) or RANGES.match(target)):
        return "may not reach nvcc; a kernel takes raw pointers, sizes and a stream"
    if module != "cuda" and CUDA_TOOLKIT.match(target):
        return "is of the CUDA toolkit, which only cuda/ knows"
    return None


def inside_problem(module, other):
    """Why a header of one module may not include one of another, or None."""
    if other == module or other == "detail":
        return None
    if module == "detail":
        return None if other == "words" else "is above detail/, which stands on the words alone"
    if FLOOR[other] > FLOOR[module]:
        return f"is above {module}"
    if FLOOR[other] == FLOOR[module]:
        return f"is on the same floor as {module}, and neither knows the other"
    return None


def includes_of(path):
    text = path.read_text(encoding="utf-8")
    return re.findall(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', text, re.M)


def cycles(graph):
    """The headers that include themselves through others, each circle once."""
    found, state = [], {}

    def visit(header, trail):
        state[header] = "open"
        for target in graph[header]:
            if state.get(target) == "open":
                found.append(trail[trail.index(target):] + [target])
            elif target in graph and target not in state:
                visit(target, trail + [target])
        state[header] = "done"

    for header in graph:
        if header not in state:
            visit(header, [header])
    return found


def check(include):
    root = pathlib.Path(include) / "sdkt"
    headers = sorted(path.relative_to(root).as_posix() for path in root.rglob("*")
                     if path.suffix in (".hpp", ".cuh"))
    problems = [] if headers else ["no headers found"]
    graph = {header: [] for header in headers}
    for header in headers:
        module = module_of(header)
        if module is None:
            problems.append(f"{header}: has no floor; put it into a folder of FLOORS in tests/checks/check_tiers.py, "
                            f"or name it there")
            continue
        for target in includes_of(root / header):
            if not target.startswith("sdkt/"):
                problem = outside_problem(header, module, target)
                if problem:
                    problems.append(f"{header}: <{target}> {problem}")
                continue
            target = target.removeprefix("sdkt/")
            if target not in graph:
                problems.append(f"{header}: <sdkt/{target}> does not exist")
                continue
            graph[header].append(target)
            other = module_of(target)
            problem = inside_problem(module, other) if other else None
            if problem:
                problems.append(f"{header}: <sdkt/{target}> {problem}")
    for circle in cycles(graph):
        problems.append("a circle: " + " -> ".join(circle))
    if "sdkt.hpp" in graph:
        reached, todo = set(), ["sdkt.hpp"]
        while todo:
            header = todo.pop()
            if header not in reached:
                reached.add(header)
                todo += graph[header]
        problems += [f"sdkt.hpp: lacks {header}" for header in headers
                     if header not in reached and not NOT_IN_UMBRELLA.match(header)]
    return headers, problems


def main():
    headers, problems = check(sys.argv[1])
    for problem in problems:
        print("FAILED", problem)
    print(f"{len(headers)} headers, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
