# SPDX-License-Identifier: MIT
"""One run on several processes has the bytes of a run on one: started by sdkt or by a launcher, killed, stopped."""

import json
import os
import random
import re
import signal
import shutil
import socket
import stat
import subprocess

from interrupting import contents, differences, position, running, small_tasks, unfinished
from program import MINI, PROGRAM, check, finish, scratch, sdkt

os.environ["OMP_NUM_THREADS"] = "1"
RANDOM = random.Random(20240917)


def same(expected, out):
    """What differs between two folders, but for the command that repeats the run."""
    found = contents(out)
    for each in (expected, found):
        each["config.json"] = re.sub(rb'"command": .*', b"", each["config.json"])
        each["report.html"] = [line for line in each["report.html"] if "sdkt run" not in line]
        for name in [name for name in each if name.startswith("log/")]:
            del each[name]
    return differences(expected, found)


def by_number(run, folder):
    """Runs on 1, 2 and 4 processes. Returns what the run on one leaves."""
    expected = None
    for number in (1, 2, 4):
        out = folder / f"on_{number}"
        status, said, _ = sdkt(*run, "--max-processes", 4, "--processes", number, "--out", out)
        check(status == 0 and said == "", f"{number} processes: exit status {status}: {said}")
        check(not (out / "log").exists(), f"{number} processes: the others said something")
        if expected is None:
            expected = contents(out)
        else:
            check(same(expected, out) == [], f"{number} processes: other than one: {same(expected, out)}")
    return expected


def children_of(process):
    """The processes that a process has started, by rank."""
    found = {}
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/stat") as stat:
                parent = int(stat.read().rpartition(")")[2].split()[1])
            if parent == process.pid:
                with open(f"/proc/{entry}/environ", "rb") as variables:
                    for variable in variables.read().split(b"\0"):
                        if variable.startswith(b"RANK="):
                            found[int(variable[5:])] = int(entry)
        except (OSError, ValueError):
            continue  # it has ended, or is no process
    return found


def has_begun(process, number, out, stage):
    """Waits until all processes are there and have a checkpoint of a stage. Returns false if they ended before."""
    return process.wait_for(
        lambda: len(children_of(process.process)) == number
        and position(out) is not None
        and position(out)[0] >= stage
    )


def killed_and_continued(run, folder, expected):
    """A random process is killed; the rest end by themselves, and another number of processes continues."""
    out = folder / "killed"
    words = [*run, "--max-processes", 4, "--checkpoint-seconds", 0, "--out", out, "--resume"]
    for number, stage in ((4, 1), (2, 2)):
        with running([PROGRAM, *words, "--processes", number], folder / "log") as process:
            reached = has_begun(process, number, out, stage)
            check(reached, f"{number} processes: no checkpoint: {process.said()}")
            rank = RANDOM.randrange(number)
            os.kill(children_of(process.process)[rank], signal.SIGKILL)
            status, said = process.end(), process.said().strip()
        check(status == 128 + signal.SIGKILL, f"killed: exit status {status}: {said}")
        check(
            re.fullmatch(
                rf"sdkt: process {rank} of {number} was ended by signal 9 \(.*\); continue the run in .*killed "
                r"with --resume",
                said,
            ),
            f"killed: said {said}",
        )
        check(unfinished(out) == [] or rank == 0, f"killed: left {unfinished(out)}")
    status, said, _ = sdkt(*words, "--processes", 1)
    check(status == 0, f"continued: exit status {status}: {said}")
    check(same(expected, out) == [], f"killed: other than undisturbed: {same(expected, out)}")


