#include "engine/watch/log/event_log.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>

#include <chrono>
#include <utility>

#include "engine/watch/log/append_sink.hpp"
#include "engine/watch/log/logfmt.hpp"
#include "kernels/core/format.hpp"

namespace tbbimg {
namespace {

// RFC 3339, in local time with its offset.
constexpr const char* kPattern = "time=%Y-%m-%dT%H:%M:%S.%e%z level=%l %v";

double milliseconds(std::chrono::nanoseconds time) { return std::chrono::duration<double, std::milli>(time).count(); }

void add_error(LogLine& line, const Error& error) {
  line.word("code", to_string(error.code));
  if (error.stage != Stage::none) line.word("stage", to_string(error.stage));
  line.text("message", error.sentence().text());
}

void add_work(LogLine& line, const SettledImage& image) {
  line.number("attempts", static_cast<std::uint64_t>(image.attempts)).number("ms", milliseconds(image.times.total()));
}

std::string warning_line(const SettledImage& image, const DecodeWarning& warning) {
  LogLine line("warning");
  line.text("path", image.item.path).word("kind", to_string(warning.kind)).text("message", sentence_of(warning).text());
  return line.str();
}

std::string done_line(const SettledImage& image) {
  LogLine line("done");
  line.text("path", image.item.path);
  std::uint64_t bytes = 0;
  for (const SettledOutput& output : image.outputs) bytes += output.bytes;
  line.number("outputs", std::uint64_t{image.outputs.size()}).number("bytes", bytes);
  add_work(line, image);
  return line.str();
}

std::string failed_line(const SettledImage& image) {
  LogLine line("failed");
  line.text("path", image.item.path);
  add_error(line, *image.error);
  add_work(line, image);
  return line.str();
}

}  // namespace

EventLog::EventLog(std::shared_ptr<spdlog::details::thread_pool> thread, std::shared_ptr<spdlog::logger> logger)
    : thread_(std::move(thread)), logger_(std::move(logger)) {}

// The thread ends last, after all that is in its queue.
EventLog::~EventLog() = default;

std::unique_ptr<EventLog> EventLog::open(FileDescriptor file, std::function<void(std::string_view)> say) {
  auto thread = std::make_shared<spdlog::details::thread_pool>(kMaxWaiting, 1);
  // The queue outlives its last line, and with that the sink.
  auto* const pool = thread.get();
  AppendSink::Queue queue{[pool] { return pool->queue_size(); }, [pool] { return pool->overrun_counter(); }};
  auto sink = std::make_shared<AppendSink>(std::move(file), std::move(queue), std::move(say));
  auto logger = std::make_shared<spdlog::async_logger>("tbbimg", std::move(sink), thread,
                                                       spdlog::async_overflow_policy::overrun_oldest);
  logger->set_pattern(kPattern);
  return std::unique_ptr<EventLog>(new EventLog(std::move(thread), std::move(logger)));
}

void EventLog::on_settled(const SettledImage& image) {
  for (const DecodeWarning& warning : image.warnings) logger_->warn(warning_line(image, warning));
  switch (image.fate) {
    case Fate::done: logger_->info(done_line(image)); break;
    case Fate::failed: logger_->error(failed_line(image)); break;
    case Fate::skipped:
      logger_->info(LogLine("skipped").text("path", image.item.path).text("reason", sentence_of(image.skip)).str());
      break;
    case Fate::cancelled: logger_->warn(LogLine("cancelled").text("path", image.item.path).str()); break;
  }
}

void EventLog::on_retry(const RetriedImage& image) {
  LogLine line("retry");
  line.text("path", image.item.path);
  add_error(line, image.error);
  line.number("attempts", static_cast<std::uint64_t>(image.attempts)).number("delay_ms", milliseconds(image.delay));
  logger_->warn(line.str());
}

void EventLog::on_breaker(const BreakerChange& change) {
  LogLine line("breaker");
  line.text("place", change.place).word("state", to_string(change.state));
  if (change.error != nullptr) add_error(line, *change.error);
  logger_->log(change.state == BreakerState::open ? spdlog::level::err : spdlog::level::info, line.str());
}

void EventLog::begin(const std::vector<std::string>& arguments) {
  logger_->info(LogLine("begin").word("version", TBBIMG_VERSION).text("command", command_text(arguments)).str());
}

void EventLog::note(std::string_view message) { logger_->info(LogLine("note").text("message", message).str()); }

void EventLog::end(const RunReport& report, int exit_code) {
  LogLine line("end");
  line.number("exit_code", static_cast<std::uint64_t>(exit_code));
  for (const auto& field : kCountFields) line.number(field.name, report.*field.count);
  line.number("seconds", report.seconds);
  logger_->log(exit_code == 0 ? spdlog::level::info : spdlog::level::err, line.str());
}

}  // namespace tbbimg
