// SPDX-License-Identifier: MIT
//
// A run that is interrupted anywhere and goes on from what was stored ends where the whole run ends, bit for
// bit: every extension that works on vectors, before every step of every task.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <catch2/catch_test_macros.hpp>

#include "moments.hpp"
#include <sdkt/extension.hpp>

namespace {

using namespace sdkt_test;

template <class E>
void check_interruptions(const E& settings) {
  for (const std::uint64_t seed : {1U, 2U}) {
    const std::vector<at::Tensor> whole = run_with(settings, seed);
    for (std::int64_t task = 0; task < run_tasks; ++task) {
      for (std::int64_t step = 0; step < run_steps; ++step) {
        for (const bool begins_again : {false, true}) {
          CAPTURE(task, step, begins_again);
          const auto parted = run_with(settings, seed, interruption{task, step, begins_again});
          for (std::size_t k = 0; k < whole.size(); ++k) CHECK(same_bits(whole[k], parted[k]));
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("parts of an archive have names of their own") {
  struct numbers_of_a_part {
    double value = 0;
    at::Tensor vector = {};
    void persist(sdkt::archive& state) {
      state("value", value);
      state("vector", vector);
    }
  };
  numbers_of_a_part one{1.5, numbers({1, 2})}, two{2.5, {}};
  double own = 7;
  auto stored = sdkt::archive::storing();
  stored("value", own);
  stored.part("first", one);
  stored.part("first 2", two);
  CHECK(stored.numbers() ==
        std::map<std::string, double>{{"value", 7}, {"first/value", 1.5}, {"first 2/value", 2.5}});
  auto restoring = sdkt::archive::restoring(stored.tensors(), stored.numbers());
  numbers_of_a_part left{0, {}}, right{0, numbers({9})};
  restoring.part("first", left);
  restoring.part("first 2", right);
  CHECK(left.value == 1.5);
  CHECK(same_bits(left.vector, one.vector));
  CHECK(right.value == 2.5);
  CHECK_FALSE(right.vector.defined());  // stored as not there
}

TEST_CASE("penalties go on from a checkpoint bit for bit") {
  check_interruptions(sdkt::l2_to_start{});
  check_interruptions(sdkt::ewc{.strength = 2});
  check_interruptions(sdkt::online_ewc{.strength = 2, .keep = 0.5});
  check_interruptions(sdkt::instant_fisher{});
}

TEST_CASE("averages go on from a checkpoint bit for bit, in the middle of a period too") {
  check_interruptions(sdkt::running_mean{.every = 3});
  check_interruptions(sdkt::running_mean{.every = 1});
  check_interruptions(sdkt::moving_average{.decay = 0.3});
  check_interruptions(sdkt::moving_average{.decay = 0.3, .per = sdkt::average_every::step});
  check_interruptions(sdkt::moving_average{.averages_first = false});
}

TEST_CASE("merges go on from a checkpoint bit for bit") {
  check_interruptions(sdkt::merge_task_vectors{sdkt::task_arithmetic{}});
  check_interruptions(sdkt::merge_task_vectors{sdkt::task_arithmetic{.scale = 0.3}});
  check_interruptions(sdkt::merge_task_vectors{sdkt::ties{.keep = 0.5}});
  check_interruptions(sdkt::merge_task_vectors{sdkt::magmax{}, sdkt::merge_start::independent});
  check_interruptions(sdkt::merge_task_vectors{sdkt::opcm{}, sdkt::merge_start::independent});
}

TEST_CASE("a run with state is not the run without it, so that the tests above say something") {
  const std::vector<at::Tensor> plain = run_with(sdkt::interpolate{.alpha = 1}, 1);
  const auto differs = [&](const auto& extension) {
    return !same_bits(run_with(extension, 1).back(), plain.back());
  };
  CHECK(differs(sdkt::l2_to_start{}));
  CHECK(differs(sdkt::ewc{.strength = 2}));
  CHECK(differs(sdkt::online_ewc{.strength = 2}));
  CHECK(differs(sdkt::instant_fisher{}));
  CHECK(differs(sdkt::running_mean{.every = 3}));
  CHECK(differs(sdkt::moving_average{}));
  CHECK(differs(sdkt::interpolate{}));
  CHECK(differs(sdkt::merge_task_vectors{sdkt::ties{}}));
}

TEST_CASE("a copy of an extension goes its own way") {
  const at::Tensor start = random_numbers({9}, 1);
  sdkt::ewc one{.strength = 2};
  sdkt::task_end end = end_of(0, start, start, start);
  end.gradients = pass_of({{1, random_numbers({9}, 2)}});
  one.on_task_end(end);
  sdkt::ewc other = one;
  const at::Tensor before = one.importance.clone();
  other.on_task_end(end);
  CHECK(same_bits(one.importance, before));
}

TEST_CASE("lists of texts and numbers survive an archive, empty ones too") {
  std::vector<std::vector<std::string>> texts = {{}, {""}, {"a", "", "\xFF\x80 b"}, {}}, other = {{"x"}};
  std::vector<std::int64_t> list = {5, 0, 16777215}, restored_list = {1, 2};
  sdkt::archive state = sdkt::archive::storing();
  sdkt::detail::persist_list(state, "texts", texts);
  sdkt::detail::persist_list(state, "list", list);
  sdkt::archive back = sdkt::archive::restoring(state.tensors(), state.numbers());
  sdkt::detail::persist_list(back, "texts", other);
  sdkt::detail::persist_list(back, "list", restored_list);
  CHECK(other == texts);
  CHECK(restored_list == list);
  list.clear();
  sdkt::archive empty = sdkt::archive::storing();
  sdkt::detail::persist_list(empty, "list", list);
  sdkt::archive nothing = sdkt::archive::restoring(empty.tensors(), empty.numbers());
  sdkt::detail::persist_list(nothing, "list", restored_list);
  CHECK(restored_list.empty());
}
