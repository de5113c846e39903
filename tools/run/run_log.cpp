#include "tools/run/run_log.hpp"

#include "tools/run/json_events.hpp"

namespace tbbimg::tools {
namespace {

constexpr std::size_t kMaxReasons = 8;
constexpr const char* kOtherReasons = "other reasons";

}  // namespace

void RunLog::on_settled(const SettledImage& image) {
  if (image.fate == Fate::failed) {
    console_.line(mode_ == ProgressMode::json ? failed_event(*image.error) : image.error->to_string());
  }
  if (image.fate != Fate::skipped) {
    saw_image_ = true;
    return;
  }
  if (image.skip_reason == kOutputsExist || image.skip_reason == kNoVariant) saw_image_ = true;
  // "not an image: starts with 0x...": what follows the colon is of the single file.
  const std::string reason(image.skip_reason.substr(0, image.skip_reason.find(": ")));
  const bool has_room = skips_.size() + 1 < kMaxReasons || skips_.contains(reason);
  ++skips_[has_room ? reason : kOtherReasons];
}

void RunLog::note(std::string_view message) {
  console_.line(mode_ == ProgressMode::json ? note_event(message) : "tbbimg: " + std::string(message));
}

}  // namespace tbbimg::tools
