#include "codecs/image_reader.hpp"

#include <string>

#include "kernels/core/format.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg {
namespace {

Error with_whole_rows(Error error, int whole, int all) {
  if (error.code != ErrorCode::corrupt_data || whole == 0 || !error.details->figures.empty()) return error;
  error.message += " (of its " + std::to_string(all) + " rows, " + std::to_string(whole) + " or more are whole)";
  error.details = ErrorFacts{.figures = {{"whole_rows", static_cast<std::uint64_t>(whole)}}};
  return error;
}

}  // namespace

std::string_view to_string(DecodeWarningKind kind) noexcept {
  switch (kind) {
    case DecodeWarningKind::stray_bytes: return "stray_bytes";
    case DecodeWarningKind::missing_scans: return "missing_scans";
    case DecodeWarningKind::odd_header: return "odd_header";
    case DecodeWarningKind::lost_profile: return "lost_profile";
    case DecodeWarningKind::lost_transparency: return "lost_transparency";
    case DecodeWarningKind::surplus_data: return "surplus_data";
    case DecodeWarningKind::missing_end: return "missing_end";
    case DecodeWarningKind::lost_frames: return "lost_frames";
    case DecodeWarningKind::narrowed: return "narrowed";
    case DecodeWarningKind::small_preview: return "small_preview";
    case DecodeWarningKind::left_out_samples: return "left_out_samples";
    case DecodeWarningKind::processed_alone: return "processed_alone";
    case DecodeWarningKind::salvaged: return "salvaged";
  }
  return "unknown";
}

Sentence sentence_of(const DecodeWarning& warning) {
  const std::string figure = std::to_string(warning.figure);
  const bool is_one = warning.figure == 1;
  switch (warning.kind) {
    case DecodeWarningKind::stray_bytes:
      return figure + (is_one ? " stray byte" : " stray bytes") + " among the data of the picture, which is whole";
    case DecodeWarningKind::missing_scans:
      return "the progressive JPEG stops behind scan " + figure + ": the picture is coarser than it was meant to be";
    case DecodeWarningKind::odd_header: return "a header has values that no standard knows; they are ignored";
    case DecodeWarningKind::lost_profile: return "the colour profile is damaged and left out";
    case DecodeWarningKind::lost_transparency:
      return "the transparent colour stands in front of the palette, where it does not count";
    case DecodeWarningKind::surplus_data: return "there is data behind the last pixel";
    case DecodeWarningKind::missing_end: return "the file stops before its end mark; the picture is whole";
    case DecodeWarningKind::lost_frames:
      return "of " + figure + " frames the first is kept, for a format that holds no more";
    case DecodeWarningKind::narrowed:
      return "samples of " + figure + " bits are rounded, for an operation or because an output holds fewer";
    case DecodeWarningKind::small_preview:
      return "of the RAW photograph, the camera's preview is taken, which is " + figure + " % as wide";
    case DecodeWarningKind::left_out_samples:
      return figure + (is_one ? " further sample a pixel is left out, which is neither a colour nor alpha"
                              : " further samples a pixel are left out, which are neither colours nor alpha");
    case DecodeWarningKind::processed_alone:
      if (warning.figure == 0) return "needed more than --memory leaves for pixels, and was processed alone";
      return "needed about " + human_bytes(warning.figure) +
             " at once, more than --memory leaves for pixels, and was processed alone";
    case DecodeWarningKind::salvaged:
      if (warning.figure == 0) return "the picture is damaged, and made of what could be read";
      return "the picture is damaged: " + (is_one ? std::string("one row is whole") : figure + " rows are whole") +
             ", what lies below is lost";
  }
  return "unknown";
}

ImageReader::ImageReader(ImageInfo info, ImageShape shape, Metadata metadata)
    : info_(std::move(info)), shape_(shape), metadata_(std::move(metadata)) {
  if (metadata_.icc_profile && !icc_profile_fits(*metadata_.icc_profile, shape_.format)) metadata_.icc_profile.reset();
}

Result<std::optional<Frame>> ImageReader::next_frame() {
  next_row_ = -1;
  auto frame = start_frame(next_frame_);
  if (!frame || !*frame) return frame;
  ++next_frame_;
  next_row_ = 0;
  return frame;
}

Status ImageReader::read_rows(ImageView rows) {
  if (rows.width != shape_.size.width || rows.format != shape_.format || rows.height > rows_left()) {
    return fail(ErrorCode::invalid_argument,
                "rows of " + to_string(rows.size()) + " " + std::string(to_string(rows.format)) +
                    " pixels were asked for, but the frame has " + std::to_string(rows_left()) + " left of " +
                    std::to_string(shape_.size.width) + " " + std::string(to_string(shape_.format)));
  }
  if (rows.height <= 0) return {};
  Status status = fill_rows(rows, next_row_);
  if (!status) return fail(with_whole_rows(std::move(status).error(), next_row_, shape_.size.height));
  next_row_ += rows.height;
  return {};
}

Status ImageReader::finish() { return finish_file(); }

Result<std::optional<Frame>> ImageReader::start_frame(int index) {
  return index == 0 ? std::optional<Frame>(Frame{}) : std::nullopt;
}

}  // namespace tbbimg
