// expect: there is no default selection for three or more teachers
// SPDX-License-Identifier: MIT
//
// Three teachers and no selection: nothing can be the default.
#include "parts.hpp"

int main() {
  composition_of<good_model, good_teacher<3>, sdkt::compose::no_default_selection, good_loss<>>{};
}
