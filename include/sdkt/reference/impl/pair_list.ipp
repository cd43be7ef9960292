// SPDX-License-Identifier: MIT
//
// Definitions of pair_list.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/dataset/image_finder.hpp>
#include <sdkt/dataset/image_root.hpp>
#include <sdkt/dataset/list_fields.hpp>
#include <sdkt/dataset/skipped_files.hpp>
#include <sdkt/file/located_json.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/image/tar.hpp>
#include <sdkt/image/tar_source.hpp>
#include <sdkt/reference/pair_list.hpp>
#include <sdkt/reference/reference_list.hpp>
#include <sdkt/reference/reference_text.hpp>

namespace sdkt::detail {

/// The contents of a text file beside an image.
///
/// Errors: format_error for a file of more than 1 MiB, or one that is UTF-16, UTF-32 or has NUL bytes.
SDKT_INLINE std::string text_beside(const image_source& source, const std::string& name) {
  constexpr std::uintmax_t limit = 1 << 20;
  const auto check = [&](std::uintmax_t size) {
    if (size <= limit) return;
    throw format_error{source.where(name),
                       "has " + std::to_string(size) + " bytes, too many for the text of one image",
                       "check that it is the right file"};
  };
  if (const auto* const folder = dynamic_cast<const folder_source*>(&source)) {
    std::error_code ignored;
    const std::uintmax_t size = std::filesystem::file_size(folder->path_of(name), ignored);
    if (!ignored) check(size);
  }
  const std::vector<std::byte> bytes = source.read(name);
  check(bytes.size());
  std::string text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  expect_text(text, [&] { return source.where(name); });
  return text;
}

/// The "caption" in a JSON file beside an image, if it has one.
SDKT_INLINE std::optional<std::string> caption_of_json(const image_source& source, const std::string& name) {
  const file::located_json json{source.where(name), text_beside(source, name)};
  const std::string* caption = optional_text(json, json.root(), "caption");
  if (caption == nullptr) return std::nullopt;
  return filled_text(*caption, [&] { return json.where(*json.root().find("caption")); });
}

SDKT_INLINE std::string text_of(const listed_pair& pair) {
  if (pair.text_files.empty()) return pair.text;
  const image_source& source = *pair.image.source;
  std::optional<std::string> found;
  for (const std::string& name : pair.text_files) {
    const auto where = [&] { return source.where(name); };
    std::optional<std::string> said;
    if (lower_suffix(name) == ".json") {
      said = caption_of_json(source, name);
    } else {
      const std::string whole = text_beside(source, name);
      expect_utf8(whole, where);
      said = filled_text(without_mark(whole), where);
    }
    if (!said) continue;
    if (found && *found != *said) {
      throw data_error{source.where(pair.image.path),
                       "the image has two texts, one in " + shown_text(pair.text_files.front()) +
                           " and another in " + shown_text(name),
                       "keep one of them"};
    }
    found = std::move(said);
  }
  if (found) return std::move(*found);
  throw data_error{source.where(pair.image.path),
                   "the image has no text: " + shown_text(pair.text_files.front()) + " has no \"caption\"",
                   "write {\"caption\": TEXT} there or put a .txt file beside the image"};
}

/// Pairs the images among the files with the .txt and .json files of the same name, in the order of the
/// images.
class pair_finder {
 public:
  pair_finder(std::shared_ptr<const image_source> source, const std::vector<std::string>& files)
      : source_{std::move(source)}, files_{files} {}

  /// Errors: data_error for an image without text, a .txt without image, and two text files of the same kind.
  std::vector<listed_pair> find() {
    for (const std::string& file : files_) {
      const std::string suffix = lower_suffix(file);
      if (suffix == ".txt") note(file, beside_[stem_of(file)].text);
      if (suffix == ".json") note(file, beside_[stem_of(file)].json);
    }
    std::vector<listed_pair> pairs;
    for (sample& image : images_among(source_, files_)) {
      pairs.push_back({std::move(image)});
      pairs.back().text_files = texts_beside(pairs.back().image.path);
    }
    for (const std::string& file : files_) {
      if (lower_suffix(file) != ".txt" || beside_.at(stem_of(file)).has_image) continue;
      throw data_error{
          source_->where(file), "there is no image beside this text",
          "put an image of the same name there (" + std::string{image_suffixes} + ") or remove the text"};
    }
    return pairs;
  }

 private:
  struct texts {
    const std::string* text = nullptr;
    const std::string* json = nullptr;
    bool has_image = false;
  };

  static std::string stem_of(const std::string& file) { return file.substr(0, file.rfind('.')); }

  void note(const std::string& file, const std::string*& place) const {
    if (place != nullptr) {
      throw data_error{source_->where(file),
                       "an image has two texts, one here and one in " + shown_text(*place),
                       "keep one of them"};
    }
    place = &file;
  }

