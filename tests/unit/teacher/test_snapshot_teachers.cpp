// SPDX-License-Identifier: MIT
//
// Teachers that a user brings: what is taken from their weights, and what is refused.

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/narrow.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "../../support/teacher_features.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/compose/composition.hpp>
#include <sdkt/teacher/snapshot_teachers.hpp>

namespace {

using sdkt::snapshot_teachers;
using namespace sdkt_test;

/// Three tensors of 70, 10 and 64 elements: 128 + 64 + 64 with padding.
sdkt::weight_layout three_slices() {
  sdkt::weight_layout layout;
  layout.add("image.weight", {7, 10});
  layout.add("image.bias", {10});
  layout.add("text.weight", {64});
  return layout;
}

struct moment {
  explicit moment(sdkt::weight_range range, const sdkt::trained_slices::name_predicate& picks = {})
      : trained{three_slices(), range, picks} {
    begin.theta = random_numbers({trained.size()}, 99).to(at::kFloat);
    begin.trained = &trained;
  }
  sdkt::trained_slices trained;
  sdkt::task_begin begin;
};

at::Tensor model(std::uint64_t seed) { return random_numbers({256}, seed).to(at::kFloat); }

}  // namespace

TEST_CASE("how many models there are is deduced") {
  const at::Tensor a = model(1);
  at::Tensor b = model(2);
  const snapshot_teachers one{a};
  const snapshot_teachers two{a, b};
  const snapshot_teachers three{a, b, model(3)};
  const snapshot_teachers copy{two};
  CHECK(decltype(one)::num_teachers == 1);
  CHECK(decltype(two)::num_teachers == 2);
  CHECK(decltype(three)::num_teachers == 3);
  CHECK(std::is_same_v<decltype(copy), decltype(two)>);
  CHECK(sdkt::TeacherPolicy<snapshot_teachers<3>>);
  CHECK_FALSE(std::is_constructible_v<snapshot_teachers<2>, at::Tensor>);
}

TEST_CASE("of every model the weights that train are taken: a range, or tensors picked by name") {
  const at::Tensor a = model(1), b = model(2);
  const snapshot_teachers policy{a, b};
  const moment image{{0, 192}};
  const auto teachers = policy.begin_task(image.begin);
  CHECK(at::equal(teachers[0], at::narrow(a, 0, 0, 192)));
  CHECK(at::equal(teachers[1], at::narrow(b, 0, 0, 192)));

  const moment text{{192, 256}};
  CHECK(at::equal(policy.begin_task(text.begin)[1], at::narrow(b, 0, 192, 64)));

  const moment biases{{0, 256}, [](std::string_view name) { return name == "image.bias"; }};
  const at::Tensor bias = policy.begin_task(biases.begin)[0];
  REQUIRE(bias.size(0) == 64);
  CHECK(at::equal(at::narrow(bias, 0, 0, 10), at::narrow(a, 0, 128, 10)));
  CHECK(at::narrow(bias, 0, 10, 54).eq(0).all().item<bool>());
}

TEST_CASE("every task has the same models, whatever the student has become, and they are copies") {
  const at::Tensor a = model(1), before = a.clone();
  const snapshot_teachers policy{a};
  moment first{{0, 192}};
  const auto teachers = policy.begin_task(first.begin);
  first.begin.theta.mul_(2);
  first.begin.task = 1;
  CHECK(at::equal(policy.begin_task(first.begin)[0], teachers[0]));
  a.zero_();  // somebody who still writes to the model
  CHECK(at::equal(teachers[0], at::narrow(before, 0, 0, 192)));
}

TEST_CASE("a teacher has the arithmetic of the student's weights") {
  const snapshot_teachers policy{model(1).to(at::kDouble)};
  const moment image{{0, 192}};
  const at::Tensor teacher = policy.begin_task(image.begin)[0];
  CHECK(teacher.scalar_type() == at::kFloat);
  CHECK(at::equal(teacher, at::narrow(model(1), 0, 0, 192)));
}

TEST_CASE("weights of another architecture are refused at the task's start") {
  const moment image{{0, 192}};
  CHECK_THROWS_WITH(
      snapshot_teachers{random_numbers({100}, 1)}.begin_task(image.begin),
      "snapshot_teachers, model 0: expected [P] = [256], got a tensor of shape = [100]; pass weights() "
      "of a model of the same architecture as the student");
  CHECK_THROWS_AS(snapshot_teachers(model(1), random_numbers({512}, 2)).begin_task(image.begin),
                  sdkt::shape_error);
  CHECK_THROWS_WITH(
      snapshot_teachers(model(1), random_numbers({512}, 2)).begin_task(image.begin),
      "snapshot_teachers, model 1: expected [P] = [256], got a tensor of shape = [512]; pass weights() "
      "of a model of the same architecture as the student");
  CHECK_THROWS_WITH(
      snapshot_teachers{at::Tensor{}}.begin_task(image.begin),
      "snapshot_teachers, model 0: expected [P] = [256], got an undefined tensor; pass weights() of a "
      "model of the same architecture as the student");
  CHECK_THROWS_AS(snapshot_teachers{random_numbers({16, 16}, 1)}.begin_task(image.begin), sdkt::shape_error);
}

TEST_CASE("models that a user brings are frozen teachers, called by their numbers") {
  CHECK_FALSE(sdkt::compose::teacher_clauses<snapshot_teachers<2>>::is_live);
  CHECK(sdkt::compose::names_of_teachers<snapshot_teachers<2>>() ==
        std::vector<std::string>{"teacher_0", "teacher_1"});
}

TEST_CASE("a run with models that a user brings records which they were") {
  const auto described = [](const auto& policy) {
    sdkt::setting_list settings;
    sdkt::detail::describe_policy(policy, settings);
    return std::get<std::vector<std::string>>(*settings.find("snapshot_fingerprints"));
  };
  const auto both = described(snapshot_teachers{model(1), model(2)});
  REQUIRE(both.size() == 2);
  CHECK(both[0] != both[1]);
  CHECK(described(snapshot_teachers{model(2), model(1)}) == std::vector<std::string>{both[1], both[0]});
  CHECK(described(snapshot_teachers{model(1).clone()}) == std::vector<std::string>{both[0]});
}
