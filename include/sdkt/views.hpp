// SPDX-License-Identifier: MIT
//
// Streams made of streams: other orders, fewer tasks, fewer images, tasks joined and taken apart.
//
// All are views: they go into range-v3 pipelines with each other and with range-v3's own views, and start
// from what load_tasks gives, even where it is a temporary; only a vector of tasks must outlive what is made
// of it. None but order looks at a task before it is looked at itself.
#pragma once

#include <sdkt/stream/views/filter.hpp>
#include <sdkt/stream/views/limit.hpp>
#include <sdkt/stream/views/merge.hpp>
#include <sdkt/stream/views/order.hpp>
#include <sdkt/stream/views/rotate.hpp>
#include <sdkt/stream/views/shuffle.hpp>
#include <sdkt/stream/views/split.hpp>
#include <sdkt/stream/views/take.hpp>
