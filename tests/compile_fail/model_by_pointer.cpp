// expect: it needs layout() -> const weight_layout& and towers() -> tower_ranges
// SPDX-License-Identifier: MIT
//
// A model is a value: copies share its weights, and nobody needs a pointer to it.
#include <memory>

#include "parts.hpp"

int main() { composition_of<std::shared_ptr<good_model>, good_teacher<2>, good_selection, good_loss<>>{}; }
