# SPDX-License-Identifier: MIT
"""Interrupted runs go on to the same bytes: killed, stopped by a signal, in orders and methods."""

import os
import pathlib
import random
import re
import shutil
import signal
import subprocess

from interrupting import (
    FILES,
    MODEL,
    contents,
    differences,
    files_in,
    position,
    running,
    small_tasks,
    unfinished,
)
from program import MINI, PROGRAM, check, finish, scratch

os.environ["OMP_NUM_THREADS"] = "1"
RANDOM = random.Random(20240917)
# Methods whose teachers or extensions remember something, and the default.
METHODS = "snd,zaf-like,icarl,zscl,gift,ewc,online-ewc,magmax,ties,task-arithmetic,opcm"
SETTINGS = ["--lr", "3e-4", "--batch-size", "8", "--reference-batch-size", "8", "--threads", "1", "--quiet"]


def killed(words, folder, condition, pause=0.001):
    """Runs, and kills as soon as a condition holds. Returns whether it did before the run ended."""
    with running(words, folder / "log") as run:
        if not run.wait_for(condition, pause=pause):
            check(run.end() == 0, f"a resumed run failed: {run.said()}")
            return False
        run.send(signal.SIGKILL)
        status = run.end()
        check(status in (-signal.SIGKILL, 0), f"a run to be killed failed with {status}: {run.said()}")
        return status != 0


def ends_equal(words, folder, out, expected, what):
    """The run goes on to its end, and the folder to what an undisturbed run leaves."""
    with running([*words, "--resume"], folder / "log") as run:
        status = run.end()
        check(status == 0, f"{what}: exit status {status}: {run.said()}")
    found = contents(out)
    check(
        differences(expected, found) == [], f"{what}: other than undisturbed: {differences(expected, found)}"
    )
    check(unfinished(out) == [], f"{what}: left {unfinished(out)}")


def at_random_moments(run, folder, expected, seconds):
    """Ten kills of one run: by the clock over its whole length, and in the middle of writing."""
    out = folder / "killed"
    words = [*run, "--checkpoint-seconds", "0.2", "--out", out]
    hits = {"by the clock": 0, "while a checkpoint was written": 0, "while the model was written": 0}

    def leg(kind, condition):
        hits[kind] += killed([*words, "--resume"], folder, condition)

    for turn in range(8):
        if turn % 3 == 2:
            leg(
                "while a checkpoint was written",
                lambda: any(
                    name.startswith("checkpoint/state.safetensors.part-") for name in unfinished(out)
                ),
            )
            continue
        with running([*words, "--resume"], folder / "log") as leg_run:
            lock = out / "checkpoint" / "lock"
            owner = f"{leg_run.process.pid}\n"
            # One of them dies before it has begun.
            is_going = turn == 0 or leg_run.wait_for(lambda: lock.exists() and lock.read_text() == owner)
            wait = RANDOM.uniform(0, 0.2 if turn == 0 else seconds / 4)
            if is_going:
                try:
                    leg_run.process.wait(timeout=wait)
                except subprocess.TimeoutExpired:
                    leg_run.send(signal.SIGKILL)
                    hits["by the clock"] += 1
            check(leg_run.end() in (0, -signal.SIGKILL), f"a run to be killed failed: {leg_run.said()}")
    check(hits["by the clock"] >= 3, f"too few kills: {hits}")
    for _ in range(2):
        leg(
            "while the model was written",
            lambda: any(name.startswith("model.part-") for name in unfinished(out)),
        )
    ends_equal(words, folder, out, expected, "killed at random moments")
    print("kills:", ", ".join(f"{count} {kind}" for kind, count in hits.items()))
    status = subprocess.run([*map(str, words), "--resume"], capture_output=True, text=True, check=False)
    check(status.returncode == 0 and status.stderr == "", f"a finished run is reported: {status}")
    check(differences(expected, contents(out)) == [], "a finished run stays as it is")


