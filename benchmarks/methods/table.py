# SPDX-License-Identifier: MIT
"""The table of docs/methods.md: every method over several orders and seeds.

    table.py FOLDER [FOLDER ...] [--costs FILE]     folders of `sdkt run --method all`, each with a runs.csv

--costs is what cost.py prints, and gives three columns more.
Prints the number of runs and a table in Markdown: the mean of each metric over the runs of a method, and in brackets its
minimum and maximum. An order and seed that not every method has run is left out, because orders differ more than most
methods do.
"""

import argparse
import csv
import pathlib

METRICS = ("average_accuracy", "forgetting", "zero_shot_degradation")


def read_runs(folders):
    """Values by (method, label space, metric), in the order of the (order, seed) pairs that every method has run, and these."""
    rows, runs = [], {}
    for folder in folders:
        with open(pathlib.Path(folder) / "runs.csv", newline="") as file:
            rows += list(csv.DictReader(file))
    for row in rows:
        runs.setdefault(row["method"], set()).add((row["order"], row["seed"]))
    common = sorted(set.intersection(*runs.values()))
    values = {}
    for row in sorted(rows, key=lambda row: (row["order"], row["seed"])):
        if (row["order"], row["seed"]) in common:
            for metric in METRICS:
                values.setdefault((row["method"], row["label_space"], metric), []).append(float(row[metric]))
    return values, common


def read_costs(path):
    """Cells by method: trained numbers, milliseconds of a step, megabytes at peak."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["method"]: [f"{int(row['trained_weights']):,}", f"{float(row['step_milliseconds']):.0f}", f"{float(row['peak_megabytes']):.0f}"] for row in rows}


def cell(numbers):
    text = f"{sum(numbers) / len(numbers):.1f}"
    return f"{text} ({min(numbers):.1f} to {max(numbers):.1f})" if len(numbers) > 1 else text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--costs")
    options = parser.parse_args()
    values, common = read_runs(options.folders)
    costs = read_costs(options.costs) if options.costs else None
    print(f"{len(common)} runs per method\n")
    columns = ["method", "average", "forgetting", "degradation", "union: average", "forgetting", "degradation"]
    columns += ["trained numbers", "a step, ms", "peak, MB"] if costs else []
    print("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|")
    best_first = sorted({method for method, _, _ in values}, key=lambda method: (-round(sum(values[method, "own", METRICS[0]]), 6), method))
    for method in best_first:
        cells = [cell(values[method, space, metric]) for space in ("own", "union") for metric in METRICS]
        cells += costs.get(method, ["", "", ""]) if costs else []
        print(f"| `{method}` | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
