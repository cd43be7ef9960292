// expect: a number is needed here
// SPDX-License-Identifier: MIT
static_assert(sizeof(char) == 1, "a number is needed here");

int main() {}
