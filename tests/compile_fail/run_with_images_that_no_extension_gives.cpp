// expect: this reference expects its images from an extension, but no extension here has
// SPDX-License-Identifier: MIT
//
// A reference that waits for a memory, and no memory.
#include "parts.hpp"

struct from_an_extension : good_reference {
  static constexpr bool is_left_to_extensions = true;
};

struct watcher {
  void on_step_end(const sdkt::step_end&) const;
};

int main() {
  run_over<std::vector<good_task>, from_an_extension, good_teacher<1>, good_loss<>, std::tuple<watcher>>{};
}
