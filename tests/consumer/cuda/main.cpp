// SPDX-License-Identifier: MIT
//
// A program with kernels: it has them, and it learns on the CPU where there is no device.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/trainer.hpp>

int main() {
  if (sdkt::cuda::kernels_for(/*is_on_device=*/true) == nullptr) {
    std::cerr << "sdkt::cuda is linked and its kernels are not there\n";
    return EXIT_FAILURE;
  }
  const std::filesystem::path mini = std::getenv("SDKT_MINI");
  sdkt::trainer trainer{sdkt::clip::load(mini / "model")};
  trainer.options.steps = 2;
  const auto result = trainer.run(sdkt::load_tasks({mini / "tasks" / "flags.json"}),
                                  sdkt::load_reference(mini / "tasks" / "reference.json", {.size = 200}));
  std::cout << result.record.steps.size() << " steps with kernels at hand, on "
            << (sdkt::has_cuda() ? "a CUDA device" : "the CPU, without a CUDA device") << '\n';
  return EXIT_SUCCESS;
}
