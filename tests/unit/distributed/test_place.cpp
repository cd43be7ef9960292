// SPDX-License-Identifier: MIT

#include <map>
#include <optional>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "../../support/sentence_of.hpp"
#include <sdkt/distributed/place.hpp>

namespace {

using variables = std::map<std::string, std::string>;

std::optional<sdkt::distributed::place> place_in(const variables& given) {
  return sdkt::distributed::find_place([&](const std::string& name) -> std::optional<std::string> {
    const auto found = given.find(name);
    return found == given.end() ? std::nullopt : std::optional{found->second};
  });
}

std::string refusal(const variables& given) {
  return sdkt_test::sentence_of([&] { place_in(given); });
}

// As the launchers set them; whatever else they set is left out.
const variables torchrun{{"RANK", "3"},
                         {"WORLD_SIZE", "4"},
                         {"LOCAL_RANK", "1"},
                         {"LOCAL_WORLD_SIZE", "2"},
                         {"MASTER_ADDR", "node-a"},
                         {"MASTER_PORT", "29400"},
                         {"TORCHELASTIC_RUN_ID", "none"},
                         {"TORCHELASTIC_RESTART_COUNT", "2"},
                         {"TORCHELASTIC_USE_AGENT_STORE", "True"},
                         {"OMP_NUM_THREADS", "1"}};
const variables srun{{"SLURM_JOB_ID", "77"},
                     {"SLURM_STEP_ID", "0"},
                     {"SLURM_PROCID", "5"},
                     {"SLURM_NTASKS", "7"},
                     {"SLURM_STEP_NUM_TASKS", "7"},
                     {"SLURM_LOCALID", "1"},
                     {"SLURM_NODEID", "2"},
                     {"SLURM_STEP_TASKS_PER_NODE", "2(x3),1"},
                     {"SLURM_LAUNCH_NODE_IPADDR", "127.0.0.1"}};
const variables open_mpi{{"OMPI_COMM_WORLD_RANK", "2"},       {"OMPI_COMM_WORLD_SIZE", "4"},
                         {"OMPI_COMM_WORLD_LOCAL_RANK", "0"}, {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"},
                         {"PMIX_NAMESPACE", "1234.1"},        {"PMIX_RANK", "2"}};
const variables hydra{{"PMI_RANK", "1"},
                      {"PMI_SIZE", "2"},
                      {"MPI_LOCALRANKID", "1"},
                      {"MPI_LOCALNRANKS", "2"},
                      {"PMI_FD", "9"}};

variables with(variables given, const variables& more) {
  for (const auto& [name, value] : more) given[name] = value;
  return given;
}

variables without(variables given, const std::string& name) {
  given.erase(name);
  return given;
}

}  // namespace

TEST_CASE("a process that was started alone has no place") {
  CHECK_FALSE(place_in({}));
  CHECK_FALSE(place_in({{"WORLD_SIZE", "4"}, {"OMP_NUM_THREADS", "2"}}));
}

TEST_CASE("torchrun's place: its agent serves the store, and restarts are counted") {
  const auto here = place_in(torchrun);
  REQUIRE(here);
  CHECK(here->launcher == "torchrun");
  CHECK((here->rank == 3 && here->size == 4 && here->local_rank == 1 && here->local_size == 2));
  CHECK((here->address == "node-a" && here->port == 29400 && here->is_store_served));
  CHECK((here->launch == "none" && here->restarts == 2 && here->listener == -1));
}

TEST_CASE("a start by hand needs RANK, WORLD_SIZE and MASTER_ADDR") {
  const variables by_hand{{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "node-a"}};
  const auto here = place_in(by_hand);
  REQUIRE(here);
  CHECK((here->rank == 0 && here->size == 2 && here->local_size == 1 && here->port == 29500));
  CHECK_FALSE(here->is_store_served);
  CHECK(
      refusal(without(by_hand, "MASTER_ADDR")) ==
      "MASTER_ADDR: is not set, although RANK is; set it to the host of process 0, and MASTER_PORT to a free port "
      "there");
  CHECK(
      refusal(without(by_hand, "WORLD_SIZE")) ==
      "WORLD_SIZE: is not set, although a launcher (RANK is set) started this process; start all processes with the "
      "same launcher");
}

TEST_CASE("the listener of a start by the program itself") {
  const auto here = place_in({{"RANK", "0"},
                              {"WORLD_SIZE", "2"},
                              {"MASTER_ADDR", "127.0.0.1"},
                              {"MASTER_PORT", "40001"},
                              {"SDKT_LISTENER", "7"}});
  REQUIRE(here);
  CHECK((here->listener == 7 && here->port == 40001));
}

TEST_CASE("srun's place, with the tasks of its own node") {
  const auto here = place_in(srun);
  REQUIRE(here);
  CHECK(here->launcher == "srun");
  CHECK((here->rank == 5 && here->size == 7 && here->local_rank == 1 && here->local_size == 2));
  CHECK(here->launch == "77.0");
  CHECK(here->address.empty());
  CHECK(place_in(with(srun, {{"SLURM_NODEID", "3"}}))->local_size == 1);
  CHECK(place_in(with(srun, {{"SLURM_STEP_TASKS_PER_NODE", "4"}, {"SLURM_NODEID", "0"}}))->local_size == 4);
  CHECK(place_in(with(srun, {{"SLURM_STEP_TASKS_PER_NODE", "1,6(x2)"}, {"SLURM_NODEID", "1"}}))->local_size ==
        6);
  CHECK(place_in(with(srun, {{"MASTER_ADDR", "node-b"}}))->address == "node-b");
}

TEST_CASE("a batch script without srun is one process, whatever ranks Slurm sets") {
  CHECK_FALSE(place_in(without(without(srun, "SLURM_STEP_ID"), "SLURM_STEP_NUM_TASKS")));
  CHECK_FALSE(place_in({{"SLURM_JOB_ID", "77"}, {"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "2"}}));
}

TEST_CASE("srun with pmi2 sets PMI_RANK too, and is still srun") {
  CHECK(place_in(with(srun, {{"PMI_RANK", "5"}, {"PMI_SIZE", "7"}}))->launcher == "srun");
}

TEST_CASE("the places of Open MPI and of MPICH") {
  const auto open = place_in(open_mpi);
  REQUIRE(open);
  CHECK((open->launcher == "mpirun" && open->rank == 2 && open->size == 4));
  CHECK(
      (open->local_rank == 0 && open->local_size == 2 && open->launch == "1234.1" && open->address.empty()));
  const auto mpich = place_in(hydra);
  REQUIRE(mpich);
  CHECK((mpich->launcher == "mpiexec" && mpich->rank == 1 && mpich->size == 2));
  CHECK((mpich->local_rank == 1 && mpich->local_size == 2 && mpich->launch.empty()));
}

TEST_CASE("numbers out of their range are refused by name") {
  CHECK(refusal(with(torchrun, {{"RANK", "4"}})) ==
        "RANK: the value 4 is not a whole number from 0 to 3; start all processes with the same launcher");
  CHECK(
      refusal(with(torchrun, {{"WORLD_SIZE", "two"}})) ==
      "WORLD_SIZE: the value two is not a whole number from 1 to 1048576; start all processes with the same launcher");
  CHECK(
      refusal(with(torchrun, {{"MASTER_PORT", "70000"}})) ==
      "MASTER_PORT: the value 70000 is not a whole number from 1 to 65535; start all processes with the same launcher");
  CHECK(
      refusal(with(open_mpi, {{"OMPI_COMM_WORLD_RANK", "-1"}})) ==
      "OMPI_COMM_WORLD_RANK: the value -1 is not a whole number from 0 to 3; start all processes with the same "
      "launcher");
  CHECK(
      refusal(without(hydra, "PMI_SIZE")) ==
      "PMI_SIZE: is not set, although mpiexec started this process; start all processes with the same launcher");
  CHECK(refusal(with(hydra, {{"PMI_RANK", ""}})) ==
        "PMI_RANK: the value  is not a whole number from 0 to 1; start all processes with the same launcher");
}
