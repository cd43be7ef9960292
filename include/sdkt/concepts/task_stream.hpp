// SPDX-License-Identifier: MIT
//
// What the trainer learns from: a range of tasks, and a pool of unlabelled images beside it.
#pragma once

#include <concepts>
#include <string>
#include <type_traits>
#include <vector>

#include <range/v3/range/access.hpp>
#include <range/v3/range/concepts.hpp>
#include <range/v3/range/traits.hpp>

#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/member_name.hpp>
#include <sdkt/concepts/sample.hpp>

namespace sdkt {

/// One classification task: a name, class names, one prompt a class, training and test images.
///
/// Requirements, for a const object: name(), class_names(), prompts() (as many as class names), train() and
/// test() (vectors of sample with labels in [0, classes)). A prompt may hold several texts (join_prompts). A
/// task is a cheap handle: copying one must not copy its lists, and its contents may load when they are first
/// asked for. Not required: validation images; the trainer never looks at any.
template <class T>
concept Task = std::copyable<T> && requires(const T& task) {
  { task.name() } -> std::convertible_to<std::string>;
  { task.class_names() } -> std::convertible_to<std::vector<std::string>>;
  { task.prompts() } -> std::convertible_to<std::vector<std::string>>;
  { task.train() } -> std::same_as<const std::vector<sample>&>;
  { task.test() } -> std::same_as<const std::vector<sample>&>;
};

/// The clauses of TaskStream, each with the sentence that trainer's checks print (compose/broken_clause.hpp).
template <class Tasks>
struct task_stream_clauses {
  static constexpr bool is_range = ranges::range<Tasks>;
  static constexpr bool is_forward = ranges::forward_range<Tasks>;
  static constexpr bool is_sized = ranges::sized_range<Tasks>;
  static constexpr bool has_tasks = [] {
    if constexpr (ranges::range<Tasks>) {
      return Task<std::remove_cvref_t<ranges::range_reference_t<Tasks>>>;
    } else {
      return false;
    }
  }();
};

/// A sized forward range of tasks in training order: what load_tasks gives, any range-v3 pipeline over it, or
/// a plain vector of a user's own tasks.
///
/// Forward and not only input, because the trainer goes through the tasks more than once: to check all of
/// them before the first step, to train, and to evaluate every task after every task.
template <class Tasks>
concept TaskStream = task_stream_clauses<Tasks>::is_range && task_stream_clauses<Tasks>::is_forward &&
                     task_stream_clauses<Tasks>::is_sized && task_stream_clauses<Tasks>::has_tasks;

/// The images that teachers guide the student on.
///
/// Requirements: samples(), and static constexpr bool has_texts: whether the pool carries texts, known when
/// the program compiles, because some losses need them. Where it is true also texts(), a vector of strings.
/// Optional:
///   static constexpr bool has_pairs = true;   texts() holds one an image, in the order of samples()
///   task_reference for_task(const task_begin&) const;   other images in every task; samples() then is what
///   the distance to the pre-trained model is measured on, and may be empty
///   void check_tasks(std::size_t count) const;   throws before the first step if it cannot serve so many
template <class Reference>
concept ReferenceSource =
    std::copyable<Reference> &&
    requires(const Reference& reference) {
      { reference.samples() } -> std::same_as<const std::vector<sample>&>;
      { Reference::has_texts } -> std::convertible_to<bool>;
    } &&
    (!Reference::has_texts ||
     requires(const Reference& reference) {
       { reference.texts() } -> std::convertible_to<const std::vector<std::string>&>;
     }) &&
    (!detail::names_for_task<Reference> || requires(const Reference& reference, const task_begin& begin) {
      { reference.for_task(begin) } -> std::same_as<task_reference>;
    });

/// Whether every image of a reference has a text of its own: a caption, or the prompt of its class.
template <class Reference>
constexpr bool has_paired_texts = requires { requires Reference::has_pairs; };

/// Whether a reference stands for none: a composition with a teacher refuses it when the program compiles.
template <class Reference>
constexpr bool is_absent_reference = requires { requires Reference::is_absent; };

/// Whether a reference leaves its images to extensions.
template <class Reference>
constexpr bool is_left_to_extensions = requires { requires Reference::is_left_to_extensions; };

/// Whether the images of the task that is being learnt are its reference images: they need no forward of
/// their own.
template <class Reference>
constexpr bool is_own_images = requires { requires Reference::is_own; };

}  // namespace sdkt
