#include "engine/operations/placeholders.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace tbbimg;

namespace {

constexpr std::array kAll = {Placeholder::directory,       Placeholder::stem,  Placeholder::variant,
                             Placeholder::extension,       Placeholder::index, Placeholder::width,
                             Placeholder::height,          Placeholder::date,  Placeholder::copyright,
                             Placeholder::source_extension};
constexpr ImageFacts kFacts{"sub/deep", "photo", "JPeG", 42, "2019-07-23", "Jane Doe", "thumb", "jpg", {640, 480}};

std::string expanded(std::string_view text, const ImageFacts& facts = kFacts) {
  return PlaceholderText::parse(text, kAll).value().expand(facts);
}

}  // namespace

TEST_CASE("placeholders: each stands for its fact") {
  CHECK(expanded("{dir}|{stem}|{variant}|{ext}|{index}|{width}|{height}|{date}|{copyright}") ==
        "sub/deep|photo|thumb|jpg|42|640|480|2019-07-23|Jane Doe");
  CHECK(expanded("{source-ext}") == "JPeG");
  CHECK(expanded("no placeholder }").compare("no placeholder }") == 0);
  CHECK(expanded("").empty());
}

TEST_CASE("placeholders: words behind a bar stand for an empty value") {
  CHECK(expanded("{date|undated} {width|?}") == "2019-07-23 640");
  CHECK(expanded("{date|undated} {width|?}{copyright}", {}) == "undated ?");
  CHECK(expanded("{date|a|b}", {}) == "a|b");
}

TEST_CASE("placeholders: dates and numbers are written as the words behind the colon say") {
  CHECK(expanded("{date:%Y/%m} {date:%d.%m.%y|undated} {date:100%%}") == "2019/07 23.07.19 100%");
  CHECK(expanded("{date:%Y|undated}", {}) == "undated");
  CHECK(expanded("{index:04} {index:02} {index:01} {width:06}x{height:020}") ==
        "0042 42 42 000640x00000000000000000480");
  CHECK(expanded("{width:04|?}", {}) == "?");
  CHECK(expanded("{stem|a:b}", {}) == "a:b");
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
  CHECK(message_of("{stem:04}", some) ==
        "'04' behind the colon of {stem}: only dates, numbers and hashes take a format");
  for (const char* bad : {"{date:}", "{date:%}", "{date:%Y%H}", "{date:%Y%|x}"}) {
    CAPTURE(bad);
    CHECK(message_of(bad, kAll).find("behind the colon of {date}: a date takes %Y, %y, %m, %d and %%") !=
          std::string::npos);
  }
  for (const char* bad :
       {"{index:}", "{index:0}", "{index:4}", "{index:00}", "{index:021}", "{index:04d}", "{width:-4}"}) {
    CAPTURE(bad);
    CHECK(message_of(bad, kAll).find("a number takes a zero and how many digits") != std::string::npos);
  }
  CHECK(message_of("{}", some).find("{}") != std::string::npos);
}
