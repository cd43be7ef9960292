# SPDX-License-Identifier: MIT
"""Every script that a figure or a stored number of this project came from still runs, in small sizes.

    test_scripts.py BUILD                      all of them; BUILD is a build folder
    test_scripts.py BUILD SCRIPT [SCRIPT ...]  these, by their paths in the tree
    test_scripts.py --list                     their paths

Scripts run with the Python that the environment variable SDKT_PYTHON names, else with this one, in a copy of what they
read, so that nothing of the tree changes. One whose Python packages or programs are missing is skipped with a sentence;
exits with 77 if all of them were. A script that is not listed here fails the test `listed`.
"""

import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

TREE = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
PACK = "examples/mini"
RECIPE = f"{PACK}/recipe"
REFERENCE = "tests/reference"
TORCH, PILLOW, NUMPY = "torch", "PIL", "numpy"
MODELS = (TORCH, NUMPY, "transformers")
ORACLES = (*MODELS, "open_clip", "safetensors", PILLOW)


class entry:
    """How one script is run: its words, what it needs, the folders that are copied for it, and what it must leave."""

    def __init__(self, *words, packages=(), programs=(), folders=(), leaves=(), inside=".", prepare=None):
        self.words, self.packages, self.programs, self.folders = words, packages, programs, folders
        self.leaves, self.inside, self.prepare = leaves, inside, prepare


def shorten_pack(copy, _):
    """Of every task and of the reference a few images, in a pack that is whole in itself."""
    tasks = copy / PACK / "tasks"
    for file in tasks.glob("*.json"):
        content = json.loads(file.read_text())
        if file.stem == "captions" or "archive" not in content:
            continue
        if "data" in content:
            content["data"] = {part: rows[:4] for part, rows in content["data"].items()}
            kept = {name for rows in content["data"].values() for name, _ in rows}
        else:
            content["images"] = content["images"][:8]
            kept = set(content["images"])
        archive = tasks / content["archive"]
        short = archive.with_suffix(".short")
        with tarfile.open(archive) as old, tarfile.open(short, "w") as new:
            for member in old:
                if member.isfile() and member.name in kept:
                    new.addfile(member, old.extractfile(member))
        short.replace(archive)
        file.write_text(json.dumps(content))
    (copy / PACK / "recipe").mkdir(exist_ok=True)


TRAINED = """
import json, pathlib, sys, torch
from safetensors.torch import load_file
model, work = map(pathlib.Path, sys.argv[1:])
work.mkdir()
torch.save({name: value.float() for name, value in load_file(model / "model.safetensors").items()}, work / "ema.pt")
merges = [line.split() for line in (model / "merges.txt").read_text(encoding="utf8").splitlines()[1:]]
(work / "merges.json").write_text(json.dumps(merges))
"""


def trained_model(copy, python):
    """What pretrain.py would leave for export.py: the weights and merges of the delivered model."""
    subprocess.run([python, "-c", TRAINED, copy / PACK / "model", copy / "work"], check=True)
    shutil.rmtree(copy / PACK / "model")


def converted_model(form):
    def convert(copy, _):
        subprocess.run([PROGRAMS["sdkt"], "convert", copy / PACK / "model", copy / form, "--to", form], check=True, stdout=subprocess.DEVNULL)

    return convert


def both_forms(copy, python):
    converted_model("hf")(copy, python)
    converted_model("open_clip")(copy, python)


def trained_run(copy, _):
    words = ["--tasks", copy / PACK / "tasks/digits.json", "--method", "lora", "--steps", "1", "--threads", "1", "--quiet", "--out", copy / "trained"]
    subprocess.run([PROGRAMS["sdkt"], "run", *words], check=True, stdout=subprocess.DEVNULL)


