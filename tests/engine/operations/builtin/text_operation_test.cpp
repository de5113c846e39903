#include <doctest/doctest.h>

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "engine/operations/builtin/gravity.hpp"
#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/allocation_meter.hpp"
#include "tests/support/compare.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

std::shared_ptr<const Operation> make(const std::string& arguments) {
  auto made = OperationRegistry::with_builtin_operations().make("text:" + arguments);
  REQUIRE_MESSAGE(made, made.error().message.text());
  return *made;
}

std::string message_of(const std::string& arguments) {
  const auto made = OperationRegistry::with_builtin_operations().make("text:" + arguments);
  if (!made) CHECK(made.error().code == ErrorCode::invalid_recipe);
  return made ? "it is allowed" : made.error().message.text();
}

OperationContext context_of(const ImageFacts& facts = {}, bool split_rows = false) {
  return {Kernels::active().value(), {}, {}, split_rows, facts};
}

Image applied(const Operation& operation, const Image& input, const OperationContext& context = context_of()) {
  Image output = Image::create(input.shape()).value();
  const auto status = operation.apply(input.view(), output.view(), context);
  REQUIRE_MESSAGE(status, status.error().message.text());
  return output;
}

Image flat(Size size, PixelFormat format = PixelFormat::rgb8, std::uint8_t value = 100) {
  Image image = Image::create({size, format}).value();
  for (int y = 0; y < size.height; ++y) std::fill_n(image.view().row(y), image.view().row_bytes(), value);
  return image;
}

struct Edges {
  int left = 0;
  int top = 0;
  int right = 0;   // from the image's right edge
  int bottom = 0;  // from its lower one
  bool any = false;
};

// Between the image's edges and what is no longer of the flat colour.
Edges margins_of(const Image& image) {
  Edges edges{image.width(), image.height(), image.width(), image.height()};
  const int count = channels(image.format());
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const std::uint8_t* pixel = image.view().row(y) + count * x;
      if (std::all_of(pixel, pixel + count, [](std::uint8_t sample) { return sample == 100; })) continue;
      edges = {std::min(edges.left, x), std::min(edges.top, y), std::min(edges.right, image.width() - 1 - x),
               std::min(edges.bottom, image.height() - 1 - y), true};
    }
  }
  return edges;
}

}  // namespace

TEST_CASE("text: lies where its gravity and margins say, to the pixel") {
  for (const char* gravity :
       {"northwest", "north", "northeast", "west", "center", "east", "southwest", "south", "southeast"}) {
    for (const char* look : {"box=#ff0000,box_opacity=1", "color=#ff0000"}) {
      CAPTURE(gravity);
      CAPTURE(look);
      const std::string arguments = std::string("Ag,font=DejaVu Sans,size=30,") + look + ",gravity=" + gravity;
      const Image image = flat({200, 150});
      const Edges plain = margins_of(applied(*make(arguments), image));
      const Edges moved = margins_of(applied(*make(arguments + ",x=7,y=4%"), image));  // 4 % are 6
      REQUIRE(plain.any);
      const Gravity kept = parse_gravity(gravity);
      const Point origin = place({0, 0}, {2, 2}, kept, {});  // 0, 1, 2: what it keeps to
      if (origin.x == 0) CHECK(plain.left == 0);
      if (origin.x == 1) CHECK(std::abs(plain.left - plain.right) <= 1);
      if (origin.x == 2) CHECK(plain.right == 0);
      if (origin.y == 0) CHECK(plain.top == 0);
      if (origin.y == 1) CHECK(std::abs(plain.top - plain.bottom) <= 1);
      if (origin.y == 2) CHECK(plain.bottom == 0);
      CHECK(moved.left == plain.left + (origin.x == 2 ? -7 : 7));
      CHECK(moved.right == plain.right + (origin.x == 2 ? 7 : -7));
      CHECK(moved.top == plain.top + (origin.y == 2 ? -6 : 6));
      CHECK(moved.bottom == plain.bottom + (origin.y == 2 ? 6 : -6));
    }
  }
}

