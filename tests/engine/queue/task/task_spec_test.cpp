#include "engine/queue/task/task_spec.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;
using namespace tbbimg::queue;
using namespace std::chrono_literals;

TEST_CASE("task spec: the three words") {
  const TaskSpec spec = TaskSpec{.kind = "math.sum"}.with_priority(10).with_timeout(30s).with_tag("important");
  CHECK(spec.priority == 10);
  CHECK(spec.timeout == 30s);
  CHECK(spec.tags == std::vector<std::string>{"important"});
  CHECK(check(spec).has_value());
}

TEST_CASE("task spec: what a store does not take") {
  const auto is_refused = [](auto change) {
    TaskSpec spec{.kind = "k"};
    REQUIRE(check(spec).has_value());
    change(spec);
    const Status status = check(spec);
    return !status.has_value() && status.error().code == ErrorCode::invalid_argument;
  };
  CHECK(is_refused([](TaskSpec& spec) { spec.kind = ""; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.kind = "a b"; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.kind = std::string(kLongestName + 1, 'k'); }));
  CHECK(is_refused([](TaskSpec& spec) { spec.queue = "../x"; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.version = 0; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.priority = 101; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.priority = -101; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.timeout = 0ms; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.retry.max_attempts = 0; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.retry.max_crashes = 0; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.tags = {"a\nb"}; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.tags = std::vector<std::string>(kMostTags + 1, "t"); }));
  CHECK(is_refused([](TaskSpec& spec) { spec.unique_key = std::string("a\0b", 3); }));
  CHECK(is_refused([](TaskSpec& spec) { spec.unique_key = std::string(kLongestUniqueKey + 1, 'k'); }));
  CHECK(is_refused([](TaskSpec& spec) { spec.args = ""; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.args = "{\"a\": }"; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.args = "\"\xFF\""; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.args = '"' + std::string(kLargestJson, 'a') + '"'; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.after_others = true; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.seq = 1; }));
  CHECK(is_refused([](TaskSpec& spec) { spec.retry.first = -1ms; }));
}
