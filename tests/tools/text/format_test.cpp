#include "tools/text/format.hpp"

#include <doctest/doctest.h>

using namespace tbbimg::tools;
using namespace std::string_literals;

TEST_CASE("format: one_line escapes what breaks lines or steers terminals, and nothing else") {
  CHECK(one_line("plain caf\xC3\xA9 \xE9 \\n") == "plain caf\xC3\xA9 \xE9 \\n");
  CHECK(one_line("a\nb\tc\rd") == "a\\nb\\tc\\rd");
  CHECK(one_line("\x1b[31m\x7f\x01"s + '\0') == "\\x1b[31m\\x7f\\x01\\x00");
  CHECK(one_line("\xC2\x9B") == "\\xc2\\x9b");
  CHECK(one_line("\xC2\xA9\xC2") == "\xC2\xA9\xC2");
}

TEST_CASE("format: bytes") {
  CHECK(human_bytes(0) == "0 bytes");
  CHECK(human_bytes(1) == "1 byte");
  CHECK(human_bytes(1023) == "1023 bytes");
  CHECK(human_bytes(1024) == "1.0 KiB");
  CHECK(human_bytes(1536) == "1.5 KiB");
  CHECK(human_bytes((1 << 20) - 1) == "1.0 MiB");
  CHECK(human_bytes(std::uint64_t{412} << 20) == "412 MiB");
  CHECK(human_bytes(UINT64_MAX) == "16.0 EiB");
}

TEST_CASE("format: seconds and numbers") {
  CHECK(human_seconds(0.421) == "0.42 s");
  CHECK(human_seconds(9.999) == "10.0 s");
  CHECK(human_seconds(59.96) == "1:00");
  CHECK(human_seconds(125) == "2:05");
  CHECK(human_seconds(3725) == "1:02:05");
  CHECK(human_seconds(-1) == "0.00 s");
  CHECK(human_number(0.421) == "0.42");
  CHECK(human_number(99.96) == "100");
  CHECK(human_number(412.7) == "413");
}

TEST_CASE("format: shell_quoted is read back as it was") {
  CHECK(shell_quoted("photos/a-1.jpg") == "photos/a-1.jpg");
  CHECK(shell_quoted("") == "''");
  CHECK(shell_quoted("a b") == "'a b'");
  CHECK(shell_quoted("it's") == "'it'\\''s'");
  CHECK(shell_quoted("{stem}") == "'{stem}'");
}
