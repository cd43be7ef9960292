# SPDX-License-Identifier: MIT
"""Code points as the ranges that they fill."""


def ranges(points):
    """Rising code points as [first, last] of each run without gaps."""
    found = []
    for c in points:
        if found and found[-1][1] == c - 1:
            found[-1][1] = c
        else:
            found.append([c, c])
    return found
