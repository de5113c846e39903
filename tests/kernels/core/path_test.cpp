#include "kernels/core/path.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

TEST_CASE("path: a folder and a name in it") {
  struct Case {
    const char *path, *folder, *file_name, *to_open;
  };
  for (const Case& each : {Case{"a/b/c.jpg", "a/b", "c.jpg", "a/b"}, Case{"c.jpg", "", "c.jpg", "."},
                           Case{"/c.jpg", "/", "c.jpg", "/"}, Case{"a/", "a", "", "a"}, Case{"", "", "", "."}}) {
    CAPTURE(each.path);
    CHECK(split_path(each.path).folder == each.folder);
    CHECK(split_path(each.path).file_name == each.file_name);
    CHECK(file_name_of(each.path) == each.file_name);
    CHECK(folder_of(each.path) == each.to_open);
  }
}

TEST_CASE("path: stems and extensions end and begin at the last dot") {
  CHECK(stem_of("a.tar.gz") == "a.tar");
  CHECK(stem_of("a") == "a");
  CHECK(stem_of(".profile") == ".profile");
  CHECK(stem_of("a.") == "a");
  CHECK(lower_extension("folder.d/A.JPeG") == "jpeg");
  CHECK(lower_extension("folder.d/a") == "");
  CHECK(lower_extension("a.") == "");
  CHECK(lower_extension("a.\xC4X") == "\xC4x");
}
