#include "engine/files/input_names.hpp"

#include <doctest/doctest.h>

#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using tbbimg::test::TemporaryFolder;

TEST_CASE("input_names: below one input, the path below it is enough") {
  const InputNames names({"photos/"}, "/home/me");
  CHECK(names.prefix(0).empty());
  CHECK(names.identity_of("/home/me/photos/2019/a.jpg") == "2019/a.jpg");
  CHECK(names.identity_of("/home/me/photos2/a.jpg") == std::nullopt);
  CHECK(names.path_of("2019/a.jpg") == "/home/me/photos/2019/a.jpg");
  CHECK(names.path_of("2019/") == "/home/me/photos/2019/");
  CHECK(names.path_of("./") == "/home/me/photos");
  CHECK(InputNames({"/"}, "/").identity_of("/a/b") == "a/b");
}

TEST_CASE("input_names: of several inputs, their own names stand in front, each name once") {
  const InputNames names({"one/photos", "/two/photos", "one/a.jpg", "photos/../one/photos/", "/three/photos"}, "/me");
  CHECK(names.prefix(0) == "photos");
  CHECK(names.prefix(1) == "photos#2");
  CHECK(names.name(2) == "a.jpg");
  CHECK(names.prefix(3) == "photos");  // given twice
  CHECK(names.prefix(4) == "photos#3");
  CHECK(names.identity_of("/two/photos/x/b.jpg") == "photos#2/x/b.jpg");
  CHECK(names.identity_of("/me/one/a.jpg") == "a.jpg");
  for (const char* const path : {"/me/one/photos/b.jpg", "/two/photos/x/b.jpg", "/me/one/a.jpg"}) {
    CHECK(names.path_of(names.identity_of(path).value()) == path);
  }
  CHECK(names.path_of("unknown/b.jpg") == "unknown/b.jpg");
}

TEST_CASE("input_names: an input within another is the nearer one") {
  const InputNames names({"/in", "/in/sub"}, "/");
  CHECK(names.identity_of("/in/sub/a") == "sub/a");
  CHECK(names.identity_of("/in/a") == "in/a");
}

TEST_CASE("input_names: one input that is a file, and one that is a folder with a file of its name") {
  const TemporaryFolder folder;
  folder.write("a.jpg", "1");
  folder.write("b/b", "1");
  CHECK(InputNames({folder / "a.jpg"}, "/").path_of("a.jpg") == folder / "a.jpg");
  CHECK(InputNames({folder / "b"}, "/").path_of("b") == folder / "b/b");
}

TEST_CASE("input_names: of folders") {
  CHECK(folder_identity("", "") == "./");
  CHECK(folder_identity("", "a/b") == "a/b/");
  CHECK(folder_identity("in", "") == "in/");
  CHECK(folder_identity("in", "a") == "in/a/");
}
