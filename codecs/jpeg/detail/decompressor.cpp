#include "codecs/jpeg/detail/decompressor.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace tbbimg::detail {
namespace {

// Rows asked for at once: libjpeg gives those of one row of blocks, 8 or 16, at most.
constexpr std::size_t kRowsPerCall = 16;

J_COLOR_SPACE output_colors(J_COLOR_SPACE stored) noexcept {
  switch (stored) {
    case JCS_GRAYSCALE: return JCS_GRAYSCALE;
    case JCS_CMYK:
    case JCS_YCCK: return JCS_CMYK;
    default: return JCS_RGB;
  }
}

// Without a colour profile, C, M and Y take light away from red, green and blue, and K from all. Adobe's programs store
// the complement, which is the light that remains, and mark their files.
void cmyk_to_rgb(const std::uint8_t* cmyk, std::uint8_t* rgb, std::size_t pixels, bool is_complement) noexcept {
  const unsigned flip = is_complement ? 0 : 255;
  for (std::size_t i = 0; i < pixels; ++i, cmyk += 4, rgb += 3) {
    const unsigned light = cmyk[3] ^ flip;
    for (std::size_t c = 0; c < 3; ++c) rgb[c] = static_cast<std::uint8_t>(((cmyk[c] ^ flip) * light + 127) / 255);
  }
}

}  // namespace

JpegDecompressor::JpegDecompressor(std::span<const std::uint8_t> file, const BufferPool& pool, std::stop_token stop,
                                   int max_scans)
    : file_(file), coefficients_(pool), stop_(std::move(stop)), max_scans_(max_scans) {
  info_.err = wall_.manager();
  source_.base.init_source = on_init_source;
  source_.base.fill_input_buffer = on_fill;
  source_.base.skip_input_data = on_skip;
  source_.base.resync_to_restart = jpeg_resync_to_restart;
  source_.base.term_source = on_term_source;
  source_.owner = this;
  monitor_.base.progress_monitor = on_progress;
  monitor_.owner = this;
  feed_from(file);
}

JpegDecompressor::~JpegDecompressor() { jpeg_destroy_decompress(&info_); }

void JpegDecompressor::feed_from(std::span<const std::uint8_t> part) noexcept {
  source_.base.next_input_byte = part.data();
  source_.base.bytes_in_buffer = part.size();
}

boolean JpegDecompressor::on_fill(j_decompress_ptr cinfo) {
  JpegDecompressor& self = *reinterpret_cast<Source*>(cinfo->src)->owner;
  while (self.next_part_ < self.parts_.size()) {
    const auto part = self.parts_[self.next_part_++];
    if (part.empty()) continue;
    self.feed_from(part);
    return TRUE;
  }
  // The usual answer, an invented end marker, would turn the rest of the picture gray, but libjpeg warns before it does
  // (JWRN_HIT_MARKER), which is an error here. Without that, the picture is whole and nothing but the marker lacks.
  const bool is_cut = std::exchange(self.is_cut_, false);
  if (is_cut || (self.info_.input_scan_number > 0 && !std::exchange(self.end_is_invented_, true))) {
    static constexpr std::array<std::uint8_t, 2> kEndMarker = {0xFF, JPEG_EOI};
    self.feed_from(kEndMarker);
    return TRUE;
  }
  LibjpegWall::escape(reinterpret_cast<j_common_ptr>(cinfo), ErrorCode::corrupt_data, jpeg_cut_short(),
                      ErrorKind::cut_short);
}

void JpegDecompressor::on_skip(j_decompress_ptr cinfo, long count) {
  if (count <= 0) return;
  auto rest = static_cast<std::size_t>(count);
  while (rest > cinfo->src->bytes_in_buffer) {
    rest -= cinfo->src->bytes_in_buffer;
    on_fill(cinfo);
  }
  cinfo->src->next_input_byte += rest;
  cinfo->src->bytes_in_buffer -= rest;
}

