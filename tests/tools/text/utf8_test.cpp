#include "tools/text/utf8.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tbbimg::tools;

namespace {

// The code points of the text; -1 for each byte that begins none.
std::vector<long> codes(std::string_view text) {
  std::vector<long> found;
  while (!text.empty()) {
    const Utf8Character character = take_character(text);
    found.push_back(character.code ? static_cast<long>(*character.code) : -1);
  }
  return found;
}

}  // namespace

TEST_CASE("utf8: characters come out as they went in") {
  CHECK(codes("") == std::vector<long>{});
  CHECK(codes("a\u00e4\u20ac\U0001F600") == std::vector<long>{'a', 0xE4, 0x20AC, 0x1F600});
  CHECK(codes("\u07ff\u0800\uffff\U00010000\U0010ffff") == std::vector<long>{0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF});
  CHECK(codes(std::string(1, '\0')) == std::vector<long>{0});
}

TEST_CASE("utf8: each byte that is part of no character stands alone") {
  CHECK(codes("a\xff") == std::vector<long>{'a', -1});
  CHECK(codes("\xe2\x82") == std::vector<long>{-1, -1});
  CHECK(codes("\xe2\x82z") == std::vector<long>{-1, -1, 'z'});
  CHECK(codes("\x9b\u00e4") == std::vector<long>{-1, 0xE4});
  // Overlong, a surrogate, beyond the last character.
  CHECK(codes("\xc0\x80") == std::vector<long>{-1, -1});
  CHECK(codes("\xe0\x80\x80") == std::vector<long>{-1, -1, -1});
  CHECK(codes("\xed\xa0\x80") == std::vector<long>{-1, -1, -1});
  CHECK(codes("\xf4\x90\x80\x80") == std::vector<long>{-1, -1, -1, -1});
}
