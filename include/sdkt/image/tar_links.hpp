// SPDX-License-Identifier: MIT
//
// The links of a tar archive: which member each of them leads to.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/shown_text.hpp>
#include <sdkt/image/tar_header.hpp>

namespace sdkt::detail {

/// A link whose target has not been found yet.
struct tar_link {
  std::string written;  ///< as the archive has it
  std::string target;   ///< the member's name; empty if it leads out of the archive
  bool is_hard = false;
};

/// The member that a symbolic link means: its target is relative to the folder of the link. Empty if that
/// leads out of the archive.
inline std::string symbolic_target(std::string_view name, std::string_view target) {
  if (target.empty() || target.front() == '/') return {};
  std::string path{name.substr(0, name.rfind('/') + 1)};
  for (bool is_last = false; !is_last;) {
    const std::size_t slash = target.find('/');
    is_last = slash == std::string_view::npos;
    const std::string_view part = target.substr(0, slash);
    if (!is_last) target.remove_prefix(slash + 1);
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      path.append(part).append("/");
    } else if (path.empty()) {
      return {};
    } else {
      path.pop_back();
      path.erase(path.rfind('/') + 1);
    }
  }
  if (!path.empty()) path.pop_back();
  return path;
}

/// Follows the links of an archive to its members.
///
/// Place is what the archive knows of a member. Links may lead to links, in any order.
/// Cost: every link is walked over once, however long the chains are.
template <class Place>
class tar_link_resolver {
 public:
  tar_link_resolver(std::map<std::string, Place>& places, const std::map<std::string, tar_link>& links)
      : places_{places}, links_{links} {}

  /// Adds the links that lead to a member to the places.
  ///
  /// Result: for every other link what is wrong with it.
  std::map<std::string, std::string> resolve() {
    for (const auto& [name, ignored] : links_) follow(name);
    return std::move(broken_);
  }

 private:
  /// "a hard link to 'b.jpg'".
  static std::string shown(const tar_link& link) {
    return std::string{link.is_hard ? "a hard" : "a symbolic"} + " link to '" + shown_text(link.written) +
           "'";
  }

  void follow(const std::string& first) {
    std::vector<const std::string*> chain;
    std::map<std::string_view, std::size_t> on_chain;
    const std::string* at = &first;
    while (true) {
      if (places_.count(*at) > 0 || broken_.count(*at) > 0) break;
      const auto link = links_.find(*at);
      if (link == links_.end()) break;
      if (!on_chain.emplace(*at, chain.size()).second) {
        for (const std::string* each : chain) {
          broken_[*each] = shown(links_.at(*each)) + ", and the links form a loop";
        }
        return;
      }
      chain.push_back(&link->first);
      at = &link->second.target;
    }
    const auto place = places_.find(*at);
    for (const std::string* each : chain) {
      if (place != places_.end()) {
        places_[*each] = place->second;
      } else {
        broken_[*each] = shown(links_.at(*each)) + ", which the archive does not hold";
      }
    }
  }

  std::map<std::string, Place>& places_;
  const std::map<std::string, tar_link>& links_;
  std::map<std::string, std::string> broken_;
};

}  // namespace sdkt::detail
