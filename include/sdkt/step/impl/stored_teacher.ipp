// SPDX-License-Identifier: MIT
//
// Definitions of stored_teacher.hpp.
#pragma once

#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/step/stored_teacher.hpp>
#include <sdkt/step/teacher_store.hpp>

namespace sdkt::step {

SDKT_INLINE stored_teacher::stored_teacher(teacher_store& store, const std::string& name)
    : store_{&store}, weights_{store.number_of(name)}, is_forgotten_{name.empty()} {}

SDKT_INLINE stored_teacher::~stored_teacher() {
  if (is_forgotten_) store_->forget(weights_);
}

}  // namespace sdkt::step
