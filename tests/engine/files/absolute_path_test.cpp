#include "engine/files/absolute_path.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

TEST_CASE("absolute_path: one spelling") {
  const AbsolutePath absolute("/home/me");
  CHECK(absolute("a.jpg") == "/home/me/a.jpg");
  CHECK(absolute("./in//a.jpg") == "/home/me/in/a.jpg");
  CHECK(absolute("in/./") == "/home/me/in");
  CHECK(absolute("/x/") == "/x");
  CHECK(absolute("/") == "/");
  CHECK(absolute("//x/..//y/.") == "/y");
  CHECK(absolute("./small/../small/a.jpg") == absolute("small/a.jpg"));
  CHECK(absolute("in/..") == "/home/me");
  CHECK(absolute("../../../x") == "/x");
  CHECK(absolute("..a/b..") == "/home/me/..a/b..");
}
