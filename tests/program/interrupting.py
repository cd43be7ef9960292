# SPDX-License-Identifier: MIT
"""Runs interrupted on purpose: small tasks, a process to stop, its checkpoint, folders to compare."""

import array
import csv
import io
import json
import math
import os
import pathlib
import shutil
import struct
import subprocess
import tarfile
import time

# A killed run may leave these beside what a complete one has; nothing else may ever be in its folder.
FILES = {
    "config.json",
    "steps.csv",
    "accuracy.csv",
    "accuracy_union.csv",
    "distance.csv",
    "metrics.json",
    "report.html",
    "samples.json",
    "selection.csv",
    "tasks.json",
    "checkpoint/state.safetensors",
}
MODEL = {
    f"model/{name}"
    for name in (
        "config.json",
        "model.safetensors",
        "preprocessor_config.json",
        "tokenizer_config.json",
        "vocab.json",
        "merges.txt",
    )
}


def small_tasks(mini, folder, names, train=32, test=16, reference=32):
    """Cuts tasks and reference of the embedded benchmark. Returns the annotation files."""
    folder.mkdir(parents=True, exist_ok=True)

    def cut(name, change):
        content = json.loads((mini / "tasks" / f"{name}.json").read_text())
        change(content)
        (folder / f"{name}.json").write_text(json.dumps(content))
        archive = folder / content["archive"]
        if not archive.exists():
            shutil.copyfile(mini / "tasks" / content["archive"], archive)  # no link: tests write to it
        return folder / f"{name}.json"

    def shorten(content):
        content["data"]["train"] = content["data"]["train"][:train]
        content["data"]["test"] = content["data"]["test"][:test]
        content["data"]["val"] = []

    for name in ("reference", "captions"):
        cut(
            name,
            lambda content: content.update(
                {key: value[:reference] for key, value in content.items() if isinstance(value, list)}
            ),
        )
    (folder / "texts.txt").write_text(
        "\n".join((mini / "tasks" / "captions.txt").read_text().splitlines()[:20]) + "\n"
    )
    return [cut(name, shorten) for name in names]


def unpack(annotation, images):
    """Moves the images of a task from its archive to a folder of its name. Returns the annotation file."""
    content = json.loads(annotation.read_text())
    archive = annotation.parent / content.pop("archive")
    with tarfile.open(archive) as tar:
        for name, _ in content["data"]["train"] + content["data"]["test"]:
            path = images / annotation.stem / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(tar.extractfile(name).read())
    archive.unlink()
    annotation.write_text(json.dumps(content))
    return annotation


def position(out):
    """(stage, is trained, step) of the checkpoint in a run folder; None if there is none."""
    try:
        # One open file: a new checkpoint takes the name, and leaves this one as it is.
        with open(out / "checkpoint" / "state.safetensors", "rb") as file:
            length = struct.unpack("<Q", file.read(8))[0]
            header = json.loads(file.read(length))
            numbers = []
            for name in ("stage", "is_trained", "step"):
                file.seek(8 + length + header[f"number/position/{name}"]["data_offsets"][0])
                numbers.append(int(struct.unpack("<d", file.read(8))[0]))
            return tuple(numbers)
    except FileNotFoundError:
        return None


def state_is_finite(out):
    """Whether every weight and moment of a checkpoint is a finite number."""
    data = (out / "checkpoint" / "state.safetensors").read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    values = array.array("f")
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            first, last = entry["data_offsets"]
            values.frombytes(data[8 + length + first : 8 + length + last])
    return len(values) > 0 and all(map(math.isfinite, values))


def unfinished(out):
    """Names of files that are being written under a folder."""
    found = []
    for folder, folders, files in os.walk(out):
        found += [
            os.path.relpath(os.path.join(folder, name), out) for name in folders + files if ".part-" in name
        ]
    return found


def files_in(out):
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if not path.is_dir()}


def without_seconds(data):
    table = list(csv.reader(io.StringIO(data.decode())))
    place = table[0].index("seconds")
    return [row[:place] + row[place + 1 :] for row in table]


def contents(out):
    """What two runs must agree in, by file: everything but the times that were measured."""
    result = {}
    for name in sorted(files_in(out)):
        path = out / name
        if path.name == "state.safetensors":
            result[name] = "is there"  # it holds times
        elif path.name == "report.html":
            result[name] = [line for line in path.read_text().splitlines() if "training steps in" not in line]
        elif path.name == "steps.csv":
            result[name] = without_seconds(path.read_bytes())
        else:
            result[name] = path.read_bytes()
    return result


def differences(expected, found):
    names = sorted(set(expected) | set(found))
    return [name for name in names if expected.get(name) != found.get(name)]


class running:
    """A process that runs, watched closely enough to be stopped in the middle of a write."""

    def __init__(self, words, log, environment=None):
        self.log = pathlib.Path(log)
        self.started = time.monotonic()
        self.ended = None
        with open(self.log, "wb") as said:
            self.process = subprocess.Popen(
                [str(word) for word in words],
                stdout=subprocess.DEVNULL,
                stderr=said,
                env={**os.environ, **(environment or {})},
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def said(self):
        return self.log.read_text(errors="replace")

    def wait_for(self, condition, seconds=120, pause=0.002):
        """Waits until something holds. Returns false if the process ended before it did."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(pause)
        raise TimeoutError(f"nothing happened in {seconds} s; {self.log} ends with {self.said()[-400:]!r}")

    def send(self, *signals):
        for number in signals:
            self.process.send_signal(number)

    def end(self, seconds=240):
        """Waits for the end. Returns the exit status, negative for a signal."""
        status = self.process.wait(timeout=seconds)
        self.ended = self.ended or time.monotonic()
        return status

    def seconds(self):
        return self.ended - self.started
