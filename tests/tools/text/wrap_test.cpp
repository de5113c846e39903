#include "tools/text/wrap.hpp"

#include <doctest/doctest.h>

using namespace tbbimg::tools;

TEST_CASE("wrap: lines are broken between words") {
  CHECK(wrapped("one two three", 7) == "one two\nthree");
  CHECK(wrapped("one two\nthree  four", 80) == "one two three four");
  CHECK(wrapped("one two three", 10, 2) == "  one two\n  three");
  CHECK(wrapped("one two three", 10, 0, 4) == "one two\n    three");
  CHECK(wrapped("unbreakable a", 4) == "unbreakable\na");
  CHECK(wrapped("", 4, 2) == "  ");
}

TEST_CASE("wrap: paragraphs flow, lines that are set apart stay") {
  CHECK(reflowed("one two\nthree\n\n  code stays\nfour", 40) == "one two three\n\n  code stays\nfour");
  CHECK(reflowed("Examples:\n  a b c", 40) == "Examples:\n  a b c");
  CHECK(reflowed("Codes:\nlast", 40) == "Codes:\nlast");
  CHECK(reflowed("  a long line", 8) == "  a long\n      line");
}
