#include "engine/journal/journal_line.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "kernels/core/time.hpp"

using namespace tbbimg;

namespace {

JournalImage full_image() {
  JournalImage image;
  image.path = "/photos/a \"b\"\n\\\x01/c.jpg";
  image.status = JournalStatus::failed;
  image.recipe = 0x0123456789abcdef;
  image.bytes = ~std::uint64_t{0} >> 1;
  image.mtime_ns = 1'700'000'000'123'456'789;
  image.attempts = 3;
  image.outputs = {{"a/c.jpg", "thumb", 17, {3, 2}, 0xfedcba9876543210}, {"a/d.jpg", "", 0, {}, std::nullopt}};
  image.error = Error{.code = ErrorCode::corrupt_data,
                      .message = "ends too early",
                      .stage = Stage::decode,
                      .path = image.path,
                      .kind = ErrorKind::cut_short,
                      .details = ErrorFacts{.system_error = 5}};
  image.times.add(Stage::read, std::chrono::microseconds(1500));
  image.times.add(Stage::write, std::chrono::microseconds(7));
  return image;
}

JournalImage parsed(const std::string& line) {
  JournalParser parser;
  auto result = parser.parse(std::string_view(line).substr(0, line.size() - 1));
  REQUIRE(result);
  return std::get<JournalImage>(*result);
}

}  // namespace

TEST_CASE("journal_line: an image comes back as it was") {
  const JournalImage image = full_image();
  const std::string line = to_line(image);
  CHECK(std::count(line.begin(), line.end(), '\n') == 1);
  CHECK(line.back() == '\n');
  const JournalImage back = parsed(line);
  CHECK(back.path == image.path);
  CHECK(back.status == image.status);
  CHECK(back.recipe == image.recipe);
  CHECK(back.bytes == image.bytes);
  CHECK(back.mtime_ns == image.mtime_ns);
  CHECK(back.attempts == 3);
  REQUIRE(back.outputs.size() == 2);
  CHECK(back.outputs[0].path == "a/c.jpg");
  CHECK(back.outputs[0].variant == "thumb");
  CHECK(back.outputs[0].bytes == 17);
  CHECK(back.outputs[0].size == Size{3, 2});
  CHECK(back.outputs[0].hash == image.outputs[0].hash);
  CHECK_FALSE(back.outputs[1].hash);
  REQUIRE(back.error);
  CHECK(back.error->code == ErrorCode::corrupt_data);
  CHECK(back.error->stage == Stage::decode);
  CHECK(back.error->message.text() == "ends too early");
  CHECK(back.error->kind == ErrorKind::cut_short);
  CHECK(back.error->details->system_error == 5);
  CHECK(back.times[Stage::read] == std::chrono::microseconds(1500));
  CHECK(back.times[Stage::write] == std::chrono::microseconds(7));
}

// Journals in the field are read, and their readers written, by these bytes.
TEST_CASE("journal_line: lines are written as they always were") {
  JournalImage image = full_image();
  image.outputs[1].path = "a/d\xff.jpg";
  CHECK(to_line(image) ==
        R"({"type":"image","path":"/photos/a \"b\"\u000a\\\u0001/c.jpg","status":"failed",)"
        R"("recipe":"0123456789abcdef","bytes":9223372036854775807,"mtime_ns":1700000000123456789,"attempts":3,)"
        R"("outputs":[{"path":"a/c.jpg","variant":"thumb","bytes":17,"width":3,"height":2,"xxh3":"fedcba9876543210"},)"
        R"({"path":{"hex":"612f64ff2e6a7067"},"variant":"","bytes":0}],)"
        R"("error":{"code":"corrupt_data","stage":"decode","message":"ends too early","kind":"cut_short","errno":5},)"
        R"("ms":{"read":1.5,"write":0.007},"sum":"87a025eccdcf160a"})"
        "\n");
  CHECK(to_line(JournalImage{}) ==
        R"({"type":"image","path":"","status":"done","recipe":"0000000000000000","bytes":0,"mtime_ns":0,)"
        R"("attempts":0,"outputs":[],"ms":{},"sum":"accf7042542c5a31"})"
        "\n");
  CHECK(to_line(JournalSync{4711}) == "{\"type\":\"sync\",\"bytes\":4711,\"sum\":\"3e041e7da8bb96a1\"}\n");
}

