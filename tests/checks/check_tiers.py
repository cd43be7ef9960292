# SPDX-License-Identifier: MIT
"""Who may include whom in include/sdkt.

ORDER lists the folders from the lowest to the highest. A header includes its own folder and lower ones. Neither files
nor folders include each other in a circle. Each folder also has a list of what it may include from outside, which is
what keeps a user's compile time in seconds. A folder has at most 25 headers. And sdkt.hpp includes everything.
"""

import pathlib
import re
import sys

# A door is a header of include/sdkt itself. Most open the folder of the same name; the order says where they stand.
ORDER = [
    "base", "text", "file", "image", "images.hpp", "weights", "cuda/kernel", "cuda",
    "concepts", "options", "device", "distributed", "clip/tokenizer", "clip",
    "teacher", "teacher.hpp", "loss", "loss.hpp", "selection", "selection.hpp", "extension", "extension.hpp",
    "parameterisation", "parameterisation.hpp", "optimiser", "optimiser.hpp",
    "classifier", "classifier.hpp", "compose",
    "stream", "stream/views", "views.hpp", "dataset", "reference",
    "batch", "record", "report/page", "report/run", "report/comparison", "report/study",
    "checkpoint", "step", "evaluate", "run", "trainer.hpp", "presets", "presets.hpp", "sdkt.hpp",
]
LEVEL = {place: level for level, place in enumerate(ORDER)}
MOST_HEADERS = 25

# What no header includes: seconds and hundreds of megabytes each.
HEAVY = re.compile(r"^(torch/(torch|nn|all|types|optim|data)\.h|torch/nn/.*|ATen/ATen\.h|ATen/Functions\.h"
                   r"|range/v3/(all|core|view|action|algorithm)\.hpp)$")
TORCH = re.compile(r"^(torch|ATen|c10)/")
RANGES = re.compile(r"^range/")
CUDA_TOOLKIT = re.compile(r"^(cuda|nvrtc|cub/|thrust/|cooperative_groups)")
STD = re.compile(r"^[a-z0-9_]+$")
POSIX = re.compile(r"^(sys/.*|unistd|fcntl|dirent|poll|signal|termios|dlfcn|pthread|sched|time)(\.h)?$")

# The umbrella leaves out what needs more than sdkt::sdkt links, or loads what few programs want.
NOT_IN_UMBRELLA = re.compile(r"^(base/.*|text/.*|file/.*|cuda/.*|clip/torchscript\.hpp|sdkt\.hpp)$")


def folder_of(header):
    """loss/x.hpp -> loss, loss.hpp -> loss.hpp, cuda/kernel/x.cuh -> cuda/kernel."""
    return header.rpartition("/")[0] or header


def definitions_of(header, suffix=".ipp"):
    """text/x.hpp -> text/impl/x.ipp, which defines what x.hpp declares (.tpp: templates, which are always included)."""
    folder, _, name = header.rpartition("/")
    return f"{folder}/impl/{name.removesuffix('.hpp')}{suffix}"


def outside_problem(header, folder, target):
    """Why this header may not include something from outside, or None."""
    if HEAVY.match(target):
        return "is too heavy for a header; include what declares the one name"
    if STD.match(target) or POSIX.match(target):
        return None
    if folder == "base" and header != "loss/pair_match.hpp":
        if header == "base/tensor.hpp" and target == "ATen/core/Tensor.h":
            return None
        return "is not of the standard library, which is all that base/ needs"
    if folder in ("text", "file", "image") and TORCH.match(target):
        return f"is LibTorch, and {folder}/ does without"
    if folder == "concepts" and TORCH.match(target) and target not in ("ATen/core/Tensor.h",) \
            and not target.startswith("c10/"):
        return "is dearer than ATen/core/Tensor.h, all that a concept needs of LibTorch"
    if folder == "concepts" and RANGES.match(target) and not target.startswith("range/v3/range/"):
        return "is more of range-v3 than what a range is, which is all that a concept asks"
    if folder == "cuda/kernel" and (TORCH.match(target) or RANGES.match(target)):
        return "may not reach nvcc; a kernel takes raw pointers, sizes and a stream"
    if not folder.startswith("cuda") and CUDA_TOOLKIT.match(target):
        return "is of the CUDA toolkit, which only cuda/ knows"
    return None