# What stops a run, its exit status, the place from which on it is sent, and what is said at once.
BY_HAND = "sdkt: stopping after this step; interrupt again to quit at once"
BY_THE_SYSTEM = "sdkt: stopping after this step"
STOPS = [
    (signal.SIGTERM, 143, (1, 0), BY_HAND),
    (signal.SIGHUP, 129, (1, 0), BY_THE_SYSTEM),
    (signal.SIGUSR1, 138, (2, 0), BY_THE_SYSTEM),
    (signal.SIGXCPU, 152, (2, 1), BY_THE_SYSTEM),
    (signal.SIGINT, 130, (3, 1), BY_HAND),
]


def by_signals(run, folder, expected):
    """Every signal that stops a run; the command that is printed is the one to continue with."""
    out = folder / "it's stopped"
    words = [*run, "--out", out]
    (folder / "bin").mkdir()
    (folder / "bin" / "sdkt").symlink_to(PROGRAM)
    command = None
    for number, status, place, first in STOPS:
        # It is stopped in the second step of the first task, then anywhere after a task has begun.
        more = ["--checkpoint-seconds", "0"] if command is None else ["--checkpoint-seconds", "0", "--resume"]
        lock = out / "checkpoint" / "lock"
        with running([*words, *more], folder / "log") as process:
            owner = f"{process.process.pid}\n"  # from then on it minds signals
            check(
                process.wait_for(
                    lambda: lock.exists()
                    and lock.read_text() == owner
                    and position(out) is not None
                    and position(out)[0::2] >= place
                ),
                f"no checkpoint at {place}: {process.said()}",
            )
            process.send(number)
            ended = process.end()
            said = process.said().strip().split("\n")
        check(ended == status, f"{number.name}: exit status {ended}, not {status}: {said}")
        check(
            len(said) == 3
            and said[0] == first
            and re.fullmatch(r"sdkt: .*: stopped on request; .*resume.*", said[1]) is not None,
            f"{number.name}: said {said}",
        )
        command = said[-1].strip()
        check(
            command.startswith("sdkt run ") and command.endswith("--resume"),
            f"{number.name}: to continue: {command}",
        )
        check(
            unfinished(out) == [] and not (out / "checkpoint" / "lock").exists(),
            f"{number.name}: left {files_in(out)}",
        )
    path = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run(command, shell=True, env=path, capture_output=True, text=True, check=False)
    check(done.returncode == 0, f"the command that was printed: {done}")
    check(
        differences(expected, contents(out)) == [], f"stopped twice: {differences(expected, contents(out))}"
    )


def twice_quits(run, folder):
    """A second signal does not wait for the step: here one of hundreds of images."""
    out = folder / "quit"
    words = [*run, "--out", out, "--checkpoint-seconds", "0"]
    words[words.index("--reference-batch-size") + 1] = "1000"
    with running(words, folder / "log") as process:
        check(
            process.wait_for(
                lambda: position(out) is not None
                and position(out)[1] == 1
                and (out / "accuracy.csv").exists()
            ),
            f"did not begin: {process.said()}",
        )
        process.send(signal.SIGTERM)
        if process.wait_for(lambda: "interrupt again to quit at once" in process.said(), pause=0.001):
            process.send(signal.SIGTERM)
        check(process.end() == 143, f"two signals: exit status {process.end()}: {process.said()}")
        check("stopped on request" not in process.said(), f"two signals: waited for the step: {process.said()}")


def the_system_is_patient(run, folder):
    """What is not sent by hand may come again, and before a SIGTERM: the checkpoint is kept all the same."""
    for several, status in [
        ([signal.SIGHUP, signal.SIGHUP, signal.SIGHUP], 129),
        ([signal.SIGUSR1, signal.SIGTERM], 138),
        ([signal.SIGXCPU, signal.SIGXCPU, signal.SIGHUP], 152),
    ]:
        names = "_".join(number.name for number in several)
        out = folder / names
        words = [*run, "--out", out, "--checkpoint-seconds", "0"]
        words[words.index("--reference-batch-size") + 1] = "1000"
        with running(words, folder / "log") as process:
            check(process.wait_for(lambda: position(out) is not None), f"did not begin: {process.said()}")
            for count, number in enumerate(several):
                process.send(number)
                # The next one comes when this one has arrived.
                if count == 0:
                    process.wait_for(lambda: "stopping after this step" in process.said(), pause=0.001)
            check(process.end() == status, f"{names}: exit status {process.end()}: {process.said()}")
            check("stopped on request" in process.said(), f"{names}: {process.said()}")


