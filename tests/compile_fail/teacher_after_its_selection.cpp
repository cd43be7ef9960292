// expect: a TeacherPolicy comes first among the policies, then selection, loss, extensions
// SPDX-License-Identifier: MIT
//
// Policies in another order.
#include "parts.hpp"

int main() { composition_of<good_model, good_selection, good_teacher<2>, good_loss<>>{}; }
