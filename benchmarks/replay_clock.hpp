// SPDX-License-Identifier: MIT
//
// Microseconds that a CUDA device needs for a call, without the host's launch time.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <c10/core/Device.h>
#include <c10/core/Event.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include "median.hpp"
#include <sdkt/cuda/kernel_set.hpp>

namespace timing {

/// The median of several rounds, each between two events of the device.
///
/// calls: the number of calls in `work`, by which the time is divided.
inline double device_microseconds(const c10::Device& device, int calls, const std::function<void()>& work) {
  constexpr int rounds = 9;
  const c10::impl::VirtualGuardImpl guard{device.type()};
  std::vector<double> each;
  work();  // libraries initialise themselves at the first call
  for (int round = 0; round < rounds; ++round) {
    c10::Event begin{device.type(), c10::EventFlag::BACKEND_DEFAULT};
    c10::Event end{device.type(), c10::EventFlag::BACKEND_DEFAULT};
    const c10::Stream stream = guard.getStream(device);
    begin.record(stream);
    work();
    end.record(stream);
    guard.synchronizeDevice(device.index());
    each.push_back(begin.elapsedTime(end) * 1000.0 / calls);
  }
  return median(each);
}

/// A call launched by the host, fifty times in succession.
inline double called_microseconds(const c10::Device& device, const std::function<void()>& call) {
  constexpr int calls = 50;
  return device_microseconds(device, calls, [&] {
    for (int i = 0; i < calls; ++i) call();
  });
}

/// A replayed call: fifty calls are one recording, so the host launches once. Empty if the call cannot be
/// recorded. The current stream must not be the default one.
inline std::optional<double> replayed_microseconds(const c10::Device& device,
                                                   const sdkt::cuda::kernel_set& kernels,
                                                   const std::function<void()>& call) {
  constexpr int calls = 50;
  for (int warm = 0; warm < 3; ++warm) call();
  std::unique_ptr<sdkt::cuda::recorded_work> recorded;
  try {
    recorded = kernels.record([&] {
      for (int i = 0; i < calls; ++i) call();
    });
  } catch (const std::exception&) {
    return std::nullopt;
  }
  return device_microseconds(device, calls, [&] { recorded->replay(); });
}

}  // namespace timing
