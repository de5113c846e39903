#include "engine/watch/progress_text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "kernels/core/format.hpp"

namespace tbbimg {
namespace {

constexpr std::size_t kMinBar = 12;
constexpr std::size_t kMaxBar = 32;

std::string count_text(const ProgressSnapshot& now) {
  const std::string settled = std::to_string(now.settled()) + "/";
  if (!now.total) return settled + std::to_string(now.listed) + "+";
  // Entries may come and go until they are listed.
  return settled + (now.listing_done ? "" : "~") + std::to_string(*now.total);
}

// "1.5 MB/s": disks and networks are sold in powers of ten.
std::string human_bytes_per_second(double bytes) { return human_number(bytes / 1e6) + " MB/s"; }

// `now.total` is known.
std::uint64_t percent(const ProgressSnapshot& now) noexcept {
  return *now.total == 0 ? 0 : now.settled() * 100 / *now.total;
}

// "[=====>      ]" with its blank, `width` columns in all; of the whole only once the whole is known.
std::string drawn_bar(const ProgressSnapshot& now, std::size_t width) {
  const std::size_t inside = width - 3;
  if (now.total.value_or(0) == 0) return "[" + std::string(inside, ' ') + "] ";
  const std::size_t filled = static_cast<std::size_t>(static_cast<double>(now.settled()) /
                                                      static_cast<double>(*now.total) * static_cast<double>(inside));
  std::string bar(std::min(filled, inside), '=');
  if (bar.size() < inside) bar += '>';
  bar.resize(inside, ' ');
  return "[" + bar + "] ";
}

}  // namespace

std::string bar_text(const ProgressSnapshot& now, std::size_t width) {
  // In the order in which they stand, with the rank in which they survive a narrow terminal.
  std::vector<std::pair<std::string, int>> pieces = {{count_text(now), 0}};
  if (now.total) pieces.emplace_back(std::to_string(percent(now)) + "%", 1);
  if (now.failed > 0) pieces.emplace_back(std::to_string(now.failed) + " failed", 2);
  if (now.eta_seconds) pieces.emplace_back("ETA " + human_seconds(*now.eta_seconds), 3);
  pieces.emplace_back(human_number(now.images_per_second) + " images/s", 4);
  pieces.emplace_back(human_number(now.megapixels_per_second) + " MP/s", 5);
  pieces.emplace_back(human_bytes_per_second(now.bytes_per_second), 8);
  pieces.emplace_back(std::to_string(now.in_flight) + " in flight", 7);
  if (now.waiting > 0) pieces.emplace_back(std::to_string(now.waiting) + " to retry", 3);
  pieces.emplace_back(human_bytes(now.memory_bytes), 6);

  const auto columns = [&pieces] {
    std::size_t sum = 0;
    for (const auto& [text, rank] : pieces) sum += text.size() + 2;
    return sum - 2;
  };
  while (pieces.size() > 1 && columns() > width) {
    pieces.erase(std::max_element(pieces.begin(), pieces.end(),
                                  [](const auto& a, const auto& b) { return a.second < b.second; }));
  }
  std::string text;
  if (columns() + kMinBar <= width) text = drawn_bar(now, std::min(width - columns(), kMaxBar));
  for (std::size_t i = 0; i < pieces.size(); ++i) text += (i == 0 ? "" : "  ") + pieces[i].first;
  return text.substr(0, width);
}

std::string plain_text(const ProgressSnapshot& now) {
  std::string text = count_text(now) + " images";
  if (now.total) text += ", " + std::to_string(percent(now)) + "%";
  text += ", " + human_number(now.images_per_second) + " images/s, " + human_number(now.megapixels_per_second) +
          " MP/s, " + human_bytes_per_second(now.bytes_per_second);
  if (now.waiting > 0) text += ", " + std::to_string(now.waiting) + " to retry";
  if (now.failed > 0) text += ", " + std::to_string(now.failed) + " failed";
  text += ", " + human_bytes(now.memory_bytes);
  if (now.eta_seconds) text += ", ETA " + human_seconds(*now.eta_seconds);
  return text;
}

}  // namespace tbbimg