SMALL_PICTURES = ("--width", "64", "--height", "48")
SCRIPTS = {
    f"{RECIPE}/bench.py": entry(f"{PACK}/model", f"{PACK}/tasks", "results.json", "--method", "snd", "ft", "--steps", "1", "--first", "8",
                                "--threads", "1", packages=(TORCH, NUMPY, PILLOW, "safetensors"), folders=[PACK], leaves=["results.json"]),
    f"{RECIPE}/check.py": entry(PACK, packages=ORACLES, folders=[PACK], leaves=[f"{RECIPE}/zero_shot.json"], prepare=shorten_pack),
    f"{RECIPE}/captions.py": entry("{sdkt}", packages=[NUMPY], programs=["sdkt"], folders=[PACK], inside=PACK, prepare=shorten_pack,
                                   leaves=[f"{PACK}/tasks/captions.json"]),
    f"{RECIPE}/export.py": entry("work", PACK, packages=(TORCH, "safetensors"), folders=[PACK], prepare=trained_model,
                                 leaves=[f"{PACK}/model/config.json", f"{PACK}/model/model.safetensors"]),
    "benchmarks/abstraction/count.py": entry("{bench_abstraction}", "--steps", "1", "--model", "tiny", "--method", "finetune",
                                             programs=["bench_abstraction", "valgrind"], folders=["benchmarks/abstraction"]),
    "benchmarks/compile_time/measure.sh": entry("--flags", "{build}/sdkt-flags.txt", "sdkt/base/error.hpp", programs=["bash", "g++"],
                                                folders=["benchmarks/compile_time", "include"]),
    "benchmarks/cuda/count_bytes.py": entry("--images", "4", "--features", "8", "--batch", "2", "--classes", "3", "--weights", "100",
                                            packages=[TORCH], folders=["benchmarks/cuda"]),
    "benchmarks/evaluation/compare.py": entry("{sdkt}", "--model", "ViT-S-32", "--images", "8", "--classes", "2", "--threads", "1", "--rounds", "1",
                                              packages=(*ORACLES, "torchvision"), programs=["sdkt"], folders=["benchmarks"]),
    "benchmarks/input/compare.py": entry("{bench_input}", "--images", "2", "--side", "32", "--rounds", "1", *SMALL_PICTURES,
                                         packages=(TORCH, "torchvision", NUMPY, PILLOW), programs=["bench_input"], folders=["benchmarks/input"]),
    "benchmarks/input/run.py": entry("{sdkt}", "--images", "32", "--passes", "1", "--rounds", "1", *SMALL_PICTURES, packages=(NUMPY, PILLOW),
                                     programs=["sdkt"], folders=["benchmarks/input"]),
    "benchmarks/kill_anywhere/run.py": entry("{sdkt}", "--kills", "1", "--steps", "2", programs=["sdkt"],
                                             folders=["benchmarks/kill_anywhere", "tests/program", PACK]),
    "benchmarks/methods/cost.py": entry("{sdkt}", "finetune", "lora", "--steps", "1", "--rounds", "1", programs=["sdkt"], folders=["benchmarks/methods"]),
    "benchmarks/methods/pairs.py": entry("benchmarks/methods/mini", "snd", folders=["benchmarks/methods"]),
    "benchmarks/methods/table.py": entry("benchmarks/methods/mini", folders=["benchmarks/methods"]),
    "benchmarks/processes/cost.py": entry("{sdkt}", "--models", "mini", "--processes", "1,2", "--steps", "2", programs=["sdkt", "cc"],
                                          folders=["benchmarks/processes", "benchmarks/scale", PACK]),
    "benchmarks/processes/run.py": entry("{sdkt}", "--methods", "snd", "--precisions", "fp32", "--steps", "1", "--kills", "1", programs=["sdkt"],
                                         folders=["benchmarks/processes", "tests/program", PACK]),
    "benchmarks/scale/measure.py": entry("{sdkt}", "--of", "tasks", "classes", "--sizes", "2", "--threads", "1", programs=["sdkt"],
                                         folders=["benchmarks/scale", PACK]),
    "benchmarks/scale/memory.py": entry("{sdkt}", "--rows", "1", "--threads", "1", programs=["sdkt", "cc"], folders=["benchmarks/scale", PACK]),
    "benchmarks/step/compare.py": entry("{bench_step}", "--rounds", "1", "--steps", "1", "--threads", "1", "--architecture", "mini", "--batch", "2",
                                        "--reference", "2", "--classes", "4", packages=MODELS, programs=["bench_step"], folders=["benchmarks/step", PACK]),
    "benchmarks/step/pytorch_step.py": entry("--variant", "released", "--architecture", "mini", "--batch", "2", "--reference", "2", "--classes", "4",
                                             "--teachers", "2", "--steps", "1", "--threads", "1", packages=MODELS, folders=["benchmarks/step", PACK]),
    f"{REFERENCE}/classifier/make_classifier.py": entry(packages=[NUMPY], folders=[f"{REFERENCE}/classifier"],
                                                        leaves=[f"{REFERENCE}/classifier/expected.json"]),
    f"{REFERENCE}/clip_files/check_converted.py": entry("{sdkt}", f"{PACK}/model", f"{PACK}/tasks/digits.json", packages=ORACLES, programs=["sdkt"],
                                                        folders=[f"{REFERENCE}/clip_files", PACK], prepare=shorten_pack),
    f"{REFERENCE}/clip_files/check_saved.py": entry("hf", "open_clip", f"{PACK}/model", packages=ORACLES, programs=["sdkt"],
                                                    folders=[f"{REFERENCE}/clip_files", PACK], prepare=both_forms),
    f"{REFERENCE}/clip_files/check_trained.py": entry("{sdkt}", "trained", packages=ORACLES, programs=["sdkt"], prepare=trained_run,
                                                      folders=[f"{REFERENCE}/clip_files", PACK]),
    f"{REFERENCE}/embeddings/make_embeddings.py": entry(packages=ORACLES, folders=[f"{REFERENCE}/embeddings"], leaves=[f"{REFERENCE}/embeddings/expected.json"]),
    f"{REFERENCE}/embeddings/make_templates.py": entry(packages=ORACLES, folders=[f"{REFERENCE}/embeddings", PACK], leaves=[f"{REFERENCE}/embeddings/templates.json"]),
    f"{REFERENCE}/extension/make_extension.py": entry(packages=[TORCH, NUMPY], folders=[f"{REFERENCE}/extension"], leaves=[f"{REFERENCE}/extension/expected.json"]),
    f"{REFERENCE}/image/make_images.py": entry(packages=(TORCH, "torchvision", NUMPY, PILLOW), folders=[f"{REFERENCE}/image"], leaves=[f"{REFERENCE}/image/expected.json"]),
    f"{REFERENCE}/image/make_gif_bmp.py": entry(packages=[PILLOW], folders=[f"{REFERENCE}/image"], leaves=[f"{REFERENCE}/image/gif_bmp.json"]),
    f"{REFERENCE}/image/make_views.py": entry(packages=(*ORACLES, "torchvision"), folders=[f"{REFERENCE}/image"], leaves=[f"{REFERENCE}/image/views.json"]),
    f"{REFERENCE}/methods/formulas.py": entry(packages=[TORCH], folders=[f"{REFERENCE}/methods"]),
    f"{REFERENCE}/methods/measure_noise.py": entry("lwf", packages=(*MODELS, "torchvision", PILLOW), folders=[f"{REFERENCE}/methods", f"{REFERENCE}/trace", PACK]),
    f"{REFERENCE}/optimiser/make_optimisers.py": entry(packages=[TORCH], folders=[f"{REFERENCE}/optimiser"], leaves=[f"{REFERENCE}/optimiser/expected.json"]),
    f"{REFERENCE}/policy/make_policy.py": entry(packages=[TORCH], folders=[f"{REFERENCE}/policy"], leaves=[f"{REFERENCE}/policy/expected.json"]),
    f"{REFERENCE}/tokenizer/make_tokens.py": entry(packages=("transformers", "open_clip", "regex", TORCH), folders=[f"{REFERENCE}/tokenizer", PACK],
                                                   leaves=[f"{REFERENCE}/tokenizer/data"]),
    f"{REFERENCE}/tokenizer/make_repair_tables.py": entry(folders=[f"{REFERENCE}/tokenizer", "include/sdkt/text"],
                                                          leaves=["include/sdkt/text/html_entity_tables.hpp", "include/sdkt/text/text_repair_tables.hpp"]),
    f"{REFERENCE}/tokenizer/make_repaired.py": entry(packages=("transformers", "open_clip", "ftfy", "regex", TORCH), folders=[f"{REFERENCE}/tokenizer", PACK],
                                                     leaves=[f"{REFERENCE}/tokenizer/data_open_clip"]),
    f"{REFERENCE}/tokenizer/make_unicode_tables.py": entry(packages=["tokenizers"], folders=[f"{REFERENCE}/tokenizer", "include/sdkt/text"],
                                                           leaves=["include/sdkt/text/unicode_tables.hpp", "include/sdkt/text/nfc_tables.hpp"]),
    f"{REFERENCE}/trace/make_tasks.py": entry(packages=[PILLOW], folders=[f"{REFERENCE}/trace", PACK], leaves=[f"{REFERENCE}/trace/tasks"]),
    f"{REFERENCE}/view_features/make_features.py": entry("{sdkt}", packages=ORACLES, programs=["sdkt"], leaves=[f"{REFERENCE}/view_features/features.json"],
                                                         folders=[f"{REFERENCE}/view_features", f"{REFERENCE}/image", PACK]),
}  # fmt: skip

