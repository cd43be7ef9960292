# SPDX-License-Identifier: MIT
"""run.sh and report.sh without a GPU: stubs stand for the driver, the programs and the tools.

    test_scripts.py TREE

Nothing here depends on how long something takes: what is to be stopped would never end, and who stops it waits for a
sign that it has begun.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

TREE = pathlib.Path(sys.argv[1]).resolve()
CUDA = TREE / "tests" / "cuda"
SPREAD = CUDA / "mini_spread.json"
failures, checked = [], 0


def holds(what, condition, shown=""):
    global checked
    checked += 1
    if not condition:
        failures.append(what)
        print(f"FAILED {what}\n{shown}")


def contains(what, text, *parts):
    for part in parts:
        holds(f"{what}: {part}", part in text, text)


def program(path, body):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/bash\n{body}\n")
    path.chmod(0o755)


def start(script, results):
    """A shell that has report.sh and runs the script."""
    text = f'. "{CUDA}/report.sh"\nopen_report "{results}" ${{SECONDS_GIVEN:-1000}} title\nsection checks\n{script}\n'
    return subprocess.Popen(["bash", "-c", text], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def report_of(script, results, status=0):
    running = start(script, results)
    printed, aside = running.communicate()
    holds(f"status {status} of {script}", running.returncode == status, printed + aside)
    holds("what failed is shown", "FAILED (3)" not in printed or "why\n" in aside, aside)
    report = (results / "report.md").read_text()
    holds("what is printed is the report", printed == report, printed + report)
    return report, (results / "logs.txt").read_text()


def test_rows(scratch):
    report, logs = report_of(
        """telling=last_line check 'one that passes' 1000 bash -c 'echo nothing; echo "42 | things"; echo'
check 'one that fails' 1000 bash -c 'echo why; exit 3'
check 'one that has no device' 1000 bash -c 'echo "skipped: no CUDA device is visible" >&2; exit 77'
check 'one that never ends' 1 bash -c 'echo before; exec sleep infinity'
check 'a program that does not exist' 1000 ./not-there
reason() { echo "not available: $1"; }
excusing=reason check 'one that is excused' 1000 bash -c 'exit 2'
check 'json' 1000 echo '{"seconds": 0.0431, "tflop": 13.6, "peak": 7.8e2}'
tell "$(number seconds) $(number peak) [$(number flop)]"
deadline=0
check 'one too late' 1000 echo never
end_report done; exit $failed""", scratch / "rows", status=1)
    contains("rows", report, "| one that passes | 42 / things | ", "| one that fails | FAILED (3): why | ",
             "| one that has no device | skipped: no CUDA device is visible | ",
             "| one that never ends | FAILED: stopped after 1 s | ", "| a program that does not exist | FAILED (127)",
             "| one that is excused | not available: 2 | ", "| one too late | not run: the time is up | |",
             "0.0431 7.8e2 []", "\nEnded after ")  # fmt: skip
    contains("logs", logs, "===== one that passes (", "42 | things", "why\n", "===== one that is excused (")
    holds("what is not begun is not in the log", "one too late" not in logs, logs)
    rows = [line for line in report.splitlines() if line.startswith("|")]
    holds("every row has three cells", all(line.count("|") == 4 for line in rows), report)
    holds("a row that is no failure leaves the status alone",
          report_of("check a 9 true\ncheck b 9 bash -c 'exit 77'\nend_report done; exit $failed", scratch / "well"))


def stopped(scratch, name, number):
    """A run whose second check has begun and is then stopped with a signal."""
    sign = scratch / f"{name}.sign"
    os.mkfifo(sign)
    running = start(f"""check 'the first' 1000 echo found
