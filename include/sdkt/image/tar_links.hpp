// SPDX-License-Identifier: MIT
//
// Resolves the links of a tar archive to its members.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>

namespace sdkt::detail {

/// A link whose target has not been found yet.
struct tar_link {
  std::string written;  ///< the target as written in the archive
  std::string target;   ///< the name of the target member; empty if the link leads out of the archive
  bool is_hard = false;
};

/// The name of the member that a symbolic link leads to. The target is relative to the link's folder. Empty
/// if the link leads out of the archive.
std::string symbolic_target(std::string_view name, std::string_view target);

/// Follows the links of an archive to its members.
///
/// Place is the type of the archive's record of a member. Links may lead to other links, in any order.
/// Cost: every link is visited once, for chains of any length.
template <class Place>
class tar_link_resolver {
 public:
  tar_link_resolver(std::map<std::string, Place>& places, const std::map<std::string, tar_link>& links)
      : places_{places}, links_{links} {}

  /// Adds the links that lead to a member to the places.
  ///
  /// Result: every other link, with the reason why it is broken.
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
        broken_[*each] = shown(links_.at(*each)) + ", which is not in the archive";
      }
    }
  }

  std::map<std::string, Place>& places_;
  const std::map<std::string, tar_link>& links_;
  std::map<std::string, std::string> broken_;
};

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/tar_links.ipp>
#endif
