#include "kernels/core/utf8.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tbbimg;

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

TEST_CASE("utf8: a text is valid if all of it is characters") {
  for (const char* valid : {"", "plain", "a\u00e4\u20ac\U0001F600", "\u07ff\u0800\uffff\U00010000\U0010ffff"}) {
    CHECK(is_utf8(valid));
  }
  for (const char* invalid : {"a\xff", "\xe2\x82", "\xe2\x82z", "\x9b", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
                              "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80"}) {
    CHECK_FALSE(is_utf8(invalid));
  }
}

TEST_CASE("utf8: every character is read as it was written, and no other three bytes are one") {
  for (char32_t code = 0; code <= 0x10FFFF; ++code) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    const std::string bytes = encode_utf8(code);
    std::string_view rest = bytes;
    const Utf8Character character = take_character(rest);
    if (character.code != code || !rest.empty()) FAIL("U+" << static_cast<unsigned>(code));
  }
  int characters = 0;
  for (unsigned value = 0; value < 1U << 24; ++value) {
    const char bytes[] = {static_cast<char>(value >> 16), static_cast<char>(value >> 8), static_cast<char>(value)};
    std::string_view rest(bytes, 3);
    characters += take_character(rest).bytes.size() == 3 ? 1 : 0;
  }
  CHECK(characters == 0x10000 - 0x800 - 0x800);  // of the plane, neither shorter ones nor surrogates
}

TEST_CASE("utf8: text of unknown encoding becomes one line") {
  CHECK(one_line_utf8("").empty());
  CHECK(one_line_utf8(" \t\n").empty());
  CHECK(one_line_utf8(" \u00a9 Jos\u00e9\r\n2019\x7f \u0085x ") == "\u00a9 Jos\u00e9  2019   x");
  CHECK(one_line_utf8("\x93Jane\x94 \x80 5") == "\u201cJane\u201d \u20ac 5");
  CHECK(one_line_utf8("\xa9 Jos\xe9\t\x81.") == "\u00a9 Jos\u00e9 \ufffd.");
  CHECK(one_line_utf8("\x9f\xa0\xff") == "\u0178\u00a0\u00ff");
  CHECK(one_line_utf8("\xed\xa0\x80") == "\u00ed\u00a0\u20ac");  // a surrogate is no UTF-8
  CHECK(one_line_utf8("\xe0\x80\xaf") == "\u00e0\u20ac\u00af");  // nor is an overlong form
  for (int byte = 0; byte < 256; ++byte) CHECK(is_utf8(one_line_utf8(std::string(2, static_cast<char>(byte)))));
}
