// SPDX-License-Identifier: MIT
//
// Available selection policies: how far each teacher is followed on each image.
#pragma once

#include <sdkt/selection/batch_mean.hpp>
#include <sdkt/selection/constant_selection.hpp>
#include <sdkt/selection/distance_sigmoid.hpp>
