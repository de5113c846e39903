#include "kernels/convolve/border.hpp"

#include <doctest/doctest.h>

#include <string>

namespace tbbimg {

TEST_CASE("border: what stands before and behind abcd") {
  const auto around = [](Border border, int size) {
    std::string text;
    for (int i = -7; i < size + 7; ++i) {
      const int index = border_index(i, size, border);
      text += index == kOutside ? '.' : static_cast<char>('a' + index);
    }
    return text;
  };
  CHECK(around(Border::mirror, 4) == "babcdcbabcdcbabcdc");
  CHECK(around(Border::clamp, 4) == "aaaaaaaabcdddddddd");
  CHECK(around(Border::wrap, 4) == "bcdabcdabcdabcdabc");
  CHECK(around(Border::constant, 4) == ".......abcd.......");
  for (const Border border : {Border::mirror, Border::clamp, Border::wrap}) {
    CHECK(around(border, 1) == "aaaaaaaaaaaaaaa");
    CHECK(parse_border(to_string(border)).value() == border);
  }
  CHECK(parse_border("constant").value() == Border::constant);
  CHECK(parse_border("reflect").error().message.text().find("mirror") != std::string::npos);
}

}  // namespace tbbimg
