#include "engine/watch/log/event_log.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <regex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "engine/files/named_file.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void settle(EventLog& log, const std::string& path, Fate fate, const Error* error = nullptr) {
  SourceItem item;
  item.path = path;
  SettledImage image{item, fate, error};
  image.attempts = 2;
  image.times.add(Stage::decode, std::chrono::microseconds(1500));
  if (fate == Fate::skipped) image.skip = {SkipKind::other, "no image"};
  log.on_settled(image);
}

void ignore(std::string_view /*message*/) {}

}  // namespace

TEST_CASE("event_log: a line per event, appended") {
  const test::TemporaryFolder folder;
  folder.write("log", "before\n");
  const Error error{ErrorCode::corrupt_data, "ends \"early\"", Stage::decode, "a", false};
  {
    const auto log = EventLog::open(append_to_named_file(folder / "log").value(), ignore);
    log->begin({"run", "a b"});
    settle(*log, "a\nb.jpg", Fate::done);
    settle(*log, "c.jpg", Fate::failed, &error);
    settle(*log, "d.txt", Fate::skipped);
    settle(*log, "e.jpg", Fate::cancelled);
    SourceItem item;
    item.path = "f.jpg";
    log->on_retry({item, error, 1, std::chrono::milliseconds(250)});
    const std::string place = "/mnt/a";
    log->on_breaker({place, BreakerState::open, &error});
    log->on_breaker({place, BreakerState::closed, nullptr});
    log->note("stopping");
    RunReport report;
    report.listed = 4;
    report.done = 1;
    log->end(report, 75);
  }
  const auto lines = lines_of(folder.read("log"));
  REQUIRE(lines.size() == 11);
  CHECK(lines[0] == "before");
  const std::regex time(R"(time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d )");
  std::vector<std::string> rest;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    CHECK(std::regex_search(lines[i], time, std::regex_constants::match_continuous));
    rest.push_back(std::regex_replace(lines[i], time, ""));
  }
  CHECK(rest[0] == "level=info event=begin version=" TBBIMG_VERSION " command=\"tbbimg run 'a b'\"");
  CHECK(rest[1] == R"(level=info event=done path="a\nb.jpg" outputs=0 bytes=0 attempts=2 ms=1.500)");
  CHECK(
      rest[2] ==
      R"(level=error event=failed path="c.jpg" code=corrupt_data stage=decode message="ends \"early\"" attempts=2 ms=1.500)");
  CHECK(rest[3] == R"(level=info event=skipped path="d.txt" reason="no image")");
  CHECK(rest[4] == R"(level=warning event=cancelled path="e.jpg")");
  CHECK(
      rest[5] ==
      R"(level=warning event=retry path="f.jpg" code=corrupt_data stage=decode message="ends \"early\"" attempts=1 delay_ms=250.000)");
  CHECK(
      rest[6] ==
      R"(level=error event=breaker place="/mnt/a" state=open code=corrupt_data stage=decode message="ends \"early\"")");
  CHECK(rest[7] == R"(level=info event=breaker place="/mnt/a" state=closed)");
  CHECK(rest[8] == R"(level=info event=note message="stopping")");
  CHECK(rest[9] ==
        "level=error event=end exit_code=75 listed=4 done=1 failed=0 skipped=0 cancelled=0 salvaged=0 retries=0 "
        "outputs=0 bytes_in=0 bytes_out=0 pixels_in=0 bytes_settled=0 bytes_listed=0 seconds=0.000");
}

TEST_CASE("event_log: nothing is lost at the end") {
  const test::TemporaryFolder folder;
  constexpr std::size_t kLines = EventLog::kMaxWaiting / 2;
  {
    const auto log = EventLog::open(append_to_named_file(folder / "log").value(), ignore);
    for (std::size_t i = 0; i < kLines; ++i) settle(*log, std::to_string(i), Fate::done);
  }
  const auto lines = lines_of(folder.read("log"));
  REQUIRE(lines.size() == kLines);
  for (std::size_t i = 0; i < kLines; ++i) {
    CHECK(lines[i].find(" path=\"" + std::to_string(i) + "\" ") != std::string::npos);
  }
}

TEST_CASE("event_log: a disk that stands still holds up nobody, and what was dropped is told") {
  int ends[2] = {};
  REQUIRE(::pipe(ends) == 0);
  const int reader = ends[0];
  constexpr std::size_t kLines = 3 * EventLog::kMaxWaiting;
  std::string text;
  std::thread drain;
  {
    const auto log = EventLog::open(FileDescriptor(ends[1]), ignore);
    // A pipe holds 64 KiB, about a thousand lines: its other end is not read before all have been given.
    for (std::size_t i = 0; i < kLines; ++i) settle(*log, std::to_string(i), Fate::done);
    drain = std::thread([reader, &text] {
      std::vector<char> part(65536);
      for (ssize_t count; (count = ::read(reader, part.data(), part.size())) > 0;) {
        text.append(part.data(), static_cast<std::size_t>(count));
      }
    });
  }
  drain.join();
  ::close(reader);
  const auto lines = lines_of(text);
  std::size_t accounted = 0;
  for (const std::string& line : lines) {
    const std::size_t lost = line.find("event=lost lines=");
    accounted += lost == std::string::npos ? 1 : std::stoul(line.substr(lost + 17));
  }
  CHECK(accounted == kLines);
  CHECK(lines.size() < kLines);
  CHECK(lines.back().find("path=\"" + std::to_string(kLines - 1) + "\"") != std::string::npos);
}

TEST_CASE("event_log: a full disk is told of once, and the run ends all the same") {
  std::vector<std::string> said;
  {
    const auto log = EventLog::open(FileDescriptor(::open("/dev/full", O_WRONLY)),
                                    [&said](std::string_view text) { said.emplace_back(text); });
    for (int i = 0; i < 100; ++i) settle(*log, "a", Fate::done);
  }
  REQUIRE(said.size() == 1);
  CHECK(said[0] == "the log is incomplete: cannot write: No space left on device");
}
