#include "engine/lettering/detail/unicode.hpp"

#include <doctest/doctest.h>

#include "kernels/core/utf8.hpp"

using namespace tbbimg;
using namespace std::string_literals;

TEST_CASE("unicode: UTF-8 of every length is read, and written back") {
  const std::string text = "A\u00e9\u4e2d\U0001f600"s;
  const std::u32string characters = decode_utf8(text).value();
  CHECK(characters == U"A\u00e9\u4e2d\U0001f600");
  for (const char32_t edge : {0x7FU, 0x80U, 0x7FFU, 0x800U, 0xD7FFU, 0xE000U, 0xFFFFU, 0x10000U, 0x10FFFFU}) {
    CAPTURE(static_cast<unsigned>(edge));
    CHECK(decode_utf8(encode_utf8(edge)).value() == std::u32string(1, edge));
  }
}

TEST_CASE("unicode: what is not UTF-8 is refused, and said where") {
  const std::string wrong[] = {"ab\xff",
                               "ab\x80",
                               "ab\xc3",
                               "ab\xc0\xaf",
                               "ab\xe0\x80\xaf",
                               "ab\xed\xa0\x80",
                               "ab\xe4\xb8",
                               "ab\xf0\x9f\x98",
                               "ab\xf4\x90\x80\x80",
                               "ab\xc3(",
                               "ab\xf8\x88\x80\x80\x80"};
  for (const std::string& text : wrong) {
    CAPTURE(text.size());
    const auto decoded = decode_utf8(text);
    REQUIRE_FALSE(decoded);
    CHECK(decoded.error().message.text().find("byte 3 of the text, 0x") == 0);
  }
}

TEST_CASE("unicode: characters are named, unless they cannot be seen") {
  CHECK(describe_character(U'\u4e2d') == "U+4E2D '\u4e2d'");
  CHECK(describe_character(U'\U0001f600') == "U+1F600 '\U0001f600'");
  CHECK(describe_character(U'\t') == "U+0009");
  CHECK(describe_character(U'\u200d') == "U+200D");
}

TEST_CASE("unicode: marks, controls and what is never drawn") {
  CHECK(is_mark(U'\u0301'));
  CHECK(is_mark(U'\u093f'));
  CHECK_FALSE(is_mark(U'a'));
  for (const char32_t character : {0x00U, 0x09U, 0x1BU, 0x7FU, 0x85U}) CHECK(is_control(character));
  CHECK_FALSE(is_control(U' '));
  for (const char32_t character : {0xADU, 0x200DU, 0x202EU, 0xFE0FU, 0xE0001U}) CHECK(is_ignorable(character));
  for (const char32_t character : {0x20U, 0xA0U, 0x2010U, 0xFE10U}) CHECK_FALSE(is_ignorable(character));
}
