# SPDX-License-Identifier: MIT
"""Paired differences between one method and every other one, over the orders and seeds that all have run.

    pairs.py FOLDER METHOD     a folder with a runs.csv, and the method from whose values the others' are taken

For each metric: the mean of the differences, their standard deviation, and in how many pairs the method is better (a
higher average, less forgetting, less degradation). Runs of one order are not independent of each other: the standard
deviation over the orders' means stands beside that over all pairs. Prints a table in Markdown.
"""

import argparse
import statistics

from table import METRICS, read_runs

NAMES = {"average_accuracy": "average", "forgetting": "forgetting", "zero_shot_degradation": "degradation"}


def cell(differences, metric):
    numbers = [difference for _, difference in differences]
    orders = {}
    for (order, _), difference in differences:
        orders.setdefault(order, []).append(difference)
    means = [statistics.mean(group) for group in orders.values()]
    spread = [statistics.stdev(group) if len(group) > 1 else 0.0 for group in (numbers, means)]
    better = sum(difference > 0 if metric == METRICS[0] else difference < 0 for difference in numbers)
    return f"{statistics.mean(numbers):+.2f} ({spread[0]:.2f}, {spread[1]:.2f}); {better} of {len(numbers)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("method")
    options = parser.parse_args()
    values, common = read_runs([options.folder])
    methods = sorted({method for method, _, _ in values} - {options.method})
    print(f"{options.method} less each of the others, {len(common)} pairs: mean (deviation of pairs, of orders); pairs in which it is better\n")
    columns = [f"{prefix}{NAMES[metric]}" for prefix in ("", "union: ") for metric in METRICS]
    print("| against | " + " | ".join(columns) + " |\n" + "|---" * (len(columns) + 1) + "|")
    for other in methods:
        cells = []
        for space in ("own", "union"):
            for metric in METRICS:
                pairs = zip(values[options.method, space, metric], values[other, space, metric])
                cells.append(cell([(run, one - two) for run, (one, two) in zip(common, pairs)], metric))
        print(f"| `{other}` | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
