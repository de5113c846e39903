// What a run counts, and all that anybody has to know of a count, in one table.
#pragma once

#include <array>
#include <cstdint>

namespace tbbimg {

/// Counts only grow. `Number` is a std::uint64_t, or an atomic one for who counts while others look.
template <class Number>
struct CountsOf {
  // Entries that the source gave; once the run is over, listed is the sum of the four that follow.
  Number listed = 0, done = 0, failed = 0, skipped = 0, cancelled = 0;
  Number salvaged = 0;  ///< of those done: damaged, and made of what is whole
  Number retries = 0;
  Number outputs = 0;                  ///< files written
  Number bytes_in = 0, bytes_out = 0;  ///< read and written
  Number pixels_in = 0;                ///< of the images done, at full size
  Number bytes_settled = 0;            ///< of bytes_listed
  Number bytes_listed = 0;             ///< of the files of the entries, as far as the listing knows

  [[nodiscard]] std::uint64_t settled() const noexcept { return done + failed + skipped + cancelled; }
};

using RunCounts = CountsOf<std::uint64_t>;

/// How a count is called wherever it is told.
template <class Number>
struct CountField {
  const char* name;  ///< in JSON, in the journal and in the log
  Number CountsOf<Number>::*count;
  const char* metric;  ///< for Prometheus; fates share one, and have their names for its label `status`
  const char* help;    ///< of that metric
  bool is_fate = false;
};

/// Whoever passes counts on goes over this: a count that is added here is told everywhere.
template <class Number>
inline constexpr std::array kCountFieldsOf = [] {
  using Counts = CountsOf<Number>;
  constexpr const char* kImages = "tbbimg_images_total";
  constexpr const char* kImagesHelp = "Images by what became of them.";
  return std::to_array<CountField<Number>>({
      {"listed", &Counts::listed, "tbbimg_listed_images_total", "Entries that the inputs gave."},
      {"done", &Counts::done, kImages, kImagesHelp, true},
      {"failed", &Counts::failed, kImages, kImagesHelp, true},
      {"skipped", &Counts::skipped, kImages, kImagesHelp, true},
      {"cancelled", &Counts::cancelled, kImages, kImagesHelp, true},
      {"salvaged", &Counts::salvaged, "tbbimg_salvaged_images_total",
       "Images done that are damaged, made of what is whole."},
      {"retries", &Counts::retries, "tbbimg_retries_total", "Further attempts at images."},
      {"outputs", &Counts::outputs, "tbbimg_outputs_total", "Files written."},
      {"bytes_in", &Counts::bytes_in, "tbbimg_read_bytes_total", "Bytes read from the inputs."},
      {"bytes_out", &Counts::bytes_out, "tbbimg_written_bytes_total", "Bytes written to the outputs."},
      {"pixels_in", &Counts::pixels_in, "tbbimg_pixels_total", "Pixels of the images done, at full size."},
      {"bytes_settled", &Counts::bytes_settled, "tbbimg_settled_bytes_total",
       "Sizes of the files listed that have been done, failed, skipped or cancelled."},
      {"bytes_listed", &Counts::bytes_listed, "tbbimg_listed_bytes_total", "Sizes of the files listed."},
  });
}();

inline constexpr const auto& kCountFields = kCountFieldsOf<std::uint64_t>;
static_assert(sizeof(RunCounts) == kCountFields.size() * sizeof(std::uint64_t), "a count is missing in the table");

inline RunCounts& operator+=(RunCounts& sum, const RunCounts& more) noexcept {
  for (const auto& field : kCountFields) sum.*field.count += more.*field.count;
  return sum;
}

}  // namespace tbbimg
