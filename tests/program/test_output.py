# SPDX-License-Identifier: MIT
"""What a command printed has arrived, or its exit status says that it has not."""

import os
import pathlib
import signal
import subprocess

from interrupting import small_tasks
from program import MINI, PROGRAM, check, finish, scratch

NO_ROOM = "sdkt: standard output: the printed text cannot be written: No space left on device; free some space at its destination, or redirect it elsewhere\n"
NO_EVENT = "sdkt: standard output: an event cannot be written: No space left on device; free some space at its destination, and continue with --resume\n"
IMAGE = pathlib.Path(__file__).parents[1] / "reference" / "image" / "data" / "rgb_8.png"
CLOSED = NO_ROOM.replace("No space left on device", "Bad file descriptor")


def printing(words, stdout, **more):
    """Exit status and what was said."""
    done = subprocess.run([str(PROGRAM), *map(str, words)], stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, **more)
    return done.returncode, done.stderr


def to_nobody(words, **more):
    """The same into a pipe that nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return printing(words, writing, **more)
    finally:
        os.close(writing)


with scratch() as name:
    folder = pathlib.Path(name)
    (task,) = small_tasks(MINI, folder / "data", ["digits"], 16, 8, 16)
    small = ["--tasks", task, "--threads", "1", "--quiet"]
    (folder / "texts.txt").write_text("one\ntwo\n")
    tree = folder / "tree"
    for kind in ("a", "b"):
        (tree / kind).mkdir(parents=True)
        for count in range(6):
            (tree / kind / f"{count}.png").write_bytes(IMAGE.read_bytes())

    # Every command that prints, with and without something that it writes besides.
    commands = {
        "help": ["help"],
        "--help": ["--help"],
        "run --help": ["run", "--help"],
        "--version": ["--version"],
        "methods": ["methods"],
        "methods zscl": ["methods", "zscl"],
        "inspect": ["inspect"],
        "inspect --tensors": ["inspect", "--tensors"],
        "man": ["man"],
        "completion bash": ["completion", "bash"],
        "completion zsh": ["completion", "zsh"],
        "completion fish": ["completion", "fish"],
        "--print-config": ["run", "--tasks", "mini", "--print-config"],
        "evaluate": ["evaluate", "--tasks", task, "--threads", "1"],
        "evaluate --out": ["evaluate", "--tasks", task, "--threads", "1", "--out", folder / "zero"],
        "embed": ["embed", "--texts", folder / "texts.txt", "--out", folder / "texts.safetensors"],
        "annotate": ["annotate", tree, "--out", folder / "tree.json"],
        "convert": ["convert", MINI / "model", folder / "model", "--to", "hf"],
        "run": ["run", "--tasks", task, "--threads", "1", "--method", "finetune", "--steps", "1", "--out", folder / "run"],
    }
    for what, words in commands.items():
        with open("/dev/full", "w") as full:
            status, said = printing(words, full)
        said = said if what != "run" else said[said.rfind("sdkt: ") :]  # its progress comes before
        check((status, said) == (2, NO_ROOM), f"{what} > /dev/full: {status}: {said!r}")
    with open("/dev/full", "w") as full:
        status, said = printing(["report", folder / "run", "--out", folder / "report.html"], full)
    check((status, said) == (2, NO_ROOM), f"report > /dev/full: {status}: {said!r}")
    check((folder / "zero" / "accuracy.csv").exists() and (folder / "run" / "metrics.json").exists(), "files that were written stay")

    # Events, at once and not at the end.
    with open("/dev/full", "w") as full:
        status, said = printing(["evaluate", *small, "--json"], full)
    check((status, said) == (2, NO_EVENT), f"--json > /dev/full: {status}: {said!r}")

    # Standard output that is closed: no file gets its number, and what is printed is missed.
    def close_stdout():
        os.close(1)

    for what in ("help", "methods", "evaluate"):
        status, said = printing(commands[what], None, preexec_fn=close_stdout)
        check((status, said) == (2, CLOSED), f"{what} >&-: {status}: {said!r}")
    out = folder / "closed"
    status, said = printing(["run", *small, "--method", "finetune", "--steps", "1", "--out", out], None, preexec_fn=close_stdout)
    check((status, said) == (0, ""), f"a quiet run >&-: {status}: {said!r}")
    status, said = printing(["run", *small[:-1], "--method", "finetune", "--steps", "1", "--resume", "--out", out], None, preexec_fn=close_stdout)
    check(status == 2 and said.endswith(CLOSED), f"a run >&-: {status}: {said!r}")

    # A reader that goes away ends a command in silence, also where SIGPIPE is ignored.
    for what in ("help", "completion zsh", "evaluate"):
        status, said = to_nobody(commands[what])
        check((status, said) == (-signal.SIGPIPE, ""), f"{what} | : {status}: {said!r}")
        status, said = to_nobody(commands[what], restore_signals=False)
        check((status, said) == (128 + signal.SIGPIPE, ""), f"{what} | with SIGPIPE ignored: {status}: {said!r}")
    status, said = to_nobody(["evaluate", *small, "--json"], restore_signals=False)
    check((status, said) == (128 + signal.SIGPIPE, ""), f"--json | with SIGPIPE ignored: {status}: {said!r}")

finish()