void JpegDecompressor::on_progress(j_common_ptr cinfo) {
  const JpegDecompressor& self = *reinterpret_cast<Monitor*>(cinfo->progress)->owner;
  if (self.info_.input_scan_number > self.max_scans_) {
    LibjpegWall::escape(cinfo, ErrorCode::limit_exceeded, "too many scans", ErrorKind::too_many_scans);
  }
  if (self.stop_.stop_requested()) LibjpegWall::escape(cinfo, ErrorCode::cancelled, "decoding was cancelled");
}

Status JpegDecompressor::failure() const {
  if (wall_.code() == ErrorCode::unsupported) {
    if (const std::string_view unusual = unusual_jpeg(file_); !unusual.empty()) {
      return fail(ErrorCode::unsupported, std::string(unusual));
    }
    return fail(ErrorCode::unsupported, std::string("the JPEG is of a kind that is not supported (") + wall_.words() +
                                            "); convert it to a baseline or progressive JPEG of 8 bits");
  }
  if (end_is_invented_ && wall_.code() == ErrorCode::corrupt_data) {
    return fail(ErrorCode::corrupt_data, ErrorKind::cut_short, jpeg_cut_short());
  }
  if (wall_.kind() == ErrorKind::too_many_scans) return jpeg_too_many_scans(max_scans_);
  if (wall_.kind() != ErrorKind::damaged) return fail(wall_.code(), wall_.kind(), wall_.words());
  const auto position = source_.base.next_input_byte - file_.data();
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
              "the JPEG is damaged near byte " + std::to_string(position) + " (" + wall_.words() +
                  "); copy it again from its source",
              {{"byte", static_cast<std::uint64_t>(position)}});
}

Status JpegDecompressor::read_header() {
  const bool done = wall_.run([this] {
    jpeg_create_decompress(&info_);
    info_.src = &source_.base;
    info_.progress = &monitor_.base;
    info_.client_data = &coefficients_;
    jpeg_read_header(&info_, TRUE);
  });
  return done ? Status{} : failure();
}

Status JpegDecompressor::start(int scale) {
  const bool buffered = has_multiple_scans();
  const bool ready = wall_.run([this, scale, buffered] {
    info_.scale_num = static_cast<unsigned>(scale);
    info_.scale_denom = DCTSIZE;
    info_.out_color_space = output_colors(info_.jpeg_color_space);
    jpeg_calc_output_dimensions(&info_);
    if (buffered) coefficients_.install(reinterpret_cast<j_common_ptr>(&info_));
  });
  if (!ready) return failure();
  if (buffered) TBBIMG_RETURN_IF_ERROR(leave_out_unused_scans());
  // Smoothing guesses coefficients that the file does not have, and does nothing for a complete one. The scans that are
  // left out here it would take for missing ones.
  info_.do_block_smoothing = parts_.empty() ? TRUE : FALSE;
  if (!wall_.run([this] { jpeg_start_decompress(&info_); })) return failure();
  note_missing_scans();
  if (end_is_invented_ && missing_behind_ > 0) {
    return fail(ErrorCode::corrupt_data, ErrorKind::cut_short, jpeg_cut_short());
  }
  return buffered ? check_all_components_came() : Status{};
}

// jpeglib.h: of each coefficient, -1 if nothing is known, else how many of its lowest bits are not.
void JpegDecompressor::note_missing_scans() {
  if (info_.coef_bits == nullptr || !parts_.empty()) return;
  const auto coefficients = std::span(*info_.coef_bits, static_cast<std::size_t>(info_.num_components) * DCTSIZE2);
  const bool is_complete = std::all_of(coefficients.begin(), coefficients.end(), [](int bits) { return bits == 0; });
  if (!is_complete) missing_behind_ = info_.input_scan_number;
}

std::vector<DecodeWarning> JpegDecompressor::warnings() const {
  std::vector<DecodeWarning> warnings;
  const auto& [stray_bytes, odd_header] = wall_.noticed();
  if (stray_bytes > 0) warnings.push_back({DecodeWarningKind::stray_bytes, stray_bytes});
  if (missing_behind_ > 0) {
    warnings.push_back({DecodeWarningKind::missing_scans, static_cast<std::uint64_t>(missing_behind_)});
  }
  if (odd_header) warnings.push_back({DecodeWarningKind::odd_header});
  if (end_is_invented_) warnings.push_back({DecodeWarningKind::missing_end});
  return warnings;
}

