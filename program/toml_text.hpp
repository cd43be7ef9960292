// SPDX-License-Identifier: MIT
//
// Options as lines of TOML for --config.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::cli {

/// Builds a file of options, line by line.
class toml_text {
 public:
  /// Adds a heading or a note.
  void comment(std::string_view text) { text_.append("# ").append(text).append("\n"); }
  void space() { text_ += "\n"; }

  void put(std::string_view name, const std::string& value) { line(name, quoted(name, value)); }
  void put(std::string_view name, std::int64_t value) { line(name, std::to_string(value)); }
  void put(std::string_view name, double value) { line(name, detail::number_text(value)); }
  void put(std::string_view name, const std::vector<std::string>& values) {
    std::vector<std::string> texts;
    for (const auto& value : values) texts.push_back(quoted(name, value));
    line(name, detail::json_array(texts));
  }
  void put_if(std::string_view name, const std::string& value) {
    if (!value.empty()) put(name, value);
  }
  void put_if(std::string_view name, const std::vector<std::string>& values) {
    if (!values.empty()) put(name, values);
  }
  template <class Value>
  void put_if(std::string_view name, const std::optional<Value>& value) {
    if (!value) return;
    if constexpr (std::is_unsigned_v<Value>) {
      put(name, static_cast<std::int64_t>(*value));
    } else {
      put(name, *value);
    }
  }
  void put_if(std::string_view name, bool is_set) {
    if (is_set) line(name, "true");
  }

  const std::string& text() const noexcept { return text_; }

 private:
  void line(std::string_view name, const std::string& value) {
    text_.append(name).append(" = ").append(value).append("\n");
  }

  /// A JSON string is also a basic TOML string if it needs no escapes except those of quotes.
  static std::string quoted(std::string_view name, const std::string& value) {
    if (detail::is_utf8(value) && !detail::has_control(value)) return detail::json_string(value);
    throw setting_error{"--" + std::string{name},
                        "TOML cannot hold \"" + detail::shown_text(value) +
                            "\", which has control characters or is not UTF-8",
                        "rename the file, or give it on the command line"};
  }

  std::string text_;
};

}  // namespace sdkt::cli
