#include "tools/run/census.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "engine/files/directory_source.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using namespace tbbimg::test;
using namespace tbbimg::tools;
using namespace std::chrono_literals;

namespace {

// Files in folders of several depths, a link to nowhere, a link to a folder, and an output among them.
void fill(const TemporaryFolder& folder) {
  for (int i = 0; i < 40; ++i) {
    folder.write("a/" + std::to_string(i), "");
    folder.write("a/deep/er/" + std::to_string(i), "");
    folder.write("b/" + std::to_string(i), "");
    folder.write("out/" + std::to_string(i), "");
  }
  std::filesystem::create_symlink(folder / "nowhere", folder / "a/broken");
  std::filesystem::create_directory_symlink(folder.path(), folder / "a/loop");
}

std::uint64_t listed(const CensusArguments& arguments) {
  DirectorySourceOptions options;
  options.roots = arguments.roots;
  options.exclude = arguments.exclude;
  options.shard = arguments.shard;
  const auto source = DirectorySource::open(std::move(options)).value();
  std::uint64_t count = 0;
  while (source->next().value()) ++count;
  return count;
}

}  // namespace

TEST_CASE("census: counts what is listed, of one tree and of several roots") {
  const TemporaryFolder folder;
  fill(folder);
  const CensusArguments tree{{folder.path()}, folder / "out", {}};
  CHECK(count_entries(tree, {}) == 122);
  CHECK(listed(tree) == 122);
  const CensusArguments roots{{folder / "a", folder / "b", folder / "b/7", folder / "b/7"}, "", {}};
  CHECK(count_entries(roots, {}) == listed(roots));
}

TEST_CASE("census: counts the entries of a part alone") {
  const TemporaryFolder folder;
  fill(folder);
  std::uint64_t sum = 0;
  for (std::uint32_t index = 1; index <= 3; ++index) {
    const CensusArguments part{{folder.path()}, folder / "out", Shard{index, 3}};
    const auto count = count_entries(part, {});
    REQUIRE(count);
    CHECK(*count == listed(part));
    CHECK(*count < 122);
    sum += *count;
  }
  CHECK(sum == 122);
}

TEST_CASE("census: a root that is not there, or a stop, and nothing is known") {
  const TemporaryFolder folder;
  fill(folder);
  CHECK_FALSE(count_entries({{folder / "nowhere"}}, {}));
  std::stop_source stop;
  stop.request_stop();
  CHECK_FALSE(count_entries({{folder.path()}}, stop.get_token()));
}

TEST_CASE("census: counts behind what goes on, and leaves its priority alone") {
  const TemporaryFolder folder;
  fill(folder);
  const int niceness = ::nice(0);
  const Census census({{folder.path()}, folder / "out"}, 0ms);
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (!census.total() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(1ms);
  CHECK(census.total() == 122);
  CHECK(::nice(0) == niceness);
}

TEST_CASE("census: who ends before it has begun does not wait for it") {
  const TemporaryFolder folder;
  const auto begin = std::chrono::steady_clock::now();
  {
    const Census census({{folder.path()}}, std::chrono::hours(1));
    CHECK_FALSE(census.total());
  }
  CHECK(std::chrono::steady_clock::now() - begin < 10s);
}
