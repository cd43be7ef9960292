// SPDX-License-Identifier: MIT

#include "findings.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "event_line.hpp"
#include "fitted_line.hpp"
#include <sdkt/base/shown_text.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::cli {

std::string findings_table(const finding_list& found) {
  std::size_t width = 0;
  for (const finding& each : found.all()) width = std::max(width, columns_of(each.about));
  std::string text;
  for (const finding_kind kind : {finding_kind::fact, finding_kind::note, finding_kind::problem}) {
    for (const finding& each : found.all()) {
      if (each.kind != kind) continue;
      const std::string_view name = name_of(kind);
      text.append(name).append(9 - name.size(), ' ').append(each.about);
      text += std::string(width - columns_of(each.about) + 2, ' ');
      text += sdkt::detail::one_line(each.sentence()) + "\n";
    }
  }
  return text;
}

void print_findings(const finding_list& found) {
  for (const finding& each : found.all()) {
    print_event("finding", {{"kind", detail::json_string(name_of(each.kind))},
                            {"about", detail::json_string(each.about)},
                            {"what", detail::json_string(each.what)},
                            {"remedy", each.remedy.empty() ? "null" : detail::json_string(each.remedy)}});
  }
}

}  // namespace sdkt::cli
