#include "engine/operations/values.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

TEST_CASE("parse_operation_call: names, positional and named arguments, quotes") {
  const auto plain = parse_operation_call("sobel").value();
  CHECK(plain.name == "sobel");
  CHECK(plain.positional.empty());

  const auto call = parse_operation_call("resize: 800x600 , filter = lanczos3").value();
  CHECK(call.name == "resize");
  CHECK(call.positional == std::vector<std::string>{"800x600"});
  CHECK(call.named == std::vector<std::pair<std::string, std::string>>{{"filter", "lanczos3"}});

  const auto quoted = parse_operation_call(R"(convolve:"0 -1 0; -1 5 -1; 0 -1 0",note="a,b=c")").value();
  CHECK(quoted.positional == std::vector<std::string>{"0 -1 0; -1 5 -1; 0 -1 0"});
  CHECK(quoted.named.front().second == "a,b=c");
}

TEST_CASE("parse_operation_call: what is wrong is said") {
  CHECK(parse_operation_call("").error().code == ErrorCode::invalid_recipe);
  CHECK(parse_operation_call(":256").error().message.text().find("names no operation") != std::string::npos);
  CHECK(parse_operation_call("a:\"b").error().message.text().find("double quote") != std::string::npos);
  CHECK(parse_operation_call("a:x=1,2").error().message.text().find("'2'") != std::string::npos);
}

TEST_CASE("values: lengths, sizes and colours") {
  CHECK(parse_length("24")->pixels(1000) == 24);
  CHECK(parse_length("2.5%")->pixels(1000) == 25);
  CHECK(parse_length("-1.5%")->pixels(100) == -2);
  CHECK(parse_length("1e300")->pixels(1) > 65'535);
  for (const char* bad : {"", "%", "2.5 %", "5p", "px", "1%%", "nan%"}) CHECK_FALSE(parse_length(bad));
  CHECK(parse_size("800x600") == Size{800, 600});
  CHECK(parse_size("256") == Size{256, 256});
  for (const char* bad : {"", "x", "800x", "x600", "800X600", "1x2x3"}) CHECK_FALSE(parse_size(bad));
  CHECK(parse_box("800x600") == Size{800, 600});
  CHECK(parse_box("256") == Size{256, 256});
  CHECK(parse_box("800x") == Size{800, 0});
  CHECK(parse_box("x600") == Size{0, 600});
  for (const char* bad : {"", "x", "0x", "x0", "0", "0x5", "5x0", "-1x", "x-1", "x5x", "1x2x3"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_box(bad));
  }
  CHECK(parse_color("#0a0B0c") == Rgb8{10, 11, 12});
  CHECK(parse_color("white") == Rgb8{255, 255, 255});
  CHECK(parse_color("#1Af") == Rgb8{0x11, 0xAA, 0xFF});
  CHECK(parse_color("orange") == Rgb8{255, 165, 0});
  CHECK(parse_length("5px")->pixels(1000) == 5);
  CHECK(parse_size("8x6px") == Size{8, 6});
  CHECK(parse_box("256px") == Size{256, 256});
  for (const char* bad : {"", "#ff", "#ffff", "Red", "#gggggg", "0a0b0c", "#0a0b0c0d"}) CHECK_FALSE(parse_color(bad));
}

TEST_CASE("values: shares, shapes and paints") {
  CHECK(parse_share("0.2") == 0.2);
  CHECK(parse_share("20%") == 0.2);
  for (const char* bad : {"", "%", "20 %", "x"}) CHECK_FALSE(parse_share(bad));
  CHECK(parse_aspect("16:9")->largest_in({160, 100}) == Size{160, 90});
  CHECK(parse_aspect("16:9")->largest_in({100, 160}) == Size{100, 56});
  CHECK(parse_aspect("1:999")->largest_in({10, 10}) == Size{1, 10});
  for (const char* bad : {"", ":", "16", "16:", ":9", "16:9:1", "0:1", "1:0", "-1:1", "1:1e7", "nan:1"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_aspect(bad));
  }
  CHECK(parse_paint("#0a0b0c") == Rgba8{{10, 11, 12}});
  CHECK(parse_paint("#0a0b0c0d") == Rgba8{{10, 11, 12}, 13});
  CHECK(parse_paint("#1af8") == Rgba8{{0x11, 0xAA, 0xFF}, 0x88});
  CHECK(parse_paint("red") == Rgba8{{255, 0, 0}});
  CHECK(parse_paint("transparent") == Rgba8{{}, 0});
  for (const char* bad : {"", "#12", "#12345", "#1234567", "#gggg", "#0a0b0c0g", "none"}) CHECK_FALSE(parse_paint(bad));
}

TEST_CASE("text: a matrix has rows of equal length") {
  const auto matrix = parse_matrix(" 0 -1 0;-1  5.5 -1 ; 0 -1 0");
  REQUIRE(matrix);
  CHECK(matrix->rows == 3);
  CHECK(matrix->columns == 3);
  CHECK(matrix->values == std::vector<double>{0, -1, 0, -1, 5.5, -1, 0, -1, 0});
  CHECK(parse_matrix("7")->columns == 1);
  for (const char* bad : {"", ";", "1 2; 3", "1 2;", "1 x", "1,2", "nan"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_matrix(bad));
  }
}
