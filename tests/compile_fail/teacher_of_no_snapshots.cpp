// expect: snapshot_teachers needs at least one model; without teachers use no_teacher{}
// SPDX-License-Identifier: MIT
//
// Teachers that a user brings, and brings none of.
#include <sdkt/teacher/snapshot_teachers.hpp>

int main() { sdkt::snapshot_teachers{}; }
