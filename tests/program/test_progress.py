# SPDX-License-Identifier: MIT
"""Progress: one line that is drawn again and fits the terminal, plain lines elsewhere, nothing when quiet."""

import fcntl
import json
import os
import pathlib
import pty
import re
import struct
import subprocess
import termios

from interrupting import small_tasks
from program import MINI, PROGRAM, check, finish, scratch, sdkt

TIME = r"(?:\d+:)?\d+:\d\d"


def on_terminal(words, columns):
    """What a command draws on a terminal of so many columns: its lines, each with every state that it went through."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen([str(word) for word in words], stderr=theirs, stdout=subprocess.DEVNULL) as run:
        os.close(theirs)
        said = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # its end, on Linux
                break
            if not part:
                break
            said += part
    os.close(ours)
    check(run.returncode == 0, f"{columns} columns: exit status {run.returncode}")
    return [[state for state in line.split("\r\x1b[K") if state] for line in said.decode().replace("\r\n", "\n").split("\n")]


with scratch() as name:
    folder = pathlib.Path(name)
    tasks = small_tasks(MINI, folder / "data", ["digits", "shapes"], 24, 8, 24)
    content = json.loads(tasks[1].read_text())
    tasks[1].write_text(json.dumps({**content, "name": "数字 with a name that is long, longer than most"}))
    words = ["run", "--tasks", *tasks, "--method", "finetune", "--batch-size", "8", "--threads", "1"]

    for columns in (120, 24):
        several = ["--order", "all"] if columns == 120 else []
        lines = on_terminal([PROGRAM, *words, "--steps", "12", *several, "--out", folder / str(columns)], columns)
        states = [state for line in lines for state in line if ": step" in state or ": image" in state]
        check(len(states) > 4, f"{columns} columns: drawn {len(states)} times")
        wide = [state for state in states if len(state) + sum(ord(letter) > 0x1100 for letter in state) >= columns]
        check(wide == [], f"{columns} columns: too wide: {wide}")
        check(any("task 1/2" in state and "step" in state for state in states), f"{columns} columns: {states[:3]}")
        kept = [line[-1] for line in lines if line]
        check(not any(": step" in state for state in kept), f"{columns} columns: a drawn line was left: {kept}")
        if columns == 120:
            wanted = rf"run \d/2: finetune order_\d, task 1/2 digits: step \d+/12( \[[#.]{{20}}\])?, loss [\d.]+, [\d.]+ (steps/s|s/step).*"
            check(any(re.fullmatch(wanted + rf"run {TIME}, all {TIME}", state) for state in states), f"no such line: {states}")

    # Elsewhere: a line a task's end, a line a stage, no control characters.
    status, said, printed = sdkt(*words, "--steps", "12", "--out", folder / "plain")
    lines = said.splitlines()
    check(status == 0 and "\r" not in said and "\x1b" not in said, f"plain lines: {said!r}")
    check(len(lines) == 6 and [line.startswith("task") for line in lines] == [False, True, False, True, False, False], f"plain lines: {lines}")
    pattern = rf"task 1/2 digits: step 12/12, loss [\d.]+, [\d.]+ (steps/s|s/step), run {TIME}"
    check(re.fullmatch(pattern, lines[1]) is not None, f"plain: {lines[1]}")
    check(re.fullmatch(r"zero-shot: mean accuracy [\d.]+ % over all tasks", lines[0]) is not None, f"plain: {lines[0]}")
    # 3 evaluations of 8 and 8 test images, 24 of the reference not being looked at, and 2 times 12 steps of 8.
    check(re.fullmatch(r"images: [\d.]+ % of 240 views reused from memory", lines[5]) is not None, f"plain: {lines[5]}")
    check("report:" in printed and "model:" in printed, "the result is printed")

    # Quiet: nothing at all, tables of several runs neither.
    status, said, printed = sdkt(*words, "--steps", "1", "--order", "all", "--quiet", "--out", folder / "quiet")
    check(status == 0 and said == "" and printed == "", f"quiet: {said!r} {printed!r}")
    check((folder / "quiet" / "orders.csv").exists(), "quiet runs write their tables")
finish()
