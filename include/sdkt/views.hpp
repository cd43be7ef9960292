// SPDX-License-Identifier: MIT
//
// Streams made from streams: in another order, with fewer tasks or fewer images, with tasks joined or split,
// evaluated on validation images.
//
// All are views: they combine in range-v3 pipelines with each other and with range-v3's own views. A pipeline
// may start from the result of load_tasks, even if that is a temporary; a vector of tasks must outlive the
// views of it. Only order reads tasks while the pipeline is built; the others read them, if at all, when the
// result is used.
#pragma once

#include <sdkt/stream/views/filter.hpp>
#include <sdkt/stream/views/limit.hpp>
#include <sdkt/stream/views/merge.hpp>
#include <sdkt/stream/views/on_validation.hpp>
#include <sdkt/stream/views/order.hpp>
#include <sdkt/stream/views/rotate.hpp>
#include <sdkt/stream/views/shuffle.hpp>
#include <sdkt/stream/views/split.hpp>
#include <sdkt/stream/views/take.hpp>
