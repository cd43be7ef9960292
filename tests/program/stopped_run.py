# SPDX-License-Identifier: MIT
"""A run that was killed within its second task, and everything that must not go on from its checkpoint."""

import shutil
import signal

from faulty import is_sentence
from interrupting import contents, differences, files_in, position, running, small_tasks
from program import MINI, PROGRAM, check, sdkt


def tree(folder):
    return {name: (folder / name).read_bytes() for name in sorted(files_in(folder))}


class stopped:
    """A run that was killed in the middle of its second task, copied for every case."""

    def __init__(self, base):
        self.base, self.kept, self.out = base, base / "kept", base / "out"
        self.data = base / "data"
        self.cases = 0
        self.tasks = small_tasks(MINI, self.data, ["digits", "shapes", "letters"], 24, 8, 24)
        numbers = "--steps 6 --lr 3e-4 --batch-size 8 --reference-batch-size 8 --threads 1"
        self.words = ["run", "--tasks", *self.tasks, "--reference", self.data / "captions.json"]
        self.words += ["--reference-texts", self.data / "texts.txt", *numbers.split(), "--quiet"]
        self.words += ["--method", "zscl", "--set", "running_mean_every=2"]
        with running(
            [PROGRAM, *self.words, "--checkpoint-seconds", "0", "--out", self.kept], base / "log"
        ) as run:
            check(run.wait_for(lambda: self.is_within(position(self.kept))), f"no checkpoint: {run.said()}")
            run.send(signal.SIGKILL)
        check(self.is_within(position(self.kept)), f"killed at {position(self.kept)}")
        for name in files_in(self.kept):
            if ".part-" in name or name.endswith("lock"):
                (self.kept / name).unlink()
        self.state = self.out / "checkpoint" / "state.safetensors"
        self.whole = (self.kept / "checkpoint" / "state.safetensors").read_bytes()
        self.renew()
        status, said, _ = sdkt(*self.words, "--out", self.out, "--resume")
        check(status == 0, f"undamaged: {said}")
        self.expected = contents(self.out)

    @staticmethod
    def is_within(at):
        return at is not None and at[0] == 2 and at[2] > 0

    def renew(self):
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.copytree(self.kept, self.out)

    def is_refused(self, what, *parts, words=None):
        """One sentence, exit status 2, and every file stays as it is."""
        self.cases += 1
        before = tree(self.out)
        status, said, printed = sdkt(*(words or self.words), "--out", self.out, "--resume")
        check(status == 2, f"{what}: exit status {status}, not 2: {said}")
        check(is_sentence(said), f"{what}: no sentence: {said!r}")
        check(printed == "", f"{what}: printed {printed!r}")
        for part in parts:
            check(str(part) in said, f"{what}: {part!r} is not in {said!r}")
        check(tree(self.out) == before, f"{what}: changed {differences(before, tree(self.out))}")

    def damaged(self, what, data, *parts):
        self.renew()
        self.state.write_bytes(data)
        self.is_refused(what, self.state, *parts)

    def other_run(self, what, *parts, add=(), change=None):
        """The same checkpoint, and other words: added ones, or some in place of others."""
        self.renew()
        words = list(self.words)
        for option, value in (change or {}).items():
            place = words.index(option) + 1
            end = next((i for i in range(place, len(words)) if str(words[i]).startswith("--")), len(words))
            words[place:end] = value if isinstance(value, list) else [value]
        self.is_refused(f"another run: {what}", "belongs to another run", *parts, words=[*words, *add])