// A component whose blocks become one pixel each needs their DC coefficients only. At 1/8 that is the luma, and the
// chroma too unless it is subsampled both ways: libjpeg decodes 4:2:0 chroma at 2/8 then.
Status JpegDecompressor::leave_out_unused_scans() {
  std::vector<PlannedComponent> components;
  bool any_dc_only = false;
  for (int i = 0; i < info_.num_components; ++i) {
    const jpeg_component_info& component = info_.comp_info[i];
    const bool dc_only = component.DCT_scaled_size == 1;
    const auto scanned = std::span(info_.cur_comp_info, static_cast<std::size_t>(info_.comps_in_scan));
    const bool in_first_scan = std::find(scanned.begin(), scanned.end(), &component) != scanned.end();
    components.push_back({static_cast<std::uint8_t>(component.component_id), dc_only, in_first_scan && info_.Ss == 0});
    any_dc_only = any_dc_only || dc_only;
  }
  if (any_dc_only && info_.progressive_mode != FALSE) {
    const auto offset = static_cast<std::size_t>(source_.base.next_input_byte - file_.data());
    auto plan = without_ac_scans(file_, offset, components, max_scans_);
    // Where the end marker lacks, only decoding the last scan tells whether that is whole.
    if (!plan && plan.error().kind == ErrorKind::cut_short) return {};
    if (!plan) return fail(std::move(plan).error());
    parts_ = std::move(plan->kept);
    missing_behind_ = plan->missing_behind;
    source_.base.bytes_in_buffer = 0;
  }
  for (int i = 0; i < info_.num_components; ++i) {
    if (components[static_cast<std::size_t>(i)].dc_only) {
      coefficients_.keep_dc_only(i, info_.comp_info[i].v_samp_factor);
    }
  }
  return {};
}

// A file may end properly and yet have left out the scans of a component, which would come out gray.
Status JpegDecompressor::check_all_components_came() const {
  for (int i = 0; i < info_.num_components; ++i) {
    if (info_.comp_info[i].quant_table == nullptr) {
      return fail(ErrorCode::corrupt_data, ErrorKind::lacks_component,
                  "the JPEG is damaged: it has no data of its colour component " + std::to_string(i + 1) + " of " +
                      std::to_string(info_.num_components) + "; copy it again from its source");
    }
  }
  return {};
}

Status JpegDecompressor::read_rows(ImageView destination) {
  if (info_.out_color_space == JCS_CMYK) cmyk_rows_.resize(kRowsPerCall * 4 * info_.output_width);
  return wall_.run([&] { read_rows_inside_wall(destination); }) ? Status{} : failure();
}

void JpegDecompressor::read_rows_inside_wall(ImageView destination) {
  const std::size_t cmyk_stride = cmyk_rows_.size() / kRowsPerCall;
  std::array<JSAMPROW, kRowsPerCall> rows{};
  for (int done = 0; done < destination.height;) {
    if (stop_.stop_requested()) {
      LibjpegWall::escape(reinterpret_cast<j_common_ptr>(&info_), ErrorCode::cancelled, "decoding was cancelled");
    }
    const auto wanted = std::min(kRowsPerCall, static_cast<std::size_t>(destination.height - done));
    for (std::size_t i = 0; i < wanted; ++i) {
      rows[i] = cmyk_rows_.empty() ? destination.row(done + static_cast<int>(i)) : &cmyk_rows_[i * cmyk_stride];
    }
    const JDIMENSION given = jpeg_read_scanlines(&info_, rows.data(), static_cast<JDIMENSION>(wanted));
    for (JDIMENSION i = 0; i < given && !cmyk_rows_.empty(); ++i) {
      cmyk_to_rgb(rows[i], destination.row(done + static_cast<int>(i)), info_.output_width,
                  info_.saw_Adobe_marker != FALSE);
    }
    done += static_cast<int>(given);
  }
}

Status JpegDecompressor::finish() {
  if (info_.output_scanline < info_.output_height) return {};
  return wall_.run([this] { jpeg_finish_decompress(&info_); }) ? Status{} : failure();
}

}  // namespace tbbimg::detail