TEST_CASE("journal_line: any bytes of a name survive, and every line is JSON") {
  std::string all;
  for (int byte = 1; byte < 256; ++byte) all += static_cast<char>(byte);
  for (const std::string& name : {std::string("/plain"), std::string("/\xff"), "/" + all,
                                  std::string("/gr\xc3\xbc\xc3\x9f"), std::string("/cut \xe2\x82")}) {
    CAPTURE(name.size());
    JournalImage image = full_image();
    image.path = name;
    image.outputs[0].path = name.substr(1);
    image.error->message = "on " + name;
    const std::string line = to_line(image);
    CHECK(nlohmann::json::accept(line));
    CHECK(parsed(line).path == name);
    CHECK(parsed(line).outputs[0].path == name.substr(1));
    JournalParser parser;
    const auto key = parser.parse_key(std::string_view(line).substr(0, line.size() - 1));
    REQUIRE(key);
    CHECK(key->path == name);
    CHECK(key->status == JournalStatus::failed);
  }
  // What is no file's name need not come back, but must not break the line.
  JournalImage image = full_image();
  image.error->message = "starts with \xff\xfe";
  CHECK(parsed(to_line(image)).error->message.text() == "starts with \xEF\xBF\xBD\xEF\xBF\xBD");
  image.error->message = "a\x80z";  // the character in front of what is none stays
  CHECK(parsed(to_line(image)).error->message.text() == "a\xEF\xBF\xBDz");
}

TEST_CASE("journal_line: a run and its end come back as they were") {
  const JournalRun run{"1.2.3",
                       1'795'290'122'703,
                       "/home/\xfe",
                       {"run", "in", "-o", "o\"ut"},
                       {"/in"},
                       42,
                       "1/4",
                       RunKind::resume,
                       false,
                       "boot",
                       3,
                       kJournalSchema,
                       R"({"inputs":["/in"],"percent":0.1,"name":"gr\u00fc\"\n"})"};
  JournalParser parser;
  const auto line = parser.parse(to_line(run)).value();
  const auto& back = std::get<JournalRun>(line);
  CHECK(back.version == run.version);
  CHECK(back.started_ms == run.started_ms);
  CHECK(back.folder == run.folder);
  CHECK(back.arguments == run.arguments);
  CHECK(back.roots == run.roots);
  CHECK(back.recipe == 42);
  CHECK(back.shard == "1/4");
  CHECK(back.kind == RunKind::resume);
  CHECK(back.boot == "boot");
  CHECK_FALSE(back.is_whole);
  CHECK(back.damaged_lines == 3);
  CHECK(nlohmann::json::parse(back.spec) == nlohmann::json::parse(run.spec));
  CHECK(std::get<JournalSync>(parser.parse(to_line(JournalSync{77})).value()).bytes == 77);
  const auto end = parser.parse(to_line(JournalEnd{{}, 1000, "stop_request"})).value();
  CHECK(std::get<JournalEnd>(end).ended_ms == 1000);
  CHECK(std::get<JournalEnd>(end).ended_by == "stop_request");
  CHECK(time_text(run.started_ms) == "2026-11-21T19:42:02.703Z");
}

TEST_CASE("journal_line: what is cut off or is something else is no line") {
  const std::string line = to_line(full_image());
  JournalParser parser;
  for (std::size_t length = 0; length < line.size() - 1; ++length) {
    CAPTURE(length);
    CHECK_FALSE(parser.parse(std::string_view(line).substr(0, length)));
    CHECK_FALSE(parser.parse_key(std::string_view(line).substr(0, length)));
  }
  const std::string zeros(100, '\0');
  for (const std::string& text : {zeros, zeros + line, std::string("{}"), std::string("[]"), std::string("7"),
                                  std::string(R"({"type":"image"})"), std::string(R"({"type":"run","schema":4})"),
                                  std::string(R"({"type":"image","path":{"hex":"2g"},"status":"done"})"),
                                  std::string(R"({"type":"image","path":"a","status":"well"})")}) {
    CAPTURE(text);
    CHECK_FALSE(parser.parse(text));
    CHECK_FALSE(parser.parse_key(text));
  }
}

TEST_CASE("journal_line: a checksum tells whether a line is as it was written") {
  std::string line = to_line(full_image());
  line.pop_back();
  CHECK(check_line(line) == LineCheck::whole);
  for (std::size_t at = 0; at < line.size(); ++at) {
    CAPTURE(at);
    std::string flipped = line;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    CHECK(check_line(flipped) != LineCheck::whole);
  }
  CHECK(check_line({}) == LineCheck::none);
  CHECK(check_line(R"({"type":"image"})") == LineCheck::none);
}