def stopped_and_continued(run, folder, expected):
    """A signal to the program, and one to a single process: all stop after the same step."""
    out = folder / "stopped"
    words = [*run, "--max-processes", 4, "--checkpoint-seconds", 0, "--out", out, "--resume"]
    for number, stage, to_rank in ((2, 1, None), (2, 2, 1)):
        with running([PROGRAM, *words, "--processes", number], folder / "log") as process:
            reached = has_begun(process, number, out, stage)
            check(reached, f"stopped: no checkpoint: {process.said()}")
            if to_rank is None:
                process.send(signal.SIGTERM)
            else:
                os.kill(children_of(process.process)[to_rank], signal.SIGTERM)
            status, said = process.end(), process.said().strip().split("\n")
        check(status == 143, f"stopped: exit status {status}: {said}")
        check(any("stopped on request" in line for line in said), f"stopped: said {said}")
        check(unfinished(out) == [], f"stopped: left {unfinished(out)}")
    status, said, _ = sdkt(*words, "--processes", 4)
    check(status == 0, f"continued: exit status {status}: {said}")
    check(same(expected, out) == [], f"stopped: other than undisturbed: {same(expected, out)}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started_by(launcher, run, out, size, more=None):
    """Starts the processes as a launcher does. Returns the exit status and the output of each."""
    processes = []
    for rank in range(size):
        variables = {name: str(value) for name, value in launcher(rank, size).items()}
        words = [str(PROGRAM), *map(str, run), *(more or {}).get(rank, []), "--out", str(out)]
        processes.append(
            subprocess.Popen(
                words, env={**os.environ, **variables}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
        )
    return [(process.communicate()[0], process.returncode) for process in processes]


def by_hand(port):
    return lambda rank, size: {
        "RANK": rank,
        "WORLD_SIZE": size,
        "LOCAL_RANK": rank,
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": port,
    }


def open_mpi(rank, size):
    """Without an address: the processes meet through a file in the run folder."""
    return {
        "OMPI_COMM_WORLD_RANK": rank,
        "OMPI_COMM_WORLD_SIZE": size,
        "OMPI_COMM_WORLD_LOCAL_RANK": rank,
        "OMPI_COMM_WORLD_LOCAL_SIZE": size,
        "PMIX_NAMESPACE": "test.1",
    }


def by_launchers(run, folder, expected):
    for name, launcher in (("by_hand", by_hand(free_port())), ("open_mpi", open_mpi)):
        out = folder / name
        ended = started_by(launcher, [*run, "--max-processes", "4"], out, 2)
        check([status for _, status in ended] == [0, 0], f"{name}: {ended}")
        check([said for said, _ in ended] == ["", ""], f"{name}: said {ended}")
        check(same(expected, out) == [], f"{name}: other than one process: {same(expected, out)}")
        left = [path.name for path in folder.iterdir() if "meeting" in path.name]
        check(left == [], f"{name}: left {left}")
    out = folder / "different"
    ended = started_by(by_hand(free_port()), run, out, 2, {0: ["--seed", "3"], 1: ["--seed", "4"]})
    check([status for _, status in ended] == [2, 2], f"two seeds: {ended}")
    check(
        all(
            re.search(r"process 1 on .*: has the run [0-9a-f]{16}, but process 0 on .* has [0-9a-f]{16}; give all ", said)
            for said, _ in ended
        ),
        f"two seeds: {ended}",
    )
    check(not (out / "config.json").exists(), "two seeds: something was written")


def find_torchrun():
    """torchrun of the system, or of the Python that SDKT_PYTHON names."""
    beside = os.path.join(os.path.dirname(os.environ.get("SDKT_PYTHON", "")), "torchrun")
    return beside if os.path.isfile(beside) else shutil.which("torchrun")


def restarts_of(process):
    """How often the launcher has started its processes again; -1 if there are none."""
    found = -1
    for number in children_of(process).values():
        try:
            with open(f"/proc/{number}/environ", "rb") as variables:
                for variable in variables.read().split(b"\0"):
                    if variable.startswith(b"TORCHELASTIC_RESTART_COUNT="):
                        found = max(found, int(variable.partition(b"=")[2]))
        except OSError:
            continue
    return found


def restarted(run, folder, expected):
    """A launcher that starts all processes again after one was killed: the run goes on without being asked."""
    torchrun = find_torchrun()
    if torchrun is None:
        print("skipped: a restart by torchrun, which is not there")
        return
    out = folder / "restarted"
    words = [torchrun, "--no-python", "--nnodes", 1, "--nproc-per-node", 2, "--max-restarts", 2]
    words += ["--master-port", free_port(), PROGRAM, *run, "--max-processes", 4, "--checkpoint-seconds", 0, "--out", out]
    with running(words, folder / "log") as process:
        reached = has_begun(process, 2, out, 1)
        check(reached, f"torchrun: no checkpoint: {process.said()}")
        os.kill(children_of(process.process)[RANDOM.randrange(2)], signal.SIGKILL)
        again = process.wait_for(lambda: restarts_of(process.process) == 1)
        check(again, f"torchrun: not started again: {process.said()}")
        status = process.end()
    check(status == 0, f"torchrun: exit status {status}: {process.said()[-2000:]}")
    check(same(expected, out) == [], f"torchrun: other than undisturbed: {same(expected, out)}")


def evaluated(tasks, folder):
    """An evaluation is shared out too."""
    tables = {}
    for number in (1, 4):
        out = folder / f"evaluated_{number}"
        words = ["evaluate", "--tasks", *tasks, "--threads", 1, "--quiet", "--save-predictions"]
        status, said, _ = sdkt(*words, "--processes", number, "--out", out)
        check(status == 0 and said == "", f"evaluate, {number} processes: {status}: {said}")
        tables[number] = contents(out)
    check(differences(tables[1], tables[4]) == [], f"evaluate: {differences(tables[1], tables[4])}")


def pool(folder, name, count):
    """A list of images of the embedded reference, which has 1,560; the first ones again if more are asked for."""
    content = json.loads((MINI / "tasks" / "reference.json").read_text())
    images = (content["images"] * (count // len(content["images"]) + 1))[:count]
    content["images"] = images
    folder.mkdir(exist_ok=True)
    if not (folder / content["archive"]).exists():
        shutil.copyfile(MINI / "tasks" / content["archive"], folder / content["archive"])
    (folder / name).write_text(json.dumps(content))
    return folder / name


def embedded(folder):
    """Features too: whole batches of 64 images are divided, also if there are fewer batches than processes."""
    texts = folder / "words.txt"
    texts.write_text("a photo of a cat\na photo of a dog\n")
    for count in (300, 40):
        images = pool(folder / "pool", f"{count}.json", count)
        left = {}
        for number in (1, 2, 4):
            out = folder / f"features_{number}.safetensors"
            words = ["embed", "--images", images, "--texts", texts, "--threads", 1, "--out", out]
            status, said, printed = sdkt(*words, "--processes", number)
            check(status == 0 and said == "", f"embed, {number} processes: {status}: {said}")
            check(printed.startswith(f"images: {count} rows of 128 numbers\n"), f"embed: printed {printed}")
            check(printed.count("\n") == 2, f"embed, {number} processes: printed {printed}")
            left[number] = out.read_bytes()
        check(left[1] == left[2] == left[4], f"embed, {count} images: other bytes than one process")
    out = folder / "by_hand.safetensors"
    words = ["embed", "--images", folder / "pool" / "300.json", "--threads", 1]
    ended = started_by(by_hand(free_port()), words, out, 2)
    check([status for _, status in ended] == [0, 0], f"embed by hand: {ended}")
    check([said for said, _ in ended][1] == "", f"embed by hand: the second said {ended[1]}")
    sdkt(*words, "--out", folder / "alone.safetensors")
    check(out.read_bytes() == (folder / "alone.safetensors").read_bytes(), "embed by hand: other bytes")
    ended = started_by(by_hand(free_port()), words, out, 2, {0: ["--precision", "bf16"]})
    check(
        [status for _, status in ended] == [2, 2] and all("give all processes the same" in said for said, _ in ended),
        f"embed, two precisions: {ended}",
    )


def seconds_computed(process):
    """Processor time of a process so far."""
    try:
        with open(f"/proc/{process}/stat") as numbers:
            fields = numbers.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0


def lost_without_checkpoint(folder):
    """What keeps no checkpoint cannot be continued: it must be started again, and says so."""
    many = pool(folder / "pool", "many.json", 60000)
    words = ["embed", "--images", many, "--threads", 1, "--out", folder / "never.safetensors"]

    def is_computing():
        found = children_of(process.process)
        return len(found) == 2 and seconds_computed(found[1]) > 1.5

    with running([PROGRAM, *words, "--processes", 2], folder / "log") as process:
        check(process.wait_for(is_computing), f"embed: ended early: {process.said()}")
        os.kill(children_of(process.process)[1], signal.SIGKILL)
        status, said = process.end(), process.said().strip()
    check(status == 128 + signal.SIGKILL, f"embed, killed: exit status {status}")
    check(
        re.fullmatch(r"sdkt: process 1 of 2 was ended by signal 9 \(.*\); start it again", said),
        f"embed, killed: said {said}",
    )
    # The same without a process that waits for the others. The second one ends at an image that it cannot read.
    broken = pool(folder / "broken", "300.json", 300)
    content = json.loads(broken.read_text())
    (folder / "broken" / "bad.png").write_bytes(b"no image")
    pictures = folder / "broken" / "pictures"
    shutil.unpack_archive(folder / "broken" / content.pop("archive"), pictures)
    (pictures / content["images"][-1]).write_bytes(b"no image")
    content["images"] = [f"pictures/{name}" for name in content["images"]]
    broken.write_text(json.dumps(content))
    ended = started_by(by_hand(free_port()), ["embed", "--images", broken], folder / "never.safetensors", 2)
    check([status for _, status in ended] == [2, 2], f"embed, broken image: {ended}")
    check(
        re.search(
            r"sdkt: process 0 of 2: another process ended, cannot be reached or does not answer \([ -~]+\); "
            r"look for the first message of the other processes, and start all of them again\n",
            ended[0][0],
        ),
        f"embed, broken image: said {ended[0]}",
    )
    check(not (folder / "never.safetensors").exists(), "embed: something was written")


def temporary_outputs(run, folder):
    """What processes print is kept where nobody else can read it, and is gone at the end."""
    place = folder / "temporary"
    place.mkdir()
    words = [PROGRAM, *run, "--processes", 2, "--out", folder / "with_outputs"]
    seen = []

    def is_there():
        for path in place.glob("sdkt-*/*"):
            seen.append((path.parent, stat.S_IMODE(path.parent.stat().st_mode), stat.S_IMODE(path.stat().st_mode)))
        return seen != []

    with running(words, folder / "log", {"TMPDIR": str(place)}) as process:
        check(process.wait_for(is_there), f"temporary: no output: {process.said()}")
        status = process.end()
    check(status == 0, f"temporary: exit status {status}: {process.said()}")
    check(len({found for found, _, _ in seen}) == 1, f"temporary: {seen}")
    check(seen[:1] and seen[0][1:] == (0o700, 0o600), f"temporary: modes {seen}")
    check(list(place.iterdir()) == [], f"temporary: left {list(place.iterdir())}")
    status, said, _ = sdkt(*words[1:], environment={"TMPDIR": str(folder / "nowhere")})
    check(
        status == 2 and said.startswith("sdkt: TMPDIR: cannot make a folder for temporary files (No such file"),
        f"no place for temporary files: {status}: {said}",
    )


def complete(run, folder, expected):
    """A run that is complete stays so, on any number of processes: the moment after the end is one to be killed at."""
    out = folder / "on_2"
    for number in (2, 1, 4):
        words = ["--max-processes", 4, "--processes", number, "--out", out, "--resume"]
        status, said, _ = sdkt(*run, *words)
        check(status == 0, f"complete, on {number}: exit status {status}: {said}")
        check(same(expected, out) == [], f"complete, on {number}: changed: {same(expected, out)}")


def refused(run, folder):
    for words, sentence in (
        (["--processes", 3], "--processes: 3 processes cannot share a run for at most 3; use 1, 2, 4 ..."),
        (["--processes", 4, "--max-processes", 2], "--processes: 4 processes cannot share a run for at most 2; "),
        (["--max-processes", 3], "max_processes: the value 3 is out of range; use a power of two from 1 to 1024"),
    ):
        status, said, _ = sdkt(*run, *words, "--out", folder / "refused")
        check(status == 2 and sentence in said, f"{words}: exit status {status}: {said}")
        check(not (folder / "refused").exists(), f"{words}: a folder is left")
    status, said, _ = sdkt(*run, "--processes", 2, "--out", folder / "on_1")
    check(
        status == 2 and said.count("\n") == 1 and "already contains a run" in said, f"in use: {status}: {said}"
    )


with scratch() as name:
    import pathlib

    home = pathlib.Path(name)
    tasks = small_tasks(MINI, home / "tasks", ["digits", "shapes"])
    RUN = ["run", "--tasks", *tasks, "--reference", home / "tasks" / "reference.json", "--steps", 5]
    RUN += ["--lr", "3e-4", "--batch-size", 10, "--reference-batch-size", 13, "--micro-batch-size", 4]
    RUN += ["--threads", 1, "--save-predictions", "--quiet"]
    undisturbed = by_number(RUN, home)
    complete(RUN, home, undisturbed)
    killed_and_continued(RUN, home, undisturbed)
    stopped_and_continued(RUN, home, undisturbed)
    by_launchers(RUN, home, undisturbed)
    restarted(RUN, home, undisturbed)
    evaluated(tasks, home)
    embedded(home)
    lost_without_checkpoint(home)
    temporary_outputs(RUN, home)
    refused(RUN, home)
finish()
