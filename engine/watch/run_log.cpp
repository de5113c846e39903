#include "engine/watch/run_log.hpp"

#include <chrono>

#include "engine/watch/json_events.hpp"
#include "kernels/core/format.hpp"

namespace tbbimg {
namespace {

using Ink = Console::Ink;

std::string seconds_text(std::chrono::nanoseconds time) {
  return human_seconds(std::chrono::duration<double>(time).count());
}

std::string done_text(const SettledImage& image) {
  std::string text = image.item.path + ": done in " + seconds_text(image.times.total()) + " of work";
  for (const SettledOutput& output : image.outputs) {
    text += ", " + output.name + (output.was_there ? " was there" : " " + human_bytes(output.bytes));
  }
  return text;
}

std::string breaker_text(const BreakerChange& change) {
  switch (change.state) {
    case BreakerState::open:
      return "waiting until " + change.place + " works again" +
             (change.error != nullptr ? ": " + change.error->message : "");
    case BreakerState::half_open: return "trying " + change.place + " again";
    case BreakerState::closed: break;
  }
  return change.place + " works again";
}

}  // namespace

void RunLog::on_settled(const SettledImage& image) {
  const bool json = mode_ == ProgressMode::json;
  for (const DecodeWarning& warning : image.warnings) {
    if (verbose_ < 1) break;
    console_.line(json ? warning_event(image.item.path, warning) : image.item.path + ": " + sentence_of(warning).text(),
                  json ? Ink::plain : Ink::yellow);
  }
  switch (image.fate) {
    case Fate::failed:
      console_.line(json ? failed_event(*image.error) : image.error->to_string(), json ? Ink::plain : Ink::red);
      break;
    case Fate::skipped:
      if (verbose_ < 1) return;
      console_.line(json ? skipped_event(image) : image.item.path + ": skipped: " + sentence_of(image.skip));
      return;
    case Fate::done:
      if (verbose_ >= 2) console_.line(json ? done_event(image) : done_text(image));
      break;
    case Fate::cancelled:
      if (verbose_ >= 2 && !json) console_.line(image.item.path + ": cancelled");
      break;
  }
}

void RunLog::on_retry(const RetriedImage& image) {
  if (mode_ == ProgressMode::json) {
    console_.line(retry_event(image));
  } else if (verbose_ >= 1) {
    console_.line(image.error.to_string() + "; trying again in " + seconds_text(image.delay), Ink::yellow);
  }
}

void RunLog::on_breaker(const BreakerChange& change) {
  if (mode_ == ProgressMode::json) return console_.line(breaker_event(change));
  const bool is_probe = change.state == BreakerState::half_open;
  if (verbose_ >= 1 || (mode_ != ProgressMode::none && !is_probe)) note(breaker_text(change));
}

void RunLog::note(std::string_view message) {
  console_.line(mode_ == ProgressMode::json ? note_event(message) : "tbbimg: " + std::string(message));
}

}  // namespace tbbimg
