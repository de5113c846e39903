#include "engine/io/shard.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tbbimg;

TEST_CASE("shard: reads what it writes, and refuses the rest") {
  CHECK(parse_shard("2/8").value() == Shard{2, 8});
  CHECK(to_string(Shard{2, 8}) == "2/8");
  CHECK(parse_shard("1/1").value() == Shard{});
  for (const char* text : {"", "1", "/", "0/8", "9/8", "1/0", "-1/8", "1/8/2", " 1/8", "1/8 ", "+1/8", "1.0/8", "a/b",
                           "1/1000001", "4294967297/4294967298"}) {
    CAPTURE(text);
    const auto shard = parse_shard(text);
    REQUIRE_FALSE(shard);
    CHECK(shard.error().code == ErrorCode::invalid_argument);
    CHECK(shard.error().message.text().find(text) != std::string::npos);
  }
}

TEST_CASE("shard: who has a path never changes") {
  // xxhsum -H3: 2775749951609614541 and 6545157701930623584.
  CHECK(Shard{6, 8}.holds("a/b.jpg"));
  CHECK(Shard{1, 8}.holds("b.jpg"));
  CHECK(Shard{542, 1000}.holds("a/b.jpg"));
}

TEST_CASE("shard: each path is in one of them, and they are of one size") {
  for (const std::uint32_t count : {1U, 2U, 7U}) {
    std::vector<int> held(count);
    for (int i = 0; i < 7000; ++i) {
      int holders = 0;
      for (std::uint32_t index = 1; index <= count; ++index) {
        if (!Shard{index, count}.holds("2019/IMG_" + std::to_string(i) + ".jpg")) continue;
        ++holders;
        ++held[index - 1];
      }
      CHECK(holders == 1);
    }
    for (const int n : held) CHECK(n == doctest::Approx(7000.0 / count).epsilon(0.1));
  }
}
