#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "engine/operations/operation.hpp"

namespace tbbimg {
namespace {

// Large enough that a block's set-up (scratch, warming up the filter's rows) is lost in it, small enough that a stop
// is noticed within milliseconds.
constexpr std::size_t kBlockBytes = std::size_t{512} << 10;
constexpr int kMinBlockRows = 16;

int rows_per_block(ConstImageView output, int margin) noexcept {
  const std::size_t rows = kBlockBytes / std::max<std::size_t>(output.row_bytes(), 1);
  return std::max(static_cast<int>(std::clamp<std::size_t>(rows, kMinBlockRows, 65'536)), 4 * margin);
}

tl::unexpected<Error> stopped() { return fail(ErrorCode::cancelled, "stopped on request"); }

}  // namespace

Status OperationContext::for_rows(ConstImageView output, const std::function<Status(RowRange)>& make_rows,
                                  int margin) const {
  const int step = rows_per_block(output, margin);
  const auto block = [&](int index) { return RowRange{index * step, std::min((index + 1) * step, output.height)}; };
  const int blocks = (output.height + step - 1) / step;

  if (!split_rows_ || blocks < 2) {
    for (int i = 0; i < blocks; ++i) {
      if (stop_.stop_requested()) return stopped();
      TBBIMG_RETURN_IF_ERROR(make_rows(block(i)));
    }
    return {};
  }

  std::mutex mutex;
  Status first_error;
  std::atomic<bool> failed = false;
  // Isolated: a thread that waits for the other blocks must not start on another image and hold this one up.
  tbb::this_task_arena::isolate([&] {
    tbb::parallel_for(0, blocks, [&](int i) {
      if (failed) return;
      Status status = stop_.stop_requested() ? Status(stopped()) : make_rows(block(i));
      if (status) return;
      const std::lock_guard lock(mutex);
      if (!failed.exchange(true)) first_error = std::move(status);
    });
  });
  return first_error;
}

}  // namespace tbbimg
