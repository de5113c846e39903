#if defined(TBBIMG_LEVEL_scalar)
#include "kernels/enhance/clahe_ref.hpp"
#include "kernels/enhance/histogram_ref.hpp"
#include "kernels/enhance/luma_shift_ref.hpp"
#else
#include "kernels/enhance/clahe-inl.hpp"
#include "kernels/enhance/histogram-inl.hpp"
#include "kernels/enhance/luma_shift-inl.hpp"
#endif
#include "kernels/enhance/table.hpp"

namespace tbbimg {

#if defined(TBBIMG_LEVEL_scalar)
namespace {
inline constexpr auto* count_values_row = count_values_ref;
inline constexpr auto* shift_rgb_row = shift_rgb_ref;
inline constexpr auto* shift_rgba_row = shift_rgba_ref;
inline constexpr auto* clahe_pairs_row = clahe_pairs_ref;
inline void clahe_span(const ClaheSpan& span) { clahe_span_ref(span, 0); }
}  // namespace
#endif

constexpr EnhanceTable TBBIMG_LEVEL_TABLE(kEnhanceTable) = {
    .count_values = count_values_row,
    .shift_rgb = shift_rgb_row,
    .shift_rgba = shift_rgba_row,
    .clahe_pairs = clahe_pairs_row,
    .clahe_span = clahe_span,
};

#if !defined(TBBIMG_LEVEL_scalar)
namespace {
constexpr bool runs_no_reference(const EnhanceTable& table) {
  return table.count_values != count_values_ref && table.shift_rgb != shift_rgb_ref &&
         table.shift_rgba != shift_rgba_ref && table.clahe_pairs != clahe_pairs_ref;
}
}  // namespace
static_assert(runs_no_reference(TBBIMG_LEVEL_TABLE(kEnhanceTable)), "this level would silently run scalar code");
#endif

}  // namespace tbbimg
