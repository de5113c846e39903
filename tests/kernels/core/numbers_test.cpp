#include "kernels/core/numbers.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

TEST_CASE("numbers: the whole text counts") {
  CHECK(parse_number("2.5") == 2.5);
  CHECK(parse_number("+2") == 2.0);
  CHECK(parse_number("-1e2") == -100.0);
  for (const char* bad : {"", "2x", "x2", " 2", "inf", "nan", "1,5", "+-2"}) CHECK_FALSE(parse_number(bad));
  CHECK(parse_integer("-12") == -12);
  for (const char* bad : {"", "1.5", "99999999999", "0x10", "+-1", "++1"}) CHECK_FALSE(parse_integer(bad));
}

TEST_CASE("numbers: bytes have a unit of 1024, in either case") {
  CHECK(parse_bytes("268435456") == 268435456U);
  CHECK(parse_bytes("256M") == 256U << 20);
  CHECK(parse_bytes("1.5g") == 3ULL << 29);
  CHECK(parse_bytes("512MiB") == 512U << 20);
  CHECK(parse_bytes("2kIb") == 2048U);
  CHECK(parse_bytes("2GB") == 2ULL << 30);
  for (const char* bad : {"", "M", "1X", "1MBB", "1Mi", "-1", "1 M", "9999999T"}) CHECK_FALSE(parse_bytes(bad));
}

TEST_CASE("numbers: digits have neither a sign nor anything behind them") {
  CHECK(parse_digits<std::uint32_t>("4294967295") == 4294967295U);
  CHECK(parse_digits<std::uint64_t>("18446744073709551615") == 18446744073709551615ULL);
  CHECK(parse_digits<std::uint8_t>("fF", 16) == 255);
  for (const char* bad : {"", "4294967296", "+1", "-1", " 1", "1 ", "1x", "0x1", "1.0"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_digits<std::uint32_t>(bad));
  }
}