check 'the second' 1000 bash -c 'echo under way; echo $$ > "{sign}"; exec sleep infinity'
check 'the third' 1000 echo never
end_report done""", scratch / name)
    second = int(sign.read_text())  # it has begun
    running.send_signal(number)
    running.stdout.close()  # report.sh goes on without a reader
    running.stderr.close()
    running.wait()
    if number == signal.SIGKILL:  # nobody was left to end it
        os.kill(second, signal.SIGTERM)
    return running.returncode, (scratch / name / "report.md").read_text(), (scratch / name / "logs.txt").read_text()


def test_stopped(scratch):
    for number, status in ((signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)):
        name = number.name
        found, report, logs = stopped(scratch, name, number)
        holds(f"{name} ends it", found == status, f"{found}")
        contains(name, report, "| the first | passed | ", f"| the second | stopped by {name} | ", f": stopped by {name}.")
        holds(f"nothing comes after {name}", "the third" not in report + logs, report)
        contains(f"{name}, logs", logs, "found\n", "under way\n")
    found, report, logs = stopped(scratch, "SIGKILL", signal.SIGKILL)
    contains("SIGKILL", report, "| the first | passed | ")
    holds("SIGKILL leaves the row open", report.endswith("| the second | "), report)
    holds("SIGKILL leaves no last line", "\nEnded after" not in report, report)
    contains("SIGKILL, logs", logs, "found\n", "under way\n")


# --- the whole of run.sh ---------------------------------------------------------------------------------------

STEP = json.dumps(dict(seconds=0.043, tflop=13.6, gflop_per_second=316279.1, peak_gflop_per_second=788000.0, student=0.012,
                       teachers=0.008, loss=0.001, backward=0.02, optimiser=0.002))  # fmt: skip
STUBS = {
    "cuda_tests": """[ "$1" != --list-tags ] || exit 0
case "$*" in *sync*) echo "No test cases matched '[sync]'"; exit 2 ;; esac
echo "All tests passed (12 assertions in 3 test cases)" """,
    "unit_kernels": 'echo "All tests passed (5 assertions in 1 test case)"',
    "bench_cuda": """[ "$1" != --peaks ] || { echo "bench_cuda: there is no option --peaks" >&2; exit 2; }
printf 'a copy of 1 GiB: 4300 GB/s\\n\\n| kernel | us |\\n|---|---|\\n| AdamW | 560 |\\n'""",
    "bench_step": f"""[ "$1" != --graph ] || {{ echo "bench_step: there is no option --graph" >&2; exit 2; }}
echo '{STEP}'""",
    "sdkt": """case $1 in
  --version) echo sdkt 0 ;;
  run) while [ $# -gt 1 ]; do [ "$1" != --out ] || out=$2; shift; done
    mkdir -p "$out/model"; echo weights > "$out/model/model.safetensors"
    printf 'task,seconds\\na,0.5\\na,0.25\\n' > "$out/steps.csv"; cp "$METRICS" "$out/metrics.json" ;;
  evaluate) case "$*" in *shapes*) echo '{"test_images": 100} {"seconds": 1.0}' ;;
    *) echo '{"test_images": 100}, {"test_images":500} {"seconds": 1.5}' ;; esac ;;
esac""",
}


def machine(scratch, version="2.11.0"):
    """A prepared folder, a LibTorch and tools, all of stubs. The environment of a run there."""
    prepared, torch, tools = scratch / "prepared", scratch / "torch", scratch / "tools"
    for name, body in STUBS.items():
        program(prepared / "bin" / name, body)
    (prepared / "lib").mkdir()
    (prepared / "prepared").write_text(f"libtorch={version}\nsources={scratch}/sources\nneeds=glibc 2.34\n")
    config = torch / "share" / "cmake" / "Torch" / "TorchConfig.cmake"
    header = torch / "include" / "torch" / "headeronly" / "version.h"
    for path, text in ((config, ""), (torch / "lib" / "libtorch_cuda.so", ""),
                       (header, "".join(f"#define TORCH_VERSION_{part} {number}\n" for part, number in
                                        (("MAJOR", 2), ("MINOR", 11), ("PATCH", 0)))) ):  # fmt: skip
        path.parent.mkdir(parents=True)
        path.write_text(text)
    program(tools / "nvidia-smi", 'case "$*" in *compute_cap*) echo 9.0 ;; *) echo "NVIDIA H200, 580.1, 143771 MiB" ;; esac')
    program(tools / "ldd", "true")
    program(tools / "cmake", "echo 'CMake Error: no compiler'; exit 1")
    program(tools / "compute-sanitizer", """[ "$1" = --help ] && { echo "  --kernel-name arg"; exit 0; }
