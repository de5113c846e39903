#include "tools/text/parse.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tbbimg;
using namespace tbbimg::tools;

TEST_CASE("parse: memory sizes") {
  CHECK(parse_memory("256M").value() == std::uint64_t{256} << 20);
  CHECK(parse_memory("1.5G").value() == std::uint64_t{1536} << 20);
  CHECK(parse_memory("2g").value() == std::uint64_t{2} << 30);
  CHECK(parse_memory("1024KiB").value() == std::uint64_t{1} << 20);
  CHECK(parse_memory("512MiB").value() == std::uint64_t{512} << 20);
  CHECK(parse_memory("300000001").value() == 300000001);
  CHECK(parse_memory("1024T").value() == std::uint64_t{1} << 50);
}

TEST_CASE("parse: pixels, by thousands") {
  CHECK(parse_pixels("268435456").value() == 268435456);
  CHECK(parse_pixels("268M").value() == 268'000'000);
  CHECK(parse_pixels("1.5g").value() == 1'500'000'000);
  CHECK(parse_pixels("20k").value() == 20'000);
  CHECK(parse_pixels("1").value() == 1);
  for (const char* text : {"", "0", "-1", "M", "4.3G", "1T", "12x", "many"}) {
    CAPTURE(text);
    CHECK(!parse_pixels(text));
  }
}

TEST_CASE("parse: what is no memory size is refused") {
  for (const char* text : {"", "M", "MiB", "12Q", "1.5.5G", "-1G", "+1G", "1e9", "nan", "inf", "0x10M", "256MBB",
                           "256 M", "256Mi", "1M1", "0", "1048575", "1025T", "99999999999999999999T"}) {
    CAPTURE(text);
    const auto bytes = parse_memory(text);
    REQUIRE_FALSE(bytes);
    CHECK(bytes.error().message.text().find("'" + std::string(text) + "'") != std::string::npos);
  }
}

TEST_CASE("parse: times") {
  using namespace std::chrono_literals;
  CHECK(parse_duration("30").value() == 30s);
  CHECK(parse_duration("0").value() == 0s);
  CHECK(parse_duration("1.5").value() == 1500ms);
  CHECK(parse_duration("500ms").value() == 500ms);
  CHECK(parse_duration("2s").value() == 2s);
  CHECK(parse_duration("5m").value() == 5min);
  CHECK(parse_duration("1.5h").value() == 90min);
  for (const char* text : {"", "s", "ms", "-1", "1d", "one", "1 s", "1e9", "nan", "inf", "99999h", "1sm"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("parse: counts") {
  CHECK(parse_count("1", 1, 100).value() == 1);
  CHECK(parse_count("100", 1, 100).value() == 100);
  for (const char* text : {"", "0", "101", "-1", "1.5", "one", "1 ", "99999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_count(text, 1, 100));
  }
}
