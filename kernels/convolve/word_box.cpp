// Boxes of any radius over samples of 16 bits with alpha: sums that slide, in double precision.
#include <algorithm>
#include <cmath>

#include "kernels/convolve/bordered_row.hpp"
#include "kernels/convolve/passes.hpp"

namespace tbbimg {

// The window above the first row comes first, row by row, so that every row enters it in the same way.
void convolve_word_box(const ConvolveJob& job) {
  const int radius = job.kernel.radius();
  const int samples = channels(job.source.format);
  const auto width = static_cast<std::size_t>(job.source.width);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  auto* const columns = reinterpret_cast<double*>(job.scratch);
  double* const row = columns + job.layout.stride + job.layout.border;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  auto* const means = reinterpret_cast<float*>(columns + 2 * job.layout.stride);
  std::fill_n(columns, width * job.layout.samples, 0.0);
  const auto move = [&](int entering, int leaving, bool leaves) {
    job.table.convolve.word_box_columns(
        {.sums = columns,
         .entering = bordered_row(job.source, entering, job.border, job.zeros()),
         .leaving = leaves ? bordered_row(job.source, leaving, job.border, job.zeros()) : job.zeros(),
         .channels = samples,
         .pixels = width});
  };
  for (int y = job.rows.begin - 1 - radius; y < job.rows.begin + radius; ++y) move(y, 0, false);
  const double count = 2 * radius + 1;
  for (int y = job.rows.begin; y < job.rows.end; ++y) {
    move(y + radius, y - radius - 1, true);
    std::copy_n(columns, width * job.layout.samples, row);
    fill_borders(row, job.source.width, radius + 1, job.layout.samples, job.border);
    job.table.convolve.word_box_row({.sums = row,
                                     .radius = radius,
                                     .channels = samples,
                                     .pixels = width,
                                     .scale = 1 / (count * count),
                                     .destination = means});
    job.table.resize.encode({.source = means,
                             .format = job.source.format,
                             .light = {},
                             .width = width,
                             .destination = job.destination.row(y)});
  }
}

}  // namespace tbbimg
