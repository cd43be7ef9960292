// expect: a number is needed here
// SPDX-License-Identifier: MIT
static_assert(sizeof(char) == 2, "something else");

int main() {}
