#include "engine/queue/system.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <numeric>
#include <thread>

using namespace tbbimg;
using namespace tbbimg::queue;
using namespace std::chrono_literals;

namespace {

struct MathError {
  std::string why;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(MathError, why)
};

TaskFailure failure_of(const MathError& error) {
  return {.failure_class = FailureClass::permanent, .code = "math", .message = error.why};
}

/// The product of numbers, of which none may be 0.
struct Product {
  static constexpr std::string_view kKind = "math.product";
  std::vector<double> numbers;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(Product, numbers)

  tl::expected<double, MathError> execute(TaskContext&) const {
    if (std::ranges::find(numbers, 0.0) != numbers.end()) return tl::unexpected(MathError{"a factor is 0"});
    return std::accumulate(numbers.begin(), numbers.end(), 1.0, std::multiplies<>());
  }
};

struct Nothing {
  static constexpr std::string_view kKind = "math.nothing";
  int n = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(Nothing, n)

  Result<void> execute(TaskContext&) const { return {}; }
};

std::unique_ptr<System> new_system() {
  TaskKinds kinds;
  REQUIRE(kinds.add<Product>().has_value());
  REQUIRE(kinds.add<Nothing>().has_value());
  auto system = System::open(Config::for_development(), std::move(kinds));
  REQUIRE(system.has_value());
  return *std::move(system);
}

}  // namespace

TEST_CASE("queue system: outputs and errors arrive as what they are") {
  const auto system = new_system();
  REQUIRE(system->start().has_value());
  CHECK(system->start().error().code == ErrorCode::already_exists);
  const auto good = system->submit(Product{{2, 3.5}});
  const auto bad = system->submit(Product{{2, 0}});
  const auto nothing = system->submit(Nothing{});
  const auto product = system->wait(*good, 30s);
  CHECK(product->state == TaskState::done);
  CHECK(product->output == 7.0);
  CHECK_FALSE(product->error.has_value());
  const auto failed = system->wait(*bad, 30s);
  CHECK(failed->state == TaskState::failed);
  CHECK(failed->error->why == "a factor is 0");
  CHECK(failed->failure->code == "math");
  CHECK(system->wait(*nothing, 30s)->output.has_value());
}

TEST_CASE("queue system: waits no longer than it is told to, and wakes when the task ends") {
  const auto system = new_system();
  const auto task = system->submit(Product{{2, 3}});
  CHECK(system->wait(*task, 1ms).error().code == ErrorCode::timed_out);
  CHECK(system->wait(TaskId{99}, 1ms).error().code == ErrorCode::not_found);
  REQUIRE(system->start().has_value());
  CHECK(system->wait(*task, 30s)->output == 6.0);
  const auto cancelled = system->submit(TaskSpec{.kind = "unknown"});
  std::thread canceller([&] { CHECK(system->store().cancel({.kind = "unknown"}) == 1U); });
  CHECK(system->wait(*cancelled, 30s)->life.state == TaskState::cancelled);
  canceller.join();
}

TEST_CASE("queue system: goes on where it was stopped") {
  const auto system = new_system();
  REQUIRE(system->start().has_value());
  system->stop(0ms);
  const auto task = system->submit(Product{{2, 3}});
  CHECK(system->wait(*task, 20ms).error().code == ErrorCode::timed_out);
  REQUIRE(system->start().has_value());
  CHECK(system->wait(*task, 30s)->output == 6.0);
}

TEST_CASE("queue system: 1,000 submits from each of 10 threads") {
  const auto system = new_system();
  REQUIRE(system->start().has_value());
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 10; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 1000; ++n) {
        if (!system->submit(Nothing{n})) ++refused;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(refused == 0);
  for (int id = 1; id <= 10'000; ++id) REQUIRE(system->wait(TaskId{id}, 60s)->life.state == TaskState::done);
  const auto queues = system->store().queues();
  CHECK(queues->at(0).counts[static_cast<std::size_t>(TaskState::done)] == 10'000);
}

TEST_CASE("queue system: refuses a store that it does not know") {
  Config config;
  config.store = "redis://localhost";
  CHECK(System::open(config, {}).error().code == ErrorCode::invalid_argument);
}
