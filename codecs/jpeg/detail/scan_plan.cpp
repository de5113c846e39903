#include "codecs/jpeg/detail/scan_plan.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "codecs/jpeg/detail/app_segments.hpp"

namespace tbbimg::detail {
namespace {

constexpr int kCoefficients = 64;

// The header of a scan (T.81, B.2.3) that carries AC coefficients of one component.
struct AcScan {
  std::uint8_t component;
  int first;     // Ss
  int last;      // Se
  int high_bit;  // Ah: the point transform of the scan before, 0 in the first
  int low_bit;   // Al: the point transform of this scan
};

std::optional<AcScan> parse_ac_scan(std::span<const std::uint8_t> payload) noexcept {
  constexpr std::size_t kBytes = 6;  // count, component, tables, Ss, Se, Ah and Al
  if (payload.size() != kBytes || payload[0] != 1) return std::nullopt;
  const AcScan scan{payload[1], payload[3], payload[4], payload[5] >> 4, payload[5] & 15};
  constexpr int kMaxLowBit = 13;
  const bool valid = scan.first >= 1 && scan.last >= scan.first && scan.last < kCoefficients &&
                     scan.low_bit <= kMaxLowBit && (scan.high_bit == 0 || scan.low_bit == scan.high_bit - 1);
  return valid ? std::optional(scan) : std::nullopt;
}

// How precisely the coefficients of a component are known after the scans so far.
class Progress {
 public:
  explicit Progress(bool dc_begun) noexcept : dc_begun_(dc_begun) { low_bits_.fill(kUnknown); }

  void begin_dc() noexcept { dc_begun_ = true; }

  // Whether `scan` continues where the scans before it stopped.
  [[nodiscard]] bool advance(const AcScan& scan) noexcept {
    bool consistent = dc_begun_;
    for (int i = scan.first; i <= scan.last; ++i) {
      int& known = low_bits_[static_cast<std::size_t>(i)];
      consistent = consistent && scan.high_bit == std::max(known, 0);
      known = scan.low_bit;
    }
    return consistent;
  }

  // Whether all bits of all coefficients but the first are known.
  [[nodiscard]] bool is_complete() const noexcept {
    return std::all_of(low_bits_.begin() + 1, low_bits_.end(), [](int known) { return known == 0; });
  }

 private:
  static constexpr int kUnknown = -1;
  bool dc_begun_;
  std::array<int, kCoefficients> low_bits_{};
};

class Planner {
 public:
  explicit Planner(std::vector<PlannedComponent> components) : components_(std::move(components)) {
    for (const PlannedComponent& component : components_) progress_.emplace_back(component.dc_begun);
  }

  struct Verdict {
    bool skip = false;
    bool consistent = true;
  };

  Verdict judge(std::span<const std::uint8_t> payload) noexcept {
    if (const auto scan = parse_ac_scan(payload)) {
      const std::size_t index = index_of(scan->component);
      if (index == components_.size() || !components_[index].dc_only) return {};
      return {true, progress_[index].advance(*scan)};
    }
    note_dc(payload);
    return {};
  }

  [[nodiscard]] bool is_complete() const noexcept {
    for (std::size_t i = 0; i < components_.size(); ++i) {
      if (components_[i].dc_only && !progress_[i].is_complete()) return false;
    }
    return true;
  }

 private:
  [[nodiscard]] std::size_t index_of(std::uint8_t id) const noexcept {
    const auto found = std::find_if(components_.begin(), components_.end(),
                                    [id](const PlannedComponent& component) { return component.id == id; });
    return static_cast<std::size_t>(found - components_.begin());
  }

  void note_dc(std::span<const std::uint8_t> payload) noexcept {
    const std::size_t count = payload.empty() ? 0 : payload[0];
    for (std::size_t i = 0; i < count && 1 + 2 * i < payload.size(); ++i) {
      const std::size_t index = index_of(payload[1 + 2 * i]);
      if (index < components_.size()) progress_[index].begin_dc();
    }
  }

  std::vector<PlannedComponent> components_;
  std::vector<Progress> progress_;
};

}  // namespace

const char* jpeg_cut_short() noexcept {
  return "the JPEG is cut short: it ends before its end marker; copy it again from its source";
}

tl::unexpected<Error> jpeg_too_many_scans(int max_scans) {
  return fail(
      ErrorCode::limit_exceeded, ErrorKind::too_many_scans,
      "the JPEG has more than " + std::to_string(max_scans) +
          " scans, which is the limit: each takes a pass over the picture, and cameras and programs write about ten",
      {{"limit", static_cast<std::uint64_t>(std::max(max_scans, 0))}});
}

Result<ScanPlan> without_ac_scans(std::span<const std::uint8_t> file, std::size_t offset,
                                  std::vector<PlannedComponent> components, int max_scans) {
  ScanPlan plan;
  Planner planner(std::move(components));
  std::size_t kept_from = offset;
  bool skipping = false;
  int scans = 1;
  while (const auto segment = next_jpeg_segment(file, offset)) {
    offset = segment->end;
    if (std::exchange(skipping, false)) kept_from = segment->begin;
    if (segment->marker == JpegMarker::eoi) {
      plan.kept.push_back(file.subspan(kept_from, offset - kept_from));
      if (!planner.is_complete()) plan.missing_behind = scans;
      return plan;
    }
    if (segment->marker != JpegMarker::sos) continue;
    if (++scans > max_scans) return jpeg_too_many_scans(max_scans);
    const Planner::Verdict verdict = planner.judge(segment->payload);
    if (!verdict.consistent) {
      return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
                  "the JPEG is damaged: a scan does not continue the ones before it; copy it again from its source");
    }
    if (!verdict.skip) continue;
    plan.kept.push_back(file.subspan(kept_from, segment->begin - kept_from));
    skipping = true;
  }
  return fail(ErrorCode::corrupt_data, ErrorKind::cut_short, jpeg_cut_short());
}

}  // namespace tbbimg::detail
