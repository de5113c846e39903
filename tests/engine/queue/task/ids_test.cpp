#include "engine/queue/task/ids.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace tbbimg::queue;

TEST_CASE("worker id: written as it is read") {
  const std::string text = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
  REQUIRE(WorkerId::parse(text).has_value());
  CHECK(WorkerId::parse(text)->to_string() == text);
  for (const char* wrong : {"", "f81d4fae", "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
                            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6 ", "f81d4fae+7dec-11d0-a765-00a0c91e6bf6",
                            "g81d4fae-7dec-11d0-a765-00a0c91e6bf6", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"}) {
    CAPTURE(wrong);
    CHECK_FALSE(WorkerId::parse(wrong).has_value());
  }
}

TEST_CASE("worker id: random ones are of version 4, and differ") {
  std::set<std::string> texts;
  for (int i = 0; i < 100; ++i) {
    const std::string text = WorkerId::random().to_string();
    CHECK(text[14] == '4');
    CHECK(std::string_view("89ab").find(text[19]) != std::string_view::npos);
    texts.insert(text);
  }
  CHECK(texts.size() == 100);
}
