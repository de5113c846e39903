// One libjpeg decompression. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "codecs/decoder.hpp"
#include "codecs/jpeg/detail/coefficient_store.hpp"
#include "codecs/jpeg/detail/libjpeg_wall.hpp"
#include "codecs/jpeg/detail/scan_plan.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg::detail {

/// Call read_header(), start(), read_rows() until all rows are there, and finish(), in this order and only after what
/// came before succeeded. Refers to the file's bytes.
class JpegDecompressor {
 public:
  /// Files of more than `max_scans` scans are refused by start().
  explicit JpegDecompressor(std::span<const std::uint8_t> file, const BufferPool& pool = {}, std::stop_token stop = {},
                            int max_scans = Limits{}.max_scans);
  JpegDecompressor(const JpegDecompressor&) = delete;
  JpegDecompressor& operator=(const JpegDecompressor&) = delete;
  ~JpegDecompressor();

  /// The file was cut behind a scan on purpose: an end marker follows its last byte. To be called first.
  void end_behind_file() noexcept { is_cut_ = true; }

  /// Up to the first scan. Errors: corrupt_data, unsupported, out_of_memory.
  [[nodiscard]] Status read_header();

  /// What libjpeg knows after read_header().
  [[nodiscard]] const jpeg_decompress_struct& info() const noexcept { return info_; }
  [[nodiscard]] bool has_multiple_scans() noexcept { return jpeg_has_multiple_scans(&info_) != FALSE; }

  /// Prepares an output of scale/8 (1, 2, 4 or 8); of a file with several scans, decodes the coefficients.
  /// Errors: corrupt_data, unsupported, limit_exceeded (scans), out_of_memory, cancelled.
  [[nodiscard]] Status start(int scale);

  /// The next destination.height rows, in libjpeg's output colours: 1, 3 or 4 samples per pixel as info() says; 4 are
  /// CMYK and become RGB. Errors: corrupt_data, out_of_memory, cancelled.
  [[nodiscard]] Status read_rows(ImageView destination);

  /// The end of the file, if all rows were read. Errors: as read_rows().
  [[nodiscard]] Status finish();

  [[nodiscard]] std::vector<DecodeWarning> warnings() const;

 private:
  static void on_init_source(j_decompress_ptr /*cinfo*/) {}
  static void on_term_source(j_decompress_ptr /*cinfo*/) {}
  static boolean on_fill(j_decompress_ptr cinfo);
  static void on_skip(j_decompress_ptr cinfo, long count);
  static void on_progress(j_common_ptr cinfo);

  void feed_from(std::span<const std::uint8_t> part) noexcept;
  [[nodiscard]] Status leave_out_unused_scans();
  [[nodiscard]] Status check_all_components_came() const;
  void note_missing_scans();
  [[nodiscard]] Status failure() const;
  void read_rows_inside_wall(ImageView destination);

  LibjpegWall wall_;
  jpeg_decompress_struct info_{};
  // libjpeg hands back pointers to these: they carry the way back to this object behind them.
  struct Source {
    jpeg_source_mgr base;
    JpegDecompressor* owner;
  } source_{};
  struct Monitor {
    jpeg_progress_mgr base;
    JpegDecompressor* owner;
  } monitor_{};

  std::span<const std::uint8_t> file_;
  std::vector<std::span<const std::uint8_t>> parts_;  // of the file, to be fed after the current one
  std::size_t next_part_ = 0;
  int missing_behind_ = 0;        // the last scan of a file that lacks some; 0: it lacks none
  bool end_is_invented_ = false;  // the file has no end marker
  bool is_cut_ = false;           // there, no end marker is needed
  CoefficientStore coefficients_;
  std::vector<std::uint8_t> cmyk_rows_;  // of CMYK alone: those of one call of libjpeg
  std::stop_token stop_;
  int max_scans_;
};

}  // namespace tbbimg::detail
