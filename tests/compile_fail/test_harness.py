# SPDX-License-Identifier: MIT
"""The harness checks itself on the cases in selftest/: only the one that is as it should be may hold."""

import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
EXPECTED = {
    "good": 0,
    "compiles": 1,
    "wrong_sentence": 1,
    "sentence_only_in_a_note": 1,
    "two_errors": 1,
    "no_expectation": 1,
}


def main():
    cases = {path.stem: path for path in (HERE / "selftest").glob("*.cpp")}
    facts = [("every case of selftest/ has an expectation", set(cases) == set(EXPECTED))]
    for name, expected in EXPECTED.items():
        run = subprocess.run([sys.executable, HERE / "harness.py", *sys.argv[1:], cases[name]],
                             capture_output=True, text=True, check=False)
        if run.returncode == 77:
            print(run.stdout)
            return 77
        facts.append((f"{name} {'holds' if expected == 0 else 'does not hold'}", run.returncode == expected))
    for fact, holds in facts:
        print("ok    " if holds else "FAILED", fact)
    return 0 if all(holds for _, holds in facts) else 1


if __name__ == "__main__":
    sys.exit(main())
