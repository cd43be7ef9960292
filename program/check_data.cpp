// SPDX-License-Identifier: MIT

#include "check_data.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <iterator>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>

#include "evaluated_part.hpp"
#include <sdkt/base/shown_text.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>
#include <sdkt/concepts/prompts.hpp>
#include <sdkt/image/decode.hpp>
#include <sdkt/image/readable.hpp>
#include <sdkt/run/list_overlaps.hpp>

namespace sdkt::cli {

namespace {

/// Number of faults of one kind and list that are reported one by one.
constexpr std::size_t most_told = 5;

std::string about(const task& one) { return "task " + detail::shown_text(one.name()); }

std::string in_quotes(std::string_view text) { return "\"" + detail::shown_text(text) + "\""; }

std::string and_more(std::size_t count) {
  return count == 0 ? std::string{} : " (and " + std::to_string(count) + " more)";
}

/// The first few of some names, and the number of the others.
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most_told); ++i) text += (i > 0 ? ", " : "") + names[i];
  return text + and_more(names.size() - std::min(names.size(), most_told));
}

}  // namespace

void find_shared_classes(const evaluate::label_space& space, finding_list& found) {
  if (const std::string sentence = evaluate::sentence_of_shared(space); !sentence.empty())
    found.note("all tasks", sentence);
}

void find_cut_prompts(const task& one, const clip::model& model, finding_list& found) {
  const auto room = static_cast<std::size_t>(model.architecture().context_length);
  std::vector<std::string> cut;
  for (std::size_t i = 0; i < one.prompts().size(); ++i) {
    for (const std::string& text : compose::texts_of_prompt(one.prompts()[i])) {
      if (text.size() + 2 <= room || model.tokenizer().encode(text).size() + 2 <= room) continue;
      cut.push_back(in_quotes(one.class_names()[i]));
      break;
    }
  }
  if (cut.empty()) return;
  found.note(
      about(one),
      "prompts longer than " + std::to_string(room) + " tokens, which the model truncates: " + listed(cut),
      "shorten these class names or the template");
}

void find_duplicates(const task& one, finding_list& found) {
  const std::string sentence = run::sentence_of_overlaps(one);
  if (sentence.empty()) return;
  found.note(about(one), sentence.substr(std::string{"task " + one.name() + ": "}.size()),
             "remove them from one of the lists, or keep only the correct label");
}

std::string counts_of(const task& one) {
  return std::to_string(one.class_names().size()) + " classes, " + std::to_string(one.train().size()) +
         " training and " + std::to_string(one.test().size()) + images_of_part(one);
}

void find_tiny_classes(const task& one, finding_list& found) {
  constexpr std::int64_t tiny = 4;
  std::vector<std::int64_t> train(one.class_names().size()), test(one.class_names().size());
  for (const sample& image : one.train()) ++train[static_cast<std::size_t>(image.label)];
  for (const sample& image : one.test()) ++test[static_cast<std::size_t>(image.label)];
  std::vector<std::string> untrained, small, untested;
  for (std::size_t i = 0; i < train.size(); ++i) {
    const std::string name = in_quotes(one.class_names()[i]);
    if (train[i] == 0) untrained.push_back(name);
    if (train[i] > 0 && train[i] < tiny) small.push_back(name + " " + std::to_string(train[i]));
    if (test[i] == 0) untested.push_back(name);
  }
  if (one.class_names().size() == 1) {
    found.note(about(one), "it has only one class, so its own-class accuracy is always 100 %",
               "add the other classes of the task");
  }
  if (!untrained.empty() && !one.train().empty())
    found.note(about(one), "classes without training images: " + listed(untrained));
  if (!small.empty())
    found.note(about(one),
               "classes with fewer than " + std::to_string(tiny) + " training images: " + listed(small));
  if (!untested.empty())
    found.note(about(one), "classes without" + images_of_part(one) + ": " + listed(untested));
}

namespace {

/// Checks images in several threads. The first few faults are kept, in the order of the list.
class image_reader {
 public:
  image_reader(const std::vector<sample>& images, bool decode) : images_{images}, decode_{decode} {}

  /// Checks images until none is left; after(done) is called after every group.
  template <class After>
  void work(const After& after) {
    constexpr std::size_t at_once = 64;
    for (std::size_t first = next_.fetch_add(at_once); first < images_.size();
         first = next_.fetch_add(at_once)) {
      const std::size_t end = std::min(first + at_once, images_.size());
      for (std::size_t i = first; i < end; ++i) look_at(i);
      after(done_ += end - first);
    }
  }

  std::size_t num_faults() const { return num_faults_; }
  const std::map<std::size_t, std::string>& faults() const { return faults_; }

 private:
  void look_at(std::size_t entry) {
    const sample& image = images_[entry];
    try {
      image::expect_readable(*image.source, image.path);
      if (decode_)
        static_cast<void>(decode_image(image.source->read(image.path), image.source->where(image.path)));
    } catch (const error& fault) {
      const std::lock_guard<std::mutex> lock{mutex_};
      ++num_faults_;
      faults_.emplace(entry, fault.what());
      if (faults_.size() > most_told) faults_.erase(std::prev(faults_.end()));
    }
  }

  const std::vector<sample>& images_;
  bool decode_;
  std::atomic<std::size_t> next_{0}, done_{0};
  std::mutex mutex_;
  std::size_t num_faults_ = 0;
  std::map<std::size_t, std::string> faults_;
};

}  // namespace

void find_unreadable(const std::string& about, const std::string& list, const std::vector<sample>& images,
                     bool decode, int threads, const images_seen& watch, finding_list& found) {
  image_reader reader{images, decode};
  std::vector<std::jthread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back([&reader] { reader.work([](std::size_t) {}); });
  reader.work([&](std::size_t done) { watch(done, images.size()); });
  others.clear();
  watch(images.size(), images.size());
  for (const auto& [entry, what] : reader.faults())
    found.problem(about, list + " entry " + std::to_string(entry) + ": " + what);
  if (reader.num_faults() > reader.faults().size()) {
    found.problem(about,
                  list + ": " + std::to_string(reader.num_faults()) + " of " + std::to_string(images.size()) +
                      " images are missing or cannot be read",
                  "restore them or remove them from the list");
  }
}

}  // namespace sdkt::cli
