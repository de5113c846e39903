#include "engine/watch/log/logfmt.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

using namespace tbbimg;

TEST_CASE("logfmt: values are quoted, whatever they hold") {
  CHECK(quoted_value("") == "\"\"");
  CHECK(quoted_value("a b=c.jpg") == "\"a b=c.jpg\"");
  CHECK(quoted_value("a\"b\\c") == R"("a\"b\\c")");
  CHECK(quoted_value("a\nb\tc\r\x1b\x7f") == R"("a\nb\x09c\x0d\x1b\x7f")");
  CHECK(quoted_value("\u00e4\u20ac") == "\"\u00e4\u20ac\"");
  CHECK(quoted_value("\xff\xe4z") == R"("\xff\xe4z")");
  // NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR: some viewers break lines there.
  CHECK(quoted_value("\u0085\u2028\u2029") == R"("\xc2\x85\xe2\x80\xa8\xe2\x80\xa9")");
  CHECK(quoted_value("\u202e1") == R"("\xe2\x80\xae1")");
  CHECK(quoted_value(std::string(1, '\0')) == R"("\x00")");
}

TEST_CASE("logfmt: no byte breaks a line or ends a value") {
  for (int byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    const std::string quoted = quoted_value(std::string(1, static_cast<char>(byte)));
    CHECK(quoted.find_first_of(std::string("\0\n\r", 3)) == std::string::npos);
    for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
      if (quoted[i] == '"') CHECK(quoted[i - 1] == '\\');
    }
  }
}

TEST_CASE("logfmt: lines") {
  CHECK(LogLine("done")
            .text("path", "a b")
            .word("code", "none")
            .number("n", std::uint64_t{7})
            .number("ms", 1.23456)
            .str() == "event=done path=\"a b\" code=none n=7 ms=1.235");
}
