// SPDX-License-Identifier: MIT
//
// Whether a page is well-formed: tags balanced, attributes quoted and unique, nothing unescaped; and its
// text.
#pragma once

#include <cctype>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sdkt_test {

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

struct page_check {
  std::string fault;              ///< empty if the page is well-formed
  std::string text;               ///< what stands between tags outside <style>, "|" for each tag
  std::vector<std::string> tags;  ///< opening tags as they stand, without < and >
  std::set<std::string> ids;
};

/// Reads names, attributes and entities as strictly as XML does, as far as the report uses it.
inline page_check check_page(std::string_view page) {
  page_check result;
  std::vector<std::string> open;
  const auto fail = [&](std::string_view why, std::size_t at) {
    result.fault = std::string{why} + " near: " + std::string{page.substr(at > 40 ? at - 40 : 0, 80)};
    return result;
  };
  const auto is_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-'; };
  const auto entity_end = [&](std::size_t at) -> std::size_t {
    for (const std::string_view known : {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#160;"}) {
      if (page.substr(at, known.size()) == known) return at + known.size();
    }
    return std::string_view::npos;
  };
  std::size_t at = 0;
  if (page.substr(0, 15) == "<!DOCTYPE html>") at = 15;
  while (at < page.size()) {
    if (page[at] == '&') {
      const std::size_t end = entity_end(at);
      if (end == std::string_view::npos) return fail("a bare &", at);
      result.text.append(page.substr(at, end - at));
      at = end;
    } else if (page[at] == '>') {
      if (open.empty() || open.back() != "style") return fail("a bare >", at);
      ++at;
    } else if (page[at] != '<') {
      const bool is_control = static_cast<unsigned char>(page[at]) < 0x20 && page[at] != '\n';
      if (is_control || page[at] == 0x7F) return fail("a control character", at);
      if (open.empty() && page[at] != '\n') return fail("text outside the root", at);
      if (open.empty() || open.back() != "style") result.text += page[at];
      ++at;
    } else if (page.substr(at, 2) == "</") {
      const std::size_t end = page.find('>', at);
      if (end == std::string_view::npos) return fail("an unfinished tag", at);
      const std::string name{page.substr(at + 2, end - at - 2)};
      if (open.empty() || open.back() != name) return fail("</" + name + "> closes nothing", at);
      open.pop_back();
      result.text += '|';
      at = end + 1;
    } else {
      const std::size_t begin = ++at;
      while (at < page.size() && is_name(page[at])) ++at;
      const std::string name{page.substr(begin, at - begin)};
      if (name.empty()) return fail("a bare <", at);
      std::set<std::string> attributes;
      while (at < page.size() && page[at] == ' ') {
        const std::size_t start = ++at;
        while (at < page.size() && is_name(page[at])) ++at;
        const std::string attribute{page.substr(start, at - start)};
        if (page.substr(at, 2) != "='") return fail("an attribute without '", at);
        const std::size_t end = page.find('\'', at + 2);
        if (end == std::string_view::npos) return fail("an open attribute", at);
        const std::string_view value = page.substr(at + 2, end - at - 2);
        if (value.find_first_of("<>") != std::string_view::npos) return fail("a tag in an attribute", at);
        for (std::size_t i = at + 2; i < end; ++i) {
          if (page[i] == '&' && entity_end(i) == std::string_view::npos) return fail("a bare &", i);
        }
        if (!attributes.insert(attribute).second) return fail("an attribute twice", at);
        if (attribute == "id" && !result.ids.insert(std::string{value}).second)
          return fail("an id twice", at);
        at = end + 1;
      }
      result.tags.emplace_back(page.substr(begin, at - begin));
      result.text += '|';
      if (page.substr(at, 2) == "/>") {
        at += 2;
      } else if (page.substr(at, 1) == ">") {
        open.push_back(name);
        ++at;
      } else {
        return fail("a malformed tag", at);
      }
    }
  }
  if (!open.empty()) result.fault = "<" + open.back() + "> is never closed";
  return result;
}

}  // namespace sdkt_test
