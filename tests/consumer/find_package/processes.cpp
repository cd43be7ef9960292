// SPDX-License-Identifier: MIT
//
// A program that links sdkt::distributed can join other processes; it does so only if a launcher started it.
#include <sdkt/distributed/linked_group.hpp>
#include <sdkt/distributed/place.hpp>

int main() {
  const bool is_alone = !sdkt::distributed::find_place(sdkt::distributed::process_environment);
  return sdkt::distributed::linked_group != nullptr && is_alone ? 0 : 1;
}
