#include "engine/files/directories.hpp"

#include <doctest/doctest.h>

#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using tbbimg::test::TemporaryFolder;

TEST_CASE("directories: what a pipeline of one's own reads and writes") {
  const TemporaryFolder folder;
  folder.write("in/a.jpg", "a");
  folder.write("in/out/old.jpg", "old");
  folder.write("in/b.jpg", "b");
  const std::string out = folder / "in/out";
  const auto source = open_directory_source({folder / "in"}, out).value();
  std::vector<std::string> names;
  while (const auto item = source->next().value()) names.push_back(item->file_name);
  CHECK(names == std::vector<std::string>{"a.jpg", "b.jpg"});
  CHECK_FALSE(open_directory_source({folder / "nowhere"}, {}));

  const std::string sources[] = {folder / "in"};
  const auto sink = open_directory_sink(out, sources).value();
  const std::uint8_t bytes[] = {1, 2, 3};
  CHECK(sink->write("sub/new.png", bytes, IfExists::keep));
  CHECK(folder.read("in/out/sub/new.png") == "\1\2\3");
}
