// SPDX-License-Identifier: MIT
//
// All references, the images on which teachers guide the student: unlabelled images, images with separate
// texts, image-text pairs, or the task's own images.
#pragma once

#include <sdkt/reference/own_reference.hpp>
#include <sdkt/reference/reference_pairs.hpp>
#include <sdkt/reference/reference_set.hpp>
#include <sdkt/reference/reference_texts.hpp>
#include <sdkt/reference/task_pairs.hpp>
