// expect: a number is needed here
// SPDX-License-Identifier: MIT
[[deprecated("a number is needed here")]] void old();

int main() {
  old();
  return "";
}