echo "caching: $PYTORCH_NO_CUDA_MEMORY_CACHING, $*"
[ "$2" != initcheck ] || { echo "========= ERROR SUMMARY: 7 errors"; exit 9; }
echo "========= ERROR SUMMARY: 0 errors" """)
    program(tools / "python3", f"""case "$*" in
  *pytorch_step.py*released*) echo "ModuleNotFoundError: No module named 'transformers'"; exit 1 ;;
  *pytorch_step.py*) echo '{{"seconds": 0.0516}}' ;;
  *) exec {sys.executable} "$@" ;;
esac""")
    metrics = scratch / "metrics.json"
    stored = json.loads(SPREAD.read_text())["metrics"] if SPREAD.exists() else {}
    groups = {}
    for name, values in stored.items():
        labels, metric = name.split(".")
        groups.setdefault(labels, {})[metric] = values[0]
    metrics.write_text(json.dumps(groups))
    return dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}", Torch_DIR=str(config.parent), METRICS=str(metrics),
                SDKT_CUDA_RESULTS=str(scratch / "results"), SDKT_CUDA_BUILD=str(scratch / "build"), OMP_NUM_THREADS="3",
                PYTHON="python3", CMAKE_PREFIX_PATH="", SDKT_CUDA_SECONDS="100000", SDKT_CUDA_SLOWER="1000")  # fmt: skip


def run(environment, scratch, *words):
    done = subprocess.run(["bash", str(CUDA / "run.sh"), *words], capture_output=True, text=True, check=False, env=environment)
    report = scratch / "results" / "report.md"
    return done.returncode, done.stderr, report.read_text() if report.exists() else ""


def test_whole(scratch):
    environment = machine(scratch)
    prepared = str(scratch / "prepared")
    status, said, report = run(environment, scratch, "measure", prepared)
    holds("measure passes", status == 0, report + said)
    contains("measure", report, "NVIDIA H200", "OMP_NUM_THREADS=3", "| LibTorch | 2.11.0,", "| programs | prepared; glibc 2.34 |",
             "| kernels against their twins, small | passed: 12 assertions in 3 test cases |",
             "| copy and products | not available: there is no option --peaks |",
             "| sdkt, bf16 | 43.00 ms, 316.3 TFLOP/s, 40 % of a product at 788 TFLOP/s; student 12.00;",
             "| sdkt, bf16, a graph | not available: there is no option --graph |",
             "| forward without a gradient, 64 at once, bf16 | 16000 images/s |", "\n| AdamW | 560 |",
             "| sdkt run --method snd --device cuda --step-graph | passed: 2 steps in 0.8 s |",
             "| the graph has trained the same bytes | passed |",
             ", 0 outside;" if SPREAD.exists() else "seeds on the CPU | skipped: there is no mini_spread.json",
             "| evaluation of the embedded model, files to accuracies | 1000 images/s |",
             "| no host synchronisation in 100 steps | not available: No test cases matched '[sync]' |",
             "| PyTorch, good bf16 | 51.60 ms, 1.20 times sdkt bf16 |",
             "| PyTorch, released fp32 | not available: ModuleNotFoundError: No module named 'transformers' |",
             ": nothing failed.")  # fmt: skip
    logs = (scratch / "results" / "logs.txt").read_text()
    contains("the log has the calls", logs, "TORCH_CUDNN_SDPA_DEPRIORITIZED=1", "--architecture mini")
    holds("the path is a link to the sources", (scratch / "sources").resolve() == TREE)

    status, said, report = run(environment, scratch, "check", prepared)
    holds("check passes", status == 0, report + said)
    contains("check", report, "| memcheck | ERROR SUMMARY: 0 errors |", "| initcheck | for information: ERROR SUMMARY: 7 errors |")
    logs = (scratch / "results" / "logs.txt").read_text()
    contains("sanitizers", logs, "caching: 1, --tool racecheck --error-exitcode 9 --report-api-errors no --kernel-name kns=sdkt")

    program(scratch / "prepared" / "bin" / "cuda_tests", """[ "$1" != --list-tags ] || exit 0
