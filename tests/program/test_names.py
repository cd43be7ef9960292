# SPDX-License-Identifier: MIT
"""Files and folders whose names hold line ends, commands for a terminal and bytes that are no UTF-8: what is said
stays one clean line, and what is written can be read back."""

import json
import os
import pathlib
import shutil
import signal
import subprocess

from interrupting import position, running, small_tasks
from program import MINI, PROGRAM, check, finish, scratch, sdkt

RAW = b"a\nb\x1b[31m\xff it's \\".decode(errors="surrogateescape")
SHOWN = "a\\x0ab\\x1b[31m\\xff it's \\"


def is_clean(text):
    return text.isprintable()


with scratch() as name:
    folder = pathlib.Path(name) / RAW
    folder.mkdir()
    gone = folder / "gone.json"
    tasks = small_tasks(MINI, folder, ["digits", "shapes"], 24, 8, 24)
    shutil.copy(MINI / "model" / "config.json", folder / "config.json")

    # Refusals, on stderr and as events.
    for words in (
        ["run", "--tasks", gone, "--method", "finetune", "--out", folder / "x"],
        ["run", "--tasks", "mini", "--model", gone, "--out", folder / "x"],
        ["run", "--tasks", "mini", "--reference", gone, "--out", folder / "x"],
        ["run", "--tasks", "mini", "--data-root", gone, "--out", folder / "x"],
        ["run", "--tasks", "mini", "--out", tasks[0]],
        ["run", "--tasks", "mini", "--out", folder],
        ["run", "--config", gone, "--out", folder / "x"],
        ["evaluate", "--tasks", gone],
        ["evaluate", "--tasks", tasks[0], "--model", folder],
        ["embed", "--images", gone, "--out", folder / "x"],
        ["convert", gone, folder / "x", "--to", "hf"],
        ["annotate", gone],
        ["report", gone],
        ["inspect", gone],
    ):
        for events in ([], ["--json"]):
            if events and words[0] not in ("run", "evaluate"):
                continue
            status, said, printed = sdkt(*words, *events)
            check(status == 2 and is_clean(said.removesuffix("\n")), f"{words}: {status} {said!r}")
            check(SHOWN in said, f"{words}: the name is not in {said!r}")
            if events:
                message = json.loads(printed)["message"]
                check("sdkt: " + message + "\n" == said, f"{words}: the event says {message!r}")
            check(not (folder / "x").exists(), f"{words}: left something")
    for words in ([RAW], ["run", "--" + RAW], ["run", "--tasks", "mini", "--method", RAW, "--out", folder / "x"]):
        status, said, _ = sdkt(*words)
        check(status == 2 and is_clean(said.removesuffix("\n")), f"{words}: {status} {said!r}")

    # A run in such a folder: its lines, its files, its report, and the command that repeats it.
    out = folder / "run"
    words = ["run", "--tasks", *tasks, "--method", "finetune", "--steps", "1", "--batch-size", "4", "--threads", "1", "--out", out]
    status, said, printed = sdkt(*words)
    check(status == 0 and f"report: {pathlib.Path(name) / SHOWN / 'run' / 'report.html'}\n" in printed, f"a run: {status} {said} {printed!r}")
    check(all(is_clean(line) for line in (said + printed).split("\n")), f"lines of a run: {said!r} {printed!r}")
    for file in ("config.json", "tasks.json", "metrics.json", "samples.json"):
        json.loads((out / file).read_bytes().decode())
    status, said, _ = sdkt(*words, "--resume")
    check(status == 0, f"the complete run again: {said}")
    moved = shutil.copytree(out, pathlib.Path(name) / "moved")
    status, said, _ = sdkt("report", moved, "--out", moved / "again.html")
    check(status == 0 and (moved / "again.html").exists(), f"a report of it: {said}")

    # The command that is printed continues a run where it was stopped, as it stands.
    (pathlib.Path(name) / "sdkt").symlink_to(PROGRAM)
    path = {**os.environ, "PATH": f"{name}:{os.environ['PATH']}"}
    stopped = folder / "stopped"
    words = [*words[:-1], stopped, "--quiet"]
    words[words.index("--steps") + 1] = "150"
    with running([PROGRAM, *words, "--checkpoint-seconds", "0"], pathlib.Path(name) / "log") as process:
        check(process.wait_for(lambda: position(stopped) is not None), f"no checkpoint: {process.said()}")
        process.send(signal.SIGTERM)
        check(process.end() == 143, f"stopped: {process.said()}")
        command = process.said().strip().split("\n")[-1].strip()
    check(is_clean(command) and command.startswith("sdkt run "), f"to continue: {command!r}")
    done = subprocess.run(["bash", "-c", command], env=path, capture_output=True, check=False)
    check(done.returncode == 0 and (stopped / "metrics.json").exists(), f"{command}: {done.stderr!r}")

finish()
