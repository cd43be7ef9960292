// SPDX-License-Identifier: MIT
//
// Tasks for the tests of views: made up, counted when they load, and written out for comparison.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "../../support/scratch.hpp"
#include <sdkt/stream/task.hpp>
#include <sdkt/stream/task_list.hpp>

namespace sdkt_test {

/// Images NAME/PART/0, NAME/PART/1, ... with labels 0, 1, ..., num_classes - 1, 0, ...
inline std::vector<sdkt::sample> made_samples(const std::string& place, std::size_t num_classes,
                                              std::size_t count) {
  static const auto source = std::make_shared<const any_source>();
  std::vector<sdkt::sample> samples;
  for (std::size_t image = 0; image < count; ++image) {
    samples.push_back(
        {source, place + "/" + std::to_string(image), static_cast<std::int64_t>(image % num_classes)});
  }
  return samples;
}

/// A task with classes NAME0, NAME1, ... and, in every list, other numbers of images a class.
inline sdkt::task_contents made_contents(const std::string& name, std::size_t num_classes = 3,
                                         std::size_t num_train = 20) {
  sdkt::task_contents contents;
  contents.name = name;
  for (std::size_t label = 0; label < num_classes; ++label) {
    contents.class_names.push_back(name + std::to_string(label));
    contents.prompts.push_back("this is " + contents.class_names.back());
  }
  contents.train = made_samples(name + "/train", num_classes, num_train);
  contents.validation = made_samples(name + "/validation", num_classes, 5);
  contents.test = made_samples(name + "/test", num_classes, 7);
  return contents;
}

/// Tasks that count how often they load.
struct counted_tasks {
  std::shared_ptr<std::atomic<int>> num_loads = std::make_shared<std::atomic<int>>(0);

  sdkt::task_list list(const std::vector<std::string>& names, std::size_t num_classes = 3) const {
    std::vector<sdkt::task> tasks;
    for (const std::string& name : names) {
      tasks.emplace_back([name, num_classes, count = num_loads] {
        ++*count;
        return made_contents(name, num_classes);
      });
    }
    return sdkt::task_list{std::move(tasks)};
  }
  int loads() const { return *num_loads; }
};

/// A user's own task: values, no validation images, no shared contents.
struct own_task {
  std::string title;
  std::vector<std::string> classes = {title + "0", title + "1"};
  std::vector<sdkt::sample> train_images = made_samples(title + "/train", 2, 6);
  std::vector<sdkt::sample> test_images = made_samples(title + "/test", 2, 3);

  std::string name() const { return title; }
  std::vector<std::string> class_names() const { return classes; }
  std::vector<std::string> prompts() const { return classes; }
  const std::vector<sdkt::sample>& train() const { return train_images; }
  const std::vector<sdkt::sample>& test() const { return test_images; }
};
static_assert(sdkt::Task<own_task>);

/// "PATH=LABEL ..." of a list.
inline std::string written(const std::vector<sdkt::sample>& samples) {
  std::string text;
  for (const auto& one : samples) text += one.path + "=" + std::to_string(one.label) + " ";
  return text;
}

/// Everything that a task holds except its name.
template <class T>
std::string content_of(const T& one) {
  std::string text;
  for (const std::string& name : one.class_names()) text += name + ",";
  for (const std::string& prompt : one.prompts()) text += prompt + ",";
  text += "\ntrain: " + written(one.train()) + "\ntest: " + written(one.test());
  if constexpr (requires { one.validation(); }) text += "\nvalidation: " + written(one.validation());
  return text;
}

/// "a b c": the names of the tasks of a stream.
template <class Tasks>
std::string names_of(Tasks&& tasks) {
  std::string all;
  for (auto&& one : tasks) all += (all.empty() ? "" : " ") + std::string{one.name()};
  return all;
}

}  // namespace sdkt_test