# What other scripts import, what is a test of its own, and what cannot run here: only its syntax is looked at.
UNRUN = {
    f"{RECIPE}/draw.py": "a module of make_images.py",
    f"{RECIPE}/model.py": "a module of bench.py",
    f"{RECIPE}/packs.py": "a module of bench.py",
    f"{RECIPE}/tokens.py": "a module of bench.py",
    f"{RECIPE}/sources.py": "it reads the art of packages that are not here",
    f"{RECIPE}/make_images.py": "it draws what sources.py has read",
    f"{RECIPE}/pretrain.py": "it trains for half an hour on what make_images.py has drawn",
    "benchmarks/abstraction/callgrind.py": "a module of count.py",
    "benchmarks/abstraction/check_counts.py": "the test benchmark.step_costs_what_it_did",
    "benchmarks/input/pictures.py": "a module of compare.py",
    "benchmarks/processes/cut_link.py": "it waits ten minutes for a network that is silent",
    "benchmarks/scale/synthetic.py": "a module of measure.py",
    f"{REFERENCE}/embeddings/counter_weights.py": "a module of make_embeddings.py",
    f"{REFERENCE}/image/jpeg_writer.py": "a module of make_images.py",
    f"{REFERENCE}/image/png_writer.py": "a module of make_images.py",
    f"{REFERENCE}/methods/inputs.py": "a module of make_methods.py",
    f"{REFERENCE}/methods/layer_inputs.py": "a module of make_methods.py",
    f"{REFERENCE}/methods/make_methods.py": "its runs, which take minutes; measure_noise.py makes one of them",
    f"{REFERENCE}/methods/parameters.py": "a module of make_methods.py",
    f"{REFERENCE}/tokenizer/code_ranges.py": "a module of make_unicode_tables.py",
    f"{REFERENCE}/trace/make_trace.py": "its runs, which take minutes; a module of methods/measure_noise.py",
    f"{REFERENCE}/trace/measure_noise.py": "the runs of make_trace.py three times",
}
PROGRAMS = {}


