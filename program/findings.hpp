// SPDX-License-Identifier: MIT
//
// The findings of `sdkt check`: one list, printed as a table for people and as events for scripts.
#pragma once

#include <cstddef>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>

namespace sdkt::cli {

enum class finding_kind {
  fact,     ///< a property of the run
  note,     ///< the run continues, but the user should know
  problem,  ///< the run would stop with this error
};

constexpr std::string_view name_of(finding_kind kind) noexcept {
  return kind == finding_kind::problem ? "problem" : kind == finding_kind::note ? "note" : "fact";
}

/// One row of the table.
struct finding {
  finding_kind kind = finding_kind::fact;
  std::string about;  ///< "settings", "task digits", "disk"
  std::string what;
  std::string remedy = {};  ///< empty if there is nothing to do

  std::string sentence() const { return remedy.empty() ? what : what + "; " + remedy; }
};

/// Findings in the order in which they were added.
class finding_list {
 public:
  void add(finding found) { all_.push_back(std::move(found)); }
  void fact(std::string about, std::string what) {
    add({finding_kind::fact, std::move(about), std::move(what)});
  }
  void note(std::string about, std::string what, std::string remedy = {}) {
    add({finding_kind::note, std::move(about), std::move(what), std::move(remedy)});
  }
  void problem(std::string about, std::string what, std::string remedy = {}) {
    add({finding_kind::problem, std::move(about), std::move(what), std::move(remedy)});
  }

  /// Calls something that a run would also do. Returns whether it succeeded; an exception becomes a problem.
  template <class Work>
  bool attempt(const std::string& about, const Work& work) {
    try {
      work();
      return true;
    } catch (const error& refused) {
      problem(about, refused.what());
    } catch (const std::bad_alloc&) {
      problem(about, "out of memory", "lower --micro-batch-size (0 is the largest), or free memory");
    }
    return false;
  }

  std::size_t count(finding_kind kind) const {
    std::size_t sum = 0;
    for (const finding& each : all_) sum += each.kind == kind ? 1 : 0;
    return sum;
  }

  const std::vector<finding>& all() const noexcept { return all_; }

 private:
  std::vector<finding> all_;
};

/// The findings as columns: kind, subject, sentence; facts first.
std::string findings_table(const finding_list& found);

/// Prints each finding as an event.
void print_findings(const finding_list& found);

}  // namespace sdkt::cli
