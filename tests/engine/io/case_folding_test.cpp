#include "engine/io/case_folding.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

TEST_CASE("case_folding: letters of all scripts, and bytes that are none") {
  CHECK(case_folded("IMG_0001.JPG") == "img_0001.jpg");
  CHECK(case_folded("\xC3\x84\xC3\x96 \xD0\x96") == "\xC3\xA4\xC3\xB6 \xD0\xB6");  // AeOe, Zhe
  CHECK(case_folded("\xFF"
                    "A\xC3") ==
        "\xFF"
        "a\xC3");
  CHECK(case_folded(std::string_view("A\0B", 3)) == std::string_view("a\0b", 3));
  CHECK(case_folded("").empty());
}
