#include "engine/operations/placeholders.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace tbbimg;

namespace {

constexpr std::array kAll = {Placeholder::directory, Placeholder::stem,  Placeholder::variant,
                             Placeholder::extension, Placeholder::index, Placeholder::width,
                             Placeholder::height,    Placeholder::date,  Placeholder::copyright};
constexpr ImageFacts kFacts{"sub/deep", "photo", 42, "2019-07-23", "Jane Doe", "thumb", "jpg", {640, 480}};

std::string expanded(std::string_view text, const ImageFacts& facts = kFacts) {
  return PlaceholderText::parse(text, kAll).value().expand(facts);
}

}  // namespace

TEST_CASE("placeholders: each stands for its fact") {
  CHECK(expanded("{dir}|{stem}|{variant}|{ext}|{index}|{width}|{height}|{date}|{copyright}") ==
        "sub/deep|photo|thumb|jpg|42|640|480|2019-07-23|Jane Doe");
  CHECK(expanded("no placeholder }").compare("no placeholder }") == 0);
  CHECK(expanded("").empty());
}

TEST_CASE("placeholders: words behind a bar stand for an empty value") {
  CHECK(expanded("{date|undated} {width|?}") == "2019-07-23 640");
  CHECK(expanded("{date|undated} {width|?}{copyright}", {}) == "undated ?");
  CHECK(expanded("{date|a|b}", {}) == "a|b");
}

TEST_CASE("placeholders: two braces are one, and none of a placeholder") {
  CHECK(expanded("{{stem} {{{stem}}") == "{stem} {photo}");
}

TEST_CASE("placeholders: what is unknown, not allowed here or open is an error that helps") {
  const auto message_of = [](std::string_view text, std::span<const Placeholder> allowed) {
    const auto parsed = PlaceholderText::parse(text, allowed);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == ErrorCode::invalid_argument);
    return parsed.error().message.text();
  };
  CHECK(message_of("{stm}", kAll) == "unknown placeholder {stm}: did you mean {stem}?");
  const std::array some = {Placeholder::stem, Placeholder::date};
  CHECK(message_of("{copyright}", some) == "unknown placeholder {copyright}; known are {stem}, {date}");
  CHECK(message_of("x{stem", kAll).find("without a '}'") != std::string::npos);
  CHECK(message_of("{date|A {stem} b}", some).find("placeholders hold no others") != std::string::npos);
  CHECK(message_of("{}", some).find("{}") != std::string::npos);
}
