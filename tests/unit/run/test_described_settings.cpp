// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/small_run.hpp"
#include <sdkt/base/settings.hpp>
#include <sdkt/checkpoint/run_identity.hpp>
#include <sdkt/extension.hpp>
#include <sdkt/trainer.hpp>

using namespace sdkt_test;

namespace {

/// An extension of a user's with names that the library has too.
struct named_like_others {
  double threshold = 0.5;
  std::string tasks = "mine";
  std::int64_t seed = 3;

  void on_step_end(const sdkt::step_end&) const {}
  void describe(sdkt::setting_list& settings) const {
    settings.set("threshold", threshold);
    settings.set("tasks", tasks);
    settings.set("seed", seed);
    settings.set("of_its_own", std::string{"kept"});
  }
};

double number(const sdkt::setting_list& settings, const std::string& name) {
  const sdkt::setting_value* const found = settings.find(name);
  REQUIRE(found != nullptr);
  return std::get<double>(*found);
}

template <class Trainer>
sdkt::checkpoints::run_identity identity_after_a_step(Trainer trainer) {
  trainer = small(std::move(trainer));
  trainer.options.steps = 1;
  return sdkt::checkpoints::identity_of(trainer.run(small_tasks(), small_pool()).record);
}

}  // namespace

TEST_CASE("two extensions of the same type are described apart, by their places", "[train]") {
  const sdkt::trainer trainer{mini_model(), sdkt::l2_to_start{.strength = 0.25},
                              sdkt::l2_to_start{.strength = 2}};
  const sdkt::setting_list settings = trainer.describe();
  CHECK(number(settings, "l2_to_start_strength") == 0.25);
  CHECK(number(settings, "extensions[1].l2_to_start_strength") == 2);
}

TEST_CASE("a policy's setting with a name of the run's or of another policy's overwrites neither",
          "[train]") {
  sdkt::trainer trainer{mini_model(), named_like_others{}};
  trainer.options.seed = 7;
  const sdkt::setting_list settings = trainer.describe();
  CHECK(number(settings, "threshold") == sdkt::distance_sigmoid{}.threshold);
  CHECK(number(settings, "extensions[0].threshold") == 0.5);
  CHECK(*settings.find("seed") == sdkt::setting_value{std::int64_t{7}});
  CHECK(*settings.find("extensions[0].seed") == sdkt::setting_value{std::int64_t{3}});
  CHECK(*settings.find("extensions[0].tasks") == sdkt::setting_value{std::string{"mine"}});
  CHECK(*settings.find("of_its_own") == sdkt::setting_value{std::string{"kept"}});
}

TEST_CASE("the identity that a run is resumed by knows the settings of both", "[train]") {
  const auto with = [](double first, double second) {
    return identity_after_a_step(sdkt::trainer{mini_model(), sdkt::l2_to_start{.strength = first},
                                               sdkt::l2_to_start{.strength = second}});
  };
  const auto run = with(0.25, 2);
  CHECK(run == with(0.25, 2));
  CHECK(run != with(0.5, 2));
  CHECK(run != with(0.25, 3));
}
