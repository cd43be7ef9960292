// SPDX-License-Identifier: MIT
//
// Calls a hook of every extension that has it, in the order in which the extensions are written.
#pragma once

#include <cstddef>
#include <string>
#include <tuple>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/extension.hpp>

namespace sdkt::detail {

template <class... Es>
void on_task_begin(std::tuple<Es...>& extensions, const task_begin& moment) {
  const auto call = [&]<class E>(E& extension) {
    if constexpr (compose::extension_clauses<E>::named_task_begin) extension.on_task_begin(moment);
  };
  std::apply([&](Es&... each) { (call(each), ...); }, extensions);
}

/// The loss plus every penalty.
///
/// Shapes: loss [], theta [Q] as one leaf -> [].
template <class... Es>
at::Tensor add_penalties(const std::tuple<Es...>& extensions, const at::Tensor& theta, at::Tensor loss) {
  const auto call = [&]<class E>(const E& extension) {
    if constexpr (compose::extension_clauses<E>::named_penalty) loss = loss.add(extension.penalty(theta));
  };
  std::apply([&](const Es&... each) { (call(each), ...); }, extensions);
  return loss;
}

/// Whether an extension adds a penalty to the loss.
template <class... Es>
constexpr bool has_penalties(const std::tuple<Es...>*) {
  return (compose::extension_clauses<Es>::named_penalty || ...);
}

/// Whether an extension needs the gradient of the distillation alone.
template <class... Es>
constexpr bool watches_distillation(const std::tuple<Es...>*) {
  return (compose::extension_clauses<Es>::named_distillation_end || ...);
}

/// Whether an extension reads or changes the gradient of the whole loss.
template <class... Es>
constexpr bool watches_gradient(const std::tuple<Es...>*) {
  return (compose::extension_clauses<Es>::named_backward_end || ...);
}

template <class... Es>
void on_distillation_end(std::tuple<Es...>& extensions, const distillation_end& moment) {
  const auto call = [&]<class E>(E& extension) {
    if constexpr (compose::extension_clauses<E>::named_distillation_end)
      extension.on_distillation_end(moment);
  };
  std::apply([&](Es&... each) { (call(each), ...); }, extensions);
}

template <class... Es>
void on_backward_end(std::tuple<Es...>& extensions, const backward_end& moment) {
  const auto call = [&]<class E>(E& extension) {
    if constexpr (compose::extension_clauses<E>::named_backward_end) extension.on_backward_end(moment);
  };
  std::apply([&](Es&... each) { (call(each), ...); }, extensions);
}

template <class... Es>
void on_step_end(std::tuple<Es...>& extensions, const step_end& moment) {
  const auto call = [&]<class E>(E& extension) {
    if constexpr (compose::extension_clauses<E>::named_step_end) extension.on_step_end(moment);
  };
  std::apply([&](Es&... each) { (call(each), ...); }, extensions);
}

/// Whether an extension has on_task_end.
template <class... Es>
constexpr bool ends_tasks(const std::tuple<Es...>&) {
  return (compose::extension_clauses<Es>::named_task_end || ...);
}

template <class... Es>
void on_task_end(std::tuple<Es...>& extensions, const task_end& moment) {
  const auto call = [&]<class E>(E& extension) {
    if constexpr (compose::extension_clauses<E>::named_task_end) extension.on_task_end(moment);
  };
  std::apply([&](Es&... each) { (call(each), ...); }, extensions);
}

/// Stores or restores the state of each extension, under its position.
template <class... Es>
void persist_extensions(std::tuple<Es...>& extensions, archive& state) {
  std::size_t place = 0;
  const auto persist = [&]<class E>(E& extension) {
    if constexpr (requires { extension.persist(state); })
      state.part("extension " + std::to_string(place), extension);
    ++place;
  };
  std::apply([&](Es&... each) { (persist(each), ...); }, extensions);
}

}  // namespace sdkt::detail
