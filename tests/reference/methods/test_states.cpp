// SPDX-License-Identifier: MIT
//
// What methods keep beside the weights, against the PyTorch implementation: penalties, Fisher diagonals and
// exemplars, seen from inside the extensions of runs that are those of the presets bit for bit.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <ATen/ops/dot.h>
#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "methods.hpp"

using namespace methods;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

using index_lists = std::vector<std::vector<std::int64_t>>;

/// What was seen inside the extension of a run.
struct sightings {
  std::vector<double> penalties;    // one a step
  std::vector<double> fisher_sums;  // one a task
  std::vector<index_lists> exemplars;
};

double product_of(const at::Tensor& left_Q, const at::Tensor& right_Q) {
  return at::dot(left_Q.to(at::kDouble), right_Q.to(at::kDouble)).item<double>();
}

/// The sum of a new task's own Fisher diagonal, from the sums of all before and after it.
double added_sum(const sdkt::ewc&, double before, double after) { return after - before; }
double added_sum(const sdkt::online_ewc& penalty, double before, double after) {
  return (after - penalty.keep * before) / penalty.add;
}

/// A penalty that is seen at work. One that is quadratic around the task's start, as all are here, is half
/// the product of the gradient that it adds with the way from that start.
template <class Penalty>
struct watched : Penalty {
  std::shared_ptr<sightings> seen;
  at::Tensor begun = {};

  void on_task_begin(const sdkt::task_begin& begin) {
    if constexpr (requires { Penalty::on_task_begin(begin); }) Penalty::on_task_begin(begin);
    begun = begin.previous;
  }

  void on_backward_end(const sdkt::backward_end& moment) {
    const at::Tensor before = moment.gradient.clone();
    Penalty::on_backward_end(moment);
    seen->penalties.push_back(product_of(moment.gradient.sub(before), moment.theta.sub(begun)) / 2);
    if constexpr (requires { Penalty::value(moment.theta); }) {
      CHECK_THAT(Penalty::value(moment.theta), WithinAbs(seen->penalties.back(), 1e-6));
    }
  }

  void on_task_end(const sdkt::task_end& end) {
    if constexpr (requires { Penalty::importance; }) {
      const double before = sum_of_importances();
      Penalty::on_task_end(end);
      seen->fisher_sums.push_back(added_sum(*this, before, sum_of_importances()));
    }
  }

 private:
  double sum_of_importances() const {
    return Penalty::importance.defined() ? Penalty::importance.sum(at::kDouble).template item<double>() : 0;
  }
};
template <class Penalty>
watched(Penalty, std::shared_ptr<sightings>) -> watched<Penalty>;

/// A memory that shows which exemplars it keeps.
struct watched_memory : sdkt::exemplar_memory {
  std::shared_ptr<sightings> seen;
  void on_task_end(const sdkt::task_end& end) {
    sdkt::exemplar_memory::on_task_end(end);
    seen->exemplars.push_back(sets);
  }
};

/// The two are one run: who watches changes nothing.
void require_same(const result_type& watched_run, const std::string& name) {
  const auto& steps = run_of(name).record.steps;
  REQUIRE(watched_run.record.steps.size() == steps.size());
  for (std::size_t row = 0; row < steps.size(); ++row) {
    REQUIRE(watched_run.record.steps[row].loss == steps[row].loss);
  }
  REQUIRE(at::equal(watched_run.model.weights(), run_of(name).model.weights()));
}

void compare_penalties(const std::string& name, const sightings& seen) {
  CAPTURE(name);
  const auto& columns = expected()["step_columns"];
  const auto column =
      static_cast<std::size_t>(std::find(columns.begin(), columns.end(), "penalty") - columns.begin());
  const auto& rows = expected_of(name)["steps"];
  REQUIRE(seen.penalties.size() == rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    CAPTURE(row);
    CHECK_THAT(seen.penalties[row], WithinAbs(rows[row][column].get<double>(), tolerances_of(name).penalty));
  }
}

}  // namespace

TEST_CASE("ewc and online ewc have the Fisher diagonals and penalties of the PyTorch implementation") {
  const auto compare = [](const std::string& name, const auto& penalty) {
    const auto seen = std::make_shared<sightings>();
    require_same(run_as(name, sdkt::trainer{mini_model(), sdkt::no_teacher{}, watched{penalty, seen}}), name);
    compare_penalties(name, *seen);
    const auto& sums = expected_of(name)["fisher_sums"];
    REQUIRE(seen->fisher_sums.size() == sums.size());
    for (std::size_t task = 0; task < sums.size(); ++task) {
      CAPTURE(task);
      CHECK_THAT(seen->fisher_sums[task], WithinRel(sums[task].get<double>(), 2e-5));
    }
  };
  compare("ewc", ewc_of(expected_of("ewc")["options"]));
  for (const std::string name : {"online-ewc", "online-ewc-eval", "ewc-magmax"})
    compare(name, online_ewc_of(expected_of(name)["options"]));
}

TEST_CASE("zscl pulls towards the task's start as the PyTorch implementation does") {
  const auto& run = expected_of("zscl")["options"];
  const auto seen = std::make_shared<sightings>();
  const sdkt::trainer trainer{mini_model(),
                              sdkt::pretrained_teacher{},
                              sdkt::constant_selection{},
                              sdkt::contrastive_divergence{},
                              watched{sdkt::l2_to_start{.strength = run["l2_strength"]}, seen},
                              sdkt::running_mean{.every = run["average_period"]}};
  require_same(run_as("zscl", trainer, pool_with_captions()), "zscl");
  compare_penalties("zscl", *seen);
}

TEST_CASE("gift pulls towards the task's start as the PyTorch implementation does") {
  const auto& run = expected_of("gift")["options"];
  const auto seen = std::make_shared<sightings>();
  const sdkt::trainer trainer{mini_model(), sdkt::previous_teacher{}, sdkt::constant_selection{},
                              pair_divergence_of(run),
                              watched{sdkt::instant_fisher{.strength = run["fisher_strength"]}, seen}};
  require_same(run_as("gift", trainer, pairs()), "gift");
  compare_penalties("gift", *seen);
}

TEST_CASE("icarl keeps the exemplars that the PyTorch implementation keeps, in its order") {
  const auto& run = expected_of("icarl");
  const auto seen = std::make_shared<sightings>();
  const sdkt::trainer trainer{
      mini_model(), sdkt::previous_teacher{}, sdkt::constant_selection{},
      sdkt::contrastive_divergence_over<sdkt::text_source::class_prompts>{},
      watched_memory{sdkt::exemplar_memory{.capacity = run["options"]["capacity"]}, seen}};
  require_same(run_as("icarl", trainer, sdkt::from_extension{}), "icarl");
  REQUIRE(seen->exemplars.size() == 2);
  for (std::size_t task = 0; task < 2; ++task)
    CHECK(seen->exemplars[task] == run["exemplars"][task].get<index_lists>());
}
