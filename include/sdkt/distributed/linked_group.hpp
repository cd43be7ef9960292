// SPDX-License-Identifier: MIT
//
// How the processes of a launch become a group: the target sdkt::distributed registers its function here before main.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include <c10/core/Device.h>

#include <sdkt/distributed/communicator.hpp>
#include <sdkt/distributed/place.hpp>

namespace sdkt::distributed {

/// Where and how the processes of a launch meet.
struct meeting {
  place here = {};
  c10::Device device{c10::DeviceType::CPU};  ///< where the exchanged tensors are
  std::filesystem::path folder = {};         ///< seen by all hosts; used if the launcher gives no address
  std::int64_t number = 0;                   ///< of this process's meetings, which all processes count alike
  double seconds_to_meet = 120;
  double seconds_to_answer = 600;
};

/// Returns when all processes of the launch have met.
///
/// Errors: process_error if one does not come; setting_error if the processes have no place to meet.
using make_group = std::shared_ptr<communicator> (*)(const meeting& where);

/// Null if sdkt::distributed is not linked. No header depends on whether it is linked.
inline make_group linked_group = nullptr;

}  // namespace sdkt::distributed
