// SPDX-License-Identifier: MIT
//
// Merges the changes of all tasks into one change of the pre-trained weights.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/extension.hpp>

namespace sdkt {

/// Merges task vectors theta_k - pretrained, which it receives one by one.
///
/// Requirements:
///
///     void add(const at::Tensor& vector_Q, std::int64_t num_weights);
///     at::Tensor merged() const;
///     void persist(archive&);
///
/// - add: adds one task vector [Q]. num_weights of its Q elements are weights; the rest is padding and 0.
/// - merged: returns the merge [Q] of all vectors so far.
///
/// Optional: name, describe(setting_list&) const, check() const, which throws a setting_error, and
/// set_tensors(const trained_slices&), which a rule that treats tensors apart is called with before every task.
///
/// Not required: to keep the vectors themselves. A good rule avoids it.
template <class R>
concept MergeRule = std::copyable<R> && requires(R& rule, const R& fixed, const at::Tensor& vector_Q,
                                                 std::int64_t num_weights, archive& state) {
  rule.add(vector_Q, num_weights);
  { fixed.merged() } -> std::same_as<at::Tensor>;
  rule.persist(state);
};

/// The weights from which each task is trained.
enum class merge_start {
  sequential,   ///< the unmerged result of the previous task
  independent,  ///< the pre-trained weights
};

/// At a task's end theta becomes pretrained + merged(theta_1 - pretrained, .., theta_k - pretrained). The
/// merge is evaluated, but no task is trained from it.
///
/// Memory: the rule's vectors, for any number of tasks.
/// Errors: setting_error at a task's start for settings that the rule rejects.
/// Source: MagMax (ECCV 2024) and its released code, which has the three rules with both kinds of training.
/// Example: merge_task_vectors{magmax{}, merge_start::sequential}
/// See also: the rules task_arithmetic, ties, magmax and opcm.
template <MergeRule Rule>
struct merge_task_vectors {
  Rule rule = {};  ///< settings, and the rule's state about past tasks
  merge_start trains = merge_start::sequential;

  std::int64_t num_weights = 0;  ///< state: elements that are weights; 0: all

  static constexpr std::string_view name = "merge_task_vectors";

  void check() const { detail::check_policy(rule); }

  void on_task_begin(const task_begin& begin) {
    num_weights = begin.trained == nullptr ? 0 : begin.trained->num_weights();
    if constexpr (requires { rule.set_tensors(*begin.trained); }) {
      if (begin.trained != nullptr) rule.set_tensors(*begin.trained);
    }
  }

  void on_task_end(const task_end& end) {
    const at::Tensor vector_Q = end.theta.sub(end.pretrained);
    rule.add(vector_Q, num_weights > 0 ? num_weights : vector_Q.numel());
    if (end.next_start != nullptr) {
      *end.next_start = trains == merge_start::sequential ? end.theta.clone() : end.pretrained;
    }
    end.theta.copy_(end.pretrained.add(rule.merged()));
  }

  void describe(setting_list& settings) const {
    settings.set("merge_rule", detail::policy_name(rule));
    settings.set("merge_start",
                 std::string{trains == merge_start::sequential ? "sequential" : "independent"});
    detail::describe_policy(rule, settings);
  }
  void persist(archive& state) {
    rule.persist(state);
    state("num_weights", num_weights);
  }
};

template <class Rule>
merge_task_vectors(Rule) -> merge_task_vectors<Rule>;
template <class Rule>
merge_task_vectors(Rule, merge_start) -> merge_task_vectors<Rule>;

}  // namespace sdkt