TEST_CASE("text: an opacity of one half is the rounded mean") {
  const Image image = make_picture(120, 90);
  const Image marked = applied(*make("I,font=DejaVu Sans,size=12,box=white,box_opacity=1,padding=20,opacity=0.5,"
                                     "color=white,gravity=center"),
                               image);
  for (int y = 35; y < 55; ++y) {
    for (int x = 50; x < 70; ++x) {
      for (int c = 0; c < 3; ++c) {
        REQUIRE(marked.view().row(y)[3 * x + c] == (image.view().row(y)[3 * x + c] + 255 + 1) / 2);
      }
    }
  }
}

TEST_CASE("text: placeholders are the image's, in every line") {
  const Image image = flat({300, 100});
  ImageFacts facts;
  facts.stem = "IMG_1";
  facts.date = "2026-05-04";
  facts.directory = "a/b";
  facts.index = 12;
  facts.copyright = "Ada";
  const std::string style = ",font=DejaVu Sans,size=20";
  const Image expected = applied(*make("\"IMG_1 2026-05-04\\na/b 12 Ada {{x\"" + style), image);
  const Image made =
      applied(*make("\"{stem} {date}\\n{dir} {index} {copyright} {{x\"" + style), image, context_of(facts));
  CHECK(difference(expected.view(), made.view()) == "");
  CHECK(difference(expected.view(), applied(*make("\"{stem}\"" + style), image, context_of(facts)).view()) != "");
  const Image undated = applied(*make("\"{date|undated}\"" + style), image);
  CHECK(difference(applied(*make("undated" + style), image).view(), undated.view()) == "");
  CHECK(difference(image.view(), applied(*make("\"{date}\"" + style), image).view()) == "");
}

TEST_CASE("text: what is no text in a name or a copyright is shown as well as it can be") {
  const Image image = flat({200, 60});
  ImageFacts facts;
  facts.stem = "a\tb";
  facts.copyright = "\x93Jane\x94";
  const std::string style = ",font=DejaVu Sans,size=20";
  CHECK(difference(applied(*make("\"a b \u201cJane\u201d\"" + style), image).view(),
                   applied(*make("\"{stem} {copyright}\"" + style), image, context_of(facts)).view()) == "");
  facts.stem = "\n";
  CHECK(difference(applied(*make("none" + style), image).view(),
                   applied(*make("\"{stem|none}\"" + style), image, context_of(facts)).view()) == "");
}

TEST_CASE("text: a backslash and an n end a line, two are one") {
  const Image image = flat({100, 100});
  const auto made = [&](const char* text) { return applied(*make(std::string("\"") + text + "\",size=20"), image); };
  CHECK(difference(made("a\\nb").view(), made("a\nb").view()) == "");
  CHECK(difference(made("a\\\\nb").view(), made("a\\nb").view()) != "");
}

