#include "engine/system/rank.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace tbbimg;

namespace {

using Variables = std::map<std::string, std::string>;

Result<Rank> rank_in(const Variables& variables) {
  return rank_of([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

void check(const Variables& variables, std::uint32_t index, std::uint32_t count, const std::string& origin) {
  const auto rank = rank_in(variables);
  REQUIRE(rank);
  CHECK(rank->index == index);
  CHECK(rank->count == count);
  CHECK(rank->origin == origin);
}

void check_refused(const Variables& variables, const std::string& words) {
  const auto rank = rank_in(variables);
  REQUIRE_FALSE(rank);
  CHECK(rank.error().code == ErrorCode::invalid_argument);
  CAPTURE(rank.error().message.text());
  CHECK(rank.error().message.text().find(words) != std::string::npos);
}

const Variables kArray = {{"SLURM_ARRAY_TASK_ID", "14"},
                          {"SLURM_ARRAY_TASK_MIN", "10"},
                          {"SLURM_ARRAY_TASK_MAX", "18"},
                          {"SLURM_ARRAY_TASK_COUNT", "5"},
                          {"SLURM_ARRAY_TASK_STEP", "2"}};
const std::string kArrayOrigin =
    "SLURM_ARRAY_TASK_ID=14, SLURM_ARRAY_TASK_MIN=10, SLURM_ARRAY_TASK_MAX=18, SLURM_ARRAY_TASK_COUNT=5, "
    "SLURM_ARRAY_TASK_STEP=2";

Variables with(Variables variables, const Variables& more) {
  variables.insert(more.begin(), more.end());
  return variables;
}

}  // namespace

TEST_CASE("rank: each launcher is understood") {
  check({{"OMPI_COMM_WORLD_RANK", "3"}, {"OMPI_COMM_WORLD_SIZE", "8"}}, 3, 8,
        "OMPI_COMM_WORLD_RANK=3, OMPI_COMM_WORLD_SIZE=8");
  check({{"PMI_RANK", "0"}, {"PMI_SIZE", "2"}}, 0, 2, "PMI_RANK=0, PMI_SIZE=2");
  check({{"PMIX_RANK", "1"}, {"SLURM_STEP_ID", "0"}, {"SLURM_STEP_NUM_TASKS", "4"}}, 1, 4,
        "PMIX_RANK=1, SLURM_STEP_NUM_TASKS=4");
  check({{"PMIX_RANK", "1"}, {"PMI_SIZE", "4"}}, 1, 4, "PMIX_RANK=1, PMI_SIZE=4");
  check({{"SLURM_PROCID", "5"}, {"SLURM_STEP_NUM_TASKS", "6"}, {"SLURM_STEP_ID", "0"}}, 5, 6,
        "SLURM_PROCID=5, SLURM_STEP_NUM_TASKS=6");
  check(kArray, 2, 5, kArrayOrigin);
}

TEST_CASE("rank: a Slurm batch script is no job step") {
  const Variables batch = {{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "6"}};
  check_refused(batch, "no launcher says");
  check_refused(batch, "SLURM_PROCID=0, SLURM_NTASKS=6");
  check(with(batch, kArray), 2, 5, kArrayOrigin);
}

TEST_CASE("rank: the shell of salloc is one process, however many tasks its job has") {
  const Variables shell = {
      {"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "8"}, {"SLURM_STEP_ID", "4294967290"}, {"SLURM_STEP_NUM_TASKS", "1"}};
  check(shell, 0, 1, "SLURM_PROCID=0, SLURM_STEP_NUM_TASKS=1");
  Variables without_size = shell;
  without_size.erase("SLURM_STEP_NUM_TASKS");
  check_refused(without_size, "SLURM_STEP_NUM_TASKS is not set; set are SLURM_STEP_ID");
  Variables too_large = shell;
  too_large["SLURM_PROCID"] = "1";
  check_refused(too_large, "SLURM_PROCID is not below SLURM_STEP_NUM_TASKS");
  check_refused({{"PMIX_RANK", "1"}, {"SLURM_NTASKS", "8"}, {"SLURM_STEP_ID", "0"}}, "SLURM_STEP_NUM_TASKS is not set");
}

TEST_CASE("rank: one process alone says nothing, and MPI goes before the step that started it") {
  check(with(kArray, {{"SLURM_PROCID", "0"}, {"SLURM_STEP_NUM_TASKS", "1"}, {"SLURM_STEP_ID", "0"}}), 2, 5,
        kArrayOrigin);
  check({{"OMPI_COMM_WORLD_RANK", "3"},
         {"OMPI_COMM_WORLD_SIZE", "8"},
         {"SLURM_PROCID", "1"},
         {"SLURM_STEP_NUM_TASKS", "2"},
         {"SLURM_STEP_ID", "0"}},
        3, 8, "OMPI_COMM_WORLD_RANK=3, OMPI_COMM_WORLD_SIZE=8");
  check({{"PMI_RANK", "3"}, {"PMI_SIZE", "8"}, {"PMIX_RANK", "3"}}, 3, 8, "PMI_RANK=3, PMI_SIZE=8");
}

TEST_CASE("rank: nothing, contradictions and nonsense are refused, with what is set") {
  check_refused({}, "none of the variables");
  check_refused({{"OMPI_COMM_WORLD_RANK", "3"}}, "OMPI_COMM_WORLD_SIZE is not set; set are OMPI_COMM_WORLD_RANK=3");
  check_refused({{"PMIX_RANK", "3"}, {"SLURM_STEP_NUM_TASKS", "4"}}, "OMPI_COMM_WORLD_SIZE is not set");
  check_refused({{"PMI_RANK", "2"}, {"PMI_SIZE", "2"}}, "PMI_RANK is not below PMI_SIZE");
  check_refused({{"PMI_RANK", "two"}, {"PMI_SIZE", "2"}}, "PMI_RANK is no number");
  check_refused({{"PMI_RANK", "-1"}, {"PMI_SIZE", "2"}}, "PMI_RANK is no number");
  const Variables mpi = {{"PMI_RANK", "2"}, {"PMI_SIZE", "5"}};
  check_refused(with(mpi, {{"OMPI_COMM_WORLD_RANK", "3"}, {"OMPI_COMM_WORLD_SIZE", "5"}}), "contradict");
  check_refused(with(kArray, {{"PMI_RANK", "2"}, {"PMI_SIZE", "4"}}), "contradict each other; set are PMI_RANK=2");
  Variables irregular = kArray;
  irregular["SLURM_ARRAY_TASK_COUNT"] = "3";
  check_refused(irregular, "no range");
  irregular = kArray;
  irregular["SLURM_ARRAY_TASK_ID"] = "13";
  check_refused(irregular, "no range");
}
