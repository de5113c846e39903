#include "codecs/jpeg/detail/libjpeg_wall.hpp"

namespace tbbimg::detail {
namespace {

// T.81, B.2.5: the height stands behind the first scan.
bool has_dnl(j_common_ptr cinfo) noexcept {
  if (cinfo->is_decompressor == FALSE) return false;
  const auto& header = *reinterpret_cast<j_decompress_ptr>(cinfo);
  return header.image_height == 0 && header.image_width > 0 && header.num_components > 0;
}

ErrorCode code_of_error(j_common_ptr cinfo) noexcept {
  switch (cinfo->err->msg_code) {
    case JERR_EMPTY_IMAGE: return has_dnl(cinfo) ? ErrorCode::unsupported : ErrorCode::corrupt_data;
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

// Warnings after which every sample is still what the encoder wrote: stray bytes between segments, headers that other
// readers ignore as well, a broken colour profile.
bool is_harmless(int message) noexcept {
  switch (message) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
    case JWRN_NOT_SEQUENTIAL:
    case JWRN_BOGUS_ICC: return true;
    default: return false;
  }
}

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
  if (level == kWarning && !is_harmless(cinfo->err->msg_code)) on_error(cinfo);
}

}  // namespace tbbimg::detail