TEST_CASE("text: what the recipe has wrong is known before there is an image") {
  CHECK(message_of("\"a\U0010fffd\"").find("text: no installed font has the character U+10FFFD") == 0);
  CHECK(message_of("\"{stem} \U0010fffd\"").find("U+10FFFD") != std::string::npos);
  CHECK(message_of("\"{date|\U0010fffd}\"").find("U+10FFFD") != std::string::npos);
  CHECK(message_of("\"a\tb\"").find("control character U+0009") != std::string::npos);
  CHECK(message_of("\"a\xff\"").find("text: byte 2 of the text, 0xFF, is not UTF-8") == 0);
  CHECK(message_of("\"\"").find("text: text is ''") == 0);
  CHECK(message_of("\"{stme}\"").find("stme") != std::string::npos);
  CHECK(message_of("\"{variant}\"").find("variant") != std::string::npos);
  CHECK(message_of("a,font=DejaVu Sanz").find("text: no font family 'DejaVu Sanz' is installed: did you mean") == 0);
  CHECK(message_of("a,size=0%").find("size is '0%', allowed: pixels 0.1..65535 or per cent") != std::string::npos);
  CHECK(message_of("a,size=101%").find("'101%'") != std::string::npos);
  CHECK(message_of("a,x=-101%").find("'-101%'") != std::string::npos);
  CHECK(message_of(std::string(20'000, 'a')).find("20000 characters") != std::string::npos);
  CHECK(message_of("a,size=0.1%") == "it is allowed");
}

TEST_CASE("text: what only the image has wrong is the image's error") {
  ImageFacts facts;
  facts.stem = "a\U0010fffd";
  const Image image = flat({30, 20});
  Image output = Image::create(image.shape()).value();
  const auto status = make("\"© {stem}\"")->apply(image.view(), output.view(), context_of(facts));
  REQUIRE_FALSE(status);
  CHECK(status.error().message.text().find("text: no installed font has the character U+10FFFD") == 0);
}

TEST_CASE("text: is drawn on every format and size, never outside, with the same pixels for any thread") {
  const std::vector<std::string> texts = {
      "\"© Ada Lovelace\",font=DejaVu Sans,size=40%,outline=2%,shadow_x=3%,shadow_blur=2%,box=black,rotate=30,x=10",
      "tile,tile=yes,rotate=-45,spacing=0,opacity=0.3",
      "\"" + std::string(10'000, 'm') + "\"",
      "a,size=0.1%",
      "b,size=65535,x=65535,y=65535",
      "😀"};
  for (const std::string& text : texts) {
    const auto operation = make(text);
    for (const PixelFormat format :
         {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8}) {
      for (const Size size : {Size{1, 1}, {1, 50}, {60, 2}, {333, 200}}) {
        CAPTURE(text.substr(0, 40));
        CAPTURE(to_string(format));
        CAPTURE(size.width);
        const Image image = make_picture(size.width, size.height, format);
        const Image expected = applied(*make(text), image);
        CHECK(difference(expected.view(), applied(*operation, image, context_of({}, true)).view()) == "");
        CHECK(difference(expected.view(), applied(*operation, image).view()) == "");
      }
    }
  }
}

TEST_CASE("text: one object serves many threads with the same result") {
  const auto operation = make("\"{stem} नमस्ते\",size=20%");
  const Image image = make_picture(200, 100);
  std::vector<Image> expected;
  const std::vector<std::string> stems = {"one", "two", "three"};
  for (const std::string& stem : stems) {
    ImageFacts facts;
    facts.stem = stem;
    expected.push_back(applied(*operation, image, context_of(facts)));
  }
  std::vector<std::string> differences(4);
  std::vector<std::thread> threads;
  for (std::string& found : differences) {
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < 12; ++i) {
        ImageFacts facts;
        facts.stem = stems[i % stems.size()];
        found += difference(std::as_const(expected[i % stems.size()]).view(),
                            applied(*operation, image, context_of(facts)).view());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& found : differences) CHECK(found == "");
}

TEST_CASE("text: takes no more memory than it says") {
  ImageFacts facts;
  facts.stem = "a rather long name of a file with several words in it";
  for (const char* text :
       {"\"© Ada Lovelace\",size=4%", "\"{stem}\",size=4%", "\"{stem}\\n{stem}\",size=10%,rotate=30",
        "\"© Ada\",size=20%,outline=1%,shadow_x=1%,shadow_blur=2%,box=black,rotate=45", "Mg,size=60%"}) {
    for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8}) {
      const auto operation = make(text);
      const Image image = flat({1600, 1067}, format);
      applied(*operation, flat({160, 106}, format), context_of(facts));  // opens the fonts
      Image output = Image::create(image.shape()).value();
      const BufferPool pool(std::size_t{1} << 30);
      const OperationContext context(Kernels::active().value(), pool, {}, false, facts);
      const AllocationMeter meter;
      const auto status = operation->apply(image.view(), output.view(), context);
      const std::size_t taken = meter.peak() + pool.usage().total();
      REQUIRE(status);
      const std::size_t said = operation->scratch_bytes(image.shape()) * 9 / 8;  // as buffers are rounded up
      CAPTURE(text);
      CAPTURE(taken);
      if (meters_allocations()) CHECK(taken <= said);
    }
  }
}
