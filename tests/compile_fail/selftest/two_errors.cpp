// expect: a number is needed here
// SPDX-License-Identifier: MIT
static_assert(sizeof(char) == 2, "a number is needed here");

int main() { return ""; }
