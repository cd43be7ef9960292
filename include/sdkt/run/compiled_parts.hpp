// SPDX-License-Identifier: MIT
//
// The parts of a run that depend on the model and the kind of task alone. sdkt::compiled contains them for
// clip::model and task, so a program whose policies are its own compiles the rest only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/batch/batch_loader.hpp>
#include <sdkt/batch/loader.hpp>
#include <sdkt/batch/view_blocks.hpp>
#include <sdkt/clip/model.hpp>
#include <sdkt/evaluate/evaluator.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/run/check_data.hpp>
#include <sdkt/run/describe_run.hpp>
#include <sdkt/run/list_overlaps.hpp>
#include <sdkt/run/task_passes.hpp>
#include <sdkt/step/image_features.hpp>
#include <sdkt/step/strand_features.hpp>
#include <sdkt/step/text_features.hpp>
#include <sdkt/stream/task.hpp>

// NOLINTBEGIN(bugprone-macro-parentheses): declarations
// `PREFIX template ...`: extern for a declaration, nothing for the definition. To be used in namespace sdkt.
#define SDKT_PARTS_OF_RUNS(PREFIX)                                                                       \
  PREFIX template class evaluate::evaluator<clip::model>;                                                \
  PREFIX template class step::image_features<clip::model>;                                               \
  PREFIX template class step::strand_features<clip::model>;                                              \
  PREFIX template class batch::batch_loader<batch::view_planes>;                                         \
  PREFIX template class batch::batch_loader<batch::view_blocks>;                                         \
  PREFIX template evaluate::label_space evaluate::label_space_of(const clip::model&,                     \
                                                                 const std::vector<task>&, class_union); \
  PREFIX template at::Tensor step::encode_token_ids(const clip::model&, const weight_views&,             \
                                                    const at::Tensor&);                                  \
  PREFIX template step::text_ids step::tokenize_prompts(const clip::model&,                              \
                                                        const std::vector<std::string>&);                \
  PREFIX template at::Tensor step::encode_prompts(const clip::model&, const weight_views&,               \
                                                  const step::text_ids&);                                \
  PREFIX template gradients_pass detail::gradients_over(const detail::pass_inputs<clip::model>&);        \
  PREFIX template features_pass detail::features_over(const detail::pass_inputs<clip::model>&);          \
  PREFIX template parameter_passes detail::passes_over_task(const detail::pass_inputs<clip::model>&);    \
  PREFIX template void run::check_tasks(const std::vector<task>&);                                       \
  PREFIX template void run::check_evaluated_tasks(const std::vector<task>&);                             \
  PREFIX template void run::check_learning_rates(const std::map<std::string, double>&,                   \
                                                 const std::vector<task>&);                              \
  PREFIX template void run::describe_classes(const std::vector<task>&, const evaluate::label_space&,     \
                                             run_record&);                                               \
  PREFIX template std::string run::sentence_of_overlaps(const task&);
// NOLINTEND(bugprone-macro-parentheses)

#if !SDKT_HAS_DEFINITIONS
namespace sdkt {
SDKT_PARTS_OF_RUNS(extern)
}  // namespace sdkt
#endif