def includes_of(root, header):
    """Those of the header and of its definitions, which may include what the header may."""
    found, places = [], (header, definitions_of(header), definitions_of(header, ".tpp"))
    for place in places:
        if (root / place).is_file():
            text = (root / place).read_text(encoding="utf-8")
            found += re.findall(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', text, re.M)
    own = ["sdkt/" + place for place in places]
    return [target for target in found if target not in own or target == own[0] and not set(own[1:]) & set(found)]


def cycles(graph):
    """The files, or folders, that include themselves through others: each circle once."""
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


def folder_graph(graph):
    """Which folders each folder includes, itself left out."""
    folders = {folder_of(header): set() for header in graph}
    for header, targets in graph.items():
        folders[folder_of(header)] |= {folder_of(target) for target in targets} - {folder_of(header)}
    return {folder: sorted(targets) for folder, targets in folders.items()}


def levels_of(graph):
    """The level of each folder, derived from the tree: one above the highest folder that it includes."""
    levels = {}

    def level(folder):
        if folder not in levels:
            levels[folder] = 0  # a circle is reported elsewhere
            levels[folder] = 1 + max((level(target) for target in graph[folder]), default=-1)
        return levels[folder]

    for folder in graph:
        level(folder)
    return levels


def check(include):
    root = pathlib.Path(include) / "sdkt"
    headers = sorted(path.relative_to(root).as_posix() for path in root.rglob("*")
                     if path.suffix in (".hpp", ".cuh"))
    problems = [] if headers else ["no headers found"]
    graph = {header: [] for header in headers}
    for path in sorted([*root.rglob("*.ipp"), *root.rglob("*.tpp")]):
        header = path.parent.parent / (path.stem + ".hpp")
        if path.parent.name != "impl" or not header.is_file():
            problems.append(f"{path.relative_to(root).as_posix()}: has no header; definitions of x.hpp are in impl/x.ipp")
        elif f"#include <sdkt/{path.relative_to(root).as_posix()}>" not in header.read_text(encoding="utf-8"):
            problems.append(f"{header.relative_to(root).as_posix()}: does not include its definitions, impl/{path.name}")
    for header in headers:
        folder = folder_of(header)
        if folder not in LEVEL:
            problems.append(f"{header}: has no level; put it into a folder of ORDER in tests/checks/check_tiers.py, "
                            f"or add its folder there")
            continue
        for target in includes_of(root, header):
            if not target.startswith("sdkt/"):
                problem = outside_problem(header, folder, target)
                if problem:
                    problems.append(f"{header}: <{target}> {problem}")
                continue
            target = target.removeprefix("sdkt/")
            if target not in graph:
                problems.append(f"{header}: <sdkt/{target}> does not exist")
                continue
            graph[header].append(target)
            other = folder_of(target)
            if other in LEVEL and LEVEL[other] > LEVEL[folder]:
                problems.append(f"{header}: <sdkt/{target}> is above {folder}")
    folders = folder_graph(graph)
    for circle in cycles(graph) + cycles(folders):
        problems.append("a circle: " + " -> ".join(circle))
    for folder in folders:
        count = sum(folder_of(header) == folder for header in headers)
        if count > MOST_HEADERS:
            problems.append(f"{folder}: {count} headers, more than {MOST_HEADERS}")
    if "sdkt.hpp" in graph:
        reached, todo = set(), ["sdkt.hpp"]
        while todo:
            header = todo.pop()
            if header not in reached:
                reached.add(header)
                todo += graph[header]
        problems += [f"sdkt.hpp: lacks {header}" for header in headers
                     if header not in reached and not NOT_IN_UMBRELLA.match(header)]
    return levels_of(folders), len(headers), problems


def main():
    levels, num_headers, problems = check(sys.argv[1])
    for level in sorted(set(levels.values())):
        print(f"level {level}: " + " ".join(sorted(folder for folder in levels if levels[folder] == level)))
    for problem in problems:
        print("FAILED", problem)
    print(f"{num_headers} headers, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
