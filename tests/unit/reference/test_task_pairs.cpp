// SPDX-License-Identifier: MIT
//
// Other image-text pairs in every task.
#include <cstdint>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/reference/task_pairs.hpp>

namespace {

using sdkt_test::sentence_of;
using strings = std::vector<std::string>;

sdkt::task_begin beginning(std::int64_t task) {
  sdkt::task_begin begin;
  begin.task = task;
  return begin;
}

TEST_CASE("a set of pairs a task is given by its position in training order") {
  const sdkt::reference_pairs first{std::vector<sdkt::sample>(1), {"a"}};
  const sdkt::reference_pairs second{std::vector<sdkt::sample>(2), {"b", "c"}};
  const sdkt::task_pairs sets{{first, second}};
  CHECK(sets.size() == 2);
  CHECK(sets.for_task(beginning(0)).samples == &first.samples());
  CHECK(sets.for_task(beginning(1)).samples == &second.samples());
  CHECK(sets.for_task(beginning(1)).texts == &second.texts());
  CHECK(sets.for_task(beginning(1)).is_shuffled);
  CHECK(&sets.samples() == &first.samples());
  CHECK(&sets.texts() == &first.texts());
  CHECK(sdkt::task_pairs{{first}}.texts() == strings{"a"});
}

TEST_CASE("too few sets of pairs are refused with the number that is needed") {
  const sdkt::task_pairs sets{{sdkt::reference_pairs{std::vector<sdkt::sample>(1), {"a"}}}};
  CHECK(sentence_of<sdkt::data_error>([&] { sets.for_task(beginning(2)); }) ==
        "reference: there are no pairs for task 2 in training order: expected at least 3 sets, one per "
        "task, got 1; give a set for every task");
  CHECK_NOTHROW(sets.check_tasks(1));
  CHECK_THROWS_AS(sets.check_tasks(2), sdkt::data_error);
  const sdkt::task_pairs none{{}};
  CHECK(none.samples().empty());
  CHECK(none.texts().empty());
  CHECK_THROWS_AS(none.for_task(beginning(0)), sdkt::data_error);
}

}  // namespace
