// SPDX-License-Identifier: MIT
//
// One image of a task or of a reference pool: where its bytes are and which class it belongs to.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <sdkt/image/source.hpp>

namespace sdkt {

/// An image that has not been read yet. Cheap to copy; the memory of a million samples is mostly their paths.
struct sample {
  std::shared_ptr<const image_source> source;  ///< folder or archive that holds it
  std::string path;                            ///< its name inside the source
  std::int64_t label = -1;                     ///< index into the task's class names; negative: unlabelled
};

}  // namespace sdkt
