// SPDX-License-Identifier: MIT
//
// What teachers guide the student on: unlabelled images, images with texts apart, image-text pairs, or the
// task's own images.
#pragma once

#include <sdkt/stream/own_reference.hpp>
#include <sdkt/stream/reference_pairs.hpp>
#include <sdkt/stream/reference_set.hpp>
#include <sdkt/stream/reference_texts.hpp>
#include <sdkt/stream/task_pairs.hpp>