  std::vector<std::string> texts_beside(const std::string& image) {
    const auto found = beside_.find(stem_of(image));
    if (found == beside_.end()) {
      const std::string stem = shown_text(stem_of(image));
      throw data_error{source_->where(image), "the image has no text beside it",
                       "add " + stem + ".txt, or " + stem + ".json with a \"caption\""};
    }
    texts& known = found->second;
    known.has_image = true;
    std::vector<std::string> names;
    if (known.text != nullptr) names.push_back(*known.text);
    if (known.json != nullptr) names.push_back(*known.json);
    return names;
  }

  std::shared_ptr<const image_source> source_;
  const std::vector<std::string>& files_;
  std::map<std::string, texts> beside_;
};

/// The pairs of a JSON list.
class pair_list_reader {
 public:
  pair_list_reader(const std::filesystem::path& file, const reference::list_options& options)
      : file_{file}, options_{options}, json_{file} {}

  std::vector<listed_pair> read() {
    images_ = &required_list(json_, json_.root(), "images", remedy);
    if (json_.root().find("captions") != nullptr) {
      captions_ = &required_list(json_, json_.root(), "captions", remedy);
      const std::size_t num_captions = captions_->items()->size();
      if (num_captions != images_->items()->size()) {
        throw data_error{json_.where(*captions_),
                         "expected " + std::to_string(images_->items()->size()) +
                             " captions, one per image, got " + std::to_string(num_captions),
                         "list them in the order of the images"};
      }
    }
    std::vector<sample> samples;
    std::vector<std::string> texts;
    for (std::size_t entry = 0; entry < images_->items()->size(); ++entry) {
      const auto [path, text] = parts_of(entry);
      samples.push_back(listed_image(*path, options_, [&] { return where(entry); }));
      const auto where_text = [&, text = text] {
        return json_.where(*text) + ": caption of images entry " + std::to_string(entry);
      };
      if (text->text() == nullptr) {
        throw format_error{where_text(), "expected a string, got " + text->described(), remedy};
      }
      texts.push_back(filled_text(*text->text(), where_text));
    }
    dataset::image_finder finder = finder_of_json(file_, json_, options_);
    finder.find(samples, [&](std::size_t entry) { return where(entry); });
    finder.say_near_names(options_.note, json_.file());
    std::vector<listed_pair> pairs;
    pairs.reserve(samples.size());
    for (std::size_t entry = 0; entry < samples.size(); ++entry) {
      pairs.push_back({std::move(samples[entry]), std::move(texts[entry])});
    }
    return pairs;
  }

 private:
  static constexpr std::string_view remedy =
      "write {\"images\": [[path, caption], ...]} or {\"images\": [path, ...], \"captions\": [text, ...]}";

  std::string where(std::size_t entry) const {
    return json_.where((*images_->items())[entry]) + ": images entry " + std::to_string(entry);
  }

  /// The path and the caption of an entry.
  std::pair<const file::located_value*, const file::located_value*> parts_of(std::size_t entry) const {
    const file::located_value& one = (*images_->items())[entry];
    if (captions_ != nullptr) return {&one, &(*captions_->items())[entry]};
    const file::located_value::list* parts = one.items();
    if (parts == nullptr || parts->size() != 2) {
      throw format_error{where(entry), "expected [path, caption], got " + one.described(), remedy};
    }
    return {&(*parts)[0], &(*parts)[1]};
  }

  std::filesystem::path file_;
  const reference::list_options& options_;
  file::located_json json_;
  const file::located_value* images_ = nullptr;
  const file::located_value* captions_ = nullptr;  ///< null if every entry is [path, caption]
};

SDKT_INLINE std::vector<listed_pair> read_pairs(const std::filesystem::path& place,
                                                const reference::list_options& options) {
  dataset::expect_data_root(options.data_root);
  std::error_code ignored;
  skipped_files skipped;
  if (std::filesystem::is_directory(place, ignored)) {
    const std::vector<std::string> files = files_of_folder(place, skipped);
    say_skipped(options.note, place, skipped);
    return pair_finder{std::make_shared<const folder_source>(place), files}.find();
  }
  file::expect_file(place);
  const std::string suffix = lower_suffix(place.native());
  if (suffix == ".tar") {
    const auto source = std::make_shared<const tar_source>(tar_archive{place});
    const std::vector<std::string> files = files_of_archive(*source, skipped);
    say_skipped(options.note, place, skipped);
    return pair_finder{source, files}.find();
  }
  if (suffix == ".json") return pair_list_reader{place, options}.read();
  throw format_error{place.string(), "expected a folder, a .tar archive or a .json list of pairs",
                     "use one of those"};
}

}  // namespace sdkt::detail
