// SPDX-License-Identifier: MIT
//
// LibTorch's generator begins elsewhere in every process. Here each test begins where Catch2's seed says,
// which is printed: --rng-seed repeats a run.
#include <ATen/Context.h>
#include <catch2/interfaces/catch_interfaces_config.hpp>
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>

namespace {

class seeded_tests : public Catch::EventListenerBase {
 public:
  using EventListenerBase::EventListenerBase;
  void testCaseStarting(const Catch::TestCaseInfo&) override { at::manual_seed(m_config->rngSeed()); }
};

}  // namespace

CATCH_REGISTER_LISTENER(seeded_tests)
