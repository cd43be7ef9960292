// SPDX-License-Identifier: MIT
//
// Included by LibTorch's ProcessGroupGloo.hpp, which needs nothing of it: see context.h.
#pragma once