def stays_ignored(run, folder, expected):
    """A run that was started with nohup outlives its terminal, and a batch system's warning that is ignored."""
    out = folder / "nohup"
    words = ["sh", "-c", "trap '' HUP USR1; exec \"$@\"", "sh", *run, "--out", out, "--checkpoint-seconds", "0"]
    with running(words, folder / "log") as process:
        check(process.wait_for(lambda: position(out) is not None), f"did not begin: {process.said()}")
        process.send(signal.SIGHUP, signal.SIGUSR1, signal.SIGHUP)
        check(process.end() == 0, f"ignored signals: exit status {process.end()}: {process.said()}")
        check(process.said() == "", f"ignored signals: said {process.said()}")
    check(differences(expected, contents(out)) == [], f"nohup: {differences(expected, contents(out))}")


def within_orders(run, folder):
    words = [*run, "--order", "all"]
    subprocess.run([*words, "--out", folder / "orders"], check=True, stdout=subprocess.DEVNULL)
    out = folder / "orders_killed"
    words += ["--checkpoint-seconds", "0", "--out", out]
    is_killed = killed(words, folder, lambda: (position(out / "order_1") or (0,))[0] >= 1)
    check(is_killed and not (out / "orders.csv").exists(), "killed in the second order")
    ends_equal(words, folder, out, contents(folder / "orders"), "--order all")


def within_methods(run, folder, inputs):
    words = [*run, *inputs, "--method", METHODS]
    subprocess.run([*words, "--out", folder / "methods"], check=True, stdout=subprocess.DEVNULL)
    out = folder / "methods_killed"
    words += ["--checkpoint-seconds", "0", "--out", out, "--resume"]

    def is_within(method):
        stage, is_trained, step = position(out / method) or (0, 1, 0)
        return stage == 2 and not is_trained and step > 0

    for method in METHODS.split(","):
        for _ in range(5):
            if killed(words, folder, lambda: is_within(method)) and is_within(method):
                break
            shutil.rmtree(out / method)  # it went on beyond the task before it died: once more
        check(is_within(method), f"{method}: not killed within its second task: {position(out / method)}")
    ends_equal(words, folder, out, contents(folder / "methods"), "several methods")


with scratch() as name:
    base = pathlib.Path(name)
    tasks = small_tasks(MINI, base / "data", ["digits", "shapes", "letters"])
    reference = ["--reference", base / "data" / "captions.json"]
    two = [PROGRAM, "run", "--tasks", *tasks[:2], *reference, *SETTINGS, "--steps", "5"]
    three = [PROGRAM, "run", "--tasks", *tasks, *reference, *SETTINGS, "--steps", "8", "--save-predictions"]

    with running(
        [*three, "--checkpoint-seconds", "0.2", "--out", base / "undisturbed"], base / "log"
    ) as process:
        check(process.end() == 0, process.said())
    seconds = process.seconds()
    undisturbed = contents(base / "undisturbed")
    check(
        set(undisturbed) == FILES | MODEL | {"predictions.csv"}, f"a run folder holds {sorted(undisturbed)}"
    )

    at_random_moments(three, base, undisturbed, seconds)
    by_signals(three, base, undisturbed)
    twice_quits(two, base)
    the_system_is_patient(two, base)
    stays_ignored(three, base, undisturbed)
    within_orders(two, base)
    within_methods(two, base, ["--reference-texts", base / "data" / "texts.txt"])

finish()
