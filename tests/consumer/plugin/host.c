/* SPDX-License-Identifier: MIT
 *
 * A C program that knows only the plugin's function. */
#include <stdio.h>
#include <stdlib.h>

int plugin_learns(const char* mini, char* problem, unsigned long size);

int main(void) {
  char problem[1000] = "";
  int steps = plugin_learns(getenv("SDKT_MINI"), problem, sizeof problem);
  int refused = plugin_learns("/no/such/folder", problem, sizeof problem);
  printf("%d step, then: %s\n", steps, problem);
  return steps == 1 && refused == -1 && problem[0] != '\0' ? 0 : 1;
}
