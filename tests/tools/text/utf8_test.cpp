#include "tools/text/utf8.hpp"

#include <doctest/doctest.h>

#include <string>

using tbbimg::tools::valid_utf8;

TEST_CASE("utf8: what is well-formed stays") {
  for (const std::string text :
       {"", "photos/a b.jpg", "\u00e4\u20ac\U0001F600", "\u07ff\u0800\uffff\U00010000\U0010ffff"}) {
    CHECK(valid_utf8(text) == text);
  }
}

TEST_CASE("utf8: each other byte becomes U+FFFD") {
  CHECK(valid_utf8("a\xff") == "a\uFFFD");
  CHECK(valid_utf8("\xe2\x82") == "\uFFFD\uFFFD");
  CHECK(valid_utf8("\xe2\x82z") == "\uFFFD\uFFFDz");
  CHECK(valid_utf8("\x80\u00e4") == "\uFFFD\u00e4");
  // Overlong, a surrogate, beyond the last character.
  CHECK(valid_utf8("\xc0\x80") == "\uFFFD\uFFFD");
  CHECK(valid_utf8("\xe0\x80\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(valid_utf8("\xed\xa0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(valid_utf8("\xf4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");
}
