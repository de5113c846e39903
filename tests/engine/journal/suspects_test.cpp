#include "engine/journal/suspects.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <vector>

#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using tbbimg::test::TemporaryFolder;

namespace {

constexpr std::uint64_t kLarge = Suspects::kNotedFrom;

SourceItem item_of(const std::string& path) {
  SourceItem item;
  item.path = path;
  item.identity = path;
  return item;
}

struct Fixture {
  Fixture() { std::filesystem::create_directories(folder / "out/.tbbimg"); }

  [[nodiscard]] Suspects::Options options() {
    return {folder / "out", kLarge, [this](std::string_view text) { said.emplace_back(text); }};
  }
  // What is in work when a run is killed: its object goes, and its notes stay.
  void die_with(const std::string& path) { Suspects(options()).on_admitted(item_of(path), kLarge); }
  [[nodiscard]] bool is_suspect(const std::string& path) {
    SourceItem item = item_of(path);
    Suspects(options()).inspect({&item, 1});
    return item.is_suspect;
  }
  void settle(Suspects& suspects, const std::string& path, Fate fate = Fate::done) {
    const SourceItem item = item_of(path);
    suspects.on_settled({item, fate});
  }

  TemporaryFolder folder;
  std::vector<std::string> said;
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "suspects: what was in work when a run died is known to the next") {
  CHECK(!is_suspect("a/big.png"));
  die_with("a/big.png");
  CHECK(is_suspect("a/big.png"));
  CHECK(!is_suspect("a/other.png"));
  REQUIRE(said.size() == 1);
  CHECK(said[0] == "a/big.png was in work when a run before this one died; it is tried last and alone");
}

TEST_CASE_FIXTURE(Fixture, "suspects: deaths are counted, retries of one run are not") {
  die_with("big.png");
  {
    Suspects second(options());
    second.on_admitted(item_of("big.png"), kLarge);
    second.on_admitted(item_of("big.png"), kLarge);
  }
  CHECK(is_suspect("big.png"));
  CHECK(said.back().find("when 2 runs before this one died") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "suspects: who settles is none, and leaves nothing behind") {
  {
    Suspects run(options());
    run.on_admitted(item_of("small.png"), kLarge - 1);
    CHECK(!std::filesystem::exists(folder / "out/.tbbimg/in-work"));
    for (const Fate fate : {Fate::done, Fate::failed, Fate::cancelled}) {
      run.on_admitted(item_of("big.png"), kLarge);
      CHECK(!std::filesystem::is_empty(folder / "out/.tbbimg/in-work"));
      settle(run, "big.png", fate);
      CHECK(std::filesystem::is_empty(folder / "out/.tbbimg/in-work"));
    }
  }
  CHECK(!std::filesystem::exists(folder / "out/.tbbimg/in-work"));
}

TEST_CASE_FIXTURE(Fixture, "suspects: one that is cancelled stays one, one that is done does not") {
  die_with("big.png");
  {
    Suspects run(options());
    settle(run, "big.png", Fate::cancelled);
  }
  CHECK(is_suspect("big.png"));
  {
    Suspects run(options());
    settle(run, "big.png");
  }
  CHECK(!is_suspect("big.png"));
}

TEST_CASE_FIXTURE(Fixture, "suspects: what is skipped or has failed before is left as it is") {
  die_with("big.png");
  SourceItem item = item_of("big.png");
  item.skip = {SkipKind::done_before};
  Suspects(options()).inspect({&item, 1});
  CHECK(!item.is_suspect);
}

TEST_CASE_FIXTURE(Fixture, "suspects: links and strange files in the folder are neither followed nor removed") {
  std::filesystem::create_directories(folder / "elsewhere");
  std::filesystem::create_directory_symlink(folder / "elsewhere", folder / "out/.tbbimg/in-work");
  die_with("big.png");
  CHECK(std::filesystem::is_empty(folder / "elsewhere"));
  std::filesystem::remove(folder / "out/.tbbimg/in-work");
  folder.write("out/.tbbimg/in-work/README", "what is this?");
  std::filesystem::create_symlink(folder / "elsewhere", folder / "out/.tbbimg/in-work/0123456789abcdef");
  CHECK(!is_suspect("big.png"));
  CHECK(std::filesystem::exists(folder / "out/.tbbimg/in-work/README"));
}