echo 'CUDA error: an illegal memory access'; exit 1""")
    status, said, report = run(environment, scratch, "check", prepared)
    holds("a failure shows in the status", status == 1, report + said)
    contains("a failure", report, "small | FAILED (1): CUDA error: an illegal memory access |", "rows say FAILED")
    contains("what comes after a failure is run", report, "| memcheck | ERROR SUMMARY: 0 errors |")

    environment["SDKT_CUDA_SECONDS"] = "0"
    status, said, report = run(environment, scratch, "check", prepared)
    contains("without time", report, "| kernels against their twins, small | not run: the time is up | |", "\nEnded after")


def test_spread(scratch):
    """The check of metrics against seeds, on numbers of this test."""
    script = scratch / "mini_spread.py"
    script.write_text((CUDA / "mini_spread.py").read_text())
    metrics = scratch / "metrics.json"

    def check(value):
        metrics.write_text(json.dumps({"own": {"average": value, "tasks": [1, 2]}}))
        done = subprocess.run([sys.executable, str(script), "--check", str(metrics)], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    status, said = check(60.0)
    holds("no stored spread", status == 77 and "skipped: there is no mini_spread.json" in said, said)
    stored = {"seeds": [1102, 1, 2], "metrics": {"own.average": [60.0, 61.5, 59.5]}}
    script.with_suffix(".json").write_text(json.dumps(stored))
    for value, within in ((60.0, True), (61.9, True), (58.1, True), (62.1, False), (57.9, False)):
        status, said = check(value)
        holds(f"{value} within the spread is {within}", (status == 0) == within, said)
    contains("outside", said, "own.average is 57.9, and 60.00 on the CPU, where seeds differ by 2.00")


def test_nothing_to_run_on(scratch):
    environment = machine(scratch)
    prepared = str(scratch / "prepared")
    program(scratch / "prepared" / "bin" / "cuda_tests", '[ "$1" != --list-tags ] || exit 0; echo "SKIPPED: no CUDA device is visible"; exit 4')
    for part in ("measure", "check"):
        status, said, report = run(environment, scratch, part, prepared)
        holds(f"{part} without a device is skipped", status == 77, report + said)
        contains(f"{part} without a device", report, "No CUDA-capable device: nvidia-smi answers", "\nEnded after")
    program(scratch / "tools" / "nvidia-smi", "exit 9")
    status, said, report = run(environment, scratch, "measure", prepared)
    holds("no driver is skipped", status == 77 and "skipped: no NVIDIA driver answers nvidia-smi." in report, report + said)
    for words in ((), ("measures",), ("measure", "--nonsense"), ("check", "--torch")):
        status, said, _ = run(environment, scratch, *words)
        holds(f"{words} is refused", status == 2 and "run.sh: " in said, said)
    environment["Torch_DIR"] = ""
    status, said, report = run(environment, scratch, "measure", prepared, "--torch", str(scratch / "tools"))
    holds("no LibTorch", status != 0, report)


def test_builds_there(scratch):
    environment = machine(scratch, version="2.14.1")
    status, said, report = run(environment, scratch, "measure", str(scratch / "prepared"))
    holds("a build that fails ends it", status == 1, report + said)
    contains("another LibTorch", report, "| programs | built here: they are linked against LibTorch 2.14.1 |",
             "| configure | FAILED (1): CMake Error: no compiler |", "CMake could not configure; logs.txt says why.")  # fmt: skip
    logs = (scratch / "results" / "logs.txt").read_text()
    contains("the build's options", logs, "-DTORCH_CUDA_ARCH_LIST=9.0", "-DSDKT_COMPILERS=")
    program(scratch / "tools" / "ldd", "echo '        libjpeg.so.62 => not found'")
    (scratch / "prepared" / "prepared").write_text("libtorch=2.11.0\n")
    _, _, report = run(environment, scratch, "check", str(scratch / "prepared"))
    contains("a missing library", report, "| programs | built here:         libjpeg.so.62 => not found |")


def main():
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            with tempfile.TemporaryDirectory() as scratch:
                test(pathlib.Path(scratch))
    print(f"{checked} checks, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
