#include "engine/statistics/run_statistics.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <string>

#include "tests/engine/pipeline/memory_io.hpp"

using namespace tbbimg;
using namespace std::chrono_literals;

namespace {

void settle(RunStatistics& statistics, const std::string& path, Fate fate, std::chrono::nanoseconds decode = {},
            const Error* error = nullptr, Skip skip = {}) {
  SourceItem item;
  item.path = path;
  StageTimes times;
  times.add(Stage::decode, decode);
  times.add(Stage::encode, decode / 2);
  const SettledOutput output{0, path, false, 30, {1, 1}, 0};
  SettledImage image{item, fate, error, std::move(skip)};
  image.times = times;
  image.bytes_read = 7;
  image.pixels = 5;
  if (fate == Fate::done) image.outputs = {&output, 1};
  statistics.on_settled(image);
}

void fail_with(RunStatistics& statistics, const std::string& path, ErrorCode code, const std::string& message,
               int reason = 0) {
  const Error error{.code = code,
                    .message = message,
                    .stage = Stage::decode,
                    .path = "elsewhere",
                    .details = ErrorFacts{.system_error = reason}};
  settle(statistics, path, Fate::failed, 1ms, &error);
}

}  // namespace

TEST_CASE("run_statistics: times per stage, of those that came as far") {
  RunStatistics statistics;
  for (int i = 1; i <= 100; ++i) settle(statistics, "a", Fate::done, i * 1ms);
  settle(statistics, "b", Fate::skipped, 0ms, nullptr, {SkipKind::temporary});
  CHECK(statistics.stage(Stage::decode).count() == 100);
  CHECK(statistics.stage(Stage::decode).min() == 1'000'000);
  CHECK(statistics.stage(Stage::decode).max() == 100'000'000);
  CHECK(statistics.stage(Stage::decode).mean() == 50'500'000);
  CHECK(static_cast<double>(statistics.stage(Stage::decode).quantile(0.5)) == doctest::Approx(5e7).epsilon(0.01));
  CHECK(statistics.stage(Stage::encode).max() == 50'000'000);
  CHECK(statistics.stage(Stage::write).count() == 0);
  CHECK(statistics.images().count() == 100);
  CHECK(statistics.images().max() == 150'000'000);
}

TEST_CASE("run_statistics: the slowest ten, slowest first") {
  RunStatistics statistics;
  for (int i = 0; i < 100; ++i) settle(statistics, std::to_string(i), Fate::done, (i * 37 % 100 + 1) * 1ms);
  REQUIRE(statistics.slowest().size() == RunStatistics::kSlowest);
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(statistics.slowest()[i].times[Stage::decode] == std::chrono::milliseconds(100 - i));
    CHECK((std::stoi(statistics.slowest()[i].path) * 37 % 100 + 1) == 100 - static_cast<int>(i));
  }
}

TEST_CASE("run_statistics: failures by cause, with the first of each") {
  RunStatistics statistics;
  for (int i = 0; i < 20; ++i) {
    fail_with(statistics, "a" + std::to_string(i), ErrorCode::corrupt_data, "ends at " + std::to_string(i));
  }
  fail_with(statistics, "b", ErrorCode::limit_exceeded, "too large");
  REQUIRE(statistics.failures().size() == 2);
  const FailureGroup corrupt = statistics.failures().front();
  CHECK(corrupt.cause == FailureCause{Stage::decode, ErrorCode::corrupt_data});
  CHECK(corrupt.count == 20);
  CHECK(corrupt.sentence.text() == "ends at 0");
  CHECK(corrupt.failure_class == FailureClass::permanent);
  REQUIRE(corrupt.examples.size() == RunStatistics::kMaxExamples);
  CHECK(corrupt.examples[0].path == "a0");
  CHECK(corrupt.examples[7].message.text() == "ends at 7");
}

TEST_CASE("run_statistics: causes are bounded, the most frequent are told, counts are not lost") {
  RunStatistics statistics;
  for (int i = 0; i < 200; ++i) fail_with(statistics, "a", ErrorCode::read_failed, "no", i % 100 + 1);
  for (int i = 0; i < 500; ++i) fail_with(statistics, "late", ErrorCode::corrupt_data, "broken");
  const std::vector<FailureGroup> groups = statistics.failures();
  REQUIRE(groups.size() == RunStatistics::kMaxFailureGroups + 1);
  CHECK(groups.front().count == 500);
  CHECK(groups.front().examples.front().path == "late");
  CHECK_FALSE(groups.back().cause);
  CHECK(groups.back().sentence.text() == "other reasons");
  CHECK(groups.back().examples.size() == RunStatistics::kMaxExamples);
  std::uint64_t count = 0;
  for (const FailureGroup& group : groups) count += group.count;
  CHECK(count == 700);
  for (int i = 0; i < 5000; ++i) fail_with(statistics, "b", ErrorCode::write_failed, "no", i + 1);
  count = 0;
  for (const FailureGroup& group : statistics.failures()) count += group.count;
  CHECK(count == 5700);
}

TEST_CASE("run_statistics: skips are grouped by kind") {
  RunStatistics statistics;
  settle(statistics, "a", Fate::skipped, 0ms, nullptr, {SkipKind::not_image, "starts with 0x01"});
  settle(statistics, "b", Fate::skipped, 0ms, nullptr, {SkipKind::not_image, "starts with 0x02"});
  settle(statistics, "c", Fate::skipped, 0ms, nullptr, {SkipKind::not_regular});
  CHECK(statistics.skips() == SkipCounts{{SkipKind::not_regular, 1}, {SkipKind::not_image, 2}});
}

TEST_CASE("run_statistics: of a real run everything adds up") {
  test::MemorySource source;
  const std::string jpeg = test::encoded(test::make_picture(64, 48), "jpeg");
  for (int i = 0; i < 20; ++i) source.add(std::to_string(i) + ".jpg", jpeg);
  source.add("broken.jpg", jpeg.substr(0, 30));
  source.add("words.txt", "no image");
  test::MemorySink sink;
  const std::vector<std::string> operations = {"thumbnail:16"};
  auto recipe = Recipe::parse(operations, {"jpeg", 80}, OperationRegistry::with_builtin_operations());
  const Pipeline pipeline = Pipeline::create(*std::move(recipe), {}).value();
  RunStatistics statistics;
  const RunReport report = pipeline.run(source, sink, {{}, {&statistics}, nullptr}).value();
  RunCounts sum;
  for (const auto& slice : statistics.throughput().slices()) sum += slice;
  CHECK(report.done == 20);
  CHECK(sum.done == report.done);
  CHECK(sum.failed == report.failed);
  CHECK(sum.skipped == report.skipped);
  CHECK(sum.pixels_in == report.pixels_in);
  CHECK(sum.bytes_in == report.bytes_in);
  CHECK(sum.bytes_out == report.bytes_out);
  CHECK(statistics.failures().size() == report.failed);
  CHECK(statistics.stage(Stage::write).count() == 20);
  CHECK(statistics.stage(Stage::transform).count() == 20);
  CHECK(statistics.slowest().size() == 10);
}
