// SPDX-License-Identifier: MIT
//
// What a call says when it refuses.
#pragma once

#include <string>

#include <sdkt/base/error.hpp>

namespace sdkt_test {

/// The sentence of the error of kind Error that a call throws; empty if it throws none.
template <class Error = sdkt::error, class Call>
std::string sentence_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace sdkt_test
