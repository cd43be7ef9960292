// expect: the elements of this range are not tasks: they need name(), class_names(), prompts()
// SPDX-License-Identifier: MIT
//
// Tasks whose classes have names and no sentences.
#include "parts.hpp"

struct without_prompts {
  std::string name() const;
  std::vector<std::string> class_names() const;
  const std::vector<sdkt::sample>& train() const;
  const std::vector<sdkt::sample>& test() const;
};

int main() { run_over<std::vector<without_prompts>, good_reference>{}; }
