# SPDX-License-Identifier: MIT
"""Completion in the shells themselves: what bash, zsh and fish offer at a place of a command line."""

import os
import pathlib
import pty
import re
import select
import shutil
import subprocess

from program import check, finish, scratch, sdkt

LINES = [
    # line, what must be offered, what must not
    ("sdkt ", ["run", "evaluate", "inspect", "help"], ["--steps"]),
    ("sdkt ev", ["evaluate"], ["run"]),
    ("sdkt run --st", ["--steps"], ["--lr", "--seed"]),
    ("sdkt run --method ewc --see", ["--seed"], ["--steps"]),
    ("sdkt run --method ", ["snd", "zscl", "all"], ["--steps", "mini"]),
    ("sdkt run --precision ", ["fp32", "tf32", "bf16"], ["cpu", "notes.txt"]),
    ("sdkt run --device=c", ["cpu", "cuda"], ["fp32"]),
    ("sdkt run --tasks mi", ["mini"], ["notes.txt"]),
    ("sdkt run --tasks ", ["mini", "a task.json", "notes.txt"], []),
    ("sdkt run --tasks mini no", ["notes.txt"], ["mini"]),
    ("sdkt run --out ", ["folder"], ["notes.txt"]),
    ("sdkt run --lr ", [], ["notes.txt", "fp32"]),
    ("sdkt evaluate --s", ["--save-predictions"], ["--steps", "--seed"]),
    ("sdkt help ", ["run", "methods"], []),
    ("sdkt methods z", ["zscl"], ["snd"]),
    ("sdkt completion ", ["bash", "zsh", "fish"], []),
    ("sdkt inspect no", ["notes.txt"], []),
]

# zsh completes in its line editor alone: what a line becomes by one press of the tabulator.
ZSH_LINES = [
    ("sdkt ev", "sdkt evaluate"),
    ("sdkt run --sa", "sdkt run --save-predictions"),
    ("sdkt run --method magm", "sdkt run --method magmax"),
    ("sdkt run --precision b", "sdkt run --precision bf16"),
    ("sdkt run --tasks mini no", "sdkt run --tasks mini notes.txt"),
    ("sdkt help meth", "sdkt help methods"),
    ("sdkt inspect no", "sdkt inspect notes.txt"),
]


def printed_by(*words):
    status, said, printed = sdkt(*words)
    check(status == 0 and said == "", f"{words}: {said}")
    return printed


def bash_words(line):
    """A line as bash hands it to completion: --option=value in three words."""
    words = []
    for word in line.split(" "):
        words += re.split(r"(=)", word) if word.startswith("--") and "=" in word else [word]
    return words


def offered_by_bash(script, line, folder):
    words = bash_words(line)
    ask = (f"source {script}; COMP_WORDS=({' '.join(map(repr, words))}); COMP_CWORD={len(words) - 1}; "
           "_sdkt; printf '%s\\n' \"${COMPREPLY[@]}\"")  # fmt: skip
    return subprocess.run(["bash", "--norc", "-c", ask], cwd=folder, capture_output=True, text=True, check=False)


def offered_by_fish(script, line, folder):
    ask = f"source {script}; complete --do-complete {line!r}"
    return subprocess.run(["fish", "--no-config", "-c", ask], cwd=folder, capture_output=True, text=True, check=False)


def completed_by_zsh(script, line, folder, dump):
    """The line as it stands after a press of the tabulator, on a terminal of its own."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execvpe("zsh", ["zsh", "-f", "-i"], {**os.environ, "TERM": "dumb"})

    def read_until(mark):
        said = b""
        while mark not in said:
            if not select.select([terminal], [], [], 30)[0]:
                raise TimeoutError(f"zsh said {said!r} and no {mark!r}")
            said += os.read(terminal, 65536)
        return said

    # Marks are written in two pieces, so that the echo of a command is not taken for what it prints.
    os.write(terminal, f"PS1=; unsetopt zle_bracketed_paste; stty columns 200; autoload -Uz compinit; compinit -u -d {dump}; "
                       f"source {script}; print READ''Y\n".encode())  # fmt: skip
    read_until(b"READY")
    # To the start of the line, and what is there now is printed instead of run.
    os.write(terminal, f"{line}\t\x01print -r -- IS'' '\x05' EN''D\n".encode())
    said = read_until(b" END")
    os.close(terminal)
    os.waitpid(pid, 0)
    return re.findall(rb"IS (.*?) END", said)[-1].decode()


with scratch() as name:
    top = pathlib.Path(name)
    folder = top / "here"
    (folder / "folder").mkdir(parents=True)
    for file in ("notes.txt", "a task.json"):
        (folder / file).touch()
    scripts = {}
    for shell in ("bash", "zsh", "fish"):
        scripts[shell] = top / f"completion.{shell}"
        scripts[shell].write_text(printed_by("completion", shell))
    status, said, printed = sdkt("completion", "tcsh")
    check(status == 2 and "tcsh" in said and "bash" in said and printed == "", f"completion tcsh: {said}")

    for shell, offered_by in {"bash": offered_by_bash, "fish": offered_by_fish}.items():
        if shutil.which(shell) is None:
            print(f"skipped: completion in {shell} (it is not installed)")
            continue
        for line, wanted, unwanted in LINES:
            done = offered_by(scripts[shell], line, folder)
            offers = [offer.split("\t")[0] for offer in done.stdout.splitlines()]
            # fish gives folders with a slash, and the whole word of --option=value
            offers = [offer.rstrip("/").removeprefix("--device=") for offer in offers]
            check(done.returncode == 0 and done.stderr == "", f"{shell}, {line!r}: {done.stderr}")
            missing = [each for each in wanted if each not in offers]
            check(missing == [], f"{shell}, {line!r}: {missing} is not offered: {offers}")
            check(not set(unwanted) & set(offers), f"{shell}, {line!r}: offers {offers}")
    if shutil.which("zsh") is None:
        print("skipped: completion in zsh (it is not installed)")
    else:
        for line, wanted in ZSH_LINES:
            found = completed_by_zsh(scripts["zsh"], line, folder, top / "dump")
            check(found == wanted, f"zsh, {line!r}: {found!r}, not {wanted!r}")
finish()
