// SPDX-License-Identifier: MIT
//
// What the trainer learns from: a range of tasks, and a pool of unlabelled images.
#pragma once

#include <concepts>
#include <string>
#include <type_traits>
#include <vector>

#include <range/v3/range/access.hpp>
#include <range/v3/range/concepts.hpp>
#include <range/v3/range/traits.hpp>

#include <sdkt/concepts/clause.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/member_name.hpp>
#include <sdkt/concepts/sample.hpp>

namespace sdkt {

/// One classification task: a name, class names, one prompt per class, training and test images.
///
/// Requirements, for a const object:
///
///     name()         converts to std::string
///     class_names()  converts to std::vector<std::string>
///     prompts()      converts to std::vector<std::string>, one per class; a prompt may hold several texts
///                    (join_prompts)
///     train()        const std::vector<sample>&, with labels in [0, number of classes)
///     test()         the same
///
/// A task is a cheap handle: a copy must not copy the lists. The contents may load on first access.
///
/// Not required: validation images. The trainer uses none; views::on_validation puts them in place of test().
template <class T>
concept Task = std::copyable<T> && requires(const T& task) {
  { task.name() } -> std::convertible_to<std::string>;
  { task.class_names() } -> std::convertible_to<std::vector<std::string>>;
  { task.prompts() } -> std::convertible_to<std::vector<std::string>>;
  { task.train() } -> std::same_as<const std::vector<sample>&>;
  { task.test() } -> std::same_as<const std::vector<sample>&>;
};

}  // namespace sdkt

namespace sdkt::detail {

/// A range whose elements are tasks.
template <class Tasks>
concept RangeOfTasks = ranges::range<Tasks> && Task<std::remove_cvref_t<ranges::range_reference_t<Tasks>>>;

}  // namespace sdkt::detail

namespace sdkt::compose {

/// The clauses of TaskStream, each with the sentence that the compiler prints if it is the first broken one.
template <class Tasks>
struct task_stream_clauses {
  static constexpr auto list() {
    return detail::clauses(
        detail::clause<struct is_range, ranges::range<Tasks>>([](auto holds) {
          static_assert(
              holds,
              "sdkt: the first argument of run is not a TaskStream: pass a range of tasks, for example "
              "sdkt::load_tasks({\"a.json\"}) or a std::vector<sdkt::task>");
        }),
        detail::clause<struct is_forward, ranges::forward_range<Tasks>>([](auto holds) {
          static_assert(
              holds,
              "sdkt: a TaskStream is traversed more than once, but this range is single-pass: store its "
              "tasks in a std::vector<sdkt::task> first");
        }),
        detail::clause<struct is_sized, ranges::sized_range<Tasks>>([](auto holds) {
          static_assert(holds,
                        "sdkt: a TaskStream has a size, but this range has none: store its tasks in a "
                        "std::vector<sdkt::task> first");
        }),
        detail::clause<struct has_tasks, detail::RangeOfTasks<Tasks>>([](auto holds) {
          static_assert(
              holds,
              "sdkt: the elements of this range are not tasks: they need name(), class_names(), prompts(), "
              "train() and test(), all const");
        }));
  }
};

}  // namespace sdkt::compose

namespace sdkt {

/// A sized forward range of tasks in training order: the result of load_tasks, any range-v3 pipeline over it,
/// or a plain vector of a user's own tasks.
///
/// Requirements:
///
/// 1. It is a range.
/// 2. It is a forward range, not only input, because the trainer reads the tasks more than once: to check all
///    of them before the first step, to train, and to evaluate every task after every task.
/// 3. It knows its size.
/// 4. Its elements are Tasks.
template <class Tasks>
concept TaskStream = detail::AllHold<compose::task_stream_clauses<Tasks>>;

}  // namespace sdkt

namespace sdkt::detail {

struct named_for_task {
  int for_task;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::for_task; };
};

template <class Reference>
concept names_for_task = names<Reference, named_for_task>;

}  // namespace sdkt::detail

namespace sdkt {

/// The images on which teachers guide the student.
///
/// Requirements:
///
///     const std::vector<sample>& samples() const;
///     static constexpr bool has_texts;
///     const std::vector<std::string>& texts() const;  // if has_texts
///
/// has_texts is a compile-time constant because some losses need texts.
///
/// Optional:
///
///     static constexpr bool has_pairs = true;
///     task_reference for_task(const task_begin&) const;
///     void check_tasks(std::size_t count) const;
///
/// - has_pairs: there is one text per image, in the order of samples(). Without texts(), the text of an image
///   is the prompt of its class.
/// - for_task: other images in each task. samples() are then only the images on which the distance to the
///   pre-trained model is measured, and may be empty.
/// - check_tasks: throws before the first step if the reference cannot serve this number of tasks.
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

}  // namespace sdkt

namespace sdkt::compose {

/// The clause of ReferenceSource, with the sentence that the compiler prints if it is broken.
template <class Reference>
struct reference_source_clauses {
  static constexpr auto list() {
    return detail::clauses(detail::clause<struct is_reference_source,
                                          ReferenceSource<Reference>>([](auto holds) {
      static_assert(
          holds,
          "sdkt: the second argument of run is not a ReferenceSource: pass sdkt::load_reference(...), or a "
          "class with samples() and `static constexpr bool has_texts` (and texts() if it is true; "
          "for_task, if it exists, must be `sdkt::task_reference for_task(const sdkt::task_begin&) const`)");
    }));
  }
};

/// Whether every image of a reference has its own text: a caption, or the prompt of its class.
template <class Reference>
constexpr bool has_paired_texts = requires { requires Reference::has_pairs; };

/// Whether a reference means "no reference". A composition with a teacher rejects it at compile time.
template <class Reference>
constexpr bool is_absent_reference = requires { requires Reference::is_absent; };

/// Whether a reference leaves its images to extensions.
template <class Reference>
constexpr bool is_left_to_extensions = requires { requires Reference::is_left_to_extensions; };

/// Whether the reference images are those of the current task's batch, which need no second forward pass.
template <class Reference>
constexpr bool is_own_images = requires { requires Reference::is_own; };

}  // namespace sdkt::compose
