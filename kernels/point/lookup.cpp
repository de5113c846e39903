#include "kernels/point/lookup.hpp"

#include "kernels/core/validate.hpp"
#include "kernels/point/channel_pattern.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

// One table for all colours, which is what most callers have.
bool shares_table(const ChannelTables& tables, PixelFormat format) noexcept {
  const bool colours = is_gray(format) || (tables[0] == tables[1] && tables[0] == tables[2]);
  const auto last = static_cast<std::size_t>(channels(format) - 1);
  return colours && (!has_alpha(format) || tables[last] == identity_table());
}

}  // namespace

Status lookup(ConstImageView source, ImageView destination, const ChannelTables& tables, RowRange rows,
              Kernels kernels) {
  TBBIMG_RETURN_IF_ERROR(check_same_shape(source, destination, rows, "a look-up table"));
  if (destination.empty()) return {};

  const PointTable& table = kernels.table().point;
  const bool shared = shares_table(tables, source.format);
  const auto colours = channel_pattern(source.format, 255);
  for (int y = rows.begin; y < rows.end; ++y) {
    if (shared) {
      table.lookup(source.row(y), destination.row(y), source.row_bytes(), tables[0].data(), colours.data());
    } else {
      table.lookup_channels(source.row(y), destination.row(y), static_cast<std::size_t>(source.width), tables[0].data(),
                            static_cast<std::size_t>(channels(source.format)));
    }
  }
  return {};
}

}  // namespace tbbimg