def find_programs(build):
    """The programs that scripts run: of the build folder, else of the system."""
    places = {"sdkt": build / "sdkt", **{f"bench_{name}": build / "benchmarks" / f"bench_{name}" for name in ("abstraction", "input", "step")}}
    for name, path in places.items():
        if path.exists():
            PROGRAMS[name] = path
    for name in ("bash", "cc", "g++", "valgrind"):
        if shutil.which(name):
            PROGRAMS[name] = pathlib.Path(shutil.which(name))


def missing_packages(python, packages):
    """Those that an interpreter does not have; looked for, not imported."""
    if not packages:
        return []
    question = "import importlib.util, sys; print(*[name for name in sys.argv[1:] if importlib.util.find_spec(name) is None])"
    if pathlib.Path(python) == pathlib.Path(sys.executable):
        return [name for name in packages if importlib.util.find_spec(name) is None]
    return subprocess.run([python, "-c", question, *packages], capture_output=True, text=True, check=True).stdout.split()


def copied(folders, copy):
    for folder in folders:
        shutil.copytree(TREE / folder, copy / folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))


def run(path, python, build):
    """None if it ran well; else a sentence, and whether the script was only skipped."""
    one = SCRIPTS[path]
    lacks = [f"the Python package {name}" for name in missing_packages(python, one.packages)]
    lacks += [f"the program {name}" for name in one.programs if name not in PROGRAMS]
    if lacks:
        return f"skipped: {', '.join(lacks)} is not there", True
    with tempfile.TemporaryDirectory() as scratch:
        copy = pathlib.Path(scratch)
        copied(one.folders, copy)
        if one.prepare:
            one.prepare(copy, python)
        for name in one.leaves:
            if (copy / name).is_file():
                (copy / name).unlink()
        names = {"build": build, **PROGRAMS}
        words = [word.format(**names) for word in one.words]
        words = [str(copy / word) if (copy / word).exists() and one.inside == "." else word for word in words]
        starter = "bash" if path.endswith(".sh") else python
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
        done = subprocess.run([starter, copy / path, *words], cwd=copy / one.inside, env=environment, capture_output=True, text=True, check=False)
        if done.returncode == SKIPPED:
            return f"skipped: {done.stdout.strip().splitlines()[-1:]}", True
        if done.returncode != 0:
            return f"exit status {done.returncode}: {(done.stdout + done.stderr)[-1500:]}", False
        gone = [name for name in one.leaves if not (copy / name).exists()]
        if gone:
            return f"did not write {', '.join(gone)}", False
    return None


