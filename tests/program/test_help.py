# SPDX-License-Identifier: MIT
"""Help, man page and inspect: every option is there, with its default, in 80 columns."""

import json
import pathlib
import re
import shutil
import subprocess

from program import MINI, check, finish, scratch, sdkt

COMMANDS = ["run", "evaluate", "embed", "inspect", "demo", "methods", "help", "completion", "man"]


def printed_by(*words):
    status, said, printed = sdkt(*words)
    check(status == 0 and said == "", f"{words}: exit status {status}: {said}")
    return printed


def options_of(text):
    return set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", text, re.MULTILINE))


# The program's help lists every command, and each of them has its own in two spellings.
whole = printed_by("--help")
check(printed_by("help") == whole, "help and --help differ")
listed = re.findall(r"^  ([a-z]+)  +\S", whole.split("Options")[0], re.MULTILINE)
check(set(COMMANDS) <= set(listed), f"--help lists {listed}")
pages = {name: printed_by(name, "--help") for name in listed}
for name, page in pages.items():
    check(page.startswith(f"Usage: sdkt {name}"), f"{name} --help begins with {page[:40]!r}")
    check("--help" in options_of(page), f"{name} --help does not list itself")
    wide = [line for line in page.splitlines() if len(line) > 80]
    check(wide == [], f"{name} --help has lines of more than 80 columns: {wide}")
    check(all(line == line.rstrip() for line in page.splitlines()), f"{name} --help has blanks at ends of lines")
check(max(map(len, whole.splitlines())) <= 80, "--help is too wide")
check(printed_by("help", "run") == pages["run"], "help run and run --help differ")
status, said, printed = sdkt("help", "rnu")
check(status == 2 and "did you mean run" in said and printed == "", f"help rnu: {said}")

# Groups of run in their order, defaults and units.
run = pages["run"]
headings = re.findall(r"^([A-Z][A-Za-z ]+):$", run, re.MULTILINE)
check(headings == ["Model and data", "Method", "Training", "Selection and distillation", "Computing", "Output", "Configuration", "Help", "Examples"],
      f"headings of run --help: {headings}")  # fmt: skip
once = " ".join(run.split())
for default in ("--lr RATE initial learning rate of a task; cosine decay to 0 (default: 1e-5)", "(default: 1102)", "(default: 9)",
                "--threshold DISTANCE", "(default: 0.2)", "--checkpoint-seconds SECONDS", "(default: 300)", "(default: snd)",
                "--out DIR run folder; must be new or empty, unless --resume is given (required)"):  # fmt: skip
    check(default in once, f"run --help lacks {default!r}")
check("sdkt run --tasks mini --order all --out out/all" in run, "run --help has examples")

# The page lists the trainer's settings: each of its options is there, with the page's description and default.
listed_settings = (MINI.parents[1] / "docs" / "program.md").read_text(encoding="utf-8").split("| `trainer_options` |")[1].split("\n\n")[0]
rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in listed_settings.splitlines()[2:]]
check(len(rows) > 30 and all(len(row) == 6 for row in rows), f"the page has {len(rows)} settings")
for member, _, option, usual, _, what in rows:
    if option == "":
        continue
    name = option.strip("`").split()[0]
    check(name in options_of(run), f"run --help lacks {name}")
    check(what in once, f"run --help describes {name} otherwise than docs/program.md")
    check(usual == "" or f"(default: {usual})" in once, f"run --help lacks the default of {member}: {usual}")

# The man page has every command and every option of every command.
page = printed_by("man")
check(page.splitlines()[1].startswith(".TH SDKT 1 "), "the man page has a title")
sections = re.split(r"^\.SS sdkt ", page, flags=re.MULTILINE)[1:]
check([section.split("\n")[0] for section in sections] == listed, "a section a command")
for name, section in zip(listed, sections):
    for option in options_of(pages[name]) - {"--help"}:
        check(f"\\fB{option.replace('-', chr(92) + '-')}\\fR" in section, f"the man page lacks {option} of {name}")
check(not re.search(r"^'", page, re.MULTILINE), "no line begins with a control character")
for tool, words in {"groff": ["groff", "-ww", "-man", "-Tascii"], "mandoc": ["mandoc", "-T", "lint", "-W", "warning"]}.items():
    if shutil.which(tool) is None:
        print(f"skipped: the man page in {tool} (it is not installed)")
        continue
    done = subprocess.run(words, input=page, capture_output=True, text=True, check=False)
    check(done.returncode == 0 and done.stderr == "", f"{tool}: {done.stderr}")
    check(tool == "groff" or done.stdout == "", f"{tool}: {done.stdout}")
    if tool == "groff":
        shown = re.sub(r"\x1b\[[0-9;]*m|.\x08", "", done.stdout)
        check("--checkpoint-seconds" in shown and "sdkt run --tasks mini --order all --out out/all" in shown, "groff shows options and examples")

# inspect: the model as before, and with --tensors what its file holds.
plain = printed_by("inspect")
names = [line[:14].strip() for line in plain.splitlines()]
check(names[:11] == ["image tower", "text tower", "embedding", "activation", "parameters", "fingerprint",
                     "form", "files", "", "vocabulary", "texts"], f"inspect prints {names}")  # fmt: skip
check(names[11:] == ["size", "resize", "interpolation", "rescale", "mean", "std", "note"], f"inspect prints {names}")
check("\n              with config.json" in plain, "the configuration stands below the files")
tensors = printed_by("inspect", "--tensors")
check(tensors.startswith(plain), "--tensors prints the model first")
data = (MINI / "model" / "model.safetensors").read_bytes()
header = json.loads(data[8:8 + int.from_bytes(data[:8], "little")])
header.pop("__metadata__", None)
expected = sorted((key, entry["dtype"], str(entry["shape"])) for key, entry in header.items())
found = [re.fullmatch(r"(\w+) +(\[.*?\]) +(.*)", line) for line in tensors[len(plain):].splitlines()[2:]]
check(all(found) and [(m[3], m[1], m[2]) for m in found] == expected, "--tensors lists what the header has")
check(f"names         Hugging Face, {len(expected)} tensors" in tensors, "whose names they are")
with scratch() as name:
    copy = shutil.copytree(MINI / "model", f"{name}/model")
    strange = dict(header)
    strange["a\x1b[2Jb.position_ids"] = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
    text = json.dumps(strange).encode()
    text += b" " * (-len(text) % 8)
    size = int.from_bytes(data[:8], "little")
    (pathlib.Path(copy) / "model.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + data[8 + size:])
    printed = printed_by("inspect", copy, "--tensors")
    check("a\\x1b[2Jb.position_ids" in printed and "\x1b" not in printed, "names of tensors command no terminal")
finish()
