// What is typed behind options, taken apart and checked.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "kernels/core/error.hpp"

namespace tbbimg::tools {

/// The smallest and the largest --memory.
inline constexpr std::uint64_t kMinMemory = std::uint64_t{1} << 20;
inline constexpr std::uint64_t kMaxMemory = std::uint64_t{1} << 50;

/// Bytes of "268435456", "256M", "1.5G", "512MiB"; K, M, G and T are powers of 1024, in either case.
/// Errors: invalid_argument, for anything else and outside kMinMemory to kMaxMemory.
[[nodiscard]] Result<std::uint64_t> parse_memory(std::string_view text);

/// "268435456", "268M", "1.5G": K, M and G are powers of 1000, in either case. Errors: invalid_argument, for anything
/// else and outside 1 to 65535 x 65535.
[[nodiscard]] Result<std::uint64_t> parse_pixels(std::string_view text);

/// "30", "30s", "1.5", "500ms", "5m", "1h": seconds unless a unit says otherwise, up to a year.
/// Errors: invalid_argument.
[[nodiscard]] Result<std::chrono::milliseconds> parse_duration(std::string_view text);

/// A whole number from `min` to `max`. Errors: invalid_argument, with what is allowed.
[[nodiscard]] Result<int> parse_count(std::string_view text, int min, int max);

/// Of a file: "20K". Errors: invalid_argument.
[[nodiscard]] Result<std::uint64_t> parse_file_size(std::string_view text);

/// Since 1970: "2026-01-31", with "18:30" behind it, in local time, or "7d", "12h" before now. Errors:
/// invalid_argument.
[[nodiscard]] Result<std::chrono::milliseconds> parse_moment(std::string_view text);

}  // namespace tbbimg::tools
