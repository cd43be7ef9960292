// SPDX-License-Identifier: MIT
//
// Definitions of progress.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/observer.hpp>
#include <sdkt/run/progress.hpp>

namespace sdkt::run {

SDKT_INLINE progress_counter::progress_counter(const run_observer& observer, std::size_t num_tasks,
                                               std::int64_t steps_total, std::int64_t images_total)
    : observer_{observer} {
  now_.num_tasks = num_tasks;
  now_.steps_total = steps_total;
  now_.images_total = images_total;
}

SDKT_INLINE void progress_counter::begin(run_progress::phase phase, std::size_t stage, std::string task_name,
                                         std::int64_t total, std::int64_t done) {
  now_.now = phase;
  now_.is_zero_shot = stage == 0;
  now_.task = stage == 0 ? 0 : stage - 1;
  now_.task_name = std::move(task_name);
  now_.done = done;
  now_.total = total;
  const bool looked_back = std::exchange(was_looking_back_, false);
  if (looked_back && phase == run_progress::phase::training)
    tell();  // the pass before the first step is over
}

SDKT_INLINE void progress_counter::continue_at(std::int64_t steps_done, std::int64_t steps_total,
                                               std::int64_t images_done) {
  now_.steps_done = steps_done;
  now_.steps_total = steps_total;
  now_.images_done = images_done;
}

SDKT_INLINE void progress_counter::evaluated(std::int64_t images) {
  now_.images_done += images - now_.done;
  now_.done = images;
  tell();
}

SDKT_INLINE void progress_counter::looked_back(std::int64_t images, std::int64_t total) {
  now_.now = run_progress::phase::looking_back;
  was_looking_back_ = true;
  now_.done = images;
  now_.total = total;
  tell();
}

SDKT_INLINE void progress_counter::trained(std::int64_t steps, double loss) {
  now_.steps_done += steps - now_.done;
  now_.done = steps;
  now_.loss = loss;
  tell();
}

SDKT_INLINE void progress_counter::tell() const {
  if (observer_.on_progress) observer_.on_progress(now_);
}

}  // namespace sdkt::run