def unlisted():
    """Scripts of the tree that no table here has, and rows of scripts that are not there."""
    found = set()
    for folder in ("benchmarks", REFERENCE, RECIPE):
        for pattern in ("*.py", "*.sh"):
            found |= {path.relative_to(TREE).as_posix() for path in (TREE / folder).rglob(pattern) if "__pycache__" not in path.parts}
    return sorted(found ^ (set(SCRIPTS) | set(UNRUN)))


def main():
    if "--list" in sys.argv:
        print(*SCRIPTS, sep="\n")
        return 0
    build, *names = sys.argv[1:]
    build = pathlib.Path(build).resolve()
    python = os.environ.get("SDKT_PYTHON") or sys.executable
    find_programs(build)
    failed, skipped = 0, 0
    for path in names or ["listed", *SCRIPTS]:
        if path == "listed":
            wrong = [f"{name}: its table here and the tree differ" for name in unlisted()]
            for name in (*SCRIPTS, *UNRUN):
                if name.endswith(".py") and (TREE / name).exists():
                    compile((TREE / name).read_text(encoding="utf-8"), name, "exec")
            outcome = ("; ".join(wrong), False) if wrong else None
        else:
            outcome = run(path, python, build)
        print(f"{path}: {outcome[0] if outcome else 'well'}", flush=True)
        failed += bool(outcome and not outcome[1])
        skipped += bool(outcome and outcome[1])
    if failed:
        return 1
    return SKIPPED if skipped == len(names or SCRIPTS) else 0


if __name__ == "__main__":
    sys.exit(main())
