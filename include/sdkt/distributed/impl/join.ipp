// SPDX-License-Identifier: MIT
//
// Definitions of join.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/headeronly/version.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/version.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/distributed/join.hpp>
#include <sdkt/distributed/linked_group.hpp>
#include <sdkt/distributed/place.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt::distributed::detail {

/// Describes processes that share a run they cannot share.
[[noreturn]] inline void refuse_size(std::int64_t max_processes, const place& here) {
  throw setting_error{
      "max_processes",
      "the value " + std::to_string(max_processes) + " is not a multiple of the " +
          std::to_string(here.size) + " processes that " + here.launcher + " started",
      "use a power of two that is at least the number of processes, and start 1, 2, 4 ... processes"};
}

/// The processor as Linux names it; empty if it does not.
inline std::string processor_name() {
  std::ifstream facts{"/proc/cpuinfo"};
  for (std::string line; std::getline(facts, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return {};
}

inline std::string host_name() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "an unnamed host";
}

/// Each process of a host computes on its own device.
inline void use_own_device(const place& here, const c10::Device& device) {
  if (!device.is_cuda()) return;
  const auto* const guard = c10::impl::getDeviceGuardImpl(c10::DeviceType::CUDA);
  if (here.local_rank >= guard->deviceCount()) {
    throw setting_error{"device",
                        "process " + std::to_string(here.rank) +
                            " needs a CUDA device of its own, and its host has " +
                            std::to_string(guard->deviceCount()),
                        "start as many processes per host as it has devices"};
  }
  guard->setDevice(c10::Device{c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(here.local_rank)});
}

}  // namespace sdkt::distributed::detail

namespace sdkt::distributed {

SDKT_INLINE processes join(const trainer_options& options) {
  place here;
  here.launcher = "the program";
  std::shared_ptr<communicator> group = options.processes;
  if (group != nullptr) {
    here.rank = group->rank();
    here.size = group->size();
  } else if (linked_group != nullptr) {
    here = find_place(process_environment).value_or(here);
  }
  if (here.size > 1 && options.max_processes % here.size != 0)
    detail::refuse_size(options.max_processes, here);
  if (group == nullptr && here.size > 1) {
    static std::int64_t number = 0;
    detail::use_own_device(here, device::resolve_device(options.device));
    group =
        linked_group({.here = here,
                      .device = device::resolve_device(options.device),  // with the number of the own device
                      .folder = options.checkpoints.folder,
                      .number = number++});
  }
  return {std::move(group), options.max_processes};
}

SDKT_INLINE trainer_options options_of_process(trainer_options options) {
  if (options.max_processes > 1 && options.threads == 0) options.threads = 1;
  const std::optional<place> here = linked_group == nullptr ? std::nullopt : find_place(process_environment);
  if (here && here->restarts > 0) options.checkpoints.resume = true;
  return options;
}

SDKT_INLINE std::string computing_environment() {
  return "sdkt " + std::string{version} + ", LibTorch " + TORCH_VERSION + ", " + detail::processor_name() +
         ", " + at::get_cpu_capability() + ", " + std::to_string(at::get_num_threads()) + " threads";
}

SDKT_INLINE void expect_same(const processes& all, const std::string& run) {
  if (!all.are_several()) return;
  const std::vector<std::string> hosts = all.gather(detail::host_name());
  const auto expect = [&](const std::vector<std::string>& of, const std::string& what,
                          const std::string& remedy) {
    for (std::size_t process = 1; process < of.size(); ++process) {
      if (of[process] == of[0]) continue;
      throw setting_error{"process " + std::to_string(process) + " on " + hosts[process],
                          "has " + what + of[process] + ", but process 0 on " + hosts[0] + " has " + of[0],
                          remedy};
    }
  };
  expect(all.gather(computing_environment()), "",
         "use equal machines, builds and threads: the results would depend on which process computes what");
  expect(all.gather(run), "the run ", "give all processes the same settings and the same files");
}

}  // namespace sdkt::distributed
