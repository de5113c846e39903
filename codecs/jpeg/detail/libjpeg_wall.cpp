#include "codecs/jpeg/detail/libjpeg_wall.hpp"

namespace tbbimg::detail {
namespace {

// T.81, B.2.5: the height stands behind the first scan.
bool has_dnl(j_common_ptr cinfo) noexcept {
  if (cinfo->is_decompressor == FALSE) return false;
  const auto& header = *reinterpret_cast<j_decompress_ptr>(cinfo);
  return header.image_height == 0 && header.image_width > 0 && header.num_components > 0;
}

// JPEG-LS (T.87, SOF55) and hierarchical JPEG (T.81, DHP), which libjpeg takes for damage.
bool is_frame_of_other_kinds(int marker) noexcept { return marker == 0xF7 || marker == 0xDE; }

ErrorCode code_of_error(j_common_ptr cinfo) noexcept {
  switch (cinfo->err->msg_code) {
    case JERR_EMPTY_IMAGE: return has_dnl(cinfo) ? ErrorCode::unsupported : ErrorCode::corrupt_data;
    case JERR_UNKNOWN_MARKER:
      return is_frame_of_other_kinds(cinfo->err->msg_parm.i[0]) ? ErrorCode::unsupported : ErrorCode::corrupt_data;
    case JERR_OUT_OF_MEMORY: return ErrorCode::out_of_memory;
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
    case JERR_ARITH_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW: return ErrorCode::unsupported;
    default: return ErrorCode::corrupt_data;
  }
}

// What each warning of libjpeg-turbo (jerror.h) means to the picture.
enum class Meaning : std::uint8_t { damage, stray_bytes, odd_header, nothing };

Meaning meaning_of(int warning) noexcept {
  switch (warning) {
    // A scan changes coefficients that were not there, or were known better: the one in front of it is lost.
    case JWRN_BOGUS_PROGRESSION:
    // Data that no encoder writes: what follows, up to the next restart marker, is of other places.
    case JWRN_HUFF_BAD_CODE:
    case JWRN_HIT_MARKER:
    case JWRN_MUST_RESYNC:
    case JWRN_JPEG_EOF:
    // Not of the file, but of who reads it.
    case JWRN_TOO_MUCH_DATA: return Meaning::damage;
    case JWRN_EXTRANEOUS_DATA: return Meaning::stray_bytes;
    // Transform code 3 of Adobe's marker, and scans of a baseline file that claim not to have all coefficients: every
    // decoder takes them for what they can only be.
    case JWRN_ADOBE_XFORM:
    case JWRN_NOT_SEQUENTIAL: return Meaning::odd_header;
    // JFIF 2 does not exist, and nothing depends on its number. Of a profile, app_segments tells.
    case JWRN_BOGUS_ICC:
    case JWRN_JFIF_MAJOR: return Meaning::nothing;
    default: return Meaning::damage;
  }
}

// Bytes that an encoder may have forgotten behind a scan: libjpeg has as many in its bit buffer. More of them mean that
// the decoder has lost its place, and that the picture is shifted. Measured with tests/ruined_jpegs.py.
constexpr std::uint64_t kMostStrayBytes = 7;

}  // namespace

LibjpegWall::LibjpegWall() noexcept {
  jpeg_std_error(&trap_.base);
  trap_.base.error_exit = on_error;
  trap_.base.emit_message = on_message;
}

void LibjpegWall::escape(j_common_ptr cinfo, ErrorCode code, const char* words, ErrorKind kind) {
  Trap& trap = trap_of(cinfo);
  trap.code = code;
  trap.kind = kind;
  std::snprintf(trap.words.data(), trap.words.size(), "%s", words);
  std::longjmp(trap.way_out, 1);  // NOLINT(cert-err52-cpp)
}

void LibjpegWall::on_error(j_common_ptr cinfo) {
  Trap& trap = trap_of(cinfo);
  trap.code = code_of_error(cinfo);
  trap.kind = trap.code == ErrorCode::corrupt_data ? ErrorKind::damaged : ErrorKind::none;
  trap.base.format_message(cinfo, trap.words.data());
  std::longjmp(trap.way_out, 1);  // NOLINT(cert-err52-cpp)
}

void LibjpegWall::on_message(j_common_ptr cinfo, int level) {
  constexpr int kWarning = -1;
  if (level != kWarning) return;
  Noticed& noticed = trap_of(cinfo).noticed;
  switch (meaning_of(cinfo->err->msg_code)) {
    case Meaning::damage: return on_error(cinfo);
    case Meaning::stray_bytes: return on_stray_bytes(cinfo);
    case Meaning::odd_header: noticed.odd_header = true; return;
    case Meaning::nothing: return;
  }
}

// In front of the first scan, they are between headers and concern no sample.
void LibjpegWall::on_stray_bytes(j_common_ptr cinfo) {
  if (reinterpret_cast<j_decompress_ptr>(cinfo)->input_scan_number == 0) return;
  std::uint64_t& bytes = trap_of(cinfo).noticed.stray_bytes;
  bytes += static_cast<std::uint64_t>(cinfo->err->msg_parm.i[0]);
  if (bytes > kMostStrayBytes) on_error(cinfo);
}

}  // namespace tbbimg::detail
